"""An expression written back as a short phrase of the regulation language, for messages."""

from __future__ import annotations

from parchemin.regulation.findings import Language
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
    Logic,
    Lookup,
    Node,
    Not,
    ParameterUse,
    Pick,
    Round,
    Switch,
)
from parchemin.regulation.verification.concretise import written

FRENCH = {
    "all": "tous", "any": "un", "count": "nombre", "sum": "somme", "min": "minimum", "max": "maximum",
    "mean": "moyenne", "weighted_mean": "moyenne_pondérée", "best_mean": "moyenne_des_meilleures", "latest": "dernier",
    "and": "et", "or": "ou", "not": "non", "if": "si", "else": "sinon", "where": "si", "round": "arrondi",
    "due": "échéance", "switch": "selon",
}  # fmt: skip


def phrase(node: Node, language: Language) -> str:
    """The expression as its author could have written it; parentheses may differ."""

    def word(english: str) -> str:
        return FRENCH.get(english, english) if language == "fr" else english

    def of(inner: Node) -> str:
        text = phrase(inner, language)
        return f"({text})" if isinstance(inner, Logic | Choose | Arithmetic) else text

    match node:
        case Constant(value=value):
            return written(value, language, node.type).replace(",", ".")
        case ParameterUse(name=name) | FactUse(name=name) | DatumUse(name=name) | DefinitionUse(name=name):
            return name
        case Arithmetic(operator=operator, left=left, right=right) | Compare(operator=operator, left=left, right=right):
            return f"{of(left)} {operator} {of(right)}"
        case Logic(operator=operator, operands=operands):
            return f" {word(operator)} ".join(map(of, operands))
        case Not(operand=operand):
            return f"{word('not')} {of(operand)}"
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return f"{of(then)} {word('if')} {of(condition)} {word('else')} {of(otherwise)}"
        case Aggregate(function=function, of=inner, where=where):
            kept = "" if where is None else f", {word('where')}={phrase(where, language)}"
            weight = "" if node.weight is None else f", {phrase(node.weight, language)}"
            return f"{word(function)}({phrase(inner, language)}{weight}{kept})"
        case Pick(over=over, member=member, of=inner):
            return phrase(inner, language).replace(f"{over}.", f"{over}[{member}].", 1)
        case Lookup(over=over, of=inner, by=by):
            at = "…" if by is None else phrase(by, language)
            return phrase(inner, language).replace(f"{over}.", f"{over}[{at}].", 1)
        case Extreme(function=function, operands=operands):
            return f"{function}({', '.join(phrase(part, language) for part in operands)})"
        case Round(of=inner, step=step):
            return f"{word('round')}({phrase(inner, language)}, {step})"
        case DueDate(deadline=deadline, start=start):
            return f"{word('due')}({deadline}, {phrase(start, language)})"
        case DecisionUse(decision=decision, option=option):
            return f"{decision} == {option}"
        case Switch(subject=subject):
            return f"{word('switch')}({phrase(subject, language)}, …)"
        case _:
            return "…"
