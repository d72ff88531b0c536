"""The Django application of the clock."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "parchemin.campus.clock"
    label = "clock"
    held_last = True  # an act writes its own rows, then what falls due of them

    def ready(self) -> None:
        from parchemin.campus.clock import queries
        from parchemin.campus.common import figures

        figures.states("due_tasks", "Tasks that wait for their moment, by state.", queries.counted)
