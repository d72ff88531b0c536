"""Expressions: Python's own grammar under French or English words, parsed by `ast`, white-listed, never evaluated.

The scanner puts Python's keywords for the words of the language, and a plain name for each number and each bracketed
member, so that numbers stay exact and members are free text; `ast` then gives the shape.
"""

from __future__ import annotations

import ast
import bisect
import keyword
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from parchemin.regulation.findings import Finding, Language, Refused, SourcePlace, Wording
from parchemin.regulation.reading import cells, syntax
from parchemin.regulation.reading import wordings as say
from parchemin.regulation.reading.document import SourceExpression
from parchemin.regulation.reading.vocabulary import ARGUMENTS, FUNCTIONS, KEYWORDS, MONTHS, in_language, nearest

MOST_CHARACTERS = 4_000
MOST_NESTING = 40
MOST_DEPTH = 100

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<operator><=|>=|==|!=|≤|≥|≠|×|[-+*/<>=(),.])"
)
_DATE = re.compile(rf"\b(?:\d{{4}}-\d\d-\d\d|\d\d?/\d\d?/\d{{4}}|\d\d?(?:er)? (?:{'|'.join(MONTHS)}) \d{{4}})\b")
_QUOTES = "\"'«»“”"
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "×": "*"}
_COMPARISONS = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.GtE: ">=",
    ast.Gt: ">",
    ast.In: "in",
    ast.NotIn: "not in",
}
_ARITHMETIC: dict[type[ast.operator], Literal["+", "-", "*", "/"]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}


def parse(written: SourceExpression, language: Language) -> syntax.Syntax:
    """The shape of an expression. Raises `Refused` with one finding, at its line and column."""
    if not written.text.strip():
        raise _refused(say.EMPTY_EXPRESSION, written.place)
    if len(written.text) > MOST_CHARACTERS:
        raise _refused(say.EXPRESSION_TOO_LONG, written.place, size=len(written.text))
    scan = _Scanner(written, language)
    scan.run()
    try:
        tree = ast.parse(scan.python, mode="eval")
    except SyntaxError as error:
        offset = scan.original(max(0, (error.offset or 1) - 1))
        near = written.text[offset : offset + 20] or written.text[-20:]
        if "expected 'else'" in (error.msg or ""):
            raise _refused(say.NO_OTHERWISE, written.at(offset), near=near) from None
        raise _refused(say.NOT_AN_EXPRESSION, written.at(offset), near=near) from None
    except (RecursionError, MemoryError, ValueError):
        raise _refused(say.EXPRESSION_TOO_LONG, written.place, size=len(written.text)) from None
    return _Shaper(scan).shape(tree.body)


def _refused(wording: Wording, place: SourcePlace, **values: object) -> Refused:
    return Refused((Finding(wording, place, values),))


@dataclass(slots=True)
class _Scanner:
    written: SourceExpression
    language: Language
    python: str = ""
    starts: list[int] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        text, at, depth = self.written.text, 0, 0
        while at < len(text):
            if text[at] == "[":
                at = self._member(at)
                continue
            if date := _DATE.match(text, at):
                raise _refused(say.DATE_IN_RULE, self.written.at(at), text=date[0])
            token = _TOKEN.match(text, at)
            if not token and text[at] in _QUOTES:
                raise _refused(say.QUOTED, self.written.at(at), sign=text[at])
            if not token:
                raise _refused(say.STRANGE_CHARACTER, self.written.at(at), sign=text[at])
            piece = token[0]
            depth += (piece == "(") - (piece == ")")
            if depth > MOST_NESTING:
                raise _refused(say.EXPRESSION_TOO_LONG, self.written.at(at), size=depth)
            self._put(self._translated(token, at), at)
            at = token.end()

    def _translated(self, token: re.Match[str], at: int) -> str:
        piece = token[0]
        if token.lastgroup == "space":
            return " "
        if token.lastgroup == "number":
            return self._number(token, at)
        if token.lastgroup == "operator":
            if piece == "=":
                return self._equals(at)
            return _SIGNS.get(piece, piece)
        return self._word(piece, at, token.end())

    def _number(self, token: re.Match[str], at: int) -> str:
        text = self.written.text
        if comma := re.compile(r",\d+").match(text, token.end()):
            whole = token[0] + comma[0]
            raise _refused(say.DECIMAL_COMMA, self.written.at(at), text=whole, pointed=whole.replace(",", "."))
        name = f"_n{len(self.numbers)}"
        self.numbers[name] = token[0]
        return name + " "  # so that `2x` is not taken for one name

    def _equals(self, at: int) -> str:
        before = self.written.text[:at].rstrip()
        if not re.search(r"[^\W\d]\w*$", before) or not re.search(r"[(,]\s*[^\W\d]\w*$", before):
            after = self.written.text[at : at + 2]
            sign, right = (after, f"{after[1]}=") if after in ("=>", "=<") else ("=", "==")
            raise _refused(say.SINGLE_EQUALS, self.written.at(at), sign=sign, right=right)
        return "="

    def _word(self, piece: str, at: int, end: int) -> str:
        text = self.written.text
        if re.match(r"\s*=(?!=)", text[end:]):
            return "k_" + ARGUMENTS[self.language].get(piece, piece)
        words = KEYWORDS[self.language]
        after = text[end:].lstrip()
        attribute = text[:at].rstrip().endswith(".")
        if piece in words and not attribute:
            if words[piece] == "not" and (not after or after[0] in ",)"):
                return "False"
            if words[piece] in ("True", "False") and after.startswith("."):
                return piece
            return words[piece]
        if piece.isupper() and piece.lower() in words and not attribute:
            raise _refused(say.FOREIGN_KEYWORD, self.written.at(at), word=piece, right=piece.lower())
        foreign = KEYWORDS["en"].get(piece, piece if piece in ("True", "False") else "")
        if foreign and (self.language == "fr" or piece in ("True", "False")) and piece not in ("true", "no", "yes"):
            right = next(word for word, python in words.items() if python == foreign)
            raise _refused(say.FOREIGN_KEYWORD, self.written.at(at), word=piece, right=right)
        if piece.startswith(("_n", "_m", "k_")):
            raise _refused(say.NOT_ALLOWED, self.written.at(at), what=piece)
        # Python keeps `continue` or `class` for itself; here they are names like others.
        return "k_" + piece if keyword.iskeyword(piece) else piece

    def _member(self, at: int) -> int:
        text = self.written.text
        end = text.find("]", at)
        if end < 0 or not re.search(r"[^\W\d]\w*$", text[:at]):
            raise _refused(say.NOT_AN_EXPRESSION, self.written.at(at), near=text[at : at + 20])
        name = f"_m{len(self.members)}"
        self.members[name] = " ".join(text[at + 1 : end].split())
        self._put(f"[{name}]", at)
        return end + 1

    def _put(self, piece: str, origin: int) -> None:
        self.starts.append(len(self.python))
        self.origins.append(origin)
        self.python += piece

    def original(self, offset: int) -> int:
        """The offset in the text as written of an offset in the Python text."""
        return self.origins[max(0, bisect.bisect_right(self.starts, offset) - 1)] if self.starts else 0


class _Shaper:
    """The `ast` of the translated text to our own shape. Anything not listed here does not exist."""

    def __init__(self, scan: _Scanner) -> None:
        self.scan = scan
        self.bytes = scan.python.encode()
        self.depth = 0

    def shape(self, node: ast.expr) -> syntax.Syntax:
        if self.depth >= MOST_DEPTH:
            raise _refused(say.EXPRESSION_TOO_LONG, self._place(node), size=self.depth)
        self.depth += 1
        shaped = self._shape(node)
        self.depth -= 1
        return shaped

    def _shape(self, node: ast.expr) -> syntax.Syntax:
        match node:
            case ast.Name():
                return self._name(node)
            case ast.Constant(value=bool() as truth):
                return syntax.Literal_(truth, self._place(node))
            case ast.Attribute(value=ast.Name(id=head), attr=attribute) if head not in self.scan.numbers:
                return syntax.Name(_bare(head), _bare(attribute), None, self._place(node))
            case ast.Attribute(value=ast.Subscript(value=ast.Name(id=head), slice=ast.Name(id=member)), attr=attribute):
                return syntax.Name(_bare(head), _bare(attribute), self.scan.members[member], self._place(node))
            case ast.BinOp() if type(node.op) in _ARITHMETIC:
                return syntax.Binary(
                    _ARITHMETIC[type(node.op)], self.shape(node.left), self.shape(node.right), self._place(node)
                )
            case ast.UnaryOp(op=ast.USub()):
                zero = syntax.Literal_(Fraction(0), self._place(node))
                return syntax.Binary("-", zero, self.shape(node.operand), self._place(node))
            case ast.UnaryOp(op=ast.Not()):
                return syntax.Negation(self.shape(node.operand), self._place(node))
            case ast.BoolOp():
                operator: Literal["and", "or"] = "and" if isinstance(node.op, ast.And) else "or"
                return syntax.Junction(operator, tuple(self.shape(v) for v in node.values), self._place(node))
            case ast.Compare():
                return self._comparison(node)
            case ast.IfExp():
                return syntax.Conditional(
                    self.shape(node.test), self.shape(node.body), self.shape(node.orelse), self._place(node)
                )
            case ast.Tuple():
                return syntax.ChoiceList(tuple(self.shape(e) for e in node.elts), self._place(node))
            case ast.Call(func=ast.Name()):
                return self._call(node)
            case _:
                raise _refused(say.NOT_ALLOWED, self._place(node), what=self._text(node))

    def _name(self, node: ast.Name) -> syntax.Syntax:
        if node.id in self.scan.numbers:
            value = cells.number(self.scan.numbers[node.id])
            if value is None:
                raise _refused(say.NOT_ALLOWED, self._place(node), what=self.scan.numbers[node.id][:30])
            return syntax.Literal_(value, self._place(node))
        return syntax.Name(_bare(node.id), "", None, self._place(node))

    def _comparison(self, node: ast.Compare) -> syntax.Syntax:
        operators = []
        for operator in node.ops:
            if type(operator) not in _COMPARISONS:
                raise _refused(say.NOT_ALLOWED, self._place(node), what=self._text(node))
            operators.append(_COMPARISONS[type(operator)])
        operands = tuple(self.shape(o) for o in (node.left, *node.comparators))
        return syntax.ComparisonChain(tuple(operators), operands, self._place(node))

    def _call(self, node: ast.Call) -> syntax.Syntax:
        assert isinstance(node.func, ast.Name)
        functions = FUNCTIONS[self.scan.language]
        if node.func.id not in functions:
            if right := in_language(node.func.id, FUNCTIONS, self.scan.language):
                raise _refused(say.FOREIGN_KEYWORD, self._place(node), word=node.func.id, right=right)
            near = nearest(node.func.id, functions) or ", ".join(sorted(functions))
            raise _refused(say.UNKNOWN_FUNCTION, self._place(node), name=node.func.id, near=near)
        options: list[tuple[str, syntax.Syntax]] = []
        for named in node.keywords:
            if named.arg is None:
                raise _refused(say.NOT_ALLOWED, self._place(node), what="**")
            name = _bare(named.arg)
            if name in dict(options):
                raise _refused(say.ARGUMENT_TWICE, self._place(named.value), name=self._keyword(named))
            options.append((name, self.shape(named.value)))
        arguments = tuple(self.shape(a) for a in node.args)
        return syntax.Call(functions[node.func.id], arguments, tuple(options), self._place(node))

    def _keyword(self, named: ast.keyword) -> str:
        """The name of an argument as the author wrote it."""
        return self.scan.written.text[self._offset(named) :].partition("=")[0].strip()

    def _offset(self, node: ast.expr | ast.keyword) -> int:
        return self.scan.original(len(self.bytes[: node.col_offset].decode()))

    def _place(self, node: ast.expr) -> SourcePlace:
        return self.scan.written.at(self._offset(node))

    def _text(self, node: ast.expr) -> str:
        return self.scan.written.text[self._offset(node) :][:40]


def _bare(name: str) -> str:
    """A name without the mark that kept it from being taken for a word of Python."""
    return name.removeprefix("k_")
