"""Single bytes that are not UTF-8 in a file that otherwise is."""

import codecs
import re
from pathlib import Path
from typing import TextIO

_STRAY = re.compile("[\udc80-\udcff]+")


def mended(text: str) -> str:
    r"""Read bytes that are not UTF-8 as Windows-1252.

    Args:
        text: A text that was decoded with ``errors="surrogateescape"``.

    Returns:
        The text without halves of characters.

    Example:
        >>> mended(b"na\xefve \xe2\x80\x93".decode(errors="surrogateescape"))
        'naïve –'
    """
    if text.isascii():
        return text
    return _STRAY.sub(
        lambda m: m[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text
    )


def open_text(path: Path) -> TextIO:
    """Open a text file for reading line by line, whatever its line ends.

    Args:
        path: The file, in UTF-8 or in UTF-16 with its mark.

    Returns:
        The stream; its lines are to be mended.
    """
    with path.open("rb") as stream:
        wide = stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    if wide:
        return path.open(encoding="utf-16", errors="replace")
    return path.open(encoding="utf-8-sig", errors="surrogateescape")
