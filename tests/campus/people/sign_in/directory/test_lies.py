"""A provider that lies in every field of its claims opens nobody's account and harms none."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from parchemin.campus.people.actions import enter_person
from parchemin.campus.people.models import Person
from parchemin.campus.people.sign_in.directory.actions import link
from parchemin.campus.people.sign_in.directory.claims import DirectorySubject
from tests.campus.conftest import NOON
from tests.campus.people.sign_in.directory.conftest import Campus, shown, signed_in
from tests.campus.people.sign_in.directory.lying import ABSENT, CLIENT, KEY, OTHER_KEY, SECRET, Claims, part, published

PAST, FUTURE = 1_000_000_000, 4_000_000_000  # of 2001 and of 2096
pytestmark = pytest.mark.django_db

OPENS_NOTHING = "Ce compte de l’école n’ouvre aucun compte du campus"
NOT_BELIEVED = "L’annuaire de l’école n’a pas confirmé qui vous êtes"
ADA = "ada@example.org"


def refused_and_harmless(campus: Campus, says: str) -> None:
    """One sign-in: refused in these words, everything as before, one line in the log."""
    before, client = campus.everything(), Client()

    answer = campus.sign_in(client)

    assert says in shown(answer)
    assert answer.status_code in (401, 403)
    assert signed_in(client) is None
    assert campus.everything() == before
    assert campus.open_pages() == list(campus.pages)
    assert len(campus.refusals.reasons) == 1


@pytest.mark.parametrize(
    "verified",
    ["false", "true", "True", "1", 1, 1.0, 0, [True], {"true": True}, "", None, False, ABSENT],
    ids=str,
)
def test_an_address_is_vouched_for_by_the_json_value_true_and_nothing_else(campus: Campus, verified: Any) -> None:
    campus.directory.knows("mallory", ADA, verified)

    refused_and_harmless(campus, OPENS_NOTHING)
    assert campus.refusals.reasons == ["no address vouched for"]


@pytest.mark.parametrize(
    "address",
    [
        " ada@example.org",
        "ada@example.org ",
        "ada@example.org\n",
        "ada@example.org\0",
        "ada+x@example.org",
        "a.da@example.org",
        "аda@example.org",  # the first letter is Cyrillic
        "ada＠example.org",
        "ada@example。org",
        "ａda@example.org",
        "ada\u200b@example.org",
        "\u212aim@example.org",  # a kelvin sign, whose small letter is a k
        "ada@example.org,odile@example.org",
        "Ada <ada@example.org>",
        "%ada@example.org",
        "ada@sub.example.org",
        "@",
        "",
        [ADA],
        {"address": ADA},
        3,
        True,
        None,
        ABSENT,
        "a" * 300 + "@example.org",
        "\ud800da@example.org",
    ],
    ids=repr,
)
def test_an_address_that_is_not_theirs_to_the_letter_opens_nobody(campus: Campus, address: Any) -> None:
    kim = enter_person("kim@example.org", "Kim", "Martin", by=None, at=NOON)
    campus.directory.knows("mallory", address, True)

    refused_and_harmless(campus, OPENS_NOTHING)
    assert not SocialAccount.objects.filter(user=kim).exists()


@pytest.mark.parametrize(
    "subject",
    [ABSENT, "", None, 1, 1.0, True, False, ["1"], {"id": "1"}, "1 ", " 1", "1\0", "é", "\ud800", "1" * 256, "None\n"],
    ids=lambda subject: repr(subject)[:20],
)
def test_a_subject_that_is_no_plain_text_opens_nobody_not_even_by_a_vouched_address(
    campus: Campus, subject: Any
) -> None:
    for text, person in (("1", campus.cast.odile), ("None", campus.cast.ysolde), ("True", campus.cast.émile)):
        link(person, DirectorySubject(campus.directory.address, text, ""), at=NOON)
    campus.directory.knows(subject, ADA, True)

    refused_and_harmless(campus, NOT_BELIEVED)


@pytest.mark.parametrize(
    ("in_token", "in_userinfo", "says"),
    [
        ({"sub": "mallory"}, {"sub": "ada"}, NOT_BELIEVED),
        ({"sub": "ada"}, {"sub": "mallory"}, NOT_BELIEVED),
        ({"sub": "ada"}, {"sub": ABSENT}, NOT_BELIEVED),
        ({"email": "mallory@example.org"}, {"email": ADA}, OPENS_NOTHING),
        ({"email": ADA}, {"email": "mallory@example.org"}, OPENS_NOTHING),
        ({"email_verified": False}, {"email_verified": True}, OPENS_NOTHING),
        ({"email_verified": True}, {"email_verified": "true"}, OPENS_NOTHING),
        ({"email_verified": 1}, {"email_verified": True}, OPENS_NOTHING),
        ({"email_verified": True}, {"email_verified": 1}, OPENS_NOTHING),
    ],
    ids=repr,
)
def test_what_is_said_twice_and_differs_is_not_believed(
    campus: Campus, in_token: Claims, in_userinfo: Claims, says: str
) -> None:
    campus.directory.knows("mallory", ADA, True)
    campus.directory.in_token, campus.directory.in_userinfo = in_token, in_userinfo

    refused_and_harmless(campus, says)


@pytest.mark.parametrize(
    "told", [[], "ada", 3, None, True, [["sub", "x"]], b"<html>", b"broken", b"", b"\xff\xfe"], ids=repr
)
def test_what_is_no_claims_at_all_is_not_believed(campus: Campus, told: Any) -> None:
    campus.directory.knows("mallory", ADA, True)
    campus.directory.instead["/userinfo"] = told

    if told == []:  # nothing is said beside the token, which is whole
        campus.directory.knows("mallory", ADA, "true")
        refused_and_harmless(campus, OPENS_NOTHING)
    else:
        refused_and_harmless(campus, NOT_BELIEVED)


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://elsewhere.example.org"},
        {"iss": ABSENT},
        {"iss": ["http://127.0.0.1"]},
        {"aud": "another"},
        {"aud": ABSENT},
        {"aud": None},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"exp": PAST},
        {"exp": ABSENT},
        {"exp": "tomorrow"},
        {"exp": [1]},
        {"exp": float("inf")},
        {"iat": FUTURE},
        {"iat": ABSENT},
        {"iat": {}},
        {"nbf": FUTURE},
        {"nonce": "of another sign-in"},
        {"nonce": ABSENT},
        {"nonce": None},
    ],
    ids=repr,
)
def test_a_token_for_another_or_of_another_time_is_not_believed(campus: Campus, lie: Claims) -> None:
    campus.directory.knows("mallory", ADA, True)
    campus.directory.in_token = lie

    refused_and_harmless(campus, NOT_BELIEVED)


PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def without_signature(claims: Claims) -> str:
    return f"{part({'alg': 'none', 'kid': 'first'})}.{part(claims)}."


def under_the_public_key(claims: Claims) -> str:
    """The old confusion: the public key, which all know, as the secret of a signature that needs one."""
    header = f"{part({'alg': 'HS256', 'kid': 'first'})}.{part(claims)}"
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(header.encode(), PUBLIC)
    return f"{header}.{jwt.utils.base64url_encode(signature).decode()}"


@pytest.mark.parametrize(
    "sign",
    [
        without_signature,
        lambda claims: f"{part({'alg': 'None'})}.{part(claims)}.",
        lambda claims: jwt.encode(claims, "", "none"),
        under_the_public_key,
        lambda claims: jwt.encode(claims, SECRET, "HS256", headers={"kid": "first"}),
        lambda claims: jwt.encode(claims, OTHER_KEY, "ES256", headers={"kid": "first"}),
        lambda claims: jwt.encode(claims, OTHER_KEY, "ES256", headers={"kid": "another"}),
        lambda claims: jwt.encode(claims, OTHER_KEY, "ES256", headers={"jwk": published(OTHER_KEY)}),
        lambda claims: jwt.encode(claims, KEY, "ES256", headers={"kid": "first"}).rpartition(".")[0] + ".",
        lambda claims: jwt.encode(claims, KEY, "ES256", headers={"kid": "first"})[:-9] + "AAAAAAAAA",
        lambda claims: part(claims),
        lambda claims: "",
        lambda claims: "é.é.é",
    ],
)
def test_a_token_that_the_directory_did_not_sign_is_not_believed(campus: Campus, sign: Any) -> None:
    campus.directory.knows("mallory", ADA, True)
    campus.directory.sign = sign

    refused_and_harmless(campus, NOT_BELIEVED)


def test_a_secret_that_is_published_signs_nothing(campus: Campus) -> None:
    campus.directory.knows("mallory", ADA, True)
    campus.directory.keys = [{"kty": "oct", "kid": "first", "alg": "HS256", "k": part(SECRET)}]
    campus.directory.sign = lambda claims: jwt.encode(claims, SECRET, "HS256", headers={"kid": "first"})

    refused_and_harmless(campus, NOT_BELIEVED)


ODD: list[Any] = [b"<html>", b"broken", b"", [], "access_token", 3, {}]
ODD_TOKENS: list[Any] = [None, 3, [], {}, "", "a.b.c"]
ODD_KEYS: list[Any] = [b"<html>", b"broken", [], {}, {"keys": 3}, {"keys": []}, {"keys": [{}]}]


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        *[("/token", answer) for answer in ODD],
        ("/token", {"access_token": "a"}),
        *[("/token", {"access_token": "a", "id_token": token}) for token in ODD_TOKENS],
        ("/token", {"access_token": ["a"], "id_token": "a.b.c"}),
        *[("/keys", answer) for answer in ODD_KEYS],
    ],
    ids=repr,
)
def test_answers_of_any_other_shape_are_refused_and_break_nothing(campus: Campus, address: str, answer: Any) -> None:
    campus.directory.knows("mallory", ADA, True)
    campus.directory.instead[address] = answer

    refused_and_harmless(campus, NOT_BELIEVED)


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "https://elsewhere.example.org"},
        {"issuer": ABSENT},
        {"issuer": 3},
        {"token_endpoint": ABSENT},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": ["x"]},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint_auth_methods_supported": 3},
    ],
    ids=repr,
)
def test_a_directory_that_describes_itself_as_another_is_not_gone_to(campus: Campus, lie: Claims) -> None:
    campus.directory.of_itself = lie
    before = campus.everything()

    answer = Client().post("/account/directory/oidc/school/login/")

    assert answer.status_code == 401
    assert NOT_BELIEVED in shown(answer)
    assert campus.everything() == before


@pytest.mark.parametrize("answer", [b"broken", b"<html>", b"", [], 3], ids=repr)
def test_a_directory_that_does_not_answer_is_said_so(campus: Campus, answer: Any) -> None:
    campus.directory.instead["/.well-known/openid-configuration"] = answer

    assert NOT_BELIEVED in shown(Client().post("/account/directory/oidc/school/login/"))


def test_claims_give_no_role_no_name_and_no_address(campus: Campus) -> None:
    """Who comes in is who the campus knows, whatever else the directory says of them."""
    émile = campus.cast.émile
    said = {"roles": ["director"], "groups": ["staff"], "is_staff": True, "is_superuser": True, "given_name": "Ada"}
    campus.directory.knows("émile".encode().hex(), émile.email, True, **said, family_name="X", phone="+33600000000")
    before = campus.everything()
    client = Client()

    campus.sign_in(client)

    after = campus.everything()
    assert signed_in(client) == émile
    assert after["Grant"] == before["Grant"]
    assert after["EmailAddress"] == before["EmailAddress"]
    changed = Person.objects.get(pk=émile.pk)
    assert (changed.given_name, changed.family_name, changed.password) == ("Emile", "Martin", émile.password)
    assert SocialAccount.objects.get().extra_data.keys() == {"iss", "sub", "email"}
