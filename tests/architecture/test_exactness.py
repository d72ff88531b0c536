"""No float stands in the path of a mark: neither by name, nor by type.

Two witnesses. By name: the engine's trees hold no float literal, no `float`, no floating type of NumPy and
none of its functions that average or divide into floats. By type: mypy, asked for the type of every
expression of the rooms that compute marks, finds none that is a float or an array of floats. A division of
Fractions stays a Fraction and is seen as one; a division of integers is a float and is caught.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from mypy import build
from mypy.config_parser import parse_config_file
from mypy.modulefinder import BuildSource
from mypy.nodes import Expression, MypyFile, Node
from mypy.options import Options
from mypy.types import AnyType, Instance, ProperType, TupleType, Type, UnionType, get_proper_type

from tests.architecture.house import ROOT, python_files, shown, tree

# The rooms a mark goes through; the others read, show or time.
ROOMS = ("meaning", "evaluation", "explanation", "simulation")
MARK_PATH = tuple(f"src/parchemin/regulation/{room}" for room in ROOMS)

FLOATING_NAMES = {"float", "complex"}
FLOATING_SCALARS = {"half", "single", "double", "longdouble", "csingle", "cdouble"}
FLOATING_TYPES = {"float16", "float32", "float64", "float128", "floating", "inexact", "f2", "f4", "f8", "<f8"}
# Functions (of NumPy, math or statistics) whose result is a float whatever they are given.
FLOATING_FUNCTIONS = {
    *("mean", "average", "divide", "true_divide", "median", "percentile", "quantile", "std", "var"),
    *("nanmean", "nanmedian", "linspace", "interp", "rint", "around", "isclose", "allclose", "fmean"),
    *("sqrt", "fsum", "exp", "log", "nan", "inf", "isnan"),
}
FLOATING_METHODS = {"mean", "std", "var"}
MODULES_OF_FLOATS = {"np", "numpy", "math", "statistics"}

# (file, what is written there): why it is not in a mark's path.
ALLOWED: dict[tuple[str, str], str] = {}


def written_floats(syntax: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of what is a float by its name or its form."""
    for node in ast.walk(syntax):
        match node:
            case ast.Constant(value=float() | complex()):
                yield node.lineno, ast.unparse(node)
            case ast.Constant(value=str() as text) if text in FLOATING_TYPES:
                yield node.lineno, repr(text)
            case ast.Name(id=name) if name in FLOATING_NAMES | FLOATING_TYPES:
                yield node.lineno, name
            case ast.Attribute(attr=name) if name in FLOATING_TYPES:
                yield node.lineno, ast.unparse(node)
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in MODULES_OF_FLOATS and (
                name in FLOATING_FUNCTIONS | FLOATING_NAMES | FLOATING_SCALARS
            ):
                yield node.lineno, ast.unparse(node)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"))):
                pass  # a method of the engine's own; its result is judged by type
            case ast.Call(func=ast.Attribute(attr=name)) if name in FLOATING_METHODS:
                yield node.lineno, ast.unparse(node.func)
            case ast.ImportFrom(module=str() as source) if source in MODULES_OF_FLOATS:
                yield from ((node.lineno, a.name) for a in node.names if a.name in FLOATING_FUNCTIONS)


def test_no_float_is_written_in_the_path_of_a_mark() -> None:
    found = [
        f"{shown(path)}:{line} {text}"
        for path in python_files(*MARK_PATH)
        for line, text in written_floats(tree(path))
        if (shown(path), text) not in ALLOWED
    ]

    assert not found


def is_floating(kind: ProperType) -> bool:
    """A float, a NumPy float, a union that may be one, or a container of them."""
    if isinstance(kind, UnionType):
        return any(is_floating(get_proper_type(item)) for item in kind.items)
    if isinstance(kind, TupleType):
        return any(is_floating(get_proper_type(item)) for item in kind.items)
    if not isinstance(kind, Instance):
        return False
    if any(base.fullname in ("builtins.float", "builtins.complex", "numpy.inexact") for base in kind.type.mro):
        return True
    return any(is_floating(get_proper_type(argument)) for argument in kind.args)


# Attributes of mypy's nodes that lead out of the text: to what a name means, not to what is written.
LEADING_OUT = {"node", "info", "names", "var", "type", "original_def", "expanded", "imports"}


def expressions(module: MypyFile) -> list[Expression]:
    """Every expression written in the module. (mypy is compiled, and its own visitors cannot be extended.)"""
    found: list[Expression] = []
    seen: set[int] = set()
    left: list[object] = [module]
    while left:
        node = left.pop()
        if isinstance(node, list | tuple):
            left.extend(node)
        elif isinstance(node, Node) and id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Expression):
                found.append(node)
            written = set(type(node).__mypyc_attrs__) - LEADING_OUT  # type: ignore[attr-defined]
            left.extend(getattr(node, name, None) for name in written)
    return found


def types_of(sources: list[BuildSource], modules: set[str]) -> dict[str, dict[Expression, Type]]:
    """The type mypy finds for every expression of these modules."""
    options = Options()
    parse_config_file(options, lambda: None, str(ROOT / "pyproject.toml"))
    options.export_types = options.preserve_asts = True
    options.sqlite_cache = False  # a database that mypy would leave open
    options.cache_dir = str(ROOT / ".mypy_cache" / "exactness")
    result = build.build(sources, options)
    return {
        name: {node: result.types[node] for node in expressions(result.files[name]) if node in result.types}
        for name in modules
    }


def in_the_mark_path() -> list[BuildSource]:
    """Given as text, a module is always read again: types are not kept in mypy's cache."""
    return [
        BuildSource(str(path), name.removesuffix(".__init__"), path.read_text(encoding="utf-8"))
        for path in python_files(*MARK_PATH)
        if (name := ".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
    ]


@dataclass(frozen=True)
class Seen:
    """What mypy sees in a module: the lines where something is a float, and how many expressions are what."""

    floats: tuple[int, ...]
    expressions: int
    anything: int
    fractions: int


def seen_in(types: dict[Expression, Type]) -> Seen:
    kinds = [(node.line, get_proper_type(kind)) for node, kind in types.items()]
    return Seen(
        tuple(sorted({line for line, kind in kinds if is_floating(kind)})),
        len(kinds),
        sum(isinstance(kind, AnyType) for _, kind in kinds),
        sum(isinstance(kind, Instance) and kind.type.fullname == "fractions.Fraction" for _, kind in kinds),
    )


@cache
def seen() -> dict[str, Seen]:
    """By module, the mark's path and the samples: mypy is asked once for all, and its trees are not kept."""
    sources = [*in_the_mark_path(), *(BuildSource(None, name, sample(line)) for line, name in NAMES.items())]
    types = types_of(sources, {source.module for source in sources})
    return {module: seen_in(found) for module, found in types.items()}


def seen_in_the_mark_path() -> dict[str, Seen]:
    return {module: found for module, found in seen().items() if module not in NAMES.values()}


def test_no_expression_in_the_path_of_a_mark_has_the_type_of_a_float() -> None:
    found = [f"{module}:{line}" for module, seen in seen_in_the_mark_path().items() for line in seen.floats]

    assert not found


def test_the_types_are_really_seen() -> None:
    found = seen_in_the_mark_path().values()
    count = sum(one.expressions for one in found)

    assert count > 1000
    assert sum(one.anything for one in found) < count / 20
    assert any(one.fractions for one in found)


SAMPLES = {  # a line: seen by its name, seen by its type
    "x = 0.5": (True, True),
    "x = float('1')": (True, True),
    "x = 7 / 2": (False, True),
    "x = np.array([1, 2]) / 2": (False, True),
    "x = np.array([1, 2]).mean()": (True, True),
    "x = np.mean(np.array([1, 2]))": (True, False),  # anything at all, to mypy
    "x = np.zeros(3)": (False, True),
    "x = np.zeros(3, 'float32')": (True, False),
    "x = np.zeros(3, np.int16)": (False, False),
    "x = Fraction(7, 2) / 2": (False, False),
    "x = 7 // 2": (False, False),
    "x = np.array([1, 2], np.int64) * 3": (False, False),
}


def sample(line: str) -> str:
    return f"import numpy as np\nfrom fractions import Fraction\n{line}\n"


NAMES = {line: f"sample_{number}" for number, line in enumerate(SAMPLES)}


@pytest.mark.parametrize("line", SAMPLES)
def test_a_float_would_be_seen(line: str) -> None:
    by_name, by_type = SAMPLES[line]

    assert any(written_floats(ast.parse(sample(line)))) is by_name
    assert bool(seen()[NAMES[line]].floats) is by_type


def test_every_exception_is_still_needed() -> None:
    needed = {(file, text) for file, _ in ALLOWED for _, text in written_floats(tree(ROOT / file))}

    assert not set(ALLOWED) - needed
