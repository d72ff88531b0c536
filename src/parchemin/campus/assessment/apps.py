"""The Django application of assessment."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "parchemin.campus.assessment"
    label = "assessment"

    def ready(self) -> None:
        from parchemin.campus.assessment import facts  # noqa: F401  (a source, registered when it is imported)
