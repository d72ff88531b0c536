"""Keys: whose they are, what they open, how they end; and nothing else opens the API."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from parchemin.campus.api import identifying
from parchemin.campus.api.actions import make_key, revoke_key
from parchemin.campus.api.models import Key, Use
from parchemin.campus.api.refusals import AlreadyRevoked, BadExpiry, NameMissing, NoScope
from parchemin.campus.common.models import Entry
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.access import Forbidden, current
from parchemin.campus.people.actions import end_role, grant_role
from parchemin.campus.people.models import Role
from tests.campus.api.conftest import World, key_of
from tests.campus.conftest import NOON, Cast

pytestmark = pytest.mark.django_db


def test_the_secret_is_told_once_and_kept_nowhere(cast: Cast) -> None:
    key, shown = key_of(cast.odile, cast.school)

    secret = shown.rpartition("_")[2] if shown.count("_") == 2 else shown.split("_", 2)[2]
    assert secret not in str(Key.objects.values().get(pk=key.pk))
    assert secret not in str(list(Entry.objects.values()))
    assert Entry.objects.filter(verb="api.make_key", subject=key.handle, actor=cast.odile.pk).exists()


@pytest.mark.parametrize("who", ["émile", "ysolde"])
def test_a_student_and_another_school_make_no_key(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        key_of(getattr(cast, who), cast.school)

    assert not Key.objects.exists()


@pytest.mark.parametrize(
    ("name", "scopes", "days", "refusal"),
    [
        (" ", ["marks:read"], 1, NameMissing),
        ("Library", [], 1, NoScope),
        ("Library", ["everything"], 1, NoScope),
        ("Library", ["marks:read"], -1, BadExpiry),
        ("Library", ["marks:read"], 367, BadExpiry),
    ],
)
def test_a_key_without_name_scope_or_end_is_refused(
    cast: Cast, name: str, scopes: list[str], days: int, refusal: type[Refusal]
) -> None:
    expires = timezone.localdate(NOON) + timedelta(days=days)
    with pytest.raises(refusal):
        make_key(cast.school, name, scopes, expires, by=cast.odile, at=NOON)

    assert not Key.objects.exists()


def test_no_key_a_wrong_one_or_one_of_another_form_opens_nothing(world: World) -> None:
    wrong = world.shown[:-1] + ("A" if world.shown[-1] != "A" else "B")
    for shown in ("", "x", wrong, world.shown.upper(), "parchemin_000000000000_" + "a" * 43):
        status, told = world.ask("GET", "/programmes", shown=shown)
        assert (status, told["code"]) == (401, "key_refused")


def test_a_session_opens_nothing(world: World) -> None:
    world.client.force_login(world.cast.odile)

    assert world.client.get("/api/v1/programmes").status_code == 401


def test_a_revoked_an_expired_and_an_inactive_persons_key_open_nothing(world: World) -> None:
    late, shown = key_of(world.cast.odile, world.cast.school)
    revoke_key(late, by=world.cast.ada, at=timezone.now())
    assert world.ask("GET", "/programmes", shown=shown)[0] == 401
    with pytest.raises(AlreadyRevoked):
        revoke_key(late, by=world.cast.ada, at=timezone.now())

    past = timezone.now() - timedelta(days=3)
    _, old = make_key(
        world.cast.school, "Old", ["catalogue:read"], timezone.localdate(past), by=world.cast.odile, at=past
    )
    assert world.ask("GET", "/programmes", shown=old)[0] == 401

    world.cast.odile.is_active = False
    world.cast.odile.save()
    assert world.ask("GET", "/programmes")[0] == 401


def test_a_key_does_not_outlive_the_role_of_its_person(world: World) -> None:
    end_role(current(world.cast.odile).get(), by=world.cast.ada, at=timezone.now())

    status, told = world.ask("GET", "/programmes")

    assert (status, told["code"]) == (403, "no_role_left")


def test_a_key_acts_in_its_school_only(world: World) -> None:
    grant_role(world.cast.odile, world.cast.elsewhere, Role.DIRECTOR, by=world.cast.ysolde, at=NOON)
    _, shown = key_of(world.cast.odile, world.cast.elsewhere)

    assert world.ask("GET", "/programmes", shown=shown)[1]["items"] == []
    assert world.ask("GET", f"/students/{world.alice.ref}", shown=shown)[0] == 404


def test_a_key_does_only_what_its_scopes_name(world: World) -> None:
    _, shown = key_of(world.cast.odile, world.cast.school, "marks:read")

    assert world.ask("GET", f"/papers/{world.paper.pk}/marks", shown=shown)[0] == 200
    status, told = world.ask("PUT", f"/papers/{world.paper.pk}/marks", world.marks((world.alice, "12", 0)), shown=shown)
    assert (status, told["code"]) == (403, "scope_missing")
    assert "marks:write" in told["what"]


def test_the_days_a_key_was_used_are_kept_once_each(world: World) -> None:
    world.ask("GET", "/programmes")
    world.ask("GET", "/programmes")

    assert [use.day for use in Use.objects.filter(key=world.key)] == [timezone.localdate()]


def test_too_many_requests_of_a_key_are_refused_until_the_next_minute(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identifying, "PER_MINUTE", 2)
    monkeypatch.setattr(time, "time", lambda: 6_000_030.0)
    assert [world.ask("GET", "/programmes")[0] for _ in range(3)] == [200, 200, 429]

    monkeypatch.setattr(time, "time", lambda: 6_000_060.0)
    assert world.ask("GET", "/programmes")[0] == 200


def test_guessing_keys_is_refused_by_address_and_does_not_shut_out_a_good_key(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identifying, "WRONG_PER_MINUTE", 2)
    monkeypatch.setattr(time, "time", lambda: 6_000_030.0)

    assert [world.ask("GET", "/programmes", shown="guess")[0] for _ in range(3)] == [401, 401, 429]
    assert world.ask("GET", "/programmes")[0] == 200


def test_the_page_shows_ones_own_keys_and_a_director_every_key_of_the_school(world: World) -> None:
    key_of(world.cast.ada, world.cast.school)
    client = Client()

    client.force_login(world.cast.odile)
    assert client.get("/api/keys/").content.decode().count(world.key.handle) == 1
    assert len(client.get("/api/keys/").context["keys"]) == 1
    client.force_login(world.cast.ada)
    assert len(client.get("/api/keys/").context["keys"]) == 2
    client.force_login(world.cast.ysolde)
    assert len(client.get("/api/keys/").context["keys"]) == 0


def test_a_key_is_made_on_the_page_that_shows_it_once_and_revoked_on_the_other(world: World) -> None:
    client = Client()
    client.force_login(world.cast.odile)
    expires = (timezone.localdate() + timedelta(days=10)).isoformat()

    form = client.get("/api/keys/new").context["form"]
    sent = {"school": form.fields["school"].initial.pk, "name": "Centre", "scopes": ["marks:read"], "expires": expires}
    made = client.post("/api/keys/new", sent)
    shown = made.context["shown"]

    assert "no-store" in made["Cache-Control"]
    assert world.ask("GET", f"/papers/{world.paper.pk}/marks", shown=shown)[0] == 200
    assert shown not in client.get("/api/keys/").content.decode()
    key = Key.objects.get(name="Centre")
    assert client.post(f"/api/keys/{key.pk}/revoke").status_code == 302
    assert world.ask("GET", f"/papers/{world.paper.pk}/marks", shown=shown)[0] == 401


def test_a_key_is_made_only_by_who_has_just_shown_that_it_is_them(world: World) -> None:
    world.cast.odile.set_password("a long enough password")
    world.cast.odile.save()
    client = Client()
    client.force_login(world.cast.odile)

    asked = client.get("/api/keys/new")

    assert asked.status_code == 302
    assert "/account/reauthenticate/" in asked["Location"]


def test_keys_stand_in_the_menu_of_who_may_make_them_and_not_in_the_bar(cast: Cast) -> None:
    client = Client()
    for person, there in ((cast.odile, 1), (cast.émile, 0)):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = client.get("/desk/").content.decode()
        bar, _, rest = page.partition("</nav>")

        assert 'href="/api/keys/"' not in bar
        assert rest.partition("</details>")[0].count('href="/api/keys/"') == there
