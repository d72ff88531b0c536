"""The Django application of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "parchemin.campus.people"
    label = "people"
