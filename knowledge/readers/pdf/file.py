"""Opening a PDF, and what it says of itself beside its pages."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.decoding import refuse_other_kinds

_PDFIUM = threading.Lock()  # PDFium is not thread-safe
_HEADER = 1024  # bytes within which a PDF names itself
_TAIL = 2048
_MOST_ENTRIES = 5000
_INFO = ("Title", "Author", "Subject", "Keywords", "CreationDate", "Producer", "Creator")
_MOST_PACKETS, _LONGEST_PACKET = 50, 100_000


class Entry(NamedTuple):
    """An entry of the outline.

    Args:
        title: Its words.
        level: 1 for the highest.
        page: Page counted from 1; 0 if it leads nowhere.
    """

    title: str
    level: int
    page: int


class File(NamedTuple):
    """An open PDF.

    Args:
        pages: The document of pypdfium2.
        ends_early: Whether the end of the file is missing.
    """

    pages: Any
    ends_early: bool

    def __len__(self) -> int:
        return len(self.pages)

    def info(self) -> dict[str, str]:
        """Return what the file says of itself: title, author and so on."""
        return {name: self._value(name) for name in _INFO}

    def _value(self, name: str) -> str:
        try:
            return " ".join(str(self.pages.get_metadata_value(name)).split())
        except ValueError:  # not the characters that it says it is
            return ""

    def labels(self) -> list[str]:
        """Return the label of each page; empty if all of them are just the count."""
        found = [self._label(number) for number in range(len(self.pages))]
        return [] if all(label in ("", str(n)) for n, label in enumerate(found, 1)) else found

    def _label(self, number: int) -> str:
        try:
            return str(self.pages.get_page_label(number)).strip()
        except ValueError:
            return ""

    def outline(self) -> list[Entry]:
        """Return the entries of the outline, in order."""
        import pypdfium2 as pdfium

        entries: list[Entry] = []
        try:
            for mark in self.pages.get_toc(max_depth=8):
                destination = mark.get_dest()
                index = destination.get_index() if destination else None
                title = " ".join(mark.get_title().split())
                entries.append(Entry(title, mark.level + 1, 0 if index is None else index + 1))
                if len(entries) == _MOST_ENTRIES:
                    break
        except (pdfium.PdfiumError, ValueError):  # a damaged outline; the pages may be whole
            pass
        return entries


@contextmanager
def opened(path: Path) -> Iterator[File]:
    """Open a PDF, alone in this process.

    Args:
        path: The file.

    Yields:
        The open file.

    Raises:
        UnreadableDocument: If it is no PDF, damaged, locked or empty.
    """
    import pypdfium2 as pdfium

    ends_early = _check(path)
    with _PDFIUM:
        try:
            pages = pdfium.PdfDocument(str(path))
        except pdfium.PdfiumError as error:
            raise _unopened(str(error).lower()) from error
        try:
            if len(pages) == 0:
                raise UnreadableDocument("It has no pages.", "Get it anew.")
            yield File(pages, ends_early)
        finally:
            pages.close()


def _check(path: Path) -> bool:
    """Refuse what plainly is no PDF; tell whether the file's end is missing."""
    with path.open("rb") as stream:
        head = stream.read(_HEADER)
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL))
        tail = stream.read()
    if not head.strip(b" \t\r\n\0") and size <= _HEADER:
        raise UnreadableDocument("The file is empty.", "Get it anew.")
    if b"%PDF-" not in head:
        if re.match(rb"\s*(?:<!doctype\s+html|<html)", head, re.I):
            raise UnreadableDocument(
                "It is not a PDF but a web page, such as a server sends in place of one.",
                "Open the address in a browser and save the PDF anew.",
            )
        refuse_other_kinds(head, "a PDF")
    return b"%%EOF" not in tail


def _unopened(reason: str) -> UnreadableDocument:
    if "password" in reason:
        return UnreadableDocument(
            "It is locked by a password.", "Save a copy without password and add that."
        )
    if "security" in reason:
        return UnreadableDocument(
            "It is locked in a way that only its maker's program opens.",
            "Print it to a new PDF there and add that.",
        )
    return UnreadableDocument("It is damaged or not a PDF.", "Get it anew.")


def read_packet(path: Path) -> str:
    """Return the XMP packet of a PDF that tells of a publication; empty if there is none.

    Args:
        path: The file.

    Returns:
        The packet as text, without being parsed. Packets of pictures in the file are passed over.
    """
    import mmap

    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = -1
        for _ in range(_MOST_PACKETS):
            start = data.find(b"<rdf:RDF", start + 1)
            if start < 0:
                break
            packet = data[start : start + _LONGEST_PACKET].partition(b"</rdf:RDF>")[0]
            if b"prism:" in packet or b":doi" in packet:
                return packet.decode("utf-8", "replace")
    return ""
