"""The deliberation: the table of the files, one file beside it, the votes under way, each act of who presides."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.jury import access, actions
from parchemin.campus.jury.forms import TableForm
from parchemin.campus.jury.models import Ballot, Case, Jury, Question, Ruling
from parchemin.campus.jury.queries import law_of_jury, views_of
from parchemin.campus.jury.queries.ballots import Room, room_of
from parchemin.campus.jury.queries.cohort import JuryProgress, averages_shown, progress_of, table
from parchemin.campus.jury.queries.files import file_of
from parchemin.campus.jury.refusals import some
from parchemin.campus.jury.views.preparing import jury_of
from parchemin.campus.looks.shapes import Segment, Tone
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.pages import CampusRequest, page

TONES: tuple[Tone, ...] = ("ok", "info", "mute")  # shades to tell proposals apart: none is better than another


def in_place(request: CampusRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


@require_safe
@page(needs=access.READ)
def deliberation(request: CampusRequest, key: UUID) -> HttpResponse:
    """The whole room; or, asked for in place, the table alone."""
    jury = jury_of(request, key)
    if jury.state == "called":
        return redirect("jury:composition", jury.pk)
    if in_place(request):
        return render(request, "jury/deliberation.html#cohort", _room(request, jury) | {"swapped": True})
    return deliberation_page(request, jury)


def deliberation_page(request: CampusRequest, jury: Jury, refusal: Refusal | None = None) -> HttpResponse:
    """The page, with the refusal of what was just asked of it."""
    told = _room(request, jury) | {"refusal": refusal}
    numbers = actions.behind(jury, at=request.at) if jury.state == "opened" else []
    told |= {"behind": numbers, "behind_some": some(numbers)}
    return render(request, "jury/deliberation.html", told, status=409 if refusal else 200)


def _room(request: CampusRequest, jury: Jury) -> dict[str, object]:
    law = law_of_jury(jury)
    options = {o: law.option_label(v.name, o) for v in views_of(jury) for o in v.options}
    form = TableForm(request.GET, options=list(options.items()))
    shown, rows = table(jury, form.wanted())
    told: dict[str, object] = {
        "jury": jury,
        "form": form,
        "page": shown,
        "rows": rows,
        "averages": [(f"average{i}", label) for i, (_key, label, _at) in enumerate(averages_shown(jury))],
        "filtered": next((label for _key, label, _at in reversed(averages_shown(jury))), ""),
        "several": len(jury.decisions) > 1,
        "chosen": request.GET.get("file", ""),
    }
    progress = progress_of(jury)
    told |= {"progress": progress, "segments": _segments(jury, progress)}
    return told | _around(request, jury, room_of(jury, request.person))


def _around(request: CampusRequest, jury: Jury, room: Room) -> dict[str, object]:
    open_now = jury.state == "opened"
    return {
        "room": room,
        "open": open_now,
        "conducts": open_now and room.conducts and access.PRESIDE.allows(request.person, jury),
        "may_draw": open_now and access.DRAW.allows(request.person, jury),
    }


def _segments(jury: Jury, progress: JuryProgress) -> list[Segment]:
    """The first decision of every file, cut by what is proposed."""
    law, name = law_of_jury(jury), jury.decisions[0][0]
    left: dict[str, tuple[str, Tone]] = {
        "?settled": (_("to choose"), "wait"),
        "?pending": (_("a fact is missing"), "mute"),
        "?contradiction": (_("contradiction"), "no"),
    }
    found, shade = [], 0
    for proposal, count in progress.proposals:
        if proposal in left:
            found.append(Segment(left[proposal][0], count, left[proposal][1]))
        else:
            found.append(Segment(law.option_label(name, proposal), count, TONES[min(shade, len(TONES) - 1)]))
            shade += 1
    return found


# --- one file ----------------------------------------------------------------------------------------------------


def case_of(request: CampusRequest, key: UUID, ref: UUID) -> Case:
    """A file of a jury one may see, as it stands now."""
    cases = access.READ_CASE.among(Case.objects.current().filter(jury=key), request.person)
    found = cases.select_related("jury__programme__school", "dossier__person", "dossier__publication")
    return get_object_or_404(found, dossier__ref=ref)


@require_safe
@page(needs=access.READ_CASE)
def file(request: CampusRequest, key: UUID, ref: UUID) -> HttpResponse:
    """One student's file: a page of its own, or beside the table."""
    return _file(request, case_of(request, key, ref))


def _file(request: CampusRequest, case: Case, refusal: Refusal | None = None, *, changed: bool = False) -> HttpResponse:
    jury = case.jury
    told: dict[str, object] = {"jury": jury, "file": file_of(jury, case, at=request.at), "refusal": refusal}
    told |= _around(request, jury, room_of(jury, request.person))
    told["behind"] = jury.state == "opened" and actions.behind(jury, at=request.at, only=case.dossier_id)
    told["may_correct"] = jury.state in ("closed", "published") and access.PRESIDE.allows(request.person, jury)
    if not in_place(request):
        return render(request, "jury/file.html", told, status=409 if refusal else 200)
    response = render(request, "jury/file.html#file", told, status=409 if refusal else 200)
    if changed:
        response["HX-Trigger"] = "jury-changed"
    return response


def _act(request: CampusRequest, key: UUID, ref: UUID, act: Callable[[Case], object]) -> HttpResponse:
    """Do something about a file, then show it as it stands: changed, or with the refusal."""
    case = case_of(request, key, ref)
    try:
        act(case)
    except Forbidden:
        raise
    except Refusal as refusal:
        return _file(request, case_of(request, key, ref), refusal, changed=True)
    if not in_place(request):
        return redirect("jury:file", key, ref)
    return _file(request, case_of(request, key, ref), changed=True)


def _question(request: CampusRequest, case: Case) -> Question:
    asked = request.POST.get("question", "")
    questions = Question.objects.select_related("jury__programme__school", "case__dossier")
    return get_object_or_404(questions, pk=int(asked) if asked.isdecimal() else 0, jury=case.jury_id)


def _ruling(request: CampusRequest, case: Case) -> Ruling:
    asked = request.POST.get("ruling", "")
    rulings = Ruling.objects.select_related("jury__programme__school", "question__case__dossier")
    return get_object_or_404(rulings, pk=int(asked) if asked.isdecimal() else 0, question__case=case)


@require_POST
@page(needs=access.PRESIDE)
def decide(request: CampusRequest, key: UUID, ref: UUID) -> HttpResponse:
    """Put an option to the vote, or write down that the jury agrees on it."""
    option, how, reason = (request.POST.get(name, "") for name in ("option", "how", "reason"))

    def act(case: Case) -> object:
        verb = actions.put_to_vote if how == "vote" else actions.decide
        return verb(_question(request, case), option, reason=reason, by=request.person, at=request.at)

    return _act(request, key, ref, act)


@require_POST
@page(needs=access.PRESIDE)
def take_back(request: CampusRequest, key: UUID, ref: UUID) -> HttpResponse:
    """Think again about a decision, before the closing."""
    reason = request.POST.get("reason", "")
    return _act(
        request,
        key,
        ref,
        lambda case: actions.take_back(_ruling(request, case), reason=reason, by=request.person, at=request.at),
    )


@require_POST
@page(needs=access.PRESIDE)
def put_off(request: CampusRequest, key: UUID, ref: UUID) -> HttpResponse:
    """Put a file off, with a reason."""
    reason = request.POST.get("reason", "")
    return _act(request, key, ref, lambda case: actions.put_off(case, reason=reason, by=request.person, at=request.at))


@require_POST
@page(needs=access.PRESIDE)
def bring_back(request: CampusRequest, key: UUID, ref: UUID) -> HttpResponse:
    """Look at a file after all."""
    return _act(request, key, ref, lambda case: actions.bring_back(case, by=request.person, at=request.at))


@require_POST
@page(needs=access.PRESIDE)
def correct(request: CampusRequest, key: UUID, ref: UUID) -> HttpResponse:
    """After the closing, put another decision in the place of one."""
    option, reason = request.POST.get("option", ""), request.POST.get("reason", "")
    return _act(
        request,
        key,
        ref,
        lambda case: actions.correct(_ruling(request, case), option, reason=reason, by=request.person, at=request.at),
    )


# --- votes -------------------------------------------------------------------------------------------------------


@require_safe
@page(needs=access.READ)
def ballots(request: CampusRequest, key: UUID) -> HttpResponse:
    """The votes under way, asked for every few seconds."""
    return _ballots(request, jury_of(request, key))


def _ballots(
    request: CampusRequest, jury: Jury, refusal: Refusal | None = None, *, changed: bool = False
) -> HttpResponse:
    room = room_of(jury, request.person)
    changed = changed or request.GET.get("seen", room.seen) != room.seen
    told: dict[str, object] = {"jury": jury, "refusal": refusal} | _around(request, jury, room)
    if not in_place(request):
        return redirect("jury:deliberation", jury.pk) if refusal is None else _refused(request, refusal)
    response = render(request, "jury/ballots.html", told, status=409 if refusal else 200)
    if changed:
        response["HX-Trigger"] = '{"jury-changed": {}, "file-changed": {}}'
    return response


def _refused(request: CampusRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "looks/refused.html", {"refusal": refusal}, status=409)


def _ballot(request: CampusRequest, key: UUID, ballot: UUID) -> Ballot:
    jury = jury_of(request, key)
    return get_object_or_404(Ballot.objects.select_related("jury__programme__school"), pk=ballot, jury=jury)


@require_POST
@page(needs=access.VOTE)
def vote(request: CampusRequest, key: UUID, ballot: UUID) -> HttpResponse:
    """Cast one's voice; what comes back shows the receipt."""
    found = get_object_or_404(
        access.VOTE.among(Ballot.objects.select_related("jury__programme__school"), request.person),
        pk=ballot,
        jury=key,
    )
    try:
        actions.vote(found, request.POST.get("choice", ""), by=request.person, at=request.at)
    except Forbidden:
        raise
    except Refusal as refusal:
        return _ballots(request, jury_of(request, key), refusal)
    return _ballots(request, jury_of(request, key))


@require_POST
@page(needs=access.PRESIDE)
def close_ballot(request: CampusRequest, key: UUID, ballot: UUID) -> HttpResponse:
    """Count the voices."""
    return _counted(
        request, key, lambda: actions.close_ballot(_ballot(request, key, ballot), by=request.person, at=request.at)
    )


@require_POST
@page(needs=access.PRESIDE)
def give_casting_voice(request: CampusRequest, key: UUID, ballot: UUID) -> HttpResponse:
    """Decide a tie."""
    choice = request.POST.get("choice", "")
    return _counted(
        request,
        key,
        lambda: actions.give_casting_voice(_ballot(request, key, ballot), choice, by=request.person, at=request.at),
    )


def _counted(request: CampusRequest, key: UUID, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Forbidden:
        raise
    except Refusal as refusal:
        return _ballots(request, jury_of(request, key), refusal, changed=True)
    return _ballots(request, jury_of(request, key), changed=True)
