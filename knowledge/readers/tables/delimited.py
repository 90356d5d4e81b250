"""Rows of text files whose cells are set apart by a sign, as strict as they are well formed."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple, TextIO

SIGNS = ",;\t|"
_LONGEST_LINE = 2**20
_MOST_JOINED = 200  # lines of one cell; an open quotation mark would swallow the file otherwise
_LONGEST_JOINED = 200_000
_MOST_TORN = 100  # rows; behind them quotation marks mean something else in this file
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?%?")
_TOLD = re.compile(r"sep=(.)")


class Line(NamedTuple):
    """A line of the file with its number, counted from 1."""

    number: int
    text: str


class Row(NamedTuple):
    """A row as it was split.

    Args:
        number: Number of its first line in the file, counted from 1.
        cells: Its cells, without quotation marks and blanks around them.
        raw: The row as it is written.
        torn: Whether a quotation mark in it is not closed.
    """

    number: int
    cells: tuple[str, ...]
    raw: str
    torn: bool = False


def lines_of(stream: TextIO) -> Iterator[Line]:
    """Yield the lines of a file; of one without end only the beginning."""
    number = 0
    while text := stream.readline(_LONGEST_LINE):
        number += 1
        rest = text
        while len(rest) == _LONGEST_LINE and not rest.endswith("\n"):
            rest = stream.readline(_LONGEST_LINE)
        yield Line(number, text.rstrip("\n"))


def told_sign(text: str) -> str:
    """Return the sign that a first line such as “sep=;” names; empty if it names none."""
    match = _TOLD.fullmatch(text.strip("\ufeff \r"))
    return match[1] if match else ""


def find_sign(lines: Sequence[Line], preferred: str = "") -> str:
    """Find the sign between cells.

    Args:
        lines: The first lines of the file.
        preferred: The sign that the name of the file suggests.

    Returns:
        The sign that splits most lines into equally many cells that look like cells; empty where
        none does, as in a file of one column.

    Example:
        >>> find_sign([Line(1, "T;k"), Line(2, "300;1,5"), Line(3, "310;2,5")])
        ';'
    """
    scores = {sign: _score(lines, sign) * (1.5 if sign == preferred else 1) for sign in SIGNS}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > 0 else ""


def _score(lines: Sequence[Line], sign: str) -> float:
    rows = [row for row in split_rows(iter(lines), sign) if row.raw.strip()]
    widths = Counter(len(row.cells) for row in rows)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda pair: (pair[1] if pair[0] > 1 else 0, pair[0]))
    if width < 2:  # noqa: PLR2004
        return 0.0
    cells = [cell for row in rows if len(row.cells) == width for cell in row.cells]
    clean = sum(_is_clean(cell, sign) for cell in cells) / len(cells)
    return count / len(rows) * clean**2 * (2 - 1 / width)


def _is_clean(cell: str, sign: str) -> bool:
    """Tell whether a cell is a number, or holds none of the signs that could have split it."""
    if sign != "," and _NUMBER.fullmatch(cell):
        return True
    return not any(other in cell for other in SIGNS if other != sign)


def split_rows(lines: Iterator[Line], sign: str, width: int = 0) -> Iterator[Row]:
    """Split lines into rows.

    A cell in quotation marks may go on over several lines, if the row is well formed then and as
    wide as the others. Otherwise its first line is a row for itself: one open quotation mark does
    not swallow what follows.

    Args:
        lines: The lines.
        sign: The sign between cells; empty for one column.
        width: How many cells a row has; 0 if that is not known.

    Yields:
        The rows.
    """
    waiting: deque[Line] = deque()
    torn = 0
    while line := waiting.popleft() if waiting else next(lines, None):
        if '"' not in line.text or not sign:
            row: Row | None = Row(line.number, _plain_cells(line.text, sign), line.text)
        elif (cells := _quoted_cells(line.text, sign)) is not None:
            row = Row(line.number, cells, line.text)
        else:
            row = _joined(line, waiting, lines, sign, width) if torn < _MOST_TORN else None
        if row is None:
            torn += 1
            row = Row(line.number, _plain_cells(line.text, sign), line.text, torn=True)
        yield row


def _joined(
    line: Line, waiting: deque[Line], lines: Iterator[Line], sign: str, width: int
) -> Row | None:
    """Join a line to those that its open cell goes on in; give them back if that is no row."""
    taken: list[Line] = []
    text = line.text
    while len(taken) < _MOST_JOINED and len(text) < _LONGEST_JOINED:
        following = waiting.popleft() if waiting else next(lines, None)
        if following is None:
            break
        taken.append(following)
        text += f"\n{following.text}"
        if '"' not in following.text:
            continue
        cells = _quoted_cells(text, sign)
        if cells is not None and width in (0, len(cells)):
            return Row(line.number, cells, text)
        if cells is not None:
            break
    waiting.extendleft(reversed(taken))
    return None


def _plain_cells(text: str, sign: str) -> tuple[str, ...]:
    return tuple(_bare(cell) for cell in (text.split(sign) if sign else [text]))


def _bare(cell: str) -> str:
    cell = cell.strip()
    whole = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1]
    return cell[1:-1].strip() if whole else cell


def _quoted_cells(text: str, sign: str) -> tuple[str, ...] | None:
    """Split a row by the rules; None if a quotation mark stands where it must not."""
    shape = _shape(sign)
    cells: list[str] = []
    at = 0
    while (match := shape.match(text, at)) is not None:
        quoted, plain = match["quoted"], match["plain"]
        if quoted is None and (plain.lstrip().startswith('"') or ("\n" in text and '"' in plain)):
            return None
        cells.append((plain if quoted is None else quoted.replace('""', '"')).strip())
        at = match.end()
        if at == len(text):
            return (*cells, "") if match["end"] else tuple(cells)
    return None


@cache
def _shape(sign: str) -> re.Pattern[str]:
    """Return the shape of a cell with the sign behind it."""
    end = re.escape(sign)
    blanks = rf"[^\S{end}]*"
    quoted = rf'{blanks}"(?P<quoted>[^"]*(?:""[^"]*)*)"{blanks}'
    return re.compile(rf"(?:{quoted}|(?P<plain>[^{end}]*))(?P<end>{end}|\Z)")
