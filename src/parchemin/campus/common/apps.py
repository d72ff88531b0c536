"""The Django application of the common ground."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "parchemin.campus.common"
    label = "common"
