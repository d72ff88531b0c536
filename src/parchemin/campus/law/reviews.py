"""What a draft would be if it were published now: what the engine finds, what changes, what still stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from parchemin.campus.catalogue.models import Programme, Publication
from parchemin.campus.catalogue.refusals import TextPublishedAlready
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.law.comparing import Changed, compared
from parchemin.campus.law.publications import digest_of, first_day_of, review_of, reviewed, versions_of
from parchemin.campus.law.refusals import AnotherProgramme, TextRefused
from parchemin.regulation.evaluation.cases import CaseResult
from parchemin.regulation.findings import Finding, Language, Refused, errors
from parchemin.regulation.meaning.understanding import Understood
from parchemin.regulation.verification.review import Review
from parchemin.rendering import remark


@dataclass(frozen=True, slots=True)
class ReviewRemark:
    """A finding in words: where (`file` is a path of the draft), what, and what to write instead.

    known: whether it was already said of the last text published.
    """

    severity: str
    file: str
    line: int
    article: str
    what: str
    remedy: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """A worked case that does not hold: what was expected of what, and what was found."""

    name: str
    file: str
    line: int
    checks: tuple[tuple[str, str, str], ...]
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextPreview:
    """What the engine makes of a draft. holds: it can be run; obstacles: all that stands in the way of publishing."""

    remarks: tuple[ReviewRemark, ...]
    cases: int
    failed: tuple[Failed, ...]
    title: str
    in_force: date | None
    changes: tuple[Changed, ...]
    holds: bool
    obstacles: tuple[Refusal, ...]

    def count(self, severity: str) -> int:
        return sum(one.severity == severity for one in self.remarks)

    @property
    def fresh(self) -> tuple[ReviewRemark, ...]:
        """Errors and warnings that the text published does not have."""
        return tuple(one for one in self.remarks if one.severity != "note" and not one.known)

    @property
    def known(self) -> tuple[ReviewRemark, ...]:
        """Warnings that the text published has too."""
        return tuple(one for one in self.remarks if one.severity == "warning" and one.known)

    @property
    def errors(self) -> int:
        return self.count("error")

    @property
    def warnings(self) -> int:
        return self.count("warning")

    @property
    def notes(self) -> int:
        return self.count("note")


@dataclass(frozen=True, slots=True)
class SoundText:
    """What is kept of a text that nothing stands in the way of, when it is published."""

    title: str
    in_force: date
    digest: str


def sound(files: Mapping[str, str], programme: Programme) -> SoundText:
    """A text read and reviewed, to be published in a programme. Raises the first of what stands in the way."""
    try:
        found = reviewed(files)
    except Refused as refused:
        raise TextRefused(refused.findings) from refused
    for obstacle in _obstacles(files, found, programme):
        raise obstacle
    text = found.understood.regulation
    assert text is not None, "an obstacle otherwise"
    last = programme.publications.order_by("-number").first()
    return SoundText(text.title, first_day_of(files, last), digest_of(files, text))


def _obstacles(files: Mapping[str, str], found: Review, programme: Programme) -> Iterator[Refusal]:
    """All that stands in the way of publishing a text that could be read, the first to mend first.

    The page of a draft shows them, and publishing raises the first: there is no other list.
    """
    text, wrong = found.understood.regulation, errors(found.findings)
    twin = programme.publications.filter(digest=digest_of(files, text)).first() if text is not None else None
    if twin is not None:
        yield TextPublishedAlready(twin.number)
    if text is None or wrong:
        yield TextRefused(wrong)
    name = found.understood.document.header.regulation
    if name != programme.slug:
        yield AnotherProgramme(name, programme.slug)


def preview(
    files: Mapping[str, str], programme: Programme, last: Publication | None, language: Language
) -> TextPreview:
    """Everything to know before publishing. `last`: the publication it is compared with."""
    try:
        found = reviewed(files)
    except Refused as refused:
        return _unread(refused.findings, language)
    text = found.understood.regulation
    published = review_of(last, versions_of(last.pk)[-1][0]) if last is not None else None
    return TextPreview(
        _told_apart(_remarks(found.findings, language), published, language),
        len(found.results),
        tuple(_failed(r, language) for r in found.results if not r.holds),
        found.understood.document.header.title,
        _in_force(files, found, last),
        _changes(published, found) if text is not None and published is not None else (),
        holds=text is not None,
        obstacles=tuple(_obstacles(files, found, programme)),
    )


def _in_force(files: Mapping[str, str], found: Review, last: Publication | None) -> date | None:
    """The day from which a draft would change something; as its last version says it while there is an error."""
    text = found.understood.regulation
    if text is None or errors(found.findings):
        return date.fromisoformat(text.version) if text else None
    return first_day_of(files, last)


def _unread(findings: tuple[Finding, ...], language: Language) -> TextPreview:
    """What there is to know of a draft that cannot even be read."""
    said = _remarks(findings, language)
    return TextPreview(said, 0, (), "", None, (), holds=False, obstacles=(TextRefused(findings),))


def remarks_of(files: Mapping[str, str], language: Language) -> tuple[ReviewRemark, ...]:
    """Everything the engine says of a text, errors first."""
    try:
        return _remarks(reviewed(files).findings, language)
    except Refused as refused:
        return _remarks(refused.findings, language)


def _told_apart(
    remarks: tuple[ReviewRemark, ...], published: Review | None, language: Language
) -> tuple[ReviewRemark, ...]:
    """The same, those known that are said of the text published too, wherever they stand in it."""
    if published is None:
        return remarks
    said = {(one.article, one.what) for one in _remarks(published.findings, language)}
    return tuple(replace(one, known=(one.article, one.what) in said) for one in remarks)


def _remarks(findings: Sequence[Finding], language: Language) -> tuple[ReviewRemark, ...]:
    """Errors first, then in the order of the text; the same thing said once."""
    order = ("error", "warning", "note")
    found = [
        ReviewRemark(
            f.severity,
            f.place.file.lstrip("./"),
            f.place.line,
            f.place.article.rpartition(" ")[2],
            remark(f.what(language)),
            remark(f.remedy(language)),
        )
        for f in findings
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda r: (order.index(r.severity), r.file, r.line)))


def _failed(result: CaseResult, language: Language) -> Failed:
    case = result.case
    checks = tuple((c.target, c.expected, c.found) for c in result.checks if not c.holds)
    troubles = () if checks else tuple(remark(f.what(language)) for f in result.findings)
    return Failed(case.name, case.place.file.rpartition("/")[2], case.place.line, checks, troubles)


def _changes(published: Review, found: Review) -> tuple[Changed, ...]:
    return _compared(_Kept(published.understood), _Kept(found.understood))


class _Kept:
    """A text as a key: the same object is the same text (reviews are kept)."""

    def __init__(self, understood: Understood) -> None:
        self.understood = understood

    def __hash__(self) -> int:
        return id(self.understood)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.understood is self.understood


@lru_cache(maxsize=16)
def _compared(before: _Kept, after: _Kept) -> tuple[Changed, ...]:
    return compared(before.understood, after.understood)


def changes_between(before: Understood, after: Understood) -> tuple[Changed, ...]:
    return _compared(_Kept(before), _Kept(after))
