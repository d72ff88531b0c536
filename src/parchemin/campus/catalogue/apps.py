"""The Django application of the catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "parchemin.campus.catalogue"
    label = "catalogue"
    mounted_at = ""
