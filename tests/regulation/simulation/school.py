"""A small school: marks, a compensation, an absence, a resit that is capped, requirements and two decisions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from parchemin.regulation.evaluation.facts import Cohort, PersonFacts, RowFacts, cohort_of
from parchemin.regulation.meaning import load
from parchemin.regulation.meaning.graph import Regulation, Value

TEXT = """---
règlement : école
titre : Règlement de l'école
langue : fr
en vigueur : 2026-09-01
---
# École

## §1 Le cursus

**Niveaux**

| niveau | dans | membres | au plus |
| --- | --- | --- | --- |
| étudiant | | | |
| module | étudiant | tableau | |
| stage | étudiant | enregistrés | 4 |

**Cursus : module**

| module | ects (crédits) |
| --- | --- |
| Compta | 4 |
| Droit | 2 |
| Langue | 2 |

**Faits**

| fait | type | absent | nature | libellé |
| --- | --- | --- | --- | --- |
| module.note | note | inconnu | | Note |
| module.dispensé | oui/non | non | dispense | Dispense du module |
| stage.mois | mois 0..24 | 0 | | Durée |
| étudiant.certificat | oui/non | inconnu | | Certificat de langue |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| module.note | 0..20 | 0,01 | refusé |
| étudiant.moyenne | 0..20 | exact | aucun |
| étudiant.moyenne_affichée | 0..20 | 0,1 | au plus proche |

## §2 Les figures

**Paramètres**

| paramètre | valeur |
| --- | --- |
| seuil | 10 |
| note_éliminatoire | 7 |
| mois_requis | 6 |

**Lectures**

| question | lecture | sens | retenue | motif |
| --- | --- | --- | --- | --- |
| compensation | semestre | la moyenne compense | oui | usage |
| compensation | aucune | chaque module compte seul | non | |

## §3 La validation

~~~règles
module.éliminé = module.note <= note_éliminatoire
étudiant.moyenne = moyenne_pondérée(module.note, module.ects, si=non module.dispensé, vide=20)
étudiant.moyenne_affichée = étudiant.moyenne
module.validé = module.dispensé ou module.note >= seuil
    ou selon(lecture.compensation, semestre=étudiant.moyenne >= seuil et non module.éliminé, aucune=faux)
étudiant.modules_validés = nombre(module.validé)
étudiant.crédits = somme(module.ects, si=module.validé)
étudiant.mois = somme(stage.mois)
~~~

## §4 Le diplôme

**Exigences : étudiant.diplômable**

| exigence | quand | libellé |
| --- | --- | --- |
| modules | tous(module.validé) | Tous les modules |
| stages | étudiant.mois >= mois_requis | Six mois de stage |
| langue | étudiant.certificat | Le certificat |

## §5 Les décisions

**Décision : étudiant.issue** — première ligne qui s'applique

| décision | quand | par |
| --- | --- | --- |
| diplôme | étudiant.diplômable | règle |
| rattrapage | étudiant.modules_validés >= 2 | jury |
| ajournement | étudiant.modules_validés >= 1 | jury |
| exclusion | sinon | règle |
"""


def regulation(folder: Path, text: str = TEXT) -> Regulation:
    path = folder / "école.md"
    path.write_text(text, encoding="utf-8")
    return load(path)


def student(
    marks: Mapping[str, str | Fraction | None],
    *,
    exempted: tuple[str, ...] = (),
    months: tuple[int, ...] = (6,),
    certificate: bool | None = True,
    name: str = "ada",
) -> PersonFacts:
    """Marks by module; one that is left out, or None, is not known yet."""
    given: dict[str, Value | None] = {m: None if v is None else Fraction(v) for m, v in marks.items()}
    listed: dict[str, dict[str, Value | None]] = {
        "module.note": given,
        "module.dispensé": dict.fromkeys(exempted, True),
        "étudiant.certificat": {"étudiant": certificate},
    }
    rows = [RowFacts("étudiant", f"stage {i}", {"stage.mois": Fraction(m)}) for i, m in enumerate(months, 1)]
    return PersonFacts("étudiant", name, listed, {"stage": rows})


def cohort(text: Regulation, *persons: PersonFacts) -> dict[str, Cohort]:
    return {"étudiant": cohort_of(text, "étudiant", persons)}
