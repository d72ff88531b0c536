"""What is said of a claim once it is settled: the result, the example in words, and the finding it calls for."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Literal

from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning.graph import DecisionRow
from parchemin.regulation.verification import wordings as say
from parchemin.regulation.verification.concretise import assignments, case_lines, changes, target
from parchemin.regulation.verification.lemmas import Lemma, clash
from parchemin.regulation.verification.results import Counterexample, Result, Status
from parchemin.regulation.verification.search import Prover, Search
from parchemin.regulation.verification.structure import Spot

SHOWN = 10  # assignments shown in an example


def result_of_search(prover: Prover, lemma: Lemma, search: Search, begun: float) -> Result:
    """The result of a search; a person found is a counterexample, or the witness that was looked for."""
    if search.found == "unknown":
        return result(lemma, "unknown", begun, refinements=search.refinements, why=search.why)
    if search.found == "nobody":
        status: Status = "refuted" if lemma.witness else "proved"
        return result(lemma, status, begun, refinements=search.refinements)
    if lemma.witness:
        return result(lemma, "proved", begun, refinements=search.refinements)
    shown = _counterexample(prover, lemma, search)
    values = _values(prover, lemma, search, shown)
    return result(lemma, "counterexample", begun, refinements=search.refinements, counterexample=shown, values=values)


def _values(prover: Prover, lemma: Lemma, search: Search, shown: Counterexample) -> dict[str, object]:
    """What the finding says besides the claim: the example in words, and the rows that clash."""
    regulation, tree = prover.setting.regulation, prover.setting.tree
    before, *after = search.persons
    values: dict[str, object] = {"who": instance_label(prover, search.spot)}
    moved: set[str] = set()
    if after:
        changed = changes(regulation, tree, before, after[0])
        moved = {where for where, _, _ in changed}
        values["before"], values["after"] = (
            _shown([f"{change[0]} = {change[i]}" for change in changed]) for i in (1, 2)
        )
        values["outcome"], values["better_outcome"] = shown.outcome, shown.better_outcome
    rest = [f"{where} = {value}" for where, value in assignments(regulation, tree, before) if where not in moved]
    values["example"] = _shown(rest) or ("—" if regulation.language == "fr" else "-")
    if pair := _clash(prover, lemma, search):
        values |= {"first": pair[0].option, "second": pair[1].option, "rows": (pair[0].place, pair[1].place)}
    return values


def instance_label(prover: Prover, spot: Spot) -> str:
    """The instance an example is about, as a reader knows it."""
    level = prover.setting.regulation.levels[spot.level]
    name = (level.label or spot.level).replace("_", " ")
    return name if not level.parent else f"{name} {prover.setting.tree.key(spot)}"


def _clash(prover: Prover, lemma: Lemma, search: Search) -> tuple[DecisionRow, DecisionRow] | None:
    if lemma.check != "exclusivity":
        return None
    return clash(prover.setting.regulation.decisions[lemma.decision], prover.replay, search.persons[0], search.spot)


def _counterexample(prover: Prover, lemma: Lemma, search: Search) -> Counterexample:
    regulation, tree, member = prover.setting.regulation, prover.setting.tree, prover.setting.tree.key(search.spot)
    where = target(regulation, lemma.subject, lemma.level, member)
    outcomes = [prover.replay.written(lemma.subject, someone, search.spot) for someone in search.persons]

    def lines() -> tuple[str, ...]:
        expected = [prover.replay.written(lemma.subject, p, search.spot, closed=False) for p in search.persons]
        if pair := _clash(prover, lemma, search):
            expected = [pair[0].option]  # two rows at once is nothing a case can expect: the author chooses
        given = zip(search.persons, expected, strict=True)
        tables = [case_lines(regulation, tree, p, p.id, [(where, outcome)]) for p, outcome in given]
        return (*tables[0], *(table[-1] for table in tables[1:]))

    after = search.persons[1] if len(search.persons) > 1 else None
    return Counterexample(search.persons[0], member, outcomes[0], lines, after, outcomes[-1] if after else "")


def finding(result: Result, lemma: Lemma) -> Finding | None:
    """What a claim that is not proved calls for."""
    if result.status == "proved":
        return None
    if result.status == "unknown":
        return Finding(say.unsettled(result.claim, str(result.values["why"])), result.place, result.values)
    related = result.values.get("rows", ())
    return Finding(lemma.finding, result.place, result.values, related if isinstance(related, tuple) else ())


def _shown(lines: Sequence[str]) -> str:
    return " ; ".join(lines[:SHOWN]) + (" …" if len(lines) > SHOWN else "")


def result(
    lemma: Lemma,
    status: Status,
    begun: float,
    *,
    refinements: int = 0,
    by: Literal["polarity", "case", "solver"] = "solver",
    why: str = "",
    counterexample: Counterexample | None = None,
    values: dict[str, object] | None = None,
) -> Result:
    spent = 1000 * (perf_counter() - begun)
    more = {"why": why} if why else {}
    said = lemma.values | (values or {}) | more
    return Result(
        lemma.check, lemma.subject, lemma.claim, said, status, lemma.place, spent, refinements, by, counterexample
    )  # fmt: skip
