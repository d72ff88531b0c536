"""A proof starts from what another verified, where it can be believed; what it finds is said in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from parchemin.campus.common import checkpoint
from parchemin.campus.common.proving import FORMER, altered_now, kinds
from parchemin.campus.people.models import Grant, Role
from parchemin.service.checks import findings
from parchemin.service.heads import keep_daily
from parchemin.service.integrity import Chain, prove
from parchemin.service.wordings import MOST, SPACES, TABLES, head_of, of_head, wrong_with
from tests.campus.behind import behind
from tests.campus.conftest import NOON, Cast, cast_of_two_schools

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA, settings.SEALS, settings.SEALS_ARE_MADE_HERE = tmp_path, tmp_path / "seals", True
    return tmp_path


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of_two_schools()


def raise_a_role() -> None:
    assert behind("update people_grant set role = 'director' where role = 'office'")


def told(name: str = "icn") -> list[tuple[str, str]]:
    return [words for chain in prove().chains if chain.name == name for words in wrong_with(chain)]


def test_every_table_that_is_vouched_for_has_its_words() -> None:
    journal = {"common_commitment", "common_entry", "common_keptfile", FORMER}
    assert {model._meta.db_table for model in kinds()} | journal == set(TABLES)


def test_a_school_is_whole_and_its_rows_are_counted(cast: Cast) -> None:
    proof = prove()

    assert proof.whole
    assert {chain.name: chain.rows for chain in proof.chains} == {"": 0, "icn": 4, "lille": 2}


def test_an_altered_line_is_told_with_what_it_was_about_when_and_by_whom(cast: Cast) -> None:
    line = Grant.objects.get(role=Role.OFFICE)
    raise_a_role()

    french, english = told()[0]

    assert english == (
        f"line 4 (people.grant_role, {line.person_id}, on 1 September 2026, by Ada Martin): the roles (people_grant): "
        "no longer what was written with it"
    )
    assert french == (
        f"ligne 4 (people.grant_role, {line.person_id}, le 1er septembre 2026, par Ada Martin) : les rôles "
        "(people_grant) : ce n’est plus ce qui a été écrit avec elle"
    )


def test_a_checkpoint_is_believed_only_under_the_key_and_version_that_wrote_it(
    cast: Cast, settings: Settings, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prove()
    kept = data / checkpoint.NAME
    honest = json.loads(kept.read_text())
    altered_block = "0" * 64

    assert all(checkpoint.read().holds(block) for block in honest["blocks"])
    forged: object
    for forged in (
        honest | {"blocks": [*honest["blocks"], altered_block]},
        honest | {"mac": "0" * 64},
        {"blocks": honest["blocks"]},
        {"blocks": 3, "mac": honest["mac"]},
        [],
    ):
        kept.write_text(json.dumps(forged))
        assert not checkpoint.read().holds(honest["blocks"][0])
    kept.write_text(json.dumps(honest))
    with monkeypatch.context() as patched:
        patched.setattr(checkpoint, "version", lambda name: "0.0.0")
        assert not checkpoint.read().holds(honest["blocks"][0])
    settings.SECRET_KEY = "another"
    assert not checkpoint.read().holds(honest["blocks"][0])


def test_what_was_altered_when_it_was_verified_is_told_by_every_proof(cast: Cast) -> None:
    prove()
    raise_a_role()

    assert len(told()) == len(told()) == 1
    assert not prove(anew=True).whole


def test_a_disk_that_is_full_does_not_hinder_a_proof(cast: Cast, data: Path, settings: Settings) -> None:
    settings.DATA = data / "not there"

    assert prove().whole


def test_a_school_without_its_chain_and_a_chain_without_its_school_are_told(cast: Cast) -> None:
    assert behind("update people_school set slug = 'other' where slug = 'icn'")

    assert told("other")[0][1].startswith("this school has no journal")
    assert told("icn")[0][1].startswith("no school has this name")
    assert behind("update people_school set slug = 'icn' where slug = 'other'")
    assert prove().whole


def test_a_chain_that_was_taken_away_with_all_it_vouches_for_is_told_by_its_heads_too(cast: Cast) -> None:
    keep_daily(NOON)
    for gone in (
        "delete from people_grant where school_id = (select id from people_school where slug = 'icn')",
        "delete from common_commitment c using common_entry e where e.id = c.entry_id and e.chain = 'icn'",
        "delete from common_entry where chain = 'icn'",
    ):
        assert behind(gone)

    assert told("icn")[0][1].startswith("this school has no journal")
    [head] = prove().heads
    assert of_head(head) == (
        "icn : le journal n’a plus la ligne 5 signée le 1er septembre 2026 : la fin de la chaîne a été coupée",
        "icn: the journal no longer holds line 5 signed on 1 September 2026: the end of the chain was cut off",
    )


@pytest.mark.parametrize(
    ("changed", "table"),
    [
        ("alter table common_entry alter payload type json", "common_entry"),
        ("alter table common_entry rename verb to verbe", "common_entry"),
        ("alter table common_entry drop column actor", "common_entry"),
        ("alter table common_entry alter at type text", "common_entry"),
        ("alter table common_entry rename chain to c", "common_entry"),
        ("drop table common_entry cascade", "common_entry"),
        ("alter table common_commitment alter digest type text", "common_commitment"),
        ("alter table common_commitment rename relation to rel", "common_commitment"),
        ("drop table common_commitment cascade", "common_commitment"),
        ("alter table common_keptfile rename sha256 to sha", "common_keptfile"),
        ("alter table people_school rename slug to slog", "people_school"),
        ("drop table people_school cascade", "people_school"),
        ("alter table people_person rename given_name to g", "people_person"),
        ("alter table people_grant alter id type text", "people_grant"),
        ("alter table assessment_mark alter value type float8", "assessment_mark"),
        ("alter table assessment_mark alter at type timestamp", "assessment_mark"),
        ("alter table jury_question alter options type text using to_json(options)::text", "jury_question"),
        ("alter table assessment_paperaudience drop column slot cascade", "assessment_paperaudience"),
        ("drop table jury_vote cascade", "jury_vote"),
    ],
)
def test_a_table_whose_columns_were_changed_is_named_and_ends_no_proof(cast: Cast, changed: str, table: str) -> None:
    raise_a_role()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(changed)

    proof = prove()

    said = [english for chain in proof.chains for _, english in wrong_with(chain)]
    assert not proof.whole
    assert [one for one in said if table in one and "the table is no more as it was made" in one]
    if table not in ("common_entry", "common_commitment", "people_grant"):  # what is left to read is read
        assert [one for one in said if one.startswith("line 4") and "no longer what was written with it" in one]


def test_what_cannot_be_read_is_told_in_both_languages(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("drop table jury_vote cascade")

    assert (
        "les émargements de vote (jury_vote) : ce qui s’y trouve ne se lit plus, et rien n’en est prouvé",
        "who voted (jury_vote): it can no longer be read, nor proved",
    ) in told()


def test_signs_that_would_move_or_hide_what_is_told_are_shown(cast: Cast) -> None:
    """A terminal obeys an escape, and a line could be made to look like another."""
    keep_daily(NOON)
    mean = "\x1b[2K\r✓ icn\n\u202eend"
    for column in ("subject", "verb"):
        assert behind(f"update common_entry set {column} = E'{mean}' where chain = 'icn' and number = 4")
    assert behind(f"update people_person set given_name = E'{mean}'")
    assert behind(f"update common_entry set chain = E'{mean}' where chain = 'lille'")

    proof = prove()

    said = [words for chain in proof.chains for words in (head_of(chain), *wrong_with(chain))]
    said += [of_head(one) for one in proof.heads]
    said += [(one.french, one.english) for one in findings()]
    assert len(said) > 5
    for sentence in (sentence for words in said for sentence in words):
        assert all(one.isprintable() or one in SPACES for one in sentence), ascii(sentence)
    assert any(r"\x1b[2K\r✓ icn\n\u202eend" in english for _, english in said)


def test_what_a_former_version_had_let_change_has_its_own_sentence() -> None:
    chain = Chain("icn", 1_234, 3, "ab", altered=((1_200, FORMER),))

    [(french, english)] = wrong_with(chain)

    assert english == "line 1,200: what was written with it had been changed before this version vouched for it"
    assert french.startswith("ligne 1\u202f200 : ce qui avait été écrit avec elle était déjà changé")


def test_thousands_of_lines_are_not_all_told() -> None:
    chain = Chain("icn", 9, 3, "ab", broken=tuple((number, "was changed") for number in range(1, 1_101)))

    words = list(wrong_with(chain))

    assert len(words) == MOST + 1
    assert words[-1] == ("et 1\u202f050 autres", "and 1,050 more")


def test_what_is_sealed_is_compared_from_what_was_verified_and_keeps_what_it_verified(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    assert altered_now("icn") == []
    kept = json.loads((tmp_path / checkpoint.NAME).read_text())["blocks"]

    assert altered_now("icn") == []
    assert json.loads((tmp_path / checkpoint.NAME).read_text())["blocks"] == kept
    assert altered_now("lille") == []
    assert set(kept) < set(json.loads((tmp_path / checkpoint.NAME).read_text())["blocks"])

    raise_a_role()
    assert altered_now("icn") == ["people_grant"]
