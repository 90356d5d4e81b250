"""A formula as rows of atoms, each row as often as its brackets say."""

import re
from dataclasses import dataclass
from fractions import Fraction

_TOKEN = re.compile(
    r"(?P<open>[(\[{](?!\d))|(?P<close>[)\]}](?P<times>\d*\.?\d*))"
    r"|\[\d{1,3}(?P<marked>[A-Z][a-z]?)\](?P<of>\d*\.?\d*)"
    r"|(?P<symbol>[A-Z][a-z]?)(?P<count>\d*\.?\d*)"
)
_PART = re.compile(r"(\d*\.?\d*)(.*)")


@dataclass(frozen=True)
class Run:
    """Atoms that stand in a row without a bracket between them.

    Args:
        atoms: Symbols with their counts, in the order written.
        times: How often the row counts.
    """

    atoms: tuple[tuple[str, int], ...]
    times: int


def runs_of(formula: str) -> list[Run]:
    """Split a formula that was read before into its rows of atoms.

    Args:
        formula: Such as ``Cu(NO3)2`` or ``K4[Fe(CN)6]·3H2O``.

    Returns:
        The rows; rows with a fraction of an atom are left out, as no known ion has them.

    Example:
        >>> runs_of("Cu(NO3)2")[1]
        Run(atoms=(('N', 1), ('O', 3)), times=2)
    """
    rows: list[Run] = []
    for part in formula.split("·"):
        match = _PART.fullmatch(part)
        if match is not None:
            rows += _rows(match[2], Fraction(match[1] or 1))
    return rows


def _rows(part: str, times: Fraction) -> list[Run]:
    closed: list[tuple[list[tuple[str, Fraction]], Fraction]] = []
    tokens = list(_TOKEN.finditer(part))
    factors = _factors(tokens, times)
    row: list[tuple[str, Fraction]] = []
    for token, factor in zip(tokens, factors, strict=True):
        symbol = token["symbol"] or token["marked"]
        if symbol:
            row.append((symbol, Fraction(token["count"] or token["of"] or 1)))
            last = factor
        elif row:
            closed.append((row, last))
            row = []
    if row:
        closed.append((row, last))
    return [
        Run(tuple((s, int(n)) for s, n in atoms), int(factor))
        for atoms, factor in closed
        if factor.denominator == 1 and all(n.denominator == 1 for _, n in atoms)
    ]


def _factors(tokens: "list[re.Match[str]]", times: Fraction) -> list[Fraction]:
    """Return how often each token counts, its brackets taken together."""
    factors: list[Fraction] = []
    stack = [times]
    for token in reversed(tokens):  # the count of a bracket stands behind it
        if token["close"]:
            stack.append(stack[-1] * Fraction(token["times"] or 1))
        factors.append(stack[-1])
        if token["open"]:
            stack.pop()
    return factors[::-1]
