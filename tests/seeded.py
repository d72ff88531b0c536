"""The school that the demonstration makes on the day of the tests: seeded once for a whole run, whoever looks at it.

`python -m tests.seeded` seeds the database that DATABASE_URL names: every story is there, the crowd is small. The last
line said is what it holds, as JSON: who may sign in, by role then by story; a digest of its facts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import django
import pytest

from parchemin.service.database import address
from parchemin.service.folder import make_ready
from tests import moment
from tests.databases import MIGRATED, copied, once, order, quick_server
from tests.service.campuses import environment

ROOT = Path(__file__).resolve().parents[1]
SCALE = 0.08
TEMPLATE = "as_seeded"
SAID = "seeded.json"


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """The data of a campus, never written in: its keys, its database `TEMPLATE`, and what was said of it (`SAID`)."""
    return once(tmp_path_factory, "seeded", partial(_make, migrated=migrated))


def _make(data: Path, migrated: Path) -> None:
    make_ready(data)
    with quick_server(copied(migrated, data / "postgres")) as socket:
        said = seed(data, socket, TEMPLATE)
    (data / SAID).write_text(json.dumps(said), encoding="utf-8")


def seed(data: Path, socket: str, name: str, **more: str) -> dict[str, Any]:
    """Seed a new database of a server that has `MIGRATED`, in a process of its own. Gives back what it said."""
    order(socket, f"create database {name} template {MIGRATED}")
    done = subprocess.run(
        [sys.executable, "-m", "tests.seeded"],
        env=environment(data, DATABASE_URL=url(socket, name), **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def url(socket: str, name: str) -> str:
    """The `DATABASE_URL` of a database of the server that listens in a folder."""
    return address(socket).replace("@/postgres?", f"@/{name}?")


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "parchemin.campus.settings"
    django.setup()
    from parchemin.campus.demo import school
    from parchemin.campus.demo.stories import STORIES
    from parchemin.campus.dossiers.models import Dossier
    from parchemin.service.preparation import prepare
    from tests.campus.demo.told import digest

    prepare(demo=False)
    school.seed(moment.DAY, scale=SCALE)
    roles = ("director", "office", "teacher", "jury", "student", "ipag", "lille")
    who = {role: email for role, (_, _, email, _) in zip(roles, school.sign_ins(), strict=True)}
    files = Dossier.objects.select_related("person", "programme")
    for key, story in STORIES.items():
        who[key] = files.get(programme__slug=story.programme, number=story.number).student.email
    print(json.dumps({"who": who, "password": school.PASSWORD, "digest": digest()}), flush=True)


if __name__ == "__main__":
    main()
