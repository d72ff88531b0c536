"""The Django application of api."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "parchemin.campus.api"
    label = "api"
    mounted_at = "api/"

    def ready(self) -> None:
        from parchemin.campus.api import forgetting, queries  # noqa: F401  (what it keeps of somebody, registered)
        from parchemin.campus.api.operations import catalogue, dossiers, outcomes, students  # noqa: F401  (their groups)
