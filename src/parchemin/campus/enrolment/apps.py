"""The Django application of enrolment."""

from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "parchemin.campus.enrolment"
    label = "enrolment"
    mounted_at = ""

    def ready(self) -> None:
        from parchemin.campus.enrolment import facts  # noqa: F401  (a source, registered when it is imported)
        from parchemin.campus.enrolment.contributions import (  # noqa: F401  (what it brings)
            api,
            cohorts,
            desk,
            everybody,
            retention,
            road,
            years,
        )
