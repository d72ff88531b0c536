"""What the tests of retention share: a folder of data, somebody who applies, and whether the journal holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from pytest_django import Settings

from parchemin.campus.assessment.absences.actions import file_request, rule_on_document
from parchemin.campus.assessment.models import AbsenceRequest
from parchemin.campus.common.files import PDF as AS_PDF
from parchemin.campus.common.files import FileContent
from parchemin.campus.common.journal import altered, broken
from parchemin.campus.dossiers.actions import Identity, open_dossier
from parchemin.campus.dossiers.models import Dossier
from tests.browser import committed, guards_asleep
from tests.campus.assessment.conftest import lasting
from tests.campus.conftest import NOON, Cast
from tests.campus.school import intake_of, programme_of
from tests.campus.students import DURING, InSecondYear, second_year

__all__ = ["committed", "guards_asleep", "lasting"]

LATER = datetime(2035, 9, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.DATA = tmp_path
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


@pytest.fixture
def applicant(cast: Cast) -> Dossier:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2026, 9, 1), by=cast.ada)
    about = Identity("lou@example.org", "Lou", "Petit")
    return open_dossier(intake, "candidat", about=about, by=cast.odile, at=NOON)


CERTIFICATE = FileContent("certificat.pdf", AS_PDF, b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n")


@pytest.fixture
def studies(cast: Cast) -> InSecondYear:
    return second_year(cast)


@pytest.fixture
def ruled(cast: Cast, studies: InSecondYear) -> AbsenceRequest:
    request = file_request(
        studies.nadia,
        studies.missed,
        ground="maladie",
        document_kind="certificat_médical",
        words="Grippe, puis complications.",
        document=CERTIFICATE,
        by=studies.nadia.student,
        at=DURING,
    )
    rule_on_document(request, "accepted", "Certificat du docteur Roux.", by=cast.odile, at=DURING + timedelta(days=1))
    return AbsenceRequest.objects.get(pk=request.pk)


def holds(chain: str = "icn") -> bool:
    return not [*broken(chain), *altered(chain)]
