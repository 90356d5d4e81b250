"""Which reader reads which file, and what is asked of a file before."""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from labwright.core.errors import LabwrightError, MissingFile, UnreadableDocument
from labwright.core.workspace import storable
from labwright.knowledge.document import Document
from labwright.knowledge.readers.archives.members import archive_kind

_EMPTY = 1024  # bytes; a larger file is not empty
_GROUP = "labwright.readers"
_HERE = "labwright.knowledge.readers"
Reader = Callable[[Path], Document]

READERS: dict[str, str] = {
    ".pdf": "pdf.pdf:read_pdf",
    ".md": "markdown:read_markdown",
    ".markdown": "markdown:read_markdown",
    ".txt": "text:read_text",
    ".text": "text:read_text",
    ".xml": "jats.jats:read_jats",
    ".nxml": "jats.jats:read_jats",
    ".html": "html.html:read_html",
    ".htm": "html.html:read_html",
    ".xhtml": "html.html:read_html",
    ".tex": "latex.latex:read_latex",
    ".docx": "office.docx:read_docx",
    ".pptx": "office.pptx:read_pptx",
    ".epub": "html.epub:read_epub",
    ".csv": "tables.sheets:read_csv",
    ".tsv": "tables.sheets:read_csv",
    ".xlsx": "tables.sheets:read_xlsx",
    ".bib": "bibliography.bibliographies:read_bibtex",
    ".ris": "bibliography.bibliographies:read_ris",
    ".sdf": "molecules.molecules:read_sdf",
    ".sd": "molecules.molecules:read_sdf",
    ".mol": "molecules.molecules:read_mol",
    ".smi": "molecules.molecules:read_smiles",
    ".smiles": "molecules.molecules:read_smiles",
    ".cdxml": "molecules.molecules:read_cdxml",
    ".cif": "crystals.crystals:read_cif",
    ".mcif": "crystals.crystals:read_cif",
    ".poscar": "crystals.crystals:read_poscar",
    ".vasp": "crystals.crystals:read_poscar",
    ".xyz": "crystals.crystals:read_xyz",
}
"""Module and function that read a file, by its ending."""

_MB = 2**20
_LARGEST_TEXT = 32 * _MB
LARGEST: dict[str, int] = {
    ".pdf": 1024 * _MB, ".docx": 512 * _MB, ".pptx": 512 * _MB, ".epub": 512 * _MB,
    ".csv": 64 * _MB, ".tsv": 64 * _MB, ".xlsx": 64 * _MB, ".smi": 256 * _MB,
    ".smiles": 256 * _MB, ".sdf": 1024 * _MB, ".sd": 1024 * _MB,
}  # fmt: skip
"""Most bytes of a file that is read, by its ending; of others, which are text, 32 MB: as a whole
book takes two, what is larger is data, and would fill the memory."""

NAMED: dict[str, str] = {
    "POSCAR": "crystals.crystals:read_poscar",
    "CONTCAR": "crystals.crystals:read_poscar",
}
"""The same for files that have a name instead of an ending; what follows _ or . does not count."""


def reader_of(path: Path) -> Reader | None:
    """Return the reader for a file; those of other packages come before ours.

    Args:
        path: The file.

    Returns:
        A function from a path to a document; None if no reader knows the file.

    Example:
        >>> reader_of(Path("a.md")).__name__
        'read_markdown'
    """
    ending = path.suffix.lower()
    if ending in _foreign():
        found: Reader = _foreign()[ending].load()
        return found
    place = NAMED.get(_stem(path)) or READERS.get(ending)
    if place is None:
        return None
    module, _, function = place.partition(":")
    made: Reader = getattr(import_module(f"{_HERE}.{module}"), function)
    return made


def is_readable(path: Path) -> bool:
    """Tell by its name whether a reader knows a file."""
    ending = path.suffix.lower()
    return ending in READERS or ending in _foreign() or _stem(path) in NAMED


@cache
def _foreign() -> dict[str, EntryPoint]:
    """Return the readers of other packages by ending: installed packages do not change."""
    return {f".{point.name.lower().lstrip('.')}": point for point in entry_points(group=_GROUP)}


def _stem(path: Path) -> str:
    return re.split(r"[._]", path.name)[0].upper()


def read_document(path: Path) -> Document:
    """Read a file by the reader for its ending.

    Args:
        path: The file.

    Returns:
        The document.

    Raises:
        MissingFile: If it cannot be opened.
        UnreadableDocument: If no reader knows it, or it holds no usable text.
    """
    reader = reader_of(path)
    if reader is None:
        raise UnreadableDocument(
            f"{path.suffix or 'A file without ending'} is not read.",
            f"Known endings: {', '.join(READERS)}.",
        )
    try:
        _refuse_too_large(path)
        return reader(path)
    except OSError as error:
        raise unopened(path, error) from error


def _refuse_too_large(path: Path) -> None:
    ending = path.suffix.lower()
    most = LARGEST.get(ending, _LARGEST_TEXT)
    size = path.stat().st_size
    if size > most and ending not in _foreign():
        raise UnreadableDocument(
            f"It has {size // _MB:,} MB; files of this kind are read up to {most // _MB:,} MB.",
            "Split it into parts and add those.",
        )


def find_files(path: Path) -> list[Path]:
    """List the files that can be read under a path.

    Args:
        path: A file, or a folder that is searched with its sub-folders.

    Returns:
        Files in the order of their names; hidden ones are left out. A file named outright is
        listed whatever its ending, so that its reason can be told.

    Raises:
        MissingFile: If the path does not exist or cannot be opened.
    """
    try:
        if path.is_file():
            return [path]
        if path.is_dir():
            return sorted(file for file in path.rglob("*") if _is_wanted(file, path))
    except OSError as error:
        raise unopened(path, error) from error
    raise MissingFile(
        f"{path} does not exist.",
        "Check the path; quotes help with spaces. If it was added and is gone for good, "
        "remove it from the workspace.",
    )


def _is_wanted(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    known = is_readable(file) or archive_kind(file.name) is not None
    return known and not hidden and file.is_file()


def unopened(path: Path, error: OSError) -> MissingFile:
    """Return the error for a file that the system does not give."""
    why = error.strerror or str(error)
    return MissingFile(f"{path} cannot be opened: {why}.", "Add it again when it can be.")


def content_hash(file: Path) -> str:
    """Return the SHA-256 of what a file holds."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_empty(file: Path) -> bool:
    """Tell whether a file holds nothing but blanks, or cannot be opened at all."""
    try:
        return file.stat().st_size < _EMPTY and not file.read_bytes().strip()
    except OSError:
        return True


def fault(file: Path, error: Exception) -> str:
    """Tell why a file could not be taken in.

    Args:
        file: The file.
        error: What was raised by reading, cutting or storing it.

    Returns:
        The reason, with a remedy where one is known.
    """
    if isinstance(error, OSError):
        error = unopened(file, error)
    if isinstance(error, LabwrightError):
        return str(error)
    told = storable(f"{type(error).__name__}: {error}")
    return f"It could not be taken in ({told}). Save it anew and add that; if it stays, report it."
