"""Every claim about a regulation, settled or not, within some work: short turns for all, longer ones for what is open.

Seconds are those of `work`: the same text gets the same answer on any machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.verification.lemmas import Lemma, lemmas
from parchemin.regulation.verification.replay import Replayer
from parchemin.regulation.verification.results import Result, VerificationResults
from parchemin.regulation.verification.search import Prover, Search
from parchemin.regulation.verification.showing import finding, result, result_of_search
from parchemin.regulation.verification.world import ProofSetting

SHORT, MIDDLE, LONG = 0.03, 0.3, 1.2  # seconds a lemma may take in its first turns; then the rest is shared out
PROOF = 2.0  # seconds for a proof from what depends on the mark alone
EXAMPLE = 1.5  # seconds for an example among uniform persons
SHORTENING, AGAIN = 0.8, 0.1  # seconds for leaving out of an example what does not matter; of one made short before
SHOWING, MARGIN = 2.0, 0.1  # seconds for all of it; seconds left at the end
RESERVE = 0.3  # seconds kept for showing a short person of one claim for the others

type Turn = Callable[[Lemma, float], Result | None]


type Progress = Callable[[int, int], None]  # how many claims are settled, of how many


def verify(
    regulation: Regulation,
    *,
    budget_seconds: float = 5.0,
    lemma_seconds: float | None = None,
    progress: Progress = lambda settled, claims: None,
) -> VerificationResults:
    """Every lemma of a regulation, within `budget_seconds` in all and `lemma_seconds` each (default: a fair share).

    A lemma that does not end in its share is "unknown". What is told in milliseconds is of wall clock.
    """
    begun, setting = perf_counter(), ProofSetting(regulation)
    replay = Replayer(regulation, setting.work)
    prover = Prover(setting, replay)
    prover.learn_directions(budget_seconds / 4)
    asked = tuple(lemmas(setting))
    results = _Rounds(prover, asked, budget_seconds, replay.rows_reached_by_cases(), lemma_seconds, progress).all()
    pairs = zip(results, asked, strict=True)
    findings: tuple[Finding, ...] = tuple(found for result, lemma in pairs if (found := finding(result, lemma)))
    return VerificationResults(tuple(results), findings, 1000 * (perf_counter() - begun))


@dataclass
class _Rounds:
    """Cheap answers first, in the order in which they help one another; a hard lemma keeps none from its turn."""

    prover: Prover
    asked: Sequence[Lemma]
    until: float
    reached: frozenset[tuple[str, int]]  # (decision, row) that a worked case reaches
    lemma_seconds: float | None
    progress: Progress
    results: dict[int, Result] = field(default_factory=dict)
    searches: dict[tuple[str, str, str], Search] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)  # what no proof was found for, of the mark in question

    def all(self) -> list[Result]:
        every = range(len(self.asked))
        alone = [i for i in every if not self.asked[i].family]
        self._each(alone, self.lemma_seconds or SHORT, self._searched)
        for family in dict.fromkeys(lemma.family for lemma in self.asked if lemma.family):
            self._compared([i for i in every if self.asked[i].family == family])
        self._each(self._open(alone), self.lemma_seconds or EXAMPLE, self._exemplified)
        if self.lemma_seconds is None:
            self._each(self._open(alone), MIDDLE, self._searched)
            self._each(self._first_of_each_family(), LONG, self._searched)
            self._each(self._open(alone), LONG, self._searched)
        self._each(self._open(every), self.lemma_seconds, self._searched)
        self._shorter()
        return [self.results[i] for i in every]

    def _compared(self, pairs: Sequence[int]) -> None:
        """The claims on one mark: a proof at the bottom serves above, a person shown at the top shows those below."""
        deepest_first = sorted(pairs, key=self._depth)
        self.doubtful.clear()
        self._each(deepest_first, self.lemma_seconds or PROOF, self._proved)
        self._each(self._open(reversed(deepest_first)), self.lemma_seconds or EXAMPLE, self._exemplified)

    def _open(self, waiting: Iterable[int]) -> list[int]:
        return [i for i in waiting if i not in self.results or self.results[i].status == "unknown"]

    def _depth(self, index: int) -> int:
        """Definitions in the order in which they use one another, then decisions."""
        order = self.prover.setting.regulation.order
        return order.index(self.asked[index].subject)

    def _first_of_each_family(self) -> list[int]:
        """Of the open questions on two persons, the deepest subject for each fact: the smallest formula."""
        firsts: dict[str, int] = {}
        for i in self._open(range(len(self.asked))):
            if self.asked[i].family:
                firsts.setdefault(self.asked[i].family, i)
        return list(firsts.values())

    def _each(self, waiting: Sequence[int], seconds: float | None, turn: Turn) -> None:
        """A turn for each; without `seconds` what is left of the time is shared out."""
        for done, i in enumerate(waiting):
            begun, now, before = perf_counter(), self._now, self.results.get(i)
            if before is not None and now >= self.until:
                break
            share = seconds or max((self.until - now) / (len(waiting) - done), LONG)
            new = turn(self.asked[i], min(self.until, now + share))
            spent = 1000 * (perf_counter() - begun) + (before.milliseconds if before else 0)
            if new is None:
                new = before or result(self.asked[i], "unknown", begun, why="time")
            self.results[i] = replace(new, milliseconds=spent)
            if new.status == "proved":
                self.prover.learn(self.asked[i])
            if new.status != "unknown":
                self.progress(sum(r.status != "unknown" for r in self.results.values()), len(self.asked))

    @property
    def _now(self) -> float:
        return self.prover.setting.work.now

    # --- one turn

    def _searched(self, lemma: Lemma, until: float) -> Result:
        begun = perf_counter()
        if lemma.witness and (lemma.decision, lemma.row) in self.reached:
            return result(lemma, "proved", begun, by="case")
        known = self._known(lemma)
        return known or self._judged(lemma, self.prover.everywhere(lemma, until), begun)

    def _proved(self, lemma: Lemma, until: float) -> Result | None:
        begun = perf_counter()
        if known := self._known(lemma):
            return known
        if self.doubtful.isdisjoint(self.prover.rests_on(lemma)) and self.prover.at_once(lemma, until):
            return result(lemma, "proved", begun)
        self.doubtful.add(lemma.subject)
        return None

    def _exemplified(self, lemma: Lemma, until: float) -> Result | None:
        begun = perf_counter()
        if known := self._known(lemma):
            return known
        search = self.prover.example(lemma, until)
        return self._judged(lemma, search, begun) if search.found == "somebody" else None

    def _known(self, lemma: Lemma) -> Result | None:
        """What the directions already proved, or the persons already found, say of it."""
        begun = perf_counter()
        if lemma.family and (by := self.prover.typed(lemma)):
            return result(lemma, "proved", begun, by=by)
        search = self.prover.already(lemma)
        return self._judged(lemma, search, begun) if search else None

    # --- counterexamples, shown short

    def _judged(self, lemma: Lemma, search: Search, begun: float) -> Result:
        self.searches[lemma.check, lemma.subject, lemma.family] = search
        return result_of_search(self.prover, lemma, search, begun)

    def _shorter(self) -> None:
        """Each person shown once more without what does not matter, in what is left of the time.

        A short person of one claim is tried first on the others.
        """
        shown = [i for i, r in self.results.items() if r.status == "counterexample"]
        self.prover.found.clear()
        end = min(self.until - MARGIN, self._now + SHOWING)
        for i in sorted(shown, key=self._depth, reverse=True):
            lemma, begun = self.asked[i], perf_counter()
            if self._now >= end:
                return
            again = self.prover.already(lemma)
            search = again or self.searches[lemma.check, lemma.subject, lemma.family]
            until = min(end - RESERVE, self._now + (AGAIN if again else SHORTENING))
            self.results[i] = replace(
                result_of_search(self.prover, lemma, self.prover.shortened(lemma, search, until), begun),
                milliseconds=self.results[i].milliseconds,
            )
