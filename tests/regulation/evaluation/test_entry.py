"""Each person is decided under the version of the text in force at their entry."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from parchemin import records
from parchemin.cli import parchemin
from parchemin.regulation.evaluation.cohort import evaluate_cohort
from parchemin.regulation.evaluation.entry import shares
from parchemin.regulation.evaluation.facts import Cohort, PersonFacts, cohort_of, person_of
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.evaluation.spans import NO, YES
from parchemin.regulation.meaning import load, load_versions
from parchemin.regulation.meaning.graph import Regulation, Value
from tests.regulation.texts import RULES, TREE, written

STRICTER = """---
modifie : essai
titre : Un seuil plus haut
en vigueur : {since}
{more}---

{article}
"""
MARKS = {f"{module}/1": Fraction(11) for module in ("Droit", "Compta", "Stage")}
ENTRIES: dict[str, date | None] = {
    "avant": date(2026, 9, 1),
    "veille": date(2027, 8, 31),
    "jour": date(2027, 9, 1),
    "après": date(2028, 9, 1),
    "ancien": date(2020, 1, 1),
    "inconnu": None,
}


def amend(folder: Path, since: str = "2027-09-01", more: str = "", article: str = "") -> None:
    (folder / "amendements").mkdir(exist_ok=True)
    changed = article or RULES.replace("| seuil | 10 | note |", "| seuil | 12 | note |")
    text = STRICTER.format(since=since, more=more, article=changed)
    (folder / "amendements" / f"{since}.md").write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "règlement"
    written(home, TREE, RULES)
    amend(home)
    return home


def cohort(law: Regulation, **entries: date | None) -> Cohort:
    def person(name: str, entry: date | None) -> PersonFacts:
        listed: dict[str, dict[str, Value | None]] = {
            "étudiant.entrée": {"étudiant": entry.toordinal() if entry else None},
            "étudiant.statut": {"étudiant": "FC"},
            "session.note": dict(MARKS),
        }
        return PersonFacts("étudiant", name, listed)

    return cohort_of(law, "étudiant", [person(name, entry) for name, entry in entries.items()])


def valid(folder: Path, **entries: date | None) -> dict[str, bool]:
    """Whether eleven everywhere validates a module, by person."""
    law = load(folder)
    found = {}
    for share in shares(load_versions(folder), law, cohort(law, **entries)):
        outcome = evaluate_cohort(share.regulation, share.cohort, wanted=["module.validé"])
        for i, name in enumerate(share.cohort.ids):
            found[str(name)] = outcome["module.validé"].of(i)[0]
            assert (
                evaluate(share.regulation, person_of(share.regulation, share.cohort, i)).outcome(
                    "module.validé", "Droit"
                )
                == found[str(name)]
            )
    assert all(outcome in (YES, NO) for outcome in found.values())
    return {name: outcome == YES for name, outcome in found.items()}


def test_a_raised_threshold_touches_only_those_who_entered_since(folder: Path) -> None:
    assert valid(folder, **ENTRIES) == {
        "avant": True,
        "veille": True,
        "jour": False,
        "après": False,
        "ancien": True,
        "inconnu": True,
    }


def test_a_passing_amendment_touches_only_those_who_entered_while_it_lasted(tmp_path: Path) -> None:
    written(tmp_path, TREE, RULES)
    amend(tmp_path, more="jusqu'au : 2028-08-31\n")
    entered = {"avant": date(2027, 8, 31), "pendant": date(2028, 8, 31), "depuis": date(2028, 9, 1)}
    assert valid(tmp_path, **entered) == {"avant": True, "pendant": False, "depuis": True}
    assert [day for day, _ in load_versions(tmp_path)] == [date(2026, 9, 1), date(2027, 9, 1), date(2028, 9, 1)]


def test_a_variant_counts_among_the_versions_only_when_asked_for(tmp_path: Path) -> None:
    written(tmp_path, TREE, RULES)
    amend(tmp_path, more="variante : crise\n")
    assert [day for day, _ in load_versions(tmp_path)] == [date(2026, 9, 1)]
    assert [day for day, _ in load_versions(tmp_path, variants=("crise",))] == [date(2026, 9, 1), date(2027, 9, 1)]


def test_columns_follow_members_and_choices_by_name_from_one_version_to_another(tmp_path: Path) -> None:
    """The first version lists its modules and choices in another order: nobody's facts may slip."""
    written(tmp_path, TREE, RULES)
    droit, compta = "| Droit | S1 | 2 | Nancy |\n", "| Compta | S1 | 1 | Nancy |\n"
    other = TREE.replace(droit + compta, compta + droit)
    other = other.replace("choix : FI, FC", "choix : FA, FC, FI").replace("| 0,01 | refusé |", "| 0,5 | refusé |", 1)
    amend(tmp_path, article=other)
    law = load(tmp_path)
    given = PersonFacts(
        "étudiant",
        "a",
        {
            "étudiant.statut": {"étudiant": "FC"},
            "étudiant.entrée": {"étudiant": date(2026, 10, 1).toordinal()},
            "session.note": {"Droit/1": Fraction(12), "Compta/1": Fraction("7.5")},
        },
    )
    (share,) = shares(load_versions(tmp_path), law, cohort_of(law, "étudiant", [given]))
    assert share.regulation.version == "2026-09-01"
    again = person_of(share.regulation, share.cohort, 0)
    assert again.listed["étudiant.statut"] == {"étudiant": "FC"}
    assert again.listed["session.note"]["Droit/1"] == 12
    assert again.listed["session.note"]["Compta/1"] == Fraction("7.5")
    assert again.listed["session.note"]["Stage/2"] is None


def decided(folder: Path, data: Path, *more: str) -> dict[str, tuple[str, str]]:
    result = CliRunner().invoke(parchemin, ["decide", str(folder), str(data), "--csv", *more])
    assert result.exit_code == 0, result.output
    rows = csv.DictReader(io.StringIO(result.stdout))
    return {r["person"]: (r["value"], r["version"]) for r in rows if r["name"] == "étudiant.tous_les_modules"}


def test_the_command_decides_each_under_their_version_unless_a_date_is_asked_for(folder: Path, tmp_path: Path) -> None:
    law, data = load(folder), tmp_path / "données"
    records.write(law, {"étudiant": cohort(law, **ENTRIES)}, data)
    assert decided(folder, data) == {
        "avant": ("oui", "2026-09-01"),
        "veille": ("oui", "2026-09-01"),
        "jour": ("non", "2027-09-01"),
        "après": ("non", "2027-09-01"),
        "ancien": ("oui", "2026-09-01"),
        "inconnu": ("oui", "2026-09-01"),
    }
    assert set(decided(folder, data, "--at", "2027-08-31").values()) == {("oui", "2026-09-01")}
    assert set(decided(folder, data, "--at", "2027-09-01").values()) == {("non", "2027-09-01")}
