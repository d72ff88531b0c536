"""What anyone sees, without an account: whether a transcript is one of ours, and the least that proves it.

A key that is right is answered; a key that is not counts as a try, and who has spent theirs is answered nothing more,
right or wrong. A file is compared in the browser; where that cannot be, it is sent, compared, and forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parchemin.campus.awards.models import Transcript
from parchemin.campus.awards.queries import keys
from parchemin.campus.awards.queries.issued import State, state_of, with_outdated
from parchemin.campus.awards.refusals import KeyUnknown, TooManyTries
from parchemin.campus.common.files import PDF, NoFile, received
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.common.throttle import Throttle
from parchemin.campus.documents import checking
from parchemin.campus.documents.keys import certificates_of, fingerprint, pem
from parchemin.campus.people.models import School
from parchemin.campus.people.pages import ANYONE, CampusRequest, page

WRONG_KEYS = Throttle("awards-keys", most=20, seconds=600)
FILES = Throttle("awards-files", most=20, seconds=600)


def unlisted[**P](view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Found by a key, never by a search engine; kept by no cache."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(answered)


@unlisted
@require_safe
@page(needs=ANYONE)
def enter(request: CampusRequest) -> HttpResponse:
    """Where a key is typed."""
    typed = request.GET.get("key", "")
    if not typed.strip():
        return render(request, "awards/enter.html", {"typed": ""})
    try:
        return redirect("awards:verify", keys.read(typed))
    except Refusal as refusal:
        return _not_found(request, typed, refusal)


@unlisted
@require_safe
@page(needs=ANYONE)
def verify(request: CampusRequest, key: str) -> HttpResponse:
    """What is publicly said of the transcript with this key."""
    try:
        found = _found(request, key)
    except Refusal as refusal:
        return _not_found(request, key, refusal)
    return _shown(request, found)


@unlisted
@require_POST
@page(needs=ANYONE)
def compare(request: CampusRequest, key: str) -> HttpResponse:
    """Whether a file is the one that was issued, and whether its seal holds. Nothing is kept of it."""
    try:
        found = _found(request, key)
        if FILES.spent(_who(request)):
            raise TooManyTries(FILES.minutes)
        FILES.count(_who(request))
    except Refusal as refusal:
        return _not_found(request, key, refusal)
    try:
        sent = request.FILES.get("file")
        if sent is None:
            raise NoFile
        content = received(sent, PDF).content
    except Refusal as refusal:
        return _shown(request, found, refusal=refusal, status=409)
    check = checking.check(content)
    return _shown(request, found, check=check, same=check.digest == found.sha256)


@unlisted
@require_safe
@page(needs=ANYONE)
def seals(request: CampusRequest) -> HttpResponse:
    """The certificates that schools seal with, and how to check a seal without us."""
    schools = School.objects.order_by("name")
    found = [(one, [(each, fingerprint(each)) for each in certificates_of(one.slug)]) for one in schools]
    return render(request, "awards/seals.html", {"schools": [pair for pair in found if pair[1]]})


@unlisted
@require_safe
@page(needs=ANYONE)
def certificate(request: CampusRequest, slug: str) -> HttpResponse:
    """Every certificate a school seals or once sealed with, to be kept by whoever wants to check without us."""
    found = certificates_of(slug) if School.objects.filter(slug=slug).exists() else []
    if not found:
        raise Http404
    response = HttpResponse(b"".join(pem(one) for one in found), content_type="application/x-pem-file")
    response["Content-Disposition"] = f'attachment; filename="{slug}.pem"'
    return response


# --- found or not --------------------------------------------------------------------------------------------------


def _found(request: CampusRequest, typed: str) -> Transcript:
    """The transcript of a key. Raises a refusal that says what to check; a wrong key is a try spent."""
    key, who = keys.read(typed), _who(request)
    if WRONG_KEYS.spent(who):
        raise TooManyTries(WRONG_KEYS.minutes)
    frozen = {
        name: KT(f"content__{name}") for name in ("name", "programme", "school", "again")
    }  # as printed; never a mark
    rows = with_outdated(Transcript.objects.defer("content").select_related("dossier__programme__school"))
    rows = rows.annotate(**frozen)
    found = rows.filter(key=key).first()
    if found is None:
        WRONG_KEYS.count(who)
        raise KeyUnknown
    return found


def _who(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


def _not_found(request: CampusRequest, typed: str, refusal: Refusal) -> HttpResponse:
    status = 429 if isinstance(refusal, TooManyTries) else 404
    response = render(request, "awards/enter.html", {"typed": typed[:40], "refusal": refusal}, status=status)
    if isinstance(refusal, TooManyTries):
        response["Retry-After"] = str(WRONG_KEYS.seconds)
    return response


def _shown(
    request: CampusRequest,
    found: Transcript,
    *,
    check: checking.Check | None = None,
    same: bool = False,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    state: State = state_of(found)
    again = getattr(found, "again", None) is not None
    told = {"transcript": found, "state": state, "again": again, "check": check, "same": same, "refusal": refusal}
    return render(request, "awards/verified.html", told, status=status)
