"""How the letters of a PDF page are set."""

import ctypes
import math
import re
from typing import NamedTuple

from labwright.knowledge.readers.pdf.frame import Frame
from labwright.knowledge.readers.pdf.raw import calls

_FAR, _TINY = 1e5, 1e-3  # points
_NO_LETTERS = re.compile(r"fontawesome|icon|academicons|wingdings|webdings", re.I)
_BOLD = re.compile(r"bold|black|heavy|semib|demi|medi$|[,-]b$|cmb|ecbx|sfbx|OB$", re.I)
_ITALIC = re.compile(r"ital|obli|slant|[,-]i$|cmti|cmsl|OI$", re.I)
_MONO = re.compile(r"mono|courier|consol|typewr|cmtt|hack|menlo|fixed|codepro", re.I)
_FIXED = 0x1
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FORCED_BOLD, _SLANTED = 0x40000, 0x40


class Font(NamedTuple):
    """How letters look.

    Args:
        name: Name of the font, without the mark of a subset.
        bold: Whether it is bold.
        italic: Whether it is slanted.
        icons: Whether its letters are pictures.
        mono: Whether all of its letters are as wide, as in listings of programs.
    """

    name: str
    bold: bool
    italic: bool
    icons: bool
    mono: bool


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


class Inquiry:
    """Asks PDFium how letters are set, into memory that is used again for each."""

    def __init__(self, handle: int, frame: Frame) -> None:
        self._handle, self._frame = handle, frame
        self._fonts: dict[int, Font] = {}
        self._matrix = (ctypes.c_float * 6)()
        self._colour = (ctypes.c_uint * 4)()
        self._point = (ctypes.c_double * 2)()
        memory = (self._matrix, self._colour, self._point)
        self._at = tuple(ctypes.addressof(part) for part in memory)
        names = "GetMatrix GetFontSize GetFont GetFillColor GetCharOrigin GetTextRenderMode"
        self._calls = tuple(calls()[name] for name in names.split())

    def run(self, index: int, owner: int, span: tuple[int, int], place: int) -> Run:
        """Return how the letters of a text object are set.

        Args:
            index: Index of its first letter in PDFium.
            owner: The text object.
            span: Indices of its letters among those that are kept.
            place: How many things were drawn before it.

        Returns:
            The run.
        """
        matrix_of, size_of, font_of, colour_of, origin_of, mode_of = self._calls
        matrix, colour, point = self._at
        matrix_of(self._handle, index, matrix)
        a, b, c, d = self._matrix[:4]
        font = font_of(owner) or 0
        if font not in self._fonts:
            self._fonts[font] = _font(font)
        if not colour_of(owner, colour, colour + 4, colour + 8, colour + 12):
            self._colour[:] = [0, 0, 0, 255]
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
    mono = bool(_MONO.search(plain)) or bool(known & _FIXED)
    return Font(plain, bold, slanted, bool(_NO_LETTERS.search(plain)), mono)
