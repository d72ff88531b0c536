"""What the tests of the house look at: the files of the repository, and its Python as trees."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def published_files() -> tuple[Path, ...]:
    """Every file that is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def python_files(*folders: str) -> list[Path]:
    """The Python files under these folders of the repository, in order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def tree(path: Path) -> ast.Module:
    """A file as a tree, read anew: all the trees of the house weigh too much to be kept."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """The path as a reader would type it from the root."""
    return path.relative_to(ROOT).as_posix()


@dataclass(frozen=True)
class Facts:
    """What is asked of every file: its docstring, its functions, the packages it imports wherever it does."""

    docstring: str
    functions: tuple[tuple[str, int, int], ...]  # name, first line, how many
    imported: tuple[tuple[int, str], ...]  # line, top-level package of an absolute import


@cache
def facts(path: Path) -> Facts:
    read = tree(path)
    functions, imported = [], []
    for node in ast.walk(read):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                functions.append((name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1))
            case ast.Import(names=names):
                imported += [(node.lineno, alias.name.partition(".")[0]) for alias in names]
            case ast.ImportFrom(module=str() as module, level=0):
                imported.append((node.lineno, module.partition(".")[0]))
    return Facts(ast.get_docstring(read) or "", tuple(functions), tuple(imported))


def imported_modules(path: Path) -> set[str]:
    """Every module a file imports by its whole name, or takes a name from; both readings of `from a import b`."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names=names):
                found |= {alias.name for alias in names}
            case ast.ImportFrom(module=str() as module, names=names, level=0):
                found |= {module, *(f"{module}.{alias.name}" for alias in names)}
    return found
