"""The Django application of rulings."""

from django.apps import AppConfig


class RulingsConfig(AppConfig):
    name = "parchemin.campus.rulings"
    label = "rulings"

    def ready(self) -> None:
        from parchemin.campus.rulings import facts  # noqa: F401  (a source, registered when it is imported)
