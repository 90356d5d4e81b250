"""Under which keys the catalogue keeps files and vectors."""

import hashlib
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labwright.knowledge.document import Document

_FEWEST_WORDS = 5
"""Of a title that is taken for one work: “Introduction” is the title of many."""


_MEMBER = "!/"
"""Stands between the path of an archive and that of a member in it."""


def member_path(archive: str, name: str) -> str:
    """Return how the manifest names a member of an archive.

    Example:
        >>> file_of(member_path("/papers/a.zip", "sub/b.pdf"))
        '/papers/a.zip'
    """
    return f"{archive}{_MEMBER}{name}"


def file_of(path: str) -> str:
    """Return the file on disk that a path of the manifest stands for: of a member its archive."""
    return path.partition(_MEMBER)[0]


def is_gone(path: str) -> bool:
    """Tell whether a file no longer exists; one that cannot be looked at may well exist."""
    try:
        os.stat(file_of(path))
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def embedded_text(title: str, section: str, text: str) -> str:
    """Return what is embedded of a passage: title and section give it its context."""
    return "\n".join(part for part in (title[:100], section, text) if part)


def text_hash(text: str) -> str:
    """Return the hash under which the vector of a text is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def work_key(document: "Document") -> str:
    """Return what versions of one work share, such as preprint and article: the title's words.

    A DOI would not do, since each version has its own; authors are not read from every file.

    Args:
        document: The document.

    Returns:
        The key; empty where the title says too little to tell works apart.
    """
    words = re.findall(r"[^\W_]+", document.title.lower())
    return " ".join(words) if len(words) >= _FEWEST_WORDS else ""
