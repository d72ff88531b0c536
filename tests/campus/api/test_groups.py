"""Groups of operations: what stages bring, in the order that was declared, and nothing twice."""

from __future__ import annotations

import pytest

from parchemin.campus.api.document import api
from parchemin.campus.api.groups import Group, every_group, every_scope


def test_the_document_and_the_scopes_have_the_order_of_the_groups_whatever_was_imported_first() -> None:
    names = [group.name for group in every_group()]
    tags = [told["tags"][0] for methods in api.get_openapi_schema()["paths"].values() for told in methods.values()]

    assert list(dict.fromkeys(tags)) == names
    assert list(dict.fromkeys(scope.partition(":")[0] for scope in every_scope())) == names
    assert names == [group.name for group in sorted(every_group(), key=lambda group: group.rank)]


def test_a_group_takes_neither_the_name_nor_the_rank_of_another() -> None:
    first = every_group()[0]

    with pytest.raises(ValueError, match="already"):
        Group(first.name, rank=1_000)
    with pytest.raises(ValueError, match="already"):
        Group("another", rank=first.rank)


def test_a_scope_is_declared_once() -> None:
    first = every_group()[0]

    with pytest.raises(ValueError, match="twice"):
        first.scope("read", "read all of it")
