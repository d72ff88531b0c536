"""Candidates of `icn-pge`, for the tests of what is not a student: one whom the text rejects, one left to the jury."""

from __future__ import annotations

from collections.abc import Mapping

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.dossiers.actions import Identity, Statement, declare, open_dossier
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person
from tests.campus.conftest import NOON

REJECTED = {"candidat.concours": "BCE", "candidat.titre": "autre"}
TO_JUDGE = {
    "candidat.concours": "engagement",
    "candidat.titre": "titre_niveau_II",
    "candidat.accès_demandé": "2",
    "candidat.sélectionné_par_l_Institut": "oui",
    "candidat.attestation": "oui",
}


def candidate(intake: Intake, given: str, facts: Mapping[str, str] | None = None, *, by: Person) -> Dossier:
    """A candidate of the intake, of whom these facts are declared."""
    about = Identity(f"{given}@example.org".lower(), given, "Candidat")
    opened = open_dossier(intake, "candidat", about=about, by=by, at=NOON)
    said = [Statement(opened, name, "", text) for name, text in (facts or {}).items()]
    declare(said, reason="", by=by, at=NOON)
    return opened
