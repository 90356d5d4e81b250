"""How closely a sentence speaks of something that a question names."""

import re
from collections.abc import Sequence
from pathlib import Path

from labwright.knowledge.document import Hit

_NAME = re.compile(
    r"(?<![\w.])(?=\S*[A-Za-z])(?=\S*(?:\d|[A-Z]\S*[A-Z]|[a-z][A-Z]|\w_\w))"
    r"[A-Za-z0-9][\w()/-]*\w"
)
_UNITLIKE = re.compile(
    r"^\d|^(?:[munk]?[gmlLKVWJSAN]|mL|kJ|eV|meV|GPa|MPa|kPa|Pa|pH|logP|NMR|XRD|DSC|RDKit)(?:/.*)?$"
)
_ACRONYM = re.compile(r"[A-Z]{3,6}")
_FEWEST_LETTERS = 4
NAMED = 2
"""The sentence, its heading, its document's title or its file's name says the name."""
NEAR = 1
"""Only the text around the sentence says it."""


def special_names(question: str) -> list[str]:
    """Return the words of a question that are names by their look, such as MOF-74 or PyBOP.

    Example:
        >>> special_names("BET area of MOF-74 at 77 K?")
        ['BET', 'MOF-74']
    """
    found = (match[0] for match in _NAME.finditer(question))
    return [name for name in dict.fromkeys(found) if not _UNITLIKE.match(name)]


def closeness(names: Sequence[str], sentence: str, hit: Hit, around: str) -> int:
    """Tell how closely a sentence speaks of something.

    Args:
        names: Names of one thing; any of them will do.
        sentence: The sentence.
        hit: The passage it stands in.
        around: Other text of the page.

    Returns:
        ``NAMED``, ``NEAR`` or 0.

    Example:
        >>> closeness(["aspirin"], "Aspirin melts at 135 °C.", hit, "")  # doctest: +SKIP
        2
    """
    if any(_says(f"{sentence} {hit.section} {hit.title}", name) for name in names):
        return NAMED
    file = _letters(Path(hit.source).stem)
    if any(len(_letters(n)) >= _FEWEST_LETTERS and _letters(n) in file for n in names):
        return NAMED
    return NEAR if any(_says(around, name) for name in names) else 0


def _says(text: str, name: str) -> bool:
    lower = text.lower()
    if re.search(rf"(?<![\w-]){re.escape(name.lower())}(?!\w)", lower):
        return True
    if not _ACRONYM.fullmatch(name):
        return False
    initials = r"\w*[\s-]+".join(name.lower())  # EQE: external quantum efficiency
    return re.search(rf"\b{initials}", lower) is not None


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
