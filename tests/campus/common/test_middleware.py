"""What every request goes through first."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.campus.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/students/?q=%00", "/students/?q=a&q=b%00c", "/students/%00/", "/staff/?programme=%00"]
)
def test_an_address_that_no_text_of_the_database_could_hold_is_refused_as_a_page(cast: Cast, address: str) -> None:
    client = Client()
    client.force_login(cast.odile, backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.get(address)

    assert answer.status_code == 400
    assert "<h1" in answer.content.decode()
