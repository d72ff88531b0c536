"""The demonstration: twice the same, every story as it is told, a whole journal, and a year that is in progress."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count, F, Q

from parchemin.campus.assessment.models import Mark, Paper
from parchemin.campus.assessment.queries.papers import progress
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.clock.models import DueTask
from parchemin.campus.clock.queries import ahead
from parchemin.campus.common import journal
from parchemin.campus.common.models import Entry
from parchemin.campus.demo.school import PASSWORD, sign_ins
from parchemin.campus.demo.stories import STORIES, Story
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.jury.models import Ballot, Case, Jury, Minutes
from parchemin.campus.jury.queries.standing import drawn_otherwise
from parchemin.campus.law.cohorts import rule
from parchemin.campus.law.persons import evaluation_of, lines_for, standing
from parchemin.campus.people.access import current
from parchemin.campus.people.models import Person, Role
from tests.campus.demo.told import digest
from tests.moment import DAY
from tests.seeded import SAID, seed

pytestmark = pytest.mark.django_db


def _file(story: Story) -> Dossier:
    return Dossier.objects.get(programme__slug=story.programme, number=story.number)


@pytest.mark.parametrize("key", STORIES)
def test_a_story_has_the_outcome_it_tells_of(seeded: None, key: str) -> None:
    story = STORIES[key]
    found = lines_for(evaluation_of(_file(story), at=DAY))

    line = next(one for one in found if (one.name, one.member) == (story.decision, story.member))

    assert story.article in line.articles
    if story.by == "pending":
        assert line.state == "pending"
    else:
        assert line.state == "settled"
        assert (line.by, line.options if line.by == "jury" else (line.value,)) == (story.by, story.options)


@pytest.mark.parametrize(
    ("key", "name", "member", "value"),
    [
        ("ten", "semestre.moyenne", "S4", "10"),
        ("below_ten", "semestre.moyenne", "S4", "9.99"),
        ("eliminated", "module.note", "S3-CONTRÔLE", "7"),
        ("compensated", "module.note", "S3-CONTRÔLE", "7.01"),
        ("worse_resit", "module.note_de_session_1", "S3-CONTRÔLE", "9.8"),
        ("worse_resit", "module.note", "S3-CONTRÔLE", "6.9"),
        ("absent_once", "module.note_de_session_1", "S3-FINANCE", "0"),
        ("second_year_entry", "étudiant.crédits", "", "120"),
        ("hours_enough", "étudiant.heures_validées", "", "1365.03"),
        ("hours_short", "étudiant.heures_validées", "", "1364.999666"),
        ("sixth", "étudiant.inscriptions", "", "6"),
        ("title_at_ten", "étudiant.moyenne_des_épreuves", "", "10"),
        ("ten_and_ten", "étudiant.note_s3", "", "10"),
        ("ten_and_ten", "étudiant.note_s4", "", "10"),
        ("at_a_distance", "étudiant.note_s4", "", "10"),
        ("on_site", "étudiant.note_s4", "", "9.9375"),
        ("twelve", "étudiant.moyenne_du_master", "", "12"),
    ],
)
def test_a_story_stands_exactly_on_its_threshold(seeded: None, key: str, name: str, member: str, value: str) -> None:
    assert standing(evaluation_of(_file(STORIES[key]), at=DAY), name, member).text == value


def test_one_credit_short_is_59_of_60(seeded: None) -> None:
    found = evaluation_of(_file(STORIES["one_credit"]), at=DAY)

    assert [standing(found, "semestre.crédits", half).text for half in ("S3", "S4")] == ["29", "30"]


def test_a_corrected_mark_keeps_the_former_one_and_its_reason(seeded: None) -> None:
    marks = Mark.objects.filter(
        dossier=_file(STORIES["corrected"]), paper__slot="S4-STRATÉGIE/1", paper__name="examen"
    ).order_by("at")

    assert [(str(one.value), bool(one.why), one.superseded_at is None) for one in marks] == [
        ("5.0000", False, False),
        ("15.0000", True, True),
    ]


def test_a_request_a_day_late_left_nothing(seeded: None) -> None:
    assert not _file(STORIES["a_day_late"]).absence_requests.exists()
    request = _file(STORIES["on_the_last_day"]).absence_requests.get()
    assert request.due == request.at.date()


@pytest.mark.parametrize("chain", ["", "icn", "ipag", "lille"])
def test_the_journal_is_whole_and_goes_forward_in_time(seeded: None, chain: str) -> None:
    assert list(journal.broken(chain)) == []
    assert list(journal.altered(chain)) == []
    times = list(Entry.objects.filter(chain=chain).order_by("number").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[-1] <= DAY


def test_whatever_was_done_since_the_juries_closed_their_files_are_what_was_known_then(seeded: None) -> None:
    """Marks corrected, people moved, new years, other juries: lawful acts accuse none of them."""
    minutes = Minutes.objects.filter(number=0).select_related("jury__programme__school")
    assert {str(one): drawn_otherwise(one) for one in minutes} == {str(one): [] for one in minutes}
    assert len(minutes) > 5


def test_the_year_in_progress_has_papers_handed_in_half_typed_and_untouched(seeded: None) -> None:
    rows = progress(Programme.objects.get(slug="icn-pge"), 2026)

    assert any(row.submitted for row in rows)
    assert any(0 < row.entered < row.expected for row in rows)
    assert any(not row.entered and row.expected for row in rows)


@pytest.mark.parametrize("year", [2024, 2025])
def test_past_years_are_complete_and_handed_in(seeded: None, year: int) -> None:
    rows = progress(Programme.objects.get(slug="icn-pge"), year)

    assert [str(row.paper) for row in rows if row.missing or (row.expected and not row.submitted)] == []


def test_nothing_happens_after_the_moment_of_the_seed(seeded: None) -> None:
    assert not Mark.objects.filter(at__gt=DAY).exists()
    assert not Mark.objects.filter(at__lt=F("paper__made_at")).exists()
    assert not Paper.objects.filter(made_at__gt=DAY).exists()


def test_one_person_for_each_role_signs_in_with_the_password_that_is_printed(seeded: None) -> None:
    rows = sign_ins()
    people = {email: Person.objects.get(email=email) for _, _, email, _ in rows}
    roles = {role for person in people.values() for role in current(person).values_list("role", flat=True)}

    assert all(person.check_password(PASSWORD) for person in list(people.values())[:1])
    assert len({person.password for person in people.values()}) == 1
    assert roles >= {Role.DIRECTOR, Role.OFFICE, Role.TEACHER, Role.JURY, Role.STUDENT}


def test_another_database_seeded_by_another_process_holds_the_same_facts(
    seeded: None, seeded_folder: Path, tmp_path: Path
) -> None:
    first = json.loads((seeded_folder / SAID).read_text(encoding="utf-8"))

    again = seed(tmp_path, settings.DATABASES["default"]["HOST"], "seeded_again", PYTHONHASHSEED="7")

    assert again == first
    assert first["digest"] == digest()


def test_the_juries_of_past_years_are_published_and_one_waits_to_be_held(seeded: None) -> None:
    juries = list(Jury.objects.prefetch_related("events").order_by("held_at"))

    states = Counter(jury.state for jury in juries)
    assert states == {"published": len(juries) - 1, "called": 1}
    assert {jury.programme.slug for jury in juries} == {"icn-pge", "ipag-msc", "lille-ipm"}
    assert Ballot.objects.filter(verdict="adopted").exists()
    put_off = Case.objects.filter(set_apart="put_off", reason="Renvoyé au prochain jury", superseded_at=None)
    assert put_off.exists(), "stories that wait for the jury are left to it"


@pytest.mark.parametrize(
    ("slug", "decisions", "marks"),
    [("ipag-msc", ("étudiant.diplôme", "étudiant.titre"), 6), ("lille-ipm", ("étudiant.diplôme",), 11)],
)
def test_whoever_has_every_mark_waits_for_no_condition(
    seeded: None, slug: str, decisions: tuple[str, ...], marks: int
) -> None:
    handed_in = Q(marks__superseded_at=None, marks__state="given", marks__paper__submission__isnull=False)
    everyone = Dossier.objects.filter(programme__slug=slug).annotate(known=Count("marks", filter=handed_in))
    whole = list(everyone.filter(known__gte=marks))
    assert len(whole) > 5

    states = {line.state for ruled in rule(whole, decisions, at=DAY) for line in ruled.lines.values()}

    assert states == {"settled"}


def test_something_is_to_come_and_what_fell_due_was_run_at_its_moment(seeded: None) -> None:
    waiting = ahead(DueTask.objects.all())

    assert waiting.filter(kind="jury.reminder", due_at__gt=DAY).exists()
    assert not waiting.filter(due_at__lte=DAY).exists()
    assert not DueTask.objects.exclude(settled_at=None).exclude(settled_at=F("due_at")).exists()
    assert not DueTask.objects.filter(failed_at__isnull=False).exists()
