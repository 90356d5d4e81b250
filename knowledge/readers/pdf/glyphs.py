"""The letters of a PDF page with their places."""

import ctypes
from collections import deque
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labwright.knowledge.readers.pdf.drawn import Drawn, read_drawn
from labwright.knowledge.readers.pdf.fonts import tex_characters
from labwright.knowledge.readers.pdf.frame import Floats, Frame, frame_of
from labwright.knowledge.readers.pdf.raw import calls
from labwright.knowledge.readers.pdf.runs import Inquiry, Run

_MOST = 200_000  # letters of one page; more are no page that anyone reads
_FAR = 1e5  # points
_UNKNOWN = "\ufffd"
_NOTHING = "\u200b"
_HYPHENS = (0x02, 0xFFFE, 0xAD, 0x2010, 0x2011)
"""Hyphens: at line ends PDFium gives 2 or U+FFFE; many fonts call each of them soft."""
_SURROGATES = (0xD800, 0xDC00, 0xE000)
_BLANKS = (0x09, 0x20, 0xA0)
_BULLETS = {0xF0B7: "•", 0xF0A7: "•", 0xF0D8: "•", 0xF02D: "−", 0xF0B0: "°", 0xF06D: "μ"}


@dataclass(frozen=True)
class Glyphs:
    """The letters of a page in the order of the file.

    Args:
        letters: What each says, mostly one character; U+FFFD where the file does not tell.
        boxes: Left, bottom, right and top of each.
        spaced: 2 for those behind a blank, 1 for those behind a gap that may be one, else 0.
        runs: How they were set.
        drawn: What else the page holds.
        width: Of the page.
        height: Of the page.
        unreadable: How many letters the file does not tell.
    """

    letters: list[str]
    boxes: Floats
    spaced: NDArray[np.int64]
    runs: list[Run]
    drawn: list[Drawn]
    width: float
    height: float
    unreadable: int


def read_glyphs(page: Any, turns: int = 0) -> Glyphs:
    """Read the letters of a page.

    Args:
        page: A page of pypdfium2; it stays open.
        turns: Quarter turns clockwise by which to turn it besides.

    Returns:
        Its letters and drawings, with the page turned as it is shown.
    """
    from pypdfium2 import raw

    text_page = page.get_textpage()
    try:
        handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value or 0
        count = max(0, min(raw.FPDFText_CountChars(text_page.raw), _MOST))
        frame = frame_of(page, turns)
        return _glyphs(page, handle, count, frame)
    finally:
        text_page.close()


def _glyphs(page: Any, handle: int, count: int, frame: Frame) -> Glyphs:
    call = calls()
    codes = _codes(handle, count)
    found = map(call["GetTextObject"], repeat(handle), range(count))
    owners = np.fromiter(found, np.uint64, count)
    boxes = np.zeros((count, 4), np.float32)
    at = boxes.ctypes.data
    rows = range(at, at + 16 * count, 16)
    deque(map(call["GetLooseCharBox"], repeat(handle), range(count), rows), maxlen=0)
    blank = (owners == 0) | np.isin(codes, _BLANKS)
    given = codes == 0x20  # noqa: PLR2004
    codes, dropped = _mended(codes, owners)
    indices = np.flatnonzero(~(blank | dropped))
    drawn, places = read_drawn(page, frame)
    runs = _runs(handle, indices, owners[indices], places, frame)
    letters, unreadable = _readable(codes[indices], runs)
    # A blank of the file has a width; one that PDFium put where it saw a gap has none.
    between = blank & ((owners != 0) | given)
    spaced = _spaced(np.stack([between, blank & (boxes[:, 2] > boxes[:, 0])]), indices)
    np.clip(np.nan_to_num(boxes), -_FAR, _FAR, out=boxes)
    turned = frame.turned(boxes[:, [0, 3, 2, 1]])
    return Glyphs(
        letters=letters,
        boxes=turned[indices],
        spaced=spaced,
        runs=runs,
        drawn=drawn,
        width=frame.shown[0],
        height=frame.shown[1],
        unreadable=unreadable,
    )


def _spaced(blanks: NDArray[np.bool_], indices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the kinds of blanks that stand right before each letter."""
    if not len(indices):
        return indices
    before = np.concatenate([[-1], indices[:-1]])
    counts = np.concatenate([np.zeros((2, 1), np.int64), blanks.cumsum(axis=1)], axis=1)
    spaced: NDArray[np.int64] = (counts[:, indices] > counts[:, before + 1]).sum(axis=0)
    return spaced


def _codes(handle: int, count: int) -> NDArray[np.uint32]:
    """Return what each letter says, in one call where the text has one character for each."""
    call = calls()
    units = np.zeros(count + 1, np.uint16)
    if call["GetText"](handle, 0, count, units.ctypes.data) == count + 1:
        return units[:count].astype(np.uint32)
    return np.fromiter(map(call["GetUnicode"], repeat(handle), range(count)), np.uint32, count)


def _mended(
    codes: NDArray[np.uint32], owners: NDArray[np.uint64]
) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """Join halves of characters, and tell which places hold none any more."""
    codes = codes.copy()
    high = (codes >= _SURROGATES[0]) & (codes < _SURROGATES[1])
    low = (codes >= _SURROGATES[1]) & (codes < _SURROGATES[2])
    pairs = np.flatnonzero(high[:-1] & low[1:])
    codes[pairs] = 0x10000 + ((codes[pairs] - 0xD800) << 10) + (codes[pairs + 1] - 0xDC00)
    dropped = high | low
    dropped[pairs] = False
    codes[np.isin(codes, _HYPHENS) & (owners != 0)] = ord("-")
    return codes, dropped


def _readable(codes: NDArray[np.uint32], runs: list[Run]) -> tuple[list[str], int]:
    """Return the characters, and how many of them the file does not tell."""
    odd = (codes < 0x20) | (codes >= 0xE000) & (codes < 0xF900) | (codes >= 0xFFFD)  # noqa: PLR2004
    odd &= (codes < 0x10000) | (codes > 0x10FFFF)  # noqa: PLR2004
    letters = list(map(chr, np.where(odd, 0xFFFD, codes).tolist()))
    unreadable = 0
    for run in runs:
        meant, for_all = tex_characters(run.font.name)
        if run.font.icons:
            letters[run.start : run.end] = _NOTHING * (run.end - run.start)
        elif odd[run.start : run.end].any() or for_all:
            for place in range(run.start, run.end):
                if odd[place] or (for_all and codes[place] < 0x7F):  # noqa: PLR2004
                    code = int(codes[place])
                    letters[place] = meant.get(code, _BULLETS.get(code, letters[place]))
                    unreadable += letters[place] == _UNKNOWN
    return letters, unreadable


def _runs(
    handle: int, indices: NDArray[np.int64], owners: NDArray[np.uint64], places: dict[int, int],
    frame: Frame,
) -> list[Run]:  # fmt: skip
    if not len(indices):
        return []
    starts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]]))
    ends = np.concatenate([starts[1:], [len(owners)]]).tolist()
    firsts, whose = indices[starts].tolist(), owners[starts].tolist()
    inquiry = Inquiry(handle, frame)
    return [
        inquiry.run(index, owner, (start, end), places.get(owner, -1))
        for index, owner, start, end in zip(firsts, whose, starts.tolist(), ends, strict=True)
    ]


def upright(glyphs: Glyphs, turn: int) -> Glyphs:
    """Turn a page so that letters with some quarter turns stand upright.

    Args:
        glyphs: The letters of the page.
        turn: Their quarter turns anticlockwise.

    Returns:
        The same letters, all turned back by as much.
    """
    frame = Frame(0, 0, glyphs.width, glyphs.height, turn % 4)
    points = np.array([[r.x, r.baseline, r.x, r.baseline] for r in glyphs.runs], np.float32)
    moved = frame.turned(points.reshape(-1, 4)).tolist()
    runs = [
        run._replace(x=x, baseline=y, turn=(run.turn - turn) % 4 if run.turn >= 0 else -1)
        for run, (x, y, _, _) in zip(glyphs.runs, moved, strict=True)
    ]
    width, height = frame.shown
    return replace(
        glyphs, boxes=frame.turned(glyphs.boxes), runs=runs, drawn=[], width=width, height=height
    )
