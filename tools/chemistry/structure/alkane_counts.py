"""Numbers of alkanes too many to be listed."""

from fractions import Fraction

Series = list[Fraction]


def count_alkanes(carbons: int) -> int:
    """Count the constitutional isomers of an alkane without making them.

    Alkyl groups are counted by substitution at their first carbon, and trees as carbons less bonds
    plus bonds between like halves (Otter, Ann. Math. 1948, 49, 583; Pólya, Acta Math. 1937, 68,
    145).

    Args:
        carbons: Number of carbon atoms, one or more.

    Returns:
        The number of isomers, stereoisomers counted once.

    Example:
        >>> count_alkanes(10), count_alkanes(20)
        (75, 366319)
    """
    size = carbons + 1
    alkyl = _alkyl_groups(size)
    one, two, three, four = (_spread(alkyl, k, size) for k in (1, 2, 3, 4))
    square = _product(one, one, size)
    at_carbon = [
        (a + 6 * b + 3 * c + 8 * d + 6 * e) / 24
        for a, b, c, d, e in zip(
            _product(square, square, size), _product(square, two, size),
            _product(two, two, size), _product(one, three, size), four, strict=True,
        )
    ]  # fmt: skip
    bare = [Fraction(0), *alkyl[1:]]
    bare_two = _spread(bare, 2, size)
    at_bond = [(a + b) / 2 for a, b in zip(_product(bare, bare, size), bare_two, strict=True)]
    return int(at_carbon[carbons - 1] - at_bond[carbons] + bare_two[carbons])


def _alkyl_groups(size: int) -> Series:
    """Return the numbers of alkyl groups by carbons, hydrogen as the one without."""
    known = [Fraction(0)] * size
    known[0] = Fraction(1)
    for number in range(1, size):
        one, two, three = (_spread(known, k, number) for k in (1, 2, 3))
        cube = _product(_product(one, one, number), one, number)
        mixed = _product(one, two, number)
        known[number] = (cube[-1] + 3 * mixed[-1] + 2 * three[-1]) / 6
    return known


def _spread(series: Series, power: int, size: int) -> Series:
    """Return the series with x replaced by a power of x."""
    return [series[n // power] if n % power == 0 else Fraction(0) for n in range(size)]


def _product(first: Series, second: Series, size: int) -> Series:
    return [sum((first[k] * second[n - k] for k in range(n + 1)), Fraction(0)) for n in range(size)]
