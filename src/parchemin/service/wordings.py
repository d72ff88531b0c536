"""How what is wrong with a journal is said, in French and in English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone, translation

from parchemin.campus.common.evidence import UNTRUE
from parchemin.campus.common.journal import CHANGED, MISSING, UNLINKED
from parchemin.campus.common.models import Commitment, Entry, KeptFile
from parchemin.campus.common.proving import FORMER, NO_LINE, NOT_AS_MADE, NOWHERE, UNREAD
from parchemin.campus.looks.numbers import day
from parchemin.service.heads import HeadFinding, Wrong
from parchemin.service.integrity import Chain

type Sentence = tuple[str, str]  # in French, and in English

MOST = 50  # lines of one chain that are told one by one
LONG = 300  # signs of one value
SPACES = "\xa0\u202f"  # that French puts before its marks

TABLES: dict[str, Sentence] = {
    "api_key": ("les clefs de l’API", "the keys of the API"),
    "assessment_absencerequest": ("les justificatifs d’absence", "the justifications of absences"),
    "assessment_absenceruling": ("les avis sur les absences", "the rulings on absences"),
    "assessment_mark": ("les notes", "the marks"),
    "assessment_paper": ("les épreuves", "the papers"),
    "assessment_submission": ("les remises de notes", "the handing in of marks"),
    "assessment_teaching": ("les enseignements", "who teaches what"),
    "awards_event": ("ce qui est arrivé aux relevés", "what happened to transcripts"),
    "awards_transcript": ("les relevés de notes", "the transcripts"),
    "catalogue_intake": ("les rentrées", "the intakes"),
    "catalogue_programme": ("les programmes", "the programmes"),
    "catalogue_publication": ("les règlements publiés", "the published regulations"),
    "common_actreason": ("les motifs", "the reasons"),
    "dossiers_declaration": ("les déclarations", "the declarations"),
    "dossiers_dossier": ("les dossiers", "the files"),
    "dossiers_formerentry": ("les entrées d’avant un changement", "the entries of before a move"),
    "enrolment_intakefact": ("ce qui est dit des rentrées", "what is said of intakes"),
    "enrolment_registration": ("les inscriptions", "the registrations"),
    "jury_ballot": ("les votes de jury", "the ballots of juries"),
    "jury_case": ("les dossiers devant un jury", "the files before a jury"),
    "jury_event": ("l’ouverture et la clôture des jurys", "the opening and closing of juries"),
    "jury_jury": ("les jurys", "the juries"),
    "jury_minutes": ("les procès-verbaux", "the minutes"),
    "jury_presence": ("les présences aux jurys", "the presences at juries"),
    "jury_question": ("les questions posées aux jurys", "the questions put to juries"),
    "jury_ruling": ("les décisions de jury", "the decisions of juries"),
    "jury_seat": ("la composition des jurys", "the members of juries"),
    "jury_vote": ("les émargements de vote", "who voted"),
    "people_grant": ("les rôles", "the roles"),
    "people_school": ("les écoles", "the schools"),
    "people_title": ("les qualités", "the titles"),
    FORMER: ("ce qu’une version d’avant avait gardé", "what a former version had kept"),
    Commitment._meta.db_table: ("les empreintes que la ligne garde", "the digests that the line keeps"),
    Entry._meta.db_table: ("les lignes du journal", "the lines of the journal"),
    KeptFile._meta.db_table: ("les fichiers gardés", "the kept files"),
}
BROKEN: dict[str, Sentence] = {
    MISSING: ("manque", "missing"),
    UNLINKED: ("ne suit pas la précédente", "does not follow the line before it"),
    CHANGED: ("a été changée", "was changed"),
}


def numbered(number: int) -> Sentence:
    """1 234 and 1,234."""
    return f"{number:,}".replace(",", "\u202f"), f"{number:,}"


def _s(several: bool) -> str:
    return "s" if several else ""


def plain(text: object) -> str:
    """Words that somebody could have written in the database or in a file, in one line and without a sign that moves on
    a screen, hides what is there or cannot be shown: such a sign is told by its number."""
    told, end = str(text)[:LONG], "…" if len(str(text)) > LONG else ""
    seen = (one if one.isprintable() or one in SPACES else one.encode("unicode_escape").decode() for one in told)
    return "".join(seen) + end


def head_of(chain: Chain) -> Sentence:
    """The line that opens what is said of a chain."""
    name, mark = plain(chain.name or "—"), "✓" if chain.whole else "✗"
    (lignes, lines), (rangs, rows), last = numbered(chain.lines), numbered(chain.rows), plain(chain.last or "—")
    counted = f"{rangs} rang{_s(chain.rows > 1)} de table vérifié{_s(chain.rows > 1)}"
    return (
        f"{mark} {name} : {lignes} ligne{_s(chain.lines > 1)}, {counted}, {last}",
        f"{mark} {name}: {lines} line{_s(chain.lines != 1)}, {rows} row{_s(chain.rows != 1)} verified, {last}",
    )


OF_NO_LINE: dict[int, Sentence] = {
    NO_LINE: ("il y en a qu’aucune ligne du journal n’a écrites", "some stand that no line of the journal wrote"),
    NOT_AS_MADE: (
        "la table n’est plus comme elle a été faite (sa clé, ses colonnes, ses règles, ou ce qui en hérite)",
        "the table is no more as it was made (its key, its columns, its rules, or what inherits from it)",
    ),
    UNREAD: ("ce qui s’y trouve ne se lit plus, et rien n’en est prouvé", "it can no longer be read, nor proved"),
    NOWHERE: ("il y en a qui ne sont d’aucune école", "some are of no school"),
}


def wrong_with(chain: Chain) -> Iterator[Sentence]:
    """All that is wrong with a chain, one sentence each."""
    if not chain.lines and UNREAD not in dict(chain.altered):
        yield (
            "cette école n’a pas de journal : sa chaîne a été retirée",
            "this school has no journal: its chain was taken away",
        )
    if chain.stray:
        yield (
            "aucune école ne porte ce nom : elle a été retirée, ou renommée",
            "no school has this name: it was taken away, or renamed",
        )
    lines = [*(_broken(chain, *one) for one in chain.broken), *(_altered(chain, *one) for one in chain.altered)]
    yield from lines[:MOST]
    if len(lines) > MOST:
        (autres, others) = numbered(len(lines) - MOST)
        yield f"et {autres} autres", f"and {others} more"


def _broken(chain: Chain, number: int, what: str) -> Sentence:
    french, english = _line(chain, number)
    return f"{french} {BROKEN[what][0]}", f"{english} {BROKEN[what][1]}"


def _altered(chain: Chain, number: int, table: str) -> Sentence:
    if number in OF_NO_LINE:
        (les, the), (french, english) = _table(table), OF_NO_LINE[number]
        return f"{les} : {french}", f"{the}: {english}"
    french, english = _line(chain, number)
    if table == FORMER:
        return (
            f"{french} : ce qui avait été écrit avec elle était déjà changé avant que cette version n’en réponde",
            f"{english}: what was written with it had been changed before this version vouched for it",
        )
    les, the = _table(table.removeprefix(f"{UNTRUE} "))
    if table.startswith(UNTRUE):
        return (
            f"{french} : ce qu’elle a remplacé ou scellé ({les}) n’était déjà plus ce que le journal en disait",
            f"{english}: what it replaced or sealed ({the}) was no longer what the journal said of it",
        )
    return (
        f"{french} : {les} : ce n’est plus ce qui a été écrit avec elle",
        f"{english}: {the}: no longer what was written with it",
    )


def _table(table: str) -> Sentence:
    les, the = TABLES.get(table, ("", ""))
    return (f"{les} ({table})", f"{the} ({table})") if les else (table, table)


def _line(chain: Chain, number: int) -> Sentence:
    (no, nb), line = numbered(number), chain.told.get(number)
    if line is None:
        return f"ligne {no}", f"line {nb}"
    verb, about = plain(line.verb), f", {plain(line.subject)}" if line.subject else ""
    by_fr, by_en = (f", par {plain(line.actor)}", f", by {plain(line.actor)}") if line.actor else ("", "")
    return (
        f"ligne {no} ({verb}{about}, le {_day(line.at, 'fr')}{by_fr})",
        f"line {nb} ({verb}{about}, on {_day(line.at, 'en')}{by_en})",
    )


def of_head(found: HeadFinding) -> Sentence:
    """What a head shows that the journal no longer holds."""
    head, (rang, place) = found.head, numbered(found.line)
    if head is None:
        return f"tête {rang} : ne se lit pas", f"head {place}: cannot be read"
    (no, nb), le, on = numbered(head.number), _day(head.moment, "fr"), _day(head.moment, "en")
    name = plain(head.chain or "—")
    if found.what == Wrong.SIGNATURE:
        return (
            f"{name} : la tête {rang} (ligne {no}, {le}) n’est pas signée du sceau de l’école",
            f"{name}: head {place} (line {nb}, {on}) is not signed with the seal of the school",
        )
    if found.what == Wrong.UNSEALED and found.mark:
        day_fr, day_en = (_day(found.mark.moment, one) for one in ("fr", "en"))
        return (
            f"{name} : restauré le {day_fr} sans le sceau d’avant : la ligne {no} signée le {le} ne se prouve plus",
            f"{name}: restored on {day_en} without the seal of before: line {nb} signed on {on} is proved no more",
        )
    if found.what == Wrong.LOST and found.mark:
        (vers, to), day_fr, day_en = (
            numbered(found.mark.number),
            *(_day(found.mark.moment, one) for one in ("fr", "en")),
        )
        return (
            f"{name} : restauré le {day_fr} à la ligne {vers} ; la ligne {no} d’avant, signée le {le}, n’est plus",
            f"{name}: restored on {day_en} at line {to}; line {nb} of before, signed on {on}, is no more",
        )
    why_fr, why_en = (
        ("la fin de la chaîne a été coupée", "the end of the chain was cut off")
        if found.what == Wrong.CUT
        else ("elle a été réécrite", "it was rewritten")
    )
    return (
        f"{name} : le journal n’a plus la ligne {no} signée le {le} : {why_fr}",
        f"{name}: the journal no longer holds line {nb} signed on {on}: {why_en}",
    )


def _day(at: datetime, language: str) -> str:
    with translation.override(language):
        try:
            return str(day(timezone.localdate(at)))
        except OverflowError:  # at an end of time, where there is no day in another zone: somebody wrote it there
            return at.isoformat()
