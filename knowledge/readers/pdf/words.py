"""Cutting the letters of a PDF page into words."""

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labwright.knowledge.readers.pdf.glyphs import Glyphs
from labwright.knowledge.readers.pdf.pieces import BLANK, Word
from labwright.knowledge.readers.pdf.runs import Run
from labwright.knowledge.readers.typography import clean

_GAP = 0.05  # of the size; where PDFium sees a blank, a narrower gap is within a word all the same
BACK = 0.5  # of the size; what begins farther back is no next letter
_SAME = 0.01  # points
_NOTHING = "\u200b"
_ACCENTS = {
    "`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304", "˘": "\u0306",
    "˙": "\u0307", "¨": "\u0308", "˚": "\u030a", "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327",
    "˛": "\u0328",
}  # fmt: skip
_DOTLESS = {"ı": "i", "ȷ": "j"}


def cut_words(glyphs: Glyphs, runs: Sequence[Run]) -> list[tuple[Run, list[Word]]]:
    """Cut runs into words at blanks and gaps.

    Args:
        glyphs: The letters of a page, upright.
        runs: Those of its runs to cut, in order.

    Returns:
        Each run with its words.
    """
    letters = _composed(glyphs)
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
    wide = gaps - tracking > BLANK * sizes
    blank = wide | (glyphs.spaced > 1) | (glyphs.spaced > 0) & (gaps > _GAP * sizes)
    return blank.tolist(), blank | (gaps < -BACK * sizes)


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


def _plain(text: str) -> str:
    text = text if text.isascii() else clean(text)
    return "" if text.strip("\ufffd") == "" else text
