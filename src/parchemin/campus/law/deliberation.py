"""How a body deliberates: who must be there and what a vote decides, as the text says or, failing it, as is usual.

A text speaks of deliberations when one of its roots has the shared name "deliberation". On each of the two points (the
composition, the result of a vote) where it is silent, `usages/jury.md` applies: a text like any other, run by the same
engine, whose answers are cited as usage and never as an article of the programme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import judge, judged, standing
from parchemin.campus.law.publications import usages
from parchemin.campus.law.terms import FactView

LEVEL = "deliberation"
VOTES = ("votes_for", "votes_against", "abstentions", "president_vote")

type Verdict = Literal["adopted", "rejected", "undecided", "void"]
type Voice = Literal["for", "against", "abstain"]


@dataclass(frozen=True, slots=True)
class Required:
    """One requirement on the composition: met ("yes"), not met ("no") or not yet known ("open"), and what asks it."""

    label: str
    state: Literal["yes", "no", "open"]
    article: str
    usage: bool


@dataclass(frozen=True, slots=True)
class VoteCount:
    """Votes counted. president: the voice of who presides; None when they cast none."""

    in_favour: int
    against: int
    abstentions: int
    president: Voice | None


@dataclass(frozen=True, slots=True)
class VoteOutcome:
    """What a vote decides, in the words of the text, with its articles; `usage` when none of the programme's says."""

    verdict: Verdict
    words: str
    articles: tuple[str, ...]
    usage: bool


class Composition:
    """What is asked of who sits. `facts`: what is to be known of the body, each with its shared name."""

    def __init__(self, law: Law, usage: bool) -> None:
        self.law, self.usage = law, usage
        self.root = _root(law)
        spoken = {f"{LEVEL}.{vote}" for vote in VOTES}
        self.facts: tuple[FactView, ...] = tuple(f for f in law.facts_at(self.root) if f.canonical not in spoken)

    def check(self, known: Mapping[str, str]) -> tuple[Required, ...]:
        """Each requirement, on the facts known ("true", "4"); what is not in `known` is not known."""
        names = {fact.name for fact in self.facts}
        found = judged(self.law, self.root, {name: kept for name, kept in known.items() if name in names and kept})
        group = _named(self.law, "regular_composition")
        lines = [d for d in self.law.regulation.definitions.values() if d.group == group]
        return tuple(
            Required(
                line.label or line.name.partition(".")[2].replace("_", " "),
                _truth(standing(found, line.name).state),
                line.place.article,
                self.usage,
            )
            for line in lines or [self.law.regulation.definitions[group]]
        )


class Voting:
    """What votes decide. The options of the text are known by what they do, not by what they are called."""

    def __init__(self, law: Law, usage: bool) -> None:
        self.law, self.usage = law, usage
        self.root, self.decision = _root(law), _named(law, "result")
        facts = {fact.canonical.partition(".")[2]: fact for fact in law.facts_at(self.root)}
        self.names = {vote: facts[vote].name for vote in VOTES if vote in facts}
        choices = facts["president_vote"].choices if "president_vote" in facts else ()
        first = choices[-1] if choices else ""
        self.adopted, self.rejected = self._says(1, 0, 0, first), self._says(0, 1, 0, first)
        self.voices: dict[Voice, str] = {}
        for choice in choices:
            tie = self._says(1, 1, 0, choice)
            self.voices["for" if tie == self.adopted else "against" if tie == self.rejected else "abstain"] = choice

    def _says(self, *values: int | str) -> str:
        kept = {self.names[vote]: str(value) for vote, value in zip(VOTES, values, strict=True) if vote in self.names}
        found = judge(self.law, self.root, kept, self.decision)
        return found.options[0] if found.state == "settled" and found.by == "rule" and found.options else ""

    def result(self, count: VoteCount) -> VoteOutcome:
        """What the count decides. Without the voice of who presides, a tie decides nothing."""
        values = (count.in_favour, count.against, count.abstentions, self.voices.get(count.president or "abstain", "?"))
        kept = {self.names[vote]: str(value) for vote, value in zip(VOTES, values, strict=True) if vote in self.names}
        found = judge(self.law, self.root, kept, self.decision)
        option = found.options[0] if found.state == "settled" and found.by == "rule" and found.options else ""
        verdict: Verdict = "undecided"
        if option:
            verdict = "adopted" if option == self.adopted else "rejected" if option == self.rejected else "undecided"
        return VoteOutcome(verdict, option.replace("_", " "), () if self.usage else found.articles, self.usage)


@lru_cache(maxsize=64)
def composition_of(law: Law) -> Composition:
    """What the text asks of a jury's composition, or usage."""
    silent = not _named(law, "regular_composition")
    return Composition(usages() if silent else law, silent)


@lru_cache(maxsize=64)
def voting_of(law: Law) -> Voting:
    """What the text says of votes, or usage."""
    silent = not _named(law, "result")
    return Voting(usages() if silent else law, silent)


def _root(law: Law) -> str:
    return next((name for name in law.regulation.roots if law.regulation.levels[name].canonical == LEVEL), "")


def _named(law: Law, attribute: str) -> str:
    """The definition or decision of the deliberation with this shared name; "" where the text is silent."""
    wanted = f"{LEVEL}.{attribute}"
    rules = [d.name for d in law.regulation.definitions.values() if d.canonical == wanted]
    tables = [d.name for d in law.regulation.decisions.values() if d.canonical == wanted]
    return next(iter([*rules, *tables]), "")


def _truth(state: str) -> Literal["yes", "no", "open"]:
    return "yes" if state == "yes" else "no" if state == "no" else "open"
