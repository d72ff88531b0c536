"""Lines of Markdown to articles, captioned tables and rule blocks; what is not understood is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parchemin.regulation.findings import Finding, Language, SourcePlace, Wording
from parchemin.regulation.reading import wordings as say
from parchemin.regulation.reading.document import Article, Cell, Heading, RawDefinition, SourceExpression, Table
from parchemin.regulation.reading.vocabulary import (
    COLUMNS,
    FENCES,
    TABLE_COLUMNS,
    TABLE_KINDS,
    in_language,
    nearest,
    tidy,
)

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_ARTICLE = re.compile(r"§[ \u00a0]?([\w.\-]+)(.*)$")
_CAPTION = re.compile(
    r"\*\*([^*:|]+?)(?:[ \u00a0]*:[ \u00a0]*([^*|]+?))?\*\*(?:[ \t\u00a0]*(?:—|–|-{1,2})[ \t]*(.*))?$"
)
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([\w-]*)[ \t]*$")
_SEPARATOR = re.compile(r"\|?[ \t]*:?-{1,}:?[ \t]*(\|[ \t]*:?-{1,}:?[ \t]*)*\|?[ \t]*$")
_DEFINITION = re.compile(r"([^\W\d]\w*\.[^\W\d]\w*)[ \t\u00a0]*=(?!=)[ \t]*")
_SPACED = re.compile(r"([^\W\d]\w*\.[^\W\d][\w '’-]*?)[ \t\u00a0]*=(?!=)")
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)?")
_NUMBERED = re.compile(r"(?:art(?:icle)?\.?[ \u00a0]*)?\d+(?:\.\d+)+\b", re.IGNORECASE)
_NO_RULE = re.compile(r"#{1,6}[ \t]+§|\||\*\*")
_NAMING = ("levels", "parameters", "facts", "deadlines")  # the tables whose lines begin with the name they declare
_ENDINGS = {"(abrogé)": "repealed", "(repealed)": "repealed", "(par défaut)": "default", "(default)": "default"}


@dataclass(slots=True)
class _Draft:
    """An article being read."""

    id: str
    title: str
    depth: int
    place: SourcePlace
    status: str = ""
    words: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)  # the line of each of the words
    blocks: list[tuple[str, object]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    definitions: list[RawDefinition] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    def done(self) -> Article:
        return Article(
            self.id,
            self.title,
            self.depth,
            "\n".join(self.words),
            tuple(self.tables),
            tuple(self.definitions),
            tuple(self.blocks),
            self.status == "repealed",
            self.status == "default",
            self.place,
            tuple(self.numbers),
            frozenset(self.lost),
        )


class MarkdownReader:
    """Reads one file. `articles`, `outline` and `findings` hold the result after `read`."""

    def __init__(self, file: str, lines: Sequence[str], first_line: int, language: Language) -> None:
        self.file, self.lines, self.first, self.language = file, lines, first_line, language
        self.articles: list[Article] = []
        self.outline: list[Heading | str] = []
        self.findings: list[Finding] = []
        self._draft: _Draft | None = None
        self._at = 0

    def read(self) -> None:
        while self._at < len(self.lines):
            line = self.lines[self._at]
            if fence := _FENCE.match(line.strip()):
                self._read_fence(fence[1], fence[2].lower())
            elif heading := _HEADING.match(line):
                self._read_heading(len(heading[1]), heading[2])
            elif (caption := _CAPTION.match(line.strip())) and self._table_follows():
                self._read_table(caption[1], caption[2] or "", caption[3] or "")
            elif self._table_follows() and (almost := self._almost_a_caption(line)):
                self._read_table(*almost)
            else:
                self._look_for_slips(line)
                self._word(self._at)
                self._at += 1
        self._close()

    # --- articles ---------------------------------------------------------------------------------------

    def _read_heading(self, depth: int, title: str) -> None:
        place = self._place()
        self._at += 1
        found = _ARTICLE.match(title)
        if found:
            self._close()
            rest, status = found[2].strip(" .:—–-\t\u00a0"), ""
            for ending, meaning in _ENDINGS.items():
                if rest.lower().endswith(ending):
                    rest, status = rest[: -len(ending)].strip(), meaning
            id_ = "§" + found[1].strip(".")
            self._draft = _Draft(id_, rest, depth, SourcePlace(self.file, place.line, 0, id_), status)
            self.outline.append(id_)
            return
        if _NUMBERED.match(title):
            self._report(say.LOOKS_LIKE_AN_ARTICLE, place, title=title)
        if self._draft and depth > self._draft.depth:
            self._word(self._at - 1, "#" * depth + " " + title)
        else:
            self._close()
            self.outline.append(Heading(title, depth, "", place))

    def _close(self) -> None:
        if self._draft:
            self.articles.append(self._draft.done())
        self._draft = None

    def _word(self, at: int, text: str | None = None) -> None:
        """Keep a line as words of the article, or of the heading; as `text` when it is not kept as written."""
        line = self.lines[at] if text is None else text
        if self._draft:
            self._draft.words.append(line)
            self._draft.numbers.append(self.first + at)
            if self._draft.blocks and self._draft.blocks[-1][0] == "text":
                block = self._draft.blocks[-1][1]
                assert isinstance(block, list)
                block.append(line)
            else:
                self._draft.blocks.append(("text", [line]))
        elif self.outline and isinstance(self.outline[-1], Heading) and line.strip():
            last = self.outline[-1]
            self.outline[-1] = Heading(last.title, last.depth, f"{last.text}\n{line}".strip(), last.place)

    # --- rule blocks ------------------------------------------------------------------------------------

    def _read_fence(self, mark: str, word: str) -> None:
        start = self._at
        self._at += 1
        body: list[int] = []
        while self._at < len(self.lines):
            closing = self.lines[self._at].strip()
            if closing.startswith(mark) and set(closing) == {mark[0]}:
                break
            if word in FENCES and _NO_RULE.match(self.lines[self._at]):  # the text has gone on: the block ended before
                self._report(say.FENCE_NOT_CLOSED, self._place(start))
                self._at -= 1
                break
            body.append(self._at)
            self._at += 1
        else:
            self._report(say.FENCE_NOT_CLOSED, self._place(start))
        self._at += 1
        own = next(name for name, language in FENCES.items() if language == self.language)
        near = nearest(word, FENCES) if word and word not in FENCES else ""
        if near:  # read as meant, so that one slip is not also reported wherever its rules are used
            self._report(say.UNKNOWN_FENCE, self._place(start), word=word, near=near)
            word = near
        if not word and self._draft and any(_DEFINITION.match(self.lines[i]) for i in body):
            word = own
            self._report(say.NAKED_FENCE, self._place(start), word=word)
        if word not in FENCES:
            for i in range(start, min(self._at, len(self.lines))):
                self._word(i)
            return
        if FENCES[word] != self.language:
            self._report(say.OTHER_LANGUAGE, self._place(start), word=word, right=own)
        if not self._draft:
            self._report(say.OUTSIDE_ARTICLE, self._place(start))
            return
        self._draft.blocks.append(("rules", [self.lines[i] for i in body]))
        self._draft.definitions.extend(self._definitions(body))

    def _definitions(self, body: Sequence[int]) -> Iterator[RawDefinition]:
        group: list[int] = []
        depth = 0
        for i in body:
            bare = self.lines[i].split("#", 1)[0].rstrip()
            if not bare.strip():
                continue
            fresh = not bare[0].isspace() and (depth <= 0 or _DEFINITION.match(bare) is not None)
            if fresh and group and depth > 0:
                self._report(say.BRACKET_NOT_CLOSED, self._open_bracket(group))
                self._lose(self.lines[group[0]])
                group = []
            if fresh and group:
                yield from self._definition(group)
                group = []
            depth = (0 if fresh else depth) + sum(bare.count(c) for c in "([{") - sum(bare.count(c) for c in ")]}")
            group.append(i)
        if group:
            yield from self._definition(group)

    def _definition(self, group: Sequence[int]) -> Iterator[RawDefinition]:
        first = self.lines[group[0]].split("#", 1)[0].rstrip()
        place = self._place(group[0])
        found = _DEFINITION.match(first.strip())
        if not found:
            if spaced := _SPACED.match(first.strip()):
                right = re.sub(r"[ '’-]+", "_", spaced[1].strip())
                self._report(say.SPACED_NAME, place, name=spaced[1].strip(), right=right)
            else:
                self._report(say.NOT_A_DEFINITION, place, line=first.strip()[:80])
            self._lose(first.partition("=")[0])
            return
        indent = len(first) - len(first.lstrip())
        texts = [(group[0], indent + found.end(), first.strip()[found.end() :])]
        for i in group[1:]:
            bare = self.lines[i].split("#", 1)[0].rstrip()
            texts.append((i, len(bare) - len(bare.lstrip()), bare.lstrip()))
        yield RawDefinition(found[1], self._written(texts, place), place)

    def _open_bracket(self, group: Sequence[int]) -> SourcePlace:
        """Where the bracket stands that the lines of `group` never close."""
        opened: list[tuple[int, int]] = []
        for i in group:
            for column, sign in enumerate(self.lines[i].split("#", 1)[0], 1):
                if sign in "([{":
                    opened.append((i, column))
                elif sign in ")]}" and opened:
                    opened.pop()
        line, column = opened[0] if opened else (group[0], 0)
        return replace(self._place(line), column=column)

    def _lose(self, text: str) -> None:
        """Remember the name that a line reported as unreadable begins with: its uses are not faults of their own."""
        if self._draft and (name := _NAME.match(re.sub(r"[ '’-]+", "_", text.strip(" |\t")))):
            self._draft.lost |= {name[0], *(found[0] for found in [_NAME.match(text.strip(" |\t"))] if found)}

    def _written(self, texts: Sequence[tuple[int, int, str]], place: SourcePlace) -> SourceExpression:
        spots, joined = [], ""
        for i, column, text in texts:
            joined += " " if joined else ""
            spots.append((len(joined), self.first + i, column + 1))
            joined += text
        return SourceExpression(joined, tuple(spots), place)

    # --- tables -----------------------------------------------------------------------------------------

    def _table_follows(self) -> bool:
        i = self._at + 1
        while i < len(self.lines) and not self.lines[i].strip():
            i += 1
        return i + 1 < len(self.lines) and "|" in self.lines[i] and bool(_SEPARATOR.match(self.lines[i + 1].strip()))

    def _read_table(self, kind: str, name: str, option: str) -> None:
        caption = self._at
        place = self._place(caption)
        self._at += 1
        while not self.lines[self._at].strip():
            self._at += 1
        lines = []
        while self._at < len(self.lines) and "|" in self.lines[self._at]:
            lines.append(self._at)
            self._at += 1
        word = tidy(kind).lower()
        known = TABLE_KINDS[self.language]
        if word not in known:
            word = self._unknown_caption(word, place, [caption, *lines])
        if not word:
            return
        if not self._draft:
            self._report(say.OUTSIDE_ARTICLE, place)
            return
        table = self._table(known[word], name.strip(), option.strip(), lines, place)
        self._draft.tables.append(table)
        self._draft.blocks.append(("table", table))

    def _unknown_caption(self, word: str, place: SourcePlace, lines: Sequence[int]) -> str:
        """The kind that was meant, so that the table is read and reported once; "" when it cannot be told."""
        kinds = TABLE_KINDS[self.language]
        if right := in_language(word, TABLE_KINDS, self.language):
            self._report(say.OTHER_LANGUAGE, place, word=word, right=right)
            return right
        near = nearest(word, kinds)
        self._report(say.UNKNOWN_CAPTION, place, word=word, near=near or ", ".join(sorted(kinds)))
        if not near:
            for i in lines:
                self._word(i)
        return near

    def _almost_a_caption(self, line: str) -> tuple[str, str, str] | None:
        """What a caption with a slip in its stars or colon was meant to be: kind, name, option."""
        text, _, option = line.strip().partition(" — ")
        bare = text.replace("*", "").replace("_", " ").strip() if "*" not in text else text.replace("*", "").strip()
        word, _, name = (part.strip(" \u00a0") for part in bare.partition(":"))
        kinds = TABLE_KINDS[self.language]
        if tidy(word).lower() not in kinds or ("*" not in text and not self._columns_of(kinds[tidy(word).lower()])):
            return None
        right = f"**{word} : {name}**" if name else f"**{word}**"
        right += f" — {option}" if option else ""
        self._report(say.ALMOST_A_CAPTION, self._place(), line=line.strip(), right=right)
        return word, name, option

    def _columns_of(self, kind: str) -> bool:
        """Whether the next table has every required column of a kind."""
        at = next(i for i in range(self._at + 1, len(self.lines)) if self.lines[i].strip())
        return kind in TABLE_COLUMNS and self._like(kind, at)

    def _like(self, kind: str, at: int) -> bool:
        words = {COLUMNS[self.language].get(tidy(cell.text).lower()) for cell in self._cells(at)}
        return set(TABLE_COLUMNS[kind][0]) <= words

    def _look_for_slips(self, line: str) -> None:
        """A table that has lost its caption, or its line of dashes, is silently text: say so."""
        following = self.lines[self._at + 1 : self._at + 2]
        if "|" in line and following and _SEPARATOR.match(following[0].strip()) and "-" in following[0]:
            if kind := next((k for k in TABLE_COLUMNS if self._like(k, self._at)), ""):
                word = next(own for own, canonical in TABLE_KINDS[self.language].items() if canonical == kind)
                named = (
                    f"**{word.capitalize()} : …**"
                    if kind in ("requirements", "decision")
                    else f"**{word.capitalize()}**"
                )
                self._report(say.NO_CAPTION, self._place(), word=word, right=named)
        elif caption := _CAPTION.match(line.strip()):
            after = next((i for i in range(self._at + 1, len(self.lines)) if self.lines[i].strip()), self._at)
            if tidy(caption[1]).lower() in TABLE_KINDS[self.language] and self.lines[after].strip().startswith("|"):
                dashes = "| " + " | ".join("---" for _ in self._cells(after)) + " |"
                self._report(say.NO_DASHES, self._place(after), right=dashes)
                self._lose_lines(after)

    def _lose_lines(self, at: int) -> None:
        while at < len(self.lines) and self.lines[at].strip().startswith("|"):
            self._lose(self.lines[at])
            at += 1

    def _table(self, kind: str, name: str, option: str, lines: Sequence[int], place: SourcePlace) -> Table:
        headings = self._cells(lines[0])
        canonical = self._headings(kind, headings)
        rows: list[Mapping[str, Cell]] = []
        for i in lines[2:]:
            cells = self._cells(i)
            if len(cells) != len(headings):
                self._report(say.RAGGED_ROW, self._place(i), found=len(cells), expected=len(headings))
                if kind in _NAMING:
                    self._lose(self.lines[i])
                continue
            rows.append(dict(zip(canonical, cells, strict=True)))
        named = tuple(Cell(text, cell.place) for text, cell in zip(canonical, headings, strict=True))
        return Table(kind, name, option, named, tuple(rows), place)

    def _headings(self, kind: str, headings: Sequence[Cell]) -> list[str]:
        """Headings as the later stages name them; missing, unknown and repeated ones are reported."""
        words = COLUMNS[self.language]
        if kind not in TABLE_COLUMNS:
            names = [tidy(h.text) for h in headings]
            if kind == "cases":
                names = [words.get(n.lower(), n) for n in names]
        else:
            required, optional = TABLE_COLUMNS[kind]
            names = [words.get(tidy(h.text).lower(), tidy(h.text)) for h in headings]
            shown = {c: next(w for w, known in words.items() if known == c) for c in required + optional}
            for at, heading in enumerate(headings):
                if names[at] not in required + optional:
                    meant = self._meant(names[at], [c for c in shown if c not in names], shown, set(required))
                    near = shown.get(meant) or ", ".join(shown.values())
                    self._report(say.UNKNOWN_COLUMN, heading.place, column=heading.text, near=near)
                    names[at] = meant or names[at]
            for column in required:
                if column not in names:
                    self._report(say.MISSING_COLUMN, headings[0].place, column=shown[column])
        for i, name in enumerate(names):
            if name in names[:i]:
                self._report(say.REPEATED_COLUMN, headings[i].place, column=headings[i].text)
        return names

    def _meant(self, name: str, free: Sequence[str], shown: Mapping[str, str], required: set[str]) -> str:
        """The column a heading was meant to be: the nearest not there yet, or the only required one still missing."""
        near = nearest(name.lower(), [shown[c] for c in free])
        missing = [c for c in free if c in required]
        return next((c for c in free if shown[c] == near), missing[0] if len(missing) == 1 else "")

    def _cells(self, i: int) -> list[Cell]:
        line = self.lines[i].strip()
        offset = len(self.lines[i]) - len(self.lines[i].lstrip())
        cells: list[Cell] = []
        start = 1 if line.startswith("|") else 0
        pieces = re.split(r"(?<!\\)\|", line[start:])
        if len(pieces) > 1 and not pieces[-1].strip():
            pieces.pop()
        at = offset + start
        for piece in pieces:
            lead = len(piece) - len(piece.lstrip())
            place = SourcePlace(self.file, self.first + i, at + lead + 1, self._draft.id if self._draft else "")
            cells.append(Cell(piece.strip().replace("\\|", "|"), place))
            at += len(piece) + 1
        return cells

    # --- findings ---------------------------------------------------------------------------------------

    def _place(self, at: int | None = None) -> SourcePlace:
        return SourcePlace(
            self.file, self.first + (self._at if at is None else at), 0, self._draft.id if self._draft else ""
        )

    def _report(self, wording: Wording, place: SourcePlace, **values: object) -> None:
        self.findings.append(Finding(wording, place, values))
