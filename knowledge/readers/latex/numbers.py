"""What LaTeX prints for labels: numbers of figures, tables and formulae; titles of sections."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from labwright.knowledge.readers.latex.braces import Braces

FIGURES = frozenset(
    "figure figure* wrapfigure SCfigure SCfigure* sidewaysfigure sidewaysfigure* scheme scheme* "
    "chart chart* floatingfigure graphicalabstract".split()
)
TABLES = frozenset(
    "table table* wraptable sidewaystable sidewaystable* longtable longtable* SCtable "
    "floatingtable threeparttable deluxetable xltabular longtblr".split()
)
_ONE = frozenset("equation multline math@".split())
_MANY = frozenset("align gather eqnarray flalign alignat".split())
FORMULAE = frozenset(
    [name + star for name in ("equation", "displaymath", *_ONE, *_MANY) for star in ("", "*")]
)
"""Environments that are one displayed formula."""

PARTS = frozenset("subfigure subtable subfloat subfigure*".split())
_SECTIONS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph")
_TOKEN = re.compile(
    r"\\begin\s*\{(?P<begin>[^{}]*)\}|\\end\s*\{(?P<end>[^{}]*)\}"
    rf"|\\(?P<section>{'|'.join(_SECTIONS)})(?![A-Za-z])(?P<star>\*?)"
    r"|\\(?P<caption>caption|captionof\s*\{\w+\})(?![A-Za-z])(?P<plain>\*?)"
    r"|\\label\s*\{(?P<label>[^{}]*)\}|(?P<row>\\\\)|\\(?P<none>nonumber|notag)(?![A-Za-z])"
    r"|\\tag\*?\s*\{(?P<tag>[^{}]*)\}|\\(?P<appendix>appendix)(?![A-Za-z])|\\."
)
_WITHIN = re.compile(r"\\numberwithin\s*\{(\w+)\}\s*\{(\w+)\}")
_SUPPLEMENT = re.compile(
    r"\\renewcommand\*?\s*\{?\s*\\the(figure|table|equation)\s*\}?\s*\{\s*([A-Z]+-?)\\arabic"
)
_WORDS = {
    "spanish": ("Figura", "Tabla"), "german": ("Abbildung", "Tabelle"),
    "ngerman": ("Abbildung", "Tabelle"), "french": ("Figure", "Tableau"),
    "portuguese": ("Figura", "Tabela"), "italian": ("Figura", "Tabella"),
    "japanese": ("図", "表"), "korean": ("그림", "표"),
}  # fmt: skip
_LANGUAGE = re.compile(r"\\(?:usepackage|documentclass)\s*\[([^\]]*)\]|\\setmainlanguage\{(\w+)\}")


@dataclass
class Numbers:
    """Numbers as they are printed.

    Args:
        labels: By label; a section's is its title in quotation marks.
        kinds: What each label belongs to, such as “Figure”.
        places: Of captions and formulae by their places in the source.
        names: What figures, tables and the like are called.
    """

    labels: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def name(self, environment: str) -> str:
        """Return what is printed before the number of a float."""
        return self.names.get(_floats(environment), "")


def count(source: str, preamble: str, words: Callable[[str], str]) -> Numbers:
    """Number the figures, tables and formulae of a document.

    Args:
        source: Its body.
        preamble: What stands before; empty where the source is a piece of a document, whose
            numbers nobody knows: labels stand for themselves there.
        words: Reads a title.

    Returns:
        The numbers.
    """
    counting = _Counting(source, preamble, words)
    for match in _TOKEN.finditer(source):
        counting.read(match)
    return counting.numbers


def _floats(environment: str) -> str:
    """Return what is counted by an environment."""
    kind = environment.rstrip("*")
    if kind in ("scheme", "chart"):
        return kind
    return "figure" if environment in FIGURES else "table" if environment in TABLES else ""


def _called(source: str, preamble: str) -> dict[str, str]:
    figure, table = _words(preamble) or _used(source)
    return {"figure": figure, "table": table, "scheme": "Scheme", "chart": "Chart"}


def _words(preamble: str) -> tuple[str, str] | None:
    for options, main in _LANGUAGE.findall(preamble):
        for option in (options or main).split(","):
            if option.strip() in _WORDS:
                return _WORDS[option.strip()]
    return None


def _used(source: str) -> tuple[str, str]:
    """Return what figures and tables are called where they are referred to."""
    known = {figure: (figure, table) for figure, table in _WORDS.values() if figure != "Figure"}
    named = re.search(rf"({'|'.join(known)})[~\s]*\\ref(?![A-Za-z])", source)
    return known[named[1]] if named else ("Figure", "Table")


class _Counting:
    def __init__(self, source: str, preamble: str, words: Callable[[str], str]) -> None:
        self.numbers = Numbers(names=_called(source, preamble))
        self._braces = Braces(source)
        self._words = words
        self._whole = bool(preamble)
        self._counts: Counter[str] = Counter()
        self._within = dict(_WITHIN.findall(preamble))
        self._prefixes = dict(_SUPPLEMENT.findall(preamble))
        self._open: list[str] = []
        self._section = ""
        self._letters = False
        self._equation: tuple[int, str] | None = None  # place and kind of the one that is open
        self._row: list[str] = []
        self._tag: str | None = None
        self._float: list[str] = []
        self._captions: list[int] = []

    def read(self, match: re.Match[str]) -> None:
        if match["begin"] is not None:
            self._begin(match["begin"], match.start())
        elif match["end"] is not None:
            self._end(match["end"])
        elif match["section"]:
            self._head(match)
        elif match["caption"] and not PARTS.intersection(self._open):
            self._caption(match)
        elif match["label"] is not None:
            self._label(match["label"].strip())
        elif match["row"]:
            self._end_row()
        elif match["none"]:
            self._tag = ""
        elif match["tag"] is not None:
            self._tag = match["tag"]
        elif match["appendix"]:
            self._letters = True
            self._counts.clear()

    def _begin(self, kind: str, place: int) -> None:
        self._open.append(kind)
        if kind in _ONE | _MANY and self._equation is None:
            self._equation = (place, kind)
            self._row, self._tag = [], None

    def _end(self, kind: str) -> None:
        if kind not in self._open:
            return
        while self._open and self._open.pop() != kind:
            pass
        if self._equation and self._equation[1] == kind:
            self._number_row(self._equation[0])
            self._equation = None
        elif kind in FIGURES | TABLES and not (FIGURES | TABLES).intersection(self._open):
            self._end_float()

    def _head(self, match: re.Match[str]) -> None:
        group = self._braces.group(match.end(), len(self._braces.source))
        title = self._words(self._braces.source[group[0] : group[1]]) if group else ""
        self._section = f"“{title}”" if title else ""
        name = match["section"]
        if match["star"] or name not in ("chapter", "section"):
            return
        self._counts[name] += 1
        for counted in (
            "figure",
            "table",
            "equation",
            *(("section",) if name == "chapter" else ()),
        ):
            if name == "chapter" or self._within.get(counted) == name:
                self._counts[counted] = 0

    def _next(self, counted: str) -> str:
        self._counts[counted] += 1
        number = f"{self._prefixes.get(counted, '')}{self._counts[counted]}"
        outer = self._within.get(counted, "chapter")
        above = self._counts[outer]
        if not above:
            return number
        return f"{chr(64 + above) if self._letters and above < 27 else above}.{number}"  # noqa: PLR2004

    def _caption(self, match: re.Match[str]) -> None:
        kind = self._floating()
        if kind and not match["plain"]:
            self._captions.append(match.start())
            if self._whole:
                number = self._next(kind)
                self.numbers.places[match.start()] = number
                for label in self._float:
                    self.numbers.labels.setdefault(label, number)

    def _floating(self) -> str:
        return next((kind for k in reversed(self._open) if (kind := _floats(k))), "")

    def _label(self, label: str) -> None:
        kind = self._floating()
        if self._equation:
            self._row.append(label)
        elif kind:
            self.numbers.kinds[label] = self.numbers.names[kind]
            self._label_float(label)
        elif self._section and not {"enumerate", "itemize"}.intersection(self._open):
            self.numbers.labels[label] = self._section
            self.numbers.kinds[label] = "Section"

    def _label_float(self, label: str) -> None:
        if self._captions and self._whole:
            self.numbers.labels[label] = self.numbers.places[self._captions[-1]]
        else:
            self._float.append(label)

    def _end_float(self) -> None:
        for place, label in zip(self._captions, self._float, strict=False):
            self.numbers.places.setdefault(place, f"[{label}]")
        self._float, self._captions = [], []

    def _end_row(self) -> None:
        if self._equation and self._equation[1] in _MANY and self._open[-1:] == [self._equation[1]]:
            self._number_row(self._equation[0])

    def _number_row(self, place: int) -> None:
        """Give the formula, or the line of it, that ends here its number."""
        number = self._tag
        if number is None and self._whole:
            number = self._next("equation")
        for label in self._row if number else ():
            self.numbers.labels[label] = number or ""
            self.numbers.kinds[label] = "Equation"
        if number:
            known = self.numbers.places.get(place)
            first = known.split("–")[0] if known else ""
            self.numbers.places[place] = f"{first}–{number}" if first else number
        self._row, self._tag = [], None
