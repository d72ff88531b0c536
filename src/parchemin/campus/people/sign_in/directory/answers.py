"""What a refused sign-in is answered, and the line it leaves in the log."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parchemin.campus.common import figures, logs
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.models import Person

LOG = logging.getLogger("parchemin.sign_in")
REFUSED = figures.counter("directory_sign_ins_refused", "Sign-ins through the directory that were refused.", "reason")


def note_refusal(reason: str, person: Person | None = None) -> None:
    """One line: the reason, and a digest of whom it would have opened. No address, no subject."""
    REFUSED.labels(reason).inc()
    concerned = {"concerns": logs.digest_of_person(person.pk)} if person else {}
    LOG.warning("a sign-in through the directory was refused", extra={"reason": reason} | concerned)


def refused(request: HttpRequest, refusal: Refusal, *, status: int = 403) -> HttpResponse:
    return render(request, "people/directory_refused.html", {"refusal": refusal}, status=status)
