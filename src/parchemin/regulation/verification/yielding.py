"""Where a code that blocks gives way without a word: the best of several marks is a number as soon as one is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning.codes import as_written, same_for_all, tells_numbers
from parchemin.regulation.meaning.graph import Aggregate, Choose, Compare, Constant, Extreme, Node, Regulation
from parchemin.regulation.meaning.written import phrase
from parchemin.regulation.verification import wordings as say
from parchemin.regulation.verification.walk import Holder, nodes, roots_of, rules, uses


def codes_giving_way(regulation: Regulation) -> Iterator[Finding]:
    """Each best of several marks of which one may be a code that blocks; not where the rule has asked for it before."""
    blocking = frozenset(name for name, code in regulation.codes.items() if code.effect == "blocks")
    for holder in rules(regulation) if blocking else ():
        for node, mark, lost in _bests(regulation, holder.node, blocking):
            yield _finding(regulation, holder, node, mark, next(c for c in mark.type.codes if c in lost))


def _finding(regulation: Regulation, holder: Holder, node: Node, mark: Node, code: str) -> Finding:
    whole, one = phrase(node, regulation.language), phrase(mark, regulation.language)
    language = regulation.language
    word = {"fr": ("un", "minimum", "si", "sinon"), "en": ("any", "minimum", "if", "else")}[language]
    some, least, if_, else_ = word
    kept = f"{one} {if_} {one} == {code} {else_} {whole}"
    if isinstance(node, Aggregate):
        kept = f"{least}({one}) {if_} {some}({one} == {code}) {else_} {whole}"
    place = node.place if node.place.file else holder.place
    values = {"name": holder.name, "code": code, "mark": one, "whole": whole, "kept": kept}
    return Finding(say.CODE_GIVES_WAY, replace(place, article=place.article or holder.place.article), values)


def _bests(regulation: Regulation, root: Node, codes: frozenset[str]) -> Iterator[tuple[Node, Node, frozenset[str]]]:
    """Each best, the mark in it, and the codes that give way there: not those named by a condition that it stands
    under."""
    root = as_written(root)
    match root:
        case Choose(condition=condition, then=then, otherwise=otherwise):
            yield from _bests(regulation, condition, codes)
            yield from _bests(regulation, then, codes)
            yield from _bests(regulation, otherwise, codes - _named(regulation, condition))
            return
        case Extreme(function="max", operands=operands):
            marks = [o for o in operands if not same_for_all(o)]
            coded = next((o for o in marks if o.type.codes), None)
            if codes and coded is not None and len(marks) > 1:
                yield root, coded, codes
        case Aggregate(function="max", of=of) if of.type.codes and codes:
            yield root, root.written or of, codes
        case _:
            pass
    for child in root.children():
        if not tells_numbers(child):
            yield from _bests(regulation, child, codes)


def _named(regulation: Regulation, condition: Node) -> frozenset[str]:
    """The codes that a condition asks about, itself or by what it names."""
    inside = list(nodes(as_written(condition)))
    found = {
        side.type.code(side.value)
        for node in inside
        if isinstance(node, Compare)
        for side in (node.left, node.right)
        if isinstance(side, Constant)
    }
    used = uses(iter([condition]))
    behind = (root for name in used.definitions for root in roots_of(regulation, name))
    return frozenset(found).union(*(_named(regulation, root) for root in behind))
