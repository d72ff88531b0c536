"""`parchemin campus files`: every file is as it was kept, and nothing else is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import click

from parchemin.commands.service import speaking


@click.command()
@click.option("--sweep", is_flag=True, help="Retire ce qui n’appartient à rien. / Remove what belongs to nothing.")
@speaking
def files(sweep: bool, say: Callable[[str, str], None]) -> None:
    """Relit chaque fichier gardé et compare son empreinte ; 1 s’il en manque ou s’il en est d’abîmés.

    Reads every kept file and compares its digest. Exit status 1 when one is missing or damaged.
    """
    from parchemin.service.database import at_hand

    with at_hand():
        from parchemin.service.files import look_at_files

        report = look_at_files(at=datetime.now(tz=UTC), remove=sweep)
    for key, french, english in report.faults:
        say(f"✗ {key} : {french}", f"✗ {key}: {english}")
    if report.strays:
        many = len(report.strays)
        done = ("retirés", "removed") if report.swept else ("--sweep les retire", "--sweep removes them")
        say(f"Fichiers qui n’appartiennent à rien : {many} ({done[0]}).", f"Of nothing: {many} files ({done[1]}).")
    whole = report.kept - len(report.faults)
    say(f"Fichiers comme gardés : {whole} sur {report.kept}.", f"Files as they were kept: {whole} of {report.kept}.")
    if report.faults:
        raise SystemExit(1)
