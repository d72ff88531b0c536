"""`parchemin watch`: `check`, again each time that a file of the text is saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from parchemin.commands.check import print_review
from parchemin.commands.output import REGULATION, CommonOptions, common, console, print_findings
from parchemin.regulation.findings import Refused
from parchemin.regulation.reading.files import files_of
from parchemin.regulation.verification.review import review

EVERY = 0.3  # seconds between two looks at the files


@click.command()
@REGULATION
@common
def watch(regulation: Path, asked: CommonOptions) -> None:
    """Relit le texte à chaque enregistrement, et dit ce qui ne va pas ; Ctrl-C pour arrêter."""
    try:
        for _ in changes(lambda: _stamps(regulation), time.sleep):
            console().clear()
            _check(regulation, asked)
    except KeyboardInterrupt:
        return


def changes(stamps: Callable[[], Mapping[str, str]], sleep: Callable[[float], object]) -> Iterator[Mapping[str, str]]:
    """What the files are, at first and then each time that it is something else."""
    known: Mapping[str, str] | None = None
    while True:
        now = stamps()
        if now != known:
            known = now
            yield now
        sleep(EVERY)


def _stamps(regulation: Path) -> Mapping[str, str]:
    """The text of each file of the regulation, its higher layers included; nothing while it cannot be read."""
    try:
        return dict(files_of(regulation).texts)
    except Refused as refused:
        return {"": str(refused)}


def _check(regulation: Path, asked: CommonOptions) -> None:
    try:
        reviewed = review(regulation, on=asked.at, variants=asked.variants)
    except Refused as refused:
        print_findings(refused.findings, asked.language or "fr", console())
        return
    print_review(reviewed, asked.language or reviewed.understood.document.header.language)
