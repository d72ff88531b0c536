"""The ordinary acts of a campus, declared: what is prepared for each, and what is then done at one stroke.

Each gives what it wrote, so that a test can ask whether it is there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from parchemin.campus.assessment.absences import actions as absences
from parchemin.campus.assessment.actions import marks as marking
from parchemin.campus.assessment.actions.marks import Entered
from parchemin.campus.assessment.actions.papers import remove_paper
from parchemin.campus.awards.actions import issue_for_period
from parchemin.campus.awards.queries.issued import periods_of
from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.common.files import CSV, FileContent
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.enrolment import actions as enrolment
from parchemin.campus.jury import actions as juries
from parchemin.campus.jury.models import Question
from parchemin.campus.people import actions as people
from parchemin.campus.people.models import Role
from parchemin.campus.retention.actions import erase_on_request
from parchemin.campus.texts import actions as texts
from tests.campus.school import NOON
from tests.campus.small_school import HELD, UNIT, YEAR, SmallSchool, text

type Act = Callable[[], object]
type Preparation = Callable[[SmallSchool], Act]


def publish_a_text(here: SmallSchool) -> Act:
    draft = texts.start_draft(here.programme, text(f"Mot {here.number()}."), by=here.ada, at=NOON)
    last = here.programme.publications.count()
    return lambda: texts.publish_draft(draft, seen=1, last=last, by=here.ada, at=NOON)


def call_a_jury(here: SmallSchool) -> Act:
    title, decisions = f"Jury {here.number()}", [("étudiant.issue", "")]
    return lambda: juries.call_jury(
        here.programme, YEAR, title=title, kind="diploma", held_at=HELD, decisions=decisions, by=here.odile, at=NOON
    )


def open_an_intake(here: SmallSchool) -> Act:
    name = f"Rentrée {here.number()}"
    return lambda: open_intake(here.programme, name, date(YEAR, 9, 1), by=here.ada, at=NOON)


def give_a_title(here: SmallSchool) -> Act:
    words = f"professeur {here.number()}"
    return lambda: people.call(here.members[0], here.school, words, by=here.ada, at=NOON)


def invite_somebody(here: SmallSchool) -> Act:
    person = here.newcomer()
    return lambda: people.invite(person, by=here.ada, at=NOON)


def grant_a_role(here: SmallSchool) -> Act:
    person = here.newcomer()
    return lambda: people.grant_role(person, here.school, Role.TEACHER, by=here.ada, at=NOON)


def end_a_role(here: SmallSchool) -> Act:
    grant = people.grant_role(here.newcomer(), here.school, Role.TEACHER, by=here.ada, at=NOON)
    return lambda: people.end_role(grant, by=here.ada, at=NOON)


def bring_somebody(here: SmallSchool) -> Act:
    email = f"nouveau{here.number()}@example.org"
    return lambda: people.bring(email, "Jo", "Neuf", here.school, Role.TEACHER, "", by=here.ada, at=NOON)


def set_a_paper(here: SmallSchool) -> Act:
    return here.paper


def remove_a_paper(here: SmallSchool) -> Act:
    paper = here.paper()
    return lambda: remove_paper(paper, by=here.odile, at=NOON)


def enter_marks(here: SmallSchool) -> Act:
    paper, value = here.marked_paper, str(here.number() % 20)
    entries = [Entered(student, value) for student in here.students]
    return lambda: list(marking.enter_marks(paper, entries, by=here.odile, at=NOON).values())


def hand_in_marks(here: SmallSchool) -> Act:
    paper, students = here.paper_to_mark()
    marking.enter_marks(paper, [Entered(student, "12") for student in students], by=here.odile, at=NOON)
    return lambda: marking.submit(paper, by=here.odile, at=NOON)


def ask_about_an_absence(here: SmallSchool) -> Act:
    paper, (*_, student) = here.paper_to_mark()
    marking.enter_marks(paper, [Entered(student, "ABS")], by=here.odile, at=NOON)
    return lambda: absences.file_request(student, paper, ground="maladie", by=student.student, at=NOON)


def register_a_student(here: SmallSchool) -> Act:
    student = here.new_student()
    return lambda: enrolment.register([student], YEAR + 80, by=here.odile, at=NOON)


def change_a_registration(here: SmallSchool) -> Act:
    [standing] = enrolment.register([here.new_student()], YEAR + 80, by=here.odile, at=NOON)
    return lambda: enrolment.change_registration(standing, reason="erreur", units=[UNIT], by=here.odile, at=NOON)


def cancel_a_registration(here: SmallSchool) -> Act:
    made = enrolment.register([here.new_student()], YEAR + 80, by=here.odile, at=NOON)
    return lambda: enrolment.cancel_registrations(made, reason="erreur", by=here.odile, at=NOON)


def move_an_intake(here: SmallSchool) -> Act:
    intake = open_intake(here.programme, f"À venir {here.number()}", date(YEAR + 90, 9, 1), by=here.odile, at=NOON)
    number = here.number()
    enrolment.enrol(
        intake, [enrolment.Entrant(f"v{number}", "Noé", "Petit", f"v{number}@example.org")], by=here.odile, at=NOON
    )
    day = date(YEAR + 91, 9, 1)
    return lambda: enrolment.move_intake(intake, day, reason="reportée", by=here.odile, at=NOON)


def change_an_entry(here: SmallSchool) -> Act:
    student = here.new_student()
    intake = open_intake(here.programme, f"À venir {here.number()}", date(YEAR + 90, 9, 1), by=here.odile, at=NOON)
    return lambda: enrolment.move_entrant(student, intake, reason="erreur", by=here.odile, at=NOON)


def import_a_list(here: SmallSchool) -> Act:
    number = here.number()
    lines = f"Numéro;Nom;Prénom;Adresse\ni{number};Roux;Jo;i{number}@etu.example.org\n"
    by = people.bring(f"bureau{number}@example.org", "Bo", "Reau", here.school, Role.OFFICE, "", by=here.ada, at=NOON)
    sent = enrolment.send_list(here.intake, FileContent("liste.csv", CSV, lines.encode()), by=by, at=NOON)
    return lambda: enrolment.import_list(sent, by=by, at=NOON)


def enter_somebody_known(here: SmallSchool) -> Act:
    known = here.newcomer()
    entrant = enrolment.Entrant(f"k{here.number()}", "Paule", "Roux", known.email)
    return lambda: enrolment.enrol(here.intake, [entrant], by=here.odile, at=NOON)


def erase_somebody(here: SmallSchool) -> Act:
    person = here.newcomer()
    people.grant_role(person, here.school, Role.APPLICANT, here.programme.slug, by=here.ada, at=NOON)
    return lambda: erase_on_request(person, here.school, reason="courriel", by=here.ada, at=NOON)


def declare_a_fact(here: SmallSchool) -> Act:
    said = [Statement(student, "étudiant.points", "", str(here.number())) for student in here.students]
    return lambda: declare(said, reason="relevé", by=here.odile, at=NOON)


def vote(here: SmallSchool) -> Act:
    ballot, voter = here.open_ballot(), here.voters.pop()
    return lambda: juries.vote(ballot, "against", by=voter, at=HELD)


def close_a_ballot(here: SmallSchool) -> Act:
    ballot = here.open_ballot()
    return lambda: juries.close_ballot(ballot, by=here.members[0], at=HELD)


def give_a_casting_voice(here: SmallSchool) -> Act:
    ballot = here.tied_ballot()
    return lambda: juries.give_casting_voice(ballot, "against", by=here.members[0], at=HELD)


def seal_a_jury(here: SmallSchool) -> Act:
    jury = here.jury_in_session(f"Jury {here.number()}")
    for question in Question.objects.filter(jury=jury).select_related("jury"):
        juries.decide(question, "rattrapage", by=here.members[0], at=HELD)
    return lambda: juries.close_jury(jury, by=here.members[0], at=HELD)


def ask_for_transcripts(here: SmallSchool) -> Act:
    period = periods_of(here.programme)[0]
    return lambda: issue_for_period(here.programme, period, by=here.odile, at=HELD)


ACTS: tuple[Preparation, ...] = (
    publish_a_text,
    call_a_jury,
    open_an_intake,
    give_a_title,
    invite_somebody,
    grant_a_role,
    end_a_role,
    bring_somebody,
    set_a_paper,
    remove_a_paper,
    enter_marks,
    hand_in_marks,
    ask_about_an_absence,
    register_a_student,
    change_a_registration,
    cancel_a_registration,
    move_an_intake,
    change_an_entry,
    import_a_list,
    enter_somebody_known,
    erase_somebody,
    declare_a_fact,
    vote,
    close_a_ballot,
    give_a_casting_voice,
    seal_a_jury,
    ask_for_transcripts,
)
