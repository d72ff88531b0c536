"""From a folder of files to cohorts: everything is checked, every problem is listed, nothing partial is given back.

Each column is read through its distinct values, so that half a million lines cost a few thousand conversions; the
faulty lines are looked for afterwards.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parchemin.records import wordings
from parchemin.records.cells import UnreadableCell, cell, clean, enumeration, missing, nearest, shortened, stored
from parchemin.records.folder import locate
from parchemin.records.layout import RecordTable, layout, member_names
from parchemin.records.rights import Rights
from parchemin.records.sheets import Sheet, sheet
from parchemin.regulation.evaluation.facts import Cohort, Integers, Rows, storage
from parchemin.regulation.findings import Finding, Refused, Wording
from parchemin.regulation.meaning.graph import Fact, Kind, Regulation

type Index = NDArray[np.int64]
type Mask = NDArray[np.bool_]

PROPOSALS = 200  # nearest names looked for in one column; beyond, the mistake is not in the spelling


def read(regulation: Regulation, folder: Path | str) -> dict[str, Cohort]:
    """The cohort of each root. Refused, with every problem found, when there is any.

    A file other than a root's may be left out: its facts then take their `missing` value.
    """
    found: list[Finding] = []
    tables = layout(regulation)
    files = locate(tables, Path(folder), found)
    sheets = _open(tables, files, found)
    cohorts = {}
    for root in regulation.roots:
        mine = {t.stem: t for t in tables if t.root == root}
        cohorts[root] = _Reader(regulation, root, mine, sheets, files).cohort()
    found.extend(problem for opened in sheets.values() for problem in opened.found)
    if found:
        raise Refused(tuple(sorted(found, key=lambda f: (f.place.file, f.place.line, f.place.column))))
    return cohorts


def _open(tables: tuple[RecordTable, ...], files: Mapping[str, Path], found: list[Finding]) -> dict[str, Sheet]:
    sheets: dict[str, Sheet] = {}
    for table in sorted(tables, key=lambda t: not t.shared):
        if table.stem in files:
            given = next((frozenset(s.columns) for s in sheets.values() if s.table.level == table.level), frozenset())
            opened = sheet(files[table.stem], table, given & frozenset(table.facts), found)
            if opened is not None:
                sheets[table.stem] = opened
    return sheets


@dataclass(frozen=True, slots=True)
class _Column:
    """A fact's stored values, line by line, and which cells were filled."""

    values: Index
    given: Mask


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a sheet, told apart: who, which member, which row name, and the facts. -1: could not be told."""

    sheet: Sheet
    person: Index
    member: Index
    names: Sequence[str]
    facts: Mapping[str, _Column]

    @property
    def told(self) -> Mask:
        named = np.fromiter(map(bool, self.names), np.bool_, len(self.names))
        return (self.person >= 0) & (self.member >= 0) & named


class _Reader:
    """Reads the tables of one root."""

    def __init__(
        self,
        regulation: Regulation,
        root: str,
        tables: Mapping[str, RecordTable],
        sheets: Mapping[str, Sheet],
        files: Mapping[str, Path],
    ) -> None:
        self.regulation, self.root, self.tables, self.files = regulation, root, tables, files
        self.sheets = {stem: sheets[stem] for stem in tables if stem in sheets}
        self.roots_file = next(t for t in tables.values() if t.level == root)
        self.ids: list[str] = []
        self.people: dict[str, int] | None = {}
        self.listed: dict[str, Integers] = {}
        self.rights = Rights(regulation, self.listed)

    def cohort(self) -> Cohort:
        self._persons()
        lines = {stem: self._lines(opened) for stem, opened in self.sheets.items()}
        for table in self.tables.values():
            if not table.row_key:
                self._listed(table, lines.get(table.stem))
        rows = {}
        for table in self.tables.values():
            self._hold_to_rights(table, lines.get(table.stem))
            if table.row_key and not table.shared:
                rows[table.level] = self._rows(table, lines)
        return Cohort(self.root, self.ids, self.listed, rows)

    # --- who and what a line is about -------------------------------------------------------------------------

    def _persons(self) -> None:
        opened = self.sheets.get(self.roots_file.stem)
        if opened is None:
            self.people = None if self.roots_file.stem in self.files or self.sheets else {}
            return
        self.ids = [clean(text) for text in opened.columns[self.root]]
        self.people = {}
        _reproach_strange(opened, self.root, self.ids)
        for row, name in enumerate(self.ids):
            if name in self.people and name:
                first = self.people[name]
                line, near = opened.lines[first], (opened.place(first, self.root),)
                opened.reproach(wordings.PERSON_TWICE, row, self.root, near, value=shortened(name), other=line)
            else:
                self.people[name] = row

    def _lines(self, opened: Sheet) -> _Lines:
        table = opened.table
        facts = {
            fact.name: _column(opened, header, fact)
            for header, fact in table.facts.items()
            if fact.type.kind is not Kind.TEXT
        }
        names = self._row_names(opened) if table.row_key else ["•"] * len(opened)
        return _Lines(opened, self._person(opened), self._member(opened), names, facts)

    def _row_names(self, opened: Sheet) -> list[str]:
        column = opened.table.row_key
        tidy = {text: clean(text) for text in set(opened.columns[column])}
        names = [tidy[text] for text in opened.columns[column]]
        if "" in tidy.values():
            _reproach_empty(opened, column, names)
        _reproach_strange(opened, column, names)
        return names

    def _person(self, opened: Sheet) -> Index:
        if opened.table.shared:
            return np.zeros(len(opened), np.int64)
        cells = opened.columns[self.root]
        if opened.table.level == self.root:
            _reproach_empty(opened, self.root, [clean(text) for text in cells])
            return np.arange(len(opened), dtype=np.int64)
        if (
            self.people is None
        ):  # the persons' file is already refused: saying it again on every line would hide the rest
            return np.full(len(opened), -1, np.int64)
        where = str(self.roots_file.file(self._extension()))
        return _looked_up(opened, self.root, self.people, wordings.PERSON_UNKNOWN, where)

    def _extension(self) -> str:
        return self.files[self.roots_file.stem].suffix[1:] if self.roots_file.stem in self.files else "csv"

    def _member(self, opened: Sheet) -> Index:
        keys = opened.table.member_keys
        if not keys:
            return np.zeros(len(opened), np.int64)
        level = self.regulation.levels[opened.table.level]
        names = member_names(self.regulation, level.parent if level.kind == "recorded" else level.name)
        alone = [
            _looked_up(opened, key, known, wordings.MEMBER_UNKNOWN, enumeration(known))
            for at, key in enumerate(keys)
            for known in [{n: i for i, n in enumerate(dict.fromkeys(each[at] for each in names))}]
        ]
        index = {n: i for i, n in enumerate(names)}
        cells = list(zip(*(opened.columns[key] for key in keys), strict=True))
        told = {raw: index.get(tuple(clean(text) for text in raw), -1) for raw in set(cells)}
        member = np.fromiter(map(told.__getitem__, cells), np.int64, len(cells))
        together = np.all([each >= 0 for each in alone], axis=0) & (member < 0)
        for row in np.flatnonzero(together).tolist():
            parent = tuple(clean(text) for text in cells[row])[:-1]
            under = [each[-1] for each in names if each[:-1] == parent]
            said = nearest(clean(cells[row][-1]), under)
            shown = shortened(" / ".join(cells[row]))
            opened.reproach(wordings.MEMBER_UNKNOWN, row, keys[-1], value=shown, accepted=enumeration(under), **said)
        return member

    # --- listed levels ----------------------------------------------------------------------------------------

    def _listed(self, table: RecordTable, lines: _Lines | None) -> None:
        members = max(len(self.regulation.levels[table.level].members), 1)
        keep = np.zeros(0, np.int64)
        if lines is not None:
            if table.level != self.root:
                self._reproach_twice(lines, members, wordings.ROW_TWICE)
            keep = np.flatnonzero(lines.told)
        for fact in table.facts.values():
            if fact.type.kind is Kind.TEXT:
                continue
            flat = np.full(members * len(self.ids), missing(fact), storage(fact))
            filled = np.zeros(len(flat), np.bool_)
            if lines is not None:
                at = lines.member[keep] * len(self.ids) + lines.person[keep]
                flat[at] = lines.facts[fact.name].values[keep]
                filled[at] = lines.facts[fact.name].given[keep]
            self.listed[fact.name] = flat.reshape(members, len(self.ids))
            self.rights.note(fact, filled.reshape(members, len(self.ids)))

    def _reproach_twice(self, lines: _Lines, members: int, wording: Wording) -> None:
        keep = np.flatnonzero(lines.told)
        codes = {name: i for i, name in enumerate(dict.fromkeys(lines.names))}
        name = np.fromiter(map(codes.__getitem__, lines.names), np.int64, len(lines.names))
        order, first = _grouped(((lines.person * members + lines.member) * max(len(codes), 1) + name)[keep])
        for at in np.flatnonzero(first != np.arange(len(order))).tolist():
            earlier, row = int(keep[order[first[at]]]), int(keep[order[at]])
            self._twice(lines.sheet, wording, earlier, row, lines.sheet.table.keys[-1])

    def _twice(self, opened: Sheet, wording: Wording, earlier: int, row: int, column: str) -> None:
        shown = shortened(" / ".join(clean(opened.columns[key][row]) for key in opened.table.keys))
        near = (opened.place(earlier, column),)
        opened.reproach(wording, row, column, near, value=shown, other=opened.lines[earlier])

    # --- rights -----------------------------------------------------------------------------------------------

    def _hold_to_rights(self, table: RecordTable, lines: _Lines | None) -> None:
        """Refuse a line about a member that is not open to the person (a second session without registration)."""
        if lines is None or table.shared:
            return
        keep = np.flatnonzero(lines.told)
        for gate, closed in self.rights.closed(table.level):
            barred = keep[closed[lines.member[keep], lines.person[keep]]]
            if not table.row_key:
                barred = barred[self._says_something(lines, gate, barred)]
            where = next(str(t.file()) for t in self.tables.values() if t.level == gate.level and not t.row_key)
            for row in barred.tolist():
                name = shortened(" / ".join(clean(lines.sheet.columns[key][row]) for key in table.keys))
                header = gate.name.split(".")[-1]
                lines.sheet.reproach(wordings.NOT_REGISTERED, row, header, value=name, accepted=where)

    def _says_something(self, lines: _Lines, gate: Fact, rows: Index) -> Mask:
        """The lines that give more than the registration itself."""
        told = [
            c.given[rows] & (c.values[rows] != missing(self.regulation.facts[name]))
            for name, c in lines.facts.items()
            if name != gate.name
        ]
        return np.any(told, axis=0) if told else np.zeros(len(rows), np.bool_)

    # --- recorded levels --------------------------------------------------------------------------------------

    def _rows(self, table: RecordTable, lines: Mapping[str, _Lines]) -> Rows:
        own = lines.get(table.stem)
        shared = next((t for t in self.tables.values() if t.shared and t.level == table.level), None)
        members = max(len(self.regulation.levels[self.regulation.levels[table.level].parent].members), 1)
        for given in (own, lines.get(shared.stem) if shared else None):
            if given is not None:
                self._reproach_twice(given, members, wordings.ROW_TWICE)
                self._reproach_many(given, members)
        facts = [f for f in table.facts.values() if f.type.kind is not Kind.TEXT]
        if shared is not None and shared.stem in lines:
            return self._rows_for_all(lines[shared.stem], own, facts)
        if own is None:
            return Rows(np.zeros(0, np.int64), np.zeros(0, np.int64), [], {f.name: _none(f) for f in facts})
        keep = np.flatnonzero(own.told)
        keep = keep[np.argsort(own.person[keep], kind="stable")]
        columns = {f.name: own.facts[f.name].values[keep].astype(storage(f)) for f in facts}
        return Rows(own.person[keep], own.member[keep], [own.names[i] for i in keep.tolist()], columns)

    def _reproach_many(self, lines: _Lines, members: int) -> None:
        most = self.regulation.levels[lines.sheet.table.level].most
        keep = np.flatnonzero(lines.told)
        if most is None or not len(keep):
            return
        order, first = _grouped(lines.person[keep] * members + lines.member[keep])
        rank = np.arange(len(order)) - first
        for row in sorted(keep[order[rank >= most]].tolist()):
            column = lines.sheet.table.row_key
            lines.sheet.reproach(wordings.ROWS_TOO_MANY, row, column, value=lines.names[row], accepted=most)

    def _rows_for_all(self, shared: _Lines, own: _Lines | None, facts: Iterable[Fact]) -> Rows:
        """The rows given for all, for each person to whom their member is open; a person's own cells fill them."""
        keep = np.flatnonzero(shared.told)
        open_ = np.ones((len(keep), len(self.ids)), np.bool_)
        for _, closed in self.rights.closed(shared.sheet.table.level):
            open_ &= ~closed[shared.member[keep]]
        person, rank = np.nonzero(open_.T)
        at = np.full((len(self.ids), len(keep)), -1, np.int64)
        at[person, rank] = np.arange(len(person))
        mine, target = self._placed(shared, keep, own, at)
        columns = {}
        for fact in facts:
            common = shared.facts[fact.name]
            values = common.values[keep][rank].astype(storage(fact))
            if own is not None:
                self._fill(fact, values, common.given[keep][rank], own, mine, target)
            columns[fact.name] = values
        names = [shared.names[i] for i in keep.tolist()]
        return Rows(person, shared.member[keep][rank], [names[i] for i in rank.tolist()], columns)

    def _placed(self, shared: _Lines, keep: Index, own: _Lines | None, at: Index) -> tuple[Index, Index]:
        """Which lines of a person go to which of the rows made for all."""
        if own is None:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        known = {(int(shared.member[i]), shared.names[i]): n for n, i in enumerate(keep.tolist())}
        mine, target = [], []
        for row in np.flatnonzero(own.told).tolist():
            rank = known.get((int(own.member[row]), own.names[row]))
            if rank is None:
                self._reproach_not_shared(shared, own, row, known)
            elif at[own.person[row], rank] >= 0:  # otherwise it is already refused for want of the right to it
                mine.append(row)
                target.append(int(at[own.person[row], rank]))
        return np.array(mine, np.int64), np.array(target, np.int64)

    def _reproach_not_shared(self, shared: _Lines, own: _Lines, row: int, known: Mapping[tuple[int, str], int]) -> None:
        here = [name for member, name in known if member == own.member[row]]
        name, said = own.names[row], nearest(own.names[row], here)
        other = Path(shared.sheet.file).name
        column = own.sheet.table.row_key
        shown, names = shortened(name), enumeration(here)
        own.sheet.reproach(wordings.ROW_NOT_SHARED, row, column, value=shown, other=other, accepted=names, **said)

    def _fill(self, fact: Fact, values: Integers, common: Mask, own: _Lines, mine: Index, target: Index) -> None:
        column = own.facts[fact.name]
        given = column.given[mine]
        against = given & common[target] & (column.values[mine] != values[target])
        header = next(h for h, f in own.sheet.table.facts.items() if f is fact)
        for row, place in zip(mine[against].tolist(), target[against].tolist(), strict=True):
            self._reproach_conflict(own, row, header, fact, int(values[place]))
        values[target[given]] = column.values[mine[given]]

    def _reproach_conflict(self, own: _Lines, row: int, header: str, fact: Fact, common: int) -> None:
        from_all = next(t for t in self.tables.values() if t.shared and t.level == fact.level)
        other, shown = self.files[from_all.stem].name, own.sheet.columns[header][row]
        said = cell(common, fact, self.regulation.language)
        own.sheet.reproach(wordings.SHARED_CONFLICT, row, header, value=shortened(shown), other=other, accepted=said)


def _grouped(codes: Index) -> tuple[Index, Index]:
    """The stable order that brings equal codes together, and for each place in it the place where its group starts."""
    order = np.argsort(codes, kind="stable")
    if not len(order):
        return order, order
    starts = np.flatnonzero(np.r_[True, np.diff(codes[order]) != 0])
    return order, np.repeat(starts, np.diff(np.r_[starts, len(order)]))


def _none(fact: Fact) -> Integers:
    return np.zeros(0, storage(fact))


def _column(opened: Sheet, header: str, fact: Fact) -> _Column:
    cells = opened.columns.get(header)
    blank = missing(fact)
    if cells is None:
        return _Column(np.full(len(opened), blank, np.int64), np.zeros(len(opened), np.bool_))
    told: dict[str, int] = {}
    refused: dict[str, UnreadableCell] = {}
    for text in set(cells):
        tidy = clean(text)
        try:
            told[text] = stored(tidy, fact) if tidy else blank
        except UnreadableCell as why:
            told[text], refused[text] = blank, why
    if refused:
        for row, text in enumerate(cells):
            if text in refused:
                opened.reproach(refused[text].wording, row, header, **refused[text].values)
    empty = {text for text in told if not clean(text)}
    given = ~np.fromiter(map(empty.__contains__, cells), np.bool_, len(cells))
    return _Column(np.fromiter(map(told.__getitem__, cells), np.int64, len(cells)), given)


def _looked_up(opened: Sheet, column: str, known: Mapping[str, int], wording: Wording, accepted: str) -> Index:
    """The index of each cell's name; -1, and a finding, for a name that is empty or not known."""
    cells = opened.columns[column]
    told = {text: known.get(clean(text), -1) if clean(text) else -1 for text in set(cells)}
    index = np.fromiter(map(told.__getitem__, cells), np.int64, len(cells))
    said: dict[str, dict[str, object]] = {}
    for row in np.flatnonzero(index < 0).tolist():
        name = clean(cells[row])
        if not name:
            opened.reproach(wordings.KEY_EMPTY, row, column)
            continue
        if name not in said:
            said[name] = nearest(name, known) if len(said) < PROPOSALS else {}
        opened.reproach(wording, row, column, value=shortened(name), accepted=accepted, **said[name])
    return index


def _unseen(text: str) -> bool:
    return not text.isprintable() and any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in text)


def _reproach_strange(opened: Sheet, column: str, names: Sequence[str]) -> None:
    """Names that a spreadsheet would run as a formula, or that hold a line break or another unseen sign."""
    strange = {name for name in set(names) if name and (name[0] in "=+-@" or _unseen(name))}
    for row in (row for row, name in enumerate(names) if name in strange) if strange else ():
        shown = "".join("␤" if _unseen(sign) else sign for sign in names[row])
        opened.reproach(wordings.KEY_STRANGE, row, column, value=shortened(shown))


def _reproach_empty(opened: Sheet, column: str, names: Sequence[str]) -> None:
    for row, name in enumerate(names):
        if not name:
            opened.reproach(wordings.KEY_EMPTY, row, column)
