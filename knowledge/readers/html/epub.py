"""Books in EPUB."""

import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document, Metadata
from labwright.knowledge.readers.dates import read_date
from labwright.knowledge.readers.decoding import decode
from labwright.knowledge.readers.html.hidden import Hidden
from labwright.knowledge.readers.html.html import (
    declared_encoding,
    heading_of,
    parse_html,
    visible_body,
    write_body,
)
from labwright.knowledge.readers.html.metadata import given_first
from labwright.knowledge.readers.html.pruning import prune
from labwright.knowledge.readers.markup import (
    Element,
    attribute,
    descendants,
    find_doi,
    local_name,
    parse_xml,
)
from labwright.knowledge.readers.pages import Pages

_LARGEST_FILE = 32 * 2**20
_LARGEST_BOOK = 256 * 2**20
_MOST_CHAPTERS = 5000
_TEXT = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_ISBN = re.compile(r"(?:97[89][- ]?)?\d{1,5}[- ]?\d+[- ]?\d+[- ]?[\dXx]")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
)
_ISBN_LENGTHS = (10, 13)
_LONGEST_LABEL = 120


@dataclass
class _Book:
    """An open book.

    Args:
        archive: Its files.
        package: What it is made of.
        folder: Where addresses in the package begin.
        room: Bytes that may still be unpacked.
    """

    archive: zipfile.ZipFile
    package: Element
    folder: str
    room: int = _LARGEST_BOOK

    def read(self, name: str) -> bytes:
        """Unpack a file of the book, if it has it, up to a size that chapters do not reach."""
        try:
            with self.archive.open(name) as stream:
                data = stream.read(_LARGEST_FILE + 1)
        except KeyError:
            return b""
        self.room -= len(data)
        if len(data) > _LARGEST_FILE or self.room < 0:
            raise UnreadableDocument(
                "It unpacks to more than a book can hold.", "Get it anew from where it came."
            )
        return data

    def path(self, address: str) -> str:
        """Return the name in the archive of what the package names by address."""
        bare = _file_part(address)
        return posixpath.normpath(posixpath.join(self.folder, bare)).lstrip("/")


def read_epub(path: Path) -> Document:
    """Read a book in EPUB, a page for each of its files in reading order.

    Args:
        path: The file.

    Returns:
        The document; a page is labelled by the title of its chapter.

    Raises:
        UnreadableDocument: If it is no EPUB, damaged, locked, or holds no text.
    """
    with path.open("rb") as stream:  # what cannot be opened at all is no damage
        try:
            with zipfile.ZipFile(stream) as archive:
                return _read(archive, path)
        except _DAMAGE as error:
            raise UnreadableDocument("It is damaged or no EPUB.", "Get it anew.") from error
        except (RuntimeError, NotImplementedError) as error:
            raise UnreadableDocument(
                f"It cannot be unpacked: {error}.", "Save a copy without protection and add that."
            ) from error


def _read(archive: zipfile.ZipFile, path: Path) -> Document:
    book = _opened(archive)
    _refuse_locked(book)
    titles = _chapter_titles(book)
    pages, hidden, notes = Pages(), Hidden(), list[str]()
    for name in _spine(book):
        _write_chapter(book, name, titles, pages, hidden, notes)
    if pages.empty:
        raise UnreadableDocument(
            "It holds no text: its pages are pictures.", "Recognise its text first."
        )
    title, metadata = _metadata(book)
    return pages.document(title or path.stem, metadata, (*notes, *hidden.note()))


def _opened(archive: zipfile.ZipFile) -> _Book:
    book = _Book(archive, None, "")
    container = _parsed(book.read("META-INF/container.xml"))
    files = descendants(container, "rootfile") if container is not None else iter(())
    name = next((attribute(file, "full-path") for file in files), "")
    name = name or next((n for n in archive.namelist() if n.endswith(".opf")), "")
    book.package = _parsed(book.read(name)) if name else None
    book.folder = posixpath.dirname(name)
    if book.package is None or local_name(book.package) != "package":
        names = set(archive.namelist())
        office = {"word/document.xml": "a Word file", "xl/workbook.xml": "an Excel file",
                  "ppt/presentation.xml": "a PowerPoint file"}  # fmt: skip
        like = next((kind for file, kind in office.items() if file in names), "a ZIP archive")
        raise UnreadableDocument(
            f"It is no EPUB: it looks like {like}.", "Give it the ending that fits."
        )
    return book


def _parsed(data: bytes) -> Element | None:
    return parse_xml(decode(data, declared_encoding(data))[0])[0] if data.strip() else None


def _refuse_locked(book: _Book) -> None:
    """Raise if chapters are encrypted; fonts may be."""
    encryption = _parsed(book.read("META-INF/encryption.xml"))
    if encryption is None:
        return
    chapters = set(_spine(book))
    for data in descendants(encryption, "encrypteddata"):
        methods = {attribute(m, "algorithm") for m in descendants(data, "encryptionmethod")}
        files = {unquote(attribute(r, "uri")) for r in descendants(data, "cipherreference")}
        if files & chapters and not methods <= set(_FONTS):
            raise UnreadableDocument(
                "It is locked: its chapters are encrypted.", "Add a copy without protection."
            )


def _manifest(book: _Book) -> dict[str, Element]:
    return {attribute(item, "id"): item for item in descendants(book.package, "item")}


def _spine(book: _Book) -> list[str]:
    """Return the names of the chapters' files in reading order."""
    manifest = _manifest(book)
    names: list[str] = []
    for reference in descendants(book.package, "itemref"):
        item = manifest.get(attribute(reference, "idref"))
        is_text = item is not None and attribute(item, "media-type").lower() in _TEXT
        if is_text and "nav" not in attribute(item, "properties").split():
            names.append(book.path(attribute(item, "href")))
    return list(dict.fromkeys(names))[:_MOST_CHAPTERS]


def _chapter_titles(book: _Book) -> dict[str, str]:
    """Return the titles in the table of contents by the file that each points to."""
    titles: dict[str, str] = {}
    for item in _manifest(book).values():
        is_nav = "nav" in attribute(item, "properties").split()
        is_ncx = attribute(item, "media-type") == "application/x-dtbncx+xml"
        if is_nav or is_ncx:
            name = book.path(attribute(item, "href"))
            contents = _parsed(book.read(name))
            for address, title in _contents(contents) if contents is not None else ():
                file = posixpath.join(posixpath.dirname(name), _file_part(address))
                titles.setdefault(posixpath.normpath(file), title)
    return titles


def _file_part(address: str) -> str:
    return unquote(address.partition("#")[0])


def _contents(contents: Element) -> list[tuple[str, str]]:
    if local_name(contents) == "ncx":
        return [
            (attribute(content, "src"), _said(label))
            for point in descendants(contents, "navpoint")
            for label, content in zip(
                descendants(point, "navlabel"), descendants(point, "content"), strict=False
            )
        ]
    return [(attribute(a, "href"), _said(a)) for a in descendants(contents, "a")]


def _said(element: Element) -> str:
    return " ".join("".join(element.itertext(with_tail=False)).split())[:_LONGEST_LABEL]


def _write_chapter(
    book: _Book, name: str, titles: dict[str, str], pages: Pages, hidden: Hidden, notes: list[str]
) -> None:
    data = book.read(name)
    if not data.strip():
        notes.append(f"left out: “{name[-80:]}”, which is missing or empty")
        return
    try:
        root = parse_html(decode(data, declared_encoding(data))[0])
    except UnreadableDocument as fault:
        notes.append(f"left out: “{name[-80:]}”: {fault.message}")
        return
    body = visible_body(root, hidden)
    prune(body, framed=False)
    pages.turn(titles.get(name) or heading_of(body)[:_LONGEST_LABEL])
    write_body(body, pages)


def _metadata(book: _Book) -> tuple[str, Metadata]:
    told = next(descendants(book.package, "metadata"), None)
    if told is None:
        return "", Metadata()
    said = {name: _all(told, name) for name in ("title", "publisher", "language", "date")}
    date, year = read_date(" ".join(said["date"][:1]))
    identifiers = [_said(i) for i in descendants(told, "identifier", "source")]
    doi = next(filter(None, map(find_doi, identifiers)), "")
    details = {name: said[name][0] for name in ("publisher", "language") if said[name]}
    if isbn := next(filter(None, map(_isbn, identifiers)), ""):
        details["isbn"] = isbn
    metadata = Metadata(
        authors=tuple(dict.fromkeys(_authors(told))),
        year=year,
        date=date,
        doi=doi,
        venue=details.get("publisher", ""),
        kind="book",
        details=details,
        abstract=_plain(" ".join(_all(told, "description")[:1])),
    )
    return " ".join(said["title"][:1]), metadata


def _all(told: Element, name: str) -> list[str]:
    return [text for element in descendants(told, name) if (text := _said_whole(element))]


def _said_whole(element: Element) -> str:
    return " ".join("".join(element.itertext(with_tail=False)).split())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^<>]{1,200}>", " ", text).split())


def _authors(told: Element) -> list[str]:
    """Return who wrote the book; editors and translators are named by their role."""
    roles = {
        attribute(meta, "refines").lstrip("#"): _said(meta)
        for meta in descendants(told, "meta")
        if attribute(meta, "property") == "role"
    }
    people = list(descendants(told, "creator"))
    written = [
        person
        for person in people
        if (attribute(person, "role") or roles.get(attribute(person, "id"), "aut")) == "aut"
    ]
    return [given_first(_said(person)) for person in written or people]


def _isbn(text: str) -> str:
    found = _ISBN.search(text)
    digits = re.sub(r"[- ]", "", found[0]) if found else ""
    named = "isbn" in text.lower() and len(digits) in _ISBN_LENGTHS
    return digits if named or len(digits) == max(_ISBN_LENGTHS) else ""
