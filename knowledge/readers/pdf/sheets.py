"""A page of a PDF as read: pieces of lines, pictures, and what was left out."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from labwright.knowledge.readers.pdf.drawn import Drawn
from labwright.knowledge.readers.pdf.fractions import join_fractions
from labwright.knowledge.readers.pdf.frame import Box
from labwright.knowledge.readers.pdf.glyphs import Glyphs, read_glyphs, upright
from labwright.knowledge.readers.pdf.gutters import Zone
from labwright.knowledge.readers.pdf.hidden import seen
from labwright.knowledge.readers.pdf.lines import read_pieces
from labwright.knowledge.readers.pdf.pieces import Piece
from labwright.knowledge.readers.pdf.runs import Run

_MOST = 0.6  # of the letters; if as many are turned, the page is
_UNREADABLE = 0.3  # of the letters
_PICTURED = 0.3  # of the page
_PAGE = 0.7  # of the page; a larger picture is its background
_SMALLEST = 24.0  # points; smaller pictures are signs within the text
_LINE = 20.0  # times the size; lines of prose are longer than labels in a picture
_LARGE = 2.0  # times the size of the text; larger slanted letters are a watermark
_STAMP = re.compile(r"arXiv:\d{4}\.\d{4,5}(?:v\d+)?\b.*", re.I)


@dataclass
class Sheet:
    """A page as read.

    Args:
        number: Counted from 1.
        width: In points.
        height: In points.
        pieces: Pieces of lines outside pictures.
        pictures: Pictures with the text in them.
        rules: Thin lines, and boxes around cells.
        aside: Text that stands sideways.
        stamp: What a server stamped on its margin.
        hidden: Letters that the page holds and does not show.
        layer: Whether its text was laid over a scan.
        pictured: Whether it holds a picture that is large.
        letters: How many it shows.
        torn: Whether it cannot be loaded.
        recognised: Whether its text was recognised in a picture of it.
        unreadable: Whether the file does not tell what its letters mean.
        edges: Pieces that were taken off its edges.
    """

    number: int
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    pictures: list[Zone] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    stamp: str = ""
    hidden: int = 0
    layer: bool = False
    pictured: bool = False
    letters: int = 0
    torn: bool = False
    recognised: bool = False
    unreadable: bool = False
    edges: list[Piece] = field(default_factory=list)


def read_sheet(page: Any, number: int) -> Sheet:
    """Read a page.

    Args:
        page: The page of pypdfium2, open.
        number: Its number, counted from 1.

    Returns:
        What it shows.
    """
    glyphs = read_glyphs(page)
    turn = _usual_turn(glyphs)
    if turn:
        glyphs = read_glyphs(page, turn)
    sheet = Sheet(number, max(1.0, glyphs.width), max(1.0, glyphs.height))
    shares = (_share(d.box, sheet) for d in glyphs.drawn if d.kind == "picture")
    sheet.pictured = sum(shares) > _PICTURED
    if glyphs.unreadable > _UNREADABLE * max(1, len(glyphs.letters)):
        sheet.unreadable = True
        return sheet
    sight = seen(page, glyphs)
    sheet.hidden, sheet.layer = sight.hidden, sight.layer
    sheet.letters = sum(run.end - run.start for run in sight.runs)
    sheet.pictures = _pictures(glyphs.drawn, sheet)
    sheet.rules = [d.box for d in glyphs.drawn if d.kind in ("rule", "shape")]
    shown = {run.start for run in sight.runs if run.turn == 0}
    levelled = join_fractions(glyphs)
    for piece in read_pieces(levelled, [run for run in levelled.runs if run.start in shown]):
        _place(piece, sheet)
    _read_turned(glyphs, sight.runs, sheet)
    _free_prose(sheet)
    return sheet


def _usual_turn(glyphs: Glyphs) -> int:
    turns: Counter[int] = Counter()
    for run in glyphs.runs:
        turns[run.turn] += run.end - run.start
    turn, count = turns.most_common(1)[0] if turns else (0, 0)
    return turn if turn > 0 and count > _MOST * turns.total() else 0


def _share(box: Box, sheet: Sheet) -> float:
    area = (min(box.x1, sheet.width) - max(box.x0, 0)) * (
        min(box.y1, sheet.height) - max(box.y0, 0)
    )
    return area / (sheet.width * sheet.height)


def _pictures(drawn: list[Drawn], sheet: Sheet) -> list[Zone]:
    """Return the pictures of a page, those that overlap as one."""
    boxes = [
        d.box for d in drawn
        if d.kind in ("picture", "form") and _share(d.box, sheet) < _PAGE
        and min(d.box.x1 - d.box.x0, d.box.y1 - d.box.y0) > _SMALLEST
    ]  # fmt: skip
    joined: list[Box] = []
    for box in sorted(boxes, key=lambda b: -b.y1):
        near = next((other for other in joined if _overlap(other, box)), None)
        if near:
            joined.remove(near)
        joined.append(_around(near, box) if near else box)
    return [Zone("picture", [], box) for box in joined]


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1)
    )


def _overlap(one: Box, other: Box) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > 0 and down > 0


def _place(piece: Piece, sheet: Sheet) -> None:
    """Put a piece where it belongs: into a picture, or on the page."""
    x, y = (piece.x0 + piece.x1) / 2, (piece.top + piece.bottom) / 2
    picture = next((zone for zone in sheet.pictures if zone.box.holds(x, y)), None)
    (picture.lines if picture else sheet.pieces).append(piece)


def _read_turned(glyphs: Glyphs, runs: list[Run], sheet: Sheet) -> None:
    """Read what stands sideways or slanted, except watermarks and stamps."""
    usual = _usual_size(runs)
    for turn in sorted({run.turn for run in runs if run.turn}):
        some = [run for run in runs if run.turn == turn]
        if turn < 0:
            texts = [(_letters(glyphs, run), run) for run in some if run.size < _LARGE * usual]
        else:
            turned = upright(glyphs, turn)
            moved = {run.start: run for run in turned.runs}
            pieces = read_pieces(turned, [moved[run.start] for run in some])
            texts = [(piece.text, some[piece.place]) for piece in pieces]
        for text, run in texts:
            if stamp := _STAMP.search(text):
                sheet.stamp = stamp[0]
            else:
                _aside(text, run, sheet)


def _aside(text: str, run: Run, sheet: Sheet) -> None:
    picture = next((zone for zone in sheet.pictures if zone.box.holds(run.x, run.baseline)), None)
    (picture.extra if picture else sheet.aside).append(text)


def _letters(glyphs: Glyphs, run: Run) -> str:
    blanks = (glyphs.spaced[run.start : run.end] > 0).tolist()
    letters = glyphs.letters[run.start : run.end]
    return "".join(f" {c}" if b else c for c, b in zip(letters, blanks, strict=True)).strip()


def _usual_size(runs: list[Run]) -> float:
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[round(run.size, 1)] += (run.end - run.start) * (run.turn == 0)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _free_prose(sheet: Sheet) -> None:
    """Give back to the page what is no picture but a frame around prose."""
    for zone in list(sheet.pictures):
        words = sum(len(line.words) for line in zone.lines)
        prose = [line for line in zone.lines if line.x1 - line.x0 > _LINE * line.size]
        if len(prose) > 3 and sum(len(line.words) for line in prose) > _MOST * words:  # noqa: PLR2004
            sheet.pictures.remove(zone)
            sheet.pieces += zone.lines
            sheet.aside += zone.extra
