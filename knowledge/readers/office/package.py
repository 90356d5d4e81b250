"""Office files since 2007: a ZIP file of XML parts that name each other by relations."""

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.markup import Element
from labwright.knowledge.readers.office.xml import name
from labwright.knowledge.readers.zips import FAULTS, is_encrypted, is_plain, open_zip

_LARGEST = 256 * 2**20  # bytes of one part
_MOST = 2_000_000  # elements that are held at once
_MOST_SEEN = 20_000_000  # elements of one part
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SCANNED = 64 * 2**20

_KINDS = {
    "document": ("a Word document", ".docx", "word/document.xml"),
    "presentation": ("a PowerPoint presentation", ".pptx", "ppt/presentation.xml"),
    "workbook": ("an Excel workbook", ".xlsx", "xl/workbook.xml"),
}
"""By the root element of its main part: what a file is, its ending, where that part usually is."""

_OLD = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "a Word document (.doc)"),
    ("PowerPoint Document", "a PowerPoint presentation (.ppt)"),
    ("Workbook", "an Excel workbook (.xls)"),
    ("Book", "an Excel workbook (.xls)"),
)
_OTHERS = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"{\\rtf", "RTF", ".rtf"),
    (b"<!doctype html", "an HTML page", ".html"),
    (b"<html", "an HTML page", ".html"),
    (b"<?xml", "XML", ".xml"),
)


class Package:
    """The parts of an Office file.

    Args:
        archive: The ZIP file.

    Attributes:
        main: Name of the part that everything starts from.
    """

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names = {
            info.filename.replace("\\", "/").lstrip("/").lower(): info
            for info in archive.infolist()
        }
        self.main = ""

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._names

    def tree(self, part: str) -> Element | None:
        """Return the root of a part; None if the file has no such part.

        Raises:
            UnreadableDocument: If it is damaged or too large.
        """
        if part not in self:
            return None
        last = None
        for _, element in self._events(part, ("end",)):
            last = element
        return last

    def each(self, part: str, parent: str) -> Iterator[Element]:
        """Yield the children of an element, such as the body, and forget each behind its turn.

        Args:
            part: Name of the part.
            parent: Local name of the element, which stands at most one level below the root.

        Raises:
            UnreadableDocument: If the part is damaged or too large.
        """
        if part not in self:
            return
        for events, element in self._events(part, ("end",)):
            above = element.getparent()
            if above is None or name(above) != parent or _depth(above) > 1:
                continue
            events.restart()
            yield element
            element.clear()
            while element.getprevious() is not None:
                del above[0]

    def root(self, part: str) -> str:
        """Return the local name of the root of a part; empty if there is none."""
        if part in self:
            for _, element in self._events(part, ("start",)):
                return name(element)
        return ""

    def _events(self, part: str, kinds: tuple[str, ...]) -> Iterator[tuple["_Count", Element]]:
        from lxml import etree

        info = self._names[part.lower()]
        if is_encrypted(info):
            raise _locked()
        if info.file_size > _LARGEST or not is_plain(info):
            raise _too_large(part)
        with damage(), self._archive.open(info) as stream:
            count = _Count(part)
            parsed = etree.iterparse(
                stream, events=kinds, resolve_entities=False, no_network=True, load_dtd=False,
                huge_tree=False, remove_comments=True, remove_pis=True, collect_ids=False,
            )  # fmt: skip
            for _, element in parsed:
                count.step()
                yield count, element

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the kind and the target of each relation of a part, by its id."""
        folder, file = posixpath.split(part)
        root = self.tree(posixpath.join(folder, "_rels", f"{file}.rels"))
        found = {}
        for relation in root if root is not None else ():
            target = relation.get("Target", "").replace("\\", "/")
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            found[relation.get("Id", "")] = (kind, target)
        return found

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts that a part is related to by one kind of relation, in order."""
        return [t for k, t in self.relations(part).values() if k == kind and t in self]


class _Count:
    """Counts elements: those that are held could fill the memory, all of them take time."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._held = self._seen = 0

    def step(self) -> None:
        self._held += 1
        self._seen += 1
        if self._held > _MOST or self._seen > _MOST_SEEN:
            raise _too_large(self._part)

    def restart(self) -> None:
        self._held = 0


@contextmanager
def damage() -> Iterator[None]:
    """Tell what the libraries let out on damaged parts as an error with a remedy.

    Raises:
        UnreadableDocument: If a part is damaged.
    """
    from lxml import etree

    try:
        yield
    except (*FAULTS, etree.LxmlError, SyntaxError) as error:
        why = " ".join(str(error).split())[:200]
        raise UnreadableDocument(
            f"It is damaged ({why}).", "Open it in its program, save it anew and add that."
        ) from error


@contextmanager
def open_package(path: Path, kind: str) -> Iterator[Package]:
    """Open an Office file.

    Args:
        path: The file.
        kind: ``document``, ``presentation`` or ``workbook``.

    Yields:
        Its parts.

    Raises:
        UnreadableDocument: If it is damaged, locked, or no such file.
    """
    _refuse_others(path, kind)
    with open_zip(path) as archive:
        package = Package(archive)
        package.main = _main_part(package, kind)
        yield package


def _main_part(package: Package, kind: str) -> str:
    named = [target for _, target in package.relations("").values() if _ == "officeDocument"]
    for part in [*named, *(place for _, _, place in _KINDS.values())]:
        root = package.root(part) if part in package else ""
        if root == kind:
            return part
        if root in _KINDS:
            raise _other(kind, *_KINDS[root][:2])
    if "mimetype" in package or "META-INF/container.xml" in package:
        raise _other(kind, "an EPUB or OpenDocument file", ".epub, .odt, .ods or .odp")
    if any(part in package for part in ("xl/workbook.bin", "xl/binaryIndex1.bin")):
        raise UnreadableDocument("It is a binary workbook (.xlsb).", "Save it as .xlsx.")
    raise _other(kind, "another ZIP archive, or a damaged one", ".zip")


def _refuse_others(path: Path, kind: str) -> None:
    with path.open("rb") as stream:
        start = stream.read(2048)
        if start.startswith(_OLE):
            stream.seek(0)
            raise _old(stream.read(_SCANNED), kind)
    if not start.strip(b"\0 \r\n\t"):
        raise UnreadableDocument("The file is empty.", "Add it again when it has text.")
    for signature, told, ending in _OTHERS:
        if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(signature.lower()):
            raise _other(kind, told, ending)
    if not start.startswith(b"PK"):
        plain = not any(code < 9 for code in start)  # noqa: PLR2004
        raise _other(kind, *(("text", ".txt or .csv") if plain else ("something else", "")))


def _old(data: bytes, kind: str) -> UnreadableDocument:
    """Tell what a compound file holds: a format before 2007, or a locked one of today."""
    for stream, told in _OLD:
        if stream.encode("utf-16-le") in data:
            if told == "locked":
                return _locked()
            return UnreadableDocument(
                f"It is {told} of the format before 2007, whatever its ending says.",
                f"Open it in its program and save it as {_KINDS[kind][1]}.",
            )
    return _other(kind, "another file of an old program", "")


def _locked() -> UnreadableDocument:
    return UnreadableDocument(
        "It is locked by a password.", "Save a copy without password and add that."
    )


def _too_large(part: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"Its part {part} is too large to be read safely.", "Split it, or add the part you need."
    )


def _other(kind: str, told: str, ending: str) -> UnreadableDocument:
    remedy = f"Give it the ending {ending} and add it again." if ending else "Check it."
    return UnreadableDocument(f"It is not {_KINDS[kind][0]}: it looks like {told}.", remedy)


def _depth(element: Element) -> int:
    depth = 0
    while (element := element.getparent()) is not None and depth < 2:  # noqa: PLR2004
        depth += 1
    return depth
