"""The process that typesets. It reads orders on its standard input and answers on its standard output.

Typst starts threads, and a process that has threads must not be forked afterwards: it would hang. So typst is loaded
here and nowhere else, in a process that never forks. It imports nothing of Django and starts in a moment.
Orders are JSON, answers are the pages: see `frames`.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from importlib.resources import files
from typing import Any

import typst

from parchemin.campus.documents.frames import DONE, FAILED, read_frame, write_frame

TYPEFACES = ("fontpkg_source_serif_4", "fontpkg_source_sans_3")


def compiler() -> typst.Compiler:
    """One for the life of the process: fonts are read once, and only ours, so that a page is the same anywhere."""
    folders = [str(files(name) / "files") for name in TYPEFACES]
    return typst.Compiler(font_paths=folders, ignore_system_fonts=True)


def typeset(press: typst.Compiler, order: dict[str, Any]) -> bytes:
    sources: Any = {name: text.encode() for name, text in order["sources"].items()}
    pages = press.compile(
        input=sources,
        sys_inputs=order["inputs"],
        pdf_standards=["a-2a", "ua-1"],
        timestamp=datetime.fromisoformat(order["at"]),
    )
    assert isinstance(pages, bytes)
    return pages


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else would print must not fall among the answers
    press = compiler()
    while (order := read_frame(sys.stdin.buffer)) is not None:
        try:
            page = typeset(press, json.loads(order))
        except Exception as problem:
            hints = getattr(problem, "hints", None) or ()
            write_frame(answers, FAILED, "\n".join((str(problem), *hints)).encode())
        else:
            write_frame(answers, DONE, page)


if __name__ == "__main__":
    main()
