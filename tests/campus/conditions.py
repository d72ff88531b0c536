"""What a school knows of students who meet every condition that is not a mark, so that their marks alone decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.publications import law_of
from parchemin.campus.people.models import Person
from tests.campus.school import NOON

IPAG = {
    "dossier_finalisé": "oui",
    "frais_restants": "0",
    "mémoire_remis": "oui",
    "mémoire_soutenu": "oui",
    "profil_complet": "oui",
    "photo_déposée": "oui",
    "année_en_cours": "1",
    "carte_active_pour": "1",
    "appareil": "ordinateur_portable",
    "appareil_personnel": "oui",
    "caméra": "oui",
    "micro": "oui",
}
LILLE = {
    "statut": "FC",
    "parcours": "professionnel",
    "mémoire_déposé_le": "2027-06-01",
    "soutenance_autorisée": "oui",
    "tuteur_consulté": "oui",
    "directeur_consulté": "oui",
    "directeur_au_jury": "oui",
    "tuteur_au_jury": "oui",
    "président_au_jury": "oui",
    "heures_de_stage": "560",
    "mois_de_stage": "4",
    "stage_d_un_seul_tenant": "oui",
    "fin_des_enseignements": "2027-01-29",
    "convention_signée_le": "2027-01-25",
    "début_du_stage": "2027-02-01",
    "fiche_signée": "oui",
    "stage_dans_son_emploi": "non",
}


def conditions_met(dossiers: Iterable[Dossier], *, by: Person, at: datetime = NOON) -> None:
    """Declare of each of them whatever their text asks besides marks, as of who has done everything."""
    declare([one for dossier in dossiers for one in _met(dossier)], reason="", by=by, at=at)


def _met(dossier: Dossier) -> Iterator[Statement]:
    levels = law_of(dossier.publication).regulation.levels
    if dossier.programme.slug == "ipag-msc":
        yield from (Statement(dossier, f"étudiant.{fact}", "", text) for fact, text in IPAG.items())
        for member in levels["module"].members:
            yield Statement(dossier, "module.progression", member.key, "100")
        for member in levels["épreuve"].members:
            for part in ("cas_remis", "questionnaire_fait", "vidéo_soutenue"):
                yield Statement(dossier, f"épreuve.{part}", member.key, "oui")
    if dossier.programme.slug == "lille-ipm":
        yield from (Statement(dossier, f"étudiant.{fact}", "", text) for fact, text in LILLE.items())
        for member in levels["projet"].members:
            for part in ("rapport_rendu", "soutenu", "démontré"):
                yield Statement(dossier, f"projet.{part}", member.key, "oui")
