"""The mass of a formula unit."""

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.properties.formulae import read_composition
from labwright.tools.chemistry.properties.isotopes import ELECTRON_MASS
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Formula


@tool(
    examples=(
        "What is the molar mass of {formula}?",
        "molar mass {formula} g/mol",
        "formula weight of {formula}",
        "How many grams does one mole of {formula} weigh?",
        "molecular weight of the hydrate {formula}",
        "Exact mass of the ion {formula}",
    ),
    yields=(
        Yield("average_mass", ("formula mass", "formula unit mass", "mass of the formula unit",
                               "mass per formula unit", "화학식량"), "g/mol"),
    ),
    domain="Any formula, with hydrates, charges, isotopes and fractions.",
)  # fmt: skip
def formula_mass(formula: Formula) -> Finding:
    """Weigh a formula unit: molar mass and monoisotopic mass.

    Args:
        formula: A formula such as CuSO4·5H2O, Al2(SO4)3 or SO4^2-, or a molecule.

    Returns:
        Molar mass in g/mol (the electrons of a charge weigh nothing in it) and monoisotopic mass
        in Da (an ion's electrons are weighed); atomic masses as in RDKit.

    Raises:
        BadArgument: If the formula has two readings.

    Example:
        >>> formula_mass("CuSO4·5H2O").quantity("average_mass").text()
        '249.684 g/mol'
    """
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    read = read_composition(formula, fractions=True)
    average = exact = 0.0
    for (symbol, isotope), number in read.isotopes.items():
        mass = table.GetMassForIsotope(symbol, isotope) if isotope else 0.0
        average += number * (mass or table.GetAtomicWeight(symbol))
        exact += number * (mass or table.GetMostCommonIsotopeMass(symbol))
    average, exact = average / read.units, exact / read.units - read.charge * ELECTRON_MASS
    whole = read.units == 1
    quantities = [
        Quantity(key="average_mass", name="molar mass", value=average, unit="g/mol", decimals=3,
                 definition="mean over natural isotopes"),
        read.quantity,
    ]  # fmt: skip
    if whole:
        quantities.append(
            Quantity(key="monoisotopic_mass", name="monoisotopic mass", value=exact, unit="Da",
                     decimals=4, definition="most abundant isotope of each element")
        )  # fmt: skip
    return Finding(
        statement=f"The molar mass of {read.name} is {{average_mass}}"
        + ("; its monoisotopic mass is {monoisotopic_mass}." if whole else "."),
        quantities=tuple(quantities),
        structures=read.structures,
    )
