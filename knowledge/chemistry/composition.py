"""Compositions: formulae as they are written, and the one way in which they are compared."""

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from labwright.knowledge.chemistry.elements import elements

_SYMBOL = re.compile(r"[A-Z][a-z]?")
_VARIABLE = r"(?:[xyznδ](?![a-z]))"
_COUNT = re.compile(
    rf"(?:\d+(?:\.\d+(?!\d*H2O))?|\.\d+)?{_VARIABLE}?(?:[-–+±](?:\d+(?:\.\d+)?|\.\d+)?{_VARIABLE})*"
)
_WATER = re.compile(r"(?:\s?[·*]\s?|\.(?=\d))(?P<n>\d+(?:\.\d+)?|[nx]|)\s?H2O(?![A-Za-z0-9])")
_ROMAN = re.compile(r"\((?:0|I{1,3}|IV|VI{0,3}|V)(?:[,/](?:I{1,3}|IV|VI{0,3}|V))*\)")
_DEEPEST = 6
_LONGEST = 120
_MOST_ATOMS = 100_000
_ALIKE = 1e-6


@dataclass(frozen=True)
class Composition:
    """What a formula says of a compound.

    Args:
        text: The formula with digits on the line.
        counts: Atoms by symbol; of a count such as 1−x the fixed part.
        symbolic: Whether a count has an unknown in it, or a site is shared.
        groups: Symbols in the order in which they are written, repeated ones included.
        water: Water of crystallisation; -1 if its number is not known.
    """

    text: str
    counts: tuple[tuple[str, float], ...]
    symbolic: bool
    groups: tuple[str, ...]
    water: float = 0

    @property
    def symbols(self) -> frozenset[str]:
        """Symbols of its elements."""
        return frozenset(symbol for symbol, _ in self.counts)

    @property
    def key(self) -> str:
        """Return the reduced formula; the text itself where counts are not known."""
        if self.symbolic or self.water < 0:
            return self.text
        dry = reduced(dict(self.counts))
        return f"{dry}·{_written(self.water)}H2O" if self.water else dry


def reduced(counts: dict[str, float]) -> str:
    """Write a composition in the one order and the smallest whole numbers.

    Args:
        counts: Atoms by symbol.

    Returns:
        Hill's order and full numbers for compounds of carbon and hydrogen, full numbers for
        compounds without a metal, else the order of the groups, divided by what the numbers share.

    Example:
        >>> reduced({"O": 8, "Fe": 2, "P": 2, "Li": 2}), reduced({"H": 6, "O": 1, "C": 2})
        ('LiFePO4', 'C2H6O')
    """
    known = elements()
    metal = not known.metals.isdisjoint(counts)
    if {"C", "H"} <= set(counts) and not metal:
        order = ["C", "H", *sorted(set(counts) - {"C", "H"})]
    else:
        order = sorted(counts, key=lambda symbol: known.rank.get(symbol, len(known.rank)))
    whole = all(abs(n - round(n)) < _ALIKE for n in counts.values())
    shared = math.gcd(*(round(n) for n in counts.values())) if whole and metal else 1
    shared = shared if len(counts) > 1 else 1
    return "".join(f"{s}{_written(counts[s] / max(1, shared))}" for s in order)


def _written(number: float) -> str:
    return "" if abs(number - 1) < _ALIKE else f"{number:.6g}"


def read_composition(text: str, start: int = 0) -> tuple[Composition, int] | None:
    """Read the formula that begins at a place of a text.

    Args:
        text: A text with digits on the line and one kind of minus.
        start: Where the formula begins.

    Returns:
        The composition and the offset behind it; None if no formula of known elements begins
        there. Nothing is said of whether it is meant as one.

    Example:
        >>> found, end = read_composition("CuSO4·5H2O, blue")
        >>> found.key, end
        ('CuSO4·5H2O', 10)
    """
    read = _read(text[start : start + _LONGEST])
    return (read[0], start + read[1]) if read else None


@lru_cache(maxsize=50_000)
def _read(text: str) -> tuple[Composition, int] | None:
    """Read the formula at the beginning of a text; return where it ends as well."""
    reading = _Reading(text)
    end = reading.group(0, 0)
    while end and text[end - 1] in "+-–±":
        end -= 1
    if not end or not reading.counts:
        return None
    counts = dict(reading.counts)
    water, behind = 0.0, end
    if match := _WATER.match(text, end):
        number = match["n"]
        water = float(number or 1) if number not in ("n", "x") else -1
        behind = match.end()
    if not all(0 <= n < _MOST_ATOMS for n in counts.values()):
        return None
    found = Composition(
        text=text[:behind].replace(" ", ""),
        counts=tuple(counts.items()),
        symbolic=reading.symbolic,
        groups=tuple(reading.order),
        water=water,
    )
    return found, behind


class _Reading:
    """One pass over a formula; a group that cannot be read ends it before the group."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.counts: dict[str, float] = {}
        self.order: list[str] = []
        self.symbolic = False

    def group(self, at: int, depth: int) -> int:
        """Read atoms and groups until something else comes; return where that is."""
        while at < len(self.text):
            if self.text[at] in "([" and depth < _DEEPEST and not _ROMAN.match(self.text, at):
                end = self._bracketed(at, depth)
            else:
                end = self._atom(at)
            if end <= at:
                break
            at = end
        return at

    def _atom(self, at: int) -> int:
        match = _SYMBOL.match(self.text, at)
        if match is None:
            return at
        symbol, end = match[0], match.end()
        if symbol not in _symbols():
            symbol, end = symbol[0], at + 1
            if symbol not in _symbols():
                return at
        number, end = self._count(end)
        self.counts[symbol] = self.counts.get(symbol, 0) + number
        self.order.append(symbol)
        return end

    def _bracketed(self, at: int, depth: int) -> int:
        inner = _Reading(self.text)
        end = inner.group(at + 1, depth + 1)
        while end < len(self.text) and self.text[end] == "," and inner.counts:
            following = inner.group(end + 1, depth + 1)
            if following == end + 1:
                return at
            inner.symbolic, end = True, following
        if not inner.counts or self.text[end : end + 1] != ")]"["([".index(self.text[at])]:
            return at
        times, end = self._count(end + 1)
        for symbol, number in inner.counts.items():
            self.counts[symbol] = self.counts.get(symbol, 0) + number * times
        self.order += inner.order
        self.symbolic |= inner.symbolic
        return end

    def _count(self, at: int) -> tuple[float, int]:
        match = _COUNT.match(self.text, at)
        written = match[0] if match else ""
        if not written:
            return 1.0, at
        fixed = re.match(r"\d*\.?\d+", written)
        end = at + len(written)
        if fixed is None or fixed[0] != written:
            self.symbolic = True
        return (float(fixed[0]) if fixed else 1.0), end


@cache
def _symbols() -> frozenset[str]:
    return frozenset(elements().rank)
