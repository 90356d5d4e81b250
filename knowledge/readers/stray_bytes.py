"""Single bytes that are not UTF-8 in a file that otherwise is."""

import re

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
