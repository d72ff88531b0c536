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


@pytest.mark.parametrize("language", ["fr", "en"])
def test_its_subject_is_one_line_and_both_are_in_the_language_spoken(language: str) -> None:
    with translation.override(language):
        assert mail("due", {"what": "the\nthesis"}, "lea@example.org") == 1

    (sent,) = outbox.outbox
    assert (sent.subject, sent.to) == ("Due: the thesis", ["lea@example.org"])
    assert sent.body == f"the\nthesis, {language}\n"


def test_without_a_subject_nothing_leaves() -> None:
    with pytest.raises(TemplateDoesNotExist):
        mail("untitled", {}, "lea@example.org")

    assert outbox.outbox == []
