"""A regulation to start from, and a text looked at again each time it is saved."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from click.testing import CliRunner

from parchemin.cli import parchemin
from parchemin.commands.watch import changes
from parchemin.regulation.verification.review import review


def new(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(parchemin, ["new", *arguments])
    return answer.exit_code, answer.output


def test_what_is_written_passes_check_without_a_remark(tmp_path: Path) -> None:
    code, said = new(str(tmp_path / "licence-pro"), "--titre", "Licence professionnelle")
    assert (code, "parchemin check" in said) == (0, True)
    reviewed = review(tmp_path / "licence-pro.md")
    assert reviewed.findings == ()
    assert reviewed.understood.regulation is not None
    assert (reviewed.understood.regulation.name, reviewed.understood.regulation.title) == (
        "licence_pro",
        "Licence professionnelle",
    )
    assert len(reviewed.results) == 8
    assert all(result.holds for result in reviewed.results)


def test_a_file_that_is_there_is_replaced_only_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "essai.md"
    file.write_text("le mien", encoding="utf-8")
    code, said = new(str(file))
    assert (code, "--force" in said, file.read_text(encoding="utf-8")) == (2, True, "le mien")
    assert new(str(file), "--force")[0] == 0
    assert file.read_text(encoding="utf-8") != "le mien"


def test_a_text_is_looked_at_first_and_then_at_each_change_only() -> None:
    told = iter([{"a": "1"}, {"a": "1"}, {"a": "2"}, {"a": "2"}, {"a": "1"}])
    slept: list[float] = []
    seen = changes(lambda: next(told), slept.append)
    assert list(islice(seen, 3)) == [{"a": "1"}, {"a": "2"}, {"a": "1"}]
    assert len(slept) == 4
