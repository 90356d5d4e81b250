"""Electrochemistry: the Nernst equation for cells and membranes, and cell energies."""

import math
from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.constants import constant
from labwright.tools.laboratory.givens import (
    SHORT,
    choice,
    given,
    needed,
    number,
    result,
    shown,
    temperature,
)
from labwright.tools.parameters import counted, measured, one_of

_MOST_ELECTRONS = 100
# Ions that cross membranes, with their charge.
_IONS = {
    "potassium": (1, ("K+", "potassium", "칼륨")), "sodium": (1, ("Na+", "sodium", "나트륨")),
    "chloride": (-1, ("Cl-", "chloride", "염화 이온")), "calcium": (2, ("Ca2+", "calcium", "칼슘")),
    "magnesium": (2, ("Mg2+", "magnesium")), "hydrogen": (1, ("H+", "proton", "protons")),
    "lithium": (1, ("Li+", "lithium")), "bicarbonate": (-1, ("HCO3-", "bicarbonate")),
}  # fmt: skip
Electrons = Annotated[
    int, counted("n =", "n=", "electrons", "electron", "z =", "z="), Field(ge=-100, le=100)
]
Kelvin = Annotated[str, measured("kelvin", "at", "temperature"), SHORT]


def _ion_words() -> dict[str, tuple[str, ...]]:
    return {ion: words for ion, (_, words) in _IONS.items()}


@tool(
    examples=(
        "Nernst equation: E° = {quantity}, n = 2, Q = 0.01, {quantity}",
        "Cell potential of a Zn/Cu cell with E° {quantity} and reaction quotient 100",
        "What is E at {quantity} if the standard potential is {quantity} and Q = 10, n = 1?",
        "electrode potential for non-standard concentrations, E0 {quantity}",
    ),
    yields=(
        Yield("cell_potential", ("Nernst equation", "non-standard cell potential",
                                 "네른스트 식", "네른스트 방정식"), "V"),
    ),
    domain="Reversible electrodes; the quotient is of activities.",
    agent="analyst",
)  # fmt: skip
def nernst_equation(
    standard_potential: Annotated[str, measured("V", "E°", "E0", "standard"), SHORT],
    electrons: Electrons,
    quotient: Annotated[float, counted("Q =", "Q=", "quotient", "Q")],
    temperature_of_cell: Kelvin = "25 °C",
) -> Finding:
    """Compute the potential of a cell or electrode away from standard conditions.

    Args:
        standard_potential: Standard potential E°.
        electrons: Electrons in the reaction as written.
        quotient: Reaction quotient Q, products over reactants.
        temperature_of_cell: Temperature.

    Returns:
        The potential E = E° − (RT/nF) ln Q.

    Raises:
        BadArgument: If the quotient or the number of electrons is impossible.

    Example:
        >>> nernst_equation("1.10 V", 2, 0.01).quantity("cell_potential").text()
        '1.15916 V'
    """
    standard = given("standard_potential", "standard potential", standard_potential, "V",
                     above=None)  # fmt: skip
    t = temperature("temperature", temperature_of_cell)
    q = number("quotient", "reaction quotient", quotient)
    n = _electrons(electrons)
    volt, kelvin, ratio = needed("the Nernst equation", standard, t, q)
    potential = volt - constant("R") * kelvin / (n * constant("F")) * math.log(ratio)
    return Finding(
        statement="With E° = {standard_potential}, {electrons} electrons and Q = {quotient} at "
        "{temperature}, the potential is {cell_potential}, by E = E° − (RT/nF) ln Q.",
        quantities=(
            result("cell_potential", "potential", potential, "V", "V",
                   method="E = E° − (RT/nF) ln Q; R, F from CODATA"),
            *shown(standard, t, q), _count(n),
        ),
        caution="The quotient is of activities; concentrations serve only in dilute solution.",
    )  # fmt: skip


@tool(
    examples=(
        "Nernst potential of K+ with {quantity} outside and {quantity} inside",
        "equilibrium potential for sodium: {quantity} extracellular, {quantity} intracellular",
        "What is the reversal potential of chloride at {quantity}, {quantity} out, {quantity} in?",
        "membrane potential of Ca2+ at 37 °C, inside {quantity}, outside {quantity}",
    ),
    yields=(
        Yield("membrane_potential", ("Nernst potential", "membrane potential",
                                     "equilibrium potential", "reversal potential",
                                     "막전위", "평형 전위"), "mV"),
    ),
    domain="One ion at equilibrium across a membrane that only it crosses.",
    agent="analyst",
)  # fmt: skip
def nernst_potential(
    outside: Annotated[
        str, measured("mol/L", "outside", "out", "extracellular", "external"), SHORT
    ],
    inside: Annotated[
        str, measured("mol/L", "inside", "in", "intracellular", "internal", "cytosol"), SHORT
    ],
    ion: Annotated[str, one_of(_ion_words), Field(max_length=40)] = "",
    charge: Annotated[int | None, counted("z =", "z=", "charge", "valence")] = None,
    temperature_of_cell: Kelvin = "37 °C",
) -> Finding:
    """Compute the equilibrium (Nernst) potential of an ion across a membrane.

    Args:
        outside: Concentration outside.
        inside: Concentration inside.
        ion: The ion, for its charge.
        charge: Its charge, instead of the ion.
        temperature_of_cell: Temperature; that of the body if it is not given.

    Returns:
        The potential E = (RT/zF) ln(outside/inside), inside against outside.

    Raises:
        BadArgument: If the charge is not known.

    Example:
        >>> nernst_potential("5 mM", "140 mM", "potassium").quantity("membrane_potential").text()
        '-89.0587 mV'
    """  # fmt: skip
    out = given("outside", "concentration outside", outside, "mol/L")
    into = given("inside", "concentration inside", inside, "mol/L")
    t = temperature("temperature", temperature_of_cell)
    if charge is None and not ion:
        raise BadArgument("The charge of the ion is not known.", "Give the ion or its charge.")
    z = charge if charge is not None else _IONS[choice(ion, _IONS, "ion")][0]
    _electrons(z)
    high, low, kelvin = needed("the Nernst potential", out, into, t)
    potential = constant("R") * kelvin / (z * constant("F")) * math.log(high / low)
    return Finding(
        statement=f"For {ion or 'this ion'} of charge {{charge}}, {{outside}} outside and "
        "{inside} inside at {temperature}, the Nernst potential is {membrane_potential} (inside "
        "against outside), by E = (RT/zF) ln(out/in).",
        quantities=(
            result("membrane_potential", "Nernst potential", potential * 1000, "mV", "mV",
                   method="E = (RT/zF) ln(c outside/c inside), inside against outside"),
            *shown(out, into, t),
            Quantity(key="charge", name="charge of the ion", value=z),
        ),
        caution="One ion alone: a resting membrane that several ions cross has another potential.",
    )  # fmt: skip


@tool(
    examples=(
        "ΔG° of a cell with E° = {quantity} and n = 2",
        "Gibbs energy from a standard cell potential of {quantity}, two electrons",
        "equilibrium constant from E° {quantity}, n = 1, at {quantity}",
        "What is K for a redox reaction with a cell potential of {quantity}?",
    ),
    yields=(
        Yield("cell_gibbs", ("ΔG = -nFE", "ΔG=-nFE", "ΔG = −nFE", "Gibbs energy of the cell",
                             "free energy of the cell"), "kJ/mol"),
    ),
    domain="Reversible cells.",
    agent="analyst",
)  # fmt: skip
def cell_energy(
    potential: Annotated[str, measured("V"), SHORT],
    electrons: Electrons,
    temperature_of_cell: Kelvin = "25 °C",
) -> Finding:
    """Give the Gibbs energy and the equilibrium constant that belong to a standard potential.

    Args:
        potential: Standard potential E° of the cell.
        electrons: Electrons in the reaction as written.
        temperature_of_cell: Temperature, for the constant.

    Returns:
        ΔG° = −n F E° and ln K = n F E°/(RT).

    Example:
        >>> cell_energy("1.10 V", 2).quantity("cell_gibbs").text()
        '-212.268 kJ/mol'
    """
    volt = given("potential", "standard potential", potential, "V", above=None)
    t = temperature("temperature", temperature_of_cell)
    n = _electrons(electrons)
    e, kelvin = needed("the cell", volt, t)
    gibbs = -n * constant("F") * e
    exponent = -gibbs / (constant("R") * kelvin * math.log(10))
    return Finding(
        statement="A cell with E° = {potential} and {electrons} electrons has ΔG° = {cell_gibbs} "
        "(ΔG° = −nFE°), and log K = {log_k} at {temperature}.",
        quantities=(
            result("cell_gibbs", "standard Gibbs energy", gibbs / 1000, "kJ/mol", "kJ/mol",
                   method="ΔG° = −n F E°"),
            Quantity(key="log_k", name="log10 of the equilibrium constant", value=exponent,
                     decimals=3, method="ln K = n F E°/(RT)"),
            *_constant(exponent), *shown(volt, t), _count(n),
        ),
    )  # fmt: skip


def _constant(exponent: float) -> tuple[Quantity, ...]:
    if abs(exponent) > 300:  # noqa: PLR2004 - a float ends there
        return ()
    return (Quantity(key="equilibrium_constant", name="equilibrium constant",
                     value=10.0**exponent),)  # fmt: skip


def _electrons(n: int) -> int:
    if n == 0 or abs(n) > _MOST_ELECTRONS:
        raise BadArgument(f"{n} electrons or charges are impossible.", "Give 1 to 100.")
    return n


def _count(n: int) -> Quantity:
    return Quantity(key="electrons", name="electrons", value=n, definition="given")
