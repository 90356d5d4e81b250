"""Mixing two solutions of the same solute."""

from typing import Annotated

from labwright.core.finding import Finding
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.concentration_kinds import concentration_kind, read_concentration
from labwright.tools.laboratory.givens import SHORT, given, needed, result, shown, unit_of
from labwright.tools.parameters import measured


@tool(
    examples=(
        "I mix {quantity} of {quantity} {molecule} with {quantity} of {quantity} {molecule}",
        "Final concentration after combining {quantity} of a {quantity} solution and {quantity} of "
        "a {quantity} solution",
        "Mixing two solutions of the same salt, {quantity} at {quantity} and {quantity} at "
        "{quantity}: resulting molarity?",
        "{quantity} of {quantity} {formula} is added to {quantity} of {quantity} {formula}, new "
        "concentration",
    ),
    yields=(
        Yield("mixed_concentration", ("mixing two solutions", "concentration of the mixture",
                                      "concentration after mixing", "혼합 농도"), "mol/L"),
    ),
    domain="Two solutions of the same solute; no reaction between them.",
    agent="analyst",
)  # fmt: skip
def mix_solutions(
    first_concentration: Annotated[str, measured("mol/L"), SHORT],
    first_volume: Annotated[str, measured("L"), SHORT],
    second_volume: Annotated[str, measured("L", "with"), SHORT],
    second_concentration: Annotated[str, measured("mol/L"), SHORT] = "",
) -> Finding:
    """Mix two solutions of the same solute.

    Args:
        first_concentration: Concentration of the first solution.
        first_volume: Its volume.
        second_volume: Volume of the second solution.
        second_concentration: Its concentration; without it, it is pure solvent.

    Returns:
        The concentration of the mixture, and its volume.

    Raises:
        BadArgument: If the concentrations are of different kinds.

    Example:
        >>> mix_solutions("0.5 M", "100 mL", "300 mL", "0.1 M").quantity(
        ...     "mixed_concentration").text()
        '0.2 mol/L'
    """
    unit = concentration_kind(first_concentration, second_concentration)
    c1 = read_concentration("first_concentration", "first concentration", first_concentration, unit,
                        zero=True)  # fmt: skip
    v1 = given("first_volume", "first volume", first_volume, "L")
    c2 = read_concentration("second_concentration", "second concentration",
                        second_concentration or f"0 {unit}", unit, zero=True)  # fmt: skip
    v2 = given("second_volume", "second volume", second_volume, "L")
    a, b, c, d = needed("a mixture", c1, v1, c2, v2)
    value = (a * b + c * d) / (b + d)
    mixed = result("mixed_concentration", "concentration of the mixture", value, unit, unit_of(c1),
                   method="(C1 V1 + C2 V2)/(V1 + V2)",
                   conditions="volumes taken as additive")  # fmt: skip
    total = result("total_volume", "volume of the mixture", b + d, "L", unit_of(v1))
    return Finding(
        statement="{first_volume} of {first_concentration} and {second_volume} of "
        "{second_concentration} give {total_volume} of {mixed_concentration}, by "
        "(C1 V1 + C2 V2)/(V1 + V2) with volumes taken as additive.",
        quantities=(mixed, total, *shown(c1, v1, c2, v2)),
        caution="The same solute in both, and no reaction: an acid with a base, or two ions that "
        "precipitate, are no mixture in this sense.",
    )
