"""The Django application of dossiers."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "parchemin.campus.dossiers"
    label = "dossiers"
    mounted_at = ""

    def ready(self) -> None:
        from parchemin.campus.dossiers import facts  # noqa: F401  (a source, registered when it is imported)
        from parchemin.campus.dossiers.contributions import retention, road  # noqa: F401  (what it brings, likewise)
