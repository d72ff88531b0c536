"""The numbers of those who come without one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.dossiers.models import Dossier

LONGEST_START, LONGEST_ROOT = 34, 14  # of 40 characters


def made_numbers(intake: Intake, root: str = "") -> Iterator[str]:
    """The programme, the year of the intake, the root of another than a student, the next of the sequence.

    Each root has a sequence of its own: a candidate takes no student's number.
    """
    tail = f"-{intake.starts.year}-{root[:LONGEST_ROOT]}-" if root else f"-{intake.starts.year}-"
    start = intake.programme.slug[: LONGEST_START - len(tail)] + tail
    taken = Dossier.objects.filter(programme=intake.programme, number__startswith=start)
    used = {number.removeprefix(start) for number in taken.values_list("number", flat=True)}
    last = max((int(tail) for tail in used if tail.isdecimal()), default=0)
    return (f"{start}{number:03d}" for number in count(last + 1))
