"""Minutes and transcripts as a school would have them, for the tests and for the measure. All names are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

from parchemin.campus.documents.minutes import (
    Correction,
    MinutesContent,
    MinutesDecision,
    MinutesMember,
    Sentence,
    SetApart,
    Votes,
)
from parchemin.campus.documents.transcript import (
    ModuleLine,
    Said,
    TranscriptContent,
    TranscriptPeriod,
    VerificationBlock,
)

AT = datetime(2027, 7, 3, 14, 5, tzinfo=UTC)
LONG = "Anne-Marguerite Élisabeth de La Rochefoucauld-Montbel d’Estouteville-Vieuxpont"
GIVEN = ("Nadia", "Paul", "Inès", "Hugo", "Léa", "Œdipe", "Zoé", "Đặng Minh", "Søren", "Noël")
FAMILY = (
    "Belkacem",
    "Chevreux",
    "Delmotte",
    "Estienne",
    "Fontenoy",
    "Guérin",
    "Hérault",
    "Ibañez",
    "Jost",
    "Kowalczyk",
)


def hexadecimal(of: str) -> str:
    return sha256(of.encode()).hexdigest()


def member(name: str, quality: str, *, presides: bool = False, voice: str = "délibérative") -> MinutesMember:
    return MinutesMember(name=name, quality=quality, voice=voice, presence="présente", presides=presides)


MEMBERS = (
    member("Hélène Vasseur", "directrice des études", presides=True),
    member("Marc Aubertin", "professeur de finance, responsable de la deuxième année"),
    member("Ysolde Kermadec", "professeure de management interculturel"),
    member("Jean-Baptiste Roualec", "responsable des expériences en entreprise", voice="consultative"),
)


def decision(rank: int) -> MinutesDecision:
    name = LONG if rank == 3 else f"{FAMILY[rank % 10]} {GIVEN[rank // 10 % 10]}"
    number = f"2025-{rank:04}"
    if rank % 7 != 2:
        return MinutesDecision(number=number, name=name, decision="passage", by="rule", articles=("3.2.1",))
    votes = Votes(in_favour=3, against=rank % 2, abstentions=1)
    return MinutesDecision(
        number=number,
        name=name,
        decision="redoublement semestriel, S4",
        by="jury",
        votes=votes,
        articles=("3.2.2", "3.3.4"),
    )


def minutes(students: int = 40) -> MinutesContent:
    return MinutesContent(
        school="ICN Business School",
        programme="Programme Grande École, deuxième année",
        jury="Jury de passage en troisième année",
        intake="Rentrée 2025",
        held_at=AT,
        place="Salle Pasteur, campus Artem, Nancy",
        members=MEMBERS,
        regularity=(
            Sentence(text="Le quorum est atteint : 3 membres à voix délibérative présents sur 4.", articles=("3.3.1",)),
            Sentence(
                text="Les membres ont été convoqués le 18 juin 2027, 15 jours au moins avant.", articles=("3.3.2",)
            ),
            Sentence(text="Une voix de la présidente a départagé le jury une fois.", articles=("3.3.4",)),
        ),
        decisions=tuple(decision(rank) for rank in range(students)),
        set_apart=(
            SetApart(
                number="2025-0901",
                name="Lemaître Solène",
                reason="Droits d’inscription non acquittés au jour du jury.",
                articles=("2.1.3",),
            ),
        ),
        corrections=(
            Correction(
                number="2025-0017",
                name="Hérault Paul",
                before="redoublement annuel",
                after="passage",
                reason="Note de contrôle de gestion saisie sur la ligne d’un homonyme.",
                decided_on=date(2027, 2, 1),
            ),
        ),
        regulation_version="2026.1, applicable depuis le 1er septembre 2026",
        regulation_digest=hexadecimal("regulation"),
        journal_digest=hexadecimal("journal"),
        journal_line=1_234,
        root=hexadecimal("root"),
    )


def empty_minutes() -> MinutesContent:
    return replace(minutes(0), members=(), regularity=(), set_apart=(), corrections=(), intake="")


MODULES = (
    ("Comptabilité approfondie", "4", "12,50", "1re session", "validé", "good"),
    ("Droit des affaires", "3", "9,40", "1re session", "compensé", "good"),
    ("Management interculturel", "5", "6,90", "2e session", "éliminatoire", "bad"),
    ("Statistique appliquée aux décisions de marché", "5", "10,00", "2e session", "validé", "good"),
    ("Anglais des affaires", "3", "–", "", "en attente", "waiting"),
    ("Engagement associatif", "2", "–", "", "dispensé", "quiet"),
)


def transcript(*, final: bool = False, modules: int = 6) -> TranscriptContent:
    lines = tuple(
        ModuleLine(code=f"M{rank + 1:02}", name=n, credits=c, mark=m, session=s, state=e, tone=t)  # type: ignore[arg-type]
        for rank, (n, c, m, s, e, t) in ((rank, MODULES[rank % len(MODULES)]) for rank in range(modules))
    )
    return TranscriptContent(
        school="ICN Business School",
        name="Inès Delmotte",
        number="2025-0102",
        programme="Programme Grande École",
        intake="Rentrée 2025",
        regulation_version="2026.1",
        born_on=date(2005, 4, 1),
        periods=(
            TranscriptPeriod(
                title="Semestre 3",
                modules=lines,
                said=(
                    Said(label="Moyenne", value="10,42"),
                    Said(label="Crédits", value="19"),
                    Said(label="", value="Non validé"),
                ),
            ),
            TranscriptPeriod(title="Semestre 4", modules=(), said=(Said(label="Moyenne", value="11,20"),)),
            TranscriptPeriod(title="Projets", modules=lines[:3], said=(Said(label="Crédits", value="3"),), depth=1),
        ),
        average="10,81",
        credits="31 sur 60",
        outcome="redoublement semestriel, S4" if final else "",
        final=final,
        verification=VerificationBlock.at(
            "https://campus.example.org/verifier/K7QD-93MX-TZ4A", "K7QD-93MX-TZ4A", 1_234_567, hexadecimal("journal")
        ),
        signatory="Hélène Vasseur",
        signatory_quality="Directrice des études",
    )
