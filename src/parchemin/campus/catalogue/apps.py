"""The Django application of the catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "parchemin.campus.catalogue"
    label = "catalogue"
    mounted_at = ""

    def ready(self) -> None:
        from parchemin.campus.catalogue.contributions import desk, guide  # noqa: F401  (registered when they are imported)
