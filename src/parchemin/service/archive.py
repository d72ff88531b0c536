"""The file of a backup: a tar whose first member says what else is in it, with the SHA-256 of each.

It holds the database as pg_dump writes it, what people gave, the keys documents are sealed with, and the signing key of
an embedded campus. Whoever has it has the school: it is made for its owner's eyes only.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from parchemin.service.refusals import NotDone
from parchemin.whole import put_in_place

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database.dump"
HEADS = "heads.jsonl"  # the signed heads of the journal
FOLDERS, SINGLE = ("files", "seals"), ("secret-key", "demo.json", HEADS)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `members`: SHA-256 by name; `journal`: the last digest of each chain.

    `bucket`: the one that keeps the files, which are then not in the backup; "" when they are.
    """

    made_at: str
    version: str
    members: dict[str, str]
    journal: dict[str, str]
    bucket: str = ""
    format: int = FORMAT


def members_of(data: Path) -> Iterator[tuple[str, Path]]:
    """What of a data folder is saved beside the database."""
    for name in SINGLE:
        if (data / name).is_file():
            yield name, data / name
    for folder in FOLDERS:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(data).as_posix(), path


def may_hold(name: str) -> bool:
    """Whether a backup of ours may hold a member of that name: what `members_of` gives, and the database."""
    parts = PurePosixPath(name).parts
    inside = len(parts) > 1 and parts[0] in FOLDERS and ".." not in parts
    return name in (DATABASE, *SINGLE) or (inside and PurePosixPath(name).as_posix() == name)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(out: Path, manifest: Manifest, members: dict[str, Path]) -> None:
    """The archive, whole or not at all."""

    def packed(partial: Path) -> None:
        handle = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as tar:
                told = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True).encode()
                first = tarfile.TarInfo(MANIFEST)
                first.size, first.mode = len(told), 0o600
                tar.addfile(first, io.BytesIO(told))
                for name, path in members.items():
                    tar.add(path, arcname=name, recursive=False)
            file.flush()
            os.fsync(file.fileno())

    put_in_place(out, packed)


def read(archive: Path, into: Path) -> Manifest:
    """Unpack into an empty folder and check every member. Raises `NotDone`, having changed nothing else."""
    try:
        with tarfile.open(archive, mode="r:") as tar:
            first = tar.next()
            told = tar.extractfile(first) if first and first.name == MANIFEST else None
            if told is None:
                raise _not_one(archive)
            manifest = Manifest(**json.loads(told.read()))
            _demand_ours(archive, manifest)
            for member in tar:
                _unpack(tar, member, into, manifest)
    except (tarfile.TarError, ValueError, TypeError, AttributeError, EOFError, FileExistsError) as error:
        raise _not_one(archive) from error
    missing = [name for name in manifest.members if not (into / name).is_file()]
    wrong = [
        name for name, expected in manifest.members.items() if name not in missing and digest(into / name) != expected
    ]
    if missing or wrong or manifest.format != FORMAT:
        raise NotDone(
            f"La sauvegarde {archive} est abîmée : {', '.join((missing + wrong)[:5]) or 'format inconnu'}. "
            "Rien n’a été restauré. Prenez-en une autre.",
            f"The backup {archive} is damaged: {', '.join((missing + wrong)[:5]) or 'unknown format'}. "
            "Nothing was restored. Take another.",
        )
    return manifest


def _demand_ours(archive: Path, manifest: Manifest) -> None:
    """Nothing but what a campus saves is put in its place. Raises `NotDone`."""
    others = [name for name in manifest.members if not may_hold(name)]
    if others:
        told = ", ".join(map(ascii, others[:5]))
        raise NotDone(
            f"La sauvegarde {archive} contient ce qu’aucun campus n’y met : {told}. Quelqu’un l’a refaite. "
            "Rien n’a été restauré. Prenez-en une autre.",
            f"The backup {archive} holds what no campus puts there: {told}. Somebody made it anew. "
            "Nothing was restored. Take another.",
        )


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path, manifest: Manifest) -> None:
    """One member, when the manifest names it and it stays inside."""
    parts = PurePosixPath(member.name).parts
    if member.name not in manifest.members or ".." in parts or member.name.startswith("/") or not member.isfile():
        return
    content = tar.extractfile(member)
    assert content is not None
    target = into / member.name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with target.open("xb") as file:
        while block := content.read(1 << 20):
            file.write(block)
    target.chmod(0o600)


def _not_one(archive: Path) -> NotDone:
    return NotDone(
        f"{archive} n’est pas une sauvegarde de Parchemin, ou elle est tronquée. Rien n’a été restauré.",
        f"{archive} is not a backup of Parchemin, or it is cut short. Nothing was restored.",
    )
