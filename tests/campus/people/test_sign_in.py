"""Signing in: by address and password, throttled, with a second factor for staff; accounts are the office's to make."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from parchemin.campus.people.actions import invitation, invite
from parchemin.campus.people.models import Person
from parchemin.campus.people.tasks import mail_invitation, mail_new_password
from tests.campus.conftest import NOON, Cast

pytestmark = pytest.mark.django_db
LONG = "une phrase assez longue"


@pytest.fixture(autouse=True)
def fresh_cache(db: None) -> None:
    """The cache that counts attempts is the shared one, in the database."""
    call_command("createcachetable", verbosity=0)
    cache.clear()


def try_to_sign_in(client: Client, email: str, password: str) -> HttpResponse:
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    assert isinstance(answer, HttpResponse)
    return answer


def chosen(person: Person, password: str = LONG) -> None:
    person.set_password(password)
    person.save()


def text(answer: HttpResponseBase) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def test_somebody_who_was_invited_chooses_a_password_once_and_signs_in(cast: Cast) -> None:
    invite(cast.émile, by=cast.ada, at=NOON)
    assert mail.outbox == [], "the worker sends it, not the page"
    assert mail_invitation.func(str(cast.émile.pk)) == 1
    (sent,) = mail.outbox
    assert sent.to == ["emile@example.org"]
    assert sent.subject == "Votre compte sur le campus"
    link = re.search(r"https?://\S+", str(sent.body))
    assert link is not None
    path = re.sub(r"https?://[^/]+", "", link[0])
    client = Client()

    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": LONG, "password2": LONG})

    assert try_to_sign_in(Client(), "Emile@Example.org", LONG).status_code == 302
    assert "Ce lien ne marche plus" in text(Client().get(path))


def test_a_password_that_is_short_or_says_a_name_is_refused(cast: Cast) -> None:
    client = Client()
    path = client.get(re.sub(r"https?://[^/]+", "", invitation(cast.émile)), follow=True).redirect_chain[-1][0]

    for weak in ("court", "emile@example.org", "motdepasse"):
        assert client.post(path, {"password1": weak, "password2": weak}).status_code == 200

    cast.émile.refresh_from_db()
    assert not cast.émile.has_usable_password()


def test_the_sixth_wrong_password_is_refused_even_when_the_next_is_right(cast: Cast) -> None:
    chosen(cast.ada)
    client = Client()
    for _ in range(5):
        assert try_to_sign_in(client, "ada@example.org", "faux").status_code == 200

    sixth = try_to_sign_in(client, "ada@example.org", LONG)

    assert sixth.status_code == 200
    assert "Trop de tentatives" in text(sixth)
    assert "_auth_user_id" not in client.session
    chosen(cast.odile)
    assert try_to_sign_in(client, "odile@example.org", LONG).status_code == 302


def test_an_unknown_address_and_a_wrong_password_are_answered_alike(cast: Cast) -> None:
    chosen(cast.ada)

    def told(email: str) -> str:
        return text(try_to_sign_in(Client(), email, "faux"))

    refusal = "L’adresse e-mail ou le mot de passe sont incorrects"
    assert all(
        refusal in told(email).replace("&#x27;", "’").replace("'", "’") for email in ("ada@example.org", "x@y.fr")
    )


def test_a_forgotten_password_is_mailed_to_those_the_school_knows_and_to_nobody_else(cast: Cast) -> None:
    for email in ("ada@example.org", "nobody@example.org"):
        assert Client().post(reverse("account_reset_password"), {"email": email}).status_code == 302

    asked = DBTaskResult.objects.get()
    assert asked.args_kwargs["args"] == [str(cast.ada.pk), "fr"], "no link is kept in the queue"
    assert mail_new_password.func(*asked.args_kwargs["args"]) == 1
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    assert "Un nouveau mot de passe a été demandé" in sent.body


@pytest.mark.parametrize("name", ["account_signup", "account_email"])
def test_nobody_opens_an_account_or_changes_an_address_alone(cast: Cast, name: str) -> None:
    asked = {"email": "new@example.org", "password1": LONG, "password2": LONG}

    answer = Client().post(reverse(name), asked)

    assert "Les comptes sont ouverts par l’école" in text(answer)
    assert not Person.objects.filter(email="new@example.org").exists()


def test_staff_without_a_second_factor_are_sent_to_set_one_up_and_students_are_not(
    cast: Cast, settings: LazySettings
) -> None:
    settings.SECOND_FACTOR = True
    for person, sent in ((cast.odile, True), (cast.émile, False)):
        client = Client()
        client.force_login(person)

        answer = client.get("/anything")

        assert (answer.status_code == 302 and answer["Location"] == reverse("mfa_index")) is sent
    client.force_login(cast.odile)
    assert client.get(reverse("mfa_index")).status_code == 200
    TOTP.activate(cast.odile, generate_totp_secret())
    assert client.get("/anything").status_code == 404


def test_who_has_a_second_factor_is_not_signed_in_without_it(cast: Cast) -> None:
    chosen(cast.ada)
    TOTP.activate(cast.ada, generate_totp_secret())
    client = Client()

    answer = try_to_sign_in(client, "ada@example.org", LONG)

    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_second_factor_is_enciphered_in_the_database(cast: Cast) -> None:
    secret = generate_totp_secret()

    TOTP.activate(cast.ada, secret)

    kept = Authenticator.objects.get(user=cast.ada).data["secret"]
    assert secret not in kept


def test_staff_are_signed_out_after_eight_hours_without_a_word_and_students_later(cast: Cast) -> None:
    for person, hours in ((cast.odile, 8), (cast.émile, 24 * 14)):
        chosen(person)
        client = Client()
        try_to_sign_in(client, person.email, LONG)
        client.get("/")
        assert client.session.get_expiry_age() == hours * 3600


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(cast: Cast) -> None:
    chosen(cast.ada)
    client = Client()
    try_to_sign_in(client, "ada@example.org", LONG)

    cookie = client.cookies["sessionid"]
    assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax")


def test_the_signed_in_person_is_on_the_request_and_nobody_otherwise(cast: Cast) -> None:
    client = Client()
    assert client.get("/health/alive").wsgi_request.person is None  # type: ignore[attr-defined]
    client.force_login(cast.ada)
    assert client.get("/health/alive").wsgi_request.person == cast.ada  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_generate_recovery_codes",
    ],
)
def test_every_page_of_the_sign_in_stands_in_the_frame_of_the_house(cast: Cast, name: str) -> None:
    client = Client()
    chosen(cast.ada)
    try_to_sign_in(client, "ada@example.org", LONG)
    TOTP.activate(cast.ada, generate_totp_secret())

    answer = client.get(reverse(name), follow=True)

    assert answer.status_code == 200
    assert 'class="wordmark"' in text(answer)
