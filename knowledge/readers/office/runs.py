"""Runs of characters that are set apart by their height, joined to plain text."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Literal

from labwright.knowledge.readers.typography import Line

Height = Literal["", "sub", "super", "cite"]
Run = tuple[str, Height]
"""Characters and where they stand; ``cite`` is a raised mark that some program made."""

_LIST = re.compile(r"\d{1,3}(?:\s*[,–—-]\s*\d{1,3})+")
_NUMBER = re.compile(r"[1-9]\d{0,2}")
_BEFORE_LIST = re.compile(r"(?:[a-z]{2}|[.,;:)\]”’\"])$")
_BEFORE_NUMBER = re.compile(r"(?:[a-z]{4}|[a-z)][.,;:])$")


def flow(runs: Iterable[Run]) -> str:
    """Join runs to the text that a reader would quote.

    Args:
        runs: The runs in order; neighbours of one height belong together.

    Returns:
        The text. Raised numbers behind a word are marks of references and come in brackets:
        nothing else tells them from exponents.

    Example:
        >>> flow([("H", ""), ("2", "sub"), ("O boils", ""), ("3,4", "super")])
        'H2O boils[3,4]'
    """
    line = Line()
    for height, group in groupby(runs, key=lambda run: run[1]):
        text = "".join(run[0] for run in group)
        if not height or not text.strip():
            line.add(text)
            continue
        bare = text.strip()
        left = text[: len(text) - len(text.lstrip())]
        line.add(left)
        _set(line, height, bare)
        line.add(text[len(left) + len(bare) :])
    return line.take()


def _set(line: Line, height: Height, text: str) -> None:
    if height == "sub":
        line.lower(text)
    elif height == "cite" or _is_reference(line.before, text):
        line.cite(text)
    else:
        line.lift(text)


def _is_reference(before: str, text: str) -> bool:
    if _LIST.fullmatch(text):
        return bool(_BEFORE_LIST.search(before))
    return bool(_NUMBER.fullmatch(text) and _BEFORE_NUMBER.search(before))
