"""Under which keys the catalogue keeps files and vectors."""

import hashlib
import os


def is_gone(path: str) -> bool:
    """Tell whether a file no longer exists; one that cannot be looked at may well exist."""
    try:
        os.stat(path)
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
