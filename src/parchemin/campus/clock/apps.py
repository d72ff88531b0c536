"""The Django application of the clock."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "parchemin.campus.clock"
    label = "clock"

    def ready(self) -> None:
        from parchemin.campus.clock import queries
        from parchemin.campus.common import figures

        figures.states("due_tasks", "Tasks that wait for their moment, by state.", queries.counted)
