"""Linking a school account and removing the link: by its person, shown again to be them, and never the last way in."""

from __future__ import annotations

import re

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from parchemin.campus.common.models import Entry
from parchemin.campus.people.actions import invitation
from parchemin.campus.people.models import Person
from parchemin.campus.people.sign_in.directory.actions import link
from parchemin.campus.people.sign_in.directory.claims import DirectorySubject
from parchemin.campus.people.tasks import mail_new_password
from tests.campus.conftest import NOON
from tests.campus.people.sign_in.directory.conftest import (
    PASSWORD,
    Campus,
    code_of,
    leads_to,
    shown,
    signed_in,
    with_second_factor,
)
from tests.campus.people.sign_in.directory.test_lies import ADA

pytestmark = pytest.mark.django_db

LINKED = "Votre compte de l’école est relié"
NOT_LINKED = "ne peut pas être relié au vôtre"


def shown_again(client: Client) -> None:
    """Their password, once more."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def asks_to_link(campus: Campus, client: Client) -> HttpResponse:
    answer = client.post(reverse("openid_connect_login", args=["school"]), {"process": "connect"})
    assert isinstance(answer, HttpResponse)
    return answer


def comes_back(campus: Campus, client: Client, sent: HttpResponse) -> str:
    answer = client.get(campus.directory.lets_in(leads_to(sent)), follow=True)
    assert isinstance(answer, HttpResponse)
    return shown(answer)


def links_of(person: Person) -> list[str]:
    return [row.extra_data["sub"] for row in SocialAccount.objects.filter(user=person).order_by("pk")]


def unlinks(client: Client, which: SocialAccount) -> str:
    answer = client.post(reverse("socialaccount_connections"), {"account": which.pk}, follow=True)
    assert isinstance(answer, HttpResponse)
    return shown(answer)


def linked(campus: Campus, person: Person, subject: str, issuer: str = "") -> SocialAccount:
    who = DirectorySubject(issuer or campus.directory.address, subject, "")
    link(person, who, at=NOON)
    return SocialAccount.objects.get(uid=who.key)


def test_a_person_links_a_second_subject_once_they_showed_again_who_they_are(campus: Campus) -> None:
    linked(campus, campus.cast.ada, "ada-1")
    page = campus.pages["Ada"]
    campus.directory.knows("ada-2", ADA, True)
    asked = asks_to_link(campus, page)
    assert asked["Location"].startswith(reverse("account_reauthenticate")), "a page left open links nothing"
    shown_again(page)

    told = comes_back(campus, page, asks_to_link(campus, page))

    assert LINKED in told
    assert links_of(campus.cast.ada) == ["ada-1", "ada-2"]
    assert Entry.objects.filter(verb="people.link_directory", actor=campus.cast.ada.pk).count() == 2
    client = Client()
    campus.sign_in(client)
    assert signed_in(client) == campus.cast.ada


def test_an_address_that_nobody_vouches_for_hinders_no_link(campus: Campus) -> None:
    page = campus.pages["Ada"]
    shown_again(page)
    campus.directory.knows("ada-2", "another@example.org", "false")

    assert LINKED in comes_back(campus, page, asks_to_link(campus, page))
    assert links_of(campus.cast.ada) == ["ada-2"]


def test_with_a_second_factor_the_password_is_not_enough_to_link(campus: Campus) -> None:
    secret = with_second_factor(campus.cast.ada)
    page = campus.pages["Ada"]
    shown_again(page)

    asked = asks_to_link(campus, page)

    assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
    page.post(reverse("mfa_reauthenticate"), {"code": code_of(secret)})
    campus.directory.knows("ada-1", ADA, True)
    assert LINKED in comes_back(campus, page, asks_to_link(campus, page))


def test_who_came_back_too_late_links_nothing(campus: Campus) -> None:
    page = campus.pages["Ada"]
    shown_again(page)
    asked = asks_to_link(campus, page)
    session = page.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    campus.directory.knows("ada-1", ADA, True)

    assert "Le délai est passé" in comes_back(campus, page, asked)
    assert links_of(campus.cast.ada) == []


def test_a_subject_that_is_anothers_or_at_anothers_address_is_not_linked(campus: Campus) -> None:
    """Two people share a browser: the second would link the school account that the first left open."""
    linked(campus, campus.cast.émile, "e1")
    page = campus.pages["Ada"]
    shown_again(page)
    for subject, address in (("e1", ADA), ("o1", "odile@example.org")):
        campus.directory.knows(subject, address, True)
        before = campus.everything()["SocialAccount"]

        assert NOT_LINKED in comes_back(campus, page, asks_to_link(campus, page))
        assert campus.everything()["SocialAccount"] == before
    assert campus.refusals.reasons == ["linked to another", "at the address of another"]


def test_a_link_begun_by_another_browser_is_not_made(campus: Campus) -> None:
    """Mallory has Ada open the way back of his own: his school account would open hers."""
    mallory = campus.pages["Emile"]
    shown_again(mallory)
    shown_again(campus.pages["Ada"])
    campus.directory.knows("mallory", None, None)
    back = campus.directory.lets_in(leads_to(asks_to_link(campus, mallory)))

    assert campus.pages["Ada"].get(back).status_code == 401
    assert links_of(campus.cast.ada) == []


def test_who_has_no_means_of_their_own_is_told_how_to_have_one(campus: Campus) -> None:
    campus.cast.émile.set_unusable_password()
    campus.cast.émile.save()
    linked(campus, campus.cast.émile, "e1")
    client = Client()
    campus.directory.knows("e1")
    campus.sign_in(client)

    answer = asks_to_link(campus, client)

    assert answer.status_code == 409
    assert "Mot de passe oublié" in shown(answer)


def test_nobody_signed_in_is_sent_to_sign_in_before_they_link(campus: Campus) -> None:
    assert asks_to_link(campus, Client())["Location"].startswith(reverse("account_login"))
    assert Client().get(reverse("socialaccount_connections")).status_code == 302


def test_one_removes_ones_own_link_and_no_other(campus: Campus) -> None:
    mine, theirs = linked(campus, campus.cast.ada, "ada-1"), linked(campus, campus.cast.émile, "e1")
    page = campus.pages["Ada"]
    unlinks(page, mine)
    assert links_of(campus.cast.ada) == ["ada-1"], "not without showing again who one is"
    shown_again(page)

    unlinks(page, theirs)
    unlinks(page, mine)

    assert links_of(campus.cast.ada) == []
    assert links_of(campus.cast.émile) == ["e1"]
    assert Entry.objects.get(verb="people.unlink_directory").actor == campus.cast.ada.pk
    assert signed_in(page) == campus.cast.ada


def test_the_last_way_in_is_not_removed(campus: Campus) -> None:
    """Nor the last that works: a link to a directory that the school left opens nothing."""
    émile = campus.cast.émile
    émile.set_unusable_password()
    émile.save()
    last = linked(campus, émile, "e1")
    linked(campus, émile, "e1", "https://former.example.org")
    client = Client()
    campus.directory.knows("e1")
    campus.sign_in(client)

    told = unlinks(client, last)

    assert "vous n’avez pas de mot de passe" in told
    assert links_of(émile) == ["e1", "e1"]
    second = linked(campus, émile, "e2")
    unlinks(client, last)
    assert not SocialAccount.objects.filter(pk=last.pk).exists()
    assert SocialAccount.objects.filter(pk=second.pk).exists()


def test_a_linked_account_chooses_another_password_and_keeps_its_link(campus: Campus) -> None:
    linked(campus, campus.cast.ada, "ada-1")
    Client().post(reverse("account_reset_password"), {"email": ADA})
    assert mail_new_password.func(str(campus.cast.ada.pk), "fr") == 1
    found = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    client = Client()
    form = client.get(found[1], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": PASSWORD * 2, "password2": PASSWORD * 2})

    campus.directory.knows("ada-1")
    through = Client()
    campus.sign_in(through)

    assert signed_in(through) == campus.cast.ada
    assert Client().login(email=ADA, password=PASSWORD * 2)
    assert links_of(campus.cast.ada) == ["ada-1"]


def test_who_was_invited_and_comes_through_the_directory_first_still_chooses_a_password(campus: Campus) -> None:
    campus.cast.émile.set_unusable_password()
    campus.cast.émile.save()
    campus.directory.knows("e1", "emile@example.org", True)
    client = Client()
    campus.sign_in(client)
    assert signed_in(client) == campus.cast.émile

    form = client.get(
        re.sub(r"https?://[^/]+", "", invitation(Person.objects.get(pk=campus.cast.émile.pk))), follow=True
    )

    assert form.status_code == 200
    assert 'name="password1"' in form.content.decode()


def test_the_page_of_links_is_in_the_menu_of_a_campus_that_has_a_directory(campus: Campus) -> None:
    linked(campus, campus.cast.ada, "ada-1")
    page = shown(campus.pages["Ada"].get(reverse("socialaccount_connections")))

    assert f'href="{reverse("socialaccount_connections")}"' in page
    assert "ada-1" in page
    assert "Relier un compte de l’école" in page
