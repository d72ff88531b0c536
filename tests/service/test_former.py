"""A school of each former version is restored, brought to this one, and opened: nothing of it is lost on the way.

The schools are in `former/`, each kept by its own version (`make former`). The one of 22 November 2026 is from before
there was a backup: its people and roles were put in one by hand.
"""

from __future__ import annotations

import html
import json
import lzma
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from parchemin.campus.common.years import university_year
from parchemin.campus.embedded import running
from tests.service.campuses import Running, command, environment, until
from tests.service.former.keep import LARGEST
from tests.service.visiting import Visitor

KEPT = sorted(Path(__file__).with_name("former").glob("*.tar.xz"))
ADA = ["director", "Ada Martin", "ada@icn.example.org", "parchemin"]
LINK = re.compile(r'href="(/[^"#]*)"')
NOT_PAGES = ("/static/", "/account/logout", "/looks/")

WRITTEN_AGAIN = re.compile(r"::(character varying|text)(\[\])?|[()\s]")
TASKS: Final = "select task_path, traceback from django_tasks_database_dbtaskresult"

# What a school's tables are, whatever their rows: the same in a school brought up to date as in a new one.
SHAPE: Final = """
select 'column', table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default,
    character_maximum_length, is_identity) from information_schema.columns where table_schema = 'public'
union all select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'public'::regnamespace
union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
union all select 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) from pg_trigger
    where not tgisinternal
union all select 'function', proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace
"""


@dataclass(frozen=True)
class Upgraded:
    """A former school under this version, running."""

    campus: Running

    @property
    def database(self) -> str:
        """Where its PostgreSQL listens."""
        at = running(self.campus.data / "postgres")
        assert at
        return at[1]

    @property
    def sign_ins(self) -> list[list[str]]:
        """Rows of role, name, address, password: one person a role."""
        kept = self.campus.data / "demo.json"
        return list(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else [ADA]

    def asked(self, sql: LiteralString) -> list[Any]:
        with psycopg.connect(host=self.database, user="postgres", dbname="postgres") as told:
            return told.execute(sql).fetchall()

    def printed(self, code: str) -> str:
        """What a few lines of Python print, run as the campus's own processes are."""
        settings = {
            "DJANGO_SETTINGS_MODULE": "parchemin.campus.settings",
            "DATABASE_URL": f"postgresql://postgres@/postgres?host={self.database}",
        }
        line = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
        told = environment(self.campus.data, **settings)
        done = subprocess.run(line, env=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="module", params=KEPT, ids=lambda path: path.name.partition(".")[0])
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    folder = tmp_path_factory.mktemp("former")
    saved, data = folder / "school.tar", folder / "data"
    saved.write_bytes(lzma.decompress(request.param.read_bytes()))
    restored = command(data, "restore", saved, "--lang", "en")
    assert restored.returncode == 0, restored.stderr
    campus = Running(data)
    yield Upgraded(campus)
    assert campus.stop() == []


def test_the_first_versions_are_among_those_kept() -> None:
    assert [path.name[:10] for path in KEPT][:3] == ["2026-11-22", "2026-11-25", "2026-11-26"]
    assert all(path.stat().st_size <= LARGEST for path in KEPT)


def shape(rows: list[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Without the casts and the brackets, which PostgreSQL writes otherwise once a table was saved and restored."""
    return {(kind, name, WRITTEN_AGAIN.sub("", words)) for kind, name, words in rows}


@pytest.mark.django_db
def test_a_former_school_has_the_tables_and_the_guards_of_a_new_one(upgraded: Upgraded) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SHAPE)
        new = shape(cursor.fetchall())

    former = shape(upgraded.asked(SHAPE))

    assert len(new) > 500
    assert (sorted(new - former), sorted(former - new)) == ([], [])


def test_a_former_school_is_whole(upgraded: Upgraded) -> None:
    told = upgraded.printed(
        "from parchemin.campus.common.journal import altered\n"
        "from parchemin.service.checks import findings\n"
        "from parchemin.service.integrity import chains\n"
        "names = [chain.name for chain in chains()]\n"
        "print(names, [found.english for found in findings()], [line for name in names for line in altered(name)])"
    )

    assert told.startswith("['', 'icn'")
    assert told.endswith("] [] []")


def test_what_a_former_school_declared_speaks_since_the_year_in_which_it_was_written(upgraded: Upgraded) -> None:
    written = upgraded.asked("select at, since from dossiers_declaration")

    assert {since - university_year(timezone.localdate(at)) for at, since in written} <= {0}
    assert written or upgraded.sign_ins == [ADA], "the demonstration declares"


def test_the_pages_of_a_former_school_answer(upgraded: Upgraded) -> None:
    for role, _, email, password in upgraded.sign_ins:
        visitor = Visitor(upgraded.campus.port)
        assert visitor.sign_in(email, password).status == 302, role
        desk = visitor.get("/")
        while desk.location:
            desk = visitor.get(desk.location)
        links = {link for link in LINK.findall(desk.text) if not link.startswith(NOT_PAGES)}
        answers = {link: visitor.get(html.unescape(link)).status for link in sorted(links)}
        assert desk.status == 200, role
        assert {link: status for link, status in answers.items() if status not in (200, 302)} == {}, role


def test_the_tasks_that_a_former_version_left_are_done(upgraded: Upgraded) -> None:
    until(lambda: not upgraded.asked(f"{TASKS} where status in ('READY', 'RUNNING')"))

    assert upgraded.asked(f"{TASKS} where status = 'FAILED'") == []
