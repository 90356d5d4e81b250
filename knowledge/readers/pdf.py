"""PDF by its text layer."""

import re
import threading
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document
from labwright.knowledge.readers.line_numbers import strip_numbered_pages

_FEWEST_CHARACTERS = 20  # a page, on average; less means pictures of text
_BREAK = "￾"  # how PDFium marks a hyphen at the end of a line, soft or real
_EDGE = 2
_PDFIUM = threading.Lock()  # PDFium is not thread-safe


def read_pdf(path: Path) -> Document:
    """Read the text layer of a PDF, page by page.

    Line numbers, running headers and footers are left out, words broken at line ends are joined,
    lines are joined to flowing text.

    Args:
        path: The file.

    Returns:
        The document; page numbers are those of the file, counted from 1.

    Raises:
        UnreadableDocument: If it is damaged, locked by a password, or a scan.
    """
    title, found = _extract(path)
    raw = [page or "" for page in found]
    torn = [number for number, page in enumerate(found, 1) if page is None]
    _refuse_pictures(raw, len(torn))
    pages = [page.split("\n") for page in strip_numbered_pages([_plain(page) for page in raw])]
    edges = _running_lines(pages)
    bodies = ["\n".join(_without_edges(page, edges)) for page in pages]
    joined = _join_words("\f".join(bodies))
    flowing = tuple(_flow(page) for page in joined.split("\f"))
    empty = [n for n, page in enumerate(flowing, 1) if not page.strip() and n not in torn]
    notes = [
        f"{what} page {', '.join(map(str, numbers))}"
        for what, numbers in (("damaged and left out:", torn), ("no text on", empty))
        if numbers
    ]
    title = title or _first_line(flowing) or path.stem
    return Document(title=title, pages=flowing, notes=tuple(notes))


def _refuse_pictures(pages: list[str], torn: int) -> None:
    whole = len(pages) - torn
    if not whole:
        raise UnreadableDocument("It is damaged: none of its pages can be read.", "Get it anew.")
    written = sum(len(page.strip()) for page in pages)
    if written < _FEWEST_CHARACTERS * whole:
        raise UnreadableDocument(
            f"It has no text layer: {whole} page{'s' * (whole != 1)} of pictures "
            f"with {written} characters, as a scan has.",
            "Recognise its text first (for example with OCRmyPDF) and add the result.",
        )


def _extract(path: Path) -> tuple[str, list[str | None]]:
    """Return the title and the text of each page; None for a page that cannot be loaded."""
    import pypdfium2 as pdfium

    with _PDFIUM:
        try:
            file = pdfium.PdfDocument(str(path))
        except pdfium.PdfiumError as error:
            locked = "password" in str(error).lower()
            raise UnreadableDocument(
                "It is locked by a password." if locked else "It is damaged or not a PDF.",
                "Save a copy without password and add that." if locked else "Get it anew.",
            ) from error
        try:
            if len(file) == 0:
                raise UnreadableDocument("It has no pages.", "Get it anew.")
            pages: list[str | None] = []
            for number in range(len(file)):
                try:
                    pages.append(_page_text(file, number))
                except (pdfium.PdfiumError, ValueError):  # one page; the others may be whole
                    pages.append(None)
            return _title(file), pages
        finally:
            file.close()


def _title(file: Any) -> str:
    try:
        return str(file.get_metadata_value("Title")).strip()
    except ValueError:  # not the characters that it says it is
        return ""


def _page_text(file: Any, number: int) -> str:
    page = file[number]
    try:
        text_page = page.get_textpage()
        try:
            return str(text_page.get_text_range())
        finally:
            text_page.close()
    finally:
        page.close()


def _plain(text: str) -> str:
    """Map ligatures and mathematical letters to plain ones, and drop control characters."""
    kept = []
    for char in text.replace("\r\n", "\n").replace("\r", "\n"):
        code = ord(char)
        if 0xFB00 <= code <= 0xFB06 or 0x1D400 <= code <= 0x1D7FF:  # noqa: PLR2004
            kept.append(unicodedata.normalize("NFKC", char))
        elif char in "\n\t" or code >= 32:  # noqa: PLR2004
            kept.append(" " if char in "\t\xa0" else char)
    return "".join(kept).replace("\xad", "")


def _running_lines(pages: list[list[str]]) -> set[str]:
    """Find lines that stand at the edge of many pages, whatever their page number."""
    seen: Counter[str] = Counter()
    for page in pages:
        lines = [line for line in page if line.strip()]
        seen.update({_shape(line) for line in lines[:_EDGE] + lines[-_EDGE:]})
    often = max(3, len(pages) // 3)
    return {shape for shape, count in seen.items() if count >= often and shape}


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())


def _without_edges(page: list[str], edges: set[str]) -> list[str]:
    filled = [i for i, line in enumerate(page) if line.strip()]
    out = {i for i in filled[:_EDGE] + filled[-_EDGE:] if _shape(page[i]) in edges}
    return [line for i, line in enumerate(page) if i not in out]


def _join_words(text: str) -> str:
    """Resolve hyphens at line ends: kept where the text elsewhere writes the word with one."""
    words = Counter(re.findall(r"[A-Za-z][A-Za-z-]+", text.replace(_BREAK, " ")))
    lower = {word.lower() for word in words}

    def join(match: re.Match[str]) -> str:
        left, right = match[1], match[2]
        solid, hyphened = (left + right).lower(), f"{left}-{right}".lower()
        if solid in lower:
            return left + right
        apart = left.lower() in lower and right.lower() in lower
        if hyphened in lower or apart or not left[-1:].isalpha() or right[:1].isupper():
            return f"{left}-{right}"
        return left + right

    text = re.sub(rf"([^\s{_BREAK}]*){_BREAK}\n?([^\s{_BREAK}]*)", join, text)
    return text.replace(_BREAK, "-")


def _flow(page: str) -> str:
    """Join lines to flowing text; a blank line stays a paragraph break."""
    paragraphs = re.split(r"\n\s*\n", page)
    joined = (re.sub(r"\s+", " ", paragraph).strip() for paragraph in paragraphs)
    return "\n\n".join(paragraph for paragraph in joined if paragraph)


def _first_line(pages: tuple[str, ...]) -> str:
    text = pages[0].strip() if pages else ""
    return text[:100].rsplit(" ", 1)[0] if text else ""
