"""The Django application of awards."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "parchemin.campus.awards"
    label = "awards"
