"""The Django application of the lending library."""

from django.apps import AppConfig


class LendingConfig(AppConfig):
    name = "tests.campus.lending"
    label = "lending"
    mounted_at = ""

    def ready(self) -> None:
        from tests.campus.lending import facts  # noqa: F401  (a source, registered when it is imported)
        from tests.campus.lending.contributions import api, demo, desk, own, road  # noqa: F401  (what it brings, likewise)
