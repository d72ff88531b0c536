"""The pages of juries: who opens which, what they show, in how many queries, and that no vote is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from parchemin.campus.documents.checking import check
from parchemin.campus.jury import actions
from parchemin.campus.jury.models import Ballot, Case, Jury, Minutes, Ruling, Vote
from parchemin.campus.jury.queries.juries import members_to_seat
from parchemin.campus.jury.tasks import make_minutes
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Grant, Person, Role
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import HELD, Session, icn_jury, lille_jury

pytestmark = pytest.mark.django_db
INLINE = {"HX-Request": "true"}


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def session(cast: Cast) -> Session:
    made = icn_jury(cast)
    teacher = made.members["teacher"] = cast.émile
    grant_role(teacher, cast.school, Role.TEACHER, "icn-pge", by=cast.ada, at=NOON)
    made.open()
    return made


def page(name: str, session: Session, *more: object) -> str:
    return reverse(f"jury:{name}", args=[session.jury.pk, *more])


READERS = {"odile": 200, "ada": 200, "helene": 200, "yves": 200, "émile": 404, "ysolde": 404, "unseated": 404}


def person_named(session: Session, who: str) -> Person:
    if who == "unseated":
        person = session.members["Paule"]
        grant = person.grants.get(role=Role.JURY)
        type(grant).objects.filter(pk=grant.pk).update(ended=HELD)
        return person
    return getattr(session, who, None) or getattr(session.cast, who)  # type: ignore[no-any-return]


@pytest.mark.parametrize("who", READERS)
def test_each_role_opens_its_pages_and_nobody_else_knows_they_exist(session: Session, who: str) -> None:
    client = client_of(person_named(session, who))
    ref = session.students["Inès"].ref
    for address in (
        page("composition", session),
        page("deliberation", session),
        page("ballots", session),
        page("file", session, ref),
    ):
        headers = INLINE if address.endswith("ballots/") else {}
        assert client.get(address, headers=headers).status_code == READERS[who], address


ACTS = {
    "put_off_waiting": {"helene": 409, "yves": 403, "odile": 404, "ada": 404, "émile": 404, "ysolde": 404},
    "confirm": {"helene": 302, "yves": 403, "odile": 404, "ada": 404, "émile": 404, "ysolde": 404},
    "redraw": {"helene": 302, "odile": 302, "yves": 403, "ada": 404, "émile": 404, "ysolde": 404},
    "close": {"helene": 409, "odile": 404, "yves": 403, "ada": 404, "émile": 404, "ysolde": 404},
    "publish": {"helene": 409, "odile": 409, "yves": 403, "ada": 404, "émile": 404, "ysolde": 404},
}


@pytest.mark.parametrize(("act", "who"), [(act, who) for act, people in ACTS.items() for who in people])
def test_each_act_is_for_its_role(session: Session, act: str, who: str) -> None:
    client = client_of(person_named(session, who))

    assert client.post(page(act, session), {"which": "jury", "reason": "attente"}).status_code == ACTS[act][who]
    if ACTS[act][who] in (403, 404):
        assert not Ruling.objects.exists()


def test_the_office_is_told_when_nobody_is_left_to_seat(cast: Cast) -> None:
    session = icn_jury(cast)
    office, said = client_of(cast.odile), "Tous ceux qui peuvent siéger siègent"
    late = enter_person("late@example.org", "Léa", "Tardy", by=cast.ada, at=NOON)
    grant_role(late, cast.school, Role.JURY, by=cast.ada, at=NOON)
    assert said not in office.get(page("composition", session)).content.decode()

    Grant.objects.filter(person__in=list(members_to_seat(session.jury)), role=Role.JURY).update(ended=HELD)

    assert said in office.get(page("composition", session)).content.decode()


def test_calling_is_for_the_office(cast: Cast) -> None:
    icn_jury(cast)
    address = reverse("jury:call", args=["icn-pge"])
    asked = {
        "title": "Jury de rattrapage",
        "kind": "progression",
        "year": "2026",
        "stage": "A1",
        "held_at": "2027-09-03T09:00",
        "decisions": ["année.progression|A1"],
    }
    for who, status in ((cast.ada, 404), (cast.émile, 404), (cast.ysolde, 404), (cast.odile, 302)):
        assert client_of(who).post(address, asked).status_code == status
    assert Jury.objects.filter(title="Jury de rattrapage").count() == 1
    assert client_of(cast.odile).post(address, asked).status_code == 409, "a title is taken once"
    assert client_of(cast.odile).post(address, {**asked, "decisions": []}).status_code == 422


def test_a_vote_is_cast_on_a_screen_and_counted_without_a_name(session: Session) -> None:
    president, marc = client_of(session.helene), client_of(session.marc)
    ref, question = session.students["Inès"].ref, session.question("Inès")
    asked = {"question": question.pk, "option": "redoublement_annuel", "how": "vote"}
    assert president.post(page("decide", session, ref), asked, headers=INLINE).status_code == 200
    ballot = Ballot.objects.get()

    answer = marc.post(page("vote", session, ballot.pk), {"choice": "against"}, headers=INLINE)
    receipt = Vote.objects.get().receipt
    assert receipt in answer.content.decode()
    again = marc.post(page("vote", session, ballot.pk), {"choice": "for"}, headers=INLINE)
    assert again.status_code == 409
    before = president.get(page("ballots", session), headers=INLINE).content.decode()
    assert receipt not in before
    assert "1 voix reçues sur 5" in before
    president.post(page("vote", session, ballot.pk), {"choice": "for"}, headers=INLINE)
    president.post(page("close_ballot", session, ballot.pk), headers=INLINE)

    shown = president.get(page("file", session, ref)).content.decode()
    assert "1 pour, 1 contre, 3 abstention" in shown
    assert receipt not in shown


def test_a_later_tab_is_told_what_was_decided(session: Session) -> None:
    president = client_of(session.helene)
    ref, question = session.students["Inès"].ref, session.question("Inès")
    address = page("decide", session, ref)
    president.post(address, {"question": question.pk, "option": "redoublement_annuel", "how": "agree"})

    answer = president.post(
        address, {"question": question.pk, "option": "non_autorisation", "how": "agree"}, headers=INLINE
    )

    assert answer.status_code == 409
    assert "redoublement annuel" in answer.content.decode()
    assert answer["HX-Trigger"] == "jury-changed"


def test_closing_is_refused_on_the_page_with_what_is_missing(session: Session) -> None:
    answer = client_of(session.helene).post(page("close", session))

    assert answer.status_code == 409
    assert "3 dossiers à décider" in answer.content.decode()


@pytest.mark.parametrize(("kept", "expected"), [(1, 24), (3, 24)])
def test_the_deliberation_takes_the_same_queries_whatever_the_files(session: Session, kept: int, expected: int) -> None:
    client = client_of(session.helene)
    address = page("deliberation", session) + ("?q=Nadia" if kept == 1 else "")
    client.get(address)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(address)

    assert answer.content.decode().count("data-file") == kept
    assert len(asked) == expected


def test_the_minutes_are_sealed_and_read_by_those_of_the_jury_only(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    session = lille_jury(cast)
    session.open()
    for case in Case.objects.filter(jury=session.jury):
        actions.put_off(case, reason="à revoir", by=session.helene, at=HELD)
    actions.bring_back(session.case("Hugo"), by=session.helene, at=HELD)
    actions.confirm(session.jury, "jury", by=session.helene, at=HELD)
    actions.confirm(session.jury, "rule", by=session.helene, at=HELD)
    minutes = actions.close_jury(session.jury, by=session.helene, at=HELD.replace(microsecond=7))
    address = page("document", session, 0)
    assert client_of(session.helene).get(address).status_code == 404, "not made yet"

    digest = make_minutes.call(str(minutes.pk))

    made = Minutes.objects.get(pk=minutes.pk)
    with default_storage.open(str(made.file_id)) as file:
        stored = file.read()
    assert check(stored).intact
    assert check(stored).digest == made.digest == digest
    assert make_minutes.call(str(minutes.pk)) == digest, "made once"
    readers = (session.helene, 200), (cast.odile, 200), (cast.ada, 200), (cast.émile, 404), (cast.ysolde, 404)
    for who, status in readers:
        answer = client_of(who).get(address)
        assert answer.status_code == status
        assert status == 404 or b"".join(answer.streaming_content) == stored  # type: ignore[attr-defined]
    shown = client_of(session.helene).get(page("minutes", session)).content.decode()
    assert minutes.root in shown


@pytest.mark.parametrize(
    ("act", "sent", "said"),
    [
        ("move", {"move-held_at": "2027-07-08T09:00", "move-place": "x" * 201}, "Lieu : "),
        ("move", {"move-held_at": "demain", "move-place": "Nancy"}, "Jour et heure : "),
        ("seat", {"seat-quality": "x" * 201, "seat-voice": "deliberative"}, "Qualité : "),
        ("seat", {"seat-voice": "deliberative"}, "Personne : "),
    ],
)
def test_what_is_wrong_in_a_form_of_the_composition_is_said_of_its_field(
    cast: Cast, act: str, sent: dict[str, str], said: str
) -> None:
    called = icn_jury(cast)
    answer = client_of(cast.odile).post(reverse(f"jury:{act}", args=[called.jury.pk]), sent, follow=True)

    assert said in answer.content.decode()
