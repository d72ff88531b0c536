"""From an evaluation to the tree of what decides: only the operands that make the answer, each part made when looked
at.

`sense` says what the conclusion above asks of a condition: False under a `not`. `short` says that a number above is
not enough, so that the members which do not count are the ones that decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from parchemin.regulation.evaluation import exact
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.evaluation.single_aggregates import best_of
from parchemin.regulation.evaluation.spans import Span, Verdict
from parchemin.regulation.explanation import members
from parchemin.regulation.explanation.comparisons import comparison, is_threshold
from parchemin.regulation.explanation.evaluation_view import EvaluationView, picked
from parchemin.regulation.explanation.reasons import (
    Capped,
    CodeStands,
    Comparison,
    ComparisonSide,
    Detail,
    Reason,
    ReasonKind,
    Rounded,
    RowStanding,
)
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.codes import as_written, tells_numbers
from parchemin.regulation.meaning.graph import (
    Aggregate,
    Arithmetic,
    Choose,
    Compare,
    Constant,
    DatumUse,
    DecisionRow,
    DecisionTable,
    DecisionUse,
    Definition,
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
)
from parchemin.regulation.meaning.written import phrase

type Reasons = tuple[Reason, ...]


class Explainer(EvaluationView):
    """Explains the values of one person."""

    def __init__(self, evaluation: Evaluation, language: Language, about: tuple[str, int]) -> None:
        super().__init__(evaluation, language, about)
        self._named: dict[tuple[str, int, bool, bool], Reason] = {}

    # --- what has a name ---------------------------------------------------------------------------------

    def named(self, name: str, index: int, sense: bool = True, short: bool = False) -> Reason:
        """A definition or a decision; the same one is made once, however many times it is used."""
        known = (name, index, sense, short)
        if known not in self._named:
            decision = self.regulation.decisions.get(name)
            if decision is not None:
                self._named[known] = self._decision(decision, index)
            else:
                self._named[known] = self._definition(self.regulation.definitions[name], index, sense, short)
        return self._named[known]

    def _definition(self, definition: Definition, index: int, sense: bool, short: bool) -> Reason:
        key, node = self.key(definition.level, index), definition.node
        value = exact.outcome(self.evaluation.of(definition.name, index))
        kind: ReasonKind = "definition" if definition.role == "value" else definition.role
        supposed = self.evaluation.supposed.get(definition.name, {})
        if key in supposed or (not key and supposed):
            kind = "supposed"

        def parts() -> Reasons:
            if kind == "supposed":
                return ()
            if node.type.kind is Kind.BOOL:
                return self.truth(node, definition.level, index, sense)
            return self.quantity(node, definition.level, index, short)

        return self.reason(
            kind,
            definition.name,
            key,
            value,
            definition.place,
            type_=node.type,
            canonical=definition.canonical,
            source=definition.source,
            parts=parts,
        )

    def _decision(self, decision: DecisionTable, index: int) -> Reason:
        verdict = cast(Verdict, self.evaluation.of(decision.name, index))
        return self.reason(
            "decision",
            decision.name,
            self.key(decision.level, index),
            verdict,
            decision.place,
            canonical=decision.canonical,
            parts=lambda: self._rows(decision, verdict, index),
        )

    def _rows(self, decision: DecisionTable, verdict: Verdict, index: int) -> Reasons:
        """The rows that apply or may, then those above them that do not."""
        standing = sorted(verdict.possible | verdict.certain)
        last = max(standing, default=len(decision.rows))
        higher = [i for i in range(last) if i not in verdict.possible]
        return tuple(self._row(decision, decision.rows[i], i, verdict, index) for i in (*standing, *higher))

    def _row(self, decision: DecisionTable, row: DecisionRow, place: int, verdict: Verdict, index: int) -> Reason:
        applies = place in verdict.certain and verdict.settled
        standing = RowStanding(
            row.option,
            row.label,
            row.by,
            row.who,
            "applies" if applies else "may apply" if place in verdict.possible else "does not apply",
        )
        return self.reason(
            "row",
            decision.name,
            self.key(decision.level, index),
            self.outcome(row.condition, decision.level, index),
            row.place,
            canonical=decision.canonical,
            source=row.source,
            detail=standing,
            parts=lambda: self.truth(row.condition, decision.level, index, True),
        )

    # --- what has none -----------------------------------------------------------------------------------

    def truth(self, node: Node, level: str, index: int, sense: bool) -> Reasons:
        """What decides a condition, seen from an instance of `level`."""
        index, level = self.at(level, index, node.level), node.level
        match node:
            case Not(operand=operand):
                return self.truth(operand, level, index, not sense)
            case Logic():
                return self._logic(node, level, index, sense)
            case Compare():
                return self._compare(node, level, index, sense)
            case Aggregate():
                return (self._every(node, level, index, sense),)
            case DefinitionUse(name=name):
                return (self.named(name, index, sense),)
        return self._either(node, level, index, sense, False)

    def quantity(self, node: Node, level: str, index: int, short: bool = False) -> Reasons:
        """What a number, a date or a choice is made of."""
        if node.type.kind is Kind.BOOL:
            return self.truth(node, level, index, True)
        index, level = self.at(level, index, node.level), node.level
        match node:
            case DefinitionUse(name=name):
                return (self.named(name, index, True, short),)
            case Arithmetic(operator=operator, left=left, right=right):
                contrary = short if operator != "-" else False
                return self.quantity(left, level, index, short) + self.quantity(right, level, index, contrary)
            case Choose() if node.wrote:
                return self._with_codes(node, level, index, short)
            case Extreme():
                return self._extreme(node, level, index, short)
            case Aggregate():
                return (self._aggregate(node, level, index, short),)
            case Round(of=of, step=step, mode=mode):
                detail = Rounded(self.outcome(of, level, index), step, mode)
                return (
                    self._bare("rounding", node, level, index, detail, lambda: self.quantity(of, level, index, short)),
                )
            case DueDate(deadline=deadline, start=start):
                place = self.regulation.deadlines[deadline].place
                return (
                    self.reason(
                        "deadline",
                        deadline,
                        self.key(level, index),
                        self.outcome(node, level, index),
                        place,
                        type_=node.type,
                        parts=lambda: self.quantity(start, level, index),
                    ),
                )
        return self._either(node, level, index, True, short)

    def _either(self, node: Node, level: str, index: int, sense: bool, short: bool) -> Reasons:
        """What conditions and quantities have in common: leaves, choices and picks."""
        match node:
            case FactUse():
                return (self._fact(node, index),)
            case DatumUse(name=name):
                place = self.regulation.levels[level].members[index].place
                return (
                    self.reason(
                        "datum", name, self.key(level, index), self.outcome(node, level, index), place, type_=node.type
                    ),
                )
            case ParameterUse():
                return (self._figure(node),)
            case DecisionUse(decision=decision):
                return (self.named(decision, index),)
            case Pick(over=over, member=member, of=of):
                found = next(
                    i for i in self.evaluation.groups(over, level)[index] if self._named_member(over, i) == member
                )
                return self._branch(of, over, found, sense, short)
            case Lookup(over=over, of=of, places=there, empty=empty):
                if there[index] < 0 and empty is not None:
                    return self._branch(empty, level, index, sense, short)
                return self._branch(of, over, there[index], sense, short)
            case Choose(condition=condition, then=then, otherwise=otherwise):
                holds = self.value(condition, level, index)
                chosen = [then] if holds else [otherwise] if holds is False else [then, otherwise]
                why = self.truth(condition, level, index, holds is not False)
                return why + tuple(r for c in chosen for r in self._branch(c, level, index, sense, short))
            case Switch(subject=subject, cases=cases, otherwise=otherwise):
                names = exact.names(self.value(subject, level, index))
                table = dict(cases)
                branches = dict.fromkeys(n for name in sorted(names) if (n := table.get(name, otherwise)) is not None)
                why = self.quantity(subject, level, index)
                return why + tuple(r for c in branches for r in self._branch(c, level, index, sense, short))
        return ()

    def _branch(self, node: Node, level: str, index: int, sense: bool, short: bool) -> Reasons:
        if node.type.kind is Kind.BOOL:
            return self.truth(node, level, index, sense)
        return self.quantity(node, level, index, short)

    def _bare(self, kind: ReasonKind, node: Node, level: str, index: int, detail: Detail, parts: Any) -> Reason:
        value = self.outcome(node, level, index)
        return self.reason(
            kind, "", self.key(level, index), value, node.place, type_=node.type, detail=detail, parts=parts
        )

    def _logic(self, node: Logic, level: str, index: int, sense: bool) -> Reasons:
        values = [self.value(o, level, index) for o in node.operands]
        whole, wrote = self.value(node, level, index), as_written(node)
        if whole is None and wrote is not node and self.value(wrote, level, index) is None:
            return self.truth(wrote, level, index, sense)  # that a mark may be a code is not told beside its threshold
        everyone = whole is (node.operator == "and")  # a true `and`, a false `or`: every operand decides
        return tuple(
            reason
            for operand, value in zip(node.operands, values, strict=True)
            if everyone or value is whole
            for reason in self.truth(operand, level, index, sense)
        )

    # --- comparisons -------------------------------------------------------------------------------------

    def _compare(self, node: Compare, level: str, index: int, sense: bool) -> Reasons:
        if node.left.type.kind is Kind.BOOL and isinstance(node.right, Constant):
            same = (node.operator == "==") is bool(node.right.value)
            return self.truth(node.left, level, index, sense if same else not sense)
        if tells_numbers(node):
            return () if self.value(node, level, index) else self.quantity(node.left, level, index)
        if is_threshold(node.left) and is_threshold(node.right) and node.left.type.kind is not Kind.CHOICE:
            return ()  # figures of the text against each other: the same for everyone, no reason of this person's
        known = (self.value(node.left, level, index), self.value(node.right, level, index))
        first = is_threshold(node.left) and not is_threshold(node.right)
        sides = self._side(node.left, level, index), self._side(node.right, level, index)
        detail = comparison(node.operator, *sides, first, known, sense)
        measured, threshold = (node.right, node.left) if first else (node.left, node.right)
        value = exact.outcome(self.value(node, level, index))

        def parts() -> Reasons:
            short = detail.met is False and detail.wanted in (">", ">=", "==")
            found = self._behind(measured, level, index, short) + self._behind(threshold, level, index, False)
            return tuple(r for r in found if r.kind not in ("parameter", "datum") and not _plain_side(r, detail))

        name = detail.measured.name
        member = self._member_of(measured, level, index)
        return (
            self.reason(
                "comparison",
                name,
                member,
                value,
                node.place,
                type_=detail.measured.type,
                detail=detail,
                parts=parts,
                canonical=self._canonical(name),
                source=phrase(node, self.regulation.language),
            ),
        )

    def _behind(self, node: Node, level: str, index: int, short: bool) -> Reasons:
        """What a side is made of; its own name and value, which the comparison shows, are not said again."""
        found = self.quantity(node, level, index, short)
        if isinstance(picked(node), DefinitionUse) and found[0].kind != "supposed":
            return found[0].because
        return found

    # --- codes -------------------------------------------------------------------------------------------

    def _with_codes(self, node: Choose, level: str, index: int, short: bool) -> Reasons:
        """What the text wrote, where marks may be codes; where a code decides, the marks that it is."""
        holds, condition = self.value(node.condition, level, index), node.condition
        wrote, other = (node.then, node.otherwise) if node.wrote == "then" else (node.otherwise, node.then)
        if holds is None or holds is (node.wrote == "then") or (isinstance(other, Constant) and not other.type.codes):
            return self.quantity(wrote, level, index, short)  # a code that counts as 0 is shown with the mark
        if not other.type.code(self.value(other, level, index)):  # the code gives way
            return self.quantity(other, level, index, short)
        if not isinstance(condition, Aggregate):  # the code is a side of what was reckoned
            return (self._code_stands(other, level, index),)
        group = self.evaluation.groups(condition.over, level)[index]
        found = [i for i in group if self.value(condition.of, condition.over, i) is True]
        return tuple(self._code_stands(_mark_of(condition.of), condition.over, i) for i in found)

    def _code_stands(self, mark: Node, level: str, index: int) -> Reason:
        """A mark that is a code, and where that comes from."""
        mark = as_written(mark)
        side = self._side(mark, level, index)
        code = self.regulation.codes[mark.type.code(self.value(mark, level, index))]
        detail = CodeStands(side, code.label, code.effect == "blocks")

        def parts() -> Reasons:
            return tuple(r for r in self._behind(mark, level, index, False) if not _same_value(r, side))

        member, place = self._member_of(mark, level, index), mark.place
        return self.reason("code", side.name, member, side.value, place, type_=mark.type, detail=detail, parts=parts)

    # --- aggregates --------------------------------------------------------------------------------------

    def _extreme(self, node: Extreme, level: str, index: int, short: bool) -> Reasons:
        whole = self.value(node, level, index)
        if capped := self._capped(node, level, index):
            return (self._held(node, capped, level, index),)
        deciding = [o for o in node.operands if isinstance(whole, Span) or self.value(o, level, index) == whole]
        return tuple(r for o in deciding for r in self.quantity(o, level, index, short))

    def _capped(self, node: Extreme, level: str, index: int) -> Capped | None:
        """Of a value of the person's and a figure of the text, that the figure is what counts."""
        figures = [o for o in node.operands if is_threshold(o)]
        others = [o for o in node.operands if not is_threshold(o)]
        whole = self.value(node, level, index)
        if len(figures) != 1 or len(others) != 1 or isinstance(whole, Span):
            return None
        if self.value(figures[0], level, index) != whole or self.value(others[0], level, index) == whole:
            return None
        return Capped(node.function, self._side(others[0], level, index), self._side(figures[0], level, index))

    def _held(self, node: Extreme, capped: Capped, level: str, index: int) -> Reason:
        """A value held down or up, and what it is made of."""
        held = next(o for o in node.operands if not is_threshold(o))

        def parts() -> Reasons:
            return tuple(r for r in self._behind(held, level, index, False) if r.name != capped.value.name)

        member, value = self._member_of(held, level, index), self.outcome(node, level, index)
        name, place = capped.value.name, node.place
        return self.reason("extreme", name, member, value, place, type_=node.type, detail=capped, parts=parts)

    def _items(self, node: Aggregate, level: str, index: int) -> list[members.CountedMember]:
        def part(of: Node | None, j: int, default: Any) -> Any:
            return default if of is None else self.value(of, node.over, j)

        group = self.evaluation.groups(node.over, level)[index]
        return [
            members.CountedMember(
                j,
                self.key(node.over, j),
                part(node.of, j, None),
                part(node.where, j, True),
                part(node.weight, j, None),
                part(node.by, j, 0),
                self._code(node.written or node.of, part(node.written or node.of, j, None)),
            )
            for j in group
        ]

    def _code(self, node: Node, value: Any) -> str:
        """The code that a mark is; "" for a number, and while it is open."""
        return node.type.code(value) if node.type.codes and not isinstance(value, Span) else ""

    def _every(self, node: Aggregate, level: str, index: int, sense: bool) -> Reason:
        items, whole = self._items(node, level, index), self.value(node, level, index)
        deciding = members.deciding_truth(node.function, items, whole)
        more = whole is None and not any(i.of is None or i.keep is None for i in items)
        detail = members.summary(node, items, deciding, more)
        kind: ReasonKind = "every" if node.function == "all" else "some"

        def parts() -> Reasons:
            found: list[Reason] = []
            for item in deciding:
                if item.keep is not False:
                    found += self.truth(node.of, node.over, item.index, sense)
            return (*found, *self._why_kept(node, items))

        return self._bare(kind, node, level, index, detail, parts)

    def _aggregate(self, node: Aggregate, level: str, index: int, short: bool) -> Reason:
        items, whole = self._items(node, level, index), self.value(node, level, index)
        best = 1 if node.best is None else best_of(self.value(node.best, level, index))
        deciding = members.deciding(node, items, whole, short, best)
        detail = members.summary(node, items, deciding, isinstance(whole, Span) and not members.any_open(items))

        def parts() -> Reasons:
            return (*self._inside(node, items, deciding, short), *self._why_kept(node, items))

        return self._bare("aggregate", node, level, index, detail, parts)

    def _inside(
        self,
        node: Aggregate,
        items: Sequence[members.CountedMember],
        deciding: Sequence[members.CountedMember],
        short: bool,
    ) -> Reasons:
        """The members that decide, opened; those of a mean or a sum stay in short form unless they are still open."""
        found: list[Reason] = []
        if is_threshold(node.of) and (node.where is None or is_threshold(node.where)):
            return ()  # figures of the text, the same for everyone
        where = None if node.where is None or tells_numbers(node.where) else as_written(node.where)
        for item in items:
            if where is not None and self.value(where, node.over, item.index) is None:
                found += self.truth(where, node.over, item.index, True)
            if (
                node.function in ("count", "sum")
                and node.where is not None
                and item.keep is False
                and item in deciding
                and short
            ):
                found += self.truth(node.where, node.over, item.index, True)
            elif node.function == "count" and (item in deciding or item.of is None):
                found += self.truth(node.of, node.over, item.index, True) if item.keep is not False else ()
            elif (node.function in ("min", "max", "latest") and item in deciding) or (
                item.keep is not False and isinstance(item.of, Span | frozenset)
            ):
                found += self.quantity(node.of, node.over, item.index, short)
        return tuple(found)

    def _why_kept(self, node: Aggregate, items: Sequence[members.CountedMember]) -> Reasons:
        """The typed facts recorded behind the members: an exemption leaves one out, an absence makes its mark."""
        if not members.touches_typed(self.regulation, node):
            return ()
        found: dict[tuple[object, ...], Reason] = {}
        for item in items:
            inside = (
                self.truth(node.where, node.over, item.index, item.keep is not False) if node.where is not None else ()
            )
            if item.keep is not False:
                inside += self._branch(node.of, node.over, item.index, True, False)
            for reason in inside:
                found |= reason.recorded_typed
        return tuple(found.values())


def _mark_of(test: Node) -> Node:
    """The mark that a test compares with a code."""
    return test.left if isinstance(test, Compare) else test


def _same_value(reason: Reason, side: ComparisonSide) -> bool:
    return reason.kind == "fact" and reason.name == side.name


def _plain_side(reason: Reason, detail: Comparison) -> bool:
    """A fact that the comparison already shows."""
    return reason.kind == "fact" and reason.name in (detail.measured.name, detail.threshold.name)
