"""LaTeX."""

import re
from pathlib import Path

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document
from labwright.knowledge.readers.latex.blocks import Body
from labwright.knowledge.readers.latex.front import Front, read_front
from labwright.knowledge.readers.latex.hidden import remove_unseen
from labwright.knowledge.readers.latex.macros import expand_macros
from labwright.knowledge.readers.latex.numbers import count
from labwright.knowledge.readers.latex.reader import References
from labwright.knowledge.readers.latex.source import Source, load_source
from labwright.knowledge.readers.latex.text import read_tex
from labwright.knowledge.readers.pages import Pages

_BEGIN = re.compile(r"\\begin\s*\{document\}")
_END = re.compile(r"\\end\s*\{document\}")
_CLASS = re.compile(r"\\document(?:class|style)(?![A-Za-z])")
_MOST_NOTES = 20


def read_latex(path: Path) -> Document:
    r"""Read LaTeX: a document with what it puts in from its own folder, or a piece of one.

    Sections, tables, captions, displayed formulae, listings and references are kept; commands that
    the document defines for itself are put in. References are cited by their keys in brackets. A
    figure or table has its number where the document is whole, and its label otherwise.

    Args:
        path: The file.

    Returns:
        The document, in one page; displayed formulae keep their source.

    Raises:
        UnreadableDocument: If it is empty, or nothing in it is text.
    """
    source = load_source(path)
    preamble, body, front, notes = _parted(source)
    numbers = count(body, preamble, read_tex)
    references = References(numbers.labels, numbers.kinds, source.listings)
    pages = Pages()
    pages.paragraph(front.title)
    pages.paragraph(", ".join(front.metadata.authors))
    content = Body(body, pages, references, numbers)
    if front.abstract and "\\abstract" not in body:
        pages.heading("Abstract")
        pages.paragraph(read_tex(front.abstract))
    content.write()
    abstract = content.abstract or read_tex(front.abstract)
    metadata = front.metadata.model_copy(update={"abstract": abstract})
    document = pages.document("", metadata, tuple(dict.fromkeys(notes))[:_MOST_NOTES])
    if pages.empty or not re.search(r"\w{2}", document.pages[0]):
        raise UnreadableDocument(
            "Nothing in it is text.", "Add the file that holds the text, or the PDF made of it."
        )
    heading = document.sections[0].title if document.sections else ""
    return document.model_copy(update={"title": front.title or heading or path.stem})


def _parted(source: Source) -> tuple[str, str, Front, list[str]]:
    """Return preamble, body, title page and notes; the preamble as it was written."""
    text, complete = expand_macros(source.text)
    notes = list(source.notes)
    if not complete:
        notes.append("its own commands were not all put in: they grow without end")
    text, hidden = remove_unseen(text)
    notes += hidden.note()
    front = read_front(text, read_tex)
    begin = _BEGIN.search(text)
    body = text[begin.end() :] if begin else text
    end = _END.search(body)
    body = body[: end.start()] if end else body
    written = _BEGIN.search(source.text)
    whole = bool(begin or _CLASS.search(text))
    preamble = source.text[: written.start()] if written else source.text if whole else ""
    return preamble, body, front, notes
