"""docs/demonstration.md tells every story, and gives the password."""

from __future__ import annotations

from pathlib import Path

from parchemin.campus.demo.acts import STAFFS
from parchemin.campus.demo.names import address
from parchemin.campus.demo.school import PASSWORD
from parchemin.campus.demo.stories import STORIES


def test_the_page_of_the_demonstration_tells_every_story_and_who_signs_in(house: Path) -> None:
    page = (house / "docs" / "demonstration.md").read_text(encoding="utf-8")

    assert f"`{PASSWORD}`" in page
    for staff in STAFFS:
        given, family = staff.director.split(" ", 1)
        assert address(given, family, staff.domain) in page
    for story in STORIES.values():
        line = next(line for line in page.splitlines() if line.startswith(f"| {story.number} |"))
        assert all(word in line for word in (story.given, story.family, story.title, story.why, story.article))
        assert all(option.replace("_", " ") in line for option in story.options)
