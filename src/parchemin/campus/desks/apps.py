"""The Django application of desks."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "parchemin.campus.desks"
    label = "desks"
    mounted_at = ""
