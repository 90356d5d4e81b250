"""From letters to words, and from words to pieces of lines."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labwright.knowledge.readers.pdf_glyphs import Box, Glyphs, Run
from labwright.knowledge.readers.typography import clean, lowered, raised

_GAP = 0.05  # of the size; where PDFium sees a blank, a narrower gap is within a word all the same
_BACK = 0.5  # of the size; what begins farther back is no next letter
_BLANK = 0.14  # of the size; a narrower gap is within a word
_APART = 1.0  # of the size; behind a wider gap stands another column or cell
_SMALLER = 0.92  # of the size of what a script belongs to
_FEW = 6  # words of a mark
_LEVEL = 0.1  # of the size; letters that differ less stand on one line
_SHIFT = 0.8  # of the size; scripts are not raised or lowered by more
_SAME = 0.01  # points
_TOUCH = 0.36  # of the size; scripts are not farther from what they belong to
_OTHER_SIZE = 0.75  # of two sizes side by side: not one line unless they touch
_ASCENT, _DESCENT = 0.75, 0.25
_NOTHING = "\u200b"
_ACCENTS = {
    "`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304", "˘": "\u0306",
    "˙": "\u0307", "¨": "\u0308", "˚": "\u030a", "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327",
    "˛": "\u0328",
}  # fmt: skip
_DOTLESS = {"ı": "i", "ȷ": "j"}


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
    """

    words: list[Word]
    baseline: float
    size: float
    place: int = 0
    largest: float = 0.0
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
    """Return words as a line of text, raised and lowered ones as plain text can show them."""
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


def read_pieces(glyphs: Glyphs, runs: Sequence[Run]) -> list[Piece]:
    """Join letters to words and words to pieces of lines.

    Args:
        glyphs: The letters of a page, upright.
        runs: Those of its runs to read.

    Returns:
        The pieces, roughly in the order of the file.
    """
    chain = _Chain()
    for place, (run, words) in enumerate(_words(glyphs, _composed(glyphs), runs)):
        for word in words:
            chain.add(word, run, place)
    return _joined(chain.pieces())


def _composed(glyphs: Glyphs) -> list[str]:
    """Return the letters, with accents that were set over one put on it."""
    letters = glyphs.letters
    places = [i for i, letter in enumerate(letters) if letter in _ACCENTS]
    if not places:
        return letters
    letters = letters.copy()
    for place in places:
        middle = float(glyphs.boxes[place, 0] + glyphs.boxes[place, 2]) / 2
        for other in (place + 1, place - 1):
            if not 0 <= other < len(letters) or not letters[other].isalpha():
                continue
            x0, low, x1, _ = map(float, glyphs.boxes[other])
            if x0 < middle < x1 and abs(low - float(glyphs.boxes[place, 1])) < x1 - x0:
                base = _DOTLESS.get(letters[other], letters[other])
                letters[other] = unicodedata.normalize("NFC", base + _ACCENTS[letters[place]])
                letters[place] = _NOTHING
                break
    return letters


def _words(glyphs: Glyphs, letters: list[str], runs: Sequence[Run]) -> list[tuple[Run, list[Word]]]:
    """Cut runs into words at blanks and gaps."""
    blank, cuts = _cuts(glyphs, runs)
    left, right = glyphs.boxes[:, 0].tolist(), glyphs.boxes[:, 2].tolist()
    places = np.flatnonzero(cuts).tolist()
    found, at = [], 0
    for run in runs:
        start, end, font = run.start, run.end, run.font
        while at < len(places) and places[at] <= start:
            at += 1
        words = []
        while start < end:
            stop = places[at] if at < len(places) and places[at] < end else end
            text = _plain("".join(letters[start:stop]))
            words.append(Word(
                text, left[start], right[stop - 1], 0, not blank[start], font.bold, font.italic
            ))  # fmt: skip
            start = stop
            at += stop < end
        found.append((run, words))
    return found


def _cuts(glyphs: Glyphs, runs: Sequence[Run]) -> tuple[list[bool], NDArray[np.bool_]]:
    """Tell before which letters a blank stands, and before which a word begins."""
    x0, x1 = glyphs.boxes[:, 0], glyphs.boxes[:, 2]
    gaps = np.concatenate([[0.0], x0[1:] - x1[:-1]])
    alike = (np.abs(np.diff(x0)) < _SAME) & (np.abs(np.diff(x1)) < _SAME)
    gaps[1:][alike] = 0  # the letters of a ligature share its place
    sizes = np.ones(len(gaps), np.float32)
    tracking = np.zeros(len(gaps), np.float32)
    listed = gaps.tolist()
    for run in runs:
        sizes[run.start : run.end] = run.size
        middle = (run.end - run.start) // 2
        if middle > 2:  # noqa: PLR2004
            usual = sorted(listed[run.start + 1 : run.end])[middle - 1]
            if usual > 0:
                tracking[run.start : run.end] = usual
    wide = gaps - tracking > _BLANK * sizes
    blank = wide | (glyphs.spaced > 1) | (glyphs.spaced > 0) & (gaps > _GAP * sizes)
    return blank.tolist(), blank | (gaps < -_BACK * sizes)


def _plain(text: str) -> str:
    text = text if text.isascii() else clean(text)
    return "" if text.strip("\ufffd") == "" else text


class _Chain:
    """Pieces that grow by what the file writes next."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._words: list[Word] = []
        self._baseline = self._size = 0.0
        self._end = self._base_end = 0.0
        self._place = 0
        self._letters: dict[float, int] = {}

    def pieces(self) -> list[Piece]:
        """Return what was read."""
        self._close()
        return self._pieces

    def add(self, word: Word, run: Run, place: int) -> None:
        """Add a word where it belongs."""
        if not word.text:
            return
        rise = run.baseline - self._baseline
        if not self._words:
            self._begin(word, run, place)
        elif abs(rise) <= _LEVEL * max(self._size, run.size) and self._follows(word, run):
            self._append(word, 0, word.x0 - self._end)
            self._weigh(word, run)
        elif self._is_script(word, run, rise):
            self._append(word, 1 if rise > 0 else -1, word.x0 - self._end)
        elif self._was_script(word, run, rise):
            shifted = -1 if rise > 0 else 1
            self._words = [w._replace(script=shifted) for w in self._words]
            self._baseline, self._size = run.baseline, run.size
            self._letters = {}
            self._append(word, 0, word.x0 - self._end)
        else:
            self._close()
            self._begin(word, run, place)

    def _begin(self, word: Word, run: Run, place: int) -> None:
        self._words = [word]
        self._baseline, self._size, self._place = run.baseline, run.size, place
        self._end = self._base_end = word.x1
        self._letters = {}
        self._weigh(word, run)

    def _weigh(self, word: Word, run: Run) -> None:
        """Count letters by size: that of most of them is the size of the piece."""
        self._letters[run.size] = self._letters.get(run.size, 0) + len(word.text)
        if run.size != self._size:
            self._size = max(self._letters, key=lambda size: self._letters[size])

    def _append(self, word: Word, script: int, gap: float) -> None:
        glued = word.glued and gap <= (_TOUCH if script else _BLANK) * self._size
        if script or glued != word.glued:
            word = word._replace(script=script, glued=glued)
        self._words.append(word)
        self._end = max(self._end, word.x1)
        if not script:
            self._base_end = word.x1

    def _follows(self, word: Word, run: Run) -> bool:
        gap = (word.x0 - self._end) / max(self._size, run.size, 0.1)
        alike = min(self._size, run.size) >= _OTHER_SIZE * max(self._size, run.size)
        return -_BACK < gap < (_APART if alike else _TOUCH)

    def _is_script(self, word: Word, run: Run, rise: float) -> bool:
        if run.size > _SMALLER * self._size or abs(rise) > _SHIFT * self._size:
            return False
        return self._base_end - _TOUCH * self._size <= word.x0 <= self._end + _TOUCH * self._size

    def _was_script(self, word: Word, run: Run, rise: float) -> bool:
        if self._size > _SMALLER * run.size or not _LEVEL < abs(rise) / run.size < _SHIFT:
            return False
        return -_TOUCH * run.size <= word.x0 - self._end <= _TOUCH * run.size

    def _close(self) -> None:
        if self._words:
            largest = max(self._letters, default=self._size)
            piece = Piece(self._words, self._baseline, self._size, self._place, largest)
            self._pieces.append(piece)
        self._words = []


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Join pieces that stand next to one another, wherever in the file they came."""
    by_height = sorted(range(len(pieces)), key=lambda i: (-pieces[i].baseline, pieces[i].x0))
    gone: set[int] = set()
    for position, index in enumerate(by_height):
        if index in gone:
            continue
        for other in by_height[position + 1 :]:
            if pieces[index].baseline - pieces[other].baseline > _LEVEL * pieces[index].size:
                break
            if other not in gone and _adjoin(pieces[index], pieces[other]):
                pieces[index] = merged([pieces[index], pieces[other]])
                gone.add(other)
    return [piece for index, piece in enumerate(pieces) if index not in gone]


def _adjoin(one: Piece, other: Piece) -> bool:
    size = max(one.size, other.size)
    if min(one.size, other.size) < _OTHER_SIZE * size:
        return False
    gap = max(one.x0, other.x0) - min(one.x1, other.x1)
    return -0.3 * size < gap < 0.7 * size


def is_script_of(piece: Piece, other: Piece) -> bool:
    """Tell whether a piece is a raised or lowered mark beside another."""
    if piece.size > _SMALLER * other.size or len(piece.words) > _FEW:
        return False
    rise = abs(piece.baseline - other.baseline)
    near = other.x0 - other.size < piece.x0 and piece.x1 < other.x1 + 2 * other.size
    return near and _LEVEL * other.size < rise < _SHIFT * other.size


def _shifted(piece: Piece, main: Piece) -> list[Word]:
    """Mark the words of a piece as raised or lowered if it is small and off the line."""
    rise = piece.baseline - main.baseline
    if piece.size > _SMALLER * main.size or not _LEVEL < abs(rise) / main.size < _SHIFT:
        return piece.words
    return [word._replace(script=word.script or (1 if rise > 0 else -1)) for word in piece.words]


def merged(pieces: Sequence[Piece]) -> Piece:
    """Join pieces of one line, from left to right."""
    main = max(pieces, key=lambda piece: (len(piece.words), piece.size))
    pairs = [(word, piece) for piece in pieces for word in _shifted(piece, main)]
    cell = 0.5 * main.size  # what stands over one another is read from the top
    pairs.sort(key=lambda p: (round(p[0].x0 / cell), -p[1].baseline, p[0].x0))
    words = [pairs[0][0]]
    end = words[0].x1
    for (_, piece), (word, owner) in pairwise(pairs):
        if owner is not piece:
            level = abs(owner.baseline - piece.baseline) <= _LEVEL * main.size
            word = word._replace(glued=level and word.x0 - end <= _BLANK * main.size)
        words.append(word)
        end = max(end, word.x1)
    largest = max(piece.largest for piece in pieces if piece.size > _SMALLER * main.size)
    first = min(piece.place for piece in pieces)
    return Piece(words, main.baseline, main.size, first, largest)
