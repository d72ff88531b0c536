"""People before whole texts: the three programmes, and one of another shape (fields, blocks, skills, stays)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from parchemin.campus.law.law import Law
from parchemin.campus.law.portraits import Portrait, portrait_of
from parchemin.campus.law.publications import law_of_version
from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.meaning import load
from parchemin.regulation.meaning.graph import Kind
from parchemin.regulation.reading.files import Files
from tests.campus.conditions import IPAG, LILLE

REGULATIONS = Path(__file__).parents[3] / "regulations"

OTHER = """---
regulation : other-shape
title : Rules of a school without semesters
language : en
in force : 2026-09-01
---
# A school without semesters

## §1 The programme

**Levels**

| level | in | members | at most | label |
| --- | --- | --- | --- | --- |
| student | | | | Student |
| field | student | table | | Field |
| block | field | table | | Block |
| course | block | table | | Course |
| skill | student | table | | Skill |
| stay | student | recorded | 3 | Stay |

**Table : field**

| field | label |
| --- | --- |
| Science | Science |
| Human_studies | Human studies |

**Table : block**

| block | field | ects (credits) | label |
| --- | --- | --- | --- |
| Living_world | Science | 7 | The living world |
| Numbers | Science | 5 | Numbers |
| Words | Human_studies | 4 | Words |

**Table : course**

| course | block | ects (credits) | label |
| --- | --- | --- | --- |
| Cells | Living_world | 4 | Cells |
| Plants | Living_world | 3 | Plants |
| Algebra | Numbers | 5 | Algebra |
| Letters | Words | 4 | Letters |

**Table : skill**

| skill | label |
| --- | --- |
| Team_work | Working in a team |
| Speech | Speaking in public |

**Facts**

| fact | type | missing | label |
| --- | --- | --- | --- |
| course.mark | mark | unknown | Mark of the course |
| skill.shown | yes/no | unknown | Shown in front of a jury |
| student.defence | mark | unknown | Defence |
| stay.mark | mark | unknown | Mark of a stay |

**Marks**

| mark | scale | step | rounding |
| --- | --- | --- | --- |
| course.mark | 0..20 | 0.5 | refused |
| student.defence | 0..20 | 0.5 | refused |
| stay.mark | 0..20 | 0.5 | refused |
| block.mark | 0..20 | exact | none |
| student.general_mark | 0..20 | exact | none |
| student.mark_of_stays | 0..20 | exact | none |

## §2 The rules

**Parameters**

| parameter | value | label |
| --- | --- | --- |
| pass_mark | 10 | pass mark |

~~~rules
block.mark            = weighted_mean(course.mark, course.ects)
block.validated       = block.mark >= pass_mark
course.validated      = course.mark >= pass_mark or block.validated
field.validated       = all(block.validated)
skill.validated       = skill.shown
student.general_mark  = mean(block.mark)
student.mark_of_stays = mean(stay.mark, empty=0)
student.credits       = sum(course.ects, where=course.validated)
student.defended      = student.defence >= pass_mark
~~~

**Requirements : student.all_done**

| requirement | when | label |
| --- | --- | --- |
| fields | all(field.validated) | Every field |
| skills | all(skill.validated) | Every skill |
| defence_held | student.defended | The defence |

**Decision : student.diploma** — exactly one row

| decision | when | by | label |
| --- | --- | --- | --- |
| award | student.all_done | rule | Diploma awarded |
| refusal | not student.all_done | jury | Diploma refused |

**Decision : student.distinction** — exactly one row

| decision | when | by | label |
| --- | --- | --- | --- |
| honours | student.general_mark >= 14 | rule | With honours |
| plain | student.general_mark < 14 | rule | Without honours |
"""


@cache
def law_of_text(slug: str) -> Law:
    """The text of one of the three programmes as it stands, or the one of another shape."""
    return law_of_version(load(Files({"other.md": OTHER}) if slug == "other" else REGULATIONS / slug))


type Cells = Mapping[str, str | bool]


def person(slug: str, **facts: str | bool | int | Cells) -> Evaluation:
    """Somebody before one of these texts: facts by name, marks as text (`block_mark={"B1": "12"}`)."""
    law = law_of_text(slug)
    listed = {}
    for written, given in facts.items():
        fact = law.regulation.facts[written.replace("_", ".", 1)]
        cells = given if isinstance(given, Mapping) else {law.root: given}
        number = fact.type.kind is Kind.NUMBER
        listed[fact.name] = {key: Fraction(str(v)) if number else v for key, v in cells.items()}
    return evaluate(law.regulation, PersonFacts(law.root, "ada", listed))


def _value(text: str) -> str | bool | int:
    """A fact as declared (`conditions.py`), as an evaluation takes it: a truth, a day by its number, else its text."""
    if text in ("oui", "non"):
        return text == "oui"
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return text


def lille_person(modality: str, marks: Mapping[str, str], *, authorised: bool = True) -> Evaluation:
    """Somebody of `lille-ipm` who meets every condition; all marks are known, by unit, project and criterion."""
    facts = {unit.key: unit.mark for unit in law_of_text("lille-ipm").units.values()}
    given: dict[str, dict[str, str | bool]] = {}
    for key, mark in marks.items():
        given.setdefault(facts[key].replace(".", "_", 1), {})[key] = mark
    projects = [member.key for member in law_of_text("lille-ipm").regulation.levels["projet"].members]
    done = {f"projet_{part}": dict.fromkeys(projects, True) for part in ("rapport_rendu", "soutenu", "démontré")}
    conditions = {f"étudiant_{fact}": _value(text) for fact, text in LILLE.items()}
    conditions |= {"étudiant_rentrée": _value("2026-09-07"), "étudiant_soutenance_autorisée": authorised}
    return person("lille-ipm", étudiant_modalité=modality, **{**conditions, **done, **given})


def ipag_person(*, defended: bool = True) -> Evaluation:
    """Somebody of `ipag-msc` who has watched everything and handed their dissertation in."""
    modules = [member.key for member in law_of_text("ipag-msc").regulation.levels["module"].members]
    conditions = {f"étudiant_{fact}": _value(text) for fact, text in IPAG.items()} | {
        "étudiant_mémoire_soutenu": defended
    }
    exams = dict.fromkeys(("E1", "E2", "E3", "E4", "E5"), True)
    parts = {f"épreuve_{part}": exams for part in ("cas_remis", "questionnaire_fait", "vidéo_soutenue")}
    return person(
        "ipag-msc",
        **conditions,
        **parts,
        étudiant_inscrit=True,
        étudiant_note_du_mémoire="12.5",
        module_progression=dict.fromkeys(modules, "100"),
        épreuve_note={"E1": "14", "E2": "9", "E3": "11", "E4": "7.5", "E5": "12"},
    )


def icn_person(marks: Mapping[str, str]) -> Evaluation:
    """Somebody in the first year of `icn-pge`: twelve at the first session, but for these marks."""
    law = law_of_text("icn-pge")
    units = [unit for unit in law.units_of("A1") if unit.key]
    rows = [
        RowFacts(unit.slots[0][0], "examen", {"épreuve.note": Fraction(marks.get(unit.key, "12"))}) for unit in units
    ]
    listed: dict[str, dict[str, str | bool]] = {
        "étudiant.voie": {"étudiant": "BCE"},
        "module.inscrit_en_session_2": {unit.key: False for unit in units},
    }
    return evaluate(law.regulation, PersonFacts(law.root, "ada", listed, {"épreuve": rows}))


def laid(portrait: Portrait, *keys: str) -> list[tuple[int, str, str, str, str]]:
    """The periods of a person, those of these keys alone if some are given: depth, label, own mark, credits, grade."""
    return [
        (one.depth, one.label, one.average, one.credits, one.grade)
        for one in portrait.every
        if not keys or one.key in keys
    ]


def told(evaluation: Evaluation) -> list[tuple[int, str, str, str, str]]:
    return laid(portrait_of(evaluation))
