"""The Django application of desks."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "parchemin.campus.desks"
    label = "desks"
    mounted_at = ""

    def ready(self) -> None:
        from parchemin.campus.desks.contributions import desk  # noqa: F401  (registered when they are imported)
