"""The Django application of the looks."""

from django.apps import AppConfig


class LooksConfig(AppConfig):
    name = "parchemin.campus.looks"
    label = "looks"
    mounted_at = "looks/"
