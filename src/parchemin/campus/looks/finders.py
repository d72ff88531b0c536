"""What pages take from node_modules: these files, by name, and nothing else of it is ever served."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage, Storage

SANS = "@fontsource-variable/source-sans-3/files/source-sans-3-{}.woff2"
SERIF = "@fontsource-variable/source-serif-4/files/source-serif-4-{}.woff2"
CUTS = ("latin-wght-normal", "latin-wght-italic", "latin-ext-wght-normal", "latin-ext-wght-italic")

# What is asked for under static/, and the file of node_modules that answers.
SERVED: dict[str, str] = {
    "vendor/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/chart.umd.min.js": "chart.js/dist/chart.umd.min.js",
    **{f"vendor/fonts/source-sans-3-{cut}.woff2": SANS.format(cut) for cut in CUTS},
    **{f"vendor/fonts/source-serif-4-{cut}.woff2": SERIF.format(cut) for cut in CUTS},
}


class PackagesFinder(BaseFinder):
    """Finds the files of `SERVED`, where `npm ci` put them."""

    def __init__(self) -> None:
        self.root = Path(settings.NODE_MODULES)
        self.storage = _Served(self.root)

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        place = self.root / SERVED[path] if path in SERVED else None
        found = [str(place)] if place and place.is_file() else []
        return found[0] if found and not find_all else found

    def check(self, **_: Any) -> list[CheckMessage]:
        absent = [path for path in SERVED.values() if not (self.root / path).is_file()]
        if not absent:
            return []
        return [Error(f"Pages lack {len(absent)} files of node_modules.", hint="Run bin/prepare.", id="looks.E001")]

    # Last, for below it `list` is this method.
    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        return [(name, self.storage) for name in SERVED]


class _Served(FileSystemStorage):
    """Opens by the name under static/ what lies under another in node_modules."""

    def path(self, name: str) -> str:
        return str(Path(self.location) / SERVED[name])
