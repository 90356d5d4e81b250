"""Bibliographies: BibTeX and RIS, a record an entry."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document
from labwright.knowledge.readers.bibliography.bibtex import Piece, bibtex_pieces
from labwright.knowledge.readers.bibliography.citation import Entry, cite
from labwright.knowledge.readers.bibliography.ris import ris_pieces
from labwright.knowledge.readers.pages import Pages
from labwright.knowledge.readers.text_streams import read_all

_LARGEST = 32_000_000  # characters of one file
_A_PAGE = 200  # entries
_MOST_NOTED = 10
_BIBTEX = re.compile(r"^\s*@\s*\w+\s*[{(]", re.M)
_RIS = re.compile(r"^\ufeff?\s*TY\s{1,3}-", re.M)


def read_bibtex(path: Path) -> Document:
    """Read a BibTeX file.

    Args:
        path: The file.

    Returns:
        The document, a record an entry that reads as it would be cited, its abstract below.
        Broken entries are kept as far as they can be read, and noted.

    Raises:
        UnreadableDocument: If it holds no entry.
    """
    text, notes = read_all(path, "BibTeX", _LARGEST)
    if not _BIBTEX.search(text):
        raise _no_entries("BibTeX", "RIS", ".ris" if _RIS.search(text) else "")
    return _document(path, bibtex_pieces(text), notes)


def read_ris(path: Path) -> Document:
    """Read an RIS file.

    Args:
        path: The file.

    Returns:
        The document, as from BibTeX.

    Raises:
        UnreadableDocument: If it holds no entry.
    """
    text, notes = read_all(path, "RIS", _LARGEST)
    if not _RIS.search(text):
        raise _no_entries("RIS", "BibTeX", ".bib" if _BIBTEX.search(text) else "")
    return _document(path, ris_pieces(text), notes)


def _no_entries(kind: str, other: str, ending: str) -> UnreadableDocument:
    if ending:
        return UnreadableDocument(
            f"It is not {kind}: it looks like {other}.",
            f"Give it the ending {ending} and add it again.",
        )
    return UnreadableDocument(f"It holds no entry of {kind}.", "Check its ending.")


def _document(path: Path, pieces: Iterator[Piece], notes: tuple[str, ...]) -> Document:
    bibliography = _Bibliography()
    while chunk := list(islice(pieces, _A_PAGE)):
        bibliography.page(chunk)
    if bibliography.pages.empty:
        raise UnreadableDocument("It holds no entry.", "Add it again when it has some.")
    return bibliography.pages.document(path.stem, None, [*bibliography.notes(), *notes])


class _Bibliography:
    """Writes entries to pages, and remembers which it has seen."""

    def __init__(self) -> None:
        self.pages = Pages()
        self._pieces = self._entries = 0
        self._seen: dict[tuple[str, str], Entry] = {}
        self._broken: list[str] = []
        self._doubled: list[str] = []

    def page(self, pieces: Sequence[Piece]) -> None:
        """Write a page of entries."""
        self.pages.turn(f"entries {self._pieces + 1}–{self._pieces + len(pieces)}")
        self._pieces += len(pieces)
        for piece in pieces:
            if piece.faults:
                named = f"“{piece.entry.key}” " if piece.entry and piece.entry.key else ""
                self._broken.append(f"{named}in line {piece.line}: {'; '.join(piece.faults)}")
            if piece.entry is None:
                self.pages.paragraph(piece.raw)
            elif not self._is_repeated(piece.entry):
                self._write(piece.entry)

    def _is_repeated(self, entry: Entry) -> bool:
        """Note what was seen before; tell whether nothing in it is new."""
        for what, text in (("key", entry.key.lower()), ("doi", entry.doi)):
            earlier = self._seen.setdefault((what, text), entry) if text else entry
            if earlier is not entry:
                both = f"“{entry.key}” in line {entry.line} and “{earlier.key}” in {earlier.line}"
                same = earlier.fields == entry.fields
                named = "all" if same else "the key" if what == "key" else "the DOI"
                self._doubled.append(f"{both} have {named} in common")
                return same
        return False

    def _write(self, entry: Entry) -> None:
        self._entries += 1
        self.pages.block(
            "record", cite(entry), label=entry.key, fields=dict(entry.fields), doi=entry.doi
        )
        self.pages.paragraph(entry.get("abstract"))

    def notes(self) -> list[str]:
        """Return how many entries there are, and what is odd about them."""
        told = [f"{self._entries} entries"]
        for what, cases in (("broken", self._broken), ("twice", self._doubled)):
            more = [f"and {len(cases) - _MOST_NOTED} more"] * (len(cases) > _MOST_NOTED)
            told += [f"{what}: {'; '.join([*cases[:_MOST_NOTED], *more])}"] if cases else []
        return told
