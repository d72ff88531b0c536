"""What the office declares is kept with its reason, superseded and never lost; what cannot be said is refused whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import translation

from parchemin.campus.common import journal
from parchemin.campus.common.events import reacts_to
from parchemin.campus.common.models import Entry
from parchemin.campus.dossiers.actions import FactsDeclared, Statement, declare, keep, open_dossiers, take_back
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.dossiers.queries import declared
from parchemin.campus.dossiers.queries.years import spoken_years
from parchemin.campus.dossiers.refusals import (
    CollectedElsewhere,
    DeclaredMeanwhile,
    DossierExists,
    NoSuchPlace,
    YearNotSpoken,
)
from parchemin.campus.enrolment.actions import register
from parchemin.campus.law.persons import evaluation_of, standing
from parchemin.campus.law.publications import law_for
from parchemin.campus.law.refusals import ValueRefused
from parchemin.campus.people.access import Forbidden
from tests.campus.conftest import NOON, Cast
from tests.campus.dossiers.files import files_of

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


def said(
    dossier: Dossier,
    fact: str,
    text: str | None,
    place: str = "",
    was: str | None = None,
    since: int | None = None,
) -> Statement:
    return Statement(dossier, fact, place, text, was, since)


def lines() -> int:
    return Entry.objects.filter(verb="dossiers.declare").count()


def values(dossier: Dossier) -> dict[tuple[str, str], str]:
    return {place: row.value for place, row in declared.declared_now(dossier).items()}


def test_a_number_or_a_person_is_taken_once_in_an_intake(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")

    with translation.override("en"), pytest.raises(DossierExists) as refusal:
        open_dossiers(lea.intake, [(cast.émile, "N2"), (lea.person, "N3")], by=cast.ada, at=NOON)
    with pytest.raises(DossierExists):
        open_dossiers(lea.intake, [(cast.émile, "N1")], by=cast.ada, at=NOON)

    assert "N2, N3" in str(refusal.value)
    assert list(Dossier.objects.values_list("number", flat=True)) == ["N1"], "all or none"
    (applied,) = open_dossiers(lea.intake, [(lea.person, "C1")], root="candidat", by=cast.ada, at=NOON)
    assert (lea.root, applied.root, applied.entry) == ("étudiant", "candidat", lea.intake.starts)


def test_what_is_declared_is_kept_neutral_and_counts_at_once(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")

    declare(
        [said(lea, "étudiant.certificat", " Oui "), said(lea, "étudiant.bonus", "2,5")], reason="", by=cast.ada, at=NOON
    )

    assert values(lea) == {("étudiant.certificat", ""): "true", ("étudiant.bonus", ""): "2.5"}
    assert standing(evaluation_of(lea, at=NOON), "étudiant.certificat_obtenu").state == "yes"
    entry = Entry.objects.get(verb="dossiers.declare")
    assert (entry.subject, entry.actor) == ("N1", cast.ada.pk)


def test_what_replaces_is_kept_with_its_reason_and_the_history_has_both_the_last_first(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    declare([said(lea, "étudiant.certificat", "oui")], reason="", by=cast.ada, at=NOON)
    declare([said(lea, "étudiant.certificat", "non")], reason="erreur de saisie", by=cast.odile, at=LATER)
    declare([said(lea, "étudiant.certificat", None)], reason="à revoir", by=cast.ada, at=LATER)

    law = law_for(lea)
    level = declared.level_of(law, "étudiant")
    assert level is not None
    history = declared.history(lea, level)

    assert [(row.value, row.withdrawn, row.reason, row.by) for row in history] == [
        ("", True, "à revoir", cast.ada),
        ("false", False, "erreur de saisie", cast.odile),
        ("true", False, "", cast.ada),
    ]
    assert values(lea) == {}
    assert standing(evaluation_of(lea, at=LATER), "étudiant.certificat_obtenu").state == "open"


def test_what_stands_already_is_not_written_again(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    declare([said(lea, "étudiant.certificat", "oui")], reason="", by=cast.ada, at=NOON)

    assert declare([said(lea, "étudiant.certificat", "oui")], reason="", by=cast.ada, at=LATER) == []
    assert declare([said(lea, "étudiant.charte", None)], reason="", by=cast.ada, at=LATER) == []
    assert declare([], reason="", by=cast.ada, at=LATER) == []

    assert (Declaration.objects.count(), lines()) == (1, 1)


@pytest.mark.parametrize(
    ("fact", "place", "text", "refused"),
    [
        ("étudiant.certificat", "", "peut-être", ValueRefused),
        ("étudiant.pointure", "", "38", ValueRefused),
        ("étudiant.certificat", "Droit", "oui", NoSuchPlace),
        ("module.dispensé", "", "oui", NoSuchPlace),
        ("module.dispensé", "Chant", "oui", NoSuchPlace),
        ("séjour.mois", "", "5", NoSuchPlace),
    ],
)
def test_one_thing_that_cannot_be_said_refuses_all(
    cast: Cast, fact: str, place: str, text: str, refused: type[Exception]
) -> None:
    (lea,) = files_of(cast, "Léa")

    with pytest.raises(refused):
        declare([said(lea, "étudiant.charte", "oui"), said(lea, fact, text, place)], reason="", by=cast.ada, at=NOON)

    assert (Declaration.objects.count(), lines()) == (0, 0)


def test_what_somebody_else_changed_meanwhile_is_shown_and_nothing_is_written(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    declare([said(lea, "étudiant.certificat", "oui", was="")], reason="", by=cast.odile, at=NOON)

    with translation.override("en"), pytest.raises(DeclaredMeanwhile) as refusal:
        declare([said(lea, "étudiant.certificat", "non", was="")], reason="", by=cast.ada, at=LATER)

    assert (refusal.value.value, refusal.value.who) == ("true", str(cast.odile))
    assert values(lea) == {("étudiant.certificat", ""): "true"}
    assert declare([said(lea, "étudiant.certificat", "non", was="true")], reason="vu", by=cast.ada, at=LATER)
    with pytest.raises(DeclaredMeanwhile) as unsaid:
        declare([said(lea, "étudiant.charte", "oui", was="true")], reason="", by=cast.ada, at=LATER)
    assert (unsaid.value.value, unsaid.value.who) == ("", "—")


def test_only_the_office_declares_and_of_its_own(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")

    for person in (cast.émile, cast.ysolde):
        with pytest.raises(Forbidden):
            declare([said(lea, "étudiant.certificat", "oui")], reason="", by=person, at=NOON)

    assert not Declaration.objects.exists()


def test_what_is_said_of_several_has_one_line_for_the_programme(cast: Cast) -> None:
    lea, hugo = files_of(cast, "Léa Hugo")

    declare([said(one, "étudiant.charte", "oui") for one in (lea, hugo)], reason="", by=cast.ada, at=NOON)

    assert Entry.objects.get(verb="dossiers.declare").subject == "icn-pge"
    assert declared.declared_true([lea.pk, hugo.pk], ["étudiant.charte"]) == {
        ("étudiant.charte", ""): [lea.pk, hugo.pk]
    }
    assert declared.declared_true([hugo.pk], ["étudiant.certificat"]) == {}


# --- since which year ------------------------------------------------------------------------------------------------

CHARTER = ("étudiant.charte", "")
NEXT = NOON + timedelta(days=400)  # in 2027-2028


def charters(dossier: Dossier) -> dict[int | None, str]:
    """What is answered of the charter, as of each year and now."""
    as_of = {year: declared.declared_now(dossier, year) for year in (2025, 2026, 2027, None)}
    return {year: rows[CHARTER].value if CHARTER in rows else "" for year, rows in as_of.items()}


def test_a_change_from_a_later_year_leaves_the_former_value_its_years(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    declare([said(lea, "étudiant.charte", "oui")], reason="", by=cast.ada, at=NOON)
    assert charters(lea) == {2025: "", 2026: "true", 2027: "true", None: "true"}

    declare([said(lea, "étudiant.charte", "non", since=2027)], reason="renoncé", by=cast.ada, at=NEXT)
    assert charters(lea) == {2025: "", 2026: "true", 2027: "false", None: "false"}
    declare([said(lea, "étudiant.charte", None, since=2027)], reason="à revoir", by=cast.ada, at=NEXT)
    assert charters(lea) == {2025: "", 2026: "true", 2027: "", None: ""}, "a line withdrawn hides those before it"
    declare([said(lea, "étudiant.charte", "?", since=2026)], reason="relu", by=cast.ada, at=NEXT)
    assert charters(lea) == {2025: "", 2026: "?", 2027: "", None: ""}, "what was said of a year is corrected"

    current = Declaration.objects.current().values_list("since", "value", "withdrawn")
    assert set(current) == {(2026, "?", False), (2027, "", True)}


def test_what_is_taken_back_lets_what_was_said_before_hold_again(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    declare([said(lea, "étudiant.charte", "oui")], reason="", by=cast.ada, at=NOON)
    declare([said(lea, "étudiant.charte", "non", since=2027)], reason="", by=cast.ada, at=NEXT)
    mistaken = Declaration.objects.get(since=2027)
    with pytest.raises(Forbidden):
        take_back([mistaken], reason="", by=cast.émile, at=NEXT)

    [line] = take_back([mistaken], reason="pas elle", by=cast.odile, at=NEXT + timedelta(hours=1))

    assert charters(lea) == {2025: "", 2026: "true", 2027: "true", None: "true"}
    assert (line.taken_back, line.reason, line.by) == (True, "pas elle", cast.odile)
    for known in (NEXT, NEXT + timedelta(hours=1)):
        held = {row.value for row in Declaration.objects.holding(known=known)}
        assert held == ({"false"} if known == NEXT else {"true"})
    with pytest.raises(DeclaredMeanwhile):
        take_back([mistaken], reason="encore", by=cast.odile, at=NEXT)
    assert list(journal.altered("icn")) == []


def test_a_mistake_takes_back_the_line_that_holds_whatever_year_it_speaks_since(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    declare([said(lea, "étudiant.charte", "oui")], reason="", by=cast.ada, at=NOON)
    wrong = Statement(lea, "étudiant.charte", "", None, "true", since=2027, mistake=True)

    [line] = declare([wrong], reason="pas elle", by=cast.odile, at=NEXT)

    assert charters(lea) == {2025: "", 2026: "", 2027: "", None: ""}
    assert (line.taken_back, line.since, line.reason) == (True, 2026, "pas elle")
    assert not Declaration.objects.current().exists()
    with pytest.raises(DeclaredMeanwhile):
        declare([wrong], reason="encore", by=cast.odile, at=NEXT)
    assert list(journal.altered("icn")) == []


def test_what_is_taken_back_is_told_to_whatever_follows_the_facts_of_somebody(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    heard: list[FactsDeclared] = []
    reacts_to(FactsDeclared)(heard.append)
    [line] = declare([said(lea, "étudiant.charte", "oui")], reason="", by=cast.ada, at=NOON)

    take_back([line], reason="pas elle", by=cast.odile, at=NEXT)

    assert [(one.dossiers, one.by) for one in heard] == [((lea.pk,), cast.ada), ((lea.pk,), cast.odile)]


@pytest.mark.parametrize(("year", "words"), [(2025, "the file begins later"), (2028, "which has not begun")])
def test_nothing_is_said_since_a_year_before_the_entry_or_to_come(cast: Cast, year: int, words: str) -> None:
    (lea,) = files_of(cast, "Léa")

    with translation.override("en"), pytest.raises(YearNotSpoken) as refused:
        declare([said(lea, "étudiant.charte", "oui", since=year)], reason="", by=cast.ada, at=NEXT)

    assert words in str(refused.value)
    assert "from 2026-2027 to 2027-2028" in str(refused.value.remedy)
    assert not Declaration.objects.exists()


def test_without_a_year_what_is_said_speaks_since_the_last_one_they_study_in(cast: Cast) -> None:
    lea, hugo = files_of(cast, "Léa Hugo")
    register([lea], 2026, stage="A1", by=cast.ada, at=NOON)
    (applied,) = open_dossiers(lea.intake, [(lea.person, "C1")], root="candidat", by=cast.ada, at=NOON)

    years = spoken_years([lea, hugo, applied], NEXT)

    assert [years[one.pk].usual for one in (lea, hugo, applied)] == [2026, 2027, 2026]
    assert {(one.first, one.last) for one in years.values()} == {(2026, 2027)}
    before = spoken_years([hugo], NOON - timedelta(days=90))[hugo.pk]
    assert (before.first, before.last, before.usual) == (2026, 2026, 2026), "never before their entry"


def test_who_is_registered_for_the_next_year_already_is_spoken_of_since_the_one_that_runs(cast: Cast) -> None:
    lea, hugo = files_of(cast, "Léa Hugo")
    for year in (2026, 2027):
        register([lea], year, stage="A1", by=cast.ada, at=NOON)
    register([hugo], 2027, stage="A1", by=cast.ada, at=NOON)
    july = NOON.replace(year=2027, month=7)

    years = spoken_years([lea, hugo], july)

    assert [years[one.pk].usual for one in (lea, hugo)] == [2026, 2027]
    assert {(one.first, one.last) for one in years.values()} == {(2026, 2027)}, "the next year may be said"
    assert spoken_years([lea], july.replace(year=2028))[lea.pk].usual == 2027


def test_what_the_writer_saw_is_what_held_in_the_year_they_write_of(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    declare([said(lea, "étudiant.charte", "oui")], reason="", by=cast.ada, at=NOON)
    declare([said(lea, "étudiant.charte", "non", was="true", since=2027)], reason="", by=cast.ada, at=NEXT)

    assert declare([said(lea, "étudiant.charte", "?", was="true", since=2026)], reason="", by=cast.ada, at=NEXT)
    with pytest.raises(DeclaredMeanwhile) as refused:
        declare([said(lea, "étudiant.charte", "?", was="true", since=2027)], reason="", by=cast.ada, at=NEXT)
    assert refused.value.value == "false"


def test_the_year_a_line_speaks_since_is_vouched_for(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    declare([said(lea, "étudiant.charte", "oui")], reason="", by=cast.ada, at=NOON)
    declare([said(lea, "étudiant.charte", "non", since=2027)], reason="", by=cast.ada, at=NEXT)
    declare([said(lea, "étudiant.certificat", "oui", since=2026)], reason="", by=cast.ada, at=NEXT)

    told = [row.vouched()[8:] for row in Declaration.objects.order_by("pk")]
    assert told == [(), (), ("since_other_year=2026",)], "a line written before there were years says what it said"
    for row in Declaration.objects.all():
        before, row.since = row.vouched(), row.since - 1
        assert row.vouched() != before


def test_what_other_stages_collect_is_not_asked_of_the_office(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")

    levels = {level.name: level for level in declared.levels_of(law_for(lea))}

    assert [fact.name for fact in levels["étudiant"].facts] == [
        "étudiant.soutenance",
        "étudiant.dépôt",
        "étudiant.certificat",
        "étudiant.charte",
        "étudiant.voie",
        "étudiant.bonus",
    ], "neither the entry nor the mark of the thesis"
    assert "épreuve" not in levels, "the syllabus says the weight, a paper says who was absent"
    assert (levels["étudiant"].kind, levels["module"].kind, levels["séjour"].kind) == ("person", "listed", "recorded")
    assert levels["module"].places[0] == ("Compta", "Comptabilité")
    assert levels["séjour"].places == ()
    assert "candidat" not in levels
    assert declared.level_of(law_for(lea), "chant") is None


@pytest.mark.parametrize(
    ("fact", "place", "text"),
    [
        ("étudiant.entrée", "", "2026-09-01"),
        ("épreuve.note", "Droit/1/dossier", "12"),
        ("épreuve.absent", "Droit/1/dossier", "oui"),
    ],
)
def test_what_a_stage_collects_is_not_declared_and_nothing_else_is_written(
    cast: Cast, fact: str, place: str, text: str
) -> None:
    (lea,) = files_of(cast, "Léa")

    with pytest.raises(CollectedElsewhere) as refused:
        declare([said(lea, "étudiant.charte", "oui"), said(lea, fact, text, place)], reason="", by=cast.ada, at=NOON)

    assert law_for(lea).facts[fact].label in str(refused.value)
    assert values(lea) == {}


def test_what_was_declared_before_its_stage_came_is_seen_and_can_be_withdrawn(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    absent = ("épreuve.absent", "Droit/1/dossier")
    keep([said(lea, absent[0], "oui", absent[1])], reason="", by=cast.ada, at=NOON)
    law, standing_now = law_for(lea), declared.declared_now(lea)

    levels = declared.shown(law, declared.levels_of(law, {fact for fact, _ in standing_now}), standing_now)

    assert [(one.fact.name, one.value) for level, rows in levels if level.name == "épreuve" for one in rows] == [
        ("épreuve.absent", "oui")
    ]
    declare([said(lea, absent[0], None, absent[1])], reason="la note le dit", by=cast.ada, at=LATER)
    assert values(lea) == {}


def test_what_is_declared_is_shown_in_the_order_of_places_then_of_facts(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    keep(
        [
            said(lea, "séjour.note_du_rapport", "12,5", "Rome"),
            said(lea, "séjour.mois", "5", "Rome"),
            said(lea, "séjour.mois", "3", "Berlin"),
            said(lea, "module.dispensé", "oui", "Droit"),
            said(lea, "module.dispensé", "non", "Compta"),
            said(lea, "épreuve.coefficient", "3", "Droit/1/examen"),
        ],
        reason="",
        by=cast.ada,
        at=NOON,
    )
    law = law_for(lea)

    found = declared.shown(law, declared.levels_of(law, {"épreuve.coefficient"}), declared.declared_now(lea))

    told = {level.name: [(one.label, one.fact.name, one.value) for one in rows] for level, rows in found if rows}
    assert told == {
        "module": [("Comptabilité", "module.dispensé", "non"), ("Droit civil", "module.dispensé", "oui")],
        "épreuve": [("1 · examen", "épreuve.coefficient", "3")],
        "séjour": [
            ("Berlin", "séjour.mois", "3"),
            ("Rome", "séjour.mois", "5"),
            ("Rome", "séjour.note_du_rapport", "12,5"),
        ],
    }
    stay = declared.level_of(law, "séjour")
    assert stay is not None
    assert declared.rows_at(stay, declared.declared_now(lea)) == ["Berlin", "Rome"]


def test_what_is_written_while_the_journal_is_looked_at_is_no_alteration(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    lea, hugo = files_of(cast, "Léa Hugo")
    declare([said(lea, "étudiant.charte", "oui")], reason="", by=cast.ada, at=NOON)
    models = apps.get_models

    def meanwhile() -> list[type[Model]]:
        declare([said(hugo, "étudiant.charte", "oui")], reason="", by=cast.ada, at=NOON)
        return models()

    monkeypatch.setattr(apps, "get_models", meanwhile)

    assert list(journal.altered(lea.programme.school.slug)) == []
    assert lines() == 2
