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
    "candidat.soumis_au_service_national": "non",
    "candidat.état_civil_identique": "oui",
    **dict.fromkeys(
        (
            "candidat.dossier_ICN",
            "candidat.dossier_de_l_Institut",
            "candidat.lettre_de_motivation",
            "candidat.CV",
            "candidat.résultats_académiques",
            "candidat.directeur_des_programmes_au_jury",
            "candidat.directeur_du_programme_au_jury",
            "candidat.responsable_RSE_au_jury",
        ),
        "oui",
    ),
}


def candidate(intake: Intake, given: str, facts: Mapping[str, str] | None = None, *, by: Person) -> Dossier:
    """A candidate of the intake, of whom these facts are declared."""
    about = Identity(f"{given}@example.org".lower(), given, "Candidat")
    opened = open_dossier(intake, "candidat", about=about, by=by, at=NOON)
    said = [Statement(opened, name, "", text) for name, text in (facts or {}).items()]
    declare(said, reason="", by=by, at=NOON)
    return opened
