"""A seeded school, made once for the tests that look at it, in a transaction that is never kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from parchemin.campus.demo.school import Report, seed
from tests.campus.demo.told import NOW, SCALE


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Report]:
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("en"):
        yield seed(NOW, scale=SCALE)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield
