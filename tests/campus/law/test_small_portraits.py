"""Somebody laid out before two small laws: what the road and the transcript read of them, in both languages."""

from __future__ import annotations

import pytest

from parchemin.campus.law.periods import Period
from parchemin.campus.law.portraits import portrait_of
from parchemin.campus.law.units import UnitPortrait
from parchemin.regulation.evaluation.single import Evaluation
from tests.campus.law.small_laws import before, english, french

NO_SECOND = {"Compta": False, "Droit": False, "Vente": False}
WITHOUT_CREDITS = ("semestre.crédits = somme(module.ects, si=module.acquis)\n", "")


def unit_of(evaluation: Evaluation, key: str) -> UnitPortrait:
    return next(unit for period in portrait_of(evaluation).every for unit in period.units if unit.unit.key == key)


def period_of(evaluation: Evaluation, key: str) -> Period:
    return next(period for period in portrait_of(evaluation).every if period.key == key)


def test_a_mark_that_a_second_session_may_replace_is_only_so_far() -> None:
    law = french()

    waiting = unit_of(before(law, {"Compta/1": "9"}), "Compta")
    assert (waiting.mark, waiting.so_far, waiting.settled, waiting.session) == ("9", "note de session 1", "", "")
    assert (waiting.second_right, waiting.second_registered, waiting.grade) == ("yes", "open", "open")

    again = {"module_inscrit_en_session_2": {"Compta": True}}
    replaced = unit_of(before(law, {"Compta/1": "9", "Compta/2": "11"}, **again), "Compta")
    assert (replaced.mark, replaced.so_far, replaced.settled, replaced.session) == ("11", "", "11", "2")

    alone = unit_of(before(law, {"Compta/1": "9"}, module_inscrit_en_session_2={"Compta": False}), "Compta")
    assert (alone.mark, alone.so_far, alone.settled, alone.session) == ("9", "", "9", "1")


@pytest.mark.parametrize(
    ("compta", "droit", "grade"),
    [
        ("10", "0", "validated"),
        ("9.99", "20", "compensated"),
        ("7.01", "20", "compensated"),
        ("7", "20", "eliminated"),
        ("9.99", "10", "not_validated"),
        ("7", "0", "eliminated"),
        ("16", "0", "validated"),
    ],
)
def test_a_unit_is_graded_on_its_thresholds(compta: str, droit: str, grade: str) -> None:
    evaluation = before(french(), {"Compta/1": compta, "Droit/1": droit}, module_inscrit_en_session_2=NO_SECOND)

    assert unit_of(evaluation, "Compta").grade == grade


def test_an_exempted_unit_says_so_whatever_its_mark() -> None:
    evaluation = before(french(), {"Compta/1": "3"}, module_dispensé={"Compta": True})

    unit = unit_of(evaluation, "Compta")
    assert (unit.grade, unit.exempted, unit.validated) == ("exempted", "yes", "yes")
    assert unit_of(evaluation, "Droit").exempted == "no"


def test_the_threshold_of_a_unit_is_the_one_its_validation_hangs_on() -> None:
    unit = unit_of(before(french()), "Droit")

    assert (unit.threshold, unit.floor, unit.floor_lost) == ("10", "7", True), "not the sixteen of an excellence"
    assert (unit.shortfall, unit.about, unit.article, unit.second_article) == ("éliminé", "module.acquis", "§2", "§2")


def test_a_mark_of_the_person_has_its_own_condition() -> None:
    period, unit = next(
        (p, u) for p in portrait_of(before(french(), étudiant_note_du_mémoire="12")).every for u in p.units if not p.key
    )

    assert (unit.mark, unit.validated, unit.threshold, unit.about) == ("12", "yes", "12", "étudiant.mémoire_réussi")
    assert (unit.grade, unit.eliminated, unit.second_right, unit.second_article) == ("validated", "", "", "")
    assert (period.label, period.titles, period.credits, period.state) == ("Mémoire", ("Mémoire",), "", "")


def test_a_period_is_titled_from_the_widest_down_and_says_what_its_label_leaves_out() -> None:
    evaluation = before(french())

    first, second = period_of(evaluation, "S1"), period_of(evaluation, "S2")
    assert (first.titles, first.label, first.above) == (
        ("première année", "semestre 1"),
        "semestre 1",
        "première année",
    )
    assert second.titles == ("deuxième année", "S2, Le second")
    assert (second.name, second.short, second.validation, second.article) == ("semestre", "S2", "semestre.validé", "§2")


def test_a_period_has_its_average_and_its_credits_once_settled() -> None:
    papers = {"Compta/1": "12", "Droit/1": "6"}
    done = period_of(before(french(), papers, module_inscrit_en_session_2=NO_SECOND), "S1")
    open_still = period_of(before(french(), papers), "S1")

    assert (done.average, done.credits, done.state) == ("10", "4", "no")
    assert (open_still.average, open_still.credits, open_still.state) == ("", "", "open")
    assert (done.acquired, done.marked, done.follows_validation) == (1, 2, True)


def test_where_the_text_counts_no_credits_those_of_the_units_acquired_are_added_once_all_are_settled() -> None:
    law = french(WITHOUT_CREDITS)
    papers = {"Compta/1": "12", "Droit/1": "6"}

    assert period_of(before(law, papers, module_inscrit_en_session_2=NO_SECOND), "S1").credits == "4"
    assert period_of(before(law, papers), "S1").credits == ""
    assert period_of(before(law, papers, module_dispensé={"Droit": True}), "S1").credits == "6", "an exemption counts"
    compensated = before(law, {"Compta/1": "12", "Droit/1": "8"}, module_inscrit_en_session_2=NO_SECOND)
    assert period_of(compensated, "S1").credits == "6"


def test_the_road_leaves_out_what_does_not_concern_them_and_a_transcript_tells_what_they_followed() -> None:
    portrait = portrait_of(before(french(), année_concernée={"A2": False}))

    assert [period.key for period in portrait.periods] == ["", "S1"]
    assert [period.key for period in portrait.every] == ["", "S1", "S2"]
    followed = portrait.of({"module:Droit", "module:Vente"})
    assert [(p.key, [u.unit.key for u in p.units]) for p in followed] == [("S1", ["Droit"]), ("S2", ["Vente"])]
    assert portrait.of(()) == ()


def test_a_period_that_a_stay_replaces_says_so() -> None:
    evaluation = before(french(), semestre_remplacé={"S2": True})

    assert [(p.key, p.replaced) for p in portrait_of(evaluation).periods] == [("", False), ("S1", False), ("S2", True)]


def test_what_the_diploma_asks_is_laid_out_as_the_text_nests_it() -> None:
    portrait = portrait_of(before(french(), étudiant_certificat=True, étudiant_note_du_mémoire="11.5"))

    (final,) = portrait.final
    semesters, quitus = final.below
    assert (final.name, final.label, final.state, final.met, final.leaves) == (
        "étudiant.diplômable",
        "diplômable",
        "no",
        0,
        2,
    )
    assert (semesters.label, semesters.state, semesters.below) == ("Tous les semestres", "open", ())
    assert (quitus.label, quitus.state, quitus.met, quitus.leaves) == ("Le quitus", "no", 1, 2)
    assert [(one.label, one.state) for one in quitus.below] == [("Le certificat", "yes"), ("mémoire rendu", "no")]
    assert [(one.name, [line.label for line in one.below]) for one in portrait.others] == [
        ("étudiant.bonne_tenue", ["La charte est signée"])
    ], "what the diploma does not ask stands beside it"


def test_the_decision_shown_is_the_diploma_although_another_comes_first() -> None:
    law = french()
    portrait = portrait_of(before(law))

    assert law.final_decisions == ("étudiant.diplôme",)
    assert [(d.name, d.state, d.options) for d in portrait.decisions] == [
        ("étudiant.diplôme", "pending", ("admis", "ajourné"))
    ]
    assert english().final_decisions == ("student.result",)


def test_credits_are_told_with_what_they_may_still_become() -> None:
    portrait = portrait_of(before(french(), {"Droit/1": "12"}))

    assert portrait.credits is not None
    assert portrait.credits_required is not None
    assert (portrait.credits.text, portrait.credits.low, portrait.credits.high) == ("", "2", "12")
    assert portrait.credits_required.text == "12"
    assert portrait_of(before(english())).credits is None


def test_averages_of_the_person_are_told_once_known_and_those_of_members_are_not() -> None:
    papers = {"Compta/1": "12", "Droit/1": "12", "Vente/1": "13"}

    assert portrait_of(before(french(), papers)).averages == (("moyenne", "12.5"),)
    assert portrait_of(before(french(), {"Vente/1": "13"})).averages == ()
    thirds = portrait_of(before(english(), block_mark={"B1": "10", "B2": "10.5"})).averages
    assert thirds == (("overall", "10.25"),)


def test_units_under_nothing_are_called_by_their_level_and_a_mark_of_the_person_by_its_own_name() -> None:
    portrait = portrait_of(before(english(("block", "exam_block"))))

    told = [period.titles for period in portrait.of({"exam_block:B1", "exam_block:B2", "student:project_mark"})]
    assert told == [("exam block",), ("Project",)]
    assert [period.label for period in portrait.every] == ["exam block", "Project"]
    assert [one.label for one in portrait.final[0].below] == ["Every exam_block", "project"]


def test_the_last_mark_known_is_shown_while_none_is_settled() -> None:
    both = unit_of(before(french(), {"Compta/1": "9", "Compta/2": "11"}), "Compta")

    assert (both.mark, both.so_far, both.settled) == ("11", "note de session 2", "")


def test_what_the_text_calls_eliminated_is_said_rather_than_any_other_floor() -> None:
    law = french(("module.éliminé = ", "module.très_faible = module.note < 5\nmodule.éliminé = "))
    evaluation = before(law, {"Compta/1": "6", "Droit/1": "20"}, module_inscrit_en_session_2=NO_SECOND)

    unit = unit_of(evaluation, "Compta")
    assert (unit.shortfall, unit.eliminated, unit.grade) == ("éliminé", "yes", "eliminated")


def test_the_credits_that_the_text_counts_are_told_rather_than_those_of_the_units() -> None:
    law = french(
        (
            "semestre.crédits = somme(module.ects, si=module.acquis)",
            "semestre.crédits = somme(module.ects, si=module.remarqué)",
        )
    )
    evaluation = before(law, {"Compta/1": "12", "Droit/1": "16"})

    assert period_of(evaluation, "S1").credits == "2"


def test_units_without_credits_have_none_to_add() -> None:
    law = french(
        WITHOUT_CREDITS,
        ("| Droit | S1 | 2 |", "| Droit | S1 | 0 |"),
    )

    assert period_of(before(law, {"Compta/1": "12", "Droit/1": "10"}), "S1").credits == "4"


def test_units_acquired_are_counted_apart_from_those_marked() -> None:
    period = period_of(before(french(), {"Compta/1": "12", "Droit/1": "12"}), "S1")

    assert (period.acquired, period.marked) == (2, 2)
    assert (period_of(before(french()), "S1").acquired, period_of(before(french()), "S1").marked) == (0, 0)


def test_a_floor_written_strictly_is_not_lost_at_the_floor_itself() -> None:
    evaluation = before(english(), block_mark={"B1": "5", "B2": "4.5"})

    first, second = unit_of(evaluation, "B1"), unit_of(evaluation, "B2")
    assert (first.floor, first.floor_lost, first.eliminated, second.eliminated) == ("5", False, "no", "yes")
    assert (first.shortfall, first.threshold, first.validated, first.about) == ("low", "12", "no", "block.good")
    assert (first.grade, second.mark) == ("not_validated", "4.5"), "the result hangs on that condition"
    remark = english(("| blocks | all(block.good) | Every block |", "| blocks | all(block.mark >= 8) | Every block |"))
    unheeded = unit_of(before(remark, block_mark={"B1": "5"}), "B1")
    assert (unheeded.validated, unheeded.grade) == ("", "marked"), "what nothing hangs on acquires nothing"


def test_a_figure_written_on_the_left_is_a_threshold_too() -> None:
    evaluation = before(english(), student_project_mark="11")

    project = next(u for p in portrait_of(evaluation).every for u in p.units if not u.unit.key)
    assert (project.threshold, project.validated, project.about) == ("11", "yes", "student.project_good")
    assert project.floor == ""
