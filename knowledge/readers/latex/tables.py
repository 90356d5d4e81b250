"""Tables of LaTeX: rows of cells, and the rules between them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from labwright.knowledge.readers.latex.braces import Braces

TABULARS = frozenset(
    "tabular tabular* tabularx tabulary longtable longtable* supertabular xltabular tblr "
    "longtblr ltabulary tabu longtabu deluxetable".split()
)
"""Environments whose contents are rows."""

_WITH_WIDTH = ("tabular*", "tabularx", "tabulary", "xltabular", "ltabulary")
_TOKEN = re.compile(
    r"\\begin\s*\{(?P<begin>[^{}]*)\}|\\end\s*\{(?P<end>[^{}]*)\}"
    r"|(?P<row>\\\\\*?(?:\s*\[[^\]]{0,40}\])?|\\tabularnewline(?![A-Za-z])|\\cr(?![A-Za-z]))"
    r"|\\(?P<rule>hline|toprule|midrule|bottomrule|endfirsthead|endhead|endfoot|endlastfoot)"
    r"(?![A-Za-z])(?:\s*\[[^\]]{0,40}\])?"
    r"|\\(?P<line>cmidrule|cline|Xhline|specialrule|addlinespace|noalign|rowcolor|rowcolors|hdashline"
    r"|morecmidrules|cdashline)(?![A-Za-z])(?:\s*[\[(][^\])]{0,40}[\])])?"
    r"|\\.|(?P<cell>&)|(?P<brace>\{)",
    re.S,
)
_SPAN = re.compile(r"\s*(?:\{\s*)?\\(?P<what>multicolumn|multirow)\s*\*?")
_WIDEST = 100
_HIGHEST_HEADER = 4


@dataclass
class _Row:
    cells: list[str] = field(default_factory=list)
    rule: str = ""  # above it


def read_tabular(
    kind: str, source: str, words: Callable[[str], str]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    r"""Read the contents of a ``tabular`` or its like.

    Args:
        kind: Name of the environment.
        source: What stands in it, beginning with its columns.
        words: Reads the text of a cell.

    Returns:
        The header, empty if no rule sets one apart, and the rows.

    Example:
        >>> read_tabular("tabular", r"{lr} A & B \\ \hline 1 & 2 \\", str.strip)
        (('A', 'B'), [('1', '2')])
    """
    body = _without_columns(kind, source)
    rows = _without_repeats(_split(body))
    while rows and not any(map(str.strip, rows[-1].cells)):
        rows.pop()
    header = _header_length(rows)
    grid = _filled([_spread(row.cells, words) for row in rows])
    return _joined(grid[:header]), [tuple(line) for line in grid[header:] if any(line)]


def _without_columns(kind: str, source: str) -> str:
    braces, end = Braces(source), len(source)
    place = braces.bracket(braces.blank(0, end), end)[1]
    for _ in range(1 + (kind in _WITH_WIDTH)):
        place = braces.bracket(braces.blank(place, end), end)[1]
        group = braces.group(place, end)
        place = group[2] if group else place
    return source[place:]


def _split(source: str) -> list[_Row]:
    """Split a body into rows of the source of their cells."""
    braces, end = Braces(source), len(source)
    rows, row = list[_Row](), _Row()
    start = place = depth = 0
    while match := _TOKEN.search(source, place, end):
        place = match.end()
        if match["brace"]:
            place = braces.closed.get(match.start(), match.start()) + 1
        elif match["begin"] is not None or match["end"] is not None:
            depth = max(0, depth + (1 if match["begin"] is not None else -1))
        elif depth:
            continue
        elif match["cell"] or match["row"]:
            row.cells.append(source[start : match.start()])
            start = place
            if match["row"]:
                rows.append(row)
                row = _Row()
        elif rule := match["rule"]:
            row.rule += f" {rule}"
            start = place if not row.cells else start
        elif match["line"]:
            for _ in range(3 if match["line"] == "specialrule" else 1):
                group = braces.group(place, end)
                place = group[2] if group else place
            start = place if not row.cells else start
    row.cells.append(source[start:])
    return [*rows, row]


def _without_repeats(rows: list[_Row]) -> list[_Row]:
    """Drop what a long table repeats on each page: its second header and its feet."""
    marks = {
        mark: next((i for i, row in enumerate(rows) if mark in row.rule.split()), -1)
        for mark in ("endfirsthead", "endhead", "endfoot", "endlastfoot")
    }
    last = max(marks.values())
    if last < 0:
        return rows
    header = marks["endfirsthead"] if marks["endfirsthead"] >= 0 else marks["endhead"]
    body = rows[last:]
    if body:
        body[0].rule = "midrule"
    return rows[: max(header, 0)] + body


def _header_length(rows: list[_Row]) -> int:
    """Return how many rows stand above the rule that ends the header; 0 if none does."""
    ruled = [index for index, row in enumerate(rows) if row.rule and index]
    filled = [index for index, row in enumerate(rows) if any(map(str.strip, row.cells))]
    if not ruled or not filled or ruled[0] > filled[0] + _HIGHEST_HEADER:
        return 0
    return ruled[0] if filled[-1] >= ruled[0] else 0


def _spread(cells: list[str], words: Callable[[str], str]) -> list[tuple[str, int]]:
    """Return the text of each cell in each column it spans, and over how many rows it goes."""
    line: list[tuple[str, int]] = []
    for cell in cells:
        columns, rows, source = 1, 1, cell
        while (match := _SPAN.match(source)) and (columns == 1 or rows == 1):
            groups, _ = Braces(source).groups(3, match.end(), len(source))
            if len(groups) < 3:  # noqa: PLR2004
                break
            count = int(groups[0]) if groups[0].strip().isdecimal() and len(groups[0]) < 4 else 1  # noqa: PLR2004
            if match["what"] == "multicolumn":
                columns = min(count, _WIDEST)
            else:
                rows = count
            source = groups[2]
        line += [(words(source), rows)] * (columns if len(cells) > 1 else 1)
    return line


def _filled(lines: list[list[tuple[str, int]]]) -> list[list[str]]:
    """Repeat what spans several rows where the rows below leave its place empty."""
    above: dict[int, tuple[str, int]] = {}
    grid: list[list[str]] = []
    for line in lines:
        filled = []
        for column, (text, rows) in enumerate(line):
            said, left = above.get(column, ("", 0))
            above[column] = (text, rows - 1) if rows > 1 else (said, left - 1)
            filled.append(said if not text and left > 0 else text)
        grid.append(filled)
    return grid


def _joined(rows: list[list[str]]) -> tuple[str, ...]:
    width = max(map(len, rows), default=0)
    columns = ([row[i] for row in rows if i < len(row)] for i in range(width))
    return tuple(" ".join(dict.fromkeys(filter(None, column))) for column in columns)
