"""What the tables of a text declare, by name, before any expression is looked into."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from parchemin.regulation.findings import Language, SourcePlace
from parchemin.regulation.meaning.articles import Silence
from parchemin.regulation.meaning.graph import Code, Deadline, Fact, Level, Parameter, Reading, Rounding, Type, Value
from parchemin.regulation.reading.document import Article, Cell


@dataclass(frozen=True, slots=True)
class LayeredArticle:
    """An article with the layer it comes from ("" for the text itself) and the language it is written in."""

    article: Article
    layer: str
    language: Language


@dataclass(frozen=True, slots=True)
class MarkScale:
    """A line of a marks table. `rounding` is None when refused (a fact) or none (exact)."""

    low: Fraction
    high: Fraction
    step: Fraction | None
    rounding: Rounding | None
    place: SourcePlace


@dataclass(slots=True)
class Declared:
    """Everything declared, by name."""

    levels: dict[str, Level] = field(default_factory=dict)
    open_cells: dict[str, tuple[Cell, Language]] = field(default_factory=dict)
    data: dict[str, tuple[Value | None, ...]] = field(default_factory=dict)
    data_types: dict[str, Type] = field(default_factory=dict)
    data_places: dict[str, SourcePlace] = field(default_factory=dict)
    marks: dict[str, MarkScale] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    coded: dict[str, SourcePlace] = field(default_factory=dict)  # the marks that may be one of the codes
    facts: dict[str, Fact] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    silences: list[Silence] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)

    def given_up(self, name: str) -> bool:
        """Whether a name, or its level, is declared but not understood: that is reported once, where it is declared."""
        return name in self.failed or name.split(".")[0] in self.failed
