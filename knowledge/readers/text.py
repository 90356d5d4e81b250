"""Plain text."""

from pathlib import Path

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document

_TITLE_LENGTH = 120


def read_text(path: Path) -> Document:
    """Read plain text; a form feed starts a page.

    Args:
        path: The file, in UTF-8 or, failing that, Windows-1252.

    Returns:
        The document; its first line is the title where it is short.

    Raises:
        UnreadableDocument: If it is empty or not text.
    """
    text, notes = decoded(path)
    first = text.strip().splitlines()[0].strip()
    title = first if len(first) <= _TITLE_LENGTH else path.stem
    return Document(title=title, pages=tuple(text.split("\f")), notes=notes)


def decoded(path: Path) -> tuple[str, tuple[str, ...]]:
    """Read the characters of a text file.

    Args:
        path: The file.

    Returns:
        The text with one kind of line end, and notes on how it was decoded.

    Raises:
        UnreadableDocument: If it is empty or not text.
    """
    data = path.read_bytes()
    notes: tuple[str, ...] = ()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise UnreadableDocument(
                "The file is not text (it holds NUL bytes).", "Check its ending."
            ) from error
        text = data.decode("cp1252", errors="replace")
        notes = ("read as Windows-1252, since it is not UTF-8",)
    if not text.strip():
        raise UnreadableDocument("The file is empty.", "Add it again when it has text.")
    if "\0" in text:
        raise UnreadableDocument("The file is not text (it holds NUL bytes).", "Check its ending.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes
