"""Whole-number solutions of the balance of atoms and charge, by exact arithmetic.

The balance is a homogeneous system; its null space holds every way to balance an equation
(Thorne, Chem. Educator 2010, 15, 304).
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm

_MOST_CHOICES = 20_000


def null_space(matrix: Sequence[Sequence[int | Fraction]], columns: int) -> list[list[Fraction]]:
    """Return a basis of the vectors that a matrix sends to zero.

    Args:
        matrix: Rows of whole numbers.
        columns: Its width.

    Returns:
        Basis vectors; none if only zero is sent to zero.

    Example:
        >>> null_space([[2, 0, -2], [0, 2, -1]], 3)
        [[Fraction(1, 1), Fraction(1, 2), Fraction(1, 1)]]
    """
    rows = [[Fraction(value) for value in row] for row in matrix]
    pivots: list[int] = []
    for column in range(columns):
        at = len(pivots)
        chosen = next((r for r in range(at, len(rows)) if rows[r][column]), None)
        if chosen is None:
            continue
        rows[at], rows[chosen] = rows[chosen], rows[at]
        head = rows[at][column]
        rows[at] = [value / head for value in rows[at]]
        for other in range(len(rows)):
            if other != at and rows[other][column]:
                factor = rows[other][column]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[at], strict=True)]
        pivots.append(column)
    free = [column for column in range(columns) if column not in pivots]
    basis = []
    for column in free:
        vector = [Fraction(0)] * columns
        vector[column] = Fraction(1)
        for row, pivot in enumerate(pivots):
            vector[pivot] = -rows[row][column]
        basis.append(vector)
    return basis


def whole(vector: Sequence[Fraction]) -> list[int]:
    """Return the smallest whole numbers in the same ratio."""
    scale = lcm(*(value.denominator for value in vector))
    numbers = [int(value * scale) for value in vector]
    common = gcd(*numbers) or 1
    return [number // common for number in numbers]


def extreme_solutions(basis: Sequence[Sequence[Fraction]], columns: int) -> list[list[int]]:
    """Return the simplest solutions without a negative number: all others are sums of them.

    Args:
        basis: Basis of the null space.
        columns: Its width.

    Returns:
        Solutions in whole numbers that leave out as many substances as possible.

    Example:
        >>> from fractions import Fraction as F
        >>> extreme_solutions([[F(1), F(0), F(1)], [F(0), F(1), F(1)]], 3)
        [[1, 0, 1], [0, 1, 1]]
    """
    size = len(basis)
    found: list[list[int]] = []
    for number, zeros in enumerate(combinations(range(columns), size - 1)):
        if number > _MOST_CHOICES:
            break
        # A mixture of the basis that vanishes at the chosen substances.
        conditions = [[vector[column] for vector in basis] for column in zeros]
        mixtures = null_space(conditions, size)
        if len(mixtures) != 1:
            continue
        vector = [
            sum((m * b[c] for m, b in zip(mixtures[0], basis, strict=True)), Fraction(0))
            for c in range(columns)
        ]
        numbers = whole(vector)
        if all(value <= 0 for value in numbers):
            numbers = [-value for value in numbers]
        if any(numbers) and all(value >= 0 for value in numbers) and numbers not in found:
            found.append(numbers)
    return sorted(found, key=lambda numbers: (sum(map(bool, numbers)), [-n for n in numbers]))
