"""A reason as one plain sentence, in French or English, that ends with its article."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from functools import partial

from parchemin.regulation.evaluation.spans import ChoiceSpan, Outcome, Span, Truth, Verdict
from parchemin.regulation.evaluation.words import by_jury, options
from parchemin.regulation.explanation.reasons import (
    Capped,
    CodeStands,
    Comparison,
    ComparisonSide,
    GivenFact,
    Members,
    MemberValue,
    ReadingUsed,
    Reason,
    Rounded,
    RowStanding,
    walk,
)
from parchemin.regulation.explanation.wordings import ONE, TEXTS
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import (
    CODES_BELOW,
    DatumUse,
    DefinitionUse,
    FactUse,
    Kind,
    Node,
    ParameterUse,
    Regulation,
    Type,
)
from parchemin.regulation.meaning.written import phrase
from parchemin.regulation.reading.vocabulary import MONTHS, number_text

MOST_NAMES = 8
PLACES = 4  # decimals shown of a quotient that has no end, beside the exact one


def sentence_maker(regulation: Regulation, language: Language) -> Callable[[Reason], str]:
    return partial(sentence, regulation, language)


def in_sentences(reason: Reason) -> tuple[str, ...]:
    """What was asked, then the reasons at the ends of the tree, the widest from its threshold first.

    Those of the rows that apply come before those of the rows that do not. While a value is open, that it must reach a
    threshold and that it must not are one thing not known: it is said once.
    """
    said, open_still = [reason.sentence], list[tuple[str, Comparison]]()
    for parts in _by_standing(reason):
        ends = [r for part in parts for _, r, again in walk(part) if not again and _ends(r)]
        for one in sorted(ends, key=lambda r: -_width(r)):
            detail = one.detail
            if isinstance(detail, Comparison) and detail.met is None:
                if any(member == one.member and _same_sides(detail, other) for member, other in open_still):
                    continue
                open_still.append((one.member, detail))
            said.append(one.sentence)
    return tuple(dict.fromkeys(said))


def _same_sides(one: Comparison, other: Comparison) -> bool:
    return (one.measured, one.threshold) == (other.measured, other.threshold)


def _by_standing(reason: Reason) -> tuple[list[Reason], list[Reason]]:
    def rejected(part: Reason) -> bool:
        return isinstance(part.detail, RowStanding) and part.detail.standing == "does not apply"

    parts = reason.because
    return [p for p in parts if not rejected(p)], [p for p in parts if rejected(p)]


def _ends(reason: Reason) -> bool:
    return isinstance(reason.detail, Comparison | Capped) or not reason.because


def _width(reason: Reason) -> Fraction:
    """How far a value is from its threshold, on its own scale; what is missing first, then what is open."""
    detail = reason.detail
    if not isinstance(detail, Comparison) or detail.slack is None:
        return Fraction(100 if isinstance(detail, Comparison) and detail.met is None else 0)
    type_ = detail.measured.type.numbers
    scale = (
        Fraction(1) if type_.low is None or type_.high is None or type_.low == type_.high else type_.high - type_.low
    )
    return abs(detail.slack) / scale + (0 if detail.met else 1000)


def sentence(regulation: Regulation, language: Language, reason: Reason) -> str:
    said = _said(regulation, language, reason)
    said = said[:1].upper() + said[1:]
    if reason.kind == "reading" or not reason.article:
        return said if said.endswith(".") else f"{said}."
    return f"{said}. {reason.article}"


def _said(regulation: Regulation, language: Language, reason: Reason) -> str:
    texts, detail = TEXTS[language], reason.detail
    subject = subject_of(regulation, reason)
    match detail:
        case Comparison():
            return comparison(detail, subject, language)
        case Members():
            return _members(regulation, detail, reason, language)
        case ReadingUsed():
            return _reading(regulation, detail, reason, language)
        case Rounded(before=before, step=step, mode=mode):
            values = {
                "before": shown(before, reason.type, language),
                "value": shown(reason.value, reason.type, language),
            }
            key = "rounding" if isinstance(before, Span) and before.settled else "rounding open"
            return texts[key].format(**values, mode=texts[mode], step=number_text(step, language))
        case Capped(function=function, value=held, limit=figure):
            value = shown(held.value, held.type, language)
            return texts[f"held {function}"].format(subject=subject, value=value, limit=_figure(figure, language))
        case CodeStands(meaning=meaning, blocks=blocks):
            value = shown(reason.value, reason.type, language)
            named = texts["named"].format(value=value, name=meaning) if meaning not in ("", value) else value
            return texts["blocks" if blocks else "no number"].format(subject=subject, value=named)
        case RowStanding(option=option, label=label, standing=standing, who=who):
            key = "person" if who and standing == "applies" else standing
            option = plain(option)
            return texts[key].format(option=option, who=who, label=f" ({label})" if plain(label) != option else "")
        case GivenFact(nature=nature, assumed=assumed, unknown=unknown):
            value = texts["unknown"] if unknown else shown(reason.value, reason.type, language)
            if nature:
                return texts["typed"].format(nature=texts[nature], subject=subject, value=value)
            return texts["assumed" if assumed else "is"].format(subject=subject, value=value)
    if isinstance(reason.value, Verdict):
        return _decision(regulation, reason.value, reason.name, subject, language)
    value = shown(reason.value, reason.type, language)
    if reason.kind == "requirement" and isinstance(reason.value, Truth) and reason.value.settled:
        value = texts["met" if reason.value.certain else "unmet"]
    return texts[
        {"requirement": "requirement", "supposed": "supposed", "deadline": "deadline"}.get(reason.kind, "is")
    ].format(subject=subject, value=value)


def _decision(regulation: Regulation, verdict: Verdict, name: str, subject: str, language: Language) -> str:
    texts, decision = TEXTS[language], regulation.decisions[name]
    names = [o.replace("_", " ") for o in options(decision, verdict.certain if verdict.settled else verdict.possible)]
    if not names:
        return texts["decision none"].format(subject=subject)
    if not verdict.settled:
        return texts["decision open" if len(names) > 1 else "decision one"].format(
            subject=subject, value=", ".join(names)
        )
    if by_jury(decision, verdict):
        who = ", ".join(dict.fromkeys(decision.rows[i].who for i in sorted(verdict.certain)))
        return texts["by person" if len(names) > 1 else "by person one"].format(
            subject=subject, who=who, value=texts["or"].join(names)
        )
    return texts["by rule" if len(names) == 1 else "contradiction"].format(subject=subject, value=" + ".join(names))


def _reading(regulation: Regulation, detail: ReadingUsed, reason: Reason, language: Language) -> str:
    texts = TEXTS[language]
    name = reason.name.removeprefix("lecture.").replace("_", " ")
    said = texts["reading"].format(name=name, taken=detail.taken.replace("_", " "), meaning=detail.meaning)
    said += f". {reason.article}"
    for other in detail.others:
        outcome = other.outcome
        value = outcome_words(regulation, outcome, language, other.about)
        key = "reading other" if other.changes else "reading same"
        said += texts[key].format(name=other.name.replace("_", " "), meaning=other.meaning, value=value)
    return said


def outcome_words(
    regulation: Regulation, outcome: Outcome, language: Language, decision: str = "", type_: Type | None = None
) -> str:
    """An outcome in words; a decision's needs its name."""
    if isinstance(outcome, Verdict):
        return _decision(regulation, outcome, decision, "", language).lstrip(" :")
    return shown(outcome, type_, language)


# --- comparisons -------------------------------------------------------------------------------------------


def comparison(detail: Comparison, subject: str, language: Language) -> str:
    texts, kind = TEXTS[language], detail.measured.type.kind
    limit = _limit(detail, language)
    value = shown(detail.measured.value, detail.measured.type, language)
    if detail.slack is not None and detail.measured.type.code(_settled(detail.measured.value)):
        value = texts["worth zero"].format(value=value)
    is_code = detail.threshold.type.code(_settled(detail.threshold.value))
    if kind in (Kind.CHOICE, Kind.BOOL, Kind.TEXT) or (is_code and detail.met is not None):
        same = detail.met and detail.wanted in ("==", "!=")
        key = "same" if same else "has choice" if detail.met else "differs"
        return texts[key].format(subject=subject, value=value, threshold=limit)
    if detail.met is None:
        of = detail.measured.value
        unknown = isinstance(of, Span) and (of.low is None or of.high is None)
        return texts["open unknown" if unknown else "open"].format(subject=subject, value=value, threshold=limit)
    outcome = _surplus(detail, language) if detail.met else _shortfall(detail, language)
    return texts["has" if detail.met else "needs"].format(
        subject=subject, value=value, threshold=limit, outcome=outcome
    )


def _limit(detail: Comparison, language: Language) -> str:
    """What is asked: `au moins 10 (seuil)`."""
    texts, side = TEXTS[language], detail.threshold
    kind = Kind.CHOICE if side.type.code(_settled(side.value)) else detail.measured.type.kind
    prefix = {Kind.DATE: "date ", Kind.NUMBER: ""}.get(kind, "choice ")
    if kind is Kind.DATE and _settled(side.value) is None:
        prefix = "open date "
    value = elided(texts[prefix + detail.wanted].format(shown(side.value, side.type, language)), language)
    return texts["named"].format(value=value, name=side.label) if side.name else value


def elided(text: str, language: Language) -> str:
    """Autre chose qu'en alternance."""
    return re.sub(r"\bque (?=[aeiouyàâéèêëîïôûœæ])", "qu'", text) if language == "fr" else text


def _figure(side: ComparisonSide, language: Language) -> str:
    """A figure of the text with its name: `10 (plafond)`."""
    value = shown(side.value, side.type, language)
    return TEXTS[language]["named"].format(value=value, name=side.label) if side.name else value


def _shortfall(detail: Comparison, language: Language) -> str:
    texts = TEXTS[language]
    if not detail.reachable:
        return texts["unreachable"]
    if detail.slack is None or detail.wanted in ("==", "!=") or (detail.needed is None and detail.wanted in ("<", ">")):
        return ""  # of an exact value, nothing is the least that passes a strict threshold
    if detail.needed is not None and detail.needed != _settled(detail.threshold.value):
        bound = texts["at least" if detail.wanted in (">", ">=") else "at most"]
        needed = shown(Span(detail.needed, detail.needed), detail.measured.type, language)
        if detail.measured.type.kind is Kind.DATE:
            return ""
        return texts["so"].format(bound=bound, needed=needed, step=number_text(detail.step or Fraction(1), language))
    return texts["missing" if detail.wanted in (">", ">=") else "excess"].format(slack=_gap(detail, language))


def _surplus(detail: Comparison, language: Language) -> str:
    texts = TEXTS[language]
    if detail.slack is None or detail.wanted in ("==", "!="):
        return ""
    if detail.slack == 0:
        return texts["exactly"]
    return texts["above" if detail.slack > 0 else "below"].format(slack=_gap(detail, language))


def _gap(detail: Comparison, language: Language) -> str:
    assert detail.slack is not None
    gap, type_ = abs(detail.slack), detail.measured.type
    if type_.kind is Kind.DATE:
        return shown(Span(gap, gap), Type(Kind.NUMBER, "days"), language)
    return shown(Span(gap, gap), type_, language)


def _settled(value: Outcome) -> Fraction | None:
    return value.low if isinstance(value, Span) and value.settled else None


# --- aggregates --------------------------------------------------------------------------------------------


def _members(regulation: Regulation, detail: Members, reason: Reason, language: Language) -> str:
    texts, level = TEXTS[language], regulation.levels[detail.over].name
    if detail.function in ("all", "any"):
        return _every(detail, reason, level.replace("_", " "), language)
    value, head = shown(reason.value, reason.type, language), texts[detail.function]
    if detail.function == "count":
        yes = [v.key for v in detail.values if isinstance(v.value, Truth) and v.value.possible]
        no = [v.key for v in detail.values if v.key not in yes]
        said = texts["listed"].format(head=head, value=value, list=names(yes, language))
        return said + (texts["not counted"].format(names=names(no, language)) if no else "") + _left(detail, language)
    whole = detail.function in ("sum", "mean", "weighted_mean")
    few = detail.values if whole else [v for v in detail.values if v.key in detail.deciding]
    if detail.function == "best_mean":
        return _best(detail, few, reason, head, language)
    listed = names([_member(v, detail, reason.type, language) for v in few], language)
    if detail.numerator is not None and detail.denominator is not None:
        parts = {"above": number_text(detail.numerator, language), "below": number_text(detail.denominator, language)}
        return texts["quotient"].format(head=head, value=value, list=listed, **parts) + _left(detail, language)
    return texts["listed"].format(head=head, value=value, list=listed) + _left(detail, language)


def _best(detail: Members, kept: Sequence[MemberValue], reason: Reason, head: str, language: Language) -> str:
    """The values kept, how many of how many, and those left aside."""
    texts = TEXTS[language]
    value, keys = shown(reason.value, reason.type, language), {v.key for v in kept}
    aside = [_member(v, detail, reason.type, language) for v in detail.values if v.key not in keys]
    listed = names([_member(v, detail, reason.type, language) for v in kept], language)
    said = texts["listed"].format(head=head, value=value, list=listed)
    if detail.numerator is not None and detail.denominator is not None:
        parts = {"above": number_text(detail.numerator, language), "below": number_text(detail.denominator, language)}
        said = texts["quotient"].format(head=head, value=value, list=listed, **parts)
    if not aside:
        return said + _left(detail, language)
    counts = {"kept": len(kept), "of": len(detail.values), "names": names(aside, language)}
    return said + texts["set aside"].format(**counts) + _left(detail, language)


def _every(detail: Members, reason: Reason, level: str, language: Language) -> str:
    texts, value = TEXTS[language], reason.value
    assert isinstance(value, Truth)
    of = detail.of - len(detail.left_out)
    listed = {"names": names(detail.deciding, language), "level": level, "of": of, "count": len(detail.deciding)}
    if not value.settled:
        return texts["all open" if detail.deciding else "more"].format(**listed)
    if not of:
        return texts["nobody"].format(**listed)
    key = f"{detail.function} {str(value.certain).lower()}"
    alone = len(detail.deciding) == 1 if key == "all false" else of == 1
    key = f"{key} one" if alone and f"{key} one" in texts else key
    return texts[key].format(**listed) + _left(detail, language)


def _left(detail: Members, language: Language) -> str:
    """Who is not in the count; many are only numbered."""
    if not detail.left_out:
        return ""
    codes = dict(detail.codes)
    told = [f"{key} ({codes[key]})" if key in codes else key for key in detail.left_out]
    few = names(told, language) if len(told) <= MOST_NAMES else str(len(told))
    return TEXTS[language]["left out"].format(names=few)


def _member(value: MemberValue, detail: Members, type_: Type | None, language: Language) -> str:
    unsettled = isinstance(value.value, Span) and not value.value.settled
    worth = shown(value.value, detail.mark or type_ if unsettled else type_, language)
    said = f"{plain(value.key)} {f'{value.code} ({worth})' if value.code and worth != value.code else worth}"
    return said if value.weight is None else f"{said} × {shown(value.weight, None, language)}"


def names(keys: list[str] | tuple[str, ...], language: Language) -> str:
    texts = TEXTS[language]
    if not keys:
        return texts["none"]
    more = [texts["and more"].format(len(keys) - MOST_NAMES)] if len(keys) > MOST_NAMES else []
    return ", ".join([*map(plain, keys[:MOST_NAMES]), *more])


def plain(key: str) -> str:
    """A member's key as people read it."""
    return key.replace("_", " ")


# --- names and values --------------------------------------------------------------------------------------


def label_of(regulation: Regulation, name: str) -> str:
    """What people call it: its label, or its own words."""
    declared = (
        regulation.definitions.get(name)
        or regulation.decisions.get(name)
        or regulation.facts.get(name)
        or regulation.parameters.get(name)
        or regulation.deadlines.get(name)
    )
    label = declared.label if declared is not None else ""
    return label or name.split(".")[-1].replace("_", " ")


def subject_of(regulation: Regulation, reason: Reason) -> str:
    """The thing, and the member it is about: `Compta, note`."""
    match reason.detail:
        case Comparison(measured=side) | Capped(value=side) | CodeStands(mark=side):
            label = side.label
        case _:
            label = reason.label
    if not reason.member:
        return label
    return f"{plain(reason.member)}, {_small(label)}"


def side_label(regulation: Regulation, node: Node) -> str:
    """A side of a comparison for people: its name; an expression as the text has it, its own names in their words."""
    match node:
        case FactUse(name=name) | DefinitionUse(name=name) | DatumUse(name=name):
            return label_of(regulation, name)
        case ParameterUse(name=name):
            return name.replace("_", " ")
    return phrase(node, regulation.language, partial(_named, regulation))


def _named(regulation: Regulation, name: str) -> str:
    return name.replace("_", " ") if name in regulation.parameters else _small(label_of(regulation, name))


def _small(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def shown(value: Outcome, type_: Type | None, language: Language) -> str:
    """A value as people read it: marks with their decimals, dates in words, units, `entre … et …` while open."""
    texts = TEXTS[language]
    match value:
        case Truth():
            return texts["pending"] if not value.settled else texts["yes" if value.certain else "no"]
        case ChoiceSpan(possible=found):
            return texts["or"].join(sorted(n.replace("_", " ") for n in found))
        case Verdict():
            return texts["pending"]
    if value.settled and value.low is not None:
        return _number(value.low, type_, language)
    low = value.low
    if low is not None and low < CODES_BELOW and type_ is not None:
        if type_.codes:
            return _open_mark(value, type_, language)
        low = type_.low  # made of marks that may be codes, and never one itself
    if low is None or value.high is None:
        return texts["anything"]
    return texts["between"].format(_number(low, type_, language), _number(value.high, type_, language))


def _open_mark(value: Span, type_: Type, language: Language) -> str:
    """A mark that may still be a number or a code."""
    texts, codes = TEXTS[language], list(type_.codes)
    if value.high is None or value.high < CODES_BELOW or type_.floor is None:
        return texts["or"].join(codes)
    numbers = texts["between"].format(*(_number(end, type_, language) for end in (type_.floor, value.high)))
    return texts["or"].join([numbers, *codes])


def _number(value: Fraction, type_: Type | None, language: Language) -> str:
    if type_ is not None and type_.kind is Kind.DATE:
        return day(int(value), language)
    if type_ is not None and (code := type_.code(value)):
        return code
    text = number_text(value, language)
    if "/" in text:
        text = f"{text} ({_truncated(value, language)}…)"
    elif type_ is not None and type_.step is not None and value.denominator != 1:
        wanted = len(number_text(type_.step, "en").partition(".")[2])
        text += "0" * (wanted - len(text.partition("," if language == "fr" else ".")[2]))
    return text + (_unit(type_.unit, value, language) if type_ is not None else "")


def _unit(unit: str, value: Fraction, language: Language) -> str:
    """French counts from two on; English all but one exactly."""
    single = abs(value) < 2 if language == "fr" else value == 1
    return (single and ONE[language].get(unit)) or TEXTS[language].get(unit, "")


def _truncated(value: Fraction, language: Language) -> str:
    """The first decimals, cut and never rounded: 9,9999… is not shown as 10."""
    whole = abs(value.numerator) * 10**PLACES // value.denominator
    digits = str(whole).rjust(PLACES + 1, "0")
    point = "," if language == "fr" else "."
    return f"{'-' if value < 0 else ''}{digits[:-PLACES]}{point}{digits[-PLACES:]}"


def day(ordinal: int, language: Language) -> str:
    """3 juillet 2026, 3 July 2026."""
    found = date.fromordinal(ordinal)
    french, *_, english = [name for name, number in MONTHS.items() if number == found.month]
    if language == "en":
        return f"{found.day} {english.capitalize()} {found.year}"
    return f"{'1er' if found.day == 1 else found.day} {french} {found.year}"
