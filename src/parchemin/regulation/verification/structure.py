"""Where things stand in the tree of levels: members under members, and a spot for each instance a rule speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from parchemin.regulation.meaning.graph import Level, LevelMember, Regulation


@dataclass(frozen=True, slots=True)
class Spot:
    """One instance: a member of a listed level, or row number `slot` under the listed member `index`."""

    level: str
    index: int
    slot: int = -1


class Tree:
    """Ancestors and descendants of listed members, and how many descendants an instance can have."""

    def __init__(self, regulation: Regulation) -> None:
        self.regulation = regulation
        self.levels = regulation.levels
        self.below = cache(self._below)
        self.counts = cache(self._counts)

    def spots(self, level: str) -> tuple[Spot, ...]:
        """Every instance of a listed level. Of a recorded level: the first row under each member."""
        kind = self.levels[level]
        if kind.kind == "listed":
            return tuple(Spot(level, i) for i in range(len(members(kind))))
        return tuple(Spot(level, i, 0) for i in range(len(members(self.levels[kind.parent]))))

    def up(self, spot: Spot, level: str) -> Spot:
        """The ancestor of `spot` at `level` (itself when it stands there). A constant's level "" is anywhere."""
        if level in ("", spot.level):
            return spot
        current = self.levels[spot.level]
        index = spot.index if current.kind == "recorded" else current.members[spot.index].parent
        if not current.parent:
            raise LookupError(f"{level} is not above {spot.level}")
        return self.up(Spot(current.parent, index), level)

    def _below(self, level: str, index: int, over: str) -> tuple[int, ...]:
        """Members of listed level `over` under member `index` of listed level `level`."""
        if over == level:
            return (index,)
        parents = set(self._below(level, index, self.levels[over].parent))
        return tuple(i for i, member in enumerate(self.levels[over].members) if member.parent in parents)

    def _counts(self, level: str, over: str) -> tuple[int, int | None]:
        """The least and greatest number of descendants at `over` of one instance of `level`."""
        target = self.levels[over]
        if target.kind == "recorded":
            parents = [len(self.below(level, spot.index, target.parent)) for spot in self.spots(level)]
            return 0, None if target.most is None else target.most * max(parents, default=0)
        numbers = [len(self.below(level, spot.index, over)) for spot in self.spots(level)]
        return min(numbers, default=0), max(numbers, default=0)

    def under_root(self, level: str) -> bool:
        return not self.levels[self.levels[level].parent].parent

    def key(self, spot: Spot) -> str:
        level = self.levels[spot.level]
        if level.kind == "listed":
            return level.members[spot.index].key if level.members else ""
        return f"{self.levels[level.parent].members[spot.index].key}/r{spot.slot + 1}"


def members(level: Level) -> tuple[LevelMember, ...]:
    """The members of a listed level; a root without members stands for its one person."""
    return level.members or ((LevelMember(level.name, level.name, level.label, 0),) if not level.parent else ())


def representatives(
    tree: Tree, level: str, columns: tuple[str, ...], named: frozenset[tuple[str, str]], over: frozenset[str]
) -> tuple[Spot, ...]:
    """One instance of each kind that some rules can tell apart.

    Two members are of one kind when they, what stands above them and, where the rules look below (`over`), what stands
    below these have the same data in `columns` and, for members that a rule picks by name (`named`), the same name.
    """
    data = tree.regulation.data
    own = {name: [c for c in columns if c.rpartition(".")[0] == name] for name in tree.levels}
    looked_at = {above for name in over for above in tree.regulation.path(name)}

    @cache
    def down(name: str, index: int) -> tuple[object, ...]:
        member = members(tree.levels[name])[index]
        called = next((n for n in (member.key, member.name) if (name, n) in named), "")
        inside = [
            tuple(sorted((down(child.name, i) for i in tree.below(name, index, child.name)), key=repr))
            for child in tree.levels.values()
            if child.parent == name and child.kind == "listed" and child.name in looked_at
        ]
        return (*(str(data[c][index]) for c in own[name]), called, *inside)

    def around(spot: Spot) -> tuple[object, ...]:
        above = tree.levels[spot.level].parent
        inner = down(spot.level, spot.index) if spot.slot < 0 else ()
        return inner if not above else (inner, around(tree.up(spot, above)))

    kinds: dict[tuple[object, ...], Spot] = {}
    for spot in tree.spots(level):
        kinds.setdefault(around(spot), spot)
    return tuple(kinds.values())
