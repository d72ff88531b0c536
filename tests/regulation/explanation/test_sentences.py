"""What a reason says, for every kind of value that decides, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.evaluation.spans import Span
from parchemin.regulation.explanation import Reason, explain, in_sentences
from parchemin.regulation.explanation.sentences import MOST_NAMES, names, shown
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import Kind, Type, Value
from tests.regulation.explanation import law as small
from tests.regulation.explanation.law import sentences, someone, why, with_rows

MARKS: Mapping[str, Value | None] = {"Compta": 12, "Droit_civil": 9, "Langue": 8}
ENGLISH: Mapping[str, Value | None] = {"Accounts": 12, "Civil_law": 9, "Language": 8}
EXACT = "| étudiant.x | 0..20 | exact | aucun |"


def french(rule: str, person: PersonFacts, *, marks: str = "") -> list[str]:
    """What is said of `étudiant.x`, after its own line."""
    return sentences(why(f"étudiant.x = {rule}", person, "étudiant.x", marks=marks))[1:]


def english(rule: str, person: PersonFacts, *, marks: str = "") -> list[str]:
    return sentences(why(f"student.x = {rule}", person, "student.x", language="en", marks=marks))[1:]


# --- comparisons ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "delays", "said"),
    [
        ("étudiant.retards >= 3", 1, "Retards 1 : il faut au moins 3, il manque 2. §3"),
        ("étudiant.retards >= 3", 3, "Retards 3 : au moins 3, tout juste. §3"),
        ("étudiant.retards >= 3", 5, "Retards 5 : au moins 3, 2 de plus. §3"),
        ("étudiant.retards > 3", 3, "Retards 3 : il faut strictement plus de 3, donc au moins 4 (pas de 1). §3"),
        ("étudiant.retards < 3", 3, "Retards 3 : il faut strictement moins de 3, donc au plus 2 (pas de 1). §3"),
        ("étudiant.retards < 3", 1, "Retards 1 : strictement moins de 3, 2 de moins. §3"),
        ("étudiant.retards <= 3", 7, "Retards 7 : il faut au plus 3, 4 de trop. §3"),
        ("étudiant.retards == 3", 7, "Retards 7 : il faut exactement 3. §3"),
        ("étudiant.retards != 3", 3, "Retards 3 : il faut autre chose que 3. §3"),
        ("étudiant.retards > 9", 3, "Retards 3 : il faut strictement plus de 9, ce que l'échelle ne permet pas. §3"),
        ("3 <= étudiant.retards", 1, "Retards 1 : il faut au moins 3, il manque 2. §3"),
        ("non étudiant.retards >= 3", 5, "Retards 5 : au moins 3, 2 de plus. §3"),
        ("non étudiant.retards >= 3", 1, "Retards 1 : strictement moins de 3, 2 de moins. §3"),
        ("étudiant.retards >= 3", None, "Retards entre 0 et 9 pour l'instant : il faut au moins 3. §3"),
    ],
)
def test_a_comparison_says_what_is_asked_and_how_far_one_is(rule: str, delays: int | None, said: str) -> None:
    assert french(rule, someone(étudiant_retards=delays)) == [said]


@pytest.mark.parametrize(
    ("rule", "delays", "said"),
    [
        ("student.delays >= 3", 1, "Delays 1: needs at least 3, 2 short. §3"),
        ("student.delays >= 3", 3, "Delays 3: at least 3, exactly on it. §3"),
        ("student.delays > 3", 3, "Delays 3: needs strictly more than 3, hence at least 4 (step 1). §3"),
        ("student.delays <= 3", 7, "Delays 7: needs at most 3, 4 too many. §3"),
        ("student.delays != 3", 3, "Delays 3: needs anything but 3. §3"),
        ("student.delays > 9", 3, "Delays 3: needs strictly more than 9, which the scale does not allow. §3"),
        ("not student.delays >= 3", 5, "Delays 5: at least 3, 2 above. §3"),
        ("student.delays >= 3", None, "Delays between 0 and 9 so far: needs at least 3. §3"),
    ],
)
def test_a_comparison_says_the_same_in_english(rule: str, delays: int | None, said: str) -> None:
    assert english(rule, someone("en", student_delays=delays)) == [said]


@pytest.mark.parametrize(
    ("operator", "number", "said"),
    [
        ("<=", 3, "Remise 3 juillet 2027 : il faut au plus tard le 30 juin 2027 (rendu), 3 jours de trop. §3"),
        ("<", 3, "Remise 3 juillet 2027 : il faut avant le 30 juin 2027 (rendu). §3"),
        (">=", 2, "Remise 2 juillet 2027 : à partir du 30 juin 2027 (rendu), 2 jours de plus. §3"),
        (">", 2, "Remise 2 juillet 2027 : après le 30 juin 2027 (rendu), 2 jours de plus. §3"),
        ("==", 1, "Remise 1er juillet 2027 : il faut le 30 juin 2027 (rendu). §3"),
        ("!=", 1, "Remise 1er juillet 2027 : un autre jour que le 30 juin 2027 (rendu). §3"),
    ],
)
def test_a_day_is_compared_in_the_words_of_days(operator: str, number: int, said: str) -> None:
    person = someone(étudiant_remise=small.day(2027, 7, number))
    assert french(f"étudiant.remise {operator} rendu", person) == [said]


@pytest.mark.parametrize(
    ("operator", "said"),
    [
        ("<=", "Remise 3 juillet 2027 pour l'instant : il faut au plus tard à une date encore inconnue (Entrée). §3"),
        ("<", "Remise 3 juillet 2027 pour l'instant : il faut avant une date encore inconnue (Entrée). §3"),
        (">=", "Remise 3 juillet 2027 pour l'instant : il faut à partir d'une date encore inconnue (Entrée). §3"),
        (">", "Remise 3 juillet 2027 pour l'instant : il faut après une date encore inconnue (Entrée). §3"),
    ],
)
def test_a_day_is_set_against_a_date_that_is_not_known_yet(operator: str, said: str) -> None:
    person = someone(étudiant_remise=small.day(2027, 7, 3))
    assert french(f"étudiant.remise {operator} étudiant.entrée", person)[0] == said


def test_a_day_that_is_not_known_yet_is_said_to_be_so() -> None:
    said = "Remise, pas encore connu : il faut avant le 30 juin 2027 (rendu). §3"
    assert french("étudiant.remise < rendu", someone())[0] == said


@pytest.mark.parametrize(
    ("number", "unit", "french_text", "english_text"),
    [
        (1, "days", "1 jour", "1 day"),
        (0, "credits", "0 crédit", "0 credits"),
        (Fraction(3, 2), "points", "1,5 point", "1.5 points"),
        (2, "weeks", "2 semaines", "2 weeks"),
        (1, "months", "1 mois", "1 month"),
        (1, "years", "1 an", "1 year"),
    ],
)
def test_a_unit_agrees_with_its_number(number: Fraction, unit: str, french_text: str, english_text: str) -> None:
    value, type_ = Span(Fraction(number), Fraction(number)), Type(Kind.NUMBER, unit)
    assert (shown(value, type_, "fr"), shown(value, type_, "en")) == (french_text, english_text)


def test_one_member_alone_is_spoken_of_in_the_singular() -> None:
    only = "si=module.ects == 4"
    person = someone(module_note=MARKS)
    assert french(f"un(module.note < plancher, {only})", person)[0].startswith("Faux pour le seul élément « module »")
    assert french(f"tous(module.note < plancher, {only})", person)[0].startswith("1 sur 1 ne l'est pas (module)")


def test_a_rounding_of_what_is_not_known_yet_says_how_it_is_done_alone() -> None:
    told = french("arrondi(moyenne(module.note), 0.1, au_plus_proche)", someone(module_note={"Compta": 9}), marks=EXACT)
    assert told[0] == "Arrondi au plus proche (pas de 0,1) : entre 3 et 16,3. §3"


def test_a_choice_is_what_is_asked_or_says_what_is() -> None:
    person = someone(étudiant_voie="en_alternance")

    assert french("étudiant.voie == en_alternance", person) == ["Voie : en alternance. §3"]
    assert french("étudiant.voie == initiale", person) == ["Voie : en alternance ; il faut initiale. §3"]
    assert french("étudiant.voie != en_alternance", person) == [
        "Voie : en alternance ; il faut autre chose qu'en alternance. §3"
    ]
    assert french("étudiant.voie dans (initiale, continue)", person) == [
        "Voie : en alternance ; il faut initiale. §3",
        "Voie : en alternance ; il faut continue. §3",
    ]


def test_a_choice_not_known_says_all_that_it_may_be() -> None:
    assert french("étudiant.voie == initiale", someone()) == [
        "Voie : continue ou en alternance ou initiale ; il faut initiale. §3"
    ]
    assert english("student.track == initial", someone("en")) == [
        "Track: evening or initial or part time; needs initial. §3"
    ]


def test_a_figure_of_the_text_is_named_and_a_step_is_written_with_its_zeros() -> None:
    assert french("module[Compta].note > plancher", someone(module_note={"Compta": 7})) == [
        "Compta, note 7 : il faut strictement plus de 7 (plancher), donc au moins 7,01 (pas de 0,01). §3",
    ]
    assert french("étudiant.bonus >= 1", someone(étudiant_bonus=Fraction(1, 2))) == [
        "Points du jury 0,50 point : il faut au moins 1, il manque 0,50 point. §3",
        "Points de jury : Points du jury, 0,50 point. §1",
    ]


def test_figures_of_the_text_against_each_other_are_no_reason_of_a_person() -> None:
    assert french("seuil >= plancher et étudiant.retards >= 1", someone(étudiant_retards=2)) == [
        "Retards 2 : au moins 1, 1 de plus. §3"
    ]


# --- aggregates ----------------------------------------------------------------------------------------------------


def test_all_and_any_say_who_makes_them_so() -> None:
    person = someone(module_note=MARKS)

    assert (
        french("tous(module.note >= seuil)", person)[0] == "2 sur 3 ne le sont pas (module) : Droit civil, Langue. §3"
    )
    assert french("tous(module.note >= 8)", person)[0] == "Vrai pour chaque module (3). §3"
    assert french("un(module.note >= seuil)", person)[0] == "Vrai pour Compta (module). §3"
    assert french("un(module.note < plancher)", person)[0] == "Vrai pour aucun des 3 (module). §3"


def test_all_and_any_say_it_in_english() -> None:
    person = someone("en", module_mark=ENGLISH)

    assert english("all(module.mark >= threshold)", person)[0] == "2 of 3 are not (module): Civil law, Language. §3"
    assert english("all(module.mark >= 8)", person)[0] == "True of every module (3). §3"
    assert english("any(module.mark >= threshold)", person)[0] == "True of Accounts (module). §3"
    assert english("any(module.mark < floor)", person)[0] == "True of none of the 3 (module). §3"


def test_who_is_left_out_is_said_with_those_who_count() -> None:
    assert french("tous(module.note >= seuil, si=module.genre == socle)", someone(module_note=MARKS)) == [
        "1 sur 2 ne l'est pas (module) : Droit civil ; hors du compte : Langue. §3",
        "Droit civil, note 9 : il faut au moins 10 (seuil), il manque 1. §3",
    ]


def test_a_count_says_who_counts_who_does_not_and_why_not() -> None:
    assert french("nombre(module.note >= seuil) >= 2", someone(module_note=MARKS)) == [
        "Nombre(module.note >= seuil) 1 : il faut au moins 2, il manque 1. §3",
        "Nombre 1 : Compta ; ne comptent pas : Droit civil, Langue. §3",
        "Droit civil, note 9 : il faut au moins 10 (seuil), il manque 1. §3",
        "Langue, note 8 : il faut au moins 10 (seuil), il manque 2. §3",
    ]


def test_a_sum_that_falls_short_says_who_is_missing_from_it() -> None:
    assert french("somme(module.ects, si=module.note >= seuil) >= 8", someone(module_note=MARKS)) == [
        "Somme(module.ects, si=module.note >= seuil) 4 crédits : il faut au moins 8, il manque 4 crédits. §3",
        "Somme 4 crédits : Compta 4 crédits ; hors du compte : Droit civil, Langue. §3",
        "Droit civil, note 9 : il faut au moins 10 (seuil), il manque 1. §3",
        "Langue, note 8 : il faut au moins 10 (seuil), il manque 2. §3",
    ]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("moyenne(module.note)", "Moyenne 29/3 (9,6666…) = 29 / 3 : Compta 12, Droit civil 9, Langue 8. §3"),
        (
            "moyenne_pondérée(module.note, module.ects)",
            "Moyenne pondérée 10,25 = 82 / 8 : Compta 12 × 4, Droit civil 9 × 2, Langue 8 × 2. §3",
        ),
        (
            "moyenne_des_meilleures(module.note, 2)",
            (
                "Moyenne des meilleures 10,5 = 21 / 2 : Compta 12, Droit civil 9 ; 2 sur 3 comptent, "
                "laissées de côté : Langue 8. §3"
            ),
        ),
        ("minimum(module.note)", "La plus basse 8 : Langue 8. §3"),
        ("maximum(module.note)", "La plus haute 12 : Compta 12. §3"),
    ],
)
def test_a_mark_made_of_others_shows_them(rule: str, said: str) -> None:
    assert french(rule, someone(module_note=MARKS), marks=EXACT)[0] == said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("mean(module.mark)", "Mean 29/3 (9.6666…) = 29 / 3: Accounts 12, Civil law 9, Language 8. §3"),
        (
            "weighted_mean(module.mark, module.ects)",
            "Weighted mean 10.25 = 82 / 8: Accounts 12 × 4, Civil law 9 × 2, Language 8 × 2. §3",
        ),
        (
            "best_mean(module.mark, 2)",
            "Mean of the best 10.5 = 21 / 2: Accounts 12, Civil law 9; 2 of 3 count, set aside: Language 8. §3",
        ),
        ("best(module.mark)", "The highest 12: Accounts 12. §3"),
    ],
)
def test_a_mark_made_of_others_shows_them_in_english(rule: str, said: str) -> None:
    marks = "| student.x | 0..20 | exact | none |"
    assert english(rule, someone("en", module_mark=ENGLISH), marks=marks)[0] == said


def test_a_mean_still_open_gives_its_ends_and_no_quotient() -> None:
    assert french("moyenne(module.note)", someone(module_note={**MARKS, "Langue": None}), marks=EXACT) == [
        "Moyenne entre 7 et 41/3 (13,6666…) : Compta 12, Droit civil 9, Langue entre 0 et 20. §3",
        "Langue, note : pas encore connu. §1",
    ]


def test_the_latest_row_is_the_one_that_is_told() -> None:
    person = with_rows(
        someone(),
        "stage",
        {"mois": 2, "fin": small.day(2027, 1, 1)},
        {"mois": 3, "fin": small.day(2026, 1, 1)},
    )

    rule = "dernier(stage.mois, par=stage.fin, vide=0)"
    assert french(rule, person) == ["La dernière 2 mois : r1 2 mois. §3", "R1, durée : 2 mois. §1"]


def test_nobody_is_said_to_be_nobody_and_rows_that_may_come_to_come() -> None:
    assert french("un(stage.mois >= 1)", with_rows(someone(), "stage")) == ["Aucun élément « stage ». §3"]
    assert french("tous(stage.mois >= 1)", with_rows(someone(étudiant_clos=False), "stage")) == [
        "D'autres peuvent encore s'ajouter (stage). §3"
    ]
    assert english("any(internship.months >= 1)", with_rows(someone("en"), "internship")) == [
        "No “internship” at all. §3"
    ]
    assert english("all(internship.months >= 1)", with_rows(someone("en", student_closed=False), "internship")) == [
        "Others may still be added (internship). §3"
    ]


def test_a_long_list_of_members_is_cut_and_counted() -> None:
    many = [f"module_{i}" for i in range(MOST_NAMES + 3)]

    assert names(many[:2], "fr") == "module 0, module 1"
    assert names(many, "fr").endswith("module 7, et 3 de plus")
    assert names(many, "en").endswith("module 7, and 3 more")
    assert (names([], "fr"), names([], "en")) == ("rien", "nothing")


# --- facts, roundings, choices, deadlines --------------------------------------------------------------------------


def test_a_fact_says_whether_it_was_recorded_supposed_absent_or_is_not_known() -> None:
    assert french("étudiant.retards + 0", someone(étudiant_retards=0)) == ["Retards : 0. §1"]
    assert french("étudiant.retards + 0", someone()) == ["Retards : 0 (rien n'est enregistré). §1"]
    assert french("étudiant.certificat", someone()) == ["Certificat : pas encore connu. §1"]
    assert english("student.delays + 0", someone("en")) == ["Delays: 0 (nothing is recorded). §1"]
    assert english("student.certificate", someone("en")) == ["Certificate: not known yet. §1"]


def test_a_typed_fact_is_said_by_its_nature() -> None:
    person = someone(module_dispensé={"Langue": True}, module_note=MARKS)
    english_one = someone("en", module_exempted={"Language": True}, module_mark=ENGLISH)

    assert "Dispense : Langue, dispense, oui. §1" in french("tous(module.note >= 9, si=non module.dispensé)", person)
    assert "Exemption: Language, exemption, yes. §1" in english(
        "all(module.mark >= 9, where=not module.exempted)", english_one
    )


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("au plus proche", "Arrondi de 29/3 (9,6666…) au plus proche (pas de 0,1) : 9,7. §1"),
        ("au pair", "Arrondi de 29/3 (9,6666…) au pair (pas de 0,1) : 9,7. §1"),
        ("inférieur", "Arrondi de 29/3 (9,6666…) par défaut (pas de 0,1) : 9,6. §1"),
        ("supérieur", "Arrondi de 29/3 (9,6666…) par excès (pas de 0,1) : 9,7. §1"),
    ],
)
def test_a_rounding_says_its_way(mode: str, said: str) -> None:
    marks = f"| étudiant.x | 0..20 | 0,1 | {mode} |"
    assert french("moyenne(module.note)", someone(module_note=MARKS), marks=marks)[0] == said


def test_a_deadline_is_cited_with_the_day_it_starts_from() -> None:
    person = someone(étudiant_remise=small.day(2026, 9, 13), étudiant_entrée=small.day(2026, 9, 1))

    assert french("étudiant.remise <= échéance(dépôt, étudiant.entrée)", person) == [
        "Remise 13 septembre 2026 : il faut au plus tard le 11 septembre 2026, 2 jours de trop. §3",
        "Échéance « Dépôt du dossier » : 11 septembre 2026. §2",
        "Entrée : 1er septembre 2026. §1",
    ]


def test_a_choice_between_two_says_what_it_hung_on() -> None:
    rule = "étudiant.retards si étudiant.certificat sinon 9"

    assert french(rule, someone(étudiant_certificat=True)) == [
        "Certificat : oui. §1",
        "Retards : 0 (rien n'est enregistré). §1",
    ]
    assert french(rule, someone(étudiant_certificat=False)) == ["Certificat : non. §1"]
    assert french(
        "selon(étudiant.voie, initiale=1, autrement=étudiant.retards)", someone(étudiant_voie="initiale")
    ) == ["Voie : initiale. §1"]


def test_a_switch_not_settled_looks_at_every_branch_it_may_take() -> None:
    rule = "selon(étudiant.voie, initiale=1, autrement=étudiant.retards)"

    assert french(rule, someone(étudiant_retards=4)) == ["Voie : pas encore connu. §1", "Retards : 4. §1"]


def test_of_two_values_the_greater_one_alone_is_told() -> None:
    rule = "max(étudiant.retards, étudiant.bonus_donné)\nétudiant.bonus_donné = 3"
    person = someone(étudiant_retards=5)

    assert french(rule, person) == ["Retards : 5. §1"]
    assert french(rule, someone(étudiant_retards=1)) == ["Bonus donné : 3. §3"]


# --- readings ------------------------------------------------------------------------------------------------------

READING = "étudiant.x = selon(lecture.compensation, année=moyenne(module.note) >= seuil, aucune=faux)"


@pytest.mark.parametrize(
    ("mark", "end"),
    [(15, "Lue « aucune » (rien ne compense) : non."), (8, "Lue « aucune », rien ne changerait.")],
)
def test_a_reading_says_what_another_one_would_give(mark: int, end: str) -> None:
    said = sentences(why(READING, someone(module_note={**MARKS, "Langue": mark}), "étudiant.x"))

    assert said[1] == f"Lecture « compensation » : année (la moyenne compense). §2 {end}"


# --- decisions -----------------------------------------------------------------------------------------------------


def decision(delays: int | None, language: Language = "fr") -> Reason:
    return why("", someone(étudiant_retards=delays), "étudiant.d", tables=small.DECISION, says=language)


@pytest.mark.parametrize(
    ("delays", "said", "in_english"),
    [
        (0, "D : reçu, par règle. §3", "D: reçu, by rule. §3"),
        (1, "D : puni, à prononcer (jury). §3", "D: puni, to be pronounced (jury). §3"),
        (
            6,
            "D : au choix (jury, directeur) entre puni ou exclu. §3",
            "D: to be chosen (jury, directeur) among puni or exclu. §3",
        ),
        (9, "D : aucune ligne ne s'applique. §3", "D: no row applies. §3"),
        (
            None,
            "D : en attente, reçu, puni, exclu restent possibles. §3",
            "D: pending, reçu, puni, exclu remain possible. §3",
        ),
    ],
)
def test_a_decision_says_who_decides_and_among_what(delays: int | None, said: str, in_english: str) -> None:
    assert decision(delays).sentence == said
    assert decision(delays, "en").sentence == in_english


def test_the_rows_of_a_decision_say_where_they_stand() -> None:
    assert [part.sentence for part in decision(6).because] == [
        "« puni » peut être choisi (jury). §3",
        "« exclu » peut être choisi (directeur). §3",
        "« reçu » ne s'applique pas (Reçu au titre). §3",
    ]
    assert [part.sentence for part in decision(0).because] == ["« reçu » s'applique (Reçu au titre). §3"]
    assert [part.sentence for part in decision(None, "en").because] == [
        "“reçu” remains possible (Reçu au titre). §3",
        "“puni” remains possible. §3",
        "“exclu” remains possible. §3",
    ]


def test_the_short_answer_puts_what_is_missing_first_and_the_rejected_rows_last() -> None:
    assert in_sentences(decision(6)) == (
        "D : au choix (jury, directeur) entre puni ou exclu. §3",
        "Retards 6 : au moins 1, 5 de plus. §3",
        "Retards 6 : au plus 7, 1 de moins. §3",
        "Retards 6 : au moins 5, 1 de plus. §3",
        "Retards 6 : il faut exactement 0. §3",
    )


def test_a_requirement_is_met_or_not() -> None:
    tables = """
**Exigences : étudiant.titre**

| exigence | quand | libellé |
| --- | --- | --- |
| à l'heure | étudiant.retards == 0 | Aucun retard |
"""
    late = why("", someone(étudiant_retards=2), "étudiant.titre", tables=tables)
    in_time = why("", someone(étudiant_retards=0), "étudiant.titre", tables=tables)

    assert [part.sentence for part in late.because] == ["Exigence « Aucun retard » : non remplie. §3"]
    assert [part.sentence for part in in_time.because] == ["Exigence « Aucun retard » : remplie. §3"]


def test_a_value_that_is_supposed_is_not_explained_further() -> None:
    text = small.law(
        "étudiant.moyen = moyenne(module.note)\nétudiant.x = étudiant.moyen >= seuil", "", EXACT.replace(".x", ".moyen")
    )
    supposed = evaluate(text, someone(module_note=MARKS), supposed={"étudiant.moyen": {"étudiant": Fraction(15)}})

    assert sentences(explain(supposed, "étudiant.x")) == [
        "X : oui. §3",
        "Moyen 15 : au moins 10 (seuil), 5 de plus. §3",
        "Moyen : 15 (supposé). §3",
    ]
