"""Saving a campus, and putting it back on an empty server. Runs with Django ready (`database.at_hand`)."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from parchemin.campus import embedded
from parchemin.campus.common.models import Entry, KeptFile
from parchemin.campus.documents.keys import not_a_pair
from parchemin.service import archive
from parchemin.service.database import connected_to
from parchemin.service.files import bucket
from parchemin.service.heads import Wrong, add_missing, findings_of, keep_daily, mark_restored, own_file
from parchemin.service.integrity import Chain, chains, last_digests
from parchemin.service.refusals import NotDone
from parchemin.service.upgrading import NotUpToDate, bring_up_to_date
from parchemin.service.wordings import Sentence, head_of, of_head, wrong_with

TRIAL = "postgres"  # the folder of the server on which a backup is tried


def save(out: Path) -> archive.Manifest:
    """Everything of the campus in one file. It may run meanwhile: files are only ever added, and are copied last."""
    if out.exists() or not out.parent.is_dir():
        raise NotDone(
            f"{out} existe déjà, ou son dossier n’existe pas. Donnez un nouveau nom de fichier.",
            f"{out} exists already, or its folder does not. Give a new file name.",
        )
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".parchemin-") as working:
        dump = Path(working) / archive.DATABASE
        keep_daily(datetime.now(tz=UTC))
        heads = _heads_until_now(Path(working) / archive.HEADS)
        before = last_digests()
        _dump(dump)
        members = {archive.DATABASE: dump, **dict(archive.members_of(settings.DATA)), **heads}
        manifest = archive.Manifest(
            made_at=datetime.now(tz=UTC).isoformat(timespec="seconds"),
            version=version("parchemin"),
            members={name: archive.digest(path) for name, path in members.items()},
            journal=before,
            bucket=bucket(),
        )
        archive.write(out, manifest, members)
    return manifest


def _heads_until_now(copy: Path) -> dict[str, Path]:
    """The signed heads as they stand before the dump, which holds every line that they name."""
    if not own_file().exists():
        return {}
    shutil.copyfile(own_file(), copy)
    return {archive.HEADS: copy}


def put_back(file: Path) -> archive.Manifest:
    """Restore into an empty database and data folder, brought to this version. Raises `NotDone`, nothing restored.

    Everything is tried first on a server of its own: what takes the place is what has passed there.
    """
    data: Path = settings.DATA
    _demand_empty(data)
    with _workshop(data) as workshop:
        unpacked = workshop / "unpacked"
        unpacked.mkdir(mode=0o700)
        manifest = archive.read(file, unpacked)
        _demand_a_place_for_files(manifest)
        _restore(_proved(manifest, unpacked, workshop))
        if archive.HEADS in manifest.members:  # those of this folder say what it is that is lost
            add_missing(own_file(), unpacked / archive.HEADS)
        elsewhere = {archive.DATABASE, archive.HEADS, *_destroyed()}
        for name in manifest.members:
            if name not in elsewhere:
                target = data / name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                os.replace(unpacked / name, target)
    mark_restored(datetime.now(tz=UTC), manifest.journal)
    return manifest


def _destroyed() -> set[str]:
    """The files of a backup that were destroyed since it was made: what is remembered of erasures was done anew."""
    return {f"files/{key}" for key in KeptFile.objects.exclude(destroyed_at=None).values_list("key", flat=True)}


@contextmanager
def _workshop(data: Path) -> Iterator[Path]:
    """A folder to restore in; what a restoration that was killed left there is stopped and removed first."""
    folder = data / ".restore"
    embedded.Server(folder / TRIAL).stop_what_was_left()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _proved(manifest: archive.Manifest, unpacked: Path, workshop: Path) -> Path:
    """The database of a backup as it is once this version's steps have passed on a copy, and its journal is whole, up
    to the heads that were signed of it."""
    proved = workshop / "proved.dump"
    try:
        with embedded.server(workshop / TRIAL) as socket, connected_to(socket):
            _restore(unpacked / archive.DATABASE)
            bring_up_to_date()
            Session.objects.all().delete()  # nobody is signed in, be it somebody erased or who copied a cookie
            _demand_same_journal(manifest)
            _demand_its_heads(unpacked)
            _dump(proved)
    except embedded.NotStarted as failure:
        raise NotDone(
            f"Le PostgreSQL de l’essai n’a pas démarré. Rien n’a été restauré.\n{failure.log}",
            f"The PostgreSQL of the trial did not start. Nothing was restored.\n{failure.log}",
        ) from failure
    except NotUpToDate as failure:
        raise NotDone(
            f"{failure.french}\nRien n’a été restauré. La sauvegarde est entière : restaurez-la avec la version "
            f"{manifest.version} de Parchemin, qui l’a faite le {manifest.made_at}, et signalez ce message.",
            f"{failure.english}\nNothing was restored. The backup is whole: restore it with version "
            f"{manifest.version} of Parchemin, which made it on {manifest.made_at}, and report this message.",
        ) from failure
    return proved


def _demand_empty(data: Path) -> None:
    held = connection.introspection.table_names()
    files = [name for name, _ in archive.members_of(data) if name not in archive.SINGLE]
    if held or files:
        raise NotDone(
            f"Il y a déjà une école ici ({len(held)} tables, {len(files)} fichiers). Une sauvegarde se restaure sur un "
            "serveur vide : choisissez un autre PARCHEMIN_DATA, ou une autre base.",
            f"There is a school here already ({len(held)} tables, {len(files)} files). A backup is restored on an "
            "empty server: choose another PARCHEMIN_DATA, or another database.",
        )


def _demand_a_place_for_files(manifest: archive.Manifest) -> None:
    """Files of a data folder are not put back where a campus would look for them in a bucket. Raises `NotDone`."""
    if bucket() and any(name.startswith("files/") for name in manifest.members):
        raise NotDone(
            "Cette sauvegarde contient des fichiers, et ce campus les garde dans un compartiment S3. Restaurez sans "
            "PARCHEMIN_S3_BUCKET, puis copiez files/ dans le compartiment (docs/exploitation.md).",
            "This backup holds files, and this campus keeps them in an S3 bucket. Restore without "
            "PARCHEMIN_S3_BUCKET, then copy files/ to the bucket (docs/exploitation.md).",
        )


def _demand_same_journal(manifest: archive.Manifest) -> None:
    """The lines noted just before the dump are in it (more may have followed), and every chain is whole, with
    the rows that it vouches for."""
    lost = [n for n, last in manifest.journal.items() if not Entry.objects.filter(chain=n, digest=last).exists()]
    wrong = [told for chain in chains() if not chain.whole for told in _wrong_with(chain)]
    if lost or wrong:
        raise NotDone(
            "Le journal de la sauvegarde est rompu, ou n’est pas celui qu’elle annonce. Rien n’a été restauré. "
            f"Prenez-en une autre.\n{_listed(french for french, _ in wrong)}".strip(),
            "The journal of the backup is broken, or not the one it announces. Nothing was restored. Take another.\n"
            f"{_listed(english for _, english in wrong)}".strip(),
        )


def _wrong_with(chain: Chain) -> Iterator[Sentence]:
    """What is wrong with a chain, one sentence each, after its name."""
    yield head_of(chain)
    yield from wrong_with(chain)


def _demand_its_heads(unpacked: Path) -> None:
    """The lines that the backup's own heads name are in it: they were copied before the dump, so none was lost since.

    Its own seals signed them, or those of this campus. A head that cannot be read stays for the proof of the campus to
    tell: it was so before, and a file damaged by its disk takes no school away.
    """
    _demand_its_seals(unpacked / "seals")
    found = findings_of(unpacked / archive.HEADS, seals=unpacked / "seals")
    wrong = [of_head(one) for one in found if one.breaks and one.what != Wrong.UNREADABLE]
    if wrong:
        raise NotDone(
            "La sauvegarde n’est pas d’une pièce : ses propres têtes signées disent autre chose que son journal.\n"
            f"{_listed(french for french, _ in wrong)}\nDes lignes y ont été retirées ou récrites, ou le sceau "
            "échangé, depuis qu’elle est faite. Rien n’a été restauré. Prenez-en une autre, ou, si le sceau de l’école "
            "est gardé ailleurs, donnez-le d’abord (PARCHEMIN_SEALS).",
            "The backup is not of one piece: its own signed heads say something else than its journal.\n"
            f"{_listed(english for _, english in wrong)}\nLines were taken off or rewritten there, or the seal "
            "exchanged, since it was made. Nothing was restored. Take another, or, where the seal of the school is "
            "kept elsewhere, give it first (PARCHEMIN_SEALS).",
        )


def _demand_its_seals(seals: Path) -> None:
    """Each key is the one of its certificate. Raises `NotDone`."""
    wrong = ", ".join(f"seals/{path.relative_to(seals)!s}" for path in not_a_pair(seals)[:5])
    if wrong:
        raise NotDone(
            f"Un sceau de la sauvegarde n’est pas celui de son certificat, ou ne se lit pas : {wrong}. Il a été "
            "échangé. Rien n’a été restauré. Prenez-en une autre.",
            f"A seal of the backup is not the one of its certificate, or cannot be read: {wrong}. It was exchanged. "
            "Nothing was restored. Take another.",
        )


def _listed(sentences: Iterable[str]) -> str:
    told = list(sentences)
    return "\n".join([*told[:10], *(["…"] if len(told) > 10 else [])])


def _dump(out: Path) -> None:
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={out}")


def _restore(dump: Path) -> None:
    """Whole, or not at all."""
    _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
         f"--dbname={connection.settings_dict['NAME']}", str(dump))  # fmt: skip


def _run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs, on this campus's database. Raises `NotDone` with what it said."""
    path = embedded.binary(program)
    command = str(path) if path.exists() else shutil.which(program)
    if command is None:
        raise NotDone(f"{program} manque : installez le client de PostgreSQL.", f"{program} is missing: install it.")
    done = subprocess.run([command, *arguments], env=_place(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotDone(
            f"{program} a échoué, et n’a rien laissé : {done.stderr.strip()[-500:]}",
            f"{program} failed, and left nothing: {done.stderr.strip()[-500:]}",
        )


def _place() -> dict[str, str]:
    """Where the database is, as PostgreSQL's programs read it; a password never stands on a command line."""
    at = connection.settings_dict
    options = at.get("OPTIONS") or {}
    told = {
        "PGHOST": at["HOST"],
        "PGPORT": at["PORT"],
        "PGUSER": at["USER"],
        "PGPASSWORD": at.get("PASSWORD", ""),
        "PGDATABASE": at["NAME"],
        "PGSSLMODE": options.get("sslmode", ""),
        "PGSSLROOTCERT": options.get("sslrootcert", ""),
    }
    return {**os.environ, **{name: str(value) for name, value in told.items() if value}}
