"""What an update does to the links that a former campus made."""

from __future__ import annotations

from importlib import import_module

import pytest
from allauth.socialaccount.models import SocialAccount
from django.apps import apps

from parchemin.campus.people.sign_in.directory.claims import DirectorySubject
from tests.campus.conftest import Cast

pytestmark = pytest.mark.django_db
update = import_module("parchemin.campus.people.migrations.0004_links_of_one_issuer")
TOKEN = {"iss": "https://sso.example.org", "sub": "1"}


def test_a_former_link_to_a_vouched_address_is_kept_under_its_issuer_and_the_others_are_removed(cast: Cast) -> None:
    claims = {"sub": "1", "email": "ada@example.org", "email_verified": True}
    former: list[object] = [
        {"userinfo": claims | {"email_verified": "false"}, "id_token": TOKEN},
        {"userinfo": claims},
        {"userinfo": claims | {"sub": "2"}, "id_token": TOKEN},
        {},
        [],
        None,
    ]
    for number, kept in enumerate(former):
        SocialAccount.objects.create(user=cast.odile, provider="school", uid=f"other-{number}", extra_data=kept or {})
    SocialAccount.objects.create(
        user=cast.ada, provider="school", uid="1", extra_data={"userinfo": claims, "id_token": TOKEN}
    )

    update.keep_those_vouched_for(apps, None)

    link = SocialAccount.objects.get()
    who = DirectorySubject("https://sso.example.org", "1", "ada@example.org")
    assert (link.user, link.uid, link.extra_data) == (cast.ada, who.key, who.written())
