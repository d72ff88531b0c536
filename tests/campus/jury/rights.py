"""Who calls, composes, presides and reads juries; and who reads with a key what they decided."""

from __future__ import annotations

from parchemin.campus.clock.models import DueTask
from parchemin.campus.common import journal
from parchemin.campus.common.files import keeping
from parchemin.campus.jury.actions import decide, put_to_vote
from parchemin.campus.jury.models import Minutes
from tests.campus.conftest import NOON
from tests.campus.jury.juries import HELD
from tests.campus.rights import A_PDF, Names, Requests, Sent, StageRights, World


def names(world: World) -> Names:
    session = world.session
    question = session.question("Inès")
    ballot = put_to_vote(question, question.options[0], by=session.helene, at=HELD)
    with keeping(A_PDF, at=HELD) as file:  # as the minutes of a closed jury, so that who may read them finds them
        minutes = Minutes.objects.create(
            jury=session.jury, number=0, root="0" * 64, leaves=0, at=HELD, file=file, digest=A_PDF.sha256, made_at=HELD
        )
        journal.record("jury.minutes", "", chain="icn", actor=None, at=HELD, rows=[minutes])
    seat = session.seat_of(session.members["Paule"])
    return {
        "juries/": {"key": session.jury.pk, "seat": seat.pk, "ballot": ballot.pk, "number": 0},
        "desk/coming/": {"key": _given_up().pk},
    }


def _given_up() -> DueTask:
    """The reminder of the jury, as if it had failed too often before the opening took it away."""
    DueTask.objects.filter(kind="jury.reminder").update(cancelled_at=None, failed_at=NOON)
    return DueTask.objects.get(kind="jury.reminder")


def sent(world: World) -> Sent:
    question = world.session.question("Nadia")
    ruling = decide(question, question.options[0], by=world.session.helene, at=HELD)
    reason = {"reason": "Réexamen."}
    return {
        "juries/<uuid:key>/move/": {"move-held_at": "2027-07-05T09:00", "move-place": ""},
        "juries/<uuid:key>/files/<uuid:ref>/decide/": {"question": str(question.pk), "option": question.options[0]},
        "juries/<uuid:key>/files/<uuid:ref>/take-back/": {"ruling": str(ruling.pk)} | reason,
        "juries/<uuid:key>/files/<uuid:ref>/put-off/": reason,
        "juries/<uuid:key>/put-off/": reason,
        "juries/<uuid:key>/files/<uuid:ref>/correct/": {"ruling": str(ruling.pk)} | reason,
    }


def requests(world: World) -> Requests:
    return {"list_rulings": ("GET", f"{world.of_student}/rulings", "")}


RIGHTS = StageRights(
    rank=100,
    names=names,
    sent=sent,
    requests=requests,
    unreached={"GET juries/<uuid:key>/minutes/"},
    pages="""
# nobody
# |   the student
# |   |   another student
# |   |   |   the teacher of the unit
# |   |   |   |   another teacher
# |   |   |   |   |   the office
# |   |   |   |   |   |   the office of another programme
# |   |   |   |   |   |   |   a member of the jury
# |   |   |   |   |   |   |   |   who presides it
# |   |   |   |   |   |   |   |   |   a director
# |   |   |   |   |   |   |   |   |   |   a director of another school
302 404 404 404 404 200 200 200 200 200 200 GET juries/
302 404 404 404 404 200 404 404 404 404 404 GET juries/call/<slug:slug>/
302 404 404 404 404 200 404 200 200 200 404 GET juries/<uuid:key>/
302 404 404 404 404 409 404 404 404 404 404 POST juries/<uuid:key>/move/
302 404 404 404 404 302 404 404 404 404 404 POST juries/<uuid:key>/seats/
302 404 404 404 404 409 404 404 404 404 404 POST juries/<uuid:key>/seats/<uuid:seat>/withdraw/
302 404 404 404 404 302 404 403 302 404 404 POST juries/<uuid:key>/seats/<uuid:seat>/presence/
302 404 404 404 404 200 404 200 200 200 404 GET juries/<uuid:key>/deliberation/
302 404 404 404 404 302 404 302 302 302 404 GET juries/<uuid:key>/ballots/
302 404 404 404 404 404 404 409 409 404 404 POST juries/<uuid:key>/ballots/<uuid:ballot>/vote/
302 404 404 404 404 404 404 403 302 404 404 POST juries/<uuid:key>/ballots/<uuid:ballot>/close/
302 404 404 404 404 404 404 403 409 404 404 POST juries/<uuid:key>/ballots/<uuid:ballot>/casting/
302 404 404 404 404 200 404 200 200 200 404 GET juries/<uuid:key>/files/<uuid:ref>/
302 404 404 404 404 404 404 403 409 404 404 POST juries/<uuid:key>/files/<uuid:ref>/decide/
302 404 404 404 404 404 404 403 302 404 404 POST juries/<uuid:key>/files/<uuid:ref>/take-back/
302 404 404 404 404 404 404 403 302 404 404 POST juries/<uuid:key>/files/<uuid:ref>/put-off/
302 404 404 404 404 404 404 403 302 404 404 POST juries/<uuid:key>/files/<uuid:ref>/bring-back/
302 404 404 404 404 404 404 403 409 404 404 POST juries/<uuid:key>/files/<uuid:ref>/correct/
302 404 404 404 404 404 404 403 302 404 404 POST juries/<uuid:key>/confirm/
302 404 404 404 404 404 404 403 409 404 404 POST juries/<uuid:key>/put-off/
302 404 404 404 404 409 404 403 409 404 404 POST juries/<uuid:key>/redraw/
302 404 404 404 404 404 404 403 409 404 404 POST juries/<uuid:key>/close/
302 404 404 404 404 409 404 403 409 404 404 POST juries/<uuid:key>/publish/
302 404 404 404 404 404 404 404 404 404 404 GET juries/<uuid:key>/minutes/
302 404 404 404 404 302 404 403 302 404 404 POST juries/<uuid:key>/minutes/<int:number>/again/
302 404 404 404 404 200 404 200 200 200 404 GET juries/<uuid:key>/minutes/<int:number>.pdf
""",
    operations="""
# nobody
# |   the student
# |   |   another student
# |   |   |   the teacher of the unit
# |   |   |   |   another teacher
# |   |   |   |   |   the office
# |   |   |   |   |   |   the office of another programme
# |   |   |   |   |   |   |   a member of the jury
# |   |   |   |   |   |   |   |   who presides it
# |   |   |   |   |   |   |   |   |   a director
# |   |   |   |   |   |   |   |   |   |   a director of another school
401 403 403 403 403 200 404 403 403 200 404 list_rulings
""",
)
