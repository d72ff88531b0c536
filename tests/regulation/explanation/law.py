"""A small law in both languages, and its rules given by each test: modules with weights, internships, a deadline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache

from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.explanation import Reason, explain, walk
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning import load
from parchemin.regulation.meaning.graph import Regulation, Value
from parchemin.regulation.reading.files import Files

FRENCH = """---
règlement : loi
titre : Une petite loi
langue : fr
en vigueur : 2026-09-01
---
## §1 Le cursus

**Niveaux**

| niveau | dans | membres | encore possibles | au plus |
| --- | --- | --- | --- | --- |
| étudiant | | | | |
| module | étudiant | tableau | | |
| stage | étudiant | enregistrés | non étudiant.clos | 3 |

**Cursus : module**

| module | ects (crédits) | genre |
| --- | --- | --- |
| Compta | 4 | socle |
| Droit_civil | 2 | socle |
| Langue | 2 | option |

**Faits**

| fait | type | absent | nature | libellé |
| --- | --- | --- | --- | --- |
| étudiant.clos | oui/non | oui | | |
| étudiant.voie | choix : initiale, en_alternance, continue | inconnu | | Voie |
| étudiant.remise | date | inconnu | | Remise |
| étudiant.entrée | date | inconnu | | Entrée |
| étudiant.certificat | oui/non | inconnu | | Certificat |
| étudiant.retards | entier 0..9 | 0 | | Retards |
| étudiant.bonus | points 0..5 pas 0,25 | 0 | points de jury | Points du jury |
| module.note | note | inconnu | | Note |
| module.rang | entier 1..3 | inconnu | | |
| module.dispensé | oui/non | non | dispense | Dispense |
| stage.mois | mois 0..24 | inconnu | | Durée |
| stage.fin | date | inconnu | | Fin |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| module.note | 0..20 | 0,01 | refusé |
{marks}
## §2 Les figures

**Paramètres**

| paramètre | valeur | libellé |
| --- | --- | --- |
| seuil | 10 | |
| plancher | 7 | |
| mois_requis | 6 | |
| rendu | 30 juin 2027 | Date de rendu |

**Échéances**

| échéance | départ | délai | libellé |
| --- | --- | --- | --- |
| dépôt | entrée | 10 jours | Dépôt du dossier |

**Lectures**

| question | lecture | sens | retenue | motif |
| --- | --- | --- | --- | --- |
| compensation | année | la moyenne compense | oui | usage |
| compensation | aucune | rien ne compense | non | |

## §3 Les règles

{rules}
"""

ENGLISH = """---
regulation : law
title : A small law
language : en
in force : 2026-09-01
---
## §1 The programme

**Levels**

| level | in | members | still possible | at most |
| --- | --- | --- | --- | --- |
| student | | | | |
| module | student | table | | |
| internship | student | recorded | not student.closed | 3 |

**Curriculum : module**

| module | ects (credits) | kind |
| --- | --- | --- |
| Accounts | 4 | core |
| Civil_law | 2 | core |
| Language | 2 | extra |

**Facts**

| fact | type | missing | nature | label |
| --- | --- | --- | --- | --- |
| student.closed | yes/no | yes | | |
| student.track | choice : initial, part_time, evening | unknown | | Track |
| student.handed | date | unknown | | Handed in |
| student.entry | date | unknown | | Entry |
| student.certificate | yes/no | unknown | | Certificate |
| student.delays | integer 0..9 | 0 | | Delays |
| student.bonus | points 0..5 step 0.25 | 0 | jury points | Points of the jury |
| module.mark | mark | unknown | | Mark |
| module.rank | integer 1..3 | unknown | | |
| module.exempted | yes/no | no | exemption | Exemption |
| internship.months | months 0..24 | unknown | | Length |
| internship.end | date | unknown | | End |

**Marks**

| mark | scale | step | rounding |
| --- | --- | --- | --- |
| module.mark | 0..20 | 0.01 | refused |
{marks}
## §2 The figures

**Parameters**

| parameter | value | label |
| --- | --- | --- |
| threshold | 10 | |
| floor | 7 | |
| months_required | 6 | |
| due_day | 30 June 2027 | Day it is due |

**Deadlines**

| deadline | start | length | label |
| --- | --- | --- | --- |
| filing | entry | 10 days | Filing |

**Readings**

| question | reading | meaning | taken | reason |
| --- | --- | --- | --- | --- |
| compensation | year | the mean compensates | yes | usage |
| compensation | nothing | nothing compensates | no | |

## §3 The rules

{rules}
"""

TEXTS: Mapping[Language, str] = {"fr": FRENCH, "en": ENGLISH}
FENCE: Mapping[Language, str] = {"fr": "règles", "en": "rules"}
ROOT: Mapping[Language, str] = {"fr": "étudiant", "en": "student"}


DECISION = """
**Décision : étudiant.d** — exactement une ligne

| décision | quand | par | libellé |
| --- | --- | --- | --- |
| reçu | étudiant.retards == 0 | règle | Reçu au titre |
| puni | étudiant.retards >= 1 et étudiant.retards <= 7 | jury | |
| exclu | étudiant.retards >= 5 et étudiant.retards <= 7 | directeur | |
"""


@cache
def law(rules: str, tables: str = "", marks: str = "", language: Language = "fr") -> Regulation:
    """The small law with these rules, these tables after them, and these lines of its table of marks."""
    body = f"~~~{FENCE[language]}\n{rules}\n~~~\n{tables}" if rules else tables
    return load(Files({"loi.md": TEXTS[language].format(rules=body, marks=marks and f"{marks}\n")}))


def someone(language: Language = "fr", /, **facts: Value | Mapping[str, Value | None] | None) -> PersonFacts:
    """A person by facts: `module_note={"Compta": …}`, or `étudiant_voie="initiale"` for one of their own."""
    root = ROOT[language]
    listed = {
        name.replace("_", ".", 1): {key: _exact(v) for key, v in value.items()}
        if isinstance(value, Mapping)
        else {root: _exact(value)}
        for name, value in facts.items()
    }
    return PersonFacts(root, "ada", listed)


def with_rows(person: PersonFacts, level: str, *rows: Mapping[str, Value | None]) -> PersonFacts:
    """The same person with rows of a recorded level, named r1, r2 …"""
    recorded = [
        RowFacts(person.root, f"r{at}", {f"{level}.{name}": _exact(value) for name, value in row.items()})
        for at, row in enumerate(rows, 1)
    ]
    return PersonFacts(person.root, person.id, person.listed, {level: recorded})


def day(year: int, month: int, number: int) -> int:
    return date(year, month, number).toordinal()


def why(
    rules: str,
    person: PersonFacts,
    name: str,
    key: str = "",
    language: Language = "fr",
    *,
    tables: str = "",
    marks: str = "",
    says: Language | None = None,
) -> Reason:
    """Why `name` is what it is under the small law with these rules; said in the law's language unless told."""
    text = law(rules, tables, marks, language)
    return explain(evaluate(text, person), name, key, says or language)


def sentences(reason: Reason) -> list[str]:
    """What every reason of the tree says, each once, from the top."""
    return [found.sentence for _, found, again in walk(reason) if not again]


def _exact(value: Value | None) -> Value | None:
    return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value
