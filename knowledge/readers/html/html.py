"""Web pages."""

import re
from pathlib import Path

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document
from labwright.knowledge.readers.decoding import decode, read_bytes
from labwright.knowledge.readers.html.body import page_walker
from labwright.knowledge.readers.html.formulas import read_formulas
from labwright.knowledge.readers.html.hidden import Hidden, remove_hidden
from labwright.knowledge.readers.html.metadata import read_page_metadata
from labwright.knowledge.readers.html.pruning import main_part, prune
from labwright.knowledge.readers.markup import Element, local_name, parse_xml, refuse_crowded
from labwright.knowledge.readers.pages import Pages

_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})"
    rb"|<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})",
    re.I,
)
_XHTML = re.compile(r"\s*<\?xml|.{0,600}?xmlns\s*=\s*[\"']http://www\.w3\.org/1999/xhtml", re.S)
_DOLLARS = re.compile(r"inlineMath\b[^;]{0,200}?\[\s*[\"']\$[\"']|left\s*:\s*[\"']\$[\"']")
_ABSTRACT = re.compile(r"abstract|summary|resumen|zusammenfassung|résumé|要旨|概要|초록|요약", re.I)
_TAG = re.compile(r"[a-z_][\w.-]*", re.ASCII)
_EMPTY = re.compile(r"</?(?:wbr|embed|source|track|keygen|command)\b[^<>]*>", re.I)
"""Elements without contents that the parser takes for elements with contents."""
_FIRST = 300  # characters in which a title may stand


def read_html(path: Path) -> Document:
    """Read a web page: its main part, without menus, forms, scripts and what is hidden.

    Args:
        path: The file.

    Returns:
        The document, in one page.

    Raises:
        UnreadableDocument: If it is no HTML, or holds no text.
    """
    data = read_bytes(path, "HTML")
    text, notes = decode(data, declared_encoding(data))
    root = parse_html(text)
    told, metadata = read_page_metadata(root)
    hidden = Hidden()
    body = visible_body(root, hidden)
    prune(body)
    main = main_part(body)
    _refuse_empty(main, hidden)
    title = told or heading_of(main) or heading_of(body) or _window_title(root)
    pages = Pages()
    if next(main.iter("h1"), None) is None and title not in _start(main):
        pages.heading(title)
    write_body(main, pages, dollars=bool(_DOLLARS.search(text)))
    document = pages.document(title or path.stem, metadata, (*notes, *hidden.note()))
    return _with_abstract(document)


def declared_encoding(data: bytes) -> str:
    """Return the encoding that a page names for itself; empty if it names none."""
    found = _DECLARED.search(data[:4096])
    return next((name.decode("ascii") for name in found.groups() if name), "") if found else ""


def parse_html(text: str) -> Element:
    """Parse a page, as XML where it is XHTML.

    Args:
        text: The page.

    Returns:
        Its root, with the names of elements in lower case and without namespaces.

    Raises:
        UnreadableDocument: If there is nothing in it, or too much.
    """
    refuse_crowded(text)
    root = None
    if _XHTML.match(text[:2000]):
        root, fault = parse_xml(text)
        root = root if root is not None and not fault and local_name(root) == "html" else None
    if root is None:
        root = _parse_leniently(text)
    for element in root.iter():
        if name := local_name(element):
            element.tag = name if _TAG.fullmatch(name) else "span"
    return root


def _parse_leniently(text: str) -> Element:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(_EMPTY.sub("", text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if any("Excessive depth" in error.message for error in parser.error_log):
        raise UnreadableDocument(
            "Its elements are nested too deep to be read.", "Print it to a PDF and add that."
        )
    if root is None:
        raise UnreadableDocument("It is no HTML: it has no elements.", "Check its ending.")
    return root


def visible_body(root: Element, hidden: Hidden) -> Element:
    """Return the body of a page with its formulae read and what is hidden removed.

    Args:
        root: The page.
        hidden: Takes down what is removed.

    Returns:
        The body; the root where there is none.
    """
    read_formulas(root)
    remove_hidden(root, hidden)
    return next(root.iter("body"), root)


def write_body(element: Element, pages: Pages, dollars: bool = False) -> None:
    """Write a part of a page.

    Args:
        element: The part.
        pages: Where to write.
        dollars: Whether formulae stand between single dollar signs there.
    """
    walker = page_walker(pages, dollars)
    walker.inside(element)
    walker.end()


def heading_of(element: Element) -> str:
    """Return the words of the first main heading; empty if there is none."""
    found = next(element.iter("h1"), None)
    return page_walker(Pages()).words(found)


def _refuse_empty(main: Element, hidden: Hidden) -> None:
    said = any(re.search(r"\w", text) for text in main.itertext())
    if said or next(main.iter("formula"), None) is not None:
        return
    what = "all of it is hidden" if hidden.places else "what it shows is fetched by its scripts"
    raise UnreadableDocument(
        f"It holds no text: {what}.",
        "Print the page to a PDF, or save it as it is shown, and add that.",
    )


def _start(main: Element) -> str:
    pieces = " ".join(" ".join(main.itertext()).split())
    return pieces[:_FIRST]


def _window_title(root: Element) -> str:
    for meta in root.iter("meta"):
        if meta.get("property") == "og:title" and meta.get("content"):
            return str(meta.get("content"))
    return page_walker(Pages()).words(next(root.iter("title"), None))


def _with_abstract(document: Document) -> Document:
    """Take the abstract from its section where the page does not give it otherwise."""
    sections = document.sections
    for number, section in enumerate(sections):
        if not document.metadata.abstract and _ABSTRACT.fullmatch(section.title):
            text = document.pages[section.page - 1]
            end = sections[number + 1].start if number + 1 < len(sections) else len(text)
            abstract = text[section.start + len(section.title) : end].strip()
            metadata = document.metadata.model_copy(update={"abstract": abstract})
            return document.model_copy(update={"metadata": metadata})
    return document
