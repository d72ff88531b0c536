"""Decision tables: their rows typed, in order, with what `sinon` means under each way of deciding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from parchemin.regulation.findings import Language, Refused, SourcePlace
from parchemin.regulation.meaning import phrases
from parchemin.regulation.meaning import wordings as say
from parchemin.regulation.meaning.examples import EXAMPLES
from parchemin.regulation.meaning.faults import refuse
from parchemin.regulation.meaning.graph import BOOL, By, Constant, DecisionRow, DecisionTable, Logic, Node, Not
from parchemin.regulation.reading import expressions
from parchemin.regulation.reading.document import Cell, SourceExpression, Table
from parchemin.regulation.reading.vocabulary import canonical, policy_of, tidy

if TYPE_CHECKING:
    from parchemin.regulation.meaning.typing import Typer

_OTHERWISE = ("sinon", "otherwise", "else")
_TAKEN = ("aucune", "none", "en_attente", "pending", "jury")  # what a case says of a decision that has no option yet


class DecisionTyper:
    """Types one decision table, written in one language, with the help of the typer of everything else."""

    def __init__(self, typer: Typer, table: Table, language: Language) -> None:
        self.typer, self.written, self.language = typer, table, language

    def table(self, name: str) -> DecisionTable:
        """The table under the name it decides. Raises `Refused`."""
        level = name.split(".")[0]
        policy, best_first = policy_of(self.written.option)
        if policy not in ("unique", "first"):
            refuse(say.NO_POLICY, self.written.place)
        rows: list[DecisionRow] = []
        for row in self.written.rows:
            if not {"decision", "when", "by"} <= row.keys():
                raise Refused(())
            rows.append(self._row(row, rows, policy, level))
        kept: Literal["unique", "first"] = "unique" if policy == "unique" else "first"
        label = name.split(".")[1].replace("_", " ")
        return DecisionTable(name, level, kept, tuple(rows), label, canonical(name), self.written.place, best_first)

    def _row(self, row: Mapping[str, Cell], before: Sequence[DecisionRow], policy: str, level: str) -> DecisionRow:
        option = phrases.identifier(row["decision"].text)
        place = row["decision"].place
        if not option:
            refuse(say.BAD_NAME, place, name=row["decision"].text, form=EXAMPLES[self.typer.language]["option"])
        if option in _TAKEN:
            refuse(say.TAKEN_OPTION, place, option=option)
        when = tidy(row["when"].text)
        if when.lower() in _OTHERWISE:
            node = _otherwise(before, policy, level, place)
        else:
            node = self.typer.condition(expressions.parse(written(row["when"]), self.language), level)
        who = tidy(row["by"].text)
        by: By = "rule" if who.lower() in ("règle", "rule") else "jury"
        if not who:
            refuse(say.BAD_CELL, row["by"].place, value="", accepted=EXAMPLES[self.typer.language]["by"])
        label = tidy(row["label"].text) if "label" in row and row["label"].text else spoken(row["decision"])
        return DecisionRow(option, node, when, by, "" if by == "rule" else who, label, place)


def _otherwise(before: Sequence[DecisionRow], policy: str, level: str, place: SourcePlace) -> Node:
    """`sinon`: always, under first; under unique, when no row above applies."""
    if policy == "first" or not before:
        return Constant(level=level, type=BOOL, value=True, place=place)
    others = tuple(row.condition for row in before)
    any_other: Node = (
        others[0] if len(others) == 1 else Logic(level=level, type=BOOL, operator="or", operands=others, place=place)
    )
    return Not(level=level, type=BOOL, operand=any_other, place=place)


def spoken(cell: Cell) -> str:
    """An identifier as people read it, for what the text gives no label."""
    return tidy(cell.text).replace("_", " ")


def written(cell: Cell) -> SourceExpression:
    text = tidy(cell.text)
    return SourceExpression(text, ((0, cell.place.line, max(cell.place.column, 1)),), cell.place)
