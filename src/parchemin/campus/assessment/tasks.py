"""What assessment does apart: mail a student what was decided of their request."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from parchemin.campus.assessment.absences.actions import RequestRuled
from parchemin.campus.assessment.absences.queries import spoken
from parchemin.campus.assessment.models import AbsenceRequest
from parchemin.campus.common.events import reacts_to


@reacts_to(RequestRuled)
def when_ruled(event: RequestRuled) -> None:
    """Put the mail in the queue, in the transaction of the decision: both are kept, or neither."""
    tell_student.enqueue(str(event.request))


@task()
def tell_student(request: str) -> int:
    """Mail the student what stands now of their request, in the campus's language."""
    asked = AbsenceRequest.objects.select_related("dossier__person", "paper").get(pk=request)
    rulings = list(asked.rulings.current().order_by("pk"))
    if not rulings:
        return 0
    address = settings.ADDRESS + reverse("assessment:absence", args=[asked.dossier.ref, asked.paper_id])
    with translation.override(settings.LANGUAGE_CODE):
        last = rulings[-1]
        told = {"request": asked, "ruling": last, "verdict": spoken(last.verdict), "link": address}
        subject = " ".join(render_to_string("assessment/mail/ruled_subject.txt", told).split())
        message = render_to_string("assessment/mail/ruled.txt", told)
    return send_mail(subject, message, None, [asked.dossier.person.email])
