"""The law in plain values, as two small texts have it: units, facts, deadlines, averages, decisions."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from parchemin.campus.law.law import Law
from parchemin.campus.law.refusals import ValueRefused
from parchemin.campus.law.terms import StudyYear
from tests.campus.law.small_laws import english, french

STATES = ("pending: admis | ajourné", "contradiction: admis", "jury: ajourné", "none", "pending")


def test_a_law_is_read_for_those_who_study_and_for_no_root_it_lacks() -> None:
    assert (french().root, french().language, french().in_force) == ("étudiant", "fr", date(2026, 9, 1))
    assert (english().root, english().title) == ("student", "Rules of the small school")
    with pytest.raises(KeyError, match="enseignant"):
        Law(french().regulation, "enseignant")


def test_what_is_said_of_those_who_apply_is_not_said_of_those_who_study() -> None:
    applying = Law(french().regulation, "candidat")

    assert [(unit.name, unit.label) for unit in applying.units.values()] == [
        ("candidat:note_du_concours", "note du concours")
    ]
    assert [decision.name for decision in applying.decisions] == ["candidat.admission"]
    assert list(applying.levels()) == ["candidat"]
    assert applying.canonical("assessment.absent") == ""
    assert applying.averages == ()
    assert "candidat" not in list(french().levels())


def test_the_units_are_what_marks_are_given_on_with_what_they_stand_in() -> None:
    units = french().units

    assert list(units) == ["étudiant:note_du_mémoire", "module:Compta", "module:Droit", "module:Vente"], (
        "a jury's mark, a mark recorded of a stay and a session's are none"
    )
    compta, thesis = units["module:Compta"], units["étudiant:note_du_mémoire"]
    assert compta.above == (("A1", "première année"), ("S1", "semestre 1"))
    assert (compta.label, compta.credits, compta.mark, compta.most) == ("Comptabilité", "4", "épreuve.note", 2)
    assert compta.slots == (("Compta/1", "1"), ("Compta/2", "2"))
    assert (thesis.level, thesis.key, thesis.label, thesis.above, thesis.slots) == ("étudiant", "", "Mémoire", (), ())
    assert units["module:Vente"].label == "Vente", "without a label, its own name"


def test_units_without_sessions_have_one_mark_of_their_own() -> None:
    units = english().units

    assert list(units) == ["block:B1", "block:B2", "student:project_mark"]
    assert (units["block:B2"].mark, units["block:B2"].slots, units["block:B2"].credits) == ("block.mark", (), "20")
    assert (units["block:B1"].label, units["block:B2"].label) == ("First block", "B2")


def test_the_years_of_study_are_those_with_units_below_them() -> None:
    assert french().study_years == (StudyYear("A1", "première année"), StudyYear("A2", "deuxième année"))
    assert english().study_years == ()
    assert [unit.key for unit in french().units_of("A2")] == ["Vente"]
    assert [unit.key for unit in french().units_of("S1")] == ["Compta", "Droit"]
    assert len(french().units_of("")) == 4
    without_units = french(("| A2 | deuxième année |\n", "| A2 | deuxième année |\n| A3 | troisième année |\n"))
    assert [year.key for year in without_units.study_years] == ["A1", "A2"]


def test_decisions_are_told_in_the_order_of_the_text_with_who_takes_them() -> None:
    assert [(d.name, d.label, d.options, d.jury) for d in french().decisions] == [
        ("étudiant.progression", "progression", ("passage", "redoublement"), True),
        ("étudiant.diplôme", "diplôme", ("admis", "ajourné"), True),
    ]
    ruled = english()
    assert [(d.name, d.canonical, d.member, d.article) for d in ruled.decisions] == [
        ("student.result", "student.result", "", "§2")
    ]


def test_a_decision_of_each_year_is_called_year_by_year() -> None:
    law = french(
        (
            "**Décision : étudiant.progression** — première ligne qui s'applique",
            "**Décision : année.progression** — première ligne qui s'applique",
        ),
        ("| passage | étudiant.crédits >= 6 | règle |", "| passage | étudiant.crédits >= 6 | règle |"),
    )

    assert [(d.name, d.member, d.label) for d in law.decisions][:2] == [
        ("année.progression", "A1", "progression, première année"),
        ("année.progression", "A2", "progression, deuxième année"),
    ]
    assert law.outcome_label("année.progression", "A2") == "progression, deuxième année"
    assert law.outcome_label("année.progression", "A9") == "progression, A9", "a member of another version"
    assert law.outcome_label("année.progression") == "progression"
    assert law.outcome_label("année.disparue", "A1") == "disparue"


def test_a_decision_on_each_row_is_no_jurys() -> None:
    law = french(
        ("**Décision : candidat.admission**", "**Décision : séjour.accord**"),
        ("| admission | candidat.admissible |", "| admission | séjour.mois >= 3 |"),
    )

    assert [decision.name for decision in law.decisions] == ["étudiant.progression", "étudiant.diplôme"]


def test_an_answer_is_told_in_words_and_who_is_left_to_choose() -> None:
    law = french()
    with translation.override("en"):
        told = [law.answer_label("étudiant.diplôme", state) for state in STATES]

    assert told == ["still open: admis, ajourné", "contradiction: admis", "jury: ajourné", "no line applies", "open"]
    assert law.answer_label("étudiant.diplôme", "en_alternance") == "en alternance"
    assert law.article_title("§2") == "La validation"
    assert law.article_title("§9") == ""


def test_a_fact_is_shown_as_a_form_asks_it() -> None:
    mark, track = french().facts["épreuve.note"], french().facts["étudiant.voie"]

    assert (mark.label, mark.kind, mark.unit, mark.step) == ("Note de l'épreuve", "number", "mark", "0.01")
    assert (mark.low, mark.high, mark.accepted) == ("0", "20", "un nombre de 0 à 20, par pas de 0,01")
    assert (track.label, track.kind, track.choices, track.step) == ("voie", "choice", ("initiale", "en_alternance"), "")
    assert (track.low, track.high, track.nature, track.article) == ("", "", "", "§1")
    assert french().facts["module.dispensé"].nature == "exemption"
    assert english().facts["block.mark"].accepted == "a number from 0 to 20, by steps of 0.5"
    assert english().fact("block.mark") is english().facts["block.mark"]
    assert english().fact("block.gone") is None


def test_facts_are_known_by_their_level_and_by_their_shared_name() -> None:
    law = french()

    assert [fact.name for fact in law.facts_at("séjour")] == ["séjour.mois", "séjour.note_du_rapport"]
    assert law.canonical("assessment.absent") == "épreuve.absent"
    assert law.canonical("assessment.absent", "épreuve") == "épreuve.absent"
    assert law.canonical("assessment.absent", "module") == ""
    assert law.canonical("assessment.lost") == ""


def test_a_shared_name_is_the_definition_rather_than_the_fact() -> None:
    law = french()

    assert law.named("module", "validated") == "module.acquis"
    assert law.named("module", "exempted") == "module.dispensé"
    assert law.named("semestre", "validated") == "semestre.validé"
    assert law.named("module", "average") == ""
    assert english().named("block", "mark") == "block.mark"


@pytest.mark.parametrize(
    ("level", "place", "there"),
    [
        ("étudiant", "", True),
        ("étudiant", "étudiant", False),
        ("module", "Droit", True),
        ("module", "", False),
        ("module", "Chant", False),
        ("séjour", "Berlin", True),
        ("séjour", " ", False),
        ("séjour", "Droit/Berlin", False),
        ("épreuve", "Droit/1/examen", True),
        ("épreuve", "Droit/3/examen", False),
        ("épreuve", "Droit/1/", False),
    ],
)
def test_a_place_is_a_member_or_a_row_under_one(level: str, place: str, there: bool) -> None:
    assert french().has_place(level, place) is there


@pytest.mark.parametrize(
    ("fact", "written", "kept", "shown"),
    [
        ("épreuve.note", "12,5", "12.5", "12,5"),
        ("épreuve.note", "20", "20", "20"),
        ("étudiant.certificat", "oui", "true", "oui"),
        ("étudiant.certificat", "non", "false", "non"),
        ("étudiant.entrée", "03/07/2026", "2026-07-03", "2026-07-03"),
        ("étudiant.voie", "en_alternance", "en_alternance", "en_alternance"),
        ("étudiant.voie", "initiale", "initiale", "initiale"),
        ("épreuve.note", "?", "?", "?"),
    ],
)
def test_what_somebody_writes_is_kept_neutral_and_shown_in_their_words(
    fact: str, written: str, kept: str, shown: str
) -> None:
    law = french()

    assert law.plain(fact, f" {written} ") == kept
    assert law.shown(fact, kept) == shown
    assert law.kept(fact, law.encoded(fact, kept)) == kept


def test_a_value_is_shown_in_the_language_of_the_text() -> None:
    assert english().shown("block.mark", "12.5") == "12.5"
    assert english().shown("student.paid", "true") == "yes"
    assert english().shown("student.paid", "false") == "no"
    assert french().shown("étudiant.charte", "false") == "non", "also where an empty cell means the same"
    assert french().shown("année.concernée", "true") == "oui"
    assert english().shown("student.there", "true") == "yes"
    assert french().shown("étudiant.bonus", "1.5") == "1,5"
    assert english().shown("student.bonus", "1.5") == "1.5"
    assert french().shown("étudiant.inconnu", "whatever") == "whatever", "a fact of another version"


@pytest.mark.parametrize(
    ("fact", "written", "accepted"),
    [
        ("épreuve.note", "20,5", "un nombre de 0 à 20, par pas de 0,01"),
        ("étudiant.certificat", "peut-être", "oui ou non"),
        ("étudiant.voie", "ailleurs", "initiale, en_alternance"),
        ("étudiant.entrée", "bientôt", "une date, 2026-07-03 ou 03/07/2026"),
    ],
)
def test_what_a_fact_cannot_be_is_refused_with_what_it_can(fact: str, written: str, accepted: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        french().plain(fact, written)

    assert refusal.value.accepted == accepted
    assert refusal.value.given == written


def test_a_fact_that_the_text_lacks_is_refused() -> None:
    with translation.override("en"), pytest.raises(ValueRefused, match=r"no fact “étudiant\.pointure”"):
        french().plain("étudiant.pointure", "38")


def test_the_second_session_of_a_unit_opens_on_its_registration() -> None:
    law = french()
    droit = law.units["module:Droit"]

    assert law.slot_level(droit) == "session"
    assert law.gate_of(droit, "Droit/1") is None
    assert law.gate_of(droit, "Droit/3") is None
    assert law.gate_of(droit, "Droit/2") == ("module.inscrit_en_session_2", "Droit")
    assert law.gates_of(droit) == (("module.inscrit_en_session_2", "Droit"),)
    assert english().gates_of(english().units["block:B1"]) == ()
    assert english().slot_level(english().units["block:B1"]) == "block"


def test_a_deadline_is_counted_from_its_event_and_says_how() -> None:
    law = french()
    due = law.due("correction", date(2027, 6, 1))

    assert law.deadline_from("soutenance") == "correction"
    assert law.deadline_from("absence") == ""
    assert dict(law.deadline_events) == {
        "réclamation": "communication des résultats",
        "correction": "soutenance",
    }
    assert due is not None
    assert (due.day, due.label, due.article) == (date(2027, 7, 1), "Correction du mémoire", "§2")
    assert "30 jours" in due.sentence
    claim = law.due("réclamation", date(2027, 6, 1))
    assert claim is not None
    assert claim.label == "réclamation"
    assert law.due("dépôt", date(2027, 6, 1)) is None


def test_the_averages_looked_at_are_those_called_so() -> None:
    law = french()

    assert law.averages == (
        ("semestre.moyenne", "S1", "S1"),
        ("semestre.moyenne", "S2", "S2"),
        ("étudiant.moyenne", "", "moyenne"),
    )
    assert law.averages_of("A2") == (("semestre.moyenne", "S2", "S2"),)
    assert law.averages_of("S1") == (("semestre.moyenne", "S1", "S1"),)
    assert law.averages_of("A9") == law.averages
    beside = french(
        ("étudiant.mois = ", "étudiant.finale = étudiant.moyenne\nétudiant.mois = "),
        ("| étudiant.moyenne | 0..20", "| étudiant.finale | 0..20 | exact | aucun |\n| étudiant.moyenne | 0..20"),
    )
    assert beside.averages == law.averages, "another mark of the person is not looked at beside them"
    assert english().averages == (("student.overall", "", "overall"),), "without any, every mark above the units"


def test_a_unit_is_acquired_by_the_condition_of_its_level() -> None:
    assert dict(french().validations) == {"module": "module.acquis"}
    assert dict(english().validations) == {}
