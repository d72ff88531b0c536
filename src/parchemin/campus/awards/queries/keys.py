"""The key of a transcript: random, impossible to guess, short enough to be typed, and caught when it is mistyped.

Twenty-four random signs and one of check, in five groups of five: `7KQ2M-…`. The signs are the digits and the letters
but I, L, O and U, so that none is taken for another; whoever types O or I means 0 or 1, and is understood.

The check is a sum over the field of 32 elements, each sign times its own power of a generator: one wrong sign, or two
exchanged wherever they stand, never give a valid key.
"""

from __future__ import annotations

import secrets
import unicodedata

from parchemin.campus.awards.refusals import KeyMistyped, KeyUnreadable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 25, 5
TAKEN_FOR = str.maketrans({"O": "0", "I": "1", "L": "1"})
BETWEEN = frozenset("-–—_./\u2010\u2011\u2212")
LONGEST = 200  # whatever is longer is no key with spaces in it
FIELD = 0b100101  # x⁵ + x² + 1: of it, 2 is a generator


def fresh() -> str:
    """A new key, as it is kept and printed."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return grouped(drawn + _check(drawn))


def grouped(signs: str) -> str:
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def read(typed: str) -> str:
    """A key as somebody typed it, as it is kept. Raises a refusal that says what to look at."""
    if len(typed) > LONGEST:
        raise KeyUnreadable(len(typed))
    plain = unicodedata.normalize("NFKC", typed).upper()
    signs = "".join(sign for sign in plain if not sign.isspace() and sign not in BETWEEN).translate(TAKEN_FOR)
    if len(signs) != LENGTH or any(sign not in ALPHABET for sign in signs):
        raise KeyUnreadable(len(signs), next((sign for sign in signs if sign not in ALPHABET), ""))
    if signs[-1] != _check(signs[:-1]):
        raise KeyMistyped
    return grouped(signs)


def _check(signs: str) -> str:
    """The last sign: each one before it weighs another power of the generator."""
    total, weight = 0, 2
    for sign in signs:
        total ^= _times(weight, ALPHABET.index(sign))
        weight = _times(weight, 2)
    return ALPHABET[total]


def _times(left: int, right: int) -> int:
    """The product of two elements of the field."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0b100000:
            left ^= FIELD
        right >>= 1
    return product
