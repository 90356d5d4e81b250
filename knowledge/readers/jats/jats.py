"""Articles in JATS, the XML of PubMed Central and of many publishers, and other XML."""

import re
from pathlib import Path

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document, Metadata
from labwright.knowledge.readers.decoding import decode, read_bytes
from labwright.knowledge.readers.jats.body import ARTICLES, Article
from labwright.knowledge.readers.jats.front import read_front
from labwright.knowledge.readers.jats.plain_xml import read_plain_xml
from labwright.knowledge.readers.markup import (
    Element,
    children,
    descendants,
    local_name,
    parse_xml,
)
from labwright.knowledge.readers.pages import Pages

_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)


def read_jats(path: Path) -> Document:
    """Read an article in JATS, or in the NLM form before it; other XML by its text.

    Args:
        path: The file. XHTML is read as a web page, and XML of another kind paragraph by
            paragraph, with a note.

    Returns:
        The document, in one page: title, authors, abstract, sections, references.

    Raises:
        UnreadableDocument: If it is no XML, is damaged beyond reading, or holds no prose.
    """
    data = read_bytes(path, "XML")
    declared = _ENCODING.search(data[:400])
    text, notes = decode(data, declared[1].decode("ascii", "replace") if declared else "")
    if _HTML.match(text[:2000]):
        return _read_html(path)
    root, fault = parse_xml(text)
    if root is None:
        raise UnreadableDocument(f"It is no XML: {fault or 'it has no elements'}.", "Get it anew.")
    if fault:
        notes = (*notes, f"the XML is damaged ({fault}): read as far as it goes")
    articles = _articles(root)
    if not articles:
        if local_name(root) == "html":
            return _read_html(path)
        return read_plain_xml(root, path.stem, notes)
    return _written(articles, path.stem, notes)


def _read_html(path: Path) -> Document:
    from labwright.knowledge.readers.html.html import read_html

    return read_html(path)


def _articles(root: Element) -> list[Element]:
    """Return the articles of a file: the root, or those that it collects."""
    candidates = [root, *descendants(root, *ARTICLES)]
    articles = [e for e in candidates if local_name(e) in ARTICLES and _is_article(e)]
    return articles[:1] if articles and articles[0] is root else articles


def _is_article(element: Element) -> bool:
    parts = ("front", "body", "book-meta", "book-body", "book-part", "book-front", "back")
    return bool(children(element, *parts))


def _written(articles: list[Element], name: str, notes: tuple[str, ...]) -> Document:
    pages = Pages()
    title, metadata = "", Metadata()
    for number, element in enumerate(articles):
        if number:
            pages.turn()
        article = Article(element, pages)
        title_here, found = read_front(element, article.words)
        abstract = article.write(title_here, found)
        if not number:
            title, metadata = title_here, found.model_copy(update={"abstract": abstract})
    if pages.empty:
        raise UnreadableDocument(
            "It holds no text: neither abstract nor body.", "Get the full text from the publisher."
        )
    if len(articles) > 1:
        notes = (*notes, f"a collection of {len(articles)} articles, a page each")
        return pages.document(name, Metadata(), notes)
    if not children(articles[0], "body", "book-body", "book-part"):
        notes = (*notes, "without full text: only what the article says of itself")
    return pages.document(title or name, metadata, notes)
