"""The data folder: refused with its reason when it has no room; its private parts are private."""

from __future__ import annotations

from pathlib import Path

import pytest

from parchemin.service import folder
from parchemin.service.refusals import NotDone


def test_a_disk_without_room_is_refused_with_what_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "free_bytes", lambda path: 12 * 1024**2)

    with pytest.raises(NotDone) as refused:
        folder.make_ready(tmp_path / "data")

    assert refused.value.said("en") == (
        f"There are 12 MB left on the disk of {tmp_path / 'data'}, and 300 are needed. Make room, then start again."
    )
    assert "Il reste 12 Mo" in refused.value.said("fr")


def test_what_people_gave_is_for_the_campus_alone(tmp_path: Path) -> None:
    folder.make_ready(tmp_path)

    assert all((tmp_path / name).stat().st_mode & 0o077 == 0 for name in ("files", "seals", "logs"))


def test_a_folder_has_one_owner_and_is_free_again_after(tmp_path: Path) -> None:
    with folder.owned(tmp_path), pytest.raises(NotDone, match="already runs"), folder.owned(tmp_path):
        pass
    with folder.owned(tmp_path):
        pass
