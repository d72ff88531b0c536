"""What a file says to the law: of each fact and place, the line that holds, whoever else is asked about."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.facts import of_dossiers
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.law.publications import law_for
from parchemin.campus.law.sources import UNSAID, FactsWanted, RecordedRows
from tests.campus.conftest import NOON, Cast
from tests.campus.dossiers.files import files_of

pytestmark = pytest.mark.django_db

ENTRY = "étudiant.entrée"
NEXT, AFTER = NOON + timedelta(days=400), NOON + timedelta(days=800)


def told(files: list[Dossier], year: int | None, known: datetime | None) -> set[tuple[int, str, str, int]]:
    """Everything that the law is told: whose, which fact, at which place, and the integer that it stores."""
    law = law_for(files[0])
    keys = np.sort(np.array([one.pk for one in files], np.int64))
    found: set[tuple[int, str, str, int]] = set()
    for part in of_dossiers(FactsWanted(law, keys, AFTER, year, known=known)):
        if isinstance(part, RecordedRows):
            places = [f"{above}/{own}" if above else own for above, own in zip(part.parents, part.names, strict=True)]
            for fact, values in part.facts.items():
                cells = zip(part.dossiers.tolist(), places, values.tolist(), strict=True)
                found |= {(who, fact, place, value) for who, place, value in cells if value != UNSAID}
        elif part.fact != ENTRY:
            cells = zip(part.dossiers.tolist(), [part.member] * len(part.values), part.values.tolist(), strict=True)
            found |= {(who, part.fact, place, value) for who, place, value in cells if value != UNSAID}
    return found


def held(files: list[Dossier], year: int | None, known: datetime | None) -> set[tuple[int, str, str, int]]:
    """The same, line by line."""
    law = law_for(files[0])
    rows = Declaration.objects.holding(year, known).filter(dossier__in=files)
    return {(row.dossier_id, row.fact, row.place, law.encoded(row.fact, row.value)) for row in rows}


def test_the_law_is_told_of_each_fact_and_place_the_line_that_holds(cast: Cast) -> None:
    lea, hugo = files = files_of(cast, "Léa Hugo")

    def say(dossier: Dossier, fact: str, place: str, text: str | None, since: int, at: datetime) -> None:
        declare([Statement(dossier, fact, place, text, None, since)], reason="relu", by=cast.ada, at=at)

    for one in files:
        say(one, "étudiant.charte", "", "oui", 2026, NOON)
        say(one, "module.dispensé", "Droit", "oui", 2026, NOON)
        say(one, "séjour.mois", "Brême", "6", 2026, NOON)
        say(one, "séjour.mois", "Aoste", "2", 2026, NOON)
    say(lea, "étudiant.charte", "", "non", 2027, NEXT)
    say(lea, "étudiant.charte", "", "oui", 2028, AFTER)
    say(hugo, "étudiant.charte", "", None, 2027, NEXT)
    say(hugo, "module.dispensé", "Droit", "non", 2026, NEXT)
    say(lea, "séjour.mois", "Brême", None, 2027, NEXT)
    say(hugo, "séjour.mois", "Brême", "9", 2027, NEXT)

    for year in (2025, 2026, 2027, 2028, None):
        for known in (NOON, NEXT, None):
            assert told(files, year, known) == held(files, year, known), (year, known)
            assert told([hugo], year, known) == held([hugo], year, known), (year, known)
    assert (lea.pk, "étudiant.charte", "", 0) in told(files, 2027, None)
    assert (lea.pk, "étudiant.charte", "", 1) in told(files, None, None)
    assert not {fact for who, fact, _place, _value in told(files, 2027, None) if who == hugo.pk} & {"étudiant.charte"}


def test_rows_come_in_the_order_in_which_they_were_declared(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    for place, months in (("Brême", "6"), ("Aoste", "2"), ("Cork", "6")):
        declare([Statement(lea, "séjour.mois", place, months, None, 2026)], reason="", by=cast.ada, at=NOON)

    asked = FactsWanted(law_for(lea), np.array([lea.pk], np.int64), AFTER)
    [rows] = [part for part in of_dossiers(asked) if isinstance(part, RecordedRows)]

    assert list(rows.names) == ["Brême", "Aoste", "Cork"]
