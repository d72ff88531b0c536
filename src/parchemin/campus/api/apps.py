"""The Django application of api."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "parchemin.campus.api"
    label = "api"
