"""The letters of a PDF page with their places, and what is drawn around them."""

import ctypes
import math
import re
from collections import deque
from dataclasses import dataclass, replace
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labwright.knowledge.readers.pdf_fonts import tex_characters

_MOST = 200_000  # letters of one page; more are no page that anyone reads
_FAR, _TINY = 1e5, 1e-3  # points
_MOST_DRAWN = 50_000
_UNKNOWN = "\ufffd"
_NOTHING = "\u200b"
_HYPHENS = (0x02, 0xFFFE, 0xAD, 0x2010, 0x2011)
"""Hyphens: at line ends PDFium gives 2 or U+FFFE; many fonts call each of them soft."""
_SURROGATES = (0xD800, 0xDC00, 0xE000)
_NO_LETTERS = re.compile(r"fontawesome|icon|academicons|wingdings|webdings", re.I)
_BOLD = re.compile(r"bold|black|heavy|semib|demi|medi$|[,-]b$|cmb|ecbx|sfbx|OB$", re.I)
_ITALIC = re.compile(r"ital|obli|slant|[,-]i$|cmti|cmsl|OI$", re.I)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FORCED_BOLD, _SLANTED = 0x40000, 0x40
_THIN = 2.5  # points; what is thinner is a rule
_BLANKS = (0x09, 0x20, 0xA0)
_BULLETS = {0xF0B7: "•", 0xF0A7: "•", 0xF0D8: "•", 0xF02D: "−", 0xF0B0: "°", 0xF06D: "μ"}

Floats = NDArray[np.float32]


class Font(NamedTuple):
    """How letters look.

    Args:
        name: Name of the font, without the mark of a subset.
        bold: Whether it is bold.
        italic: Whether it is slanted.
        icons: Whether its letters are pictures.
    """

    name: str
    bold: bool
    italic: bool
    icons: bool


class Run(NamedTuple):
    """Letters that were set in one go.

    Args:
        start: Index of the first.
        end: Index behind the last.
        font: How they look.
        size: Points.
        turn: Quarter turns anticlockwise; -1 where it is none, as in a watermark.
        x: Where the first begins.
        baseline: Height above the foot of the page on which they stand.
        colour: Red, green, blue and opacity in 0…255.
        mode: How PDF draws them; 3 is not at all.
        place: How many things were drawn before; -1 if that is not known.
    """

    start: int
    end: int
    font: Font
    size: float
    turn: int
    x: float
    baseline: float
    colour: tuple[int, int, int, int]
    mode: int
    place: int


class Box(NamedTuple):
    """A rectangle on the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies in it."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


class Drawn(NamedTuple):
    """Something on the page that is no text.

    Args:
        box: Where it is.
        kind: ``rule``, ``shape``, ``picture`` or ``form``.
        place: How many things were drawn before.
        shade: Brightness in 0…1 of what hides all below it; -1 where that is not known, as of
            pictures; None if something shows through.
    """

    box: Box
    kind: str
    place: int
    shade: float | None


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


@cache
def _calls() -> dict[str, Any]:
    """Return functions of PDFium that take addresses as numbers: eight times as fast in ``map``."""
    from pypdfium2 import raw

    whole, address = ctypes.c_int, ctypes.c_void_p
    kinds: dict[str, tuple[Any, ...]] = {
        "FPDFText_GetLooseCharBox": (whole, address, whole, address),
        "FPDFText_GetTextObject": (ctypes.c_size_t, address, whole),
        "FPDFText_GetUnicode": (ctypes.c_uint, address, whole),
        "FPDFText_GetText": (whole, address, whole, whole, address),
        "FPDFText_GetMatrix": (whole, address, whole, address),
        "FPDFText_GetFontSize": (ctypes.c_double, address, whole),
        "FPDFText_GetCharOrigin": (whole, address, whole, address, address),
        "FPDFTextObj_GetFont": (address, address),
        "FPDFTextObj_GetTextRenderMode": (whole, address),
        "FPDFPageObj_GetFillColor": (whole, address, address, address, address, address),
        "FPDFPageObj_GetBounds": (whole, address, address, address, address, address),
        "FPDFPageObj_GetType": (whole, address),
        "FPDFPage_GetObject": (address, address, whole),
        "FPDFPath_GetDrawMode": (whole, address, address, address),
    }
    return {
        name.rpartition("_")[2]: ctypes.PYFUNCTYPE(*signature)(
            ctypes.cast(getattr(raw, name), address).value or 0
        )
        for name, signature in kinds.items()
    }


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
        frame = _frame(page, turns)
        return _glyphs(page, handle, count, frame)
    finally:
        text_page.close()


class _Frame(NamedTuple):
    """The part of the page that is shown, and how often it is turned clockwise by a quarter."""

    left: float
    bottom: float
    width: float
    height: float
    turns: int

    def turned(self, boxes: Floats) -> Floats:
        """Return boxes as seen on the page that is shown."""
        moved = boxes - np.array([self.left, self.bottom] * 2, np.float32)
        for _ in range(self.turns):
            x0, y0, x1, y1 = moved.T
            moved = np.stack([y0, -x1, y1, -x0], axis=1)
        shift = [(0, 0), (0, self.width), (self.width, self.height), (self.height, 0)][self.turns]
        return moved + np.array([*shift, *shift], np.float32)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point as seen on the page that is shown."""
        x, y = x - self.left, y - self.bottom
        return (
            (x, y), (y, self.width - x), (self.width - x, self.height - y), (self.height - y, x)
        )[self.turns]  # fmt: skip

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height as shown."""
        size = self.width, self.height
        return size[::-1] if self.turns % 2 else size


def _frame(page: Any, turns: int) -> _Frame:
    left, bottom, right, top = page.get_cropbox()
    return _Frame(left, bottom, right - left, top - bottom, (page.get_rotation() // 90 + turns) % 4)


def _glyphs(page: Any, handle: int, count: int, frame: _Frame) -> Glyphs:
    call = _calls()
    codes = _codes(handle, count)
    found = map(call["GetTextObject"], repeat(handle), range(count))
    owners = np.fromiter(found, np.uint64, count)
    boxes = np.zeros((count, 4), np.float32)
    at = boxes.ctypes.data
    places = range(at, at + 16 * count, 16)
    deque(map(call["GetLooseCharBox"], repeat(handle), range(count), places), maxlen=0)
    blank = (owners == 0) | np.isin(codes, _BLANKS)
    given = codes == 0x20  # noqa: PLR2004
    codes, dropped = _mended(codes, owners)
    indices = np.flatnonzero(~(blank | dropped))
    drawn, places = _drawn(page, frame)
    runs = _runs(handle, indices, owners[indices], places, frame)
    letters, unreadable = _readable(codes[indices], runs)
    before = np.concatenate([[-1], indices[:-1]]) if len(indices) else indices
    # A blank of the file has a width; one that PDFium put where it saw a gap has none.
    between = blank & ((owners != 0) | given)
    written = blank & (boxes[:, 2] > boxes[:, 0])
    counts = np.stack([between, written]).cumsum(axis=1)
    counts = np.concatenate([np.zeros((2, 1), np.int64), counts], axis=1)
    spaced = (counts[:, indices] > counts[:, before + 1]).sum(axis=0)
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


def _codes(handle: int, count: int) -> NDArray[np.uint32]:
    """Return what each letter says, in one call where the text has one character for each."""
    call = _calls()
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
                if odd[place] or (for_all and chr(codes[place]).isalnum()):
                    code = int(codes[place])
                    letters[place] = meant.get(code, _BULLETS.get(code, letters[place]))
                    unreadable += letters[place] == _UNKNOWN
    return letters, unreadable


def _runs(
    handle: int, indices: NDArray[np.int64], owners: NDArray[np.uint64], places: dict[int, int],
    frame: _Frame,
) -> list[Run]:  # fmt: skip
    if not len(indices):
        return []
    starts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]]))
    ends = np.concatenate([starts[1:], [len(owners)]]).tolist()
    firsts, whose = indices[starts].tolist(), owners[starts].tolist()
    inquiry = _Inquiry(handle, frame)
    return [
        inquiry.run(index, owner, (start, end), places.get(owner, -1))
        for index, owner, start, end in zip(firsts, whose, starts.tolist(), ends, strict=True)
    ]


class _Inquiry:
    """Asks PDFium how letters are set, into memory that is used again for each."""

    def __init__(self, handle: int, frame: _Frame) -> None:
        self._handle, self._frame = handle, frame
        self._fonts: dict[int, Font] = {}
        self._matrix = (ctypes.c_float * 6)()
        self._colour = (ctypes.c_uint * 4)()
        self._point = (ctypes.c_double * 2)()
        self._at = tuple(map(ctypes.addressof, (self._matrix, self._colour, self._point)))
        calls = _calls()
        names = "GetMatrix GetFontSize GetFont GetFillColor GetCharOrigin GetTextRenderMode"
        self._calls = tuple(calls[name] for name in names.split())

    def run(self, index: int, owner: int, span: tuple[int, int], place: int) -> Run:
        """Return how the letters of a text object are set."""
        matrix_of, size_of, font_of, colour_of, origin_of, mode_of = self._calls
        matrix, colour, point = self._at
        matrix_of(self._handle, index, matrix)
        a, b, c, d = self._matrix[:4]
        font = font_of(owner) or 0
        if font not in self._fonts:
            self._fonts[font] = _font(font)
        if not colour_of(owner, colour, colour + 4, colour + 8, colour + 12):
            self._colour[:] = (0, 0, 0, 255)
        red, green, blue, opacity = self._colour
        origin_of(self._handle, index, point, point + 8)
        x, y = self._frame.point(*self._point)
        size = size_of(self._handle, index) * math.hypot(c, d)
        size = min(size, _FAR) if size > _TINY else _TINY  # whatever a damaged file says
        turn = 0 if b == 0 < a and not self._frame.turns else _turn(a, b, self._frame.turns)
        return Run(
            *span, self._fonts[font], size, turn, x, y, (red, green, blue, opacity),
            mode_of(owner), place,
        )  # fmt: skip


def _turn(a: float, b: float, page_turns: int) -> int:
    """Return the quarter turns of letters as shown; -1 if they lean."""
    angle = math.degrees(math.atan2(b, a)) / 90
    nearest = round(angle)
    return -1 if abs(angle - nearest) > 0.04 else (nearest - page_turns) % 4  # noqa: PLR2004


def _font(at: int) -> Font:
    from pypdfium2 import raw

    pointer = ctypes.cast(at, raw.FPDF_FONT)
    name = ctypes.create_string_buffer(200)
    named = getattr(raw, "FPDFFont_GetBaseFontName", None) or raw.FPDFFont_GetFontName
    named(pointer, name, len(name))
    plain = _SUBSET.sub("", name.value.decode("utf-8", "replace"))
    flags = raw.FPDFFont_GetFlags(pointer)
    known = flags if flags > 0 else 0
    bold = bool(_BOLD.search(plain)) or bool(known & _FORCED_BOLD)
    slanted = bool(_ITALIC.search(plain)) or bool(known & _SLANTED)
    return Font(plain, bold, slanted, bool(_NO_LETTERS.search(plain)))


def _drawn(page: Any, frame: _Frame) -> tuple[list[Drawn], dict[int, int]]:
    """List the rules, shapes and pictures of a page, and the places of its texts among them."""
    from pypdfium2 import raw

    call = _calls()
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value or 0
    kinds = {
        raw.FPDF_PAGEOBJ_PATH: "shape", raw.FPDF_PAGEOBJ_IMAGE: "picture",
        raw.FPDF_PAGEOBJ_SHADING: "shading", raw.FPDF_PAGEOBJ_FORM: "form",
    }  # fmt: skip
    found: list[tuple[str, int, float | None]] = []
    texts: dict[int, int] = {}
    bounds: list[list[float]] = []
    edges = (ctypes.c_float * 4)()
    at = ctypes.addressof(edges)
    for place in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_DRAWN)):
        owner = call["GetObject"](handle, place)
        kind = kinds.get(call["GetType"](owner)) if owner else None
        if kind is None:
            texts[owner or 0] = place
        elif call["GetBounds"](owner, at, at + 4, at + 8, at + 12):
            found.append((kind, place, _shade(owner, kind)))
            bounds.append(list(edges))
    boxes = frame.turned(np.array(bounds, np.float32).reshape(-1, 4)).tolist()
    return [
        Drawn(box := Box(*edges), _named(kind, box), place, shade)
        for (kind, place, shade), edges in zip(found, boxes, strict=True)
    ], texts


def _named(kind: str, box: Box) -> str:
    thin = min(box.x1 - box.x0, box.y1 - box.y0) <= _THIN
    return "rule" if kind == "shape" and thin else kind


def _shade(owner: int, kind: str) -> float | None:
    """Return how bright a thing is if it hides what lies below."""
    if kind != "shape":
        return -1.0 if kind == "picture" else None
    call = _calls()
    values = (ctypes.c_uint * 6)()
    at = ctypes.addressof(values)
    drawn = call["GetDrawMode"](owner, at, at + 4)
    colour = call["GetFillColor"](owner, at + 8, at + 12, at + 16, at + 20)
    opaque = drawn and values[0] and colour and values[5] > 250  # noqa: PLR2004
    return brightness(values[2], values[3], values[4]) if opaque else None


def brightness(red: int, green: int, blue: int) -> float:
    """Return how bright a colour looks in 0…1."""
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def upright(glyphs: Glyphs, turn: int) -> Glyphs:
    """Turn a page so that letters with some quarter turns stand upright.

    Args:
        glyphs: The letters of the page.
        turn: Their quarter turns anticlockwise.

    Returns:
        The same letters, all turned back by as much.
    """
    frame = _Frame(0, 0, glyphs.width, glyphs.height, turn % 4)
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
