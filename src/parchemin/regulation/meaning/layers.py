"""Layers: the articles of a text after those of the higher text it stands under, which are cited with its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from parchemin.regulation.meaning.declared import LayeredArticle
from parchemin.regulation.reading.document import Article, Cell, ConsolidatedText


def sources_of(document: ConsolidatedText) -> Iterator[LayeredArticle]:
    """Articles, the higher layer's first; those of a higher layer are cited with its name."""
    if document.above:
        name = document.above.header.regulation
        for source in sources_of(document.above):
            id_ = source.article.id if source.layer else f"{name} {source.article.id}"
            yield LayeredArticle(_cited(source.article, id_), source.layer or name, source.language)
    for article in document.articles:
        yield LayeredArticle(article, "", document.header.language)


def _cited(article: Article, id_: str) -> Article:
    """The same article, every place in it naming it by its full citation."""

    def cell(c: Cell) -> Cell:
        return replace(c, place=replace(c.place, article=id_))

    tables = tuple(
        replace(
            t,
            headings=tuple(cell(h) for h in t.headings),
            rows=tuple({k: cell(c) for k, c in row.items()} for row in t.rows),
            place=replace(t.place, article=id_),
        )
        for t in article.tables
    )
    definitions = tuple(
        replace(
            d,
            expression=replace(d.expression, place=replace(d.expression.place, article=id_)),
            place=replace(d.place, article=id_),
        )
        for d in article.definitions
    )
    return replace(article, id=id_, tables=tables, definitions=definitions, place=replace(article.place, article=id_))
