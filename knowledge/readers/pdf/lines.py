"""From the words of a PDF page to pieces of its lines."""

from collections.abc import Sequence

from labwright.knowledge.readers.pdf.glyphs import Glyphs
from labwright.knowledge.readers.pdf.pieces import BLANK, LEVEL, SHIFT, SMALLER, Piece, Word, merged
from labwright.knowledge.readers.pdf.runs import Run
from labwright.knowledge.readers.pdf.words import BACK, cut_words

_APART = 1.0  # of the size; behind a wider gap stands another column or cell
_TOUCH = 0.36  # of the size; scripts are not farther from what they belong to
_OTHER_SIZE = 0.75  # of two sizes side by side: not one line unless they touch


def read_pieces(glyphs: Glyphs, runs: Sequence[Run]) -> list[Piece]:
    """Join letters to words and words to pieces of lines.

    Args:
        glyphs: The letters of a page, upright.
        runs: Those of its runs to read.

    Returns:
        The pieces, roughly in the order of the file.
    """
    chain = _Chain()
    for place, (run, words) in enumerate(cut_words(glyphs, runs)):
        for word in words:
            chain.add(word, run, place)
    return _joined(chain.pieces())


class _Chain:
    """Pieces that grow by what the file writes next."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._words: list[Word] = []
        self._baseline = self._size = 0.0
        self._end = self._base_end = 0.0
        self._place = 0
        self._letters: dict[float, int] = {}
        self._mono = True

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
        elif abs(rise) <= LEVEL * max(self._size, run.size) and self._follows(word, run):
            self._append(word, 0, word.x0 - self._end)
            self._weigh(word, run)
        elif self._is_script(word, run, rise):
            self._append(word, 1 if rise > 0 else -1, word.x0 - self._end)
        elif self._was_script(word, run, rise):
            shifted = -1 if rise > 0 else 1
            self._words = [w._replace(script=shifted) for w in self._words]
            self._baseline, self._size = run.baseline, run.size
            self._letters, self._mono = {}, run.font.mono
            self._append(word, 0, word.x0 - self._end)
        else:
            self._close()
            self._begin(word, run, place)

    def _begin(self, word: Word, run: Run, place: int) -> None:
        self._words = [word]
        self._baseline, self._size, self._place = run.baseline, run.size, place
        self._end = self._base_end = word.x1
        self._letters, self._mono = {}, True
        self._weigh(word, run)

    def _weigh(self, word: Word, run: Run) -> None:
        """Count letters by size: that of most of them is the size of the piece."""
        self._letters[run.size] = self._letters.get(run.size, 0) + len(word.text)
        self._mono = self._mono and run.font.mono
        if run.size != self._size:
            self._size = max(self._letters, key=lambda size: self._letters[size])

    def _append(self, word: Word, script: int, gap: float) -> None:
        glued = word.glued and gap <= (_TOUCH if script else BLANK) * self._size
        if script or glued != word.glued:
            word = word._replace(script=script, glued=glued)
        self._words.append(word)
        self._end = max(self._end, word.x1)
        if not script:
            self._base_end = word.x1

    def _follows(self, word: Word, run: Run) -> bool:
        gap = (word.x0 - self._end) / max(self._size, run.size, 0.1)
        alike = min(self._size, run.size) >= _OTHER_SIZE * max(self._size, run.size)
        return -BACK < gap < (_APART if alike else _TOUCH)

    def _is_script(self, word: Word, run: Run, rise: float) -> bool:
        if run.size > SMALLER * self._size or abs(rise) > SHIFT * self._size:
            return False
        return self._base_end - _TOUCH * self._size <= word.x0 <= self._end + _TOUCH * self._size

    def _was_script(self, word: Word, run: Run, rise: float) -> bool:
        if self._size > SMALLER * run.size or not LEVEL < abs(rise) / run.size < SHIFT:
            return False
        return -_TOUCH * run.size <= word.x0 - self._end <= _TOUCH * run.size

    def _close(self) -> None:
        if self._words:
            largest = max(self._letters, default=self._size)
            size = self._size
            piece = Piece(self._words, self._baseline, size, self._place, largest, self._mono)
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
            if pieces[index].baseline - pieces[other].baseline > LEVEL * pieces[index].size:
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
