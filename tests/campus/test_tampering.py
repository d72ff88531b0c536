"""What is academic is never rewritten, by the ORM or in SQL; where somebody does it behind the triggers, it shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parchemin.campus.assessment.absences.actions import rule_on_document
from parchemin.campus.assessment.models import (
    AbsenceRequest,
    Mark,
    Paper,
    PaperAudience,
)
from parchemin.campus.awards.models import Transcript
from parchemin.campus.catalogue.models import Publication
from parchemin.campus.common.blocks import Known
from parchemin.campus.common.journal import adopt, altered, broken
from parchemin.campus.common.models import Commitment, Entry
from parchemin.campus.common.proving import NO_LINE, NOT_AS_MADE, NOWHERE, kinds
from parchemin.campus.common.records import replace
from parchemin.campus.jury.models import Case, Minutes
from parchemin.campus.people.models import Grant
from tests.campus.behind import one_behind
from tests.campus.conftest import NOON, Cast
from tests.campus.every_table import CHANGES, GUARDED, MOVES, WITHOUT_A_ROW, WRITTEN_OVER
from tests.campus.rights import World
from tests.campus.rights_world import world_of

pytestmark = pytest.mark.django_db


def models_of(tables: set[str]) -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.db_table in tables]


@pytest.fixture
def world(cast: Cast, settings: Settings, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    made = world_of(cast)
    request = AbsenceRequest.objects.get()
    rule_on_document(request, "accepted", "Certificat lisible.", by=cast.odile, at=NOON + timedelta(days=200))
    return made


def triggers(event: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname like %s", [f"%\\_no\\_{event}"])
        return {table for (table,) in cursor.fetchall()}


def test_every_academic_table_has_its_three_guards() -> None:
    assert triggers("update") == triggers("delete") == triggers("truncate") == GUARDED
    assert {model._meta.db_table for model in kinds()} <= GUARDED | WRITTEN_OVER


@pytest.mark.parametrize("table", sorted(GUARDED))
def test_a_guarded_table_is_not_emptied(table: str) -> None:
    with pytest.raises(IntegrityError, match="for ever"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"truncate {table} cascade")


def test_no_row_of_a_guarded_table_is_changed_or_removed_through_the_models(world: World) -> None:
    without = set()
    for model in models_of(GUARDED):
        row = model._default_manager.order_by("pk").first()
        if row is None:
            without.add(model._meta.db_table)
            continue
        same = model._default_manager.filter(pk=row.pk)
        name, other = _another(row)
        _refused(model, partial(same.update, **{name: other}))
        _refused(model, partial(same._raw_delete, using="default"))
        assert getattr(same.get(), name) == getattr(row, name)
    assert without <= WITHOUT_A_ROW


def _refused(model: type[models.Model], attempt: Callable[[], object]) -> None:
    with transaction.atomic(), pytest.raises(IntegrityError, match="for ever"), transaction.atomic():
        attempt()
    assert model._default_manager.exists()


def _another(row: models.Model) -> tuple[str, object]:
    """A field of a row that stands for ever, and another value for it."""
    for field in row._meta.concrete_fields:
        if field.name in MOVES.get(row._meta.db_table, ()):
            continue
        now = getattr(row, field.attname)
        if isinstance(field, models.DateTimeField) and isinstance(now, datetime):
            return field.attname, now + timedelta(days=1)
        if isinstance(field, models.CharField) and now:
            return field.attname, now[:-1] + ("y" if now.endswith("x") else "x")
    raise AssertionError(f"{row._meta.db_table} has nothing to change")


def test_every_kind_of_evidence_is_among_the_changes_tried() -> None:
    assert set(CHANGES) == set(kinds())


def line_of(row: models.Model) -> int:
    """The line that vouches for a row now."""
    told = Commitment.objects.get(relation=row._meta.db_table, key=str(row.pk), closed=None)
    return told.entry.number


def proof_after(verified: set[str]) -> list[tuple[int, str]]:
    """What a proof finds that starts from what another verified."""
    known = Known(verified)
    return [*broken("icn", known), *altered("icn", known)]


def verified_now() -> set[str]:
    """What a proof verifies of a school that is whole."""
    known = Known()
    assert not [*broken("icn", known), *altered("icn", known)]
    return known.verified


def test_a_row_changed_or_removed_behind_the_triggers_is_seen_after_a_checkpoint_too(world: World) -> None:
    verified = verified_now()
    without = set()
    for model, changes in CHANGES.items():
        table, key = model._meta.db_table, model._meta.pk.column
        row = model._default_manager.filter(**{model.CHAIN: "icn"}).order_by("pk").first()  # whose chain is proved
        if row is None:
            without.add(table)
            continue
        for column, value in changes:
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        one_behind(f"update {table} set {column} = %s where {key} = %s", value, row.pk)
                except IntegrityError:  # the table itself refuses it
                    continue
                changed = model._default_manager.filter(pk=row.pk).exclude(**{column: getattr(row, column)}).exists()
                seen = (line_of(row), table) in proof_after(verified)
                assert seen or not changed, f"{table}.{column} changed, and nothing shows"
                transaction.set_rollback(True)
        with transaction.atomic():
            one_behind(f"delete from {table} where {key} = %s", row.pk)
            assert (line_of(row), table) in proof_after(verified), f"a row of {table} went, unseen"
            transaction.set_rollback(True)
    assert without <= WITHOUT_A_ROW
    assert proof_after(verified) == []


def test_what_was_verified_is_not_read_again_and_what_looks_at_other_tables_always_is(world: World) -> None:
    verified = verified_now()

    with CaptureQueriesContext(connection) as asked:
        assert proof_after(verified) == []

    read = {table for table in GUARDED | WRITTEN_OVER for one in asked if f'"{table}"."id" IN' in one["sql"]}
    assert read == {"assessment_paper", "jury_jury"}


def test_columns_that_change_names_behind_a_checkpoint_are_seen(world: World) -> None:
    """Every row is then the same to the byte, and says something else."""
    verified = verified_now()
    mark = Mark.objects.filter(superseded_at=None).order_by("pk")[0]

    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for before, after in (("state", "other"), ("why", "state"), ("other", "why")):
            cursor.execute(f"alter table assessment_mark rename column {before} to {after}")

    assert (line_of(mark), "assessment_mark") in proof_after(verified)


def test_a_column_that_has_the_name_of_what_a_digest_is_made_of_hides_nothing(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table assessment_mark add column r text, add column c text")
        cursor.execute("alter table common_entry add column e text")
    verified = verified_now()
    mark = Mark.objects.filter(superseded_at=None).order_by("pk")[0]

    one_behind("update assessment_mark set value = 3 where id = %s", mark.pk)
    one_behind("update common_entry set subject = 'other' where chain = 'icn' and number = 1")

    assert {(1, "was changed"), (line_of(mark), "assessment_mark")} <= set(proof_after(verified))


def test_a_row_whose_commitment_is_of_no_line_is_seen(world: World) -> None:
    """Removed, and its commitment closed by a line that is not there; slipped in, with a commitment of no line."""
    first, second = Mark.objects.filter(superseded_at=None).order_by("pk")[:2]
    line = line_of(first)
    verified = verified_now()

    one_behind("delete from assessment_mark where id = %s", first.pk)
    closed = "update common_commitment set closed_id = 0, salt = null where relation = 'assessment_mark' and key = %s"
    one_behind(closed, str(first.pk))
    opened = "update common_commitment set entry_id = 0 where relation = 'assessment_mark' and key = %s"
    one_behind(opened, str(second.pk))

    for found in (proof_after(verified), list(altered("icn"))):
        assert (line, "common_commitment") in found
        assert (NO_LINE, "assessment_mark") in found
    one_behind(opened.replace("= 0", f"= {first.entry_id}"), str(second.pk))  # the keys point at something again
    one_behind(closed.replace("= 0", f"= {first.entry_id}"), str(first.pk))


def test_a_row_removed_with_its_commitment_put_in_no_table_is_seen(world: World) -> None:
    """What is in none of the tables that a proof reads would be compared with nothing."""
    verified = verified_now()
    mark = Mark.objects.filter(superseded_at=None).order_by("pk")[0]
    line = line_of(mark)
    one_behind(
        "update common_commitment set relation = 'gone' where relation = 'assessment_mark' and key = %s"
        " and closed_id is null",
        str(mark.pk),
    )
    one_behind("delete from assessment_mark where id = %s", mark.pk)

    assert proof_after(verified) == list(altered("icn")) == [(line, "common_commitment")]


def test_a_commitment_of_no_line_is_named_in_the_chain_of_what_belongs_to_none(world: World) -> None:
    one_behind(
        "insert into common_commitment (relation, key, entry_id, salt, digest, closed_id)"
        " select relation, key, 0, null, digest, entry_id from common_commitment order by id limit 1"
    )

    assert list(altered("")) == [(NOWHERE, "common_commitment")]
    one_behind("delete from common_commitment where entry_id = 0")


def test_rows_are_adopted_once_whatever_the_lines_say_meanwhile(world: World) -> None:
    """A start of the campus vouches for the rows of its new tables: there are none while no line says that it did."""
    verified = verified_now()
    one_behind(
        "insert into people_grant (id, person_id, school_id, role, scope, since, by_id, ended)"
        " select gen_random_uuid(), person_id, school_id, 'director', '', since, by_id, null from people_grant"
        " where role <> 'director' limit 1"
    )
    one_behind("update common_entry set verb = 'journal.adopx' where verb = 'journal.adopt' and chain = 'icn'")
    line = adopt("icn", at=NOON)
    one_behind("update common_entry set verb = 'journal.adopt' where verb = 'journal.adopx'")

    assert line is not None
    assert (line.number, "people_grant") in proof_after(verified)


def test_a_row_slipped_in_behind_the_models_is_seen(world: World) -> None:
    mark = Mark.objects.filter(superseded_at=None).order_by("pk")[0]
    one_behind(
        "insert into assessment_mark (paper_id, dossier_id, state, value, why, by_id, at, superseded_at, entry_id)"
        " select paper_id, dossier_id, 'given', 20, '', by_id, at, at, entry_id from assessment_mark where id = %s",
        mark.pk,
    )

    assert list(altered("icn")) == [(NO_LINE, "assessment_mark")]


def test_a_mark_put_in_the_place_of_another_that_is_brought_back_is_seen(world: World) -> None:
    """The one that was superseded stands again, and the one that took its place is gone, with what was told of both."""
    mark = Mark.objects.filter(superseded_at=None).select_related("paper", "dossier").order_by("pk")[0]
    with transaction.atomic():
        [made] = replace(
            [Mark(paper=mark.paper, dossier=mark.dossier, state="given", value=Decimal(3), by=mark.by, at=NOON)],
            {mark.where: mark},
            verb="test.correct",
            subject="",
            chain="icn",
            actor=None,
            at=NOON,
        )
    assert not list(altered("icn"))
    line = line_of(made)

    one_behind("delete from assessment_mark where id = %s", made.pk)
    one_behind("update assessment_mark set superseded_at = null where id = %s", mark.pk)
    assert {number for number, _ in altered("icn")} == {line}

    one_behind(
        "delete from common_commitment where key = %s and closed_id is null and relation = 'assessment_mark'",
        str(made.pk),
    )
    one_behind(
        "delete from common_commitment where key = %s and closed_id is null and relation = 'assessment_mark'",
        str(mark.pk),
    )
    one_behind(
        "update common_commitment set closed_id = null where key = %s and relation = 'assessment_mark'", str(mark.pk)
    )
    assert (line, "common_commitment") in list(altered("icn"))


def test_whom_a_paper_is_for_is_vouched_for_too(world: World) -> None:
    audience = PaperAudience.objects.order_by("pk")[0]
    one_behind("update assessment_paperaudience set modality = 'distance' where id = %s", audience.pk)

    assert (line_of(audience.paper), "assessment_paper") in list(altered("icn"))


@pytest.mark.parametrize(
    "changed",
    [
        "create table elsewhere () inherits (people_grant)",
        "alter table people_grant drop constraint people_grant_pkey cascade",
        "alter table people_grant enable row level security",
        "create rule hidden as on insert to people_grant do instead nothing",
        "alter table people_grant rename to kept; create view people_grant as select * from kept",
        "alter table people_grant drop constraint people_grant_pkey cascade, add primary key (id, role)",
        "alter table people_grant drop constraint people_grant_pkey cascade, add primary key (id) deferrable",
    ],
)
def test_a_table_that_is_no_more_as_it_was_made_is_named(world: World, changed: str) -> None:
    """Two rows could then answer to one key: the one that a proof looks at, and the one that the campus reads."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(changed)

    assert (NOT_AS_MADE, "people_grant") in list(altered(""))


def test_a_second_row_of_a_key_written_while_its_indexes_slept_is_named(world: World) -> None:
    """No index knows of it, and the table is as it was made once they are awake."""
    mark = Mark.objects.current().order_by("pk")[0]
    asleep = "update pg_index set (indisready, indislive) = ({0}, {0}) where indrelid = 'assessment_mark'::regclass"
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(asleep.format("false"))
    one_behind("insert into assessment_mark select * from assessment_mark where id = %s", mark.pk)
    with connection.cursor() as cursor:
        cursor.execute(asleep.format("true"))

    assert list(altered("")) == [(NOT_AS_MADE, "assessment_mark")]


@pytest.mark.parametrize(
    ("written", "table"),
    [
        ("update assessment_mark set superseded_at = 'infinity' where id = %s", "assessment_mark"),
        ("update assessment_mark set at = '0044-03-15 00:00:00 BC' where id = %s", "assessment_mark"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_else_was_changed(world: World, written: str, table: str) -> None:
    """A value that Python has no word for ends no proof."""
    first, *_, last = Mark.objects.current().filter(state="given").order_by("pk")
    lines = {line_of(first), line_of(last)}
    one_behind(written, first.pk)
    one_behind("update assessment_mark set value = 19.75 where id = %s", last.pk)

    assert {(line, table) for line in lines} <= set(altered("icn"))
    assert list(broken("icn")) == []


def test_a_commitment_to_a_key_that_is_none_is_named(world: World) -> None:
    mark = Mark.objects.current().order_by("pk")[0]
    line = line_of(mark)
    one_behind("update common_commitment set key = 'abc' where relation = 'assessment_mark' and key = %s", str(mark.pk))

    assert (line, "assessment_mark") in list(altered("icn"))


def test_a_mark_a_hair_away_from_what_it_was_is_another(world: World) -> None:
    mark = Mark.objects.current().filter(state="given").order_by("pk")[0]
    line = line_of(mark)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table assessment_mark alter value type numeric")
    one_behind("update assessment_mark set value = value - 1e-30 where id = %s", mark.pk)

    assert (line, "assessment_mark") in list(altered("icn"))


@pytest.mark.parametrize("moment", ["infinity", "9999-12-31 23:59:59.999999+00"])
def test_a_line_that_cannot_be_read_is_named(world: World, moment: str) -> None:
    line = Entry.objects.filter(chain="icn").order_by("number")[2]
    one_behind("update common_entry set at = %s::timestamptz where id = %s", moment, line.pk)

    assert [number for number, _ in broken("icn")] == [line.number]
    list(altered("icn"))  # and the rest is read


def test_rows_of_no_school_are_named_in_the_chain_of_what_belongs_to_none(world: World) -> None:
    grant = Grant.objects.order_by("pk")[0]
    assert list(altered("")) == []
    one_behind("update people_grant set school_id = gen_random_uuid() where id = %s", str(grant.pk))

    assert (NOWHERE, "people_grant") in list(altered(""))


def test_a_line_of_no_chain_is_named_in_the_chain_of_what_belongs_to_none(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table common_entry alter chain drop not null")
        cursor.execute(
            "insert into common_entry (number, at, verb, subject, payload, previous, digest, chain)"
            " values (1, now(), 'jury.vote', '', '{}', '', '', null)"
        )

    assert list(altered("")) == [(NOWHERE, "common_entry")]


def test_a_document_put_in_the_place_of_another_with_its_digest_is_named(world: World) -> None:
    request = AbsenceRequest.objects.exclude(document=None).get()
    assert request.document
    line = Entry.objects.get(chain="icn", verb="assessment.file_request").number
    one_behind("update common_keptfile set sha256 = %s where key = %s", "0" * 64, request.document.pk)

    assert (line, "assessment_absencerequest") in list(altered("icn"))


@pytest.mark.parametrize("model", [Transcript, Minutes])
@pytest.mark.parametrize("changed", ["sha256 = repeat('0', 64)", "destroyed_at = now()"])
def test_the_file_of_a_sealed_document_is_the_one_that_was_sealed(
    world: World, model: type[Transcript | Minutes], changed: str
) -> None:
    row = model._default_manager.exclude(file=None).order_by("pk")[0]
    assert row.file
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table awards_transcript drop constraint awards_transcript_tells_the_digest_of_its_file")
        cursor.execute("alter table jury_minutes drop constraint jury_minutes_tell_the_digest_of_their_file")
    one_behind(f"update common_keptfile set {changed} where key = %s", row.file.pk)

    assert (line_of(row), model._meta.db_table) in list(altered("icn"))


@pytest.mark.parametrize(
    ("model", "column"), [(Publication, "files"), (Paper, "facts"), (Case, "averages"), (Transcript, "content")]
)
def test_an_object_written_as_the_text_of_itself_is_seen(
    world: World, model: type[Publication | Paper | Case | Transcript], column: str
) -> None:
    """Nobody can read it any more, though the text says the same."""
    row = next(row for row in model._default_manager.filter(**{model.CHAIN: "icn"}) if getattr(row, column))
    kept = json.dumps(getattr(row, column), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    one_behind(f"update {model._meta.db_table} set {column} = to_jsonb(%s::text) where id = %s", kept, str(row.pk))

    assert (line_of(row), model._meta.db_table) in list(altered("icn"))


def test_texts_joined_in_another_way_are_seen(world: World) -> None:
    text = Publication.objects.filter(programme__school__slug="icn").order_by("pk")[0]
    [first, second, *_] = sorted(text.files)
    joined = {name: kept for name, kept in text.files.items() if name != second}
    joined[first] = f"{text.files[first]} {second}={text.files[second]}"

    one_behind("update catalogue_publication set files = %s where id = %s", json.dumps(joined), str(text.pk))

    assert (line_of(text), "catalogue_publication") in list(altered("icn"))


def test_a_row_of_one_school_vouched_for_by_a_line_of_another_is_seen(world: World) -> None:
    grant = Grant.objects.filter(school__slug="icn").order_by("pk")[0]
    other = Entry.objects.filter(chain="").order_by("-number")[0]

    one_behind(
        "update common_commitment set entry_id = %s where key = %s and closed_id is null", other.pk, str(grant.pk)
    )

    assert (NO_LINE, "people_grant") in list(altered("icn"))


def test_schools_that_exchange_their_names_are_seen(world: World) -> None:
    school = world.cast.school
    line = line_of(school)
    verified = verified_now()

    for slug, before in (("-", "icn"), ("icn", world.cast.elsewhere.slug), (world.cast.elsewhere.slug, "-")):
        one_behind("update people_school set slug = %s where slug = %s", slug, before)

    assert (line, "people_school") in proof_after(verified)


def test_the_place_of_whom_a_paper_is_for_is_vouched_for(world: World) -> None:
    audience = PaperAudience.objects.order_by("pk")[0]

    one_behind("update assessment_paperaudience set unit = 'module:other' where id = %s", audience.pk)

    assert (line_of(audience.paper), "assessment_paper") in list(altered("icn"))
