"""Osmotic pressure."""

from typing import Annotated

from labwright.core.finding import Finding
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.constants import constant
from labwright.tools.laboratory.dissolved import VantHoff, dilute_caution, particles_of
from labwright.tools.laboratory.givens import SHORT, given, needed, result, shown, temperature
from labwright.tools.parameters import Formula, measured


@tool(
    examples=(
        "Osmotic pressure of a {quantity} {molecule} solution at {quantity}",
        "What is the osmotic pressure of {quantity} {formula} at {quantity}?",
        "π = iMRT for {quantity}, {quantity}, i = 2",
        "osmotic pressure, {quantity} {molecule}, {quantity}",
    ),
    yields=(
        Yield("osmotic_pressure", ("osmotic pressure", "삼투압"), "atm"),
    ),
    domain="Dilute solutions.",
)  # fmt: skip
def osmotic_pressure(
    concentration: Annotated[str, measured("mol/L"), SHORT],
    temperature_of_solution: Annotated[str, measured("kelvin", "at"), SHORT] = "25 °C",
    solute: Formula | None = None,
    factor: VantHoff = None,
) -> Finding:
    """Compute the osmotic pressure of a solution by the law of van 't Hoff.

    Args:
        concentration: Molar concentration.
        temperature_of_solution: Temperature.
        solute: What is dissolved; ionic solutes are taken to fall apart into their ions.
        factor: Van 't Hoff factor; by default the number of ions of the solute, or 1.

    Returns:
        The pressure Π = i c R T.

    Example:
        >>> osmotic_pressure("0.1 M", "25 °C", factor=1).quantity("osmotic_pressure").text()
        '2.44654 atm'
    """
    c = given("concentration", "concentration", concentration, "mol/m**3")
    t = temperature("temperature", temperature_of_solution)
    particles = particles_of(factor, solute)
    molar, kelvin = needed("the osmotic pressure", c, t)
    pascal = float(particles.value) * molar * constant("R") * kelvin
    return Finding(
        statement="The osmotic pressure of a {concentration} solution at {temperature} with a van "
        "'t Hoff factor of {factor} is {osmotic_pressure} ({in_kpa}), by Π = i c R T.",
        quantities=(
            result("osmotic_pressure", "osmotic pressure", pascal, "Pa", "atm",
                   method="Π = i · c · R · T", conditions="ideal dilute solution"),
            result("in_kpa", "osmotic pressure", pascal / 1000, "kPa"),
            particles, *shown(c, t),
        ),
        caution=dilute_caution(molar / 1000, particles),
    )  # fmt: skip
