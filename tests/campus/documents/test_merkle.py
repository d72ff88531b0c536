"""One digest commits to every leaf and to their order; a proof shows one leaf and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.campus.documents.merkle import leaf_of, proof, root, verify

LEAVES = st.lists(st.binary(max_size=40), max_size=40)
SOME = st.lists(st.binary(max_size=40), min_size=1, max_size=40)
SCALARS = st.one_of(st.text(), st.integers(), st.booleans(), st.none())
FIELDS = st.dictionaries(st.text(), SCALARS, max_size=8)
# The leaves that certificate transparency logs are tried with, and the roots of the first one, two … of them.
KNOWN_LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
KNOWN_ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", KNOWN_ROOTS)
def test_the_tree_is_the_one_of_the_standard(size: int) -> None:
    assert root([bytes.fromhex(leaf) for leaf in KNOWN_LEAVES[:size]]) == KNOWN_ROOTS[size]


@given(SOME, st.data())
def test_every_leaf_is_proved(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    shown = proof(leaves, index)

    assert verify(leaves[index], shown, root(leaves))
    assert len(shown.path) <= len(leaves).bit_length()


@given(SOME, st.data(), st.binary(max_size=40))
def test_no_other_leaf_is_proved_in_its_place(leaves: list[bytes], data: st.DataObject, other: bytes) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))

    assert verify(other, proof(leaves, index), root(leaves)) is (other == leaves[index])


@given(SOME, st.data())
def test_a_proof_holds_at_its_own_place_only(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    shown, whole = proof(leaves, index), root(leaves)

    for moved in range(-1, len(leaves) + 1):
        if not (0 <= moved < len(leaves) and leaves[moved] == leaves[index]):
            assert not verify(leaves[index], replace(shown, index=moved), whole)
    for path in (shown.path[:-1], (*shown.path, "00" * 32), tuple("zz" for _ in shown.path) or ("zz",)):
        if path != shown.path:
            assert not verify(leaves[index], replace(shown, path=path), whole)


@given(LEAVES, LEAVES)
def test_other_leaves_or_another_order_have_another_root(one: list[bytes], other: list[bytes]) -> None:
    assert (root(one) == root(other)) is (one == other)


@given(SOME)
def test_leaves_added_removed_or_said_twice_are_seen(leaves: list[bytes]) -> None:
    assert root(leaves) != root([*leaves, leaves[-1]])
    assert root(leaves) != root(leaves[:-1])
    assert root(leaves) != root([leaves[0], *leaves])


def test_a_node_never_passes_for_a_leaf() -> None:
    left, right = (bytes.fromhex(root([leaf])) for leaf in (b"a", b"b"))

    assert root([b"a", b"b"]) != root([left + right])


@given(FIELDS)
def test_a_leaf_is_written_one_way_whatever_the_order(fields: dict[str, str | int | bool | None]) -> None:
    try:
        assert leaf_of(fields) == leaf_of(dict(reversed(fields.items())))
    except UnicodeEncodeError:  # half a character: text that no file can hold
        assert any(0xD800 <= ord(c) <= 0xDFFF for kept in (*fields, *fields.values()) for c in str(kept))


@given(FIELDS, FIELDS)
def test_what_differs_is_written_differently(one: dict[str, str | int], other: dict[str, str | int]) -> None:
    same = {k: (type(v), v) for k, v in one.items()} == {k: (type(v), v) for k, v in other.items()}

    assert (leaf_of(one) == leaf_of(other)) is same


def test_a_leaf_is_text_whole_numbers_truth_values_and_nothing_else() -> None:
    assert leaf_of({"b": 1, "a": "é", "c": None, "d": True}) == '{"a":"é","b":1,"c":null,"d":true}'.encode()
    for refused in (12.5, b"x", [1], {"a": 1}):
        with pytest.raises(TypeError, match="a leaf holds no"):
            leaf_of({"mark": refused})  # type: ignore[dict-item]


@pytest.mark.parametrize("index", [-1, 2])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        proof([b"a", b"b"], index)
