"""The signs that stand for the things of a sentence, and the patterns written with them."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

P: Final = "\ue000"
"""A property."""
V: Final = "\ue001"
"""A value with a unit."""
S: Final = "\ue002"
"""A subject."""
C: Final = "\ue003"
"""A condition."""
U: Final = "\ue004"
"""A bare number."""
D: Final = "\ue005"
"""A verb that names a property, such as “melts at”."""
X: Final = "\ue006"
"""Something named that cannot be a subject."""

_SIGNS: Final = {"P": P, "V": V, "S": S, "C": C, "U": U, "D": D, "X": X}
_PART = re.compile("‹([A-Za-z_]+)›")


@cache
def phrases() -> dict[str, Any]:
    """Return the file of phrases as it is written."""
    text = (files("labwright.knowledge.chemistry") / "phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def pattern(written: str) -> re.Pattern[str]:
    """Compile a pattern in which ‹…› stands for a sign or a part.

    Args:
        written: The pattern.

    Example:
        >>> pattern("‹be› ‹S›").pattern == f"{phrases()['parts']['be']} {S}"
        True
    """
    parts: dict[str, str] = phrases()["parts"]
    while _PART.search(written):
        written = _PART.sub(lambda match: _SIGNS.get(match[1]) or parts[match[1]], written)
    return re.compile(written)


def other(name: str) -> re.Pattern[str]:
    """Return one of the patterns that stand alone."""
    return pattern(phrases()["others"][name])


def condition(name: str) -> re.Pattern[str]:
    """Return one of the patterns of conditions."""
    return pattern(phrases()["conditions"][name])
