"""An English regulation and its French twin mean the same graph, under the same canonical names."""

from __future__ import annotations

from pathlib import Path

from parchemin.regulation.evaluation.cases import run_cases
from parchemin.regulation.meaning import understand
from parchemin.regulation.meaning.graph import FactUse, Node, Regulation
from parchemin.regulation.reading import versions
from parchemin.regulation.reading.vocabulary import canonical
from tests.regulation.texts import RULES, TREE, only, regulation, understood

CASES = """
**Cas** — avec session[*].note = 12 ; étudiant.clos = oui

| cas | session[Droit/1].note | ⇒ module[Droit].validé | ⇒ étudiant.progression |
| --- | --- | --- | --- |
| sur le seuil | 10 | oui | jury : redoublement annuel, exclusion |
| note inconnue | inconnu | en attente | jury : redoublement annuel, exclusion |

**Cas : échéances**

| cas | échéance | départ | ⇒ date |
| --- | --- | --- | --- |
| dix jours | réclamation | 2026-07-03 | 13 juillet 2026 |
"""

ENGLISH = """---
regulation : trial
title : A trial regulation
language : en
in force : 2026-09-01
entry : student.entry
---
# Trial

## §1 What is spoken of

**Levels**

| level | in | members | still possible | at most |
| --- | --- | --- | --- | --- |
| student | | | | |
| semester | student | table | | |
| module | semester | table | | |
| session | module | 1, 2 | | |
| experience | student | recorded | not student.closed | 3 |

**Curriculum : semester**

| semester | label |
| --- | --- |
| S1 | First semester |
| S2 | Second semester |

**Curriculum : module**

| module | semester | ects | campus |
| --- | --- | --- | --- |
| Droit | S1 | 2 | Nancy |
| Compta | S1 | 1 | Nancy |
| Stage | S2 | 3 | Berlin |

**Facts**

| fact | type | missing | nature |
| --- | --- | --- | --- |
| student.entry | date | unknown | |
| student.closed | yes/no | no | |
| student.status | choice : FI, FC | FI | |
| student.repeats | integer 0..5 | 0 | |
| session.mark | mark | unknown | |
| session.registered | yes/no | no | |
| session.absence | choice : present, justified, unjustified | present | absence |
| experience.hours | hours 0..2000 step 0.01 | unknown | |
| experience.mark | mark | unknown | |
| experience.end | date | unknown | |

**Marks**

| mark | scale | step | rounding |
| --- | --- | --- | --- |
| session.mark | 0..20 | 0.01 | refused |
| experience.mark | 0..20 | 0.5 | refused |
| module.mark | 0..20 | exact | none |
| semester.average | 0..20 | exact | none |

## §2 What follows

**Parameters**

| parameter | value | unit |
| --- | --- | --- |
| threshold | 10 | mark |
| eliminatory | 7 | mark |
| hours_required | 1 365 | hours |

**Deadlines**

| deadline | start | length |
| --- | --- | --- |
| complaint | results published | 10 days |
| justification | absence | 15 working days |

**Readings**

| question | reading | meaning | taken | reason |
| --- | --- | --- | --- | --- |
| compensation | semester | the semester's average compensates | yes | the most coherent |
| compensation | nothing | nothing compensates | no | |

```rules
module.mark = session[2].mark if session[2].registered else session[1].mark
semester.average = weighted_mean(module.mark, module.ects)
module.compensated = switch(reading.compensation,
                            semester=semester.average >= threshold and module.mark > eliminatory,
                            nothing=false)
module.validated = module.mark >= threshold or module.compensated   # the threshold is included
semester.validated = all(module.validated)
student.credits = sum(module.ects, where=module.validated)
student.hours = sum(experience.hours)
student.quitus = student.hours >= hours_required
```

**Requirements : student.diploma**

| requirement | when | label |
| --- | --- | --- |
| all modules | all(semester.validated) | Every module is validated |
| professional quitus | student.quitus | The professional quitus |

**Decision : student.progression** — first row that applies

| decision | when | by |
| --- | --- | --- |
| diploma | student.diploma | rule |
| repeat the year | student.repeats == 0 | jury |
| exclusion | otherwise | jury |

**Cases** — with session[*].mark = 12 ; student.closed = yes

| case | session[Droit/1].mark | => module[Droit].validated | => student.progression |
| --- | --- | --- | --- |
| on the threshold | 10 | yes | jury : repeat the year, exclusion |
| mark unknown | unknown | pending | jury : repeat the year, exclusion |

**Cases : deadlines**

| case | deadline | start | => date |
| --- | --- | --- | --- |
| ten days | complaint | 2026-07-03 | 13 July 2026 |
"""


def english(folder: Path, text: str = ENGLISH) -> Regulation:
    (folder / "trial.md").write_text(text, encoding="utf-8")
    found = understand(versions.read(folder / "trial.md"))
    assert found.regulation is not None, [f.what("en") for f in found.findings]
    return found.regulation


def shape(node: Node) -> object:
    """A node without its names: what it is, its level, its numbers, and its parts."""
    own = tuple(
        getattr(node, name)
        for name in ("operator", "function", "step", "mode", "best", "member")
        if hasattr(node, name)
    )
    type_ = (node.type.kind, node.type.unit, node.type.low, node.type.high, node.type.step, len(node.type.choices))
    return type(node).__name__, canonical(node.level), own, type_, tuple(shape(child) for child in node.children())


def test_the_two_graphs_have_the_same_shapes_in_the_same_order(tmp_path: Path) -> None:
    one, two = regulation(tmp_path / "fr"), english(tmp_path)
    assert [len(r.order) for r in (one, two)] == [12, 12]
    for first, second in zip(one.order, two.order, strict=True):
        if first in one.decisions:
            rows = zip(one.decisions[first].rows, two.decisions[second].rows, strict=True)
            assert all(shape(a.condition) == shape(b.condition) and a.by == b.by for a, b in rows)
        else:
            assert shape(one.definitions[first].node) == shape(two.definitions[second].node)


def test_names_have_the_same_canonical_form(tmp_path: Path) -> None:
    one, two = regulation(tmp_path / "fr"), english(tmp_path)
    for name in ("module.validated", "semester.average", "student.credits", "student.hours", "student.quitus"):
        assert name in {d.canonical for d in one.definitions.values()}
        assert name in {d.canonical for d in two.definitions.values()}
    assert [d.canonical for d in one.decisions.values()] == [d.canonical for d in two.decisions.values()]
    assert {level.canonical for level in one.levels.values()} == {level.canonical for level in two.levels.values()}


def test_both_run_their_cases(tmp_path: Path) -> None:
    for made in (regulation(tmp_path / "fr", TREE, RULES, CASES), english(tmp_path)):
        results = run_cases(made)
        assert len(results) == 3
        assert all(result.holds for result in results), [f.what() for r in results for f in r.findings]


def test_a_reading_is_named_the_same_inside_both(tmp_path: Path) -> None:
    one, two = regulation(tmp_path / "fr"), english(tmp_path)
    assert one.values()["lecture.compensation"] == "semestre"
    assert two.values()["lecture.compensation"] == "semester"


def test_an_english_text_is_told_in_english_words_what_to_write(tmp_path: Path) -> None:
    wrong = ENGLISH.replace("student.hours = sum(experience.hours)", "student.hours = best(experience.hours)")
    (tmp_path / "trial.md").write_text(wrong, encoding="utf-8")
    found = only(understand(versions.read(tmp_path / "trial.md")))
    assert (found.code, "“maximum”" in found.what("en")) == ("needs-empty", True)

    wrong = ENGLISH.replace("| student.closed | yes/no | no | |", "| student.closed | yes/no | | |")
    (tmp_path / "trial.md").write_text(wrong, encoding="utf-8")
    assert "unknown, yes, no" in only(understand(versions.read(tmp_path / "trial.md"))).remedy("en")


def test_a_word_of_the_other_language_is_refused_with_the_right_one(tmp_path: Path) -> None:
    rules = "## §3 Ajout\n```règles\nétudiant.a = étudiant.clos and vrai\n```\n"
    found = only(understood(tmp_path, TREE, RULES, rules))
    assert (found.code, "« et »" in found.remedy("fr")) == ("foreign-keyword", True)


def test_facts_are_used_where_they_are_named(tmp_path: Path) -> None:
    used = [n.name for n in english(tmp_path).definitions["module.mark"].node.children() if isinstance(n, FactUse)]
    assert used == []  # session marks are picked, never broadcast up
