"""Which reader reads which file, and what is asked of a file before."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from labwright.core.errors import LabwrightError, MissingFile, UnreadableDocument
from labwright.core.workspace import storable
from labwright.knowledge.document import Document
from labwright.knowledge.readers.markdown import read_markdown
from labwright.knowledge.readers.pdf import read_pdf
from labwright.knowledge.readers.text import read_text

_EMPTY = 1024  # bytes; a larger file is not empty
Reader = Callable[[Path], Document]

READERS: dict[str, Reader] = {
    ".pdf": read_pdf,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".text": read_text,
}


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
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableDocument(
            f"{path.suffix or 'A file without ending'} is not read.",
            f"Known endings: {', '.join(READERS)}.",
        )
    try:
        return reader(path)
    except OSError as error:
        raise _unopened(path, error) from error


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
        raise _unopened(path, error) from error
    raise MissingFile(
        f"{path} does not exist.",
        "Check the path; quotes help with spaces. If it was added and is gone for good, "
        "remove it from the workspace.",
    )


def _is_wanted(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return file.suffix.lower() in READERS and not hidden and file.is_file()


def _unopened(path: Path, error: OSError) -> MissingFile:
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
        error = _unopened(file, error)
    if isinstance(error, LabwrightError):
        return str(error)
    told = storable(f"{type(error).__name__}: {error}")
    return f"It could not be taken in ({told}). Save it anew and add that; if it stays, report it."
