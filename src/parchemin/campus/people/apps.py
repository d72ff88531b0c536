"""The Django application of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "parchemin.campus.people"
    label = "people"
    mounted_at = "staff/"

    def ready(self) -> None:
        from parchemin.campus.people import tasks  # noqa: F401  (a reaction, registered so)
        from parchemin.campus.people.contributions import proof  # noqa: F401  (registered so)
