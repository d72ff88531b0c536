"""A value or an expression written back in the language of the text, for messages and explanations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import cast

from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.codes import as_written, tells_numbers
from parchemin.regulation.meaning.graph import (
    Aggregate,
    Arithmetic,
    Choose,
    Compare,
    Constant,
    DatumUse,
    DecisionUse,
    DefinitionUse,
    DueDate,
    Extreme,
    FactUse,
    Kind,
    Logic,
    Lookup,
    Node,
    Not,
    ParameterUse,
    Pick,
    Round,
    Switch,
    Type,
    Value,
)
from parchemin.regulation.reading.vocabulary import number_text

FRENCH = {
    "all": "tous", "any": "un", "count": "nombre", "sum": "somme", "min": "minimum", "max": "maximum",
    "mean": "moyenne", "weighted_mean": "moyenne_pondérée", "best_mean": "moyenne_des_meilleures", "latest": "dernier",
    "and": "et", "or": "ou", "not": "non", "if": "si", "else": "sinon", "where": "si", "round": "arrondi", "by": "par",
    "empty": "vide",
    "due": "échéance", "switch": "selon", "mean_but_lowest": "moyenne_sans_les_plus_basses",
}  # fmt: skip
ENGLISH = {"min": "minimum", "max": "maximum"}

type Named = Callable[[str], str]


def written(value: Value | None, language: Language, type_: Type) -> str:
    """A value as a table cell of the regulation writes it; fractions that are no decimals stay exact."""
    french = language == "fr"
    if value is None:
        return "inconnu" if french else "unknown"
    if type_.kind is Kind.BOOL:
        return ("oui" if value else "non") if french else ("yes" if value else "no")
    if type_.kind is Kind.DATE:
        return date.fromordinal(int(cast(int, value))).isoformat()
    if isinstance(value, str):
        return value
    return type_.code(value) or number_text(Fraction(value), language)


def phrase(node: Node, language: Language, named: Named = str) -> str:
    """The expression as its author could have written it; parentheses may differ. `named` gives the names outside
    aggregates."""
    node = as_written(node)

    def word(english: str) -> str:
        return FRENCH.get(english, english) if language == "fr" else english

    def of(inner: Node) -> str:
        inner = as_written(inner)
        text = phrase(inner, language, named)
        apart = isinstance(inner, Logic | Choose) or (isinstance(inner, Arithmetic) and not isinstance(node, Compare))
        return f"({text})" if apart else text

    match node:
        case Constant(value=value):
            return written(value, language, node.type).replace(",", ".")
        case ParameterUse(name=name) | FactUse(name=name) | DatumUse(name=name) | DefinitionUse(name=name):
            return named(name)
        case Arithmetic(operator=operator, left=left, right=right) | Compare(operator=operator, left=left, right=right):
            sign = operator if named is str else {"*": "×", "-": "−"}.get(operator, operator)
            return f"{of(left)} {sign} {of(right)}"
        case Logic(operator=operator, operands=operands):
            return f" {word(operator)} ".join(map(of, operands))
        case Not(operand=operand):
            inner = as_written(operand)
            return f"{word('not')} ({phrase(inner, language, named)})" if _open(inner) else f"{word('not')} {of(inner)}"
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return f"{of(then)} {word('if')} {of(condition)} {word('else')} {of(otherwise)}"
        case Aggregate():
            return _aggregate(node, language, word)
        case Pick(over=over, member=member, of=inner):
            return _at(phrase(inner, language), over, member)
        case Lookup(over=over, of=inner, by=by):
            return _at(phrase(inner, language), over, "…" if by is None else phrase(by, language))
        case Extreme(function=function, operands=operands):
            return f"{function}({', '.join(phrase(part, language, named) for part in operands)})"
        case Round(of=inner, step=step):
            return f"{word('round')}({phrase(inner, language, named)}, {number_text(step, 'en')})"
        case DueDate(deadline=deadline, start=start):
            return f"{word('due')}({deadline}, {phrase(start, language, named)})"
        case DecisionUse(decision=decision, option=option):
            return f"{decision} == {option}"
        case Switch(subject=subject):
            return f"{word('switch')}({phrase(subject, language, named)}, …)"
        case _:
            return "…"


def _at(text: str, over: str, member: str) -> str:
    return text.replace(f"{over}.", f"{over}[{member}].", 1)


def _open(node: Node) -> bool:
    return isinstance(node, Compare | Logic | Choose | Not)


def _aggregate(node: Aggregate, language: Language, word: Callable[[str], str]) -> str:
    function: str = "mean_but_lowest" if node.function == "best_mean" and node.drop else node.function
    function = word(function) if language == "fr" else ENGLISH.get(function, function)
    parts = [phrase(node.written or node.of, language)]
    parts += [phrase(part, language) for part in (node.best, node.weight) if part is not None]
    if node.by is not None:
        parts.append(f"{word('by')}={phrase(node.by, language)}")
    where = None if node.where is None else as_written(node.where)
    if where is not None and not tells_numbers(where):
        parts.append(f"{word('where')}={phrase(where, language)}")
    empty = None if node.empty is None else as_written(node.empty)
    if empty is not None and not (isinstance(empty, Constant) and empty.type.code(empty.value)):
        parts.append(f"{word('empty')}={phrase(empty, language)}")
    return f"{function}({', '.join(parts)})"
