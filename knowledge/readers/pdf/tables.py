"""Tables of a PDF page: where they are, and their cells where these are certain."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from labwright.knowledge.readers.pdf.frame import Box
from labwright.knowledge.readers.pdf.gutters import Zone
from labwright.knowledge.readers.pdf.hyphens import join_lines
from labwright.knowledge.readers.pdf.margins import rows_of
from labwright.knowledge.readers.pdf.pieces import Piece, Word, written
from labwright.knowledge.readers.pdf.rules import Frame, find_frames
from labwright.knowledge.readers.pdf.sheets import Sheet

_COLUMN = 0.55  # of the size; words of one cell are closer
_APART = 1.0  # of the size; a wider gap is none between words
_WORD = 0.15  # of the size, between words
_BETWEEN = 0.5  # of the size, between columns
_PROSE = 0.62  # of the width of a table; one line that is wider is no row of cells
_TIGHT = 0.85  # of the usual distance; lines of one cell are closer than rows
_FILLED = 0.9  # of the cells
_NEAR = 40.0  # points between a table and its caption
_CAPTION = re.compile(r"(?:supplementary |supporting )?tab(?:le|elle|la|\.)\s*[A-Z]?\d", re.I)
_NUMERIC = re.compile(r"[\s\d.,±()×−–%<>~+-]+")

_UNFINISHED = ("+", "×", "/", "–", "-", "±", ",")

_Chunk = tuple[float, float, str]
_Cell = list[str]
_Rows = list[list[_Cell]]


def take_tables(sheet: Sheet, vocabulary: Counter[str]) -> list[Zone]:
    """Take the tables off a page.

    Args:
        sheet: The page; the pieces of tables leave it.
        vocabulary: How often the document uses each word.

    Returns:
        The tables. Those of which the cells are certain have rows, the header first (empty if
        there is none).
    """
    tables: list[Zone] = []
    for frame in find_frames(sheet.rules, sheet.width, sheet.height):
        for part in _parts(frame, sheet):
            if any(_meet(part.box, other.box) for other in (*tables, *sheet.pictures)):
                continue
            pieces = [p for p in sheet.pieces if _holds(part.box, p)]
            cells = _grid_rows(part, pieces) if part.down else _open_rows(part, pieces)
            if cells is None or not (cells or _has_caption(part.box, sheet)):
                continue
            rows = [[join_lines(cell, vocabulary) for cell in row] for row in cells]
            taken = set(map(id, pieces))
            sheet.pieces = [p for p in sheet.pieces if id(p) not in taken]
            lines = sorted(pieces, key=lambda p: (-p.baseline, p.x0))
            tables.append(Zone("table", lines, part.box, _headed(rows)))
    return tables


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _holds(box: Box, piece: Piece) -> bool:
    return box.holds((piece.x0 + piece.x1) / 2, (piece.top + piece.bottom) / 2)


def _parts(frame: Frame, sheet: Sheet) -> list[Frame]:
    """Cut lines that stand one above the other where prose stands between."""
    if frame.down:
        return [frame]
    parts: list[list[float]] = [[frame.across[0]]]
    for above, below in pairwise(frame.across):
        band = Box(frame.box.x0 - 2, below, frame.box.x1 + 2, above)
        if _is_tabular([p for p in sheet.pieces if _holds(band, p)], frame.box):
            parts[-1].append(below)
        else:
            parts.append([below])
    found = []
    for heights in parts:
        box = Box(frame.box.x0 - 2, heights[-1], frame.box.x1 + 2, heights[0])
        if len(heights) > 2 or (len(heights) > 1 and _has_caption(box, sheet)):  # noqa: PLR2004
            found.append(Frame(box, tuple(heights)))
    return found


def _is_tabular(pieces: Sequence[Piece], box: Box) -> bool:
    rows = [_chunks(row, _APART) for row in rows_of(pieces)]
    width = box.x1 - box.x0
    prose = [row for row in rows if len(row) == 1 and row[0][1] - row[0][0] > _PROSE * width]
    return sum(len(row) > 1 for row in rows) > len(prose)


def _has_caption(box: Box, sheet: Sheet) -> bool:
    return any(
        _CAPTION.match(p.text) and (0 <= p.bottom - box.y1 < _NEAR or 0 <= box.y0 - p.top < _NEAR)
        for p in sheet.pieces
    )


def _chunks(row: Sequence[Piece], apart: float = _COLUMN) -> list[_Chunk]:
    """Join the words of a row that stand closer than some part of their size."""
    words = [(word, piece.size) for piece in row for word in piece.words]
    words.sort(key=lambda pair: pair[0].x0)
    groups: list[list[Word]] = []
    for word, size in words:
        if groups and ((word.glued and word.script) or word.x0 - groups[-1][-1].x1 < apart * size):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [
        (group[0].x0, max(word.x1 for word in group), written(group).strip()) for group in groups
    ]


def _grid_rows(frame: Frame, pieces: Sequence[Piece]) -> _Rows | None:
    """Read the cells of a grid; None if it is no table, no rows if they are not certain."""
    across, down = frame.across, frame.down
    if len(across) < 3 or len(down) < 3 or not pieces:  # noqa: PLR2004
        return None
    cells: dict[tuple[int, int], list[Piece]] = {}
    for piece in pieces:
        row = sum(y > (piece.top + piece.bottom) / 2 for y in across) - 1
        for column, part in _columns_of(piece, down):
            cells.setdefault((row, column), []).append(part)
    if len(cells) < 0.5 * (len(across) - 1) * (len(down) - 1):
        return None
    if not frame.regular:
        return []
    rows = [
        [_cell(cells.get((row, column), [])) for column in range(len(down) - 1)]
        for row in range(len(across) - 1)
    ]
    return [row for row in rows if any(row)]


def _columns_of(piece: Piece, down: Sequence[float]) -> list[tuple[int, Piece]]:
    """Cut a piece at the lines down through a table."""
    parts: dict[int, list[Word]] = {}
    column = 0
    for word in piece.words:
        if not word.script:
            column = sum(x < (word.x0 + word.x1) / 2 for x in down) - 1
        parts.setdefault(min(max(column, 0), len(down) - 2), []).append(word)
    return [(column, Piece(words, piece.baseline, piece.size)) for column, words in parts.items()]


def _cell(pieces: list[Piece]) -> _Cell:
    return [" ".join(piece.text for piece in row) for row in rows_of(pieces)]


def _headed(rows: list[list[str]]) -> list[list[str]]:
    """Put an empty header first if the first row holds figures."""
    if len(rows) > 1 and any(_NUMERIC.fullmatch(cell) for cell in rows[0] if cell):
        return [[""] * len(rows[0]), *rows]
    return rows if len(rows) > 1 else []


def _open_rows(frame: Frame, pieces: Sequence[Piece]) -> _Rows | None:
    """Read the cells of a table that has lines across it alone."""
    lines = rows_of(pieces)
    inner = frame.across[1:-1]
    head = [row for row in lines if inner and row[0].baseline > inner[0]]
    body = lines[len(head) :]
    if len(lines) < 2 or not body:  # noqa: PLR2004
        return None
    size = median(piece.size for piece in pieces)
    columns = _columns([_chunks(row) for row in body], size)
    if len(columns) < 2:  # noqa: PLR2004
        return None
    grouped = _grouped(body, columns, inner[1:])
    if grouped is None:
        return []
    rows = [row for group in grouped for row in _split(group, columns)]
    if any(sum(map(_is_figure, cell)) > 1 for row in rows for cell in row):
        return []  # several rows that share a cell
    return [_stacked(head, columns, head=True), *rows] if head else rows


def _split(lines: list[list[Piece]], columns: Sequence[tuple[float, float]]) -> list[list[_Cell]]:
    """Cut a row that holds several figures in one column, where only its label is shared."""
    cells = [_stacked([line], columns) for line in lines]
    last = [" ".join(row[-1]) for row in cells]
    starts = [
        place for place, text in enumerate(last)
        if _is_figure(text) and not (place and last[place - 1].endswith(_UNFINISHED))
    ]  # fmt: skip
    shared = all(not row[0] for row in cells[starts[1] :]) if len(starts) > 1 else False
    if not shared or starts[0] != 0:
        return [_stacked(lines, columns)]
    parts = [lines[a:b] for a, b in pairwise([*starts, len(lines)])]
    label = [text for row in cells for text in row[0]]
    return [[label, *_stacked(part, columns)[1:]] for part in parts]


def _is_figure(text: str) -> bool:
    return bool(_NUMERIC.fullmatch(text)) and any(map(str.isdigit, text))


def _columns(rows: list[list[_Chunk]], size: float) -> list[tuple[float, float]]:
    """Find the columns that all rows of cells keep free of each other."""
    spans = sorted((x0, x1) for row in rows if len(row) > 1 or len(rows) < 3 for x0, x1, _ in row)  # noqa: PLR2004
    columns: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if columns and x0 - columns[-1][1] < _BETWEEN * size:
            columns[-1] = columns[-1][0], max(columns[-1][1], x1)
        else:
            columns.append((x0, x1))
    return columns


def _stacked(
    lines: Sequence[Sequence[Piece]], columns: Sequence[tuple[float, float]], head: bool = False
) -> list[_Cell]:
    """Return what several lines hold in each column; a heading may stand over several."""
    cells: list[_Cell] = [[] for _ in columns]
    for x0, x1, text in (chunk for line in lines for chunk in _parts_of(line, columns, head)):
        over = [i for i, (left, right) in enumerate(columns) if min(x1, right) > max(x0, left)]
        away = [max(left - x1, x0 - right) for left, right in columns]
        for place in over if head and over else [away.index(min(away))]:
            cells[place].append(text)
    return cells


def _parts_of(
    line: Sequence[Piece], columns: Sequence[tuple[float, float]], head: bool
) -> list[_Chunk]:
    """Cut a line into what belongs together; below the header no part spans two columns."""
    parts: list[_Chunk] = []
    for row in rows_of(line):
        chunks = _chunks(row)
        spans = (sum(x1 > a and x0 < b for a, b in columns) for x0, x1, _ in chunks)
        parts += chunks if head or max(spans) < 2 else _chunks(row, _WORD)  # noqa: PLR2004
    return parts


def _grouped(
    body: list[list[Piece]], columns: Sequence[tuple[float, float]], inner: Sequence[float]
) -> list[list[list[Piece]]] | None:
    """Group the lines of a table to rows; None if that is not certain."""
    if len(inner) > 1 and len(inner) + 1 >= len(body) // 3:
        return _between(body, inner)
    body = _labelled(body, columns)
    cells = [_stacked([line], columns) for line in body]
    filled = [[bool(cell) for cell in row] for row in cells]
    drops = [above[-1].baseline - below[0].baseline for above, below in pairwise(body)]
    if drops and min(drops) < _TIGHT * max(drops):
        return _by_distance(body, filled, drops)
    share = sum(map(sum, filled)) / (len(body) * len(columns))
    firsts = all(row[0] for row in filled)
    measured = all(sum(any(map(_is_figure, cell)) for cell in row) > 1 for row in cells)
    return [[line] for line in body] if firsts and (share >= _FILLED or measured) else None


def _labelled(body: list[list[Piece]], columns: Sequence[tuple[float, float]]) -> list[list[Piece]]:
    """Join the second line of a label, such as “(Mg)”, to its first."""
    joined: list[list[Piece]] = []
    for line in body:
        first, *others = _stacked([line], columns)
        goes_on = first and not any(others) and first[0][0] in "([abcdefghijklmnopqrstuvwxyz"
        if joined and goes_on and len(joined[-1]) > 1:
            joined[-1] = [*joined[-1], *line]
        else:
            joined.append(line)
    return joined


def _between(body: list[list[Piece]], inner: Sequence[float]) -> list[list[list[Piece]]]:
    rows: dict[int, list[list[Piece]]] = {}
    for line in body:
        rows.setdefault(sum(y > line[0].baseline for y in inner), []).append(line)
    return [rows[place] for place in sorted(rows)]


def _by_distance(
    body: list[list[Piece]], filled: list[list[bool]], drops: list[float]
) -> list[list[list[Piece]]] | None:
    """Group lines that stand closer than rows do; every group must begin in the first column."""
    limit = (min(drops) + max(drops)) / 2
    if any(0.92 * limit < drop < 1.08 * limit for drop in drops):
        return None
    rows = [[0]]
    for place, drop in enumerate(drops, 1):
        if drop < limit:
            rows[-1].append(place)
        else:
            rows.append([place])
    if not all(filled[row[0]][0] and sum(filled[row[0]]) > 1 for row in rows):
        return None
    return [[body[place] for place in row] for row in rows]
