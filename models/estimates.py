"""Tokens of a text where no tokenizer can be asked: rather too many than too few."""

import json
import re
from collections.abc import Iterable
from typing import Any

A_TURN = 16
"""Tokens that a template writes around a message."""
_PIECE = re.compile(r"[a-z]{1,4}|[A-Z]{1,2}|[0-9]|[^\sA-Za-z0-9]+")
_MARKS_A_TOKEN = 2
"""Bytes of signs and of other scripts; JSON and SMILES have about as many."""


def estimated_tokens(text: str) -> int:
    """Return the tokens of a text, estimated rather high.

    A token has at most four small letters, two capitals, one digit, or two bytes of all else.

    Example:
        >>> estimated_tokens("Aspirin melts"), estimated_tokens("C=C" * 10)
        (6, 22)
    """
    return 1 + sum(
        1 if piece[0].isascii() and piece[0].isalnum() else -(-_size(piece) // _MARKS_A_TOKEN)
        for piece in _PIECE.findall(text)
    )


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
