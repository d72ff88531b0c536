"""The figures that marks are compared with, as two small laws write them."""

from __future__ import annotations

from fractions import Fraction

from parchemin.campus.law.law import Law
from parchemin.campus.law.thresholds import Limits, comparisons, limits_of, thresholds_of
from tests.campus.law.small_laws import english, french


def told(law: Law, unit: str) -> list[tuple[str, str, str, int | Fraction, str]]:
    return [(t.name, t.label, t.operator, t.value, t.article) for t in thresholds_of(law, law.units[unit])]


def test_every_parameter_a_mark_is_compared_with_is_told_the_smallest_first() -> None:
    assert told(french(), "module:Compta") == [
        ("plancher", "plancher", "<=", 7, "§2"),
        ("seuil", "note qui valide", ">=", 10, "§2"),
        ("excellence", "excellence", ">=", 16, "§2"),
    ], "the threshold is told of the mark itself, though the first session's is compared with it earlier (<)"


def test_a_figure_that_is_no_parameter_has_no_name_to_be_told_by() -> None:
    assert told(english(), "block:B1") == [("pass_mark", "pass mark", ">=", 12, "§2")]
    assert told(english(), "student:project_mark") == []
    assert told(french(), "étudiant:note_du_mémoire") == [("mémoire_requis", "note du mémoire", ">=", 12, "§2")]


def test_a_parameter_written_on_the_left_is_read_with_the_mark_first() -> None:
    mirrored = french(
        ("module.éliminé = module.note <= plancher", "module.éliminé = plancher >= module.note"),
        ("module.remarqué = module.note >= excellence", "module.remarqué = excellence < module.note"),
    )

    assert [(name, operator) for name, _, operator, _, _ in told(mirrored, "module:Droit")] == [
        ("plancher", "<="),
        ("seuil", ">="),
        ("excellence", ">"),
    ]
    assert limits_of(mirrored, "module:Droit", "module.note").floor == "7"


def test_a_comparison_says_whether_its_definition_says_anything_else() -> None:
    found = {(c.definition.name, c.parameter): c.alone for c in comparisons(french(), "module")}

    assert found["module.éliminé", "plancher"]
    assert not found["module.acquis", "seuil"]
    assert comparisons(french(), "année") == ()


def test_the_limits_of_a_mark_are_those_of_its_own_comparisons() -> None:
    law = french()

    assert limits_of(law, "module:Droit", "module.note") == Limits("10", "7", True, "module.remarqué", "module.éliminé")
    assert limits_of(law, "module:Droit", "module.note_de_session_1").floor == "10"
    assert limits_of(english(), "block:B1", "block.mark") == Limits("12", "5", False, "block.good", "block.low")
