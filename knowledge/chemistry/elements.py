"""The elements as formulae use them."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Elements(NamedTuple):
    """What is known of the elements.

    Args:
        rank: Place of each symbol in a formula.
        highest: Highest oxidation state of each.
        metals: Symbols of metals.
        anions: Charge that each of the elements that end a salt takes at least.
    """

    rank: dict[str, int]
    highest: dict[str, float]
    metals: frozenset[str]
    anions: dict[str, float]


@cache
def elements() -> Elements:
    """Return the table of elements.

    Example:
        >>> "Fe" in elements().metals, "O" in elements().metals
        (True, False)
    """
    text = (files("labwright.knowledge.chemistry") / "elements.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    metals, others = _pairs(table["metals"]), _pairs(table["others"])
    highest = metals | others
    return Elements(
        rank={symbol: place for place, symbol in enumerate(highest)},
        highest=highest,
        metals=frozenset(metals),
        anions=_pairs(table["anions"]),
    )


def _pairs(text: str) -> dict[str, float]:
    pairs = (pair.split() for pair in text.split(",") if pair.strip())
    return {symbol: float(number) for symbol, number in pairs}
