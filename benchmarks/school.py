"""A campus to measure: a database server of its own, its tables made, removed with all it held."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def campus() -> Iterator[Path]:
    """Its data folder, while it lasts. One a process: Django is set up once."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PARCHEMIN_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parchemin.campus.settings")
        import django
        from django.conf import settings

        django.setup()
        from django.core.management import call_command

        from parchemin.campus.embedded import server

        with server(Path(folder) / "postgres") as socket:
            settings.DATABASES["default"] |= {"HOST": socket, "NAME": "postgres", "USER": "postgres", "PORT": ""}
            settings.ALLOWED_HOSTS.append("testserver")
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            yield Path(folder)
