"""The Django application of awards."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "parchemin.campus.awards"
    label = "awards"
    mounted_at = ""

    def ready(self) -> None:
        from parchemin.campus.awards import reactions, tasks  # noqa: F401  (they react to what is said)
        from parchemin.campus.awards.contributions import api, proof, retention  # noqa: F401
