"""The Django application of what is kept and forgotten."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "parchemin.campus.retention"
    label = "retention"
    mounted_at = ""

    def ready(self) -> None:
        from parchemin.campus.retention import tasks  # noqa: F401  (registered when it is imported)
        from parchemin.campus.retention.contributions import persons, questions  # noqa: F401  (likewise)
