"""The Django application of the common ground."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommonConfig(AppConfig):
    name = "parchemin.campus.common"
    label = "common"

    def ready(self) -> None:
        from parchemin.campus.common import records  # noqa: F401  (look-ups, registered when it is imported)
        from parchemin.campus.common.guards import write_guard

        post_migrate.connect(write_guard, sender=self)
