"""Materials that have a name or a code but no structure of their own."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from labwright.knowledge.chemistry.composition import read_composition
from labwright.knowledge.chemistry.spelling import tokens

_POLYMER = re.compile(
    r"(?<![A-Za-z0-9_-])[Pp]oly(?:\((?:[^()\s]|\s(?=\w)|\([^()\s]{1,40}\)){2,60}\))(?![A-Za-z0-9_-])"
)
_BEHIND = r"(?![A-Za-z0-9_-]|\s*/\s*[A-Za-z])"
_CODE, _WORD = 0.95, 0.9
_DERIVED = re.compile(
    r"\s+(?:derivatives?|moiet|groups?|units?|anvil|composites?|matrix|gels?\b|quantum|nanoribbon)"
)


class Material(NamedTuple):
    """A material in a text.

    Args:
        start: Where it begins.
        end: Offset behind it.
        formula: Its reduced formula, if its name stands for one.
        confidence: How surely the material itself is meant.
    """

    start: int
    end: int
    formula: str
    confidence: float


def materials(text: str) -> Iterator[Material]:
    """Find the materials that a text names.

    Args:
        text: The view of a page.

    Yields:
        The materials in order.

    Example:
        >>> [(m.start, m.formula) for m in materials("UiO-66 and alumina")]
        [(0, ''), (11, 'Al2O3')]
    """
    for start, token in tokens(text):
        for offset in _beginnings(token):
            match = _table().pattern.match(text, start + offset)
            if match is not None and not _DERIVED.match(text, match.end()):
                yield _material(match)


def _material(match: re.Match[str]) -> Material:
    formulae = _table().formulae
    written = match[0]
    name = written if written in formulae else " ".join(written.lower().split())
    word = name in formulae and name.islower() and " " not in name
    return Material(*match.span(), formulae.get(name, ""), _WORD if word else _CODE)


@lru_cache(maxsize=100_000)
def _beginnings(token: str) -> tuple[int, ...]:
    """Return where in a token the name of a material may begin."""
    return tuple(match.start() for match in _table().beginning.finditer(token))


class _Table(NamedTuple):
    pattern: re.Pattern[str]
    beginning: re.Pattern[str]
    formulae: dict[str, str]


@cache
def _table() -> _Table:
    text = (files("labwright.knowledge.chemistry") / "materials.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    formulae = {name: _key(formula) for name, formula in (table["codes"] | table["words"]).items()}
    codes = "|".join(re.escape(code) for code in sorted(table["codes"], key=len, reverse=True))
    named = "|".join(_word(word) for word in sorted(table["words"], key=len, reverse=True))
    first = "|".join(sorted({_word(word.partition(" ")[0]) for word in table["words"]}))
    families = "|".join(table["families"]["patterns"])
    whole = rf"(?<![\w-])(?:{families}|{codes}|{named}){_BEHIND}|{_POLYMER.pattern}"
    begin = rf"(?<![\w-])(?:(?:{families}|{codes.replace(chr(92) + ' ', '$|')}|{first})|[Pp]oly\()"
    return _Table(re.compile(whole), re.compile(begin), formulae)


def _word(word: str) -> str:
    """Write a lower-case name as a pattern that allows a capital and a line end."""
    first = f"[{word[0].upper()}{word[0]}]"
    return first + re.escape(word[1:]).replace(r"\ ", r"\s")


def _key(formula: str) -> str:
    read = read_composition(formula) if formula else None
    return read[0].key if read else ""
