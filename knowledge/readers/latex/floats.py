"""Figures and tables of LaTeX with their captions."""

import re

from labwright.knowledge.readers.latex.environments import Manuscript
from labwright.knowledge.readers.latex.numbers import PARTS
from labwright.knowledge.readers.latex.tables import TABULARS, read_tabular
from labwright.knowledge.readers.latex.text import read_tex
from labwright.knowledge.readers.pages import Pages

_CAPTION = re.compile(r"\\(?:caption|subcaption)(?:of\s*\{\w+\})?(?![A-Za-z])\*?")
_SETTING = re.compile(
    r"\\begin\s*\{[^{}]*\}(?:\s*\[[^\]]*\])?(?:\{[^{}]*\})*|\\end\s*\{[^{}]*\}|\A\s*\[[^\]]*\]"
    r"|\A\{[^{}]*\}(?:\{[^{}]*\})*|\\(?:label|footnotemark|tnote)\s*\{[^{}]*\}|\{\\\w+\s*\}"
    r"|\\(?:item|footnotetext)\s*(?:\[[^\]]*\])?"
)
_FEWEST_WORDS = 3

Caption = tuple[int, int, str]
"""Place, place behind, and words."""


class Floats:
    """Writes figures and tables.

    Args:
        manuscript: The document.
        pages: Where to write.
    """

    def __init__(self, manuscript: Manuscript, pages: Pages) -> None:
        self._text = manuscript
        self._pages = pages

    def figure(self, kind: str, start: int, stop: int) -> None:
        """Write the captions of a figure; those of its parts follow the one of the whole."""
        captions = self._captions(start, stop)
        inside = [(a, b) for _, a, b, _ in self._text.outermost(PARTS, start, stop)]
        whole = [c for c in captions if not any(a <= c[0] < b for a, b in inside)]
        parts = [c[2] for c in captions if c not in whole and c[2]]
        for place, _, words in whole:
            self._pages.figure(self._label(kind, place), " ".join([words, *_lettered(parts)]))
            parts = []
        if parts:
            self._pages.figure("", " ".join(_lettered(parts)))
        for tabular, begin, end, _ in self._text.outermost(TABULARS, start, stop):
            if "\\includegraphics" not in self._text.source[begin:end]:
                self.tabular(tabular, begin, end)

    def table(self, kind: str, start: int, stop: int) -> None:
        """Write the table that a float holds, and what is said below it."""
        captions = self._captions(start, stop)
        label = self._label(kind, captions[0][0]) if captions else ""
        caption = captions[0][2] if captions else ""
        inner = list(self._text.outermost(TABULARS, start, stop))
        if kind in TABULARS:
            inner = [(kind, start, stop, stop)]
        for tabular, begin, end, _ in inner:
            self.tabular(tabular, begin, end, label, caption)
            caption = ""
        if not inner:
            self._pages.table((), (), label, caption)
        elif kind not in TABULARS:
            taken = [(place, after) for place, after, _ in captions]
            self._rest(start, stop, [*taken, *((begin, after) for _, begin, _, after in inner)])

    def tabular(self, kind: str, start: int, stop: int, label: str = "", caption: str = "") -> None:
        """Write rows of cells."""
        source = self._text.source[start:stop]
        for place, after, _ in reversed(self._captions(start, stop)):
            source = source[: place - start] + source[after - start :]
        references = self._text.references
        header, rows = read_tabular(kind, source, lambda cell: read_tex(cell, references))
        self._pages.table(header, rows, label, caption)

    def caption(self, match: re.Match[str], end: int) -> int:
        """Write a caption that stands in no float, and return the place behind it."""
        group = self._text.argument(match.end(), end)
        if group is None:
            return match.end()
        kind = "table" if "table" in match[0] else "figure"
        label, words = self._text.numbers.name(kind), self._text.words(group[0], group[1])
        if kind == "figure":
            self._pages.figure(label, words)
        else:
            self._pages.table((), (), label, words)
        return group[2]

    def _captions(self, start: int, stop: int) -> list[Caption]:
        found = []
        for match in _CAPTION.finditer(self._text.source, start, stop):
            if group := self._text.argument(match.end(), stop):
                found.append((match.start(), group[2], self._text.words(group[0], group[1])))
        return found

    def _label(self, kind: str, place: int) -> str:
        numbers = self._text.numbers
        return f"{numbers.name(kind)} {numbers.places.get(place, '')}".strip()

    def _rest(self, start: int, stop: int, taken: list[tuple[int, int]]) -> None:
        """Write what a float says outside its caption and table: notes, as a rule."""
        pieces, place = [], start
        for begin, after in sorted(taken):
            pieces.append(self._text.source[place : max(place, begin)])
            place = max(place, after)
        pieces.append(self._text.source[place:stop])
        said = read_tex(_SETTING.sub(" ", " ".join(pieces)), self._text.references)
        if len(said.split()) >= _FEWEST_WORDS:
            self._pages.paragraph(said)


def _lettered(parts: list[str]) -> list[str]:
    return [f"({chr(97 + index % 26)}) {part}" for index, part in enumerate(parts)]
