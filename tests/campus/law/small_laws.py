"""Two small laws: a French one with years, semesters, two sessions and papers, an English one with blocks alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache

from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_of_version
from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.meaning import load
from parchemin.regulation.meaning.graph import Value
from parchemin.regulation.reading.files import Files

FRENCH = """---
règlement : petite-école
titre : Règlement de la petite école
langue : fr
en vigueur : 2026-09-01
entrée : étudiant.entrée
---
# Petite école

## §1 Le cursus

**Niveaux**

| niveau | dans | membres | au plus |
| --- | --- | --- | --- |
| étudiant | | | |
| année | étudiant | tableau | |
| semestre | année | tableau | |
| module | semestre | tableau | |
| session | module | 1, 2 | |
| épreuve | session | enregistrées | 2 |
| séjour | étudiant | enregistrés | 3 |
| candidat | | | |

**Cursus : année**

| année | libellé |
| --- | --- |
| A1 | première année |
| A2 | deuxième année |

**Cursus : semestre**

| semestre | année | libellé |
| --- | --- | --- |
| S1 | A1 | semestre 1 |
| S2 | A2 | Le second |

**Cursus : module**

| module | semestre | ects (crédits) | libellé |
| --- | --- | --- | --- |
| Compta | S1 | 4 | Comptabilité |
| Droit | S1 | 2 | Droit civil |
| Vente | S2 | 6 | |

**Faits**

| fait | type | absent | nature | libellé |
| --- | --- | --- | --- | --- |
| étudiant.entrée | date | inconnu | | |
| étudiant.soutenance | date | inconnu | | Soutenance |
| étudiant.dépôt | date | inconnu | | |
| étudiant.certificat | oui/non | inconnu | | Certificat |
| étudiant.charte | oui/non | non | | |
| étudiant.voie | choix : initiale, en_alternance | initiale | | |
| étudiant.note_du_mémoire | note | inconnu | | Mémoire |
| année.concernée | oui/non | oui | | |
| semestre.remplacé | oui/non | non | | |
| module.dispensé | oui/non | non | dispense | Dispense |
| module.inscrit_en_session_2 | oui/non | inconnu | | Inscrit en seconde session |
| session.note_fixée | note | inconnu | décision | |
| épreuve.note | note | inconnu | | Note de l'épreuve |
| épreuve.coefficient | entier 1..9 | 1 | | |
| épreuve.absent | oui/non | non | absence | |
| séjour.mois | mois 0..24 | inconnu | | |
| séjour.note_du_rapport | note | inconnu | | |
| étudiant.bonus | points 0..5 pas 0,5 | 1,5 | | |
| candidat.note_du_concours | note | inconnu | | |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| épreuve.note | 0..20 | 0,01 | refusé |
| étudiant.note_du_mémoire | 0..20 | 0,5 | refusé |
| session.note_fixée | 0..20 | 0,01 | refusé |
| séjour.note_du_rapport | 0..20 | 0,5 | refusé |
| candidat.note_du_concours | 0..20 | 0,5 | refusé |
| session.note_des_épreuves | 0..20 | exact | aucun |
| module.note_de_session_1 | 0..20 | exact | aucun |
| module.note_de_session_2 | 0..20 | exact | aucun |
| module.note | 0..20 | exact | aucun |
| semestre.moyenne | 0..20 | exact | aucun |
| étudiant.moyenne | 0..20 | exact | aucun |

## §2 La validation

**Paramètres**

| paramètre | valeur | libellé |
| --- | --- | --- |
| seuil | 10 | note qui valide |
| plancher | 7 | |
| excellence | 16 | excellence |
| mémoire_requis | 12 | note du mémoire |

**Échéances**

| échéance | départ | délai | libellé |
| --- | --- | --- | --- |
| réclamation | communication des résultats | 10 jours | |
| correction | soutenance | 30 jours | Correction du mémoire |

~~~règles
session.note_des_épreuves = moyenne_pondérée(épreuve.note, épreuve.coefficient, vide=session.note_fixée)
module.note_de_session_1 = session[1].note_des_épreuves
module.note_de_session_2 = session[2].note_des_épreuves
module.droit_à_la_session_2 = module.note_de_session_1 < seuil
module.session_2_retenue = module.droit_à_la_session_2 et module.inscrit_en_session_2
module.note = module.note_de_session_2 si module.session_2_retenue sinon module.note_de_session_1
module.remarqué = module.note >= excellence
module.éliminé = module.note <= plancher
semestre.moyenne = moyenne_pondérée(module.note, module.ects)
module.acquis = module.dispensé ou module.note >= seuil ou (semestre.moyenne >= seuil et non module.éliminé)
semestre.crédits = somme(module.ects, si=module.acquis)
semestre.validé = tous(module.acquis)
étudiant.crédits = somme(module.ects, si=module.acquis)
étudiant.crédits_du_programme = somme(module.ects)
étudiant.moyenne = moyenne(semestre.moyenne)
étudiant.mémoire_réussi = étudiant.note_du_mémoire >= mémoire_requis
étudiant.dans_les_temps = étudiant.dépôt <= échéance(correction, étudiant.soutenance)
étudiant.mois = somme(séjour.mois)
candidat.admissible = candidat.note_du_concours >= seuil
~~~

## §3 Le diplôme

**Exigences : étudiant.quitus**

| exigence | quand | libellé |
| --- | --- | --- |
| certificat_obtenu | étudiant.certificat | Le certificat |
| mémoire_rendu | étudiant.mémoire_réussi | |

**Exigences : étudiant.diplômable**

| exigence | quand | libellé |
| --- | --- | --- |
| semestres | tous(semestre.validé) | Tous les semestres |
| quitus_obtenu | étudiant.quitus | Le quitus |

**Exigences : étudiant.bonne_tenue**

| exigence | quand | libellé |
| --- | --- | --- |
| charte_signée | étudiant.charte | La charte est signée |

**Décision : candidat.admission** — première ligne qui s'applique

| décision | quand | par |
| --- | --- | --- |
| admission | candidat.admissible | règle |
| refus | sinon | jury |

**Décision : étudiant.progression** — première ligne qui s'applique

| décision | quand | par |
| --- | --- | --- |
| passage | étudiant.crédits >= 6 | règle |
| redoublement | sinon | jury |

**Décision : étudiant.diplôme** — première ligne qui s'applique

| décision | quand | par |
| --- | --- | --- |
| admis | étudiant.diplômable | règle |
| ajourné | sinon | jury |
"""

ENGLISH = """---
regulation : small-school
title : Rules of the small school
language : en
in force : 2026-09-01
---
# Small school

## §1 The programme

**Levels**

| level | in | members |
| --- | --- | --- |
| student | | |
| block | student | table |

**Curriculum : block**

| block | ects (credits) | label |
| --- | --- | --- |
| B1 | 10 | First block |
| B2 | 20 | |

**Facts**

| fact | type | missing | label |
| --- | --- | --- | --- |
| block.mark | mark | unknown | Mark of the block |
| student.project_mark | mark | unknown | Project |
| student.paid | yes/no | no | |
| student.there | yes/no | yes | |
| student.bonus | points 0..5 step 0.5 | 1.5 | |

**Marks**

| mark | scale | step | rounding |
| --- | --- | --- | --- |
| block.mark | 0..20 | 0.5 | refused |
| student.project_mark | 0..20 | 0.5 | refused |
| student.overall | 0..20 | exact | none |

## §2 The rules

**Parameters**

| parameter | value | label |
| --- | --- | --- |
| pass_mark | 12 | pass mark |

~~~rules
block.low = block.mark < 5
block.good = block.mark >= pass_mark
student.overall = mean(block.mark)
student.project_good = 11 <= student.project_mark
~~~

**Requirements : student.all_done**

| requirement | when | label |
| --- | --- | --- |
| blocks | all(block.good) | Every block |
| project | student.project_good | |

**Decision : student.result** — first row that applies

| decision | when | by |
| --- | --- | --- |
| pass | student.all_done | rule |
| fail | otherwise | jury |
"""


@cache
def french(*changes: tuple[str, str]) -> Law:
    """The French law, with these passages put in place of others."""
    return law_of_version(load(Files({"école.md": _changed(FRENCH, changes)})))


@cache
def english(*changes: tuple[str, str]) -> Law:
    """The English law, with these passages put in place of others."""
    return law_of_version(load(Files({"school.md": _changed(ENGLISH, changes)})))


def _changed(text: str, changes: Iterable[tuple[str, str]]) -> str:
    for passage, other in changes:
        assert passage in text, passage
        text = text.replace(passage, other)
    return text


type Cells = Mapping[str, Value | str | None]


def before(law: Law, papers: Mapping[str, str] | None = None, /, **facts: Value | str | Cells | None) -> Evaluation:
    """Somebody before the law: papers by session ("Compta/1": "12"), facts by name (`module_dispensé={"Droit": …}`)."""
    listed = {
        name.replace("_", ".", 1): {
            key: _exact(v) for key, v in (given if isinstance(given, Mapping) else {law.root: given}).items()
        }
        for name, given in facts.items()
    }
    rows = [RowFacts(session, "examen", {"épreuve.note": _exact(mark)}) for session, mark in _each(papers)]
    return evaluate(law.regulation, PersonFacts(law.root, "ada", listed, {"épreuve": rows} if rows else {}))


def _each(papers: Mapping[str, str] | None) -> Iterable[tuple[str, str | None]]:
    return [(session, None if mark == "?" else mark) for session, mark in (papers or {}).items()]


def _exact(value: Value | str | None) -> Value | None:
    return Fraction(value) if isinstance(value, str | int) and not isinstance(value, bool) else value
