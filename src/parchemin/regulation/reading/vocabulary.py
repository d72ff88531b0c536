"""The two vocabularies of the language, and the canonical English name of each shared word."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from parchemin.regulation.findings import Language

TABLE_KINDS: dict[Language, dict[str, str]] = {
    "fr": {
        "niveaux": "levels", "cursus": "members", "tableau": "members", "paramètres": "parameters", "faits": "facts",
        "notes": "marks", "exigences": "requirements", "décision": "decision", "échéances": "deadlines",
        "lectures": "readings", "contrôles": "controls", "publications": "publications", "silences": "silences",
        "cas": "cases", "codes": "codes", "matrice": "matrix",
    },
    "en": {
        "levels": "levels", "curriculum": "members", "table": "members", "parameters": "parameters", "facts": "facts",
        "marks": "marks", "requirements": "requirements", "decision": "decision", "deadlines": "deadlines",
        "readings": "readings", "controls": "controls", "publications": "publications", "silences": "silences",
        "cases": "cases", "codes": "codes", "matrix": "matrix",
    },
}  # fmt: skip

COLUMNS: dict[Language, dict[str, str]] = {
    "fr": {
        "niveau": "level", "dans": "in", "membres": "members", "encore possibles": "still possible", "au plus": "at most",
        "libellé": "label", "paramètre": "parameter", "valeur": "value", "unité": "unit", "borne": "bound",
        "origine": "origin", "fait": "fact", "type": "type", "absent": "missing", "nature": "nature", "note": "mark",
        "échelle": "scale", "pas": "step", "arrondi": "rounding", "exigence": "requirement", "quand": "when",
        "décision": "decision", "par": "by", "échéance": "deadline", "départ": "start", "délai": "length",
        "report": "roll", "question": "question", "lecture": "reading", "sens": "meaning", "retenue": "taken",
        "motif": "reason", "contrôle": "control", "doit être vrai": "must hold", "publié": "published", "point": "point",
        "traitement": "treatment", "publication": "publication", "à": "to", "cas": "case", "données": "given",
        "attendu": "expected", "code": "code", "effet": "effect",
    },
    "en": {
        name: name
        for name in (
            "level", "in", "members", "still possible", "at most", "label", "parameter", "value", "unit", "bound", "origin",
            "fact", "type", "missing", "nature", "mark", "scale", "step", "rounding", "requirement", "when", "decision",
            "by", "deadline", "start", "length", "roll", "question", "reading", "meaning", "taken", "reason", "control",
            "must hold", "published", "point", "treatment", "publication", "to", "case", "given", "expected", "code",
            "effect",
        )
    },
}  # fmt: skip

TABLE_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "levels": (("level", "in", "members"), ("still possible", "at most", "label")),
    "parameters": (("parameter", "value"), ("unit", "bound", "origin", "label")),
    "facts": (("fact", "type", "missing"), ("nature", "label")),
    "marks": (("mark", "scale", "step", "rounding"), ()),
    "codes": (("code", "effect"), ("label",)),
    "requirements": (("requirement", "when"), ("label",)),
    "decision": (("decision", "when", "by"), ("label",)),
    "deadlines": (("deadline", "start", "length"), ("roll", "label")),
    "readings": (("question", "reading", "meaning", "taken"), ("reason",)),
    "controls": (("control", "level", "must hold"), ("published",)),
    "publications": (("publication", "to"), ("reason",)),
    "silences": (("point", "nature", "treatment"), ()),
}
"""Required and optional columns of each kind with fixed columns, by canonical name."""

HEADER_KEYS: dict[Language, dict[str, str]] = {
    "fr": {
        "règlement": "regulation", "titre": "title", "langue": "language", "en vigueur": "in force", "relève de": "under",
        "jours fériés": "holidays", "entrée": "entry", "modifie": "amends", "jusqu'au": "until", "variante": "variant",
    },
    "en": {
        name: name
        for name in ("regulation", "title", "language", "in force", "under", "holidays", "entry", "amends", "until", "variant")
    },
}  # fmt: skip

FENCES = {"règles": "fr", "rules": "en"}

KEYWORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "et": "and", "ou": "or", "non": "not", "si": "if", "sinon": "else", "dans": "in", "vrai": "True", "faux": "False",
        "oui": "True",
    },
    "en": {
        "and": "and", "or": "or", "not": "not", "if": "if", "else": "else", "in": "in", "true": "True", "false": "False",
        "yes": "True", "no": "False",
    },
}  # fmt: skip

ARGUMENTS: dict[Language, dict[str, str]] = {
    "fr": {"si": "where", "vide": "empty", "par": "by", "autrement": "otherwise"},
    "en": {"where": "where", "empty": "empty", "by": "by", "otherwise": "otherwise"},
}

FUNCTIONS: dict[Language, dict[str, str]] = {
    "fr": {
        "tous": "all", "toutes": "all", "un": "any", "une": "any", "nombre": "count", "somme": "sum", "minimum": "minimum",
        "maximum": "maximum", "meilleure": "maximum", "meilleur": "maximum", "moyenne": "mean",
        "moyenne_pondérée": "weighted_mean", "moyenne_des_meilleures": "best_mean",
        "moyenne_sans_les_plus_basses": "mean_but_lowest", "dernier": "latest",
        "dernière": "latest", "min": "min", "max": "max", "arrondi": "round", "selon": "switch", "échéance": "due",
        "précédent": "previous", "précédente": "previous", "suivant": "next", "suivante": "next",
    },
    "en": {
        "all": "all", "any": "any", "count": "count", "sum": "sum", "minimum": "minimum", "maximum": "maximum",
        "best": "maximum", "mean": "mean", "weighted_mean": "weighted_mean", "best_mean": "best_mean",
        "mean_but_lowest": "mean_but_lowest", "latest": "latest",
        "min": "min", "max": "max", "round": "round", "switch": "switch", "due": "due",
        "previous": "previous", "next": "next",
    },
}  # fmt: skip

READING_PREFIX: dict[Language, str] = {"fr": "lecture", "en": "reading"}

ROUNDINGS: dict[Language, dict[str, str]] = {
    "fr": {
        "aucun": "none", "refusé": "refused", "au plus proche": "half-up", "au pair": "half-even", "inférieur": "down",
        "supérieur": "up",
    },
    "en": {"none": "none", "refused": "refused", "half-up": "half-up", "half-even": "half-even", "down": "down", "up": "up"},
}  # fmt: skip

EFFECTS: dict[Language, dict[str, Literal["blocks", "zero", "apart"]]] = {
    "fr": {"bloque": "blocks", "vaut 0": "zero", "à part": "apart"},
    "en": {"blocks": "blocks", "counts as 0": "zero", "set apart": "apart"},
}
"""What a code does in an average: makes it that code, counts as 0 in it, is left out of it."""

UNITS: dict[str, str] = {
    "note": "mark", "mark": "mark", "notes": "mark", "marks": "mark", "crédits": "credits", "credits": "credits",
    "ects": "credits", "ECTS": "credits", "crédit": "credits", "heures": "hours", "hours": "hours", "h": "hours",
    "mois": "months", "months": "months", "semaines": "weeks", "weeks": "weeks", "jours": "days", "days": "days",
    "années": "years", "years": "years", "ans": "years", "points": "points", "euros": "euros", "€": "euros", "EUR": "euros",
    "%": "percent", "percent": "percent", "/20": "mark", "": "",
}  # fmt: skip

UNIT_WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "mark": "note", "credits": "crédits", "hours": "heures", "months": "mois", "weeks": "semaines", "days": "jours",
        "years": "années", "points": "points", "euros": "euros", "percent": "%",
    },
    "en": {
        "mark": "mark", "credits": "credits", "hours": "hours", "months": "months", "weeks": "weeks", "days": "days",
        "years": "years", "points": "points", "euros": "euros", "percent": "%",
    },
}  # fmt: skip


def unit_word(unit: str, language: Language) -> str:
    """A unit as texts of a language write it: `crédits`, `note par jours`."""
    words = UNIT_WORDS[language]
    return (" par " if language == "fr" else " per ").join(words.get(part, part) for part in unit.split("/"))


TRUTHS = {
    "oui": True,
    "vrai": True,
    "yes": True,
    "true": True,
    "non": False,
    "faux": False,
    "no": False,
    "false": False,
}

NATURES = {
    "": "", "absence": "absence", "dispense": "exemption", "exemption": "exemption", "neutralisation": "neutralisation",
    "dérogation": "waiver", "waiver": "waiver", "points de jury": "jury points", "jury points": "jury points",
    "décision": "ruling", "ruling": "ruling",
}  # fmt: skip

SILENCE_NATURES = {
    "silence": "silence", "contradiction": "contradiction", "ambiguïté": "ambiguity", "ambiguity": "ambiguity",
    "hypothèse": "assumption", "assumption": "assumption",
}  # fmt: skip

POLICIES = {
    "exactement une ligne": "unique", "exactly one row": "unique", "première ligne qui s'applique": "first",
    "first row that applies": "first",
}  # fmt: skip
BEST_FIRST = ("de la plus favorable à la moins favorable", "best first")


def policy_of(option: str) -> tuple[str, bool]:
    """How the rows of a decision decide, as its caption says, and whether the best comes first; ("", …) when it does
    not say it in these words."""
    said, comma, order = tidy(option).lower().partition(", ")
    if comma and order not in BEST_FIRST:
        return "", False
    return POLICIES.get(said, ""), bool(comma)


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january", "février february", "mars march", "avril april", "mai may", "juin june", "juillet july",
            "août august", "septembre september", "octobre october", "novembre november", "décembre december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

SHARED_NAMES = {
    "étudiant": "student", "année": "year", "semestre": "semester", "module": "module", "session": "session",
    "épreuve": "assessment", "expérience": "experience", "candidat": "candidate", "inscription": "registration",
    "ue": "unit", "unité": "unit", "bloc": "block", "stage": "internship", "mémoire": "thesis", "projet": "project",
    "note": "mark", "notes": "marks", "coefficient": "weight", "crédits": "credits", "ects": "ects", "heures": "hours",
    "moyenne": "average", "validé": "validated", "validée": "validated", "acquis": "validated", "acquise": "validated",
    "éliminé": "eliminated", "éliminatoire": "eliminatory", "compensé": "compensated", "dispensé": "exempted",
    "neutralisé": "neutralised", "neutralisée": "neutralised", "absence": "absence", "inscrit": "registered",
    "redoublements": "repeats", "progression": "progression", "diplôme": "diploma", "quitus": "quitus", "entrée": "entry",
    "mention": "distinction", "durée": "duration", "date": "date", "jour": "day", "statut": "status", "modalité": "modality",
    "voie": "track", "option": "option", "concours": "contest", "admissible": "admissible", "admis": "admitted",
    "rang": "rank", "terminale": "terminal", "phase": "phase", "jury": "jury", "titre": "title", "seuil": "threshold",
    "absent": "absent", "absente": "absent", "motif": "ground", "pièce": "document", "pièce_authentique": "document_authentic",
    "demande_déposée": "request_filed", "demande_le": "request_day", "suite": "follow_up", "justifiée": "justified",
    "inscription_à_jour": "in_good_standing", "inscrit_en_session_2": "registered_for_session_2", "nature": "nature",
    "délibération": "deliberation", "pour": "votes_for", "contre": "votes_against", "abstentions": "abstentions",
    "voix_du_président": "president_vote", "résultat": "result", "composition_régulière": "regular_composition",
    "représentants": "representatives", "promotion": "cohort", "parcours": "path", "concerné": "concerned",
    "concernée": "concerned", "remplacé": "replaced", "remplacée": "replaced", "crédits_requis": "required_credits",
    "crédits_acquis": "credits", "crédits_du_programme": "required_credits", "droit_à_la_session_2": "right_to_session_2",
    "note_du_contrôle": "check_mark", "traitement": "treatment",
    "président_présent": "president_present", "membres_délibératifs": "deliberative_members",
    "vice_président_nommé": "vice_president_appointed", "jurys_réunis": "juries_held",
    "session_2_retenue": "second_session_retained",
}  # fmt: skip


def canonical(name: str) -> str:
    """The canonical English form of `level.attribute`; a word that is not shared stays as written."""
    return ".".join(SHARED_NAMES.get(part, part) for part in name.split("."))


def in_language(word: str, words: Mapping[Language, Mapping[str, str]], language: Language) -> str:
    """The word of `language` for a word of the other one; "" when the other one has no such word."""
    meaning = words["en" if language == "fr" else "fr"].get(word)
    return next((own for own, same in words[language].items() if same == meaning), "") if meaning else ""


def tidy(text: str) -> str:
    """A word as compared: composed accents, plain apostrophes and spaces, no markup around it."""
    text = unicodedata.normalize("NFC", text).replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
    text = text.strip()
    for mark in ("**", "`", "*", "__", "_"):
        if (
            len(text) >= 2 * len(mark)
            and text.startswith(mark)
            and text.endswith(mark)
            and mark not in text[len(mark) : -len(mark)]
        ):
            text = text[len(mark) : len(text) - len(mark)].strip()
    return " ".join(text.split())


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, or "" when none is near."""
    found = difflib.get_close_matches(word[:80], sorted(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def number_text(value: Fraction, language: Language) -> str:
    """A number as people write it: exact decimals where they end, a quotient where they do not."""
    denominator, twos, fives = value.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    if not places:
        return sign + digits
    return f"{sign}{digits[:-places]}{',' if language == 'fr' else '.'}{digits[-places:]}"
