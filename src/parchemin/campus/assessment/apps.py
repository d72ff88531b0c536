"""The Django application of assessment."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "parchemin.campus.assessment"
    label = "assessment"
    mounted_at = ""

    def ready(self) -> None:
        from parchemin.campus.assessment import facts, tasks  # noqa: F401  (a source and a reaction, registered so)
        from parchemin.campus.assessment.absences.contributions import api as absences  # noqa: F401
        from parchemin.campus.assessment.absences.contributions import proof  # noqa: F401
        from parchemin.campus.assessment.contributions import api, desk, guide, registrations, retention, road  # noqa: F401  (what it brings)
