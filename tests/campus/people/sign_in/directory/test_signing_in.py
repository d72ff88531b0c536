"""A sign-in through the directory: whom it opens, when it writes, what it asks besides, and whose browser it is."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from parchemin.campus.common.models import Entry
from parchemin.campus.people.actions import enter_person
from parchemin.campus.people.models import Person
from parchemin.campus.people.sign_in.directory.actions import link
from parchemin.campus.people.sign_in.directory.claims import DirectorySubject
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
from tests.campus.people.sign_in.directory.lying import KEY, published
from tests.campus.people.sign_in.directory.test_lies import ADA, NOT_BELIEVED, OPENS_NOTHING, refused_and_harmless

pytestmark = pytest.mark.django_db


def linked(campus: Campus, person: Person, subject: str) -> None:
    link(person, DirectorySubject(campus.directory.address, subject, ""), at=NOON)


def without_second_step(campus: Campus, client: Client) -> None:
    """The sign-in stopped where the second factor is asked for."""
    answer = campus.sign_in(client)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert signed_in(client) is None


@pytest.mark.parametrize("address", [ADA, "ADA@Example.ORG"])
def test_an_address_that_is_vouched_for_opens_its_account_and_leaves_one_link(campus: Campus, address: str) -> None:
    campus.directory.knows("ada-1", address, True)
    client, before = Client(), campus.everything()

    answer = campus.sign_in(client)

    assert answer.status_code == 302
    assert signed_in(client) == campus.cast.ada
    after = campus.everything()
    assert [row["user_id"] for row in after.pop("SocialAccount")] == [campus.cast.ada.pk]
    assert before.pop("SocialAccount") == []
    for row in [*before["Person"], *after["Person"]]:
        row.pop("last_login")
    assert after == before, "nothing else changed: neither the password, nor the open pages"
    assert campus.open_pages() == list(campus.pages)
    assert Client().login(email=ADA, password=PASSWORD)
    assert Entry.objects.get(verb="people.link_directory").subject == str(campus.cast.ada.pk)


def test_a_link_opens_its_person_whatever_the_address_that_comes_with_it(campus: Campus) -> None:
    linked(campus, campus.cast.émile, "e1")
    for address, verified in ((ADA, True), ("new@example.org", "false"), (None, None)):
        campus.directory.knows("e1", address, verified)
        client = Client()

        campus.sign_in(client)

        assert signed_in(client) == campus.cast.émile
    assert SocialAccount.objects.get().extra_data["email"] == "", "what was kept of the link did not change"


def test_a_sign_in_that_stops_at_the_second_factor_changes_nothing(campus: Campus) -> None:
    with_second_factor(campus.cast.ada)
    with_second_factor(campus.cast.odile)
    linked(campus, campus.cast.odile, "o1")
    before = campus.everything()
    for subject, address in (("ada-1", ADA), ("o1", "odile@example.org")):
        campus.directory.knows(subject, address, True)

        without_second_step(campus, Client())

        assert campus.everything() == before
    assert campus.open_pages() == list(campus.pages)
    assert not Entry.objects.filter(verb="people.link_directory", actor=campus.cast.ada.pk).exists()


def test_who_has_a_second_factor_is_asked_for_it_and_then_comes_in(campus: Campus) -> None:
    secret = with_second_factor(campus.cast.ada)
    campus.directory.knows("ada-1", ADA, True)
    client = Client()
    without_second_step(campus, client)
    kept = Session.objects.get(pk=client.session.session_key).get_decoded()
    assert "token" not in kept["account_login"]["signal_kwargs"]["sociallogin"], "no key to the directory is kept"

    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not SocialAccount.objects.exists()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert signed_in(client) == campus.cast.ada
    assert SocialAccount.objects.get().user == campus.cast.ada


def test_a_second_subject_of_an_address_is_refused_until_its_person_links_it(campus: Campus) -> None:
    linked(campus, campus.cast.ada, "ada-1")
    campus.directory.knows("ada-2", ADA, True)

    refused_and_harmless(campus, OPENS_NOTHING)
    assert campus.refusals.reasons == ["another subject is linked"]


def test_of_two_subjects_between_their_two_steps_the_second_to_finish_is_refused(campus: Campus) -> None:
    secret = with_second_factor(campus.cast.ada)
    first, second = Client(), Client()
    campus.directory.knows("ada-1", ADA, True)
    without_second_step(campus, first)
    campus.directory.knows("ada-2", ADA, True)
    without_second_step(campus, second)
    second.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    Authenticator.objects.all().delete()
    secret = with_second_factor(campus.cast.ada)  # a code is good once
    before = campus.everything()

    answer = first.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert OPENS_NOTHING in answer.content.decode()
    assert signed_in(first) is None
    assert campus.everything()["SocialAccount"] == before["SocialAccount"]
    assert before["SocialAccount"][0]["extra_data"]["sub"] == "ada-2"


@pytest.mark.parametrize("meanwhile", ["closed", "unlinked"])
def test_what_ended_between_the_two_steps_opens_nothing(campus: Campus, meanwhile: str) -> None:
    secret = with_second_factor(campus.cast.odile)
    linked(campus, campus.cast.odile, "o1")
    campus.directory.knows("o1")
    client = Client()
    without_second_step(campus, client)
    if meanwhile == "closed":
        Person.objects.filter(pk=campus.cast.odile.pk).update(is_active=False)
    else:
        SocialAccount.objects.all().delete()

    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert OPENS_NOTHING in answer.content.decode()
    assert signed_in(client) is None


def test_the_answer_is_the_same_whoever_exists(campus: Campus) -> None:
    """Nobody, somebody, somebody linked, somebody whose account is closed, and an address nobody vouches for."""
    linked(campus, campus.cast.odile, "o1")
    for person in (campus.cast.ysolde, enter_person("closed@example.org", "C", "L", by=None, at=NOON)):
        Person.objects.filter(pk=person.pk).update(is_active=False)
    linked(campus, campus.cast.ysolde, "y1")
    answers = set()
    for subject, address, verified in (
        ("x", "nobody@example.org", True),
        ("x", "nobody@example.org", "false"),
        ("x", ADA, "false"),
        ("x", "odile@example.org", True),
        ("x", "closed@example.org", True),
        ("y1", "ysolde@example.org", True),
    ):
        campus.directory.knows(subject, address, verified)
        client = Client()
        client.cookies["csrftoken"] = "c" * 32
        answer = campus.sign_in(client)
        answers.add((answer.status_code, shown(answer).partition('class="card"')[2].partition("</section>")[0]))
        assert signed_in(client) is None

    ((status, page),) = answers
    assert status == 403
    assert "écrivez à votre scolarité" in page
    assert len(set(campus.refusals.reasons)) == 4, "the log knows which it was"


def test_a_refusal_is_said_in_english_too(campus: Campus) -> None:
    campus.directory.knows("mallory", ADA, "false")
    client = Client(headers={"accept-language": "en"})

    page = shown(campus.sign_in(client))

    assert "This school account does not open an account of the campus." in page
    assert "link your school account from the menu of your name" in page


def test_the_log_of_a_refusal_says_why_and_of_nobody(campus: Campus) -> None:
    linked(campus, campus.cast.ada, "ada-1")
    campus.directory.knows("mallory-the-second", ADA, True)

    campus.sign_in(Client())

    (line,) = campus.refusals.lines
    assert '"reason": "another subject is linked"' in line
    assert '"concerns"' in line
    assert not any(said in line for said in (ADA, "mallory", str(campus.cast.ada.pk), "Ada"))


def test_an_address_that_was_somebodys_opens_nobody(campus: Campus) -> None:
    """The office changed it: the sign-in package still keeps the former, and the mail server gave it to another."""
    EmailAddress.objects.create(user=campus.cast.odile, email="former@example.org", verified=True, primary=True)
    campus.directory.knows("newcomer", "former@example.org", True)

    refused_and_harmless(campus, OPENS_NOTHING)


def test_who_has_no_account_gets_none(campus: Campus) -> None:
    campus.directory.knows("newcomer", "newcomer@example.org", True)

    refused_and_harmless(campus, OPENS_NOTHING)
    assert not Person.objects.filter(email="newcomer@example.org").exists()


def test_a_directory_vouches_for_the_addresses_of_its_domains_only(campus: Campus, settings: LazySettings) -> None:
    campus.directory.knows("ada-1", ADA, True)
    for domains in (["none"], ["ecole.example"], ["org"], ["xexample.org"]):
        settings.DIRECTORY_DOMAINS = domains
        campus.refusals.reasons.clear()
        refused_and_harmless(campus, OPENS_NOTHING)
    settings.DIRECTORY_DOMAINS = ["ecole.example", "example.org"]
    client = Client()

    campus.sign_in(client)

    assert signed_in(client) == campus.cast.ada


def test_the_same_subject_of_another_issuer_is_somebody_else(campus: Campus) -> None:
    link(campus.cast.ada, DirectorySubject("https://former.example.org", "1", ""), at=NOON)
    for address, verified in ((None, None), (ADA, True), ("nobody@example.org", True)):
        campus.directory.knows("1", address, verified)
        campus.refusals.reasons.clear()
        refused_and_harmless(campus, OPENS_NOTHING)


def test_a_subject_differs_by_its_capitals(campus: Campus) -> None:
    linked(campus, campus.cast.ada, "AbC")
    campus.directory.knows("aBc")

    refused_and_harmless(campus, OPENS_NOTHING)


def test_keys_that_name_no_use_and_a_token_that_names_no_key_are_taken_when_there_is_one(campus: Campus) -> None:
    campus.directory.keys = [{name: said for name, said in published(KEY).items() if name not in ("use", "kid")}]
    campus.directory.sign = lambda claims: jwt.encode(claims, KEY, "ES256")
    campus.directory.knows("ada-1", ADA, True)
    client = Client()

    campus.sign_in(client)

    assert signed_in(client) == campus.cast.ada


def test_what_the_directory_sent_once_is_good_once(campus: Campus) -> None:
    campus.directory.knows("ada-1", ADA, True)
    campus.directory.codes_are_checked = False
    client = Client()
    back = campus.directory.lets_in(campus.sent_to_directory(client))
    client.get(back)
    client.post(reverse("account_logout"))
    before = campus.everything()

    again = client.get(back)

    assert NOT_BELIEVED in shown(again)
    assert signed_in(client) is None
    assert campus.everything() == before


def test_nobody_is_made_to_come_in_as_another_by_a_link(campus: Campus) -> None:
    """The way back of a sign-in that another browser began: Mallory would have Émile work in his account."""
    campus.directory.knows("mallory", "odile@example.org", True)
    campus.directory.codes_are_checked = False
    back = campus.directory.lets_in(campus.sent_to_directory(Client()))
    émile = campus.pages["Emile"]
    for client, who in ((Client(), None), (émile, campus.cast.émile)):
        answer = client.get(back)

        assert NOT_BELIEVED in answer.content.decode()
        assert signed_in(client) == who
    campus.sent_to_directory(émile)
    assert signed_in(émile) == campus.cast.émile
    assert NOT_BELIEVED in émile.get(back).content.decode(), "with a sign-in begun there too"
    assert not SocialAccount.objects.exists()


def test_a_code_of_another_sign_in_is_refused_even_by_a_directory_that_takes_any(campus: Campus) -> None:
    """Under the state of one's own, the code that another was given: the token is tied to the sign-in that asked."""
    campus.directory.knows("mallory", ADA, True)
    campus.directory.codes_are_checked = False
    theirs = campus.directory.lets_in(campus.sent_to_directory(Client()))
    client = Client()
    mine = campus.directory.lets_in(campus.sent_to_directory(client))

    answer = client.get(mine.replace("code-1", "code-0"))

    assert "code-0" in theirs
    assert NOT_BELIEVED in answer.content.decode()
    assert signed_in(client) is None


@pytest.mark.parametrize(
    "to",
    ["https://elsewhere.example.org/", "//elsewhere.example.org", "https:elsewhere.example.org", "javascript:alert(1)"],
)
def test_nobody_is_sent_to_another_site_afterwards(campus: Campus, to: str) -> None:
    campus.directory.knows("e1", "emile@example.org", True)

    answer = campus.sign_in(Client(), next=to)

    assert answer["Location"] == "/"
    assert campus.sign_in(Client(), next="/students/")["Location"] == "/students/"


def test_a_link_to_the_sign_in_does_not_say_what_is_asked_of_the_directory(campus: Campus) -> None:
    address = reverse("openid_connect_login", args=["school"])
    asked = (
        "?scope=everything&auth_params=" + "nonce%3Dmine%26redirect_uri%3Dhttps://x.example%26state%3Dmine%26prompt%3Dx"
    )

    sent = leads_to(Client().post(address + asked))

    assert "mine" not in sent
    assert "x.example" not in sent
    assert "everything" not in sent
    assert "prompt" not in sent


@pytest.mark.parametrize(
    "asked", ["?error=access_denied", "?error=server_error", "?code=x", "?code=x&state=y", "", "?state="]
)
def test_a_way_back_without_a_sign_in_is_refused(campus: Campus, asked: str) -> None:
    answer = Client().get(reverse("openid_connect_callback", args=["school"]) + asked)

    assert NOT_BELIEVED in answer.content.decode()


def test_who_gives_up_at_the_directory_is_told_that_nothing_changed(campus: Campus) -> None:
    client = Client()
    back = campus.directory.lets_in(campus.sent_to_directory(client))

    answer = client.get(back.replace("code=code-0", "error=access_denied"), follow=True)

    assert "rien n’a changé" in answer.content.decode()


def test_the_way_to_the_directory_is_a_page_and_no_answer_to_a_form(campus: Campus) -> None:
    """`form-action` holds redirections too: a browser would not follow one to another site."""
    sent = Client().post(reverse("openid_connect_login", args=["school"]))

    assert "form-action 'self'" in sent["Content-Security-Policy"]
    assert sent.status_code == 200
    assert leads_to(sent).startswith(f"{campus.directory.address}/authorize?")
    assert f'href="{leads_to(sent)}"' in shown(sent).replace("&amp;", "&")


def test_a_page_of_another_site_starts_no_sign_in(campus: Campus) -> None:
    address = reverse("openid_connect_login", args=["school"])

    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert "Continuer" in Client().get(address).content.decode(), "a link only asks"
    assert Client().get("/account/directory/oidc/another/login/").status_code == 404


def test_a_refused_sign_in_leaves_the_page_of_who_was_signed_in_there(campus: Campus) -> None:
    campus.directory.knows("mallory", "nobody@example.org", True)

    campus.sign_in(campus.pages["Ada"])

    assert signed_in(campus.pages["Ada"]) == campus.cast.ada


def test_a_person_who_changes_is_out_before_the_other_is_in(campus: Campus) -> None:
    linked(campus, campus.cast.émile, "e1")
    campus.directory.knows("e1")
    page = campus.pages["Ada"]
    former: Any = page.session.session_key

    campus.sign_in(page)

    assert signed_in(page) == campus.cast.émile
    assert page.session.session_key != former
    assert not Session.objects.filter(pk=former).exists()
