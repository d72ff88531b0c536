"""A faulty text gives one finding: what, where to the column, and what to write, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.regulation.texts import HEADER, RULES, TREE, only, understood

WHOLE = TREE + RULES


def adds(rules: str) -> str:
    """The small regulation with more rules."""
    return f"{WHOLE}\n## §3 Ajout\n\n```règles\n{rules}\n```\n"


def changes(old: str, new: str) -> str:
    """The small regulation with a piece changed."""
    assert WHOLE.count(old) == 1, f"{WHOLE.count(old)} times: {old}"
    return WHOLE.replace(old, new)


# (code, the text, the piece at whose first character the finding stands (after "^": the whole line), in the remedy)
NAMES = [
    ("unknown-name", adds("étudiant.a = module[Droit].notte"), "module[Droit].notte", "module.note"),
    ("unknown-name", adds("étudiant.a = seuille + 1"), "seuille", "seuil"),
    ("unknown-name", adds("étudiant.a = étudiant"), "étudiant\n```", "étudiant.…"),
    ("unknown-name", adds("étudiant.a = lecture.compensations == aucune"), "lecture.compensations", "lecture.comp"),
    (
        "unknown-name",
        changes("| module.note | 0..20", "| module.notte | 0..20 | exact | aucun |\n| module.note | 0..20"),
        "module.notte",
        "module.note",
    ),
    ("name-twice", adds("étudiant.heures = 3"), "^étudiant.heures = 3", "changez"),
    ("name-twice", adds("module.ects = 3"), "^module.ects = 3", "changez"),
    ("name-twice", adds("session.note = 3"), "^session.note = 3", "changez"),
    (
        "name-twice",
        changes("| seuil | 10 | note |", "| seuil | 10 | note |\n| seuil | 12 | note |"),
        "seuil | 12",
        "changez",
    ),
    ("name-twice", changes("| Compta | S1 |", "| Droit | S2 | 1 | Nancy |\n| Compta | S1 |"), "Droit | S2", "changez"),
    (
        "name-twice",
        changes("| étudiant.clos |", "| étudiant.statut | date | inconnu | |\n| étudiant.clos |"),
        "étudiant.statut | choix",
        "changez",
    ),
    ("bad-name", changes("| Droit | S1", "| Droit/2 | S1"), "Droit/2", "[ ] / ; | *"),
    ("bad-name", changes("| ects | campus |", "| ects | campus (truc) |"), "campus (truc)", "vide = …"),
    (
        "bad-name",
        changes("| étudiant.redoublements |", "| redoublements | entier 0..5 | 0 | |\n| étudiant.redoublements |"),
        "redoublements | entier",
        "niveau.nom",
    ),
    ("bad-name", changes("| redoublement annuel |", "| 2 fois |"), "2 fois", "redoublement annuel"),
    ("bad-name", changes("| tous les modules |", "| ?! |"), "?!", "quitus"),
    (
        "bad-name",
        changes("**Décision : étudiant.progression**", "**Décision : progression**"),
        "^**Décision",
        "niveau.nom",
    ),
]

LEVELS = [
    ("unknown-level", adds("étudient.a = 1"), "^étudient.a", "étudiant"),
    ("unknown-level", changes("| session | module |", "| session | modul |"), "modul |", "module"),
    (
        "unknown-level",
        changes("| étudiant.clos |", "| inscription.payée | oui/non | non | |\n| étudiant.clos |"),
        "inscription.payée",
        "expérience",
    ),
    (
        "unknown-level",
        changes(
            "**Cursus : semestre**", "**Cursus : semestres**\n\n| semestres |\n| --- |\n| S3 |\n\n**Cursus : semestre**"
        ),
        "^**Cursus : semestres**",
        "semestre",
    ),
    (
        "level-parent",
        changes(
            "| expérience | étudiant |",
            "| expérience | étudiant | enregistrées | non | 2 |\n"
            "| avis | expérience | enregistrés | non | 2 |\n| visite | étudiant |",
        ),
        "expérience | enregistrés",
        "membres sont au règlement",
    ),
    (
        "no-members",
        changes("| expérience | étudiant |", "| bloc | étudiant | tableau | | |\n| expérience | étudiant |"),
        "bloc | étudiant",
        "Cursus : bloc",
    ),
    (
        "not-listed",
        changes(
            "**Cursus : semestre**",
            "**Cursus : expérience**\n\n| expérience |\n| --- |\n| a |\n\n**Cursus : semestre**",
        ),
        "^**Cursus : expérience**",
        "tableau",
    ),
    (
        "first-column",
        changes("**Cursus : semestre**", "**Cursus : semestre**\n\n| nom |\n| --- |\n| S3 |\n\n**Cursus : semestre**"),
        "^**Cursus : semestre**",
        "chaque membre",
    ),
    (
        "first-column",
        changes(
            "**Cursus : module**",
            "**Cursus : module**\n\n| module | ects | campus |\n| --- | --- | --- |\n"
            "| Sport | 1 | Nancy |\n\n**Cursus : module**",
        ),
        "^**Cursus : module**",
        "chaque membre",
    ),
    ("unknown-member", changes("| Stage | S2 |", "| Sport | S3 | 1 | Nancy |\n| Stage | S2 |"), "S3 | 1", "S2"),
    ("unknown-member", adds("étudiant.a = module[Droits].note > 3"), "module[Droits]", "Droit"),
    ("unknown-member", adds("étudiant.a = expérience[a].heures > 3"), "expérience[a]", "—"),
]

AGGREGATES = [
    ("needs-aggregate", adds("étudiant.a = module.validé"), "module.validé\n```", "tous(…)"),
    (
        "needs-aggregate",
        adds("étudiant.a = semestre.moyenne >= 10 ou semestre.validé"),
        "semestre.moyenne >= 10 ou",
        "semestre[…]",
    ),
    ("other-branch", adds("module.a = expérience.heures > 3"), "expérience.heures > 3", "niveau commun"),
    (
        "other-branch",
        adds("étudiant.a = somme(module.ects, si=expérience.heures > 3)"),
        "expérience.heures > 3",
        "niveau commun",
    ),
    ("nothing-below", adds("étudiant.a = somme(étudiant.crédits)"), "somme(étudiant.crédits)", "niveau inférieur"),
    ("nothing-below", adds("module.a = tous(session[1].note > 3)"), "session[1].note > 3", "sans « tous »"),
    ("nothing-below", adds("étudiant.a = tous(seuil > 3)"), "tous(seuil > 3)", "niveau inférieur"),
    ("needs-empty", adds("étudiant.a = maximum(expérience.heures)"), "maximum(expérience.heures)", "vide="),
    ("needs-empty", adds("étudiant.a = moyenne(module.ects, si=module.validé)"), "moyenne(module.ects", "vide="),
    (
        "needs-empty",
        adds("étudiant.a = moyenne_pondérée(module.ects, expérience.heures)").replace(
            "module.ects, exp", "expérience.heures, exp"
        ),
        "moyenne_pondérée(expérience",
        "vide=",
    ),
]

TYPES = [
    ("wrong-type", adds("étudiant.a = 1 + étudiant.clos"), "étudiant.clos\n```", "étudiant"),
    ("wrong-type", adds("étudiant.a = non étudiant.crédits"), "étudiant.crédits\n```", "étudiant"),
    ("wrong-type", adds("étudiant.a = étudiant.entrée < 3"), "3\n```", "<"),
    ("wrong-type", adds("étudiant.a = étudiant.clos < vrai"), "étudiant.clos < vrai", "<"),
    ("wrong-type", adds("étudiant.a = 1 si étudiant.clos sinon vrai"), "vrai\n```", "…"),
    ("wrong-type", adds("étudiant.a = étudiant.progression"), "étudiant.progression\n```", "étudiant.progression"),
    ("wrong-type", adds("étudiant.a = étudiant.entrée + étudiant.crédits"), "étudiant.entrée + étudiant.crédits", "+"),
    (
        "wrong-type",
        changes("| quitus professionnel | étudiant.quitus |", "| quitus professionnel | étudiant.heures |"),
        "étudiant.heures | Le",
        "étudiant",
    ),
    ("wrong-units", adds("étudiant.a = étudiant.crédits + étudiant.heures"), "étudiant.crédits + ", "même unité"),
    ("wrong-units", adds("module.a = module.note >= module.ects"), "module.note >= module.ects", "même unité"),
    ("wrong-units", adds("module.a = max(module.note, module.ects)"), "max(module.note", "même unité"),
    ("unknown-choice", adds("étudiant.a = étudiant.statut == FX"), "FX", "FI, FC"),
    ("unknown-choice", adds("étudiant.a = étudiant.progression == exlusion"), "exlusion", "redoublement_annuel"),
    ("unknown-choice", adds("étudiant.a = selon(étudiant.statut, FI=1, FC=2, FX=3)"), "3)", "FI, FC"),
    ("choices-missing", adds("étudiant.a = selon(étudiant.statut, FI=1)"), "selon(étudiant", "autrement=…"),
    (
        "wrong-arguments",
        adds("étudiant.a = arrondi(étudiant.crédits, 0.01)"),
        "arrondi(",
        "arrondi(x, 0.01, au_plus_proche)",
    ),
    (
        "wrong-arguments",
        adds("étudiant.a = moyenne_pondérée(module.ects)"),
        "moyenne_pondérée(module.ects)",
        "moyenne_pondérée(x, poids)",
    ),
    ("wrong-arguments", adds("étudiant.a = somme(module.ects, vide=0)"), "somme(module.ects, vide", "somme(x, si=…)"),
    ("wrong-arguments", adds("étudiant.a = dernier(expérience.heures, vide=0)"), "dernier(", "dernier(x, par=date)"),
    (
        "divides-by-zero",
        adds("étudiant.a = étudiant.crédits / étudiant.redoublements"),
        "étudiant.redoublements\n```",
        "constante",
    ),
    ("divides-by-zero", adds("étudiant.a = 1 / 0"), "0\n```", "constante"),
    (
        "part-of-a-day",
        adds("étudiant.a = étudiant.entrée + étudiant.redoublements / 2"),
        "étudiant.redoublements / 2",
        "arrondi",
    ),
    ("argument-twice", adds("étudiant.a = selon(étudiant.statut, FI=1, FC=2, FC=3)"), "3)", "un seul"),
    ("not-an-expression", adds("étudiant.a = 2x + 1"), "x + 1", "opérateurs"),
    ("not-allowed", adds("étudiant.a = 2.crédits"), "2.crédits", "regulation-language.md"),
    ("decimal-comma", adds("étudiant.a = étudiant.crédits >= 7,5"), "7,5", "7.5"),
    ("single-equals", adds("étudiant.a = étudiant.crédits = 7"), "= 7", "=="),
    ("strange-character", adds("étudiant.a = étudiant.crédits % 7"), "% 7", "opérateurs"),
    ("unknown-deadline", adds("étudiant.a = échéance(reclamation, étudiant.entrée)"), "reclamation", "réclamation"),
    (
        "circular",
        adds("étudiant.a = étudiant.b + 1\nétudiant.b = étudiant.c\nétudiant.c = étudiant.a"),
        "étudiant.a\n```",
        "Coupez",
    ),
    ("circular", changes("non étudiant.clos | 3", "étudiant.heures < 9 | 3"), "étudiant.heures < 9", "Coupez"),
    (
        "too-deep",
        adds("\n".join(["étudiant.a0 = 1"] + [f"étudiant.a{i} = étudiant.a{i - 1} + 1" for i in range(1, 127)])),
        "^étudiant.a125 =",
        "une somme",
    ),
]

TABLES = [
    ("no-policy", changes(" — première ligne qui s'applique", ""), "^**Décision", "exactement une ligne"),
    ("no-policy", changes(" — première ligne qui s'applique", " — la première"), "^**Décision", "exactement une ligne"),
    ("no-policy", changes("qui s'applique", "qui s'applique, au mieux"), "^**Décision", "plus favorable"),
    (
        "reading-taken",
        changes(
            "| compensation | aucune | rien ne compense | non |", "| compensation | aucune | rien ne compense | oui |"
        ),
        "compensation | semestre",
        "une seule ligne",
    ),
    ("reading-taken", changes("compense | oui |", "compense | non |"), "compensation | semestre", "une seule ligne"),
    ("mark-undeclared", changes("| module.note | 0..20 | exact | aucun |\n", ""), "^module.note =", "Notes"),
    ("mark-undeclared", changes("| session.note | 0..20 | 0,01 | refusé |\n", ""), "session.note | note", "Notes"),
    (
        "not-a-mark",
        changes(
            "| semestre.moyenne | 0..20 |", "| étudiant.quitus | 0..20 | exact | aucun |\n| semestre.moyenne | 0..20 |"
        ),
        "étudiant.quitus | 0..20",
        "vérifiez le nom",
    ),
    (
        "no-datum",
        changes("| Compta | S1 | 1 | Nancy |", "| Compta | S1 | | Nancy |").replace(
            "étudiant.crédits = somme(module.ects, si=module.validé)", "étudiant.crédits = nombre(module.validé)"
        ),
        "module.ects)",
        "(vide = 0)",
    ),
    ("bad-cell", changes("| seuil | 10 | note |", "| seuil | dix | note |"), "dix", "7,5"),
    ("bad-cell", changes("| seuil | 10 | note |", "| seuil | 10 | note sur 20 |"), "note sur 20", "crédits"),
    ("bad-cell", changes("| seuil | 10 | note |", "| seuil | 10 heures | note |"), "10 heures", "7,5"),
    ("bad-cell", changes("| Compta | S1 | 1 |", "| Compta | S1 | 1O |"), "1O", "7,5"),
    ("bad-cell", changes("entier 0..5", "entier"), "entier |", "entier 0..100"),
    ("bad-cell", changes("entier 0..5", "chiffre 0..5"), "chiffre", "entier 0..10"),
    (
        "bad-cell",
        changes("| étudiant.clos | oui/non | non |", "| étudiant.clos | oui/non | |"),
        "| |\n| étudiant.statut",
        "inconnu",
    ),
    ("bad-cell", changes("| présent | absence |", "| présent | abscence |"), "abscence", "absence"),
    ("bad-cell", changes("| session.note | 0..20 |", "| session.note | 20 |"), "20 | 0,01", "0..20"),
    ("bad-cell", changes("| 0,5 | refusé |", "| 0 | refusé |"), "0 | refusé |\n| module", "0,5"),
    ("bad-cell", changes("| 0,5 | refusé |", "| 0,5 | tronqué |"), "tronqué", "inférieur"),
    ("bad-cell", changes("15 jours ouvrables", "15 jours de travail"), "15 jours de travail", "15 jours ouvrables"),
    ("bad-cell", changes("| sinon | jury |", "| sinon | |"), "|\n", "règle, jury"),
    ("bad-cell", changes("étudiant.clos | 3 |", "étudiant.clos | trois |"), "trois", "1, 2, 3"),
]


@pytest.mark.parametrize(
    "mean", ["moyenne_pondérée(module.ects, module.ects)", "moyenne_pondérée(session.inscriptions, module.ects)"]
)
def test_weights_of_the_text_that_add_up_to_nothing_somewhere_need_an_empty_value(tmp_path: Path, mean: str) -> None:
    text = adds(f"semestre.a = {mean}").replace("| Stage | S2 | 3 |", "| Stage | S2 | 0 |")
    text = text.replace(
        "semestre.moyenne = moyenne_pondérée(module.note, module.ects)", "semestre.moyenne = moyenne(module.note)"
    )
    text = text.replace("| étudiant.clos |", "| session.inscriptions | entier 0..5 | 0 | |\n| étudiant.clos |")
    assert only(understood(tmp_path, text)).code == "needs-empty"


@pytest.mark.parametrize(
    ("code", "text", "at", "remedy"),
    [*NAMES, *LEVELS, *AGGREGATES, *TYPES, *TABLES],
    ids=lambda value: value[:40] if isinstance(value, str) and len(value) < 60 else "",
)
def test_a_fault_is_told_once_where_it_stands(tmp_path: Path, code: str, text: str, at: str, remedy: str) -> None:
    found = only(understood(tmp_path, text))

    assert found.code == code
    assert remedy in found.remedy("fr")
    assert found.place.article
    if not (code == "bad-cell" and at.startswith("|")):
        written = HEADER + text
        offset = written.index(at.removeprefix("^"))
        start = written.rfind("\n", 0, offset) + 1
        column = 0 if at.startswith("^") else offset - start + 1
        assert (found.place.line, found.place.column) == (written.count("\n", 0, offset) + 1, column)


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, text, _, _ in (*NAMES, *LEVELS, *AGGREGATES, *TYPES, *TABLES)]
)
def test_a_fault_is_told_in_both_languages(tmp_path: Path, code: str, text: str) -> None:
    found = only(understood(tmp_path, text))

    for french, english in ((found.what("fr"), found.what("en")), (found.remedy("fr"), found.remedy("en"))):
        assert french.strip()
        assert english.strip()
        assert french != english
