"""Whether the worked cases stand where they should:

four under each article with force, and on both sides of each threshold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from parchemin.regulation.evaluation import cases
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.findings import Finding, Language, Refused
from parchemin.regulation.meaning.graph import Compare, Kind, Node, Regulation
from parchemin.regulation.meaning.written import phrase, written
from parchemin.regulation.reading.vocabulary import number_text
from parchemin.regulation.verification import wordings as say
from parchemin.regulation.verification.bounds import Bounds, Interval
from parchemin.regulation.verification.walk import Holder, depends_on_facts, is_figure, rules, uses, written_nodes

LEAST_CASES = 4

FORCES: dict[Language, tuple[str, str, str, str]] = {
    "fr": ("règles", "décision", "paramètres", "échéances"),
    "en": ("rules", "decision", "parameters", "deadlines"),
}


def few_cases(regulation: Regulation, least: int = LEAST_CASES) -> Iterator[Finding]:
    """Articles with force that have fewer than `least` worked cases."""
    counts = Counter(case.place.article for case in regulation.cases)
    for article, forces in articles_with_force(regulation).items():
        if counts[article] < least and article in regulation.articles:
            values = {"article": article, "force": ", ".join(forces), "count": counts[article], "least": least}
            yield Finding(say.FEW_CASES, regulation.articles[article].place, values)


def articles_with_force(regulation: Regulation) -> dict[str, list[str]]:
    """What gives each article its force: rules, a decision, parameters, deadlines."""
    found: dict[str, list[str]] = defaultdict(list)
    places = (
        [d.place for d in regulation.definitions.values()],
        [d.place for d in regulation.decisions.values()],
        [p.place for p in regulation.parameters.values()],
        [d.place for d in regulation.deadlines.values()],
    )
    for word, declared in zip(FORCES[regulation.language], places, strict=True):
        for article in dict.fromkeys(place.article for place in declared):
            found[article].append(word)
    return dict(found)


# --- thresholds ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ThresholdComparison:
    """A comparison of something that moves with a figure of the text. `step` is what "just" above or below means."""

    holder: Holder
    node: Compare
    moving: Node
    figure: Node
    level: str
    step: Fraction


def thresholds(regulation: Regulation) -> Iterator[ThresholdComparison]:
    """Each comparison of a number or a date with a parameter or a constant, once where it is written."""
    facts, bounds, seen = depends_on_facts(regulation), Bounds(regulation), set[Compare]()
    for holder in rules(regulation):
        for node in written_nodes(holder.node):
            if not isinstance(node, Compare) or node in seen or node.left.type.kind not in (Kind.NUMBER, Kind.DATE):
                continue
            moving, figure = (node.right, node.left) if is_figure(node.left) else (node.left, node.right)
            used = uses(iter([moving]))
            behind = used.facts.union(*(facts[name] for name in used.definitions | used.decisions))
            settled = bounds.of(node)
            if is_figure(figure) and behind and not (settled.always or settled.never):
                seen.add(node)
                yield ThresholdComparison(holder, node, moving, figure, node.level, _just(regulation, moving, behind))


def _just(regulation: Regulation, moving: Node, facts: Iterable[str]) -> Fraction:
    """The step of the compared value; of an exact value, the widest step of the marks or numbers behind it."""
    if moving.type.kind is Kind.DATE:
        return Fraction(1)
    steps = (regulation.facts[name].type.step for name in facts if regulation.facts[name].type.unit == moving.type.unit)
    return moving.type.step or max((step for step in steps if step), default=Fraction(1))


@dataclass(frozen=True, slots=True)
class CasePerson:
    """The person of a worked case, as supposed there, and the article the case stands under."""

    article: str
    evaluation: Evaluation


def persons_of_cases(regulation: Regulation) -> tuple[CasePerson, ...]:
    """A case that means nothing is reported elsewhere."""
    found: list[CasePerson] = []
    for case in regulation.cases:
        try:
            told = {} if case.deadline else cases.evaluations(regulation, case)
        except Refused:
            continue
        found += [CasePerson(case.place.article, evaluation) for evaluation in told.values()]
    return tuple(found)


def untested_thresholds(regulation: Regulation) -> Iterator[Finding]:
    """Thresholds with no case exactly on them, just below or just above, by the slack of comparisons in each case."""
    told, bounds = persons_of_cases(regulation), Bounds(regulation)
    for threshold in thresholds(regulation):
        span, figure = bounds.of(threshold.moving), bounds.of(threshold.figure).low
        lacking = _sides_to_try(threshold, span, figure)
        nearest: Fraction | None = None
        for slack in _all_slacks(regulation, threshold, told):
            nearest = abs(slack) if nearest is None else min(nearest, abs(slack))
            if abs(slack) <= threshold.step:
                lacking.discard((slack > 0) - (slack < 0))
            if not lacking:
                break
        if lacking and figure is not None:
            yield _untested(regulation, threshold, [side for side in WHERE if side in lacking], nearest, figure)


def _sides_to_try(threshold: ThresholdComparison, span: Interval, figure: Fraction | None) -> set[int]:
    """On it, below and above, where the scale goes that far; of a code there is neither below nor above."""
    if threshold.figure.type.code(figure):
        return {0}
    type_ = threshold.moving.type
    low = type_.floor if type_.codes else span.low
    return {0, *((-1,) if figure != low else ()), *((1,) if figure != span.high else ())}


def _all_slacks(
    regulation: Regulation, threshold: ThresholdComparison, told: Sequence[CasePerson]
) -> Iterator[Fraction]:
    """The slacks in every case of the threshold's own kind of person, those of its article first."""
    root, article = regulation.root_of(threshold.level) if threshold.level else "", threshold.holder.place.article
    concerned = [person for person in told if root in ("", person.evaluation.person.root)]
    for person in sorted(concerned, key=lambda person: person.article != article):
        yield from _slacks(threshold, person.evaluation)


def _slacks(threshold: ThresholdComparison, evaluation: Evaluation) -> Iterator[Fraction]:
    """How far above its figure the moving side is, at each instance where it is known."""
    for index in range(evaluation.count(threshold.level) if threshold.level else 1):
        try:
            moving = evaluation.value(threshold.moving, threshold.level, index)
            figure = evaluation.value(threshold.figure, threshold.level, index)
        except ZeroDivisionError:
            continue
        if not isinstance(moving, int | Fraction) or not isinstance(figure, int | Fraction):
            continue
        if bool(threshold.moving.type.code(moving)) is bool(threshold.figure.type.code(figure)):
            yield Fraction(moving) - Fraction(figure)


WHERE = {
    0: ("exactement dessus", "exactly on it"),
    -1: ("juste en dessous", "just below"),
    1: ("juste au-dessus", "just above"),
}


def _untested(
    regulation: Regulation,
    threshold: ThresholdComparison,
    lacking: list[int],
    nearest: Fraction | None,
    figure: Fraction,
) -> Finding:
    language, node = regulation.language, threshold.node
    wanted = [written(figure + side * threshold.step, language, threshold.moving.type) for side in lacking]
    near = "" if nearest is None else number_text(nearest, language)
    values = {
        "name": threshold.holder.name,
        "left": phrase(threshold.moving, language),
        "operator": _operator(node, threshold),
        "right": phrase(threshold.figure, language),
        "lacking": ", ".join(WHERE[side][0] for side in lacking),
        "lacking_en": ", ".join(WHERE[side][1] for side in lacking),
        "wanted": " ; ".join(wanted),
        "nearest": f" (le cas le plus proche est à {near})" if near else "",
        "nearest_en": f" (the nearest case is {near} away)" if near else "",
    }
    place = node.place if node.place.file else threshold.holder.place
    return Finding(
        say.THRESHOLD_UNTESTED, replace(place, article=place.article or threshold.holder.place.article), values
    )


MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def _operator(node: Compare, threshold: ThresholdComparison) -> str:
    """The comparison as read with the moving side on the left."""
    return node.operator if threshold.moving is node.left else MIRRORED[node.operator]
