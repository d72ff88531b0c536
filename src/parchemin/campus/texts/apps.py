"""The Django application of texts and drafts."""

from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "parchemin.campus.texts"
    label = "texts"
    mounted_at = ""

    def ready(self) -> None:
        from parchemin.campus.texts import tasks  # noqa: F401  (they react to what is said)
