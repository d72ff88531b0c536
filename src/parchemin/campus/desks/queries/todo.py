"""“À faire”: the last days that concern a student, as the stages know them."""

from __future__ import annotations

from dataclasses import dataclass

from parchemin.campus.dossiers.queries.road import Road, ToDo


@dataclass(frozen=True, slots=True)
class ToDoList:
    """What is late and still owed, then what is ahead, the nearest first; what has gone by, the latest first. failed:
    stages it does without."""

    ahead: tuple[ToDo, ...]
    past: tuple[ToDo, ...]
    failed: int


def todo_of(road: Road) -> ToDoList:
    lines, failed = road.todo.items, road.todo.failed
    ahead = tuple(line for line in lines if line.owed or line.day >= road.today)
    past = tuple(line for line in reversed(lines) if not line.owed and line.day < road.today)
    return ToDoList(ahead, past, failed)
