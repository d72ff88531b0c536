"""`parchemin deadlines`: the last day, how it was counted, and the article."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from parchemin.commands.output import REGULATION, CommonOptions, common, console, plain, table, write_json
from parchemin.regulation.evaluation.deadlines import LastDay, last_day
from parchemin.regulation.meaning.graph import Deadline, Regulation
from parchemin.regulation.meaning.phrases import identifier
from parchemin.regulation.reading import cells
from parchemin.regulation.reading.vocabulary import nearest


class MomentParameter(click.ParamType[date]):
    """A day, or a day and an hour: 2026-07-03 or 2026-07-03T14:30."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        if found := cells.day(str(value)):
            return found
        try:
            return datetime.strptime(str(value).replace(" ", "T"), "%Y-%m-%dT%H:%M")
        except ValueError:
            self.fail(f"« {value} » n'est pas une date : 2026-07-03 ou 2026-07-03T14:30.", param, context)


class ZoneParameter(click.ParamType[ZoneInfo]):
    """A time zone by its usual name: Europe/Paris."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> ZoneInfo:
        try:
            return value if isinstance(value, ZoneInfo) else ZoneInfo(str(value))
        except (ZoneInfoNotFoundError, ValueError):
            self.fail(f"« {value} » n'est pas un fuseau : Europe/Paris, Indian/Reunion …", param, context)


@click.command()
@REGULATION
@click.argument("name", required=False)
@click.option(
    "--from",
    "start",
    type=MomentParameter(),
    required=True,
    metavar="DATE",
    help="Le jour de l'événement. / The day of the event.",
)
@click.option(
    "--zone",
    type=ZoneParameter(),
    default="Europe/Paris",
    show_default=True,
    metavar="ZONE",
    help="Le fuseau de l'heure donnée. / The time zone of the hour given.",
)
@common
def deadlines(regulation: Path, name: str | None, start: date, zone: ZoneInfo, asked: CommonOptions) -> None:
    """Dit le dernier jour d'une échéance (ou de toutes), son décompte et son article."""
    start = start.replace(tzinfo=zone) if isinstance(start, datetime) else start
    text = asked.load(regulation)
    wanted = [_found(text, name)] if name else list(text.deadlines.values())
    counted = [last_day(deadline, start, text.holidays) for deadline in wanted]
    language = asked.speak(text)
    if asked.json:
        write_json({"regulation": text.name, "version": text.version, "deadlines": [_json(c, asked) for c in counted]})
        return
    fr = language == "fr"
    made = table(
        *(
            ("échéance", "dernier jour", "décompte", "article")
            if fr
            else ("deadline", "last day", "counting", "article")
        )
    )
    for one in counted:
        made.add_row(*plain(one.deadline.label, _shown(one.last), one.sentence(language), one.deadline.place.article))
    console().print(made)


def _found(text: Regulation, name: str) -> Deadline:
    deadline = text.deadlines.get(identifier(name))
    if deadline is None:
        near = nearest(identifier(name), text.deadlines) or ", ".join(text.deadlines)
        raise click.BadParameter(f"« {name} » n'est pas une échéance. Vouliez-vous dire : {near} ?", param_hint="NAME")
    return deadline


def _shown(moment: date | datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M %Z").strip() if isinstance(moment, datetime) else moment.isoformat()


def _json(counted: LastDay, asked: CommonOptions) -> dict[str, object]:
    deadline = counted.deadline
    return {
        "name": deadline.name,
        "label": deadline.label,
        "start_event": deadline.start,
        "start": counted.start.isoformat(),
        "last_day": counted.last.isoformat(),
        "length": deadline.length,
        "counting": deadline.counting,
        "before": deadline.before,
        "roll": deadline.roll,
        "article": deadline.place.article,
        "file": deadline.place.file,
        "line": deadline.place.line,
        "skipped": [
            {"day": s.day.isoformat(), "reason": s.reason, "holiday": s.holiday[0] or None}
            for s in (*counted.counting.skipped, *counted.counting.rolled_over)
        ],
        "sentence": {"fr": counted.sentence("fr"), "en": counted.sentence("en")},
    }
