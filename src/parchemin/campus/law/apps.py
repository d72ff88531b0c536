"""The Django application of the law: the one adapter to the engine."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "parchemin.campus.law"
    label = "law"
