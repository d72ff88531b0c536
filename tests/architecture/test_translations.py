"""Every sentence of the campus has its French, certain and whole, and no French is left of what nobody says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import translations
from tests.architecture.house import ROOT
from tests.architecture.translations import add_missing, applications, divided, faults, po_of, said

WHOLE = 'msgid "Save"\nmsgstr "Enregistrer"\n\nmsgid "%(n)d mark"\nmsgid_plural "%(n)d marks"\n'
WHOLE += 'msgstr[0] "%(n)d note"\nmsgstr[1] "%(n)d notes"\n\nmsgctxt "verb"\nmsgid "Mark"\nmsgstr "Noter"\n'


@pytest.mark.parametrize("application", applications(), ids=lambda path: path.name)
def test_every_sentence_has_its_french(application: Path) -> None:
    assert faults(application) == [], "bin/messages adds what is missing to the .po: translate it there"


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    """A stage that says three things, in its code and in a template."""
    (tmp_path / "views.py").write_text(
        'from django.utils.translation import gettext_lazy as _, ngettext\n_("Save")\n'
        'ngettext("%(n)d mark", "%(n)d marks", 2)\n',
        encoding="utf-8",
    )
    (tmp_path / "page.html").write_text(
        '{% load i18n %}\n<p>\n  {% translate "Mark" context "verb" %}\n</p>\n', encoding="utf-8"
    )
    return tmp_path


def written(stage: Path, french: str) -> Path:
    po_of(stage).parent.mkdir(parents=True, exist_ok=True)
    po_of(stage).write_text(french, encoding="utf-8")
    return stage


def test_what_is_said_is_found_in_code_and_templates(stage: Path) -> None:
    assert set(said(stage)) == {(None, "Save"), (None, ("%(n)d mark", "%(n)d marks")), ("verb", "Mark")}


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (("", ""), ""),
        (('msgid "Save"\nmsgstr "Enregistrer"\n', ""), "no French for 'Save'"),
        (('"Enregistrer"', '""'), "is empty"),
        (('msgstr[1] "%(n)d notes"', 'msgstr[1] ""'), "is empty"),
        (('msgid "Save"', '#, fuzzy\nmsgid "Save"'), "is uncertain"),
        (('msgid "Save"', 'msgid "Gone"\nmsgstr "Parti"\n\nmsgid "Save"'), "nobody says 'Gone'"),
        (('msgid "Save"', '#~ msgid "Gone"\n#~ msgstr "Parti"\n\nmsgid "Save"'), "nobody says 'Gone'"),
    ],
)
def test_a_fault_in_the_french_is_seen(stage: Path, spoil: tuple[str, str], fault: str) -> None:
    found = faults(written(stage, WHOLE.replace(*spoil) if spoil[0] else WHOLE))

    assert len(found) == bool(fault)
    assert fault in "".join(found)


def test_what_is_missing_is_added_and_the_french_there_was_is_kept(stage: Path) -> None:
    written(stage, 'msgid "Save"\nmsgstr "Enregistrer"\n\nmsgid "Gone"\nmsgstr "Parti"\n')

    assert add_missing(stage) == 2
    after = po_of(stage).read_text(encoding="utf-8")
    assert 'msgid "Save"\nmsgstr "Enregistrer"' in after
    assert "Gone" not in after
    assert add_missing(stage) == 2
    assert po_of(stage).read_text(encoding="utf-8") == after


def test_a_sentence_that_moved_takes_its_french_along_whichever_application_is_written_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former, later = tmp_path / "api", tmp_path / "enrolment"
    for application, sentence in ((former, "Keep"), (later, "Save")):
        application.mkdir()
        (application / "views.py").write_text(f"_({sentence!r})", encoding="utf-8")
    written(former, 'msgid "Keep"\nmsgstr "Garder"\n\nmsgid "Save"\nmsgstr "Enregistrer"\n')
    monkeypatch.setattr(translations, "applications", lambda: [former, later])
    monkeypatch.setattr(translations, "compile_all", lambda: 0)

    assert translations.main([]) == 0

    assert 'msgid "Save"\nmsgstr "Enregistrer"' in po_of(later).read_text(encoding="utf-8")
    assert "Save" not in po_of(former).read_text(encoding="utf-8")


def test_one_sentence_has_one_french_whoever_says_it() -> None:
    assert divided(applications()) == [], "one catalogue is kept for all: choose one French, or give a context"


def test_two_french_of_one_sentence_are_both_told(stage: Path) -> None:
    first, second = stage / "marks", stage / "juries"
    written(first, WHOLE)
    written(second, WHOLE.replace("Enregistrer", "Garder").replace("Noter", "Relever").replace("%(n)d notes", "notes"))

    assert divided([first, first]) == []
    assert divided([first, second]) == [
        "'Save': “Enregistrer” (marks), “Garder” (juries)",
        "('%(n)d mark', '%(n)d marks'): “%(n)d note / %(n)d notes” (marks), “%(n)d note / notes” (juries)",
        "'Mark': “Noter” (marks), “Relever” (juries)",
    ]


def test_what_is_compiled_is_not_committed() -> None:
    assert "*.mo" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
