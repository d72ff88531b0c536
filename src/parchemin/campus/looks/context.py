"""What every template may count on: the theme chosen, and whether a whole page is asked for or a part of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

THEMES = ("light", "dark")
THEME_COOKIE = "theme"


def looks(request: HttpRequest) -> dict[str, Any]:
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    part = request.headers.get("HX-Request") == "true"
    return {
        # "" follows the reader's system
        "theme": chosen if chosen in THEMES else "",
        "error_frame": "looks/fragment.html" if part else "looks/plain.html",
    }
