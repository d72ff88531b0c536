"""The seal of each school: a P-256 key and its self-signed certificate, made once, readable by the campus alone.

They stand in a folder of the school's own: `key.pem`, `certificate.pem`, and the certificates of former keys under any
other name in `.pem`, so that what was sealed with these is still known.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from parchemin.campus.documents.refusals import SealMissing

LIFE = timedelta(days=20 * 365)
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class Keys:
    """Where the key of a school and its certificate are."""

    key: Path
    certificate: Path


def folder() -> Path:
    return Path(settings.SEALS)


def keys_of(school: str) -> Keys:
    """The keys of a school. Made at the first asking, unless the settings say that someone else makes them."""
    if not SLUG.fullmatch(school):
        raise ValueError(f"not the slug of a school: {school!r}")
    own = folder() / school
    keys = Keys(own / "key.pem", own / "certificate.pem")
    if not (keys.key.exists() and keys.certificate.exists()):
        if not settings.SEALS_ARE_MADE_HERE:
            raise SealMissing(school)
        _make(keys, school)
    return keys


def certificates(seals: Path | None = None) -> Iterator[tuple[str, x509.Certificate]]:
    """Every certificate that a school of this campus seals or once sealed with. seals: another folder of them."""
    for path in sorted((seals or folder()).glob("*/*.pem")):
        if path.name != "key.pem":
            yield path.parent.name, x509.load_pem_x509_certificate(path.read_bytes())


def certificates_of(school: str, seals: Path | None = None) -> list[x509.Certificate]:
    """The certificate a school seals with, and those of its former keys."""
    return [found for slug, found in certificates(seals) if slug == school]


def not_a_pair(seals: Path) -> list[Path]:
    """What in a folder of seals is no seal: a key that is not the one of the certificate beside it, or cannot be read;
    a certificate that cannot."""
    return [path for path in sorted(seals.glob("*/*.pem")) if not _is_whole(path)]


def _is_whole(path: Path) -> bool:
    try:
        if path.name != "key.pem":
            x509.load_pem_x509_certificate(path.read_bytes())
            return True
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        beside = x509.load_pem_x509_certificate(path.with_name("certificate.pem").read_bytes())
    except (ValueError, TypeError, OSError, UnsupportedAlgorithm):
        return False
    return key.public_key() == beside.public_key()


def fingerprint(certificate: x509.Certificate) -> str:
    """Its SHA-256 as tools print it: two digits at a time."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _make(keys: Keys, school: str) -> None:
    with _alone(keys.key.parent):
        if keys.key.exists():
            return
        key = ec.generate_private_key(ec.SECP256R1())
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        certificate = _certificate(key, school).public_bytes(serialization.Encoding.PEM)
        _write(keys.certificate, certificate)  # first: the key standing says that both do
        _write(keys.key, private)


@contextmanager
def _alone(own: Path) -> Iterator[None]:
    """One process at a time makes the keys of a school."""
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (own / ".making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and never readable by another, even for an instant."""
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _certificate(key: ec.EllipticCurvePrivateKey, school: str) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, school)])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
