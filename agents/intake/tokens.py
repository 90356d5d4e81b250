"""Cutting a question into tokens that may be structures, and into words."""

import re
from collections.abc import Iterator

TOKEN = re.compile(r"\S+")
CE_MARK = r"\\ce\{((?:[^{}]|\{[^{}]*\})+)\}"
"""A formula as LaTeX's mhchem writes it, in a pattern with one group."""


def is_pattern(text: str) -> bool:
    """Tell whether a text is a SMARTS that is no SMILES."""
    marks = "[# ; ! $( X1 X2 X3 X4 H1 H2 H3 [c, ,c] [a [A] &".split()
    return "[" in text and "]" in text and any(mark in text for mark in marks) and " " not in text


def bare_token(text: str, start: int) -> tuple[str, int]:
    """Strip punctuation and unbalanced brackets around a token."""
    bare = text.lstrip("\"'“‘«,;")
    start += len(text) - len(bare)
    bare = re.sub(r"\([가-힣]+\)$", "", bare)  # a particle in both its forms: 은(는)
    while bare and (bare[-1] in ",.;:?!\"'”’»" or (bare[-1] in ")]" and _unbalanced(bare))):
        bare = bare[:-1]
    bare = re.sub(r"(?:[가-힣]+(?:\([가-힣]+\))?)$", "", bare)
    if bare.startswith("(") and bare.endswith(")"):  # (N2)
        return bare[1:-1], start + 1
    if bare.startswith("(") and bare.count("(") > bare.count(")"):
        bare, start = bare[1:], start + 1
    return bare, start


def _unbalanced(text: str) -> bool:
    return (
        text.count("(") < text.count(")") if text[-1] == ")" else text.count("[") < text.count("]")
    )


def words_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of each word, without the punctuation around it and the genitive."""
    for match in TOKEN.finditer(text):
        bare = match[0].strip(',;:?!"“”‘’').rstrip(".")
        bare = re.sub(r"['’]s$", "", bare)
        if bare:
            start = match.start() + match[0].index(bare)
            yield start, start + len(bare)
