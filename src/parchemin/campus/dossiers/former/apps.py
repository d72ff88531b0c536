"""The Django application of which only migrations are left."""

from django.apps import AppConfig


class FormerConfig(AppConfig):
    name = "parchemin.campus.dossiers.former"
    label = "rulings"
