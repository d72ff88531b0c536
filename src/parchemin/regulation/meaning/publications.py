"""The lines that say to whom something is only shown: each names what the text declares."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning import phrases
from parchemin.regulation.meaning import wordings as say
from parchemin.regulation.meaning.articles import ShownValue
from parchemin.regulation.meaning.declared import Declared
from parchemin.regulation.reading.document import Table
from parchemin.regulation.reading.vocabulary import nearest, tidy


def publications_of(
    table: Table, rules: Collection[str], declared: Declared, findings: list[Finding]
) -> Iterator[ShownValue]:
    """The publications of a table. `rules` are the names that the text defines; what is wrong joins `findings`."""
    known = {*rules, *declared.facts, *declared.parameters, *declared.deadlines}
    for row in table.rows:
        if not {"publication", "to"} <= row.keys():
            continue
        name = ".".join(phrases.identifier(part) for part in tidy(row["publication"].text).split("."))
        to = tidy(row["to"].text)
        place = row["publication"].place
        if name not in known and not declared.given_up(name):
            near = nearest(name, known)
            wording = say.UNKNOWN_NAME if near else say.UNKNOWN_AND_FAR
            findings.append(Finding(wording, place, {"name": name or row["publication"].text, "near": near}))
        elif not to:
            findings.append(Finding(say.PUBLISHED_TO_NOBODY, row["to"].place, {"name": name}))
        else:
            yield ShownValue(name, to, tidy(row["reason"].text) if "reason" in row else "", place)
