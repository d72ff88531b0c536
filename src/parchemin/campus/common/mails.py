"""Every mail: two templates, in the campus's language unless another is asked for. Nothing else makes a mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation


def mail(
    template: str, told: Mapping[str, object], *to: str, reply_to: Sequence[str] = (), language: str | None = None
) -> int:
    """Mail addresses what `<template>_subject.txt` says, on one line, and `<template>.txt`.

    Sentences that `told` holds are to be lazy, so as to be in the language of the mail. `reply_to`: where an answer
    goes, when not to the campus. How many addresses it went to. OSError when the mail server does not take it.
    """
    with translation.override(language or settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(f"{template}_subject.txt", dict(told)).split())
        words = render_to_string(f"{template}.txt", dict(told))
    EmailMessage(subject, words, None, to, reply_to=reply_to).send()
    return len(to)
