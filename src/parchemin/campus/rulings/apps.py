"""The Django application of rulings."""

from django.apps import AppConfig


class RulingsConfig(AppConfig):
    name = "parchemin.campus.rulings"
    label = "rulings"
