"""XML of no kind that is known here, read for the prose in it."""

import re
from collections.abc import Iterator

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document
from labwright.knowledge.readers.markup import Element, local_name
from labwright.knowledge.readers.pages import Pages
from labwright.knowledge.readers.typography import clean

_SENTENCE = 8  # words that prose has somewhere in a row
_WIDE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]{12}")
_TITLES = ("title", "head", "heading", "section-title")


def read_plain_xml(root: Element, name: str, notes: tuple[str, ...] = ()) -> Document:
    """Read the text of an XML file, a paragraph for each element that holds text itself.

    Args:
        root: Its root.
        name: Name of the file, for a title.
        notes: What was noticed before.

    Returns:
        The document.

    Raises:
        UnreadableDocument: If there is no prose in it.
    """
    pages = Pages()
    prose = False
    title = ""
    for tag, text in _stretches(root):
        if tag in _TITLES:
            title = title or text
            pages.heading(text)
        else:
            pages.paragraph(text)
        prose = prose or len(text.split()) >= _SENTENCE or bool(_WIDE.search(text))
    kind = str(root.tag).rpartition("}")[2]
    if not prose:
        raise UnreadableDocument(
            f"It holds no prose: it is XML of the kind <{kind}>.",
            "Add the article in JATS, HTML or PDF; for data, export a table.",
        )
    note = f"not JATS but XML of the kind <{kind}>: read as plain text"
    return pages.document(title or name, None, (*notes, note))


def _stretches(root: Element) -> Iterator[tuple[str, str]]:
    """Yield name and text of the outermost elements that hold text themselves."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if not local_name(element):
            continue
        if _has_text(element):
            text = " ".join(clean("".join(element.itertext(with_tail=False))).split())
            yield local_name(element), text
        else:
            waiting.extend(reversed(element))


def _has_text(element: Element) -> bool:
    return any((text or "").strip() for text in (element.text, *(c.tail for c in element)))
