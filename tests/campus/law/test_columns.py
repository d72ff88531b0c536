"""What the stages say becomes one cohort: each source's columns and rows, whoever else is asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parchemin.campus.law import gathering
from parchemin.campus.law.gathering import cohort_of, digests_of
from parchemin.campus.law.sources import UNKNOWN, UNSAID, Cells, FactsWanted, RecordedRows, Source
from parchemin.regulation.evaluation.facts import Cohort, PersonFacts, person_of
from tests.campus.law.small_laws import french

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)

type Asked = Callable[..., Cohort]
type Said = Mapping[str, int]  # facts of a row, as they are stored


def cells(fact: str, member: str, values: Mapping[int, int]) -> Cells:
    return Cells(fact, member, np.array(list(values), np.int64), np.array(list(values.values()), np.int64))


def papers(*rows: tuple[int, str, str, Said], level: str = "épreuve") -> RecordedRows:
    """Rows of somebody (a key), under a session, with their own name."""
    facts = dict.fromkeys(name for *_, said in rows for name in said)
    return RecordedRows(
        level,
        np.array([key for key, *_ in rows], np.int64),
        [parent for _, parent, _, _ in rows],
        [name for _, _, name, _ in rows],
        {name: np.array([said.get(name, UNSAID) for *_, said in rows], np.int64) for name in facts},
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The cohort of some keys, from the parts that each source answers."""

    def ask(keys: Sequence[int], *sources: Iterable[Cells | RecordedRows]) -> Cohort:
        def source(rank: int, parts: Iterable[Cells | RecordedRows]) -> Source:
            return Source(rank, lambda law: (), lambda wanted: parts)

        ranked = tuple(source(rank, parts) for rank, parts in enumerate(sources))
        monkeypatch.setattr(gathering, "every_source", lambda: ranked)
        return cohort_of(french(), [(key, f"N{key}") for key in keys], at=AT)

    return ask


def person(cohort: Cohort, place: int) -> PersonFacts:
    return person_of(french().regulation, cohort, place)


def rows_of(cohort: Cohort, place: int, level: str = "épreuve") -> list[tuple[str, str, dict[str, object]]]:
    return [
        (row.parent, row.name, {name: value for name, value in row.facts.items() if value is not None})
        for row in person(cohort, place).rows[level]
    ]


def test_each_source_is_asked_about_everyone_at_once_in_the_order_of_their_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[FactsWanted] = []

    def answer(wanted: FactsWanted) -> Iterable[Cells]:
        seen.append(wanted)
        return ()

    monkeypatch.setattr(gathering, "every_source", lambda: (Source(10, lambda law: (), answer),))
    cohort_of(french(), [(7, "N7"), (3, "N3")], at=AT, drafts=False)

    (wanted,) = seen
    assert (wanted.dossiers.tolist(), wanted.at, wanted.drafts) == ([3, 7], AT, False)


def test_values_stand_where_their_owners_do_whatever_the_order(asked: Asked) -> None:
    cohort = asked([9, 2, 5], [cells("module.dispensé", "Droit", {2: 1, 9: 0, 4: 1})])

    assert cohort.ids == ["N9", "N2", "N5"]
    said = [person(cohort, i).listed["module.dispensé"]["Droit"] for i in range(3)]
    assert said == [False, True, False], "4 is nobody asked about; 5 is as an empty cell means"
    assert person(cohort, 1).listed["module.dispensé"]["Compta"] is False, "nothing was said of another unit"


def test_a_value_unknown_is_not_a_value_unsaid(asked: Asked) -> None:
    cohort = asked([1, 2, 3], [cells("étudiant.charte", "", {1: UNKNOWN, 2: UNSAID, 3: 1})])

    assert [person(cohort, i).listed["étudiant.charte"]["étudiant"] for i in range(3)] == [None, False, True]


def test_what_is_of_another_version_of_the_text_is_left_out(asked: Asked) -> None:
    cohort = asked(
        [1],
        [cells("module.abandonné", "Droit", {1: 1}), cells("module.dispensé", "Chant", {1: 1})],
        [papers((1, "Chant/1", "e", {"épreuve.note": 900}), (1, "Droit/1", "e", {"épreuve.note": 1200}))],
    )

    assert "module.abandonné" not in cohort.listed
    assert "module.dispensé" not in cohort.listed
    assert [(parent, name) for parent, name, _ in rows_of(cohort, 0)] == [("Droit/1", "e")]


def test_a_later_source_prevails_over_an_earlier_one_on_the_same_cell(asked: Asked) -> None:
    early = cells("étudiant.charte", "", {1: 0, 2: 1, 3: 1, 4: 1})
    late = cells("étudiant.charte", "", {1: 1, 3: UNSAID, 4: UNKNOWN})

    cohort = asked([1, 2, 3, 4], [early], [late])

    said = [person(cohort, i).listed["étudiant.charte"]["étudiant"] for i in range(4)]
    assert said == [True, True, True, None], "what the later one leaves unsaid stands; that it is not known is said"


def test_rows_stand_by_person_then_by_place_and_those_of_others_are_left_out(asked: Asked) -> None:
    table = papers(
        (5, "Droit/1", "b", {"épreuve.note": 1100}),
        (2, "Droit/2", "a", {"épreuve.note": 800}),
        (8, "Droit/1", "a", {"épreuve.note": 300}),
        (2, "Compta/1", "a", {"épreuve.note": 1000}),
    )

    cohort = asked([5, 2], [table])

    assert cohort.rows["épreuve"].person.tolist() == [0, 1, 1]
    assert rows_of(cohort, 0) == [
        ("Droit/1", "b", {"épreuve.note": 11, "épreuve.coefficient": 1, "épreuve.absent": False})
    ]
    assert [(parent, facts["épreuve.note"]) for parent, _, facts in rows_of(cohort, 1)] == [
        ("Compta/1", 10),
        ("Droit/2", 8),
    ]


def test_two_sources_that_speak_of_one_row_each_add_what_they_know(asked: Asked) -> None:
    marks = papers((1, "Droit/1", "e", {"épreuve.note": 1200}), (1, "Compta/1", "e", {"épreuve.note": 700}))
    syllabus = papers((1, "Droit/1", "e", {"épreuve.coefficient": 3}), (1, "Vente/1", "e", {"épreuve.coefficient": 2}))

    cohort = asked([1], [marks], [syllabus])

    assert [(p, f.get("épreuve.note"), f["épreuve.coefficient"]) for p, _, f in rows_of(cohort, 0)] == [
        ("Compta/1", 7, 1),
        ("Droit/1", 12, 3),
        ("Vente/1", None, 2),
    ]


def test_rows_of_the_same_name_elsewhere_or_of_somebody_else_are_other_rows(asked: Asked) -> None:
    marks = papers((1, "Droit/1", "e", {"épreuve.note": 1200}), (2, "Droit/1", "e", {"épreuve.note": 700}))
    other = papers((1, "Droit/2", "e", {"épreuve.note": 900}), (1, "Droit/1", "f", {"épreuve.note": 500}))

    cohort = asked([1, 2], [marks], [other])

    assert [(p, n, f["épreuve.note"]) for p, n, f in rows_of(cohort, 0)] == [
        ("Droit/1", "e", 12),
        ("Droit/1", "f", 5),
        ("Droit/2", "e", 9),
    ]
    assert [(p, n, f["épreuve.note"]) for p, n, f in rows_of(cohort, 1)] == [("Droit/1", "e", 7)]


def test_what_a_source_leaves_unsaid_of_a_row_is_what_another_said_of_it(asked: Asked) -> None:
    many = papers((1, "Droit/1", "e", {"épreuve.note": 1200, "épreuve.coefficient": 4}), (1, "Vente/1", "e", {}))
    few = papers((1, "Droit/1", "e", {"épreuve.note": UNSAID, "épreuve.coefficient": UNKNOWN}))

    (_, _, facts), _ = rows_of(asked([1], [many], [few]), 0)

    assert facts == {"épreuve.note": 12, "épreuve.absent": False}, "an unknown weight is said; an unsaid mark is not"


def test_of_two_sources_the_later_prevails_however_many_rows_each_has(asked: Asked) -> None:
    few = papers((1, "Droit/1", "e", {"épreuve.note": 800}))
    many = papers(*((key, "Droit/1", "e", {"épreuve.note": 1200}) for key in (1, 2, 3)))

    assert rows_of(asked([1, 2, 3], [few], [many]), 0)[0][2]["épreuve.note"] == 12
    assert rows_of(asked([1, 2, 3], [many], [few]), 0)[0][2]["épreuve.note"] == 8


def test_rows_under_the_person_need_no_parent(asked: Asked) -> None:
    cohort = asked([4, 1], [papers((1, "", "Berlin", {"séjour.mois": 5}), level="séjour")])

    assert rows_of(cohort, 0, "séjour") == []
    assert rows_of(cohort, 1, "séjour") == [("étudiant", "Berlin", {"séjour.mois": 5})]
    assert rows_of(cohort, 1) == []


def test_a_digest_follows_the_facts_of_one_person_and_nobody_else(asked: Asked) -> None:
    row = papers((1, "Droit/1", "e", {"épreuve.note": 1200}), (2, "Droit/1", "e", {"épreuve.note": 800}))
    said = cells("étudiant.charte", "", {1: 1, 2: 0})
    one, two = digests_of(french(), asked([1, 2], [row, said]))

    again = digests_of(french(), asked([2, 1], [row, said]))
    assert again == [two, one]
    for changed in (
        [row, cells("étudiant.charte", "", {1: 0, 2: 0})],
        [papers((1, "Droit/1", "e", {"épreuve.note": 1201}), (2, "Droit/1", "e", {"épreuve.note": 800})), said],
        [papers((1, "Droit/2", "e", {"épreuve.note": 1200}), (2, "Droit/1", "e", {"épreuve.note": 800})), said],
        [papers((1, "Droit/1", "f", {"épreuve.note": 1200}), (2, "Droit/1", "e", {"épreuve.note": 800})), said],
    ):
        other, same = digests_of(french(), asked([1, 2], changed))
        assert same == two
        assert other != one
    assert len(digests_of(french(), asked([]))) == 0


KEYS = st.integers(1, 4)
PLACES = st.sampled_from(["Droit/1", "Compta/1", "Vente/2"])
SAID = st.fixed_dictionaries(
    {}, optional={"épreuve.note": st.integers(0, 2000), "épreuve.coefficient": st.integers(1, 9)}
)
ROWS = st.dictionaries(st.tuples(KEYS, PLACES, st.sampled_from("ef")), SAID, max_size=8)
CELLS = st.dictionaries(KEYS, st.sampled_from([0, 1, UNKNOWN, UNSAID]), max_size=4)
SOURCES = st.lists(st.tuples(ROWS, CELLS), max_size=3)


LONGER_TOGETHER: list[tuple[dict[tuple[int, str, str], dict[str, int]], dict[int, int]]] = [
    ({(key, "Droit/1", "e"): {"épreuve.note": 1200} for key in (1, 2, 3)}, {}),
    ({(1, "Droit/1", "e"): {"épreuve.note": 800}, (1, "Compta/1", "e"): {"épreuve.note": 900}}, {}),
]


def alone_as_together(
    asked: Asked, said: Sequence[tuple[Mapping[tuple[int, str, str], Said], Mapping[int, int]]]
) -> None:
    """Whatever the sources say, one person alone gets what they get in the company of others, in any order."""
    sources: list[list[Cells | RecordedRows]] = [
        [papers(*((*place, facts) for place, facts in rows.items())), cells("étudiant.charte", "", told)]
        for rows, told in said
    ]

    def of(keys: Sequence[int]) -> dict[int, tuple[PersonFacts, str]]:
        cohort = asked(keys, *(_only(parts, keys) for parts in sources))
        return {
            key: (person(cohort, i), digest)
            for i, (key, digest) in enumerate(zip(keys, digests_of(french(), cohort), strict=True))
        }

    together, backwards = of([1, 2, 3, 4]), of([4, 3, 2, 1])
    assert backwards == together
    for key, (facts, digest) in together.items():
        alone, own = of([key])[key]
        assert (alone.rows, own) == (facts.rows, digest)
        assert alone.listed.items() <= facts.listed.items(), "what nobody said is as an empty cell means"


def _only(parts: Iterable[Cells | RecordedRows], keys: Sequence[int]) -> Iterable[Cells | RecordedRows]:
    """A source answers of those it is asked about."""
    for part in parts:
        kept = np.flatnonzero(np.isin(part.dossiers, keys))
        if isinstance(part, Cells):
            yield Cells(part.fact, part.member, part.dossiers[kept], part.values[kept])
        else:
            at = kept.tolist()
            facts = {name: column[kept] for name, column in part.facts.items()}
            yield RecordedRows(
                part.level, part.dossiers[kept], [part.parents[i] for i in at], [part.names[i] for i in at], facts
            )


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.tuples(ROWS, CELLS), max_size=1))
def test_one_source_says_the_same_of_one_person_alone_and_of_many_in_any_order(
    asked: Asked, said: list[tuple[dict[tuple[int, str, str], dict[str, int]], dict[int, int]]]
) -> None:
    alone_as_together(asked, said)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SOURCES)
@example(said=LONGER_TOGETHER)
def test_several_sources_say_the_same_of_one_person_alone_and_of_many_in_any_order(
    asked: Asked, said: list[tuple[dict[tuple[int, str, str], dict[str, int]], dict[int, int]]]
) -> None:
    alone_as_together(asked, said)
