"""What a campus needs before it opens: tables up to date, the shared cache, what pages load, and the demo school.

Runs in a process of its own (`python -m parchemin.service.preparation [--demo]`), so that what supervises a campus
stays small. Its lines are JSON objects: `{"share": 0.25, "what": "…"}` while the demo school is made, and last
`{"sign_ins": [[role, name, address, password], …]}`, or `{"refused": [in French, in English]}`.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import Any

import django

from parchemin.service.refusals import NotDone

DEMO = "parchemin.campus.demo.school"


def prepare(*, demo: bool) -> list[list[str]]:
    """Everything, in order; gives back the demo school's sign-ins (role, name, address, password), if there is one.

    Raises `NotDone` when the tables cannot be brought to this version.
    """
    from django.conf import settings
    from django.core.management import call_command

    from parchemin.campus.jury.actions import destroy_spent_keys
    from parchemin.campus.people.models import School
    from parchemin.service.upgrading import bring_up_to_date

    bring_up_to_date()
    destroy_spent_keys()  # of votes that a crash closed without ending
    call_command("createcachetable", verbosity=0)
    if settings.STATIC_ROOT:
        call_command("collectstatic", interactive=False, verbosity=0)
    kept = settings.DATA / "demo.json"
    if demo and not School.objects.exists() and (school := demo_school()):
        school.seed(hear=_progress)  # whole, or not begun
        kept.write_text(json.dumps([list(row) for row in school.sign_ins()], ensure_ascii=False), encoding="utf-8")
    return list(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else []


def demo_school() -> Any:
    """The module that makes the demo school, where it can: its regulations stand in the repository.

    It has `seed()`, and `sign_ins()`: rows of role, name, address, password. It is named, not imported: the service
    must not need it.
    """
    school = import_module(DEMO)
    return school if school.available() else None


def _progress(share: float, what: str) -> None:
    """A line for whoever started this: how far the demo school is."""
    _tell({"share": round(share, 3), "what": what})


def _tell(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parchemin.campus.settings")
    django.setup()
    try:
        _tell({"sign_ins": prepare(demo="--demo" in sys.argv)})
    except NotDone as refused:
        _tell({"refused": [refused.french, refused.english]})
        raise


if __name__ == "__main__":
    main()
