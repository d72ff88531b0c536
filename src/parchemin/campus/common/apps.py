"""The Django application of the common ground."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "parchemin.campus.common"
    label = "common"

    def ready(self) -> None:
        from parchemin.campus.common import records  # noqa: F401  (look-ups, registered when it is imported)
