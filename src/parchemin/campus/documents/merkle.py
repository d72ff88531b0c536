"""A Merkle tree over ordered leaves: one digest that commits to all, and short proofs for one that show no other.

The tree is the one of RFC 6962: SHA-256, leaves and nodes hashed under different prefixes, the left branch of a node
the largest power of two smaller than its leaves. Digests are written in hexadecimal, to be printed and kept as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"

type Scalar = str | int | bool | None


@dataclass(frozen=True)
class Proof:
    """That a leaf stands at `index` among `size`: the digests of the branches beside its path, nearest first."""

    index: int
    size: int
    path: tuple[str, ...]


def leaf_of(fields: Mapping[str, Scalar]) -> bytes:
    """The canonical writing of what a leaf says. Text, whole numbers, truth values and nothing; no float."""
    for name, value in fields.items():
        if not isinstance(name, str) or not isinstance(value, str | int | bool | None):
            raise TypeError(f"a leaf holds no {type(value).__name__} ({name!r})")
    return json.dumps(dict(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def root(leaves: Sequence[bytes]) -> str:
    return _tree([_of_leaf(leaf) for leaf in leaves]).hex()


def proof(leaves: Sequence[bytes], index: int) -> Proof:
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} among {len(leaves)}")
    digests = [_of_leaf(leaf) for leaf in leaves]
    return Proof(index, len(leaves), tuple(digest.hex() for digest in _beside(digests, index)))


def verify(leaf: bytes, proof: Proof, root: str) -> bool:
    """Whether the proof leads from the leaf, at its index, to the root."""
    if not 0 <= proof.index < proof.size:
        return False
    try:
        path = [bytes.fromhex(digest) for digest in proof.path]
    except ValueError:
        return False
    if [len(digest) for digest in path] != [32] * _depth(proof.index, proof.size):
        return False
    return _climb(_of_leaf(leaf), proof.index, proof.size, iter(path)).hex() == root


def _of_leaf(leaf: bytes) -> bytes:
    return sha256(LEAF + leaf).digest()


def _of_node(left: bytes, right: bytes) -> bytes:
    return sha256(NODE + left + right).digest()


def _split(size: int) -> int:
    """The leaves of the left branch: the largest power of two smaller than the size."""
    return 1 << (size - 1).bit_length() - 1


def _tree(digests: Sequence[bytes]) -> bytes:
    if not digests:
        return sha256(b"").digest()
    if len(digests) == 1:
        return digests[0]
    split = _split(len(digests))
    return _of_node(_tree(digests[:split]), _tree(digests[split:]))


def _beside(digests: Sequence[bytes], index: int) -> Iterator[bytes]:
    if len(digests) == 1:
        return
    split = _split(len(digests))
    left, right = digests[:split], digests[split:]
    if index < split:
        yield from _beside(left, index)
        yield _tree(right)
    else:
        yield from _beside(right, index - split)
        yield _tree(left)


def _depth(index: int, size: int) -> int:
    if size == 1:
        return 0
    split = _split(size)
    return 1 + (_depth(index, split) if index < split else _depth(index - split, size - split))


def _climb(leaf: bytes, index: int, size: int, path: Iterator[bytes]) -> bytes:
    if size == 1:
        return leaf
    split = _split(size)
    if index < split:
        left = _climb(leaf, index, split, path)
        return _of_node(left, next(path))
    right = _climb(leaf, index - split, size - split, path)
    return _of_node(next(path), right)
