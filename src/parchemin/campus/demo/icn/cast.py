"""The students of the Grande École: five intakes, those who enter in the second year, and the stories among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from parchemin.campus.demo.icn.plan import ABSENT, Planned, Year
from parchemin.campus.demo.names import dice, drawn
from parchemin.campus.demo.scene import Scene
from parchemin.campus.demo.stories import ICN, Story

TRACKS = ("BCE", "BCE", "BCE", "BCE", "passerelle_1")
A1, A2, A3 = "A1", "A2", "A3"


def cast_of(scene: Scene) -> list[Planned]:
    """Everybody, by number. The sizes give about 360 students, at full scale."""
    year = scene.year
    told = [_told(story, year) for story in ICN]
    scene.taken.update((story.given, story.family) for story in ICN)
    crowd: list[Planned] = []
    for entry, stage, size in (
        (year - 3, A1, 68),
        (year - 2, A1, 70),
        (year - 2, A2, 13),
        (year - 1, A1, 84),
        (year - 1, A2, 12),
        (year, A1, 86),
        (year, A2, 12),
    ):
        crowd += _intake(scene, entry, stage, scene.size(size))
    return sorted((*told, *crowd), key=lambda one: one.number)


def _intake(scene: Scene, entry: int, stage: str, size: int) -> list[Planned]:
    names = drawn(f"icn {entry - scene.year} {stage}", scene.taken)
    first = 1 if stage == A1 else 501
    made = []
    for i in range(size):
        given, family = next(names)
        made.append(_ordinary(Planned(f"{entry}{first + i:04d}", given, family, entry, stage), scene.year))
    _detours(made, scene.year)
    return made


def _ordinary(one: Planned, now: int) -> Planned:
    """The usual course, and what dice say of somebody."""
    throw = dice("icn", one.number)
    one.years = _course(one.entry, one.stage, now)
    one.ability = throw.gauss(12.9, 1.5)
    one.abroad = throw.random() < 0.3
    one.facts = {"étudiant.voie": throw.choice(TRACKS) if one.stage == A1 else throw.choice(("AST", "passerelle_2"))}
    if throw.random() < 0.08:
        one.facts["étudiant.étranger"] = "oui"
    one.toeic = 785 + 5 * throw.randrange(0, 36)
    one.summer = (throw.choice(("3", "3", "3,25", "3,5")), "100")
    one.ends = one.entry + (2 if one.stage == A1 else 1)
    if one.abroad and (second := _second_year(one)) is not None:
        one.years[second].semesters = ("S3",)
    return one


def _course(entry: int, stage: str, now: int) -> dict[int, Year]:
    stages = (A1, A2, A3)[(A1, A2, A3).index(stage) :]
    return {entry + i: Year(name) for i, name in enumerate(stages) if entry + i <= now}


def _second_year(one: Planned) -> int | None:
    return next((year for year, told in one.years.items() if told.stage == A2), None)


def _detours(intake: list[Planned], now: int) -> None:
    """A few of the third intake repeat their first year; others take the « expériences » year now."""
    if not intake or (intake[0].entry, intake[0].stage) != (now - 2, A1):
        return
    for one in intake[:2]:
        one.fails = frozenset({now - 2})
        one.years = {now - 2: Year(A1), now - 1: Year(A1, "redoublement_annuel"), now: Year(A2)}
    for one in intake[4:12]:
        one.years[now] = Year(A2, "expériences", ())


# --- the stories ------------------------------------------------------------------------------------------------------


def _told(story: Story, now: int) -> Planned:
    """The student of a story: steady everywhere, but for what the story is about."""
    entry, stage = now - (2 if story.number.startswith("2024") else 3), A1
    one = Planned(story.number, story.given, story.family, entry, stage, steady=True)
    one.facts = {"étudiant.voie": "BCE"}
    one.toeic = 900
    one.ends = entry + 2
    one.years = _course(entry, stage, now)
    return _TOLD[story.key](one, now)


type Telling = Callable[[Planned, int], Planned]


def _notes(first: Mapping[str, str], second: Mapping[str, str] | None = None, *, waits: bool = False) -> Telling:
    """A story made of module marks in the second year. waits: not registered again before the jury has decided."""

    def tell(one: Planned, now: int) -> Planned:
        one.notes = {(module, 1): note for module, note in first.items()}
        one.notes |= {(module, 2): note for module, note in (second or {}).items()}
        if waits:
            del one.years[now]
        return one

    return tell


def _absent(*sessions: int) -> Telling:
    def tell(one: Planned, now: int) -> Planned:
        one.notes = {("S3-FINANCE", 1): {"examen": ABSENT}}
        if 2 in sessions:
            one.notes["S3-FINANCE", 2] = {"rattrapage": ABSENT}
            del one.years[now]
        return one

    return tell


def _file_missed(one: Planned, now: int) -> Planned:
    one.notes = {("S3-SI", 1): {"dossier": ABSENT, "examen": "14"}}
    return one


def _corrected(one: Planned, now: int) -> Planned:
    one.notes = {("S4-STRATÉGIE", 1): {"examen": "5", "dossier": "12"}}
    return one


def _not_in_order(one: Planned, now: int) -> Planned:
    one.years[now] = Year(A3, in_order=False)
    return one


def _repeater(one: Planned, now: int) -> Planned:
    one.fails = frozenset({now - 1})
    one.years[now] = Year(A2, "redoublement_annuel")
    return one


def _repeated_once(one: Planned, now: int) -> Planned:
    one.fails = frozenset({now - 3})
    one.notes = {("S4-RISQUES", 1): "6", ("S4-RISQUES", 2): "6,5"}
    one.years = {now - 3: Year(A1), now - 2: Year(A1, "redoublement_annuel"), now - 1: Year(A2)}
    return one


def _graduate(**changed: object) -> Telling:
    def tell(one: Planned, now: int) -> Planned:
        return replace(one, **changed)  # type: ignore[arg-type]

    return tell


def _english_speaker(one: Planned, now: int) -> Planned:
    one.facts["étudiant.anglophone"] = "oui"
    return replace(one, toeic=0)


def _second_year_entry(one: Planned, now: int) -> Planned:
    one = replace(one, entry=now - 2, stage=A2, ends=now - 1, facts={"étudiant.voie": "AST"})
    one.years = _course(one.entry, A2, now)
    return one


def _sixth(one: Planned, now: int) -> Planned:
    """Entered six years ago; the marks of the years before the campus are taken over from the former records."""
    one = replace(one, entry=now - 6, toeic=640)
    one.years = {
        now - 6: Year(A1),
        now - 5: Year(A2),
        now - 4: Year(A2, "expériences", ()),
        now - 3: Year(A3),
        now - 2: Year(A3, "redoublement_semestriel", ("S6",)),
        now - 1: Year(A3, "exceptionnelle", ()),
    }
    return one


_FOURTH = {
    "S4-INTERCULTUREL": "12",
    "S4-ORGANISATION": "11",
    "S4-STRATÉGIE": "9",
    "S4-RISQUES": "8,5",
    "S4-ARTEM": "9,4",
    "S4-PRINCIPALE3": "10,5",
    "S4-COMPLÉMENTAIRE": "9,5",
    "S4-ÉLECTIF": "11",
}
_JUST_BELOW = {"S4-STRATÉGIE": "9", "S4-RISQUES": "8,5", "S4-ARTEM": "9,34", "S4-COMPLÉMENTAIRE": "9,5"}
_THIRD = {
    "S3-FINANCE": "9",
    "S3-CONTRÔLE": "9,8",
    "S3-MARKETING": "10",
    "S3-SI": "10",
    "S3-ARTEM": "10,2",
    "S3-PRINCIPALE1": "10",
    "S3-PRINCIPALE2": "10",
    "S3-LANGUE": "10",
}
_TOLD: Mapping[str, Telling] = {
    "ten": _notes(_FOURTH),
    "below_ten": _notes(
        _FOURTH | {"S4-STRATÉGIE": "8", "S4-RISQUES": "8", "S4-ARTEM": "9", "S4-COMPLÉMENTAIRE": "9"},
        _JUST_BELOW,
        waits=True,
    ),
    "eliminated": _notes({"S3-CONTRÔLE": "6,5"}, {"S3-CONTRÔLE": "7"}, waits=True),
    "compensated": _notes({"S3-CONTRÔLE": "7,01"}),
    "worse_resit": _notes(_THIRD, {"S3-FINANCE": "12", "S3-CONTRÔLE": "6,9"}, waits=True),
    "one_credit": _notes({"S3-LANGUE": "6"}, {"S3-LANGUE": "6,75"}, waits=True),
    "on_the_last_day": _file_missed,
    "a_day_late": _file_missed,
    "absent_once": _absent(1),
    "absent_twice": _absent(1, 2),
    "corrected": _corrected,
    "not_in_order": _not_in_order,
    "repeater": _repeater,
    "repeated_once": _repeated_once,
    "hours_enough": _graduate(),
    "hours_short": _graduate(summer=("5,66", "53")),
    "no_english": _graduate(toeic=780),
    "english_speaker": _english_speaker,
    "second_year_entry": _second_year_entry,
    "sixth": _sixth,
}
