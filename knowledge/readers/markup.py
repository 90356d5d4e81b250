"""What files marked up in elements share: parsing without risk, and the way through a tree."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.pages import Pages
from labwright.knowledge.readers.prose import Prose
from labwright.knowledge.readers.typography import Line, clean

Element = Any
"""An element of lxml, which has no types."""

_MOST_ELEMENTS = 400_000
_DEEPEST = 80
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`]{1,200}")
_OPENING = {")": "(", "]": "["}
_LABEL = re.compile(
    r"\s*((?:(?:supplementary|supporting|extended data|suppl?\.)\s+)?"
    r"(?:tables?|figures?|figs?\.?|schemes?|charts?|plates?|box|equations?"
    r"|tablas?|figuras?|esquemas?|tabelle|abbildung|abb\.|tableau"
    r"|図表?|表|スキーム|그림|표|도식)"
    r"\s*(?:[A-Z]{0,2}[.-]?\d+(?:[.-]\d+)*[a-z]?|[IVX]+)(?![\w]))\s*[.:：|–—]?\s*",
    re.I,
)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_OF_XML = ("amp", "lt", "gt", "quot", "apos")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def refuse_crowded(text: str) -> None:
    """Raise if a text has more elements than a tree of them may take memory.

    Args:
        text: Text with markup.

    Raises:
        UnreadableDocument: If it has.
    """
    if text.count("<") > 2 * _MOST_ELEMENTS:
        raise UnreadableDocument(
            f"It has more than {_MOST_ELEMENTS} elements, which no paper has.",
            "Split it and add the parts; export data as a table.",
        )


def parse_xml(text: str) -> tuple[Element, str]:
    """Parse XML, as far as it goes where it is damaged.

    Nothing outside the text is read, and entities that the text defines stay unresolved, so that
    it cannot grow.

    Args:
        text: The text.

    Returns:
        The root, or None if there is none, and what is damaged, empty if nothing is.

    Raises:
        UnreadableDocument: If there are too many elements.
    """
    refuse_crowded(text)
    from lxml import etree

    data = _without_names(_DECLARATION.sub("", text)).encode("utf-8", "replace")
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "encoding": "utf-8"}
    try:
        return etree.fromstring(data, etree.XMLParser(**safe)), ""
    except etree.XMLSyntaxError as error:
        fault = str(error.msg)
    except ValueError as error:
        return None, str(error)
    try:
        return etree.fromstring(data, etree.XMLParser(recover=True, **safe)), fault
    except (etree.XMLSyntaxError, ValueError):
        return None, fault


def _without_names(text: str) -> str:
    """Resolve the entities of HTML, which XML without its DTD does not know."""

    def resolve(match: re.Match[str]) -> str:
        char = html5.get(f"{match[1]};", "")
        return match[0] if match[1] in _OF_XML or not char or char in "<>&" else char

    return _NAMED.sub(resolve, text)


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace; empty for comments and the like."""
    if not isinstance(element.tag, str):
        return ""
    return element.tag.rsplit("}", 1)[-1].rsplit(":", 1)[-1].lower()


def attribute(element: Element, name: str) -> str:
    """Return an attribute whatever its namespace; empty if there is none."""
    for key, value in element.attrib.items():
        if str(key).rsplit("}", 1)[-1].rsplit(":", 1)[-1].lower() == name:
            return str(value)
    return ""


def children(element: Element, *names: str) -> list[Element]:
    """Return the children that have one of some names; all elements where none is given."""
    return [c for c in element if (n := local_name(c)) and (not names or n in names)]


def first(element: Element, *path: str) -> Element | None:
    """Return the element at the end of a path of names, taking the first at each step."""
    for name in path:
        found = children(element, name)
        if not found:
            return None
        element = found[0]
    return element


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """Yield the elements below one that have one of some names, in order."""
    return (e for e in element.iter() if e is not element and local_name(e) in names)


def find_doi(text: str) -> str:
    """Return the first DOI of a text in lower case; empty if there is none.

    Example:
        >>> find_doi("see https://doi.org/10.1021/JA0001(12)x).")
        '10.1021/ja0001(12)x'
    """
    match = _DOI.search(text)
    if not match:
        return ""
    doi = match[0].rstrip(".,;:'”’*")
    while doi[-1] in _OPENING and doi.count(doi[-1]) > doi.count(_OPENING[doi[-1]]):
        doi = doi[:-1].rstrip(".,;:")
    return doi.lower()


def split_label(text: str) -> tuple[str, str]:
    """Tell the label of a table or figure from its caption.

    Example:
        >>> split_label("Table S2. Yields of the reactions")
        ('Table S2', 'Yields of the reactions')
    """
    text = " ".join(text.split())
    match = _LABEL.match(text)
    return (match[1], text[match.end() :]) if match else ("", text)


Rule = Callable[["Walker", Element], None]


@dataclass(frozen=True)
class Vocabulary:
    """What the elements of a language mean.

    Args:
        inline: What to do with elements inside a line.
        blocks: What to do with elements that end the paragraph before them.
        skipped: Elements that are left out.
    """

    inline: Mapping[str, Rule] = field(default_factory=dict)
    blocks: Mapping[str, Rule] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()


class Walker:
    """Goes through a tree and writes what it finds to pages.

    Args:
        pages: Where to write.
        vocabulary: What the elements mean; those it does not name are read through.
    """

    def __init__(self, pages: Pages, vocabulary: Vocabulary) -> None:
        self.pages = pages
        self.line = Line()
        self.flat = False
        self.level = 1
        self.lists = 0
        self.prose = Prose(pages)
        self._vocabulary = vocabulary
        self._depth = 0

    def inside(self, element: Element, *but: str) -> None:
        """Read the text of an element and its children, but for those of some names."""
        if self._depth >= _DEEPEST:  # no document of a person nests so deep
            self.line.add(" ".join(element.itertext(with_tail=False)))
            return
        self._depth += 1
        self.line.add(element.text)
        for child in element:
            if not but or local_name(child) not in but:
                self.visit(child)
            self.line.add(child.tail)
        self._depth -= 1

    def visit(self, element: Element) -> None:
        """Read an element by its rule."""
        name = local_name(element)
        vocabulary = self._vocabulary
        if not name:
            self.line.add(_unresolved(element))
        elif name in vocabulary.skipped:
            return
        elif name in vocabulary.inline:
            vocabulary.inline[name](self, element)
        elif name in vocabulary.blocks:
            self._block(element, vocabulary.blocks[name])
        else:
            self.inside(element)

    def _block(self, element: Element, rule: Rule) -> None:
        if self.flat:
            self.line.add(" ")
            self.inside(element)
            self.line.add(" ")
        else:
            self.end()
            rule(self, element)
            self.end()

    def words(self, element: Element | None) -> str:
        """Return all that an element says in one line."""
        if element is None:
            return ""
        kept = self.line, self.flat
        self.line, self.flat = Line(), True
        self.inside(element)
        said = " ".join(self.line.take().split())
        self.line, self.flat = kept
        return said

    def end(self) -> None:
        """End the paragraph, if one was begun."""
        if not self.flat:
            self.prose.write(self.line.take())

    def item(self, mark: str, element: Element, *but: str) -> None:
        """Write an item of a list, in a line of its own."""
        self.end()
        self.prose.begin_item(mark)
        self.inside(element, *but)
        self.end()
        self.prose.end_item()

    def code(self, element: Element) -> None:
        """Write a listing with its line ends."""
        text = clean("".join(element.itertext(with_tail=False))).strip("\n").rstrip()
        self.pages.block("code", text)

    def formula(self, source: str, plain: str, label: str = "") -> None:
        """Write a displayed formula; in a caption or cell its plain reading."""
        if self.flat:
            self.line.add(f" {plain} ")
            return
        self.end()
        self.pages.block("formula", " ".join(source.split()), label=label)


def _unresolved(element: Element) -> str:
    """Return an entity that the file defines for itself as it is written; nothing for comments."""
    from lxml import etree

    return str(element.text) if element.tag is etree.Entity else ""


def through(walker: Walker, element: Element) -> None:
    """Read an element as if only its text and children were there."""
    walker.inside(element)


def lower(walker: Walker, element: Element) -> None:
    """Read a subscript."""
    walker.line.lower(walker.words(element))


def lift(walker: Walker, element: Element) -> None:
    """Read a superscript."""
    walker.line.lift(walker.words(element))


def space(walker: Walker, element: Element) -> None:
    """Read a line break."""
    walker.line.add(" ")
