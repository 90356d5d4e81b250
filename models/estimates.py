"""Tokens of a text where no tokenizer can be asked: rather too many than too few."""

import json
from collections.abc import Iterable
from typing import Any

A_TURN = 16
"""Tokens that a template writes around a message."""
_BYTES_A_TOKEN = 2
"""English has four bytes a token, SMILES about two."""


def estimated_tokens(text: str) -> int:
    """Return the tokens of a text, estimated rather high.

    Example:
        >>> estimated_tokens("C" * 100)
        51
    """
    return len(text.encode("utf-8", "replace")) // _BYTES_A_TOKEN + 1


def most_tokens(parts: Iterable[Any]) -> int:
    """Return the most tokens that messages or tools can have: none is shorter than a byte.

    Args:
        parts: Messages and tools as they are sent.

    Example:
        >>> most_tokens([{"role": "user", "content": "CCO"}])
        52
    """
    return sum(
        A_TURN + len(json.dumps(part, ensure_ascii=False).encode("utf-8", "replace"))
        for part in parts
    )
