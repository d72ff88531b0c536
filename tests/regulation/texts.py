"""Small regulations for the tests, written to a folder the way an author would."""

from __future__ import annotations

from pathlib import Path

from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning import Understood, understand
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.reading import versions

HEADER = """---
règlement : essai
titre : Règlement d'essai
langue : fr
en vigueur : 2026-09-01
entrée : étudiant.entrée
---
# Essai
"""

TREE = """
## §1 De quoi on parle

**Niveaux**

| niveau | dans | membres | encore possibles | au plus |
| --- | --- | --- | --- | --- |
| étudiant | | | | |
| semestre | étudiant | tableau | | |
| module | semestre | tableau | | |
| session | module | 1, 2 | | |
| expérience | étudiant | enregistrées | non étudiant.clos | 3 |

**Cursus : semestre**

| semestre | libellé |
| --- | --- |
| S1 | Premier semestre |
| S2 | Second semestre |

**Cursus : module**

| module | semestre | ects | campus |
| --- | --- | --- | --- |
| Droit | S1 | 2 | Nancy |
| Compta | S1 | 1 | Nancy |
| Stage | S2 | 3 | Berlin |

**Faits**

| fait | type | absent | nature |
| --- | --- | --- | --- |
| étudiant.entrée | date | inconnu | |
| étudiant.clos | oui/non | non | |
| étudiant.statut | choix : FI, FC | FI | |
| étudiant.redoublements | entier 0..5 | 0 | |
| session.note | note | inconnu | |
| session.inscrit | oui/non | non | |
| session.absence | choix : présent, justifiée, injustifiée | présent | absence |
| expérience.heures | heures 0..2000 pas 0,01 | inconnu | |
| expérience.note | note | inconnu | |
| expérience.fin | date | inconnu | |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| session.note | 0..20 | 0,01 | refusé |
| expérience.note | 0..20 | 0,5 | refusé |
| module.note | 0..20 | exact | aucun |
| semestre.moyenne | 0..20 | exact | aucun |
"""

RULES = """
## §2 Ce qui en est déduit

**Paramètres**

| paramètre | valeur | unité |
| --- | --- | --- |
| seuil | 10 | note |
| note_éliminatoire | 7 | note |
| heures_requises | 1 365 | heures |

**Échéances**

| échéance | départ | délai |
| --- | --- | --- |
| réclamation | communication des résultats | 10 jours |
| justification | absence | 15 jours ouvrables |

**Lectures**

| question | lecture | sens | retenue | motif |
| --- | --- | --- | --- | --- |
| compensation | semestre | la moyenne du semestre compense | oui | la plus cohérente |
| compensation | aucune | rien ne compense | non | |

```règles
module.note = session[2].note si session[2].inscrit sinon session[1].note
semestre.moyenne = moyenne_pondérée(module.note, module.ects)
module.compensé = selon(lecture.compensation,
                        semestre=semestre.moyenne >= seuil et module.note > note_éliminatoire,
                        aucune=faux)
module.validé = module.note >= seuil ou module.compensé   # le seuil est inclus
semestre.validé = tous(module.validé)
étudiant.crédits = somme(module.ects, si=module.validé)
étudiant.heures = somme(expérience.heures)
étudiant.quitus = étudiant.heures >= heures_requises
```

**Exigences : étudiant.diplôme_acquis**

| exigence | quand | libellé |
| --- | --- | --- |
| tous les modules | tous(semestre.validé) | Tous les modules sont validés |
| quitus professionnel | étudiant.quitus | Le quitus professionnel |

**Décision : étudiant.progression** — première ligne qui s'applique

| décision | quand | par |
| --- | --- | --- |
| diplôme | étudiant.diplôme_acquis | règle |
| redoublement annuel | étudiant.redoublements == 0 | jury |
| exclusion | sinon | jury |
"""


def written(folder: Path, *parts: str, header: str = HEADER) -> Path:
    """A regulation of these parts in `folder`, and its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "essai.md"
    path.write_text(header + "\n".join(parts), encoding="utf-8")
    return path


def understood(folder: Path, *parts: str, header: str = HEADER) -> Understood:
    return understand(versions.read(written(folder, *parts, header=header)))


def regulation(folder: Path, *parts: str) -> Regulation:
    """The regulation of these parts (the whole small one when none is given), without an error."""
    found = understood(folder, *(parts or (TREE, RULES)))
    assert found.regulation is not None, [f"{f.place} {f.what()}" for f in found.findings]
    return found.regulation


def only(found: Understood) -> Finding:
    """The one error of a text."""
    faults = [f for f in found.findings if f.severity == "error"]
    assert len(faults) == 1, [f"{f.code} {f.place} {f.what()}" for f in faults]
    return faults[0]
