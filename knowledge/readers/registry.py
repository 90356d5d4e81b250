"""Which reader reads which file."""

from collections.abc import Callable
from pathlib import Path

from labwright.core.errors import MissingFile, UnreadableDocument
from labwright.knowledge.document import Document
from labwright.knowledge.readers.markdown import read_markdown
from labwright.knowledge.readers.pdf import read_pdf
from labwright.knowledge.readers.text import read_text

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
        raise MissingFile(f"{path} cannot be opened: {error.strerror}.") from error


def find_files(path: Path) -> list[Path]:
    """List the files that can be read under a path.

    Args:
        path: A file, or a folder that is searched with its sub-folders.

    Returns:
        Files in the order of their names; hidden ones are left out. A file named outright is
        listed whatever its ending, so that its reason can be told.

    Raises:
        MissingFile: If the path does not exist.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise MissingFile(f"{path} does not exist.", "Check the path; quotes help with spaces.")
    return [
        file
        for file in sorted(path.rglob("*"))
        if file.suffix.lower() in READERS
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    ]
