"""What remedies propose to write, in the language of the text to be mended."""

from __future__ import annotations

from collections.abc import Mapping

from parchemin.regulation.findings import Language
from parchemin.regulation.reading.vocabulary import FUNCTIONS

EXAMPLES: Mapping[Language, Mapping[str, str]] = {
    "fr": {
        "members": "tableau, enregistrés, 1, 2 …",
        "member": "sans [ ] / ; | *",
        "column": "nom (unité ; vide = …)",
        "type": "oui/non, note, date, texte, entier 0..10, crédits 0..60, choix : a, b …",
        "unknown": "inconnu",
        "value": "un nombre (10 ; 7,5 ; 1 365), une date (2026-07-31), oui ou non",
        "number": "un nombre en chiffres : 10 ; 7,5 ; 1 365",
        "step": "exact, ou un pas : 0,01 ; 0,5 …",
        "bound": "imposé, au moins 10, au plus 6, libre",
        "fixed": "imposé, libre",
        "length": "10 jours, 15 jours ouvrables, 5 jours ouvrés, 3 jours francs, 48 heures, 1 mois, fin juillet",
        "dotted": "niveau.nom",
        "requirement": "quitus_langue",
        "option": "redoublement annuel",
        "by": "règle, jury, ou qui décide (directeur du programme …)",
        "round": "arrondi(x, 0.01, au_plus_proche)",
        "switch": "selon(choix, a=…, b=…)",
        "due": "échéance(nom, date)",
        "best_mean": "moyenne_des_meilleures(x, 3) ou moyenne_des_meilleures(x, un_paramètre, poids)",
        "mean_but_lowest": "moyenne_sans_les_plus_basses(x, 1) ou moyenne_sans_les_plus_basses(x, 1, poids)",
        "latest": "dernier(x, par=date)",
        "previous": "précédent(semestre.moyenne, vide=0)",
        "next": "suivant(semestre.moyenne, vide=0)",
        "weighted_mean": "moyenne_pondérée(x, poids)",
        "where": "si",
        "in": "x dans (a, b)",
    },
    "en": {
        "members": "table, recorded, 1, 2 …",
        "member": "without [ ] / ; | *",
        "column": "name (unit ; empty = …)",
        "type": "yes/no, mark, date, text, integer 0..10, credits 0..60, choice : a, b …",
        "unknown": "unknown",
        "value": "a number (10; 7.5; 1 365), a date (2026-07-31), yes or no",
        "number": "a number in digits: 10; 7.5; 1 365",
        "step": "exact, or a step: 0.01; 0.5 …",
        "bound": "fixed, at least 10, at most 6, free",
        "fixed": "fixed, free",
        "length": "10 days, 15 working days, 5 business days, 3 clear days, 48 hours, 1 month, end of July",
        "dotted": "level.name",
        "requirement": "language_quitus",
        "option": "repeat the year",
        "by": "rule, jury, or who decides (head of programme …)",
        "round": "round(x, 0.01, half_up)",
        "switch": "switch(choice, a=…, b=…)",
        "due": "due(name, date)",
        "best_mean": "best_mean(x, 3) or best_mean(x, a_parameter, weight)",
        "mean_but_lowest": "mean_but_lowest(x, 1) or mean_but_lowest(x, 1, weight)",
        "latest": "latest(x, by=date)",
        "previous": "previous(semester.average, empty=0)",
        "next": "next(semester.average, empty=0)",
        "weighted_mean": "weighted_mean(x, weight)",
        "where": "where",
        "in": "x in (a, b)",
    },
}


def function_word(function: str, language: Language) -> str:
    """The word for a function given by its canonical name."""
    return next(word for word, canonical in FUNCTIONS[language].items() if canonical == function)


def function_form(function: str, language: Language) -> str:
    """How a call of the function is written."""
    words = EXAMPLES[language]
    return words.get(function, f"{function_word(function, language)}(x, {words['where']}=…)")
