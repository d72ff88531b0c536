"""A mail is what its two templates say, its subject on one line."""

import pytest
from django.core import mail as outbox
from django.template import TemplateDoesNotExist
from django.utils import translation
from pytest_django import Settings

from parchemin.campus.common.mails import mail

WRITTEN = {
    "due_subject.txt": "Due:\n  {{ what }}\n",
    "due.txt": "{% load i18n %}{% get_current_language as spoken %}{{ what }}, {{ spoken }}\n",
    "untitled.txt": "Nothing says what this is about.",
}


@pytest.fixture(autouse=True)
def written(settings: Settings) -> None:
    loaders = [("django.template.loaders.locmem.Loader", WRITTEN)]
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    ]


@pytest.mark.parametrize(("asked", "expected"), [(None, "fr"), ("en", "en")])
def test_it_is_in_the_language_of_the_campus_or_the_one_asked_for_whichever_is_spoken(
    asked: str | None, expected: str
) -> None:
    for spoken in ("fr", "en"):
        with translation.override(spoken):
            assert mail("due", {"what": "thesis"}, "lea@example.org", language=asked) == 1

    assert [sent.body for sent in outbox.outbox] == [f"thesis, {expected}\n"] * 2


def test_its_subject_is_one_line_and_its_answers_go_where_they_are_wanted() -> None:
    assert mail("due", {"what": "the\nthesis"}, "lea@example.org", "ana@example.org", reply_to=["tom@example.org"]) == 2

    (sent,) = outbox.outbox
    assert (sent.subject, sent.reply_to) == ("Due: the thesis", ["tom@example.org"])
    assert sent.to == ["lea@example.org", "ana@example.org"]


def test_without_a_subject_nothing_leaves() -> None:
    with pytest.raises(TemplateDoesNotExist):
        mail("untitled", {}, "lea@example.org")

    assert outbox.outbox == []
