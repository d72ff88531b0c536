"""What the catalogue does apart: mail a question to who answers it."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.tasks import task

from parchemin.campus.catalogue.models import GuideQuestion


@task()
def deliver(question: str) -> int:
    """Mail a question; an answer goes straight to who asked. How many addresses it went to."""
    asked = GuideQuestion.objects.select_related("contact__programme", "asked_by").get(pk=question)
    subject = f"[{asked.contact.programme.title}] {asked.contact.subject}"
    words = f"{asked.words}\n\n-- \n{asked.asked_by} <{asked.asked_by.email}>\n"
    EmailMessage(" ".join(subject.split()), words, None, asked.sent_to, reply_to=[asked.asked_by.email]).send()
    return len(asked.sent_to)
