"""The Django application of jury."""

from django.apps import AppConfig


class JuryConfig(AppConfig):
    name = "parchemin.campus.jury"
    label = "jury"
    mounted_at = ""

    def ready(self) -> None:
        from parchemin.campus.jury import facts, tasks  # noqa: F401  (registered when they are imported)
        from parchemin.campus.jury.contributions import api, desk, proof, registrations, retention, road  # noqa: F401  (what it brings)
