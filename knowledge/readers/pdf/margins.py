"""What stands on the margins of pages and is no part of the text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from labwright.knowledge.readers.pdf.line_numbers import numbered_lines
from labwright.knowledge.readers.pdf.pieces import Piece
from labwright.knowledge.readers.pdf.sheets import Sheet

_WIDE = 8.0  # of the size
_COMMON = 0.2  # of the lines begin or end where the text does
_BEYOND, _FARTHEST = 2.0, 60.0  # points between the text and its line numbers
_EDGE = 0.18  # of the height; running heads and feet stand within it
_NEAR = 3.0  # points; what stands farther apart on two pages is not the same
_CLEAR = 1.5  # of the size, between a running head and the text
_FEW_PAGES = 4
_WINDOW = 8  # pages before and behind that are compared
_STRAYS = 0.34  # of them may have text at the height of a running head
_WATERMARK = 1.8  # of the size of the text
_ROMAN = re.compile(r"^[ivxl]+$", re.I)
_PAGE_NUMBER = re.compile(r"(?:page\s+)?#(?:\s*(?:of|/)\s*#)?|[-–—|]\s*#\s*[-–—|]", re.I)
_CAPTION = re.compile(r"(?:fig|tab|scheme|chart|spectr|plate|entry|compound)", re.I)
_FIRST_NUMBER = re.compile(r"\d+")


def strip_margins(sheets: Sequence[Sheet]) -> None:
    """Take line numbers, running heads and feet, page numbers and watermarks off all pages.

    What was taken off stays with each sheet as its ``edges``.

    Args:
        sheets: The pages of one document, in order.
    """
    for side in ("left", "right"):
        _strip_line_numbers(sheets, side)
    _strip_running(sheets)
    _strip_watermarks(sheets)


def printed_labels(sheets: Sequence[Sheet]) -> list[str]:
    """Return the page numbers that are printed, if they differ from the count.

    Args:
        sheets: The pages, their margins stripped.

    Returns:
        A label for each page; empty where none are printed, or they are the count.
    """
    offsets: Counter[int] = Counter()
    for sheet in sheets:
        shown = (piece.text for piece in sheet.edges)
        numbers = {int(m[0]) for t in shown if _is_number(t) and (m := _FIRST_NUMBER.search(t))}
        offsets.update({number - sheet.number for number in numbers})
    offset, count = offsets.most_common(1)[0] if offsets else (0, 0)
    if offset <= 0 or count < max(3, 0.6 * len(sheets)):
        return []
    return [str(sheet.number + offset) for sheet in sheets]


def edge_texts(sheet: Sheet) -> list[str]:
    """Return what was taken off a page, line by line and once more as a whole."""
    shown = [piece for piece in sheet.edges if not _is_number(piece.text)]
    lines = [" ".join(piece.text for piece in row) for row in rows_of(shown)]
    lines = [re.sub(rf"^{sheet.number}\s+|\s+{sheet.number}$", "", line) for line in lines]
    return [*lines, " ".join(lines)]


def _is_number(text: str) -> bool:
    return len(text) < 30 and bool(_PAGE_NUMBER.fullmatch(_FIRST_NUMBER.sub("#", text)))  # noqa: PLR2004


def _strip_line_numbers(sheets: Sequence[Sheet], side: str) -> None:
    rows = [list(_numbered_rows(sheet, side)) for sheet in sheets]
    found = numbered_lines([[text for text, _ in page] for page in rows])
    for sheet, page, indices in zip(sheets, rows, found, strict=True):
        numbers = [page[index][1] for index in indices]
        sheet.pieces = [p for p in sheet.pieces if not any(p is number for number in numbers)]


def _numbered_rows(sheet: Sheet, side: str) -> Iterator[tuple[str, Piece | None]]:
    """Yield the rows of a page, with the number that stands outside its text."""
    wide = [p for p in sheet.pieces if p.x1 - p.x0 > _WIDE * p.size]
    ends = Counter(round(p.x0 if side == "left" else -p.x1) for p in wide)
    edges = [edge for edge, count in ends.items() if count >= _COMMON * len(wide)]
    for row in rows_of(sheet.pieces):
        number = next((p for p in row if any(_is_outside(p, side, edge) for edge in edges)), None)
        yield f"{number.text if number else 'x'} x", number


def _is_outside(piece: Piece, side: str, edge: float) -> bool:
    if len(piece.words) > 1 or not (piece.words[0].text.isdecimal() and len(piece.text) < 5):  # noqa: PLR2004
        return False
    away = edge - (piece.x1 if side == "left" else -piece.x0)
    return _BEYOND < away < _FARTHEST


def rows_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group pieces that stand at one height, from the top down and left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: -p.baseline):
        if rows and rows[-1][0].baseline - piece.baseline < 0.4 * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.x0) for row in rows]


def _strip_running(sheets: Sequence[Sheet]) -> None:
    """Take off what stands at the same place of several pages, outside the text."""
    for top in (True, False):
        edges = [list(_edge(sheet, top)) for sheet in sheets]
        repeated = _repeated(edges)
        limits = [_limit(rows, repeated) for rows in edges]
        for place, sheet in enumerate(sheets):
            _take_off(sheet, edges[place], repeated, _others(limits, place, top), top)


def _edge(sheet: Sheet, top: bool) -> Iterator[list[Piece]]:
    """Yield the rows near the top or the foot of a page, from the edge inwards."""
    rows = rows_of(sheet.pieces)
    for row in rows if top else reversed(rows):
        away = (sheet.height - row[0].baseline if top else row[0].baseline) / sheet.height
        if away > _EDGE:
            return
        yield row


def _repeated(edges: Sequence[list[list[Piece]]]) -> set[int]:
    """Return the identities of pieces that stand alike on enough pages nearby."""
    groups: dict[str, list[tuple[int, Piece]]] = defaultdict(list)
    for number, rows in enumerate(edges):
        for piece in (piece for row in rows for piece in row):
            text = piece.text
            if not _CAPTION.match(text):
                groups[_shape(text)].append((number, piece))
    enough = 2 if len(edges) <= _FEW_PAGES else 3
    found: set[int] = set()
    for group in groups.values():
        for number, piece in group if len(group) >= enough else ():
            near = [entry for entry in group if abs(entry[0] - number) <= _WINDOW]
            alike = {page for page, other in near if _is_same(piece, other, page - number)}
            if len(alike) >= enough:
                found.add(id(piece))
    return found


def _shape(text: str) -> str:
    text = text.strip()
    return "#" if _ROMAN.match(text) else re.sub(r"\d+", "#", text)


def _is_same(one: Piece, other: Piece, pages: int) -> bool:
    """Tell whether two pieces stand at one place, and differ in no number but the page's."""
    if abs(one.baseline - other.baseline) > _NEAR:
        return False
    aligned = (one.x0 - other.x0, one.x1 - other.x1, (one.x0 + one.x1 - other.x0 - other.x1) / 2)
    if min(map(abs, aligned)) > _NEAR:
        return False
    numbers = zip(re.findall(r"\d+", one.text), re.findall(r"\d+", other.text), strict=False)
    return all(a == b or int(b) - int(a) == pages for a, b in numbers)


def _limit(rows: list[list[Piece]], repeated: set[int]) -> float | None:
    """Return the height of the outermost row that is no running one."""
    for row in rows:
        if not all(id(piece) in repeated for piece in row):
            return row[0].baseline
    return None


def _others(limits: Sequence[float | None], place: int, top: bool) -> list[float]:
    """Return how far out the text of pages nearby reaches; the first page is set otherwise."""
    near = range(max(0, place - _WINDOW), min(len(limits), place + _WINDOW + 1))
    found = [limit for page in near if (limit := limits[page]) is not None and (page or top)]
    return sorted(found, reverse=top)


def _take_off(
    sheet: Sheet, rows: list[list[Piece]], repeated: set[int], limits: list[float], top: bool
) -> None:
    """Take running rows off a page, unless text of other pages stands at their height."""
    block: list[Piece] = []
    taken: list[Piece] = []
    for place, row in enumerate(rows):
        running = [piece for piece in row if id(piece) in repeated]
        numbers = all(_is_number(piece.text) for piece in running)
        if not running or not (numbers or _is_outside_text(row[0].baseline, limits, top)):
            break
        block += running
        if len(running) < len(row):
            taken += block
            block = []
            break
        following = rows[place + 1] if place + 1 < len(rows) else _next_row(sheet, row, top)
        if not following or _is_clear(row, following):
            taken += block
            block = []
    taken += [piece for piece in block if _is_number(piece.text)]
    gone = set(map(id, taken))
    sheet.edges += taken
    sheet.pieces = [piece for piece in sheet.pieces if id(piece) not in gone]


def _is_outside_text(height: float, limits: list[float], top: bool) -> bool:
    """Tell whether the text of most pages nearby ends before a height."""
    beyond = [y for y in limits if (y - height if top else height - y) > -1]
    return len(beyond) <= max(_STRAYS * len(limits), len(limits) > 2)  # noqa: PLR2004


def _next_row(sheet: Sheet, row: list[Piece], top: bool) -> list[Piece]:
    rows = rows_of(sheet.pieces)
    ordered = rows if top else rows[::-1]
    place = next((i for i, other in enumerate(ordered) if other[0] is row[0]), len(ordered))
    return ordered[place + 1] if place + 1 < len(ordered) else []


def _is_clear(row: list[Piece], following: list[Piece]) -> bool:
    size = max(piece.size for piece in (*row, *following))
    return abs(row[0].baseline - following[0].baseline) > _CLEAR * size


def _strip_watermarks(sheets: Sequence[Sheet]) -> None:
    """Take off large words that stand at the same place of most pages."""
    places: Counter[tuple[str, int, int]] = Counter()
    for sheet in sheets:
        places.update({_place(piece) for piece in _large(sheet)})
    often = {place for place, count in places.items() if count >= max(2, len(sheets) // 2)}
    for sheet in sheets if often else ():
        marks = [piece for piece in _large(sheet) if _place(piece) in often]
        sheet.pieces = [p for p in sheet.pieces if not any(p is mark for mark in marks)]


def _large(sheet: Sheet) -> list[Piece]:
    if not sheet.pieces:
        return []
    sizes = sorted(piece.size for piece in sheet.pieces)
    return [p for p in sheet.pieces if p.size > _WATERMARK * sizes[len(sizes) // 2]]


def _place(piece: Piece) -> tuple[str, int, int]:
    return piece.text, round(piece.x0 / 6), round(piece.baseline / 6)
