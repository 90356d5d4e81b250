"""Words of a PDF page, and pieces of lines made of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from labwright.knowledge.readers.pdf.frame import Box
from labwright.knowledge.readers.typography import lowered, raised

BLANK = 0.14  # of the size; a narrower gap is within a word
SMALLER = 0.92  # of the size of what a script belongs to
_FEW = 6  # words of a mark
LEVEL = 0.1  # of the size; letters that differ less stand on one line
SHIFT = 0.8  # of the size; scripts are not raised or lowered by more
_LIMITS = 1.7  # of the size; limits of sums are not raised or lowered by more
_OPERATOR = 5  # letters; sums and “lim” have fewer
_ASCENT, _DESCENT = 0.75, 0.25
_MARKS = re.compile(r"(?:\d+|[*†‡§¶∥#⋆])(?:\s*[,;–-]?\s*(?:\d+|[*†‡§¶∥#⋆]))*")
_MARKED = re.compile(r"[A-Za-z][a-z]{2}$|[A-Z]{4}$|[^\d\s][.,;:!?”’]$")
_LAST_WORD = re.compile(r"[A-Za-z]+$")
_UNITS = frozenset("mol mmol kmol min sec bar mbar atm rad cal kcal torr Torr kWh".split())


class Word(NamedTuple):
    """Letters without a blank between them.

    Args:
        text: The letters.
        x0: Where they begin.
        x1: Where they end.
        script: 1 if they are raised, -1 if they are lowered, else 0.
        glued: Whether no blank stands before them.
        bold: Whether they are bold.
        italic: Whether they are slanted.
    """

    text: str
    x0: float
    x1: float
    script: int
    glued: bool
    bold: bool
    italic: bool


@dataclass(slots=True)
class Piece:
    """Words on one line that stand close to one another.

    Args:
        words: The words from left to right.
        baseline: Height above the foot of the page.
        size: Size of most of its letters in points.
        largest: Size of its largest ones.
        place: How many runs of the file came before.
        mono: Whether it is set as listings of programs are.
    """

    words: list[Word]
    baseline: float
    size: float
    place: int = 0
    largest: float = 0.0
    mono: bool = False
    x0: float = field(init=False)
    x1: float = field(init=False)
    _text: str | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.x0 = min(word.x0 for word in self.words)
        self.x1 = max(word.x1 for word in self.words)
        self.largest = max(self.largest, self.size)

    @property
    def top(self) -> float:
        """Height of its highest letters."""
        return self.baseline + _ASCENT * self.size

    @property
    def bottom(self) -> float:
        """Height of its lowest letters."""
        return self.baseline - _DESCENT * self.size

    @property
    def box(self) -> Box:
        """The place it takes."""
        return Box(self.x0, self.bottom, self.x1, self.top)

    @property
    def text(self) -> str:
        """What it says."""
        if self._text is None:
            self._text = written(self.words)
        return self._text

    @property
    def bold(self) -> bool:
        """Whether all of its words are bold."""
        return all(word.bold for word in self.words)


def written(words: Iterable[Word]) -> str:
    """Return words as a line of text, raised and lowered ones as plain text can show them.

    Args:
        words: The words from left to right.

    Returns:
        The line.
    """
    line = ""
    for script, text, glued in _scripts(words):
        shown = text
        if script and glued and line:
            shown = _lifted(line, text) if script > 0 else lowered(line, text)
        line += shown if glued or not line else f" {shown}"
    return line


def _lifted(line: str, text: str) -> str:
    """Write a raised text; marks of references go in brackets, since they are no exponents."""
    if _MARKS.fullmatch(text) and any(map(str.isdigit, text)) and _MARKED.search(line):
        word = _LAST_WORD.search(line)
        if not word or word[0] not in _UNITS:
            return f"[{text}]"
    return raised(line, text)


def _scripts(words: Iterable[Word]) -> list[tuple[int, str, bool]]:
    """Join words of one script: an exponent may have been set in several runs."""
    joined: list[tuple[int, str, bool]] = []
    for word in words:
        if joined and word.script and joined[-1][0] == word.script and word.glued:
            script, text, glued = joined[-1]
            joined[-1] = (script, text + word.text, glued)
        else:
            joined.append((word.script, word.text, word.glued))
    return joined


def is_script_of(piece: Piece, other: Piece) -> bool:
    """Tell whether a piece is a raised or lowered mark beside another.

    Args:
        piece: What may be a mark.
        other: What it may belong to.

    Returns:
        Whether it is small, near, and off the line of the other.
    """
    if piece.size > SMALLER * other.size or len(piece.words) > _FEW:
        return False
    rise = abs(piece.baseline - other.baseline)
    near = other.x0 - other.size < piece.x0 and piece.x1 < other.x1 + 2 * other.size
    return near and LEVEL * other.size < rise < SHIFT * other.size


def merged(pieces: Sequence[Piece]) -> Piece:
    """Join pieces of one line.

    Args:
        pieces: The pieces in any order.

    Returns:
        One piece with their words from left to right.
    """
    main = max(pieces, key=lambda piece: (len(piece.words), piece.size))
    level = [
        w for p in pieces if abs(p.baseline - main.baseline) <= LEVEL * main.size for w in p.words
    ]
    cell = 0.5 * main.size  # what stands over one another is read from the top
    placed = [
        (round(x0 / cell), -piece.baseline, x0, word, piece)
        for piece in pieces
        for x0, word in _shifted(piece, main, level)
    ]
    placed.sort(key=lambda entry: entry[:3])
    words = [placed[0][3]]
    end = words[0].x1
    for (*_, piece), (_, _, x0, word, owner) in pairwise(placed):
        same = owner is piece
        alike = same or abs(owner.baseline - piece.baseline) <= LEVEL * main.size
        near = (alike and word.x0 - end <= BLANK * main.size) or x0 > word.x0
        words.append(word if same else word._replace(glued=near))
        end = max(end, word.x1)
    largest = max(piece.largest for piece in pieces if piece.size > SMALLER * main.size)
    first = min(piece.place for piece in pieces)
    mono = all(piece.mono for piece in pieces)
    return Piece(words, main.baseline, main.size, first, largest, mono)


def _shifted(piece: Piece, main: Piece, level: Sequence[Word]) -> list[tuple[float, Word]]:
    """Return the words of a piece with their places in a line, raised and lowered ones marked.

    Limits, which stand over and under a sum, are read behind it.
    """
    rise = abs(piece.baseline - main.baseline) / main.size
    script = 1 if piece.baseline > main.baseline else -1
    if piece is main or piece.size > SMALLER * main.size or not LEVEL < rise < _LIMITS:
        return [(word.x0, word) for word in piece.words]
    over = [w for w in level if len(w.text) < _OPERATOR and piece.x0 < w.x1 and w.x0 < piece.x1]
    middle = (piece.x0 + piece.x1) / 2
    anchor = next((w.x1 for w in over if w.x0 < middle < w.x1), 0.0)
    if not anchor and rise > SHIFT:
        return [(word.x0, word) for word in piece.words]
    marked = [word._replace(script=word.script or script) for word in piece.words]
    return [(max(anchor, word.x0), word) for word in marked]


def slimmed(piece: Piece) -> Piece:
    """Return a piece that takes less memory: words that are set alike become one.

    Args:
        piece: A line that is not going to be cut or joined any more.

    Returns:
        The same line.
    """
    words: list[Word] = []
    for word in piece.words:
        last = words[-1] if words else None
        alike = last and (last.script, last.bold, last.italic) == (0, word.bold, word.italic)
        if last and alike and not word.script:
            gap = "" if word.glued else " "
            words[-1] = last._replace(text=last.text + gap + word.text, x1=word.x1)
        else:
            words.append(word)
    return Piece(words, piece.baseline, piece.size, piece.place, piece.largest, piece.mono)
