"""What the catalogue does apart: mail a question to who answers it."""

from __future__ import annotations

from django.tasks import task

from parchemin.campus.catalogue.models import GuideQuestion
from parchemin.campus.common.mails import mail


@task()
def deliver(question: str) -> int:
    """Mail a question; an answer goes straight to who asked. How many addresses it went to."""
    asked = GuideQuestion.objects.select_related("contact__programme", "asked_by").get(pk=question)
    return mail("catalogue/mail/question", {"question": asked}, *asked.sent_to, reply_to=[asked.asked_by.email])
