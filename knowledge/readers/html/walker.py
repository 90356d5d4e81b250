"""The way through a web page, whose text may hold formulae between the signs of TeX."""

import re

from labwright.knowledge.readers.latex.text import formula_source, read_maths
from labwright.knowledge.readers.markup import Element, Vocabulary, Walker, find_doi
from labwright.knowledge.readers.pages import Pages

_YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b")
_LONGEST_ENTRY = 1500
_DISPLAYED = re.compile(r"\\\[(.{1,4000}?)\\\]|\$\$(.{1,4000}?)\$\$", re.S)
_INLINE = re.compile(r"\\\((.{1,1000}?)\\\)", re.S)
_DOLLARS = re.compile(r"(?<![\\$\w])\$(?=[^\s$])([^$\n]{1,200}?)(?<=[^\s\\$])\$(?![\d$])")
_FORMULA_LIKE = re.compile(r"[\\^_=]|^[A-Za-z]$")
_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_NUMBER = re.compile(r"\(\d{1,3}(?:\.\d+)*[a-z]?\)")


class PageWalker(Walker):
    """Writes a web page.

    Args:
        pages: Where to write.
        vocabulary: What the elements of HTML mean.
        dollars: Whether formulae stand between single dollar signs there.
    """

    def __init__(self, pages: Pages, vocabulary: Vocabulary, dollars: bool = False) -> None:
        super().__init__(pages, vocabulary)
        self.dollars = dollars
        self.references = False
        self._after_formula = False

    def end(self) -> None:
        """End the paragraph; formulae between the signs of TeX are read."""
        if self.flat:
            return
        text = self.line.take()
        place = 0
        for match in _DISPLAYED.finditer(text):
            self._write(text[place : match.start()])
            self._formula(match[1] or match[2])
            place = match.end()
        self._write(text[place:])

    def _write(self, text: str) -> None:
        text = self.with_formulas(text).strip()
        if self._after_formula and _NUMBER.fullmatch(text):
            self.pages.write(text, " ")
        elif self.references and _is_entry(text):
            self.pages.reference(text, find_doi(text))
        else:
            self.prose.write(text)
        self._after_formula = self._after_formula and not text

    def _formula(self, source: str) -> None:
        self.pages.block("formula", formula_source(source))
        self._after_formula = True

    def formula(self, source: str, plain: str, label: str = "") -> None:
        """Write a displayed formula; in a caption or cell its plain reading."""
        super().formula(source, plain, label)
        self._after_formula = not self.flat

    def words(self, element: Element | None) -> str:
        """Return all that an element says in one line."""
        said = super().words(element)
        said = _DISPLAYED.sub(lambda m: f" {read_maths(m[1] or m[2])} ", said)
        return " ".join(self.with_formulas(said).split())

    def with_formulas(self, text: str) -> str:
        """Return text whose formulae between signs of TeX are read; money stays as it is."""
        text = _INLINE.sub(lambda m: read_maths(m[1]), text)
        if not self.dollars:
            return text
        return _DOLLARS.sub(lambda m: read_maths(m[1]) if _is_formula(m[1]) else m[0], text)


def _is_formula(text: str) -> bool:
    return bool(_FORMULA_LIKE.search(text)) and not _WIDE.search(text)


def _is_entry(text: str) -> bool:
    return bool(text) and len(text) <= _LONGEST_ENTRY and bool(_YEAR.search(text))
