"""Whether a document is one of ours and still what it was when it was sealed, to the last byte."""

from __future__ import annotations

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from parchemin.campus.documents.keys import certificates

NOT_A_PDF = _("This file is not a PDF document that can be read.")
NO_SEAL = _("This document has no seal.")
MANY_SEALS = _("This document has more than one seal.")
STRANGE = _("This document was not sealed by a school of this campus.")
ADDED = _("Something was added to this document after it was sealed.")
CHANGED = _("This document was changed after it was sealed.")


@dataclass(frozen=True)
class Check:
    """What is known of a document. `problems` are sentences to show; there are none exactly when it is intact.

    sealed_by: the slug of the school; sealed_at: the time the school says it sealed; digest: SHA-256 of the file.
    """

    intact: bool
    sealed_by: str | None
    sealed_at: datetime | None
    digest: str
    problems: tuple[Promise, ...]


def check(document: bytes) -> Check:
    """Never raises: a file that cannot be read is a file that is not intact."""
    digest = hashlib.sha256(document).hexdigest()
    try:
        seals = PdfFileReader(io.BytesIO(document)).embedded_signatures
        if len(seals) != 1:
            return Check(False, None, None, digest, (MANY_SEALS if seals else NO_SEAL,))
        return _check(document, seals[0], digest)
    except Exception:  # whatever a hostile file makes the reader stumble on
        return Check(False, None, None, digest, (NOT_A_PDF,))


def _check(document: bytes, seal: EmbeddedPdfSignature, digest: str) -> Check:
    sealed_with = seal.signer_cert.dump()
    ours = {known.public_bytes(Encoding.DER): school for school, known in certificates()}
    school = ours.get(sealed_with)
    if school is None:
        return Check(False, None, None, digest, (STRANGE,))
    problems = tuple(_faults(document, seal))
    return Check(not problems, school, seal.self_reported_timestamp, digest, problems)


def _faults(document: bytes, seal: EmbeddedPdfSignature) -> list[Promise]:
    if seal.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
        return [ADDED]
    own = [seal.signer_cert]  # which is among ours: who sealed is settled
    trust = ValidationContext(trust_roots=own, allow_fetching=False, moment=seal.self_reported_timestamp)
    # In a thread of its own: pyHanko runs an event loop, which a thread that already runs one would refuse.
    with ThreadPoolExecutor(1) as alone:
        status = alone.submit(validate_pdf_signature, seal, trust, skip_diff=True).result()
    whole = status.intact and status.valid and _nothing_hides_beside(document, seal)
    return [] if whole else [CHANGED]


def _nothing_hides_beside(document: bytes, seal: EmbeddedPdfSignature) -> bool:
    """The one gap a seal does not cover is its own place: it holds the seal, zeros, and nothing else."""
    _start, length, resume, _rest = (int(number) for number in seal.byte_range)
    content = seal.pkcs7_content
    message = cms.ContentInfo.load(content).dump()
    written = b"<" + content.hex().upper().encode() + b">"
    return document[length:resume] == written and not content.removeprefix(message).strip(b"\0")
