"""Saving a campus, and putting it back on an empty server. Runs with Django ready (`database.at_hand`)."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection

from parchemin.campus.common.models import Entry
from parchemin.campus.embedded import binary
from parchemin.service import archive
from parchemin.service.files import bucket
from parchemin.service.integrity import chains
from parchemin.service.refusals import NotDone


def save(out: Path) -> archive.Manifest:
    """Everything of the campus in one file. It may run meanwhile: files are only ever added, and are copied last."""
    if out.exists() or not out.parent.is_dir():
        raise NotDone(
            f"{out} existe déjà, ou son dossier n’existe pas. Donnez un nouveau nom de fichier.",
            f"{out} exists already, or its folder does not. Give a new file name.",
        )
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".parchemin-") as working:
        dump = Path(working) / archive.DATABASE
        before = {chain.name: chain.last for chain in chains()}
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
        members = {archive.DATABASE: dump, **dict(archive.members_of(settings.DATA))}
        manifest = archive.Manifest(
            made_at=datetime.now(tz=UTC).isoformat(timespec="seconds"),
            version=version("parchemin"),
            members={name: archive.digest(path) for name, path in members.items()},
            journal=before,
            bucket=bucket(),
        )
        archive.write(out, manifest, members)
    return manifest


def put_back(file: Path) -> archive.Manifest:
    """Restore into an empty database and data folder, then prove the journal. Raises `NotDone`."""
    data: Path = settings.DATA
    _demand_empty(data)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as working:
        unpacked = Path(working)
        manifest = archive.read(file, unpacked)
        _demand_a_place_for_files(manifest)
        dump = unpacked / archive.DATABASE
        _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
             f"--dbname={connection.settings_dict['NAME']}", str(dump))  # fmt: skip
        for name in manifest.members:
            if name != archive.DATABASE:
                target = data / name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                os.replace(unpacked / name, target)
    _demand_same_journal(manifest)
    return manifest


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
    """The lines noted just before the dump are in it (more may have followed), and every chain is whole."""
    lost = [n for n, last in manifest.journal.items() if not Entry.objects.filter(chain=n, digest=last).exists()]
    if lost or any(chain.broken for chain in chains()):
        raise NotDone(
            "La base est restaurée, mais son journal n’est pas celui de la sauvegarde : parchemin campus journal.",
            "The database is restored, but its journal is not the backup's. Run parchemin campus journal.",
        )


def _run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs, on this campus's database. Raises `NotDone` with what it said."""
    path = binary(program)
    command = str(path) if path.exists() else shutil.which(program)
    if command is None:
        raise NotDone(f"{program} manque : installez le client de PostgreSQL.", f"{program} is missing: install it.")
    done = subprocess.run([command, *arguments], env=_place(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotDone(
            f"{program} a échoué : {done.stderr.strip()[-500:]}", f"{program} failed: {done.stderr.strip()[-500:]}"
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
