"""Lines of parameters tables to figures, layer after layer: a lower line takes the place of a higher one, within it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from parchemin.regulation.meaning import limits, phrases
from parchemin.regulation.meaning import wordings as say
from parchemin.regulation.meaning.declared import LayeredArticle
from parchemin.regulation.meaning.graph import Kind, Parameter, Type, Value
from parchemin.regulation.meaning.limits import Limit
from parchemin.regulation.meaning.phrases import ParameterBound
from parchemin.regulation.meaning.values import parameter_value, show, unit_of
from parchemin.regulation.reading.document import Cell
from parchemin.regulation.reading.vocabulary import UNIT_WORDS, tidy

if TYPE_CHECKING:
    from parchemin.regulation.meaning.declarations import Declarer


class ParameterDeclarer:
    """Declares the parameters of one text, with the help of the declarer of everything else."""

    def __init__(self, declarer: Declarer) -> None:
        self.declarer, self.into = declarer, declarer.into
        self.report = declarer.report
        self._layers: dict[str, str] = {}
        self._limits: dict[str, list[Limit]] = {}

    def declare(self, row: Mapping[str, Cell], source: LayeredArticle) -> None:
        """One line. What cannot be understood is reported, and its name given up."""
        name = self.declarer.name(row.get("parameter"), "seuil")
        if not name:
            return
        above = self.into.parameters.get(name)
        self.into.failed.add(name)
        if above and self._layers[name] == source.layer:
            self.report(say.NAME_TWICE, row["parameter"].place, name=name, other=above.place.short)
            return
        typed = self._typed(row, above)
        bound = self._bound(row, typed[1]) if typed else None
        if typed is None or bound is None:
            return
        value, type_ = typed
        limit = Limit(bound, value, type_, row["parameter"].place)
        if not self._holds(name, limit):
            return
        self._limits.setdefault(name, []).append(limit)
        self._layers[name] = source.layer
        self.into.parameters[name] = self._parameter(name, row, limit)
        self.into.failed.discard(name)

    def _parameter(self, name: str, row: Mapping[str, Cell], limit: Limit) -> Parameter:
        imposed = limits.together(self._limits[name])
        assumed = tidy(_text(row, "origin")).lower() in ("hypothèse", "assumption")
        label = _text(row, "label") or name.replace("_", " ")
        return Parameter(
            name,
            limit.type,
            limit.value,
            label,
            imposed.at_least,
            imposed.at_most,
            imposed.fixed,
            assumed,
            limit.place,
        )

    def _typed(self, row: Mapping[str, Cell], above: Parameter | None) -> tuple[Value, Type] | None:
        """The value of a line with its type: that of the higher line, when there is one."""
        cell, examples = row["value"], self.declarer.examples
        unit_text = tidy(_text(row, "unit"))
        unit = unit_of(unit_text)
        if unit is None:
            known = ", ".join(UNIT_WORDS[self.declarer.language].values())
            self.report(say.BAD_CELL, row["unit"].place, value=unit_text, accepted=known)
            return None
        unit = unit or (above.type.unit if above else "")
        typed = parameter_value(cell.text, unit)
        if typed is None:
            self.report(say.BAD_CELL, cell.place, value=cell.text, accepted=examples["value"])
            return None
        if above and (typed[1].kind, typed[1].unit) != (above.type.kind, above.type.unit):
            values = {"name": above.name, "value": cell.text, "other": str(above.place)}
            self.report(say.OTHER_KIND_ABOVE, cell.place, (above.place,), **values)
            return None
        return typed

    def _bound(self, row: Mapping[str, Cell], type_: Type) -> ParameterBound | None:
        bound = phrases.bound(_text(row, "bound"))
        ranged = bound is not None and (bound.at_least is not None or bound.at_most is not None)
        if bound is None or (ranged and (type_.kind is not Kind.NUMBER or bound.unit not in ("", type_.unit))):
            accepted = self.declarer.examples["bound" if type_.kind is Kind.NUMBER else "fixed"]
            self.report(say.BAD_CELL, row["bound"].place, value=_text(row, "bound"), accepted=accepted)
            return None
        return bound

    def _holds(self, name: str, limit: Limit) -> bool:
        """Whether a line respects its own bound and those of every layer above it, and widens none."""
        above, language = self._limits.get(name, []), self.declarer.language
        if wide := limits.widened(above, limit.bound):
            written = limit.bound.written
            values = {"name": name, "written": written, "above": str(wide.place), "bound": wide.shown(language)}
            self.report(say.WIDENS_LAYER, limit.place, (wide.place,), **values)
            return False
        shown = show(limit.value, limit.type, language)
        if over := limits.broken(above, limit.value):
            values = {"name": name, "value": shown, "above": str(over.place), "bound": over.shown(language)}
            self.report(say.BREAKS_LAYER, limit.place, (over.place,), **values)
            return False
        if not limit.allows(limit.value):
            self.report(say.BREAKS_OWN_BOUND, limit.place, name=name, value=shown, bound=limit.shown(language))
            return False
        return True


def _text(row: Mapping[str, Cell], column: str) -> str:
    return row[column].text.strip() if column in row else ""
