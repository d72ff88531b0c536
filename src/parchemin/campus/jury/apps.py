"""The Django application of jury."""

from django.apps import AppConfig


class JuryConfig(AppConfig):
    name = "parchemin.campus.jury"
    label = "jury"
