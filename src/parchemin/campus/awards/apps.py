"""The Django application of awards."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "parchemin.campus.awards"
    label = "awards"

    def ready(self) -> None:
        from parchemin.campus.awards import tasks  # noqa: F401  (what is asked for is made)
