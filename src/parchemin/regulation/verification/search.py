"""Proofs by z3, cut at article boundaries, refined until the model speaks of facts alone, then replayed.

A lemma starts with the rules of its own article; what other articles define is a free variable within its bounds.
What is impossible there is impossible. Otherwise the articles that the model relied on are inlined, one layer more
each time; then recorded rows are spelt out, one per parent, then two. A model that speaks of facts only becomes a
person, who is replayed in the exact evaluator: only what the replay confirms is reported. When the time is spent the
answer is "unknown".

Lemmas help one another. A direction proved of a definition serves wherever it is used. A person found for one claim
is replayed on the others. And a person can be looked for among the uniform ones, who have the same facts everywhere
but in two members set apart: that is enough for what goes wrong at the bottom to show at the top.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.meaning.graph import Aggregate, Kind, Node, Pick
from parchemin.regulation.verification.attempts import Answer, Attempt, Copies, confirms
from parchemin.regulation.verification.lemmas import Lemma, direction, marks
from parchemin.regulation.verification.polarity import Polarity, join
from parchemin.regulation.verification.pruning import pruned
from parchemin.regulation.verification.replay import Replayer
from parchemin.regulation.verification.structure import Spot, representatives
from parchemin.regulation.verification.walk import nodes, roots_of, uses
from parchemin.regulation.verification.world import ProofFrame, ProofSetting

MOST_ROWS = 2  # recorded rows per parent that a counterexample may need
NO_SPOT = Spot("", 0)
APART = 2  # members that a uniform person has facts of their own for: one that changes, one that suffers


@dataclass(frozen=True, slots=True)
class Search:
    """What a search for a person came to."""

    found: Literal["nobody", "somebody", "unknown"]
    refinements: int = 0
    why: str = ""
    persons: tuple[PersonFacts, ...] = ()
    spot: Spot = NO_SPOT


@dataclass
class Prover:
    """The lemmas of one regulation, and what is already known for them."""

    setting: ProofSetting
    replay: Replayer
    found: list[tuple[str, tuple[PersonFacts, ...]]] = field(default_factory=list)  # (family, persons) already shown
    copies: Copies = field(init=False)

    def __post_init__(self) -> None:
        self.copies = Copies(self.setting)

    def instances(self, lemma: Lemma, inlined: frozenset[str] | None) -> tuple[Spot, ...]:
        """One instance of each kind that the lemma can tell apart with these definitions inlined (None: all)."""
        return self._kinds(lemma.level, self._reached(lemma, inlined)[0])

    def rests_on(self, lemma: Lemma) -> set[str]:
        """Every definition and decision that the lemma speaks of, through those it uses."""
        return self._reached(lemma, None)[1]

    def _reached(self, lemma: Lemma, inlined: frozenset[str] | None) -> tuple[list[Node], set[str]]:
        reached: list[Node] = []
        names: set[str] = set()
        waiting = list(lemma.roots)
        while waiting:
            node = waiting.pop()
            reached.append(node)
            used = uses(iter([node]))
            new = {n for n in used.definitions if inlined is None or n in inlined} | used.decisions
            waiting += [root for name in new - names for root in roots_of(self.setting.regulation, name)]
            names |= new
        return reached, names

    def _kinds(self, level: str, reached: list[Node]) -> tuple[Spot, ...]:
        inside = [node for root in reached for node in nodes(root)]
        columns = tuple(sorted(uses(iter(reached)).data))
        named = frozenset((node.over, node.member) for node in inside if isinstance(node, Pick))
        over = frozenset(node.over for node in inside if isinstance(node, Aggregate | Pick))
        return representatives(self.setting.tree, level, columns, named, over)

    # --- what is known from other lemmas

    def typed(self, lemma: Lemma) -> Literal["polarity", "solver", ""]:
        """Whether the directions of the definitions it uses settle the lemma, and whether the typing alone does."""
        alone, learnt = (
            join(typing.of(root) for root in lemma.roots).get(lemma.family, Polarity.CONSTANT)
            for typing in (self.setting.typing_alone, self.setting.typing)
        )
        good = (Polarity.CONSTANT, Polarity.INCREASING)
        return "polarity" if alone in good else "solver" if learnt in good else ""

    def learn(self, lemma: Lemma) -> None:
        """A lemma on two persons that is proved of a definition gives its direction to all that use it."""
        typing = self.setting.typing
        if lemma.family and not lemma.decision and typing.definition(lemma.subject).get(lemma.family) is Polarity.MIXED:
            typing.learn(lemma.subject, lemma.family, Polarity.INCREASING)

    def already(self, lemma: Lemma) -> Search | None:
        """A person found for another lemma who does for this one."""
        root = self.setting.regulation.root_of(lemma.level)
        for family, persons in reversed(self.found):
            if family == lemma.family and persons[0].root == root:
                for spot in self.setting.tree.spots(lemma.level):
                    if confirms(self.replay, lemma, persons, spot):
                        return Search("somebody", 0, "", persons, spot)
        return None

    def shortened(self, lemma: Lemma, search: Search, until: float) -> Search:
        """The same person, or persons, without what does not matter."""
        spot, regulation = search.spot, self.setting.regulation
        short = pruned(
            regulation,
            search.persons,
            lambda p: confirms(self.replay, lemma, p, spot),
            lambda: self.setting.work.now < until,
            family=lemma.family,
        )
        return self._somebody(lemma, short, spot, search.refinements)

    def _somebody(self, lemma: Lemma, persons: tuple[PersonFacts, ...], spot: Spot, refinements: int) -> Search:
        self.found.append((lemma.family, persons))
        return Search("somebody", refinements, "", persons, spot)

    def learn_directions(self, until: float) -> None:
        """Proves, one definition at a time, directions that the typing alone leaves open.

        Only where the doubt begins: a definition that is mixed because it uses a mixed one stays so.
        """
        typing, definitions = self.setting.typing, self.setting.regulation.definitions
        for name in (n for n in self.setting.regulation.order if n in definitions):
            if definitions[name].node.type.kind is Kind.CHOICE:
                continue
            used = [typing.definition(n) for n in uses(iter([definitions[name].node])).definitions]
            for fact, polarity in marks(self.setting, typing.definition(name)):
                begins = polarity is Polarity.MIXED and all(u.get(fact) is not Polarity.MIXED for u in used)
                for way in (Polarity.INCREASING, Polarity.DECREASING) if begins else ():
                    if self._impossible_at_once(direction(self.setting, name, fact, way), frozenset(), until):
                        typing.learn(name, fact, way)
                        break

    # --- proofs

    def at_once(self, lemma: Lemma, until: float) -> bool:
        """Whether its own article, or what depends on the mark in question and nothing else, excludes every person."""
        if self._impossible_at_once(lemma, self._same_articles({lemma.place.article}), until):
            return True
        if not lemma.family:
            return False
        typing, definitions = self.setting.typing, self.setting.regulation.definitions
        concerned = frozenset(n for n, d in definitions.items() if lemma.family in typing.of(d.node))
        return self._impossible_at_once(lemma, concerned, until)

    def everywhere(self, lemma: Lemma, until: float) -> Search:
        """The search at every kind of instance, up to the first person found."""
        inlined, refinements, doubt = self._same_articles({lemma.place.article}), 0, ""
        if self._impossible_at_once(lemma, inlined, until):
            return Search("nobody", 0)
        for spot in self.instances(lemma, None):
            search = self._at(lemma, spot, until)
            refinements = max(refinements, search.refinements)
            if search.found == "somebody":
                return search
            if search.found == "unknown":
                doubt = search.why
                if not lemma.witness:
                    break
        return Search("unknown" if doubt else "nobody", refinements, doubt)

    def _impossible_at_once(self, lemma: Lemma, inlined: frozenset[str], until: float) -> bool:
        """Whether the rules of the lemma's own article already exclude every person, at every kind of instance."""
        spots = self.instances(lemma, inlined)
        return all(self._attempt(lemma, spot, ProofFrame(inlined), until).answer() == "unsat" for spot in spots)

    def _at(self, lemma: Lemma, spot: Spot, until: float) -> Search:
        """The search at one instance: a layer of articles more each time, then recorded rows spelt out."""
        definitions = self.setting.regulation.definitions
        inlined, refinements = self._same_articles({lemma.place.article}), 0
        while True:
            attempt = self._attempt(lemma, spot, ProofFrame(inlined), until)
            answer = attempt.answer()
            if answer != "sat":
                found: Literal["nobody", "unknown"] = "nobody" if answer == "unsat" else "unknown"
                return Search(found, refinements, "time" if self.setting.work.now >= until else "solver")
            if not attempt.world.cut:
                break
            refinements += 1
            if refinements == 1 and lemma.witness:
                early = self._alike(lemma, spot, until)
                if early.found == "somebody":
                    return early
            inlined |= attempt.world.cut
            inlined |= self._same_articles({definitions[name].place.article for name in attempt.world.cut})
        if not attempt.world.abstract_rows and (persons := attempt.persons()):
            return self._somebody(lemma, persons, spot, refinements)
        if not attempt.world.abstract_rows and not attempt.world.loose:
            return Search("unknown", refinements, "replay")
        return self._spelt_out(lemma, spot, refinements, until)

    def _spelt_out(self, lemma: Lemma, spot: Spot, refinements: int, until: float) -> Search:
        """The search with every definition inlined and recorded rows spelt out, persons alike in everything first."""
        everything, why = frozenset(self.setting.regulation.definitions), "rows"
        alike = (False,) if lemma.family else (True, False)
        for rows, uniform in ((rows, uniform) for rows in range(1, MOST_ROWS + 1) for uniform in alike):
            refinements += 1
            attempt = self._attempt(lemma, spot, ProofFrame(everything, rows, uniform=uniform), until)
            answer = attempt.answer()
            if answer == "sat":
                if persons := attempt.persons():
                    return self._somebody(lemma, persons, spot, refinements)
                why = "replay"
            elif answer == "unsat" and attempt.world.closed_rows and not uniform:
                return Search("nobody", refinements)
            elif answer == "unknown":
                why = "time" if self.setting.work.now >= until else "solver"
        return Search("unknown", refinements, why)

    def _same_articles(self, articles: set[str]) -> frozenset[str]:
        found = self.setting.regulation.definitions.values()
        return frozenset(d.name for d in found if d.place.article in articles)

    def _attempt(self, lemma: Lemma, spot: Spot, frame: ProofFrame, until: float) -> Attempt:
        return Attempt(self.copies, self.replay, lemma, spot, frame, until)

    # --- examples among uniform persons

    def example(self, lemma: Lemma, until: float) -> Search:
        """A person among those alike in everything but a few members; finding none says nothing."""
        for spot in self.instances(lemma, None):
            search = self._alike(lemma, spot, until)
            if search.found == "somebody" or self.setting.work.now >= until:
                return search
        return Search("unknown", 1, "solver")

    def _alike(self, lemma: Lemma, spot: Spot, until: float) -> Search:
        everything = frozenset(self.setting.regulation.definitions)
        frame = ProofFrame(everything, 1, uniform=True, apart=self.apart(self.setting.regulation.root_of(lemma.level)))
        attempt = self._attempt(lemma, spot, frame, until)
        answer: Answer = attempt.answer()
        if answer == "sat" and (persons := attempt.persons()):
            return self._somebody(lemma, persons, spot, 1)
        return Search("unknown", 1, "time" if self.setting.work.now >= until else "solver")

    def apart(self, root: str) -> frozenset[Spot]:
        """The first members, under one parent, of the deepest listed level whose members have names of their own."""
        regulation, tree = self.setting.regulation, self.setting.tree
        inside = [level for level in regulation.levels.values() if regulation.root_of(level.name) == root]
        named = [level for level in inside if level.parent and level.kind == "listed" and not level.repeated]
        for level in sorted(named, key=lambda level: -len(regulation.path(level.name))):
            for above in tree.spots(level.parent):
                under = tree.below(above.level, above.index, level.name)
                if len(under) >= APART:
                    return frozenset(Spot(level.name, i) for i in under[:APART])
        return frozenset()
