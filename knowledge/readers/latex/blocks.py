"""Sections, floats, lists, formulae and listings of LaTeX, written to pages."""

import re
from collections.abc import Callable

from labwright.knowledge.readers.latex.braces import Braces
from labwright.knowledge.readers.latex.environments import Manuscript
from labwright.knowledge.readers.latex.floats import Floats
from labwright.knowledge.readers.latex.front import FRONT
from labwright.knowledge.readers.latex.numbers import FIGURES, FORMULAE, TABLES, Numbers
from labwright.knowledge.readers.latex.reader import References
from labwright.knowledge.readers.latex.tables import TABULARS
from labwright.knowledge.readers.latex.text import read_tex
from labwright.knowledge.readers.markup import find_doi
from labwright.knowledge.readers.pages import Pages
from labwright.knowledge.readers.prose import Prose

Action = Callable[[str, int, int, int], None]
"""Writes an environment: its kind, place, and start and end of what stands in it."""

_DEEPEST = 30
_LONGEST_FORMULA = 20_000
_SECTIONS = ("chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
_ALIKE = {"part": "chapter", "addchap": "chapter", "addsec": "section", "frametitle": "section"}
_STRUCTURE = re.compile(
    r"\\begin\s*\{(?P<begin>[^{}]*)\}|(?P<end>\\end\s*\{[^{}]*\})"
    rf"|\\(?P<section>{'|'.join((*_SECTIONS, *_ALIKE))})(?![A-Za-z])\*?"
    r"|(?P<open>\\\[|\$\$)|\\(?P<item>item)(?![A-Za-z])|\\(?P<listing>listing@)\{(?P<number>\d{1,9})\}"
    rf"|\\(?P<front>{'|'.join(sorted(FRONT, key=len, reverse=True))})(?![A-Za-z])\*?"
    r"|\\(?P<caption>captionof\s*\{\w+\})|(?P<par>\n[ \t]*\n\s*|\\par(?![A-Za-z]))|\\(?:\\|[^\[])",
    re.S,
)
_LABEL = re.compile(r"\\label\s*\{[^{}]*\}")
_LENGTHS = re.compile(
    r"\s*(?:[-+.\d]|\\[a-z]+(?:width|height|skip|size|sep)\b).*|[lcrLCRXpb|\d]+", re.S
)
_SETTING = re.compile(r"\s*(\[[^\]\n]*\])?\s*(\{[\w+-]*\})?[ \t]*(?:\n|$)")
_INLINE = frozenset(
    "matrix pmatrix bmatrix vmatrix Vmatrix Bmatrix smallmatrix cases aligned alignedat gathered "
    "array split math textnormal".split()
)
_HEADED = {
    "acknowledgement": "Acknowledgements", "acknowledgements": "Acknowledgements",
    "acknowledgments": "Acknowledgements", "acknowledgment": "Acknowledgements",
    "acks": "Acknowledgements", "suppinfo": "Supporting information", "keyword": "Keywords",
    "keywords": "Keywords", "IEEEkeywords": "Keywords",
}  # fmt: skip
_FLOATING = (FIGURES | TABLES) - TABULARS
_LISTS = ("itemize", "enumerate", "description", "compactitem", "compactenum", "checklist", "list")


class Body:
    """Writes a stretch of a document after the other.

    Args:
        source: The body of the document, its own commands put in.
        pages: Where to write.
        references: What its labels stand for.
        numbers: Of its figures, tables and formulae.
    """

    def __init__(self, source: str, pages: Pages, references: References, numbers: Numbers) -> None:
        self.abstract = ""
        self._source = source
        self._text = Manuscript(source, references, numbers)
        self._braces = self._text.braces
        self._pages = pages
        self._prose = Prose(pages)
        self._floats = Floats(self._text, pages)
        self._pending: list[str] = []
        self._waiting: list[tuple[str, int, int, int]] = []  # floats, until the paragraph ends
        self._unclosed: dict[str, int] = {}
        self._counts: list[int] = []
        self._depth = 0
        self._first = 0 if "\\chapter" in source else 1

    def write(self, place: int = 0, end: int | None = None) -> None:
        """Write a stretch of the source; all of it where none is given."""
        end = len(self._source) if end is None else end
        self._depth += 1
        while match := _STRUCTURE.search(self._source, place, end):
            self._pending.append(self._source[place : match.start()])
            place = self._piece(match, end)
        self._pending.append(self._source[place:end])
        self._depth -= 1
        if not self._depth:
            self._end()

    def _piece(self, match: re.Match[str], end: int) -> int:
        """Read what builds the document and return where to go on."""
        if match["begin"] is not None:
            return self._begin(match, end)
        if match["section"]:
            return self._heading(match, end)
        if match["open"]:
            return self._display(match, end)
        if match["listing"]:
            self._listing(int(match["number"]))
        elif match["item"]:
            return self._item(match.end(), end)
        elif match["front"]:
            return self._front(match["front"], match.end(), end)
        elif match["caption"]:
            self._end()
            return self._floats.caption(match, end)
        elif match["par"]:
            self._end()
        elif not match["end"]:
            self._pending.append(match[0])
        return match.end()

    def _end(self) -> None:
        """End the paragraph."""
        source = "".join(self._pending)
        self._pending = []
        references = self._text.references
        text = read_tex(source, references) if source.strip() else ""
        for note in references.footnotes:
            self._prose.note(note)
        references.footnotes.clear()
        self._prose.write(text)
        waiting, self._waiting = self._waiting, []
        for place in waiting:
            self._act(place[0])(*place)

    def _begin(self, match: re.Match[str], end: int) -> int:
        kind = match["begin"].strip()
        begin = match.start()
        start, stop, after = self._text.ends.get(begin, (match.end(), end + 1, match.end()))
        if kind in _INLINE and stop <= end:
            self._pending.append(self._source[begin:after])
            return after
        if kind in _FLOATING and stop <= end and "".join(self._pending).strip():
            self._waiting.append((kind, begin, start, stop))
            return after
        self._end()
        if stop > end or self._depth > _DEEPEST:
            return self._arguments_behind(match.end(), end)
        self._act(kind)(kind, begin, start, stop)
        self._end()
        return after

    def _act(self, kind: str) -> Action:
        """Return what to do at an environment."""
        if kind in FORMULAE:
            return self._formula
        if kind in FIGURES:
            return lambda kind, begin, start, stop: self._floats.figure(kind, start, stop)
        if kind in TABLES:
            return lambda kind, begin, start, stop: self._floats.table(kind, start, stop)
        if kind in TABULARS:
            return lambda kind, begin, start, stop: self._floats.tabular(kind, start, stop)
        if kind in _LISTS:
            return self._list
        named: dict[str, Action] = {
            "abstract": self._abstract, "thebibliography": self._bibliography,
            "frame": self._frame, **dict.fromkeys(_HEADED, self._headed),
        }  # fmt: skip
        return named.get(kind, self._through)

    def _through(self, kind: str, begin: int, start: int, stop: int) -> None:
        self.write(self._arguments_behind(start, stop), stop)

    def _arguments_behind(self, place: int, end: int) -> int:
        """Skip the options and lengths that an environment is given."""
        place = self._braces.bracket(place, end)[1]
        while (
            group := self._braces.group(place, end)
            if self._source[place : place + 1] == "{"
            else None
        ):
            if not _LENGTHS.fullmatch(self._source[group[0] : min(group[1], group[0] + 60)]):
                break
            place = self._braces.bracket(group[2], end)[1]
        return place

    def _adjacent(self, place: int, end: int) -> tuple[int, int, int] | None:
        """Return an argument that stands right here."""
        return self._braces.group(place, end) if self._source.startswith("{", place) else None

    def _heading(self, match: re.Match[str], end: int) -> int:
        group = self._text.argument(match.end(), end)
        if group is None:
            return match.end()
        self._end()
        name = _ALIKE.get(match["section"], match["section"])
        level = max(1, _SECTIONS.index(name) + 1 - self._first)
        title = self._text.words(group[0], group[1])
        self._pages.heading(title.rstrip(".:") if "paragraph" in name else title, level)
        self._end()
        return group[2]

    def _display(self, match: re.Match[str], end: int) -> int:
        closing = "\\]" if match["open"] == "\\[" else "$$"
        far = min(end, match.end() + _LONGEST_FORMULA)
        start = max(match.end(), self._unclosed.get(closing, 0))
        stop = self._source.find(closing, start, far)
        if stop < 0:
            self._unclosed[closing] = max(start, far - 1)  # not looked through again
            return match.end()
        self._end()
        self._write_formula(self._source[match.end() : stop])
        return stop + 2

    def _formula(self, kind: str, begin: int, start: int, stop: int) -> None:
        number = self._text.numbers.places.get(begin, "")
        self._write_formula(self._source[start:stop], f"({number})" if number else "")

    def _write_formula(self, source: str, label: str = "") -> None:
        text = " ".join(_LABEL.sub("", source).split())
        self._pages.block("formula", text, label=label)

    def _listing(self, number: int) -> None:
        self._end()
        listings = self._text.references.verbatim
        listing = listings[number] if number < len(listings) else ""
        setting = _SETTING.match(listing)
        body = listing[setting.end() :] if setting else listing
        self._pages.block("code", body.strip("\n").rstrip())

    def _list(self, kind: str, begin: int, start: int, stop: int) -> None:
        if not self._counts:
            self._prose.begin_list()
        self._counts.append(0 if "enum" in kind else -1)
        self.write(self._arguments_behind(start, stop), stop)
        self._end()
        self._counts.pop()
        self._prose.end_item()

    def _item(self, place: int, end: int) -> int:
        self._end()
        mark = "-"
        if self._counts and self._counts[-1] >= 0:
            self._counts[-1] += 1
            mark = f"{self._counts[-1]}."
        label, place = self._braces.bracket(self._braces.blank(place, end), end)
        words = read_tex(label, self._text.references) if label else ""
        self._prose.begin_item(f"{mark} {words}".strip())
        return place

    def _front(self, name: str, place: int, end: int) -> int:
        """Skip what belongs to the title page; an abstract is read."""
        group = self._text.argument(place, end)
        if group is None:
            return place
        if name == "abstract":
            self._end()
            self._abstract(name, place, group[0], group[1])
        place = group[2]
        while more := self._adjacent(place, end):
            place = more[2]
        return place

    def _abstract(self, kind: str, begin: int, start: int, stop: int) -> None:
        pages = Pages()
        inner = Body(self._source[start:stop], pages, self._text.references, Numbers())
        inner.write()
        text = "\n\n".join(pages.document("").pages)
        if text.strip():
            self.abstract = self.abstract or text
            self._pages.heading("Abstract", 1)
            self.write(start, stop)
            self._end()

    def _headed(self, kind: str, begin: int, start: int, stop: int) -> None:
        self._pages.heading(_HEADED[kind], 1)
        self.write(start, stop)

    def _frame(self, kind: str, begin: int, start: int, stop: int) -> None:
        """Write a slide; its title may stand in braces."""
        place = self._braces.bracket(start, stop)[1]
        if group := self._adjacent(place, stop):
            self._pages.heading(self._text.words(group[0], group[1]), 2)
            place = group[2]
        self.write(place, stop)

    def _bibliography(self, kind: str, begin: int, start: int, stop: int) -> None:
        self._pages.heading("References", 1)
        for entry in re.split(r"\\bibitem(?![A-Za-z])", self._source[start:stop])[1:]:
            braces, end = Braces(entry), len(entry)
            group = braces.group(braces.bracket(braces.blank(0, end), end)[1], end)
            if group:
                said = read_tex(entry[group[2] :], self._text.references)
                doi = find_doi(said) or find_doi(entry.replace("\\_", "_"))
                self._pages.reference(f"[{entry[group[0] : group[1]].strip()}] {said}", doi)
        self._text.references.footnotes.clear()
