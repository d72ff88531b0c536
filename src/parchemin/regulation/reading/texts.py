"""Files to a text: the front matter of the first, and the articles of all joined in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parchemin.regulation.findings import Finding, Refused, SourcePlace, Wording
from parchemin.regulation.reading import wordings as say
from parchemin.regulation.reading.document import Article, Header, Heading, Text
from parchemin.regulation.reading.files import Files
from parchemin.regulation.reading.headers import front_matter, header_of
from parchemin.regulation.reading.markdown import MarkdownReader


def read_text(files: Files, paths: Sequence[str]) -> Text:
    """The files of one text, joined. Raises `Refused` when a file cannot be used at all."""
    findings: list[Finding] = []
    articles: list[Article] = []
    outline: list[Heading | str] = []
    header: Header | None = None
    for path in paths:
        lines, start, file = files.lines(path), 0, files.place_of(path)
        if header is None:
            matter = front_matter(lines, file, findings)
            if matter is None:
                raise Refused((Finding(say.NO_FRONT_MATTER, SourcePlace(file, 1)),))
            header, start = header_of(matter, SourcePlace(file, 1), findings), matter.after
        reader = MarkdownReader(file, lines[start:], start + 1, header.language)
        reader.read()
        articles += reader.articles
        outline += reader.outline
        findings += reader.findings
    assert header is not None
    findings += _same_articles(articles)
    ids = iter(_distinct([a.id for a in articles]))
    told = tuple(replace(a, id=id_) for a, id_ in zip(articles, _distinct([a.id for a in articles]), strict=True))
    return Text(header, told, tuple(next(ids) if isinstance(e, str) else e for e in outline), tuple(findings))


def _distinct(ids: Sequence[str]) -> list[str]:
    """The ids, those already taken marked apart: an article written twice is a fault, what it declares is known."""
    return [id_ + "′" * ids[:at].count(id_) for at, id_ in enumerate(ids)]


def _same_articles(articles: Sequence[Article]) -> list[Finding]:
    first: dict[str, Article] = {}
    found = []
    for article in articles:
        if article.id in first:
            wording: Wording = say.SAME_ARTICLE
            found.append(Finding(wording, article.place, {"id": article.id, "other": first[article.id].place.short}))
        first.setdefault(article.id, article)
    return found
