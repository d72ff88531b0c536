"""The page laid in a records folder: every file and column, what is accepted, what an empty cell means, its article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from parchemin.records.cells import UNKNOWN, accepted, decimal_text
from parchemin.records.layout import RecordTable, gates, layout
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import Fact, Kind, Regulation
from parchemin.regulation.reading.vocabulary import NATURES, UNITS

_INTRODUCTION = {
    "fr": f"""\
# {{title}} : les données

Un fichier CSV (ou Parquet, avec les mêmes colonnes) par niveau. La première ligne nomme les colonnes, dans n'importe
quel ordre. UTF-8 ; `;` ou `,` entre les cellules ; virgule ou point décimal ; dates `2026-07-03` ou `03/07/2026` ;
`oui`, `non`, `yes`, `no`, `vrai`, `faux`, `1`, `0`.

Une cellule vide a le sens indiqué ci-dessous ; `{UNKNOWN}` dit « inconnu » partout. Seuls les fichiers qui nomment les
personnes sont obligatoires, chacun dès qu'un autre fichier parle de ses personnes.
""",
    "en": f"""\
# {{title}}: the records

One CSV file (or Parquet, with the same columns) per level. The first line names the columns, in any order. UTF-8; `,`
or `;` between cells; decimal point or comma; dates `2026-07-03` or `03/07/2026`; `yes`, `no`, `oui`, `non`, `true`,
`false`, `1`, `0`.

An empty cell means what is said below; `{UNKNOWN}` says “unknown” anywhere. Only the files that name the persons are
required, each as soon as another file speaks of its persons.
""",
}
_HEADS = {
    "fr": "| colonne | sens | accepté | cellule vide | article |",
    "en": "| column | meaning | accepted | empty cell | article |",
}


def manual(regulation: Regulation) -> str:
    """The page, in the language of the regulation."""
    page = [_INTRODUCTION[regulation.language].format(title=regulation.title)]
    page.extend("\n".join(_section(regulation, table)) + "\n" for table in layout(regulation))
    return "\n".join(page)


def _section(regulation: Regulation, table: RecordTable) -> Iterator[str]:
    language = regulation.language
    yield f"## {table.file()}"
    yield ""
    yield _about(regulation, table)
    yield ""
    yield _HEADS[language]
    yield "| --- | --- | --- | --- | --- |"
    for key in table.keys:
        yield _row(key, _key_meaning(regulation, table, key), _names(regulation, table, key), _never(language), "")
    for header, fact in table.facts.items():
        article = f"§{fact.place.article.lstrip('§')}" if fact.place.article else ""
        yield _row(
            header, _meaning(fact, language), accepted(fact, language), _empty(fact, language, table.shared), article
        )


def _about(regulation: Regulation, table: RecordTable) -> str:
    french, level = regulation.language == "fr", regulation.levels[table.level]
    label = f" ({level.label})" if level.label else ""
    if table.shared:
        own = table.member_keys[-1]
        if french:
            return (
                f"Facultatif : les lignes de « {level.name} » communes à tous, pour chaque « {own} », "
                "avec les seules colonnes utiles. "
                "Quand ce fichier existe, chaque personne a toutes ses lignes, et aucune autre."
            )
        return (
            f"Optional: the rows of “{level.name}” common to all, for each “{own}”, with the useful columns only. "
            "When this file exists every person has all its rows, and no other."
        )
    most = "" if level.most is None else f" Au plus {level.most}." if french else f" At most {level.most}."
    if french:
        return f"Une ligne par {' × '.join(table.keys)}{label}.{most}{_right(regulation, table)}"
    return f"One line per {' × '.join(table.keys)}{label}.{most}{_right(regulation, table)}"


def _right(regulation: Regulation, table: RecordTable) -> str:
    for name in regulation.path(table.level):
        for gate in gates(regulation, name):
            if regulation.language == "fr":
                which = f"« {gate.level} {gate.member} »" if gate.member else f"« {gate.level} » (sauf la première)"
                return f" Une ligne pour {which} n'est admise que si `{gate.fact.name}` est « oui »."
            which = f"“{gate.level} {gate.member}”" if gate.member else f"“{gate.level}” (but the first)"
            return f" A line for {which} is accepted only where `{gate.fact.name}` is “yes”."
    return ""


def _key_meaning(regulation: Regulation, table: RecordTable, key: str) -> str:
    if key == table.row_key:
        return "nom de la ligne" if regulation.language == "fr" else "name of the row"
    return regulation.levels[key].label or key


def _names(regulation: Regulation, table: RecordTable, key: str) -> str:
    french = regulation.language == "fr"
    if key == table.row_key:
        return "un nom, unique ici" if french else "a name, unique here"
    if key == table.root:
        return "un identifiant" if french else "an identifier"
    return ", ".join(dict.fromkeys(member.name for member in regulation.levels[key].members))


def _never(language: Language) -> str:
    return "refusée" if language == "fr" else "refused"


def _meaning(fact: Fact, language: Language) -> str:
    said = fact.label or fact.name.split(".", 1)[-1].replace("_", " ")
    unit = f", {_word(UNITS, fact.type.unit, language)}" if fact.type.unit not in ("", "mark") else ""
    nature = f" ({_word(NATURES, fact.nature, language)})" if fact.nature else ""
    return f"{said}{unit}{nature}"


def _word(words: Mapping[str, str], meaning: str, language: Language) -> str:
    """The word of a language for a canonical one: where both vocabularies share a table the French word comes first."""
    return meaning if language == "en" else next(word for word, same in words.items() if same == meaning)


def _empty(fact: Fact, language: Language, shared: bool) -> str:
    french = language == "fr"
    if shared:
        return "propre à chacun" if french else "each person's own"
    if fact.type.kind is Kind.TEXT:
        return "rien" if french else "nothing"
    if fact.missing is None:
        return "inconnu" if french else "unknown"
    if fact.type.kind is Kind.BOOL:
        return ("oui" if fact.missing else "non") if french else ("yes" if fact.missing else "no")
    if fact.type.kind is Kind.NUMBER and not isinstance(fact.missing, str):
        return decimal_text(Fraction(fact.missing), language)
    if fact.type.kind is Kind.DATE:
        return date.fromordinal(int(fact.missing)).isoformat()
    return str(fact.missing)


def _row(*cells: str) -> str:
    return "| " + " | ".join(text.replace("|", "\\|").replace("\n", " ") for text in cells) + " |"
