"""From files to a publication: what is sent, what is found, what two people do at once."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.tasks import TaskResultStatus
from django.urls import reverse
from django.utils.html import escape
from django_tasks_db.models import DBTaskResult

from parchemin.campus.catalogue.actions import open_programme
from parchemin.campus.catalogue.models import Programme, Publication
from parchemin.campus.catalogue.refusals import TextPublishedAlready
from parchemin.campus.common.files import NotAccepted, TooLarge
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.law.publications import files_of
from parchemin.campus.law.refusals import AnotherProgramme, TextRefused
from parchemin.campus.people.access import Forbidden
from parchemin.campus.texts import actions, tasks
from parchemin.campus.texts.forms import arrived
from parchemin.campus.texts.models import Draft
from parchemin.campus.texts.queries import preview_of
from parchemin.campus.texts.refusals import DraftChanged, LastFile, NoTextInside, NotInUtf8, PublishedMeanwhile
from tests.campus.conftest import NOON, Cast
from tests.campus.school import REGULATIONS, programme_of
from tests.campus.students import signed_in

pytestmark = pytest.mark.django_db
FILES = files_of(REGULATIONS / "lille-ipm")
NAME = "2-evaluation.md"
REWORDED = {NAME: FILES[NAME].replace("(usage national)", "(selon l'usage national)")}


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return programme_of(cast.school, "lille-ipm", by=cast.ada)


def sent(name: str, content: bytes | str) -> UploadedFile[bytes]:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def zipped(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


# --- what is sent


def test_an_archive_of_the_folder_is_the_text_and_says_what_it_leaves_out() -> None:
    folder = {f"lille-ipm/{name}": text.encode() for name, text in FILES.items()}

    came = arrived(
        [sent("texte.zip", zipped(folder | {"lille-ipm/empreintes.csv": b"a", "lille-ipm/.git/x.md": b"#"}))]
    )

    assert came.files == FILES
    assert came.left_out == ("empreintes.csv",)


def test_an_amendment_sent_alone_goes_to_its_folder() -> None:
    text = (REGULATIONS / "icn-pge" / "amendements" / "2020-crise-sanitaire-ecole.md").read_text(encoding="utf-8")

    assert list(arrived([sent("crise.md", text)]).files) == ["amendements/crise.md"]


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("texte.zip", zipped({"../dehors.md": b"# x"}), NotAccepted),
        ("texte.zip", zipped({"/etc/passwd.md": b"# x"}), NotAccepted),
        ("texte.zip", zipped({"bombe.md": b"0" * 40_000_000}), (NotAccepted, TooLarge)),
        ("texte.zip", zipped({"grand.md": b"ab c" * 700_000}), (NotAccepted, TooLarge)),
        ("texte.zip", b"PK\x03\x04 not really", NotAccepted),
        ("texte.zip", zipped({"images/photo.png": b"x"}), NoTextInside),
        ("texte.md", "# long\n" * 1_500_000, TooLarge),
        ("texte.md", b"\x7fELF\x00\x01\x02\x00", NotAccepted),
        ("texte.md", zipped({"a.md": b"# x"}), NotAccepted),
        ("texte.md", "# é".encode("cp1252"), NotInUtf8),
        ("texte.pdf", b"%PDF-1.7", Refusal),
    ],
)
def test_what_is_no_text_is_refused(name: str, content: bytes | str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        arrived([sent(name, content)])


def test_a_name_with_a_path_is_brought_back_to_its_last_part() -> None:
    assert list(arrived([sent("..\\..\\texte.md", "# x")]).files) == ["texte.md"]


# --- a draft


def test_a_draft_is_corrected_and_published_and_then_gone(cast: Cast, programme: Programme) -> None:
    last = programme.publications.get()
    draft = actions.start_draft(programme, last.files, base=last, by=cast.ada, at=NOON)
    assert [type(one) for one in preview_of(draft, last, "fr").obstacles] == [TextPublishedAlready]
    wrong = FILES[NAME].replace("étudiant.note_s3 >= seuil", "étudiant.notte_s3 >= seuil")
    draft = actions.write_files(draft, {NAME: wrong}, seen=1, by=cast.ada, at=NOON)
    seen = preview_of(draft, last, "fr")
    assert [(r.file, "note_s3" in r.remedy) for r in seen.remarks if r.severity == "error"] == [(NAME, True)]
    with pytest.raises(TextRefused):
        actions.publish_draft(draft, seen=2, last=1, by=cast.ada, at=NOON)

    draft = actions.write_files(draft, REWORDED, seen=2, by=cast.ada, at=NOON)
    seen = preview_of(draft, last, "fr")
    made = actions.publish_draft(draft, seen=3, last=1, by=cast.ada, at=NOON)

    assert seen.obstacles == ()
    assert [(c.words, c.rules, bool(c.pairs)) for c in seen.changes] == [(False, True, True)]
    assert (made.number, made.files[NAME]) == (2, REWORDED[NAME])
    assert not Draft.objects.exists()


def test_what_the_text_published_is_said_to_lack_is_told_apart_from_what_the_draft_adds(
    cast: Cast, programme: Programme
) -> None:
    last = programme.publications.get()
    draft = actions.start_draft(programme, last.files, base=last, by=cast.ada, at=NOON)
    assert preview_of(draft, last, "fr").fresh == ()
    uncovered = FILES[NAME].replace("étudiant.note_s3 >= seuil", "étudiant.note_s3 >= seuil - 1")
    assert uncovered != FILES[NAME]

    seen = preview_of(actions.write_files(draft, {NAME: uncovered}, seen=1, by=cast.ada, at=NOON), last, "fr")

    assert seen.fresh
    assert not any(one.known for one in seen.fresh)
    assert len(seen.known) >= seen.warnings - len(seen.fresh)


def test_a_failing_case_is_shown_with_what_was_found(cast: Cast, programme: Programme) -> None:
    stricter = FILES[NAME].replace("étudiant.note_s3 >= seuil", "étudiant.note_s3 > seuil")
    draft = actions.start_draft(programme, FILES | {NAME: stricter}, by=cast.ada, at=NOON)

    seen = preview_of(draft, programme.publications.get(), "fr")

    assert [type(one) for one in seen.obstacles] == [TextRefused]
    assert any(check == ("étudiant.s3_validé", "oui", "non") for case in seen.failed for check in case.checks)


def test_two_windows_do_not_undo_one_another(cast: Cast, programme: Programme) -> None:
    draft = actions.start_draft(programme, FILES, by=cast.ada, at=NOON)
    actions.write_files(draft, REWORDED, seen=1, by=cast.ada, at=NOON)

    with pytest.raises(DraftChanged):
        actions.write_files(draft, {NAME: "# autre"}, seen=1, by=cast.ada, at=NOON)

    assert Draft.objects.get().files[NAME] == REWORDED[NAME]


def test_what_was_published_meanwhile_must_be_seen_first(cast: Cast, programme: Programme) -> None:
    mine = actions.start_draft(programme, FILES | REWORDED, by=cast.ada, at=NOON)
    other = {NAME: FILES[NAME].replace("(usage national)", "(usage)")}
    theirs = actions.start_draft(programme, FILES | other, by=cast.ada, at=NOON)
    actions.publish_draft(theirs, seen=1, last=1, by=cast.ada, at=NOON)

    with pytest.raises(PublishedMeanwhile):
        actions.publish_draft(mine, seen=1, last=1, by=cast.ada, at=NOON)

    assert actions.publish_draft(mine, seen=1, last=2, by=cast.ada, at=NOON).number == 3


OTHER = files_of(REGULATIONS / "ipag-msc")
OTHER_WRONG = {name: text.replace(">= entretiens_par_an", ">= entretiens_par_ann") for name, text in OTHER.items()}


@pytest.mark.parametrize(
    ("files", "obstacles"),
    [
        (FILES, [TextPublishedAlready]),
        (FILES | {"../dehors.md": "x"}, [TextRefused]),
        (FILES | {NAME: FILES[NAME].replace("note_s3 >= seuil", "notte_s3 >= seuil")}, [TextRefused]),
        (OTHER, [AnotherProgramme]),
        (OTHER_WRONG, [TextRefused, AnotherProgramme]),
    ],
    ids=["published already", "unread", "wrong", "another's", "another's and wrong"],
)
def test_what_the_page_says_stands_in_the_way_is_what_publishing_is_refused_for(
    cast: Cast, programme: Programme, files: dict[str, str], obstacles: list[type[Refusal]]
) -> None:
    draft = actions.start_draft(programme, files, by=cast.ada, at=NOON)
    with pytest.raises(obstacles[0]) as refused:
        actions.publish_draft(draft, seen=1, last=1, by=cast.ada, at=NOON)

    found = preview_of(draft, programme.publications.get(), "fr").obstacles
    page = signed_in(cast.ada).get(reverse("texts:report", args=["lille-ipm", draft.pk])).content.decode()

    assert [type(one) for one in found] == obstacles
    assert (found[0].what, found[0].remedy) == (refused.value.what, refused.value.remedy)
    assert all(str(escape(one.what)) in page for one in found)
    assert reverse("texts:publish", args=["lille-ipm", draft.pk]) not in page


def test_the_same_text_is_told_and_not_published_twice(cast: Cast, programme: Programme) -> None:
    draft = actions.start_draft(programme, FILES, by=cast.ada, at=NOON)

    with pytest.raises(TextPublishedAlready):
        actions.publish_draft(draft, seen=1, last=1, by=cast.ada, at=NOON)

    assert Draft.objects.exists(), "nothing is lost"


def test_a_draft_is_its_authors_alone(cast: Cast, programme: Programme) -> None:
    draft = actions.start_draft(programme, FILES, by=cast.ada, at=NOON)

    for act in (
        lambda by: actions.write_files(draft, REWORDED, seen=1, by=by, at=NOON),
        lambda by: actions.publish_draft(draft, seen=1, last=1, by=by, at=NOON),
        lambda by: actions.throw_away(draft, by=by),
    ):
        for other in (cast.odile, cast.émile, cast.ysolde):
            with pytest.raises(Forbidden):
                act(other)


def test_the_last_file_stays(cast: Cast, programme: Programme) -> None:
    draft = actions.start_draft(programme, {"a.md": "x"}, by=cast.ada, at=NOON)

    with pytest.raises(LastFile):
        actions.remove_file(draft, "a.md", seen=1, by=cast.ada, at=NOON)


def test_proofs_are_kept_with_the_text_they_are_about(cast: Cast, programme: Programme) -> None:
    draft = actions.start_draft(programme, FILES, by=cast.ada, at=NOON)
    assert draft.proving == Draft.Proving.ASKED

    tasks.prove.call(str(draft.pk), 1)

    draft.refresh_from_db()
    assert draft.proving == Draft.Proving.DONE
    assert draft.proved == draft.to_prove == len(draft.proofs) > 20
    assert {p["status"] for p in draft.proofs} <= {"proved", "counterexample", "refuted", "unknown"}
    actions.write_files(draft, REWORDED, seen=1, by=cast.ada, at=NOON)
    tasks.prove.call(str(draft.pk), 1)
    draft.refresh_from_db()
    assert draft.proofs == [], "those of a former text are not shown for this one"


def test_one_of_two_who_publish_the_same_text_at_once_is_told(cast: Cast) -> None:
    """Both pass the check of the number; the lock on the programme lets them in one after the other."""
    programme = open_programme(cast.school, "lille-ipm", "IPM", by=cast.ada, at=NOON)
    drafts = [actions.start_draft(programme, FILES, by=cast.ada, at=NOON) for _ in range(2)]

    actions.publish_draft(drafts[0], seen=1, last=0, by=cast.ada, at=NOON)
    with pytest.raises(PublishedMeanwhile):
        actions.publish_draft(drafts[1], seen=1, last=0, by=cast.ada, at=NOON)

    assert Publication.objects.count() == 1


# --- the task of its proofs


def proofs_asked() -> list[object]:
    return [task.args_kwargs["args"] for task in DBTaskResult.objects.filter(task_path=tasks.prove.module_path)]


def test_a_draft_has_its_task_in_the_same_transaction_or_neither_is_there(cast: Cast, programme: Programme) -> None:
    with transaction.atomic():
        actions.start_draft(programme, FILES, by=cast.ada, at=NOON)
        assert len(proofs_asked()) == 1, "before anything is committed"
        transaction.set_rollback(True)
    assert not Draft.objects.exists()
    assert proofs_asked() == []

    draft = actions.start_draft(programme, FILES, by=cast.ada, at=NOON)
    actions.write_files(draft, REWORDED, seen=1, by=cast.ada, at=NOON)

    assert proofs_asked() == [[str(draft.pk), 1], [str(draft.pk), 2]]


def test_a_draft_that_waits_for_a_task_that_is_not_there_is_asked_about_again(cast: Cast, programme: Programme) -> None:
    whole, failed, lost, cut = (actions.start_draft(programme, FILES, by=cast.ada, at=NOON) for _ in range(4))
    asked = DBTaskResult.objects.filter(task_path=tasks.prove.module_path)
    asked.filter(args_kwargs__args=[str(failed.pk), 1]).update(status=TaskResultStatus.FAILED)
    asked.filter(args_kwargs__args__in=[[str(lost.pk), 1], [str(cut.pk), 1]]).delete()
    Draft.objects.filter(pk=cut.pk).update(proving=Draft.Proving.RUNNING)

    assert (tasks.ask_lost_proofs(), tasks.ask_lost_proofs()) == (2, 0)

    assert sorted(map(str, proofs_asked())) == sorted(str([str(d.pk), 1]) for d in (whole, failed, lost, cut))
