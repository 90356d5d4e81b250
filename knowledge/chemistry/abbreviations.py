"""Abbreviations that a document defines: “ethylene carbonate (EC)”."""

import re
from collections.abc import Iterator, Mapping

_BEHIND = re.compile(r"\s?\(\s?([A-Za-z0-9][A-Za-z0-9-]{1,11})\s?(?:[,;]\s[^()]{1,40})?\)")
_BEFORE = re.compile(r"(?<![\w-])([A-Z][A-Za-z0-9-]{1,11})\s?\($")
_FEWEST_CAPITALS = 2
_CLASS = frozenset("I II III IV V VI VII VIII IX X SI TM R S RS NA ND US UK USA EU".split())


def defined(text: str, spans: Mapping[tuple[int, int], str]) -> Iterator[tuple[str, int, int]]:
    """Find the abbreviations that a page defines.

    Args:
        text: The view of the page.
        spans: Where compounds are named on it, with the name.

    Yields:
        The abbreviation, and the place of the name that it stands for.

    Example:
        >>> list(defined("ethylene carbonate (EC)", {(0, 18): "ethylene carbonate"}))
        [('EC', 0, 18)]
    """
    for (start, end), name in spans.items():
        match = _BEHIND.match(text, end)
        if match is None and text[end : end + 1] == ")":
            match = _BEFORE.search(text, max(0, start - 16), start)
        if match is not None and is_short_for(match[1], name):
            yield match[1], start, end


def is_short_for(short: str, name: str) -> bool:
    """Tell whether a text may be short for a name: its letters stand in the name in their order.

    Args:
        short: The short form.
        name: The name.

    Example:
        >>> is_short_for("EC", "ethylene carbonate"), is_short_for("XRD", "ethylene carbonate")
        (True, False)
    """
    capitals = sum(letter.isupper() for letter in short)
    if capitals < _FEWEST_CAPITALS or short in _CLASS or len(short) >= len(name):
        return False
    letters = re.sub(r"[^a-z]", "", short.lower())
    words = re.findall(r"[a-z]+", name.lower())
    if not words or not letters or letters[0] not in {word[0] for word in words}:
        return False
    rest = iter("".join(words))
    return all(letter in rest for letter in letters)
