"""The Django application of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "parchemin.campus.people"
    label = "people"

    def ready(self) -> None:
        from parchemin.campus.people import tasks  # noqa: F401  (a reaction, registered so)
