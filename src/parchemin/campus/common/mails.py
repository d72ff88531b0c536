"""A mail to one person, written by two templates."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.mail import send_mail
from django.template.loader import render_to_string


def mail(template: str, told: Mapping[str, object], to: str) -> int:
    """Mail an address what `<template>_subject.txt` says, on one line, and `<template>.txt`, in the active language.

    How many mails left, 1. OSError when the mail server does not take it.
    """
    context = dict(told)
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    return send_mail(subject, render_to_string(f"{template}.txt", context), None, [to])
