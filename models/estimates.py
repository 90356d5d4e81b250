"""Tokens of a text where no tokenizer can be asked: rather too many than too few."""

import json
import re
from collections.abc import Iterable
from typing import Any

A_TURN = 16
"""Tokens that a template writes around a message."""
AN_IMAGE = 1536
"""Tokens of an image of about 1,100 by 1,100 points, at 28 by 28 points a token (Qwen-VL)."""
_PIECE = re.compile(r"[a-z]{1,4}|[A-Z]{1,2}|[0-9]|[!-/:-@\[-`{-~]{1,2}|[^\x00-\x7f]+")


def estimated_tokens(text: str) -> int:
    """Return the tokens of a text, estimated rather high.

    A token has at most four small letters, two capitals, one digit, two other signs of ASCII, or
    one byte of another script: vocabularies that were not made for a script read it by bytes.

    Example:
        >>> estimated_tokens("Aspirin melts"), estimated_tokens("C=C" * 10)
        (6, 21)
    """
    pieces = _PIECE.findall(text)
    return 1 + sum(1 if piece.isascii() else _size(piece) for piece in pieces)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def most_tokens(parts: Iterable[Any]) -> int:
    """Return the most tokens that messages or tools can have: none is shorter than a byte.

    Args:
        parts: Messages and tools as they are sent.

    Example:
        >>> most_tokens([{"role": "user", "content": "CCO"}])
        50
    """
    return sum(
        A_TURN + len(json.dumps(part, ensure_ascii=False).encode("utf-8", "replace"))
        for part in parts
    )
