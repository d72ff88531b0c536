"""Small regulations built by hand, for the tests of the records."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from parchemin.regulation.findings import Language, SourcePlace
from parchemin.regulation.meaning.graph import (
    BOOL,
    Fact,
    Kind,
    Level,
    LevelMember,
    Parameter,
    Regulation,
    Type,
    Value,
)

MARK = Type(Kind.NUMBER, "mark", Fraction(0), Fraction(20), Fraction(1, 100))
DAY = Type(Kind.DATE)
TEXT = Type(Kind.TEXT)
WEIGHT = Type(Kind.NUMBER, "", Fraction(0), Fraction(10), Fraction(1, 2))


def choice(*names: str) -> Type:
    return Type(Kind.CHOICE, choices=names)


def members(*names: str, parents: Sequence[int] | None = None) -> tuple[LevelMember, ...]:
    return tuple(LevelMember(n, n, n, parents[i] if parents else 0) for i, n in enumerate(names))


def repeated(above: Level, *names: str) -> tuple[LevelMember, ...]:
    return tuple(LevelMember(f"{m.key}/{n}", n, n, i) for i, m in enumerate(above.members) for n in names)


def fact(name: str, type_: Type, missing: Value | None = None, nature: str = "") -> Fact:
    return Fact(name, name.split(".")[0], type_, missing, nature, place=SourcePlace("règlement.md", 1, 0, "3.1"))


def regulation(levels: Sequence[Level], facts: Sequence[Fact], language: Language = "fr") -> Regulation:
    return Regulation(
        name="essai",
        title="Règlement d'essai",
        language=language,
        version="2025-09-01",
        levels={level.name: level for level in levels},
        facts={f.name: f for f in facts},
        parameters={"seuil": Parameter("seuil", MARK, Fraction(10))},
        readings={},
        data={},
        data_types={},
        definitions={},
        decisions={},
        deadlines={},
        controls=(),
        cases=(),
        articles={},
        order=(),
        digest="",
    )


def school(registration: bool = True, language: Language = "fr") -> Regulation:
    """étudiant > module (Compta, Droit, Marketing) > session 1, 2 > épreuve; étudiant > expérience; candidat."""
    student = Level("étudiant", "", "listed", members(""))
    module = Level("module", "étudiant", "listed", members("Compta", "Droit", "Marketing, bases"))
    session = Level("session", "module", "listed", repeated(module, "1", "2"), repeated=True)
    levels = [
        student,
        module,
        session,
        Level("épreuve", "session", "recorded", most=3),
        Level("expérience", "étudiant", "recorded"),
        Level("candidat", "", "listed", members("")),
    ]
    facts = [
        fact("étudiant.entrée", DAY),
        fact("étudiant.parcours", choice("finance", "marketing", "droit des affaires"), "finance"),
        fact("étudiant.remarque", TEXT),
        fact("module.dispensé", BOOL, False, "exemption"),
        fact("session.absence", choice("présent", "justifiée", "injustifiée"), "présent", "absence"),
        fact("épreuve.note", MARK),
        fact("épreuve.coefficient", WEIGHT, Fraction(1)),
        fact("expérience.heures", Type(Kind.NUMBER, "hours", Fraction(0), Fraction(2000), Fraction(1, 100))),
        fact("expérience.validée", BOOL),
        fact("candidat.rang", Type(Kind.NUMBER, "", Fraction(1), None, Fraction(1))),
    ]
    if registration:
        facts.insert(4, fact("session.inscrit", BOOL, False))
    return regulation(levels, facts, language)
