"""Keys: random, typed kindly, and caught when they are mistyped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.campus.awards.queries import keys
from parchemin.campus.awards.refusals import KeyMistyped, KeyUnreadable

PLACES = st.integers(0, keys.LENGTH - 1)


def test_a_key_is_five_groups_of_five_signs_that_cannot_be_taken_for_others() -> None:
    found = {keys.fresh() for _ in range(200)}

    assert len(found) == 200
    for key in found:
        assert [len(group) for group in key.split("-")] == [5] * 5
        assert not set("ILOU") & set(key)
        assert keys.read(key) == key


@given(PLACES, st.sampled_from(keys.ALPHABET))
def test_one_wrong_sign_is_always_caught(place: int, sign: str) -> None:
    signs = keys.fresh().replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]
    if wrong == signs:
        return

    with pytest.raises(KeyMistyped):
        keys.read(wrong)


@given(PLACES, PLACES)
def test_two_signs_exchanged_are_always_caught_wherever_they_stand(one: int, other: int) -> None:
    signs = list(keys.fresh().replace("-", ""))
    if signs[one] == signs[other]:
        return
    signs[one], signs[other] = signs[other], signs[one]

    with pytest.raises(KeyMistyped):
        keys.read("".join(signs))


@pytest.mark.parametrize(
    "typed",
    [
        "{key}",
        "  {lower}\n",
        "{bare}",
        "{spaced}",
        "{key}".replace("-", "–"),
        "{wide}",
    ],
)
def test_a_key_is_read_however_it_is_typed(typed: str) -> None:
    key = keys.fresh()
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign != "-" else "－" for sign in key)
    written = typed.format(
        key=key, lower=key.lower(), bare=key.replace("-", ""), spaced=key.replace("-", " "), wide=wide
    )

    assert keys.read(written) == key


def test_letters_that_no_key_has_are_taken_for_the_digits_they_look_like() -> None:
    key = next(k for k in iter(keys.fresh, "") if "0" in k and "1" in k)

    assert keys.read(key.replace("0", "O").replace("1", "I")) == key
    assert keys.read(key.replace("0", "o").replace("1", "l")) == key


@pytest.mark.parametrize(
    "typed", ["", "ABC", "A" * 26, "A" * 10_000, "../../etc/passwd", "\0" * 25, "’" * 25, "U" * 25]
)
def test_what_cannot_be_a_key_is_refused_with_what_to_look_at(typed: str) -> None:
    with pytest.raises(KeyUnreadable) as refusal:
        keys.read(typed)

    assert "five groups of five" in str(refusal.value)
