"""Commands that a LaTeX document defines for itself, put in where they are used."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from labwright.knowledge.readers.latex.braces import Braces
from labwright.knowledge.readers.latex.commands import command
from labwright.knowledge.readers.latex.symbols import NOTHING

_DEEPEST = 16
_MOST = 100_000  # uses
_GROWTH = 4
_FREE = 200_000  # characters that any document may grow by
_DEFINITION = re.compile(
    r"\\(?P<how>newcommand|renewcommand|providecommand|DeclareRobustCommand|DeclareMathOperator"
    r"|DeclareSIUnit|newenvironment|renewenvironment|gdef|edef|xdef|def|let)(?![A-Za-z])\*?\s*"
    r"(?:\{\s*\\?(?P<braced>[A-Za-z@*]+)\s*\}|\\(?P<bare>[A-Za-z@]+))"
)
_PARAMETERS = re.compile(r"\s*(?:#\d)*\s*")
_COUNT = re.compile(r"\s*\[\s*(\d)\s*\]")
_LET = re.compile(r"\s*=?\s*(\\[A-Za-z@]+)")
_NAME = re.compile(r"\\(?:([A-Za-z@]+)|.)", re.S)
_BLANKS = re.compile(r"[ \t]*(?:\n[ \t]*(?!\s))?")
_ENDS_IN_NAME = re.compile(r"\\[A-Za-z@]+$")
_SPACED = re.compile(r"\\xspace(?![A-Za-z@])\s*")
_STRUCTURE = frozenset(
    "part chapter section subsection subsubsection paragraph subparagraph item caption title "
    "author date abstract bibitem documentclass usepackage document frametitle keywords".split()
)


@dataclass(frozen=True)
class Macro:
    """A command that a document defines.

    Args:
        body: What it stands for.
        count: How many arguments it takes.
        optional: What stands for the first one where it is left out; None if it may not be.
    """

    body: str
    count: int = 0
    optional: str | None = None


def expand_macros(source: str) -> tuple[str, bool]:
    r"""Put in what a document defines by ``\newcommand``, ``\def`` and the like.

    Args:
        source: The source.

    Returns:
        The source without definitions, and whether everything was put in; a document whose
        definitions grow without end is left as it is from there.

    Example:
        >>> expand_macros(r"\newcommand{\ion}[1]{\ce{#1+}}\ion{Na} and \ion{K}")
        ('\\ce{Na+} and \\ce{K+}', True)
    """
    rest, macros = _defined(source)
    if not macros:
        return rest, True
    expansion = _Expansion(macros, _GROWTH * len(rest) + _FREE)
    return expansion.of(rest, 0), expansion.complete


def _defined(source: str) -> tuple[str, dict[str, Macro]]:
    """Return the source without its definitions, and these."""
    braces = Braces(source)
    macros: dict[str, Macro] = {}
    kept, place = [], 0
    for match in _DEFINITION.finditer(source):
        if match.start() < place:
            continue
        macro, after = _macro(match, braces)
        if after < 0:
            continue
        name = match["braced"] or match["bare"]
        if macro and not _is_ours(name, match["how"]):
            macros[name] = macro
        kept.append(source[place : match.start()])
        place = after
    return "".join([*kept, source[place:]]), macros


def _is_ours(name: str, how: str) -> bool:
    """Tell whether a command keeps its own meaning: what builds the document, counters."""
    if "environment" in how or "*" in name or name.startswith("the"):
        return True
    return name in _STRUCTURE or name in NOTHING or command(name) is not None


def _macro(match: re.Match[str], braces: Braces) -> tuple[Macro | None, int]:
    """Return what is defined and the place behind it; −1 if it is no definition."""
    how, place, end = match["how"], match.end(), len(braces.source)
    if how == "let":
        other = _LET.match(braces.source, place)
        return (Macro(other[1]), other.end()) if other else (None, -1)
    count, optional = 0, None
    if how.endswith("def"):
        parameters = _PARAMETERS.match(braces.source, place)
        count, place = (parameters[0].count("#"), parameters.end()) if parameters else (0, place)
    elif number := _COUNT.match(braces.source, place):
        count, place = int(number[1]), number.end()
        default, after = braces.bracket(braces.blank(place, end), end)
        optional, place = (default, after) if after > place + 1 else (None, place)
    group = braces.group(place, end)
    if group is None:
        return None, -1
    body = braces.source[group[0] : group[1]]
    if "environment" in how:
        closing = braces.group(group[2], end)
        return None, closing[2] if closing else group[2]
    if how == "DeclareMathOperator":
        body = f"\\operatorname{{{body}}}"
    return Macro(body, count, optional), group[2]


class _Expansion:
    """Puts in what commands stand for, until that has grown too large."""

    def __init__(self, macros: Mapping[str, Macro], room: int) -> None:
        self._macros = macros
        self._room = room
        self._left = _MOST
        self._open: set[str] = set()
        self.complete = True

    def of(self, source: str, depth: int) -> str:
        braces = Braces(source)
        pieces: list[str] = []
        place = 0
        for match in _NAME.finditer(source):
            name = match[1] or ""
            macro = self._macros.get(name)
            if macro is None or match.start() < place or name in self._open:
                continue
            if not self._may_go_on(depth):
                break
            body, after = self._used(macro, match.end(), braces)
            self._open.add(name)
            body = self.of(body, depth + 1)
            self._open.discard(name)
            self._room -= len(body)
            before = source[max(place, match.start() - 40) : match.start()]
            before = before or (pieces[-1][-40:] if pieces else "")
            pieces.append(source[place : match.start()])
            pieces.append(_set_between(before, body, source[after : after + 1]))
            place = after
        return "".join([*pieces, source[place:]])

    def _may_go_on(self, depth: int) -> bool:
        self._left -= 1
        self.complete = self.complete and depth < _DEEPEST and self._left > 0 and self._room > 0
        return self.complete

    def _used(self, macro: Macro, place: int, braces: Braces) -> tuple[str, int]:
        """Return the body with its arguments, and the place behind them."""
        source, end = braces.source, len(braces.source)
        arguments: list[str] = []
        if macro.optional is not None:
            given, after = braces.bracket(braces.blank(place, end), end)
            arguments.append(given if after > place else macro.optional)
            place = max(place, after)
        while len(arguments) < macro.count:
            argument, place = _argument(braces, place, end)
            arguments.append(argument)
        if macro.body.count("#") * sum(map(len, arguments)) > self._room:
            self._left = 0
            return "", place
        body = re.sub(
            r"#(\d)",
            lambda m: arguments[int(m[1]) - 1] if 0 < int(m[1]) <= len(arguments) else m[0],
            macro.body,
        )
        if _SPACED.search(body):
            return _SPACED.sub("", body), place
        blanks = _BLANKS.match(source, place) if not macro.count else None
        return body, blanks.end() if blanks else place


def _argument(braces: Braces, place: int, end: int) -> tuple[str, int]:
    if group := braces.group(place, end):
        return braces.source[group[0] : group[1]], group[2]
    place = braces.blank(place, end)
    name = _NAME.match(braces.source, place, end)
    after = name.end() if name else min(place + 1, end)
    return braces.source[place:after], after


def _set_between(before: str, body: str, behind: str) -> str:
    """Keep names of commands apart from letters that come to stand beside them."""
    if body[:1].isalpha() and _ENDS_IN_NAME.search(before):
        body = f" {body}"
    return f"{body} " if behind.isalpha() and _ENDS_IN_NAME.search(body) else body
