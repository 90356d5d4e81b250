"""Elemental composition: mass percent of each element, and the empirical formula."""

from functools import reduce
from math import gcd

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.properties.formulae import (
    ReadComposition,
    read_composition,
)
from labwright.tools.chemistry.structures import element_symbols, hill_order
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Element, Formula


@tool(
    examples=(
        "What is the elemental composition of {formula} in mass percent?",
        "Calculated CHN values for {formula}",
        "mass percent of {element} in {formula}",
        "How much {element} by weight does {formula} contain?",
        "Elemental analysis (calcd) of {formula}: C, H, N",
        "weight fraction of {element} in {formula}",
        "What percentage of the mass of {formula} is {element}?",
    ),
    yields=(
        Yield("mass_percents", ("elemental composition", "elemental analysis", "mass percent",
                                "mass percentage", "percent by mass", "percentage by mass",
                                "weight percent", "CHN analysis", "CHN values",
                                "percent composition", "percentage composition", "mass fraction",
                                "원소 분석", "원소 조성", "질량 백분율"), "percent"),
        Yield("empirical_formula", ("empirical formula", "실험식")),
    ),
    domain="Any formula or molecule; average atomic masses unless an isotope is written.",
)  # fmt: skip
def elemental_composition(formula: Formula, element: Element = "") -> Finding:
    """Compute the mass percent of each element, as an elemental analysis would show it.

    Args:
        formula: A formula, hydrates and fractions included, or a molecule.
        element: The one element that is asked for, if one is.

    Returns:
        Mass percent of each element (atomic masses as in RDKit), empirical formula, and a table.

    Raises:
        BadArgument: If the element asked for is not in it.

    Example:
        >>> elemental_composition("CuSO4·5H2O", "Cu").quantity("mass_percent").text()
        '25.45 %'
    """
    read = read_composition(formula, fractions=True)
    percents, total = mass_percents(read)
    if element and element not in element_symbols():
        raise BadArgument(f"“{element}” is not a chemical symbol.", "Give one such as C or Cl.")
    if element and element not in percents:
        raise BadArgument(
            f"{read.name} contains no {element}.", f"Its elements are {', '.join(percents)}."
        )
    each = tuple(_percent(symbol, value) for symbol, value in percents.items())
    asked = (_asked(element, percents[element]),) if element else ()
    empirical = Quantity(
        key="empirical_formula", name="empirical formula", value=_empirical(read),
        definition="smallest whole-number ratio of the atoms",
    )  # fmt: skip
    listed = ", ".join(f"{s} {{mass_percent_{s.lower()}}}" for s in percents)
    statement = (
        f"{element} makes up {{mass_percent}} of the mass of {read.name} ({listed})."
        if element
        else f"{read.name} consists of {listed} by mass."
    )
    return Finding(
        statement=statement,
        quantities=(*asked, *each, empirical, read.quantity),
        structures=read.structures,
        table=_table(read, percents, total),
    )


def mass_percents(read: ReadComposition) -> tuple[dict[str, float], float]:
    """Return mass percent by element, C and H first, and the mass of a formula unit in g/mol."""
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    masses: dict[str, float] = {}
    for (symbol, mass), number in read.isotopes.items():
        weight = table.GetMassForIsotope(symbol, mass) if mass else table.GetAtomicWeight(symbol)
        masses[symbol] = masses.get(symbol, 0.0) + number * weight
    total = sum(masses.values())
    order = sorted(masses, key=lambda s: ((s != "C") + (s not in "CH"), s))
    return {s: 100 * masses[s] / total for s in order}, total / read.units


def _percent(symbol: str, value: float) -> Quantity:
    return Quantity(
        key=f"mass_percent_{symbol.lower()}", name=f"mass percent of {symbol}", value=value,
        unit="percent", decimals=2, method="average atomic masses",
    )  # fmt: skip


def _asked(symbol: str, value: float) -> Quantity:
    return _percent(symbol, value).model_copy(update={"key": "mass_percent"})


def _empirical(read: ReadComposition) -> str:
    divisor = reduce(gcd, read.counts.values())
    return hill_order({symbol: n // divisor for symbol, n in read.counts.items()})


def _table(
    read: ReadComposition, percents: dict[str, float], total: float
) -> tuple[tuple[str, ...], ...]:
    atoms = sum(read.counts.values())
    rows = tuple(
        (
            symbol,
            f"{read.counts[symbol] / read.units:g}",
            f"{value * total / 100:.3f}",
            f"{value:.2f}",
            f"{100 * read.counts[symbol] / atoms:.2f}",
        )
        for symbol, value in percents.items()
    )
    return (("element", "atoms", "mass / (g/mol)", "mass / %", "atoms / %"), *rows)
