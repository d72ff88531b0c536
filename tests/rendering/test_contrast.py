"""The colours of the page can be read, by day, by night and on paper (WCAG 2.2 AA, computed from the style sheet)."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = (files("parchemin.rendering") / "templates" / "style.css").read_text(encoding="utf-8")
GROUNDS = {
    "ink": "paper card rules-bg mute-bg no-bg",
    "soft": "paper card rules-bg no-bg",
    "blue": "paper card rules-bg mute-bg no-bg wait-bg",
    "seal": "paper card rules-bg",
    "wait": "wait-bg card paper",
    "no": "no-bg paper",
    "ok": "ok-bg",
    "mute": "mute-bg",
    "rule": "rule-bg",
}
TEXT = [(text, ground) for text, grounds in GROUNDS.items() for ground in grounds.split()]


def themes() -> dict[str, dict[str, str]]:
    """The tokens by day, by night and on paper, each completed by those of the day."""
    blocks = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)) for block in re.findall(r":root \{([^}]*)\}", CSS)
    ]
    day, night, paper = (block for block in blocks if "paper" in block)
    return {"day": day, "night": day | night, "paper": day | paper}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["day", "night", "paper"])
def test_every_text_stands_out_from_what_is_behind_it(theme: str) -> None:
    tokens = themes()[theme]

    faint = {f"{a} on {b}": contrast(tokens[a], tokens[b]) for a, b in TEXT if contrast(tokens[a], tokens[b]) < 4.5}

    assert not faint


@pytest.mark.parametrize("theme", ["day", "night"])
def test_the_focus_ring_stands_out_from_every_ground(theme: str) -> None:
    tokens = themes()[theme]

    assert min(contrast(tokens["blue"], tokens[ground]) for ground in ("paper", "card", "rules-bg", "mute-bg")) >= 3


def test_the_measure_itself_is_right() -> None:
    assert round(contrast("#000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#fff"), 2) == 4.48
