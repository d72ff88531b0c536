"""The text of an intake is that of its first day; until then it follows what is published, and may be put right."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection
from django.db.utils import IntegrityError as Guarded
from django.test import Client
from django.urls import reverse

from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.catalogue.models import Intake, Programme, Publication
from parchemin.campus.catalogue.refusals import IntakeExists, NotYetInForce
from parchemin.campus.common.journal import altered
from parchemin.campus.common.models import Entry
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.declared import declared_now, unknown_to
from parchemin.campus.dossiers.queries.entries import entered_before, of_intake
from parchemin.campus.dossiers.queries.export import export
from parchemin.campus.dossiers.refusals import IntakeGone
from parchemin.campus.enrolment.actions import (
    Entrant,
    cancel_intake,
    cancel_registrations,
    enrol,
    move_entrant,
    move_intake,
    register,
    rename_intake,
)
from parchemin.campus.enrolment.refusals import (
    ChangeReasonMissing,
    EntryMoved,
    IntakeBegun,
    IntakeNotEmpty,
    NotItsIntake,
    RegisteredOnce,
)
from parchemin.campus.law.cohorts import reported, shares_of
from parchemin.campus.law.persons import evaluation_of, law_before
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.access import Forbidden
from parchemin.campus.texts.actions import publish
from parchemin.campus.texts.queries import followers
from tests.campus.conftest import NOON
from tests.campus.small_school import SmallSchool, small_school, text

pytestmark = pytest.mark.django_db
NEW, JUNE = date(2027, 9, 1), datetime(2027, 6, 1, 12, tzinfo=UTC)
LATE = datetime(2028, 1, 5, 12, tzinfo=UTC)
THE_DAY = datetime(2027, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def here() -> SmallSchool:
    return small_school()


def new_text(here: SmallSchool, at: datetime = JUNE, in_force: date = NEW, without: str = "") -> Publication:
    files = {"ecole.md": text("Second.")["ecole.md"].replace("en vigueur : 2020-09-01", f"en vigueur : {in_force}")}
    if without:
        files["ecole.md"] = "\n".join(line for line in files["ecole.md"].split("\n") if without not in line)
    return publish(here.programme, files, by=here.ada, at=at)


def opened(here: SmallSchool, starts: date, at: datetime = NOON) -> Intake:
    return open_intake(here.programme, f"Rentrée du {starts}", starts, by=here.odile, at=at)


def entered(here: SmallSchool, intake: Intake, name: str = "Noé", at: datetime = NOON) -> Dossier:
    entrant = Entrant(f"x-{name}", name, "Roy", f"{name}@etu.example.org".lower().replace("é", "e"))
    [made] = enrol(intake, [entrant], by=here.odile, at=at)
    return made


def number_of(intake: Intake) -> int:
    return Intake.objects.get(pk=intake.pk).publication.number


@pytest.mark.parametrize(
    ("starts", "number"),
    [(NEW - timedelta(days=1), 1), (NEW, 2), (NEW + timedelta(days=1), 2), (date(2027, 1, 11), 1)],
)
@pytest.mark.parametrize("before", [True, False], ids=["opened before it is published", "opened after"])
def test_an_intake_is_under_the_text_in_force_on_its_day(
    here: SmallSchool, starts: date, number: int, before: bool
) -> None:
    if before:
        intake = opened(here, starts)
        new_text(here, at=datetime(2026, 12, 1, tzinfo=UTC))
    else:
        new_text(here, at=datetime(2026, 12, 1, tzinfo=UTC))
        intake = opened(here, starts)

    assert number_of(intake) == number


AMENDMENT = """---
modifie : ecole
titre : {title}
langue : fr
en vigueur : {day}
---
# {title}

## §2 La décision

**Décision : étudiant.issue** — première ligne qui s'applique

| décision | quand | par |
| --- | --- | --- |
| diplôme | étudiant.certificat et étudiant.points >= {points} | règle |
| rattrapage | étudiant.points >= 0 | jury |
| ajournement | sinon | jury |
"""


def test_a_text_with_two_dated_amendments_is_that_of_an_intake_between_them(here: SmallSchool) -> None:
    before, between, after = (opened(here, day) for day in (date(2026, 12, 1), date(2027, 2, 1), date(2027, 9, 1)))
    files = text("Premier.") | {
        "amendements/1.md": AMENDMENT.format(title="Janvier", day="2027-01-01", points=5),
        "amendements/2.md": AMENDMENT.format(title="Septembre", day="2027-09-01", points=9),
    }

    published = publish(here.programme, files, by=here.ada, at=datetime(2026, 11, 2, tzinfo=UTC))

    assert published.in_force == date(2027, 1, 1)
    assert [number_of(one) for one in (before, between, after)] == [1, 2, 2]
    assert number_of(opened(here, date(2027, 3, 1), at=datetime(2026, 11, 3, tzinfo=UTC))) == 2
    laws = [law_for(entered(here, one, name)) for one, name in ((between, "Noé"), (after, "Zoé"))]
    assert [law.in_force for law in laws] == [date(2027, 1, 1), date(2027, 9, 1)]


@pytest.mark.parametrize(
    ("published", "number"),
    [
        (datetime(2027, 8, 31, 12, tzinfo=UTC), 2),
        (datetime(2027, 8, 31, 21, 59, tzinfo=UTC), 2),
        (datetime(2027, 8, 31, 22, 30, tzinfo=UTC), 1),  # half past midnight of 1 September, at the school
        (THE_DAY, 1),
    ],
)
def test_it_follows_what_is_published_before_it_starts_on_a_day_of_the_school(
    here: SmallSchool, published: datetime, number: int
) -> None:
    intake = opened(here, NEW)
    noé = entered(here, intake)
    other = Dossier.objects.get(pk=here.students[0].pk).publication

    new_text(here, at=published)

    noé.refresh_from_db()
    assert (number_of(intake), noé.publication.number) == (number, number)
    assert Dossier.objects.get(pk=here.students[0].pk).publication == other, "those of another intake stay"
    lines = Entry.objects.filter(verb="dossiers.put_under")
    told = [(one.payload["former"], one.payload["publication"], one.payload["dossiers"]) for one in lines]
    assert told == ([(1, 2, 1)] if number == 2 else [])


def test_who_publishes_is_shown_how_many_it_will_put_under_the_text(here: SmallSchool) -> None:
    intake = opened(here, NEW)
    opened(here, NEW - timedelta(days=1))
    entered(here, intake)

    seen = followers(here.programme, NEW, JUNE.date())
    new_text(here)

    assert ([one.pk for one in seen.intakes], seen.people) == ([intake.pk], 1)
    assert followers(here.programme, NEW, THE_DAY.date()).intakes == ()
    assert followers(here.programme, None, JUNE.date()).intakes == ()


def test_what_the_new_text_no_longer_knows_stays_declared_and_is_shown(here: SmallSchool, client: Client) -> None:
    noé = entered(here, opened(here, NEW))
    said = [Statement(noé, "étudiant.points", "", "12"), Statement(noé, "étudiant.certificat", "", "oui")]
    declare(said, reason="relevé", by=here.odile, at=NOON)
    assert unknown_to(law_for(noé), declared_now(noé)) == []

    new_text(here, without="étudiant.points")

    noé.refresh_from_db()
    assert [row.fact for row in unknown_to(law_for(noé), declared_now(noé))] == ["étudiant.points"]
    client.force_login(here.odile)
    page = client.get(reverse("dossiers:facts", args=[noé.ref]))
    assert page.status_code == 200
    assert [row.value for row in page.context["unknown"]] == ["12"]


def test_no_text_in_force_that_day_is_refused_and_a_text_entered_late_is_that_of_former_intakes(
    here: SmallSchool,
) -> None:
    with pytest.raises(NotYetInForce):
        opened(here, date(2020, 8, 31))
    assert number_of(opened(here, date(2020, 9, 1))) == 1, "published since, in force then"


def test_an_intake_moved_to_another_day_is_under_its_text_with_whoever_is_of_it(here: SmallSchool) -> None:
    intake = opened(here, date(2027, 1, 11))
    noé = entered(here, intake)
    new_text(here)

    move_intake(intake, NEW, reason="reportée", by=here.odile, at=NOON)

    noé.refresh_from_db()
    assert (number_of(intake), noé.publication.number, noé.entry) == (2, 2, NEW)
    line = Entry.objects.get(verb="enrolment.move_intake")
    assert (line.payload["former"], line.payload["starts"]) == ("2027-01-11", "2027-09-01")
    move_intake(intake, NEW - timedelta(days=1), reason="avancée", by=here.odile, at=NOON)
    assert number_of(intake) == 1


def test_an_intake_is_put_right_only_while_nobody_was_registered_with_it(here: SmallSchool) -> None:
    intake = opened(here, NEW)
    noé = entered(here, intake)
    rename_intake(intake, "Septembre", reason="faute", by=here.odile, at=NOON)
    with pytest.raises(IntakeNotEmpty):
        cancel_intake(intake, reason="x", by=here.odile, at=NOON)
    with pytest.raises(IntakeExists):
        rename_intake(intake, here.intake.name, reason="x", by=here.odile, at=NOON)
    with pytest.raises(IntakeBegun):
        move_intake(intake, date(2028, 9, 1), reason="x", by=here.odile, at=THE_DAY)
    register([noé], 2027, by=here.odile, at=NOON)

    with pytest.raises(IntakeBegun):
        rename_intake(intake, "Autre", reason="x", by=here.odile, at=NOON)
    with pytest.raises(IntakeBegun):
        move_intake(intake, date(2028, 9, 1), reason="x", by=here.odile, at=NOON)
    intake.refresh_from_db()
    assert (intake.name, intake.starts) == ("Septembre", NEW)


def test_an_intake_cancelled_is_listed_no_more_takes_nobody_and_leaves_its_name(here: SmallSchool) -> None:
    intake = opened(here, NEW)
    cancel_intake(intake, reason="effectif", by=here.odile, at=NOON)

    assert list(here.programme.intakes.all()) == [here.intake]
    assert Intake.every.get(pk=intake.pk).cancelled_at == NOON
    with pytest.raises(IntakeGone):
        entered(here, intake)
    assert opened(here, NEW).name == intake.name
    with pytest.raises(Guarded), connection.cursor() as cursor:
        cursor.execute("delete from catalogue_intake where id = %s", [intake.pk])


def test_who_moves_after_a_registration_that_was_cancelled_leaves_the_journal_whole(here: SmallSchool) -> None:
    wrong, right = opened(here, date(2027, 1, 11)), opened(here, NEW)
    noé = entered(here, wrong)
    cancel_registrations(register([noé], 2026, by=here.odile, at=NOON), reason="erreur", by=here.odile, at=NOON)

    move_entrant(noé, right, reason="liste erronée", by=here.odile, at=NOON)

    assert list(altered(here.school.slug)) == []


def test_who_entered_the_wrong_intake_is_put_in_another_until_they_are_registered(
    here: SmallSchool,
) -> None:
    wrong, right = opened(here, date(2027, 1, 11)), opened(here, NEW)
    new_text(here)
    noé = entered(here, wrong)
    elsewhere = Programme.objects.create(school=here.school, slug="autre", title="Autre")
    other = Intake(programme=elsewhere, name="Ailleurs")
    with pytest.raises(NotItsIntake):
        move_entrant(noé, other, reason="x", by=here.odile, at=NOON)
    with pytest.raises(ChangeReasonMissing):
        move_entrant(noé, right, reason=" ", by=here.odile, at=NOON)
    assert noé.person is not None
    with pytest.raises(Forbidden):
        move_entrant(noé, right, reason="x", by=noé.person, at=NOON)

    moved = move_entrant(noé, right, reason="liste erronée", by=here.odile, at=NOON)

    assert (moved.intake, moved.entry, moved.publication.number) == (right, NEW, 2)
    line = Entry.objects.get(verb="dossiers.move_entry")
    assert (line.payload["dossier"], line.payload["former"]) == (noé.number, wrong.name)
    register([moved], 2027, by=here.odile, at=NOON)
    with pytest.raises(RegisteredOnce):
        move_entrant(moved, wrong, reason="x", by=here.odile, at=NOON)


def told_as_known(here: SmallSchool, dossier: Dossier, known: datetime | None) -> tuple[str, date, str, str]:
    """Of somebody by a moment: the version of their text, their entry, alone and among others; what is exported."""
    at = known or LATE
    alone = evaluation_of(dossier, at=at, known=known)
    [(_, lines)] = reported([dossier], at=at, known=known, language="fr")
    [share] = shares_of([dossier], at=at, known=known)
    with TemporaryDirectory() as place:
        with (Path(place) / "all.zip").open("wb") as to:
            export(here.programme, to, at=at, known=known)
        with zipfile.ZipFile(Path(place) / "all.zip") as archive:
            files = [name for name in archive.namelist() if name.endswith("étudiants.csv")]
            [home] = [name for name in files if dossier.number in archive.read(name).decode()]
    return lines[0].version, share.subjects[0].entry, law_before(alone).regulation.digest[:8], home.split("/")[1]


def test_who_is_put_in_another_intake_is_told_as_before_at_every_moment_before(here: SmallSchool) -> None:
    wrong, right = opened(here, date(2027, 1, 11)), opened(here, NEW)
    new_text(here, at=NOON + timedelta(days=1))
    noé = entered(here, wrong)
    before, moved_at = NOON + timedelta(days=2), NOON + timedelta(days=3)
    then = told_as_known(here, noé, None)

    moved = move_entrant(noé, right, reason="liste erronée", by=here.odile, at=moved_at)

    now = told_as_known(here, moved, None)
    assert told_as_known(here, moved, before) == then != now
    assert told_as_known(here, moved, moved_at) == now
    move_entrant(moved, wrong, reason="non", by=here.odile, at=moved_at + timedelta(days=1))
    back = Dossier.objects.get(pk=noé.pk)
    assert [told_as_known(here, back, one) for one in (before, moved_at, None)] == [then, now, then]
    everybody = Dossier.objects.filter(pk=noé.pk)
    for intake, day, known, found in (
        (wrong, NEW, before, True),
        (right, NEW, before, False),
        (right, NEW, moved_at, True),
        (wrong, NEW, moved_at, False),
        (wrong, NEW, None, True),
    ):
        assert of_intake(everybody, intake.pk, known).exists() == found
        assert entered_before(everybody, day, known).exists() == (found == (intake == wrong))
    assert list(altered(here.school.slug)) == []


def test_the_page_of_a_file_at_a_past_moment_heads_it_with_the_intake_and_the_text_of_then(here: SmallSchool) -> None:
    wrong, right = opened(here, date(2027, 1, 11)), opened(here, NEW)
    new_text(here, at=NOON + timedelta(days=1))
    noé = entered(here, wrong)
    move_entrant(noé, right, reason="liste erronée", by=here.odile, at=NOON + timedelta(days=3))
    client = Client()
    client.force_login(here.odile)

    def shown(on: str) -> tuple[object, object]:
        context = client.get(reverse("dossiers:dossier", args=[noé.ref]), {"on": on}).context
        return context["dossier"].intake, context["law"].version

    before, after = shown("2026-09-03"), shown("2026-09-04")
    assert (before[0], after[0]) == (wrong, right)
    assert before[1] != after[1]


def test_who_follows_a_new_text_or_another_day_is_told_as_before_at_every_moment_before(here: SmallSchool) -> None:
    intake = opened(here, NEW)
    noé = entered(here, intake)
    then = told_as_known(here, noé, None)
    new_text(here, at=NOON + timedelta(days=5))
    noé.refresh_from_db()
    followed = told_as_known(here, noé, None)

    move_intake(intake, NEW + timedelta(days=7), reason="salle", by=here.odile, at=NOON + timedelta(days=6))

    noé.refresh_from_db()
    assert (told_as_known(here, noé, NOON), told_as_known(here, noé, NOON + timedelta(days=5))) == (then, followed)
    assert told_as_known(here, noé, None)[1] == NEW + timedelta(days=7)
    assert list(altered(here.school.slug)) == []


def test_whoever_is_moved_while_they_are_registered_is_one_or_the_other(here: SmallSchool) -> None:
    """What was read of them before the other act is not what is vouched for."""
    wrong, right = opened(here, date(2027, 1, 11)), opened(here, NEW)
    noé = entered(here, wrong)
    stale = Dossier.objects.select_related("programme__school", "intake", "publication").get(pk=noé.pk)
    move_entrant(noé, right, reason="liste erronée", by=here.odile, at=NOON)

    with pytest.raises(EntryMoved):
        register([stale], 2027, by=here.odile, at=NOON)

    assert list(altered(here.school.slug)) == []
