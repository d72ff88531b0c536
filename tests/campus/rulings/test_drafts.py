"""From files to a publication: what is sent, what is found, what two people do at once."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from parchemin.campus.catalogue.actions import open_programme
from parchemin.campus.catalogue.models import Programme, Publication
from parchemin.campus.catalogue.refusals import AlreadyPublished
from parchemin.campus.common.files import NotAccepted, TooLarge
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.permissions import Forbidden
from parchemin.campus.rulings import drafting, tasks
from parchemin.campus.rulings.arrivals import arrived
from parchemin.campus.rulings.models import Draft
from parchemin.campus.rulings.previewing import preview
from parchemin.campus.rulings.refusals import (
    DraftChanged,
    LastFile,
    NoTextInside,
    NotInUtf8,
    PublishedMeanwhile,
    TextRefused,
)
from parchemin.campus.rulings.texts import files_of
from tests.campus.conftest import NOON, Cast
from tests.campus.school import REGULATIONS, programme_of

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
    draft = drafting.start_draft(programme, last.files, base=last, by=cast.ada, at=NOON)
    assert preview(draft, last, "fr").same == 1
    wrong = FILES[NAME].replace("étudiant.note_s3 >= seuil", "étudiant.notte_s3 >= seuil")
    draft = drafting.write_files(draft, {NAME: wrong}, seen=1, by=cast.ada, at=NOON)
    seen = preview(draft, last, "fr")
    assert [(r.file, "note_s3" in r.remedy) for r in seen.remarks if r.severity == "error"] == [(NAME, True)]
    with pytest.raises(TextRefused):
        drafting.publish_draft(draft, seen=2, last=1, by=cast.ada, at=NOON)

    draft = drafting.write_files(draft, REWORDED, seen=2, by=cast.ada, at=NOON)
    seen = preview(draft, last, "fr")
    made = drafting.publish_draft(draft, seen=3, last=1, by=cast.ada, at=NOON)

    assert seen.publishable
    assert [(c.words, c.rules, bool(c.pairs)) for c in seen.changes] == [(False, True, True)]
    assert (made.number, made.files[NAME]) == (2, REWORDED[NAME])
    assert not Draft.objects.exists()


def test_what_the_text_published_is_said_to_lack_is_told_apart_from_what_the_draft_adds(
    cast: Cast, programme: Programme
) -> None:
    last = programme.publications.get()
    draft = drafting.start_draft(programme, last.files, base=last, by=cast.ada, at=NOON)
    assert preview(draft, last, "fr").fresh == ()
    uncovered = FILES[NAME].replace("étudiant.note_s3 >= seuil", "étudiant.note_s3 >= seuil - 1")
    assert uncovered != FILES[NAME]

    seen = preview(drafting.write_files(draft, {NAME: uncovered}, seen=1, by=cast.ada, at=NOON), last, "fr")

    assert seen.fresh
    assert not any(one.known for one in seen.fresh)
    assert len(seen.known) >= seen.warnings - len(seen.fresh)


def test_a_failing_case_is_shown_with_what_was_found(cast: Cast, programme: Programme) -> None:
    stricter = FILES[NAME].replace("étudiant.note_s3 >= seuil", "étudiant.note_s3 > seuil")
    draft = drafting.start_draft(programme, FILES | {NAME: stricter}, by=cast.ada, at=NOON)

    seen = preview(draft, programme.publications.get(), "fr")

    assert not seen.publishable
    assert any(check == ("étudiant.s3_validé", "oui", "non") for case in seen.failed for check in case.checks)


def test_two_windows_do_not_undo_one_another(cast: Cast, programme: Programme) -> None:
    draft = drafting.start_draft(programme, FILES, by=cast.ada, at=NOON)
    drafting.write_files(draft, REWORDED, seen=1, by=cast.ada, at=NOON)

    with pytest.raises(DraftChanged):
        drafting.write_files(draft, {NAME: "# autre"}, seen=1, by=cast.ada, at=NOON)

    assert Draft.objects.get().files[NAME] == REWORDED[NAME]


def test_what_was_published_meanwhile_must_be_seen_first(cast: Cast, programme: Programme) -> None:
    mine = drafting.start_draft(programme, FILES | REWORDED, by=cast.ada, at=NOON)
    other = {NAME: FILES[NAME].replace("(usage national)", "(usage)")}
    theirs = drafting.start_draft(programme, FILES | other, by=cast.ada, at=NOON)
    drafting.publish_draft(theirs, seen=1, last=1, by=cast.ada, at=NOON)

    with pytest.raises(PublishedMeanwhile):
        drafting.publish_draft(mine, seen=1, last=1, by=cast.ada, at=NOON)

    assert drafting.publish_draft(mine, seen=1, last=2, by=cast.ada, at=NOON).number == 3


def test_the_same_text_is_told_and_not_published_twice(cast: Cast, programme: Programme) -> None:
    draft = drafting.start_draft(programme, FILES, by=cast.ada, at=NOON)

    with pytest.raises(AlreadyPublished):
        drafting.publish_draft(draft, seen=1, last=1, by=cast.ada, at=NOON)

    assert Draft.objects.exists(), "nothing is lost"


def test_a_draft_is_its_authors_alone(cast: Cast, programme: Programme) -> None:
    draft = drafting.start_draft(programme, FILES, by=cast.ada, at=NOON)

    for act in (
        lambda by: drafting.write_files(draft, REWORDED, seen=1, by=by, at=NOON),
        lambda by: drafting.publish_draft(draft, seen=1, last=1, by=by, at=NOON),
        lambda by: drafting.throw_away(draft, by=by),
    ):
        for other in (cast.odile, cast.émile, cast.ysolde):
            with pytest.raises(Forbidden):
                act(other)


def test_the_last_file_stays(cast: Cast, programme: Programme) -> None:
    draft = drafting.start_draft(programme, {"a.md": "x"}, by=cast.ada, at=NOON)

    with pytest.raises(LastFile):
        drafting.remove_file(draft, "a.md", seen=1, by=cast.ada, at=NOON)


def test_proofs_are_kept_with_the_text_they_are_about(cast: Cast, programme: Programme) -> None:
    draft = drafting.start_draft(programme, FILES, by=cast.ada, at=NOON)
    assert draft.proving == Draft.Proving.ASKED

    tasks.prove.call(str(draft.pk), 1)

    draft.refresh_from_db()
    assert draft.proving == Draft.Proving.DONE
    assert draft.proved == draft.to_prove == len(draft.proofs) > 20
    assert {p["status"] for p in draft.proofs} <= {"proved", "counterexample", "refuted", "unknown"}
    drafting.write_files(draft, REWORDED, seen=1, by=cast.ada, at=NOON)
    tasks.prove.call(str(draft.pk), 1)
    draft.refresh_from_db()
    assert draft.proofs == [], "those of a former text are not shown for this one"


def test_one_of_two_who_publish_the_same_text_at_once_is_told(cast: Cast) -> None:
    """Both pass the check of the number; the lock on the programme lets them in one after the other."""
    programme = open_programme(cast.school, "lille-ipm", "IPM", by=cast.ada, at=NOON)
    drafts = [drafting.start_draft(programme, FILES, by=cast.ada, at=NOON) for _ in range(2)]

    drafting.publish_draft(drafts[0], seen=1, last=0, by=cast.ada, at=NOON)
    with pytest.raises(PublishedMeanwhile):
        drafting.publish_draft(drafts[1], seen=1, last=0, by=cast.ada, at=NOON)

    assert Publication.objects.count() == 1
