"""What the campus says and its French: read from the code and the templates of each application, kept in its .po.

`bin/messages` runs this file. No gettext program is needed: Babel reads, writes and compiles.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
CAMPUS = ROOT / "src" / "parchemin" / "campus"

KEYWORDS = DEFAULT_KEYWORDS | {f"{name}_lazy": spec for name, spec in DEFAULT_KEYWORDS.items() if name != "_"}
# The gallery is a page for whoever draws: its words are invented, in French, and nobody else sees them.
UNSAID = ("gallery.py", "gallery.html", "gallery_plain.html", "gallery_article.html")

type Key = tuple[str | None, str | tuple[str, ...]]  # a context, and a sentence or its singular and plural


def applications(campus: Path = CAMPUS) -> list[Path]:
    """The folders of the campus that are Django applications."""
    return sorted(path.parent for path in campus.glob("*/apps.py"))


def po_of(application: Path) -> Path:
    return application / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def _python_of(source: Path) -> str:
    """The file as Python that calls gettext: a template is turned into it by Django, its words blotted out."""
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".py":
        return text
    from django.utils.translation.template import templatize

    return "\n".join(line.strip() for line in templatize(text, origin=str(source)).splitlines())


def said(application: Path) -> dict[Key, list[tuple[str, int]]]:
    """Every sentence an application may show, and where it says it."""
    found: dict[Key, list[tuple[str, int]]] = {}
    for source in _sources(application):
        stream = BytesIO(_python_of(source).encode())
        for line, sentence, _, context in extract("python", stream, keywords=KEYWORDS, options={"encoding": "utf-8"}):
            where = (source.relative_to(application).as_posix(), line)
            found.setdefault((context, sentence), []).append(where)
    return found


def _sources(application: Path) -> Iterator[Path]:
    for suffix in ("py", "html", "txt"):
        for path in sorted(application.rglob(f"*.{suffix}")):
            if "migrations" not in path.parts and path.name not in UNSAID:
                yield path


def french(po: Path) -> Catalog:
    """The catalogue of an application, an empty one while it has none."""
    if not po.is_file():
        return Catalog(locale="fr")
    with po.open("rb") as stream:
        return read_po(stream, locale="fr")


def _key(message: Message) -> Key:
    return message.context, tuple(message.id) if isinstance(message.id, list | tuple) else message.id


def faults(application: Path) -> list[str]:
    """What is said and has no French, or has one that is empty, uncertain, or no longer said."""
    catalogue, needed = french(po_of(application)), said(application)
    held = {_key(message): message for message in catalogue if message.id}
    name = application.name
    lacking = [
        f"{name}: no French for {key[1]!r} ({places[0][0]})" for key, places in needed.items() if key not in held
    ]
    left = [f"{name}: nobody says {key[1]!r} any more" for key in held if key not in needed]
    left += [f"{name}: nobody says {message.id!r} any more" for message in catalogue.obsolete.values()]
    empty = [f"{name}: the French of {key[1]!r} is empty" for key, found in held.items() if not _filled(found)]
    fuzzy = [f"{name}: the French of {key[1]!r} is uncertain" for key, found in held.items() if found.fuzzy]
    names = [f"{name}: {key[1]!r}: {fault}" for key, found in held.items() for fault in found.check(catalogue)]
    return lacking + left + empty + fuzzy + names


def divided(these: Iterable[Path]) -> list[str]:
    """What two applications say in two ways: Django keeps one French for one English sentence, whoever says it."""
    found: dict[Key, dict[str, str]] = {}
    for application in these:
        for message in french(po_of(application)):
            if message.id:
                forms = message.string if isinstance(message.string, tuple) else (message.string,)
                written = " / ".join(str(form) for form in forms)
                found.setdefault(_key(message), {}).setdefault(written, application.name)
    return [
        f"{key[1]!r}: " + ", ".join(f"“{written}” ({name})" for written, name in ways.items())
        for key, ways in found.items()
        if len(ways) > 1
    ]


def _filled(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms)


def add_missing(application: Path, elsewhere: Iterable[Catalog] = ()) -> int:
    """Writes the .po again: the French there was, here or where the sentence came from, and an empty one for what is
    newly said. Counts the empty ones."""
    before, needed = [french(po_of(application)), *elsewhere], said(application)
    if not needed:
        return 0
    after = Catalog(locale="fr", project="Parchemin", fuzzy=False)
    after.header_comment = f"# The French of parchemin.campus.{application.name}."
    for (context, sentence), places in needed.items():
        known = next((message for one in before if (message := one.get(sentence, context))), None)
        after.add(sentence, known.string if known else "", sorted(set(places)), context=context)
    po_of(application).parent.mkdir(parents=True, exist_ok=True)
    po_of(application).write_text(_written(after), encoding="utf-8")
    return sum(1 for message in after if message.id and not _filled(message))


def _written(catalogue: Catalog) -> str:
    """The catalogue as a .po without what changes by itself: dates, names of programs, numbers of lines."""
    stream = BytesIO()
    write_po(stream, catalogue, width=110, include_lineno=False)
    unsteady = ("POT-Creation", "PO-Revision", "Last-Translator", "Language-Team", "Generated-By", "Report-Msgid")
    steady = [
        line for line in stream.getvalue().decode().splitlines() if not line.removeprefix('"').startswith(unsteady)
    ]
    return "\n".join(steady).rstrip() + "\n"


def compile_all() -> int:
    """Writes each .mo beside its .po, where it differs. Counts the catalogues."""
    catalogues = [one for one in applications() if po_of(one).is_file()]
    for application in catalogues:
        compiled(application)
    return len(catalogues)


def compiled(application: Path) -> None:
    """Writes the .mo of an application beside its .po, where it differs."""
    stream = BytesIO()
    write_mo(stream, french(po_of(application)))
    mo = po_of(application).with_suffix(".mo")
    if not mo.is_file() or mo.read_bytes() != stream.getvalue():
        mo.write_bytes(stream.getvalue())


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        found = [fault for application in applications() for fault in faults(application)]
        print("\n".join(found) or "Every sentence has its French.")
        return 1 if found else 0
    if not arguments:
        elsewhere = [french(po_of(one)) for one in applications()]  # as they were before any is written again
        for application in applications():
            if empty := add_missing(application, elsewhere):
                print(f"{po_of(application).relative_to(ROOT)}: {empty} to translate")
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
