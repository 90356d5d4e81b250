"""Markdown."""

import re
from pathlib import Path

from labwright.knowledge.document import Document
from labwright.knowledge.readers.text import decoded

_HEADING = re.compile(r"^#\s+(.+?)\s*#*$", re.MULTILINE)
_FRONT_TITLE = re.compile(r"\A---\n.*?^title:\s*['\"]?(.+?)['\"]?\s*$.*?^---$", re.M | re.S)


def read_markdown(path: Path) -> Document:
    """Read Markdown as it is written: quotes stay verbatim.

    Args:
        path: The file.

    Returns:
        The document, titled by its front matter or first heading.

    Raises:
        UnreadableDocument: If it is empty or not text.
    """
    text, notes = decoded(path)
    match = _FRONT_TITLE.search(text) or _HEADING.search(text)
    return Document(title=match[1] if match else path.stem, pages=(text,), notes=notes)
