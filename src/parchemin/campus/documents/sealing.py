"""The seal: an invisible PAdES signature over every byte of a document, with the key of the school.

Invisible, because a visible stamp breaks both PDF/A and PDF/UA: what one sees of the seal is drawn by the template.
"""

from __future__ import annotations

import io
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from asn1crypto import tsp
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper

from parchemin.campus.documents.keys import Keys, keys_of
from parchemin.campus.documents.refusals import SealUnreachable

FIELD = "Seal"
# Hexadecimal digits kept for the signature and one certificate. Not given, pyHanko signs twice to find out.
PLACE = 8192


class _Sealer(signers.PdfSigner):
    """A signer whose time is given, not read from the air."""

    def __init__(self, at: datetime, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._at = at

    def init_signing_session(self, *given: Any, **named: Any) -> PdfSigningSession:
        session = super().init_signing_session(*given, **named)
        session.system_time = self._at
        return session


class _Writer(IncrementalPdfFileWriter):
    """Adds the seal and nothing else: rewritten by pyHanko, the metadata would no longer be those of PDF/A."""

    def _update_meta(self) -> None:
        """The dates and the title stay as they were typeset."""


def seal(pages: bytes, *, school: str, at: datetime) -> bytes:
    """The document with the school's seal in it. Any byte changed or added afterwards is seen by `checking.check`."""
    meaning = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=school
    )
    # Outside the page: PDF/UA asks a tag of any note of the page that stands inside, PDF/A forbids to hide it.
    nowhere = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
    field = SigFieldSpec(FIELD, on_page=0, invis_sig_settings=nowhere)
    authority = _timestamper()
    sealer = _Sealer(at, meaning, _signer(keys_of(school)), timestamper=authority, new_field_spec=field)
    place = None if authority else PLACE
    try:
        # In a thread of its own: pyHanko runs an event loop, which a thread that already runs one would refuse.
        with ThreadPoolExecutor(1) as alone:
            sealed = alone.submit(sealer.sign_pdf, _Writer(io.BytesIO(pages)), bytes_reserved=place).result()
    except OSError as problem:
        raise SealUnreachable from problem
    return bytes(sealed.getvalue())


def _signer(keys: Keys) -> signers.SimpleSigner:
    signer = signers.SimpleSigner.load(str(keys.key), str(keys.certificate))  # type: ignore[no-untyped-call]
    if not isinstance(signer, signers.SimpleSigner):
        raise ValueError(f"the key in {keys.key} or its certificate cannot be read")
    return signer


class _Authority(TimeStamper):
    """A time-stamp authority (RFC 3161), asked over HTTP."""

    def __init__(self, address: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._address = address

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        kind = {"Content-Type": "application/timestamp-query"}
        asked = urllib.request.Request(self._address, data=req.dump(), headers=kind)
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return tsp.TimeStampResp.load(answer.read())


def _timestamper() -> TimeStamper | None:
    return _Authority(settings.TIMESTAMP_URL) if settings.TIMESTAMP_URL else None
