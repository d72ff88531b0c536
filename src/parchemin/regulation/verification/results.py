"""What verification answers: claims with a status, and counterexamples that were replayed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.findings import Finding, Language, SourcePlace, Wording

type Check = Literal["completeness", "exclusivity", "reachability", "monotonicity"]
type Status = Literal["proved", "counterexample", "refuted", "unknown"]
"""proved: true on the whole declared domain. counterexample: false for a person who was replayed in the evaluator.
refuted: false for everybody, so that there is nobody to show (a row that nobody can reach). unknown: not settled
within the time given; it is never a pass."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A person for whom the claim is false, and what the evaluator answers for them.

    `better` is the same person with one or more better marks, when the claim is about better marks. `member` is the
    key of the instance concerned. `outcome` and `better_outcome` are the answers on replay, as a worked case writes
    them.
    """

    person: PersonFacts
    member: str
    outcome: str
    case_lines: Callable[[], tuple[str, ...]]
    better: PersonFacts | None = None
    better_outcome: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One claim about one rule. `by` names what settled it; `refinements` counts the layers of articles inlined."""

    check: Check
    subject: str
    claim: Wording
    values: dict[str, object]
    status: Status
    place: SourcePlace
    milliseconds: float
    refinements: int = 0
    by: Literal["polarity", "bounds", "case", "solver", ""] = ""
    counterexample: Counterexample | None = None

    @property
    def article(self) -> str:
        return self.place.article

    def in_words(self, language: Language = "fr") -> str:
        return self.claim.texts(language)[0].format_map(self.values)


@dataclass(frozen=True, slots=True)
class VerificationResults:
    """Every result of one run, and the findings that they call for."""

    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    milliseconds: float

    def count(self, status: Status) -> int:
        return sum(result.status == status for result in self.results)
