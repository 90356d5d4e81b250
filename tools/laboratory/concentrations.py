"""Converting between kinds of concentration: mass percent, molarity, mass in a volume."""

from typing import Annotated

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.givens import SHORT, given, needed, result, shown, wanted
from labwright.tools.laboratory.substances import read_solute, weighing_caution
from labwright.tools.parameters import Formula, measured


@tool(
    examples=(
        "Molarity of {quantity} {formula} with density {quantity}",
        "What is the molarity of {quantity} w/w {molecule} with density {quantity}?",
        "concentrated {formula}: {quantity} by weight, specific gravity {quantity}, mol/L?",
        "Weight percent of {quantity} {molecule} (density {quantity})",
        "Molar concentration of commercial acid, {quantity} by mass, {quantity}",
    ),
    yields=(
        Yield("molarity", ("w/w to molarity", "percent to molarity", "weight percent to molarity"),
              "mol/L"),
        Yield("mass_percent", ("molarity to percent", "molarity to weight percent",
                               "molarity to w/w"), "percent"),
    ),
    domain="Solutions of known density.",
)  # fmt: skip
def percent_and_molarity(
    solute: Formula,
    density: Annotated[str, measured("g/mL", "density", "specific gravity", "ρ"), SHORT],
    mass_percent: Annotated[str, measured("percent", "w/w", "by mass", "by weight"), SHORT] = "",
    concentration: Annotated[str, measured("mol/L"), SHORT] = "",
) -> Finding:
    """Convert between mass percent (w/w) and molarity with the density of the solution.

    Args:
        solute: What is dissolved.
        density: Density of the solution at the temperature of use.
        mass_percent: Mass of solute in 100 g of solution.
        concentration: Molar concentration.

    Returns:
        Molarity c = w ρ / M or mass percent, and the molality.

    Raises:
        BadArgument: If not exactly one of percent and concentration is given, or over 100 %.

    Example:
        >>> percent_and_molarity("HCl", "1.19 g/mL", "37 %").quantity("molarity").text()
        '12.0759 mol/L'
    """
    substance = read_solute(solute)
    d = given("density", "density of the solution", density, "g/mL")
    w = given("mass_percent", "mass percent", mass_percent, "percent")
    c = given("molarity", "molarity", concentration, "mol/L")
    missing = wanted("w/w and molarity", w, c)
    (grams_per_millilitre,) = needed("w/w and molarity", d)
    per_mole = substance.molar_mass / (10 * grams_per_millilitre)
    percent = w.value if w.value is not None else (c.value or 0.0) * per_mole
    if not 0 < percent <= 100:  # noqa: PLR2004 - percent
        raise BadArgument(f"{percent:.4g} % by mass is more than there is.",
                          "Check the density and the concentration.")  # fmt: skip
    value = percent / per_mole if missing.key == "molarity" else percent
    answer = result(missing.key, missing.name, value, missing.unit, missing.unit,
                    method="c = w · density / M")  # fmt: skip
    pairs = [answer, *shown(w, c, d), substance.mass_quantity]
    also = ""
    if percent < 100:  # noqa: PLR2004 - pure solute has no solvent
        b = percent / substance.molar_mass / (100 - percent) * 1000
        pairs.append(result("molality", "molality", b, "mol/kg"))
        also = ", molality {molality}"
    return Finding(
        statement=f"{{mass_percent}} by mass of {substance.name} (molar mass {{molar_mass}}) at a "
        f"density of {{density}} is {{molarity}}{also}, by c = w · density / M.",
        quantities=tuple(pairs),
        structures=substance.structures,
        caution=weighing_caution(substance),
    )


@tool(
    examples=(
        "Convert {quantity} {molecule} to molar concentration",
        "{quantity} of {molecule} in mM",
        "How many mg/L is {quantity} {formula}?",
        "{quantity} {molecule} expressed as mass concentration",
        "Express {quantity} {molecule} in mmol/L",
        "What is {quantity} of {molecule} in mg/mL?",
    ),
    yields=(
        Yield("molar_concentration", ("mg/L to mol/L", "g/L to mol/L", "mg/mL to M",
                                      "mg/dL to mmol/L"), "mol/L"),
        Yield("mass_concentration", ("mass concentration", "mol/L to g/L", "질량 농도"), "g/L"),
    ),
    domain="Solutions of a solute with a known molar mass.",
)  # fmt: skip
def mass_concentration(
    solute: Formula,
    mass_concentration: Annotated[str, measured("g/L"), SHORT] = "",
    molar_concentration: Annotated[str, measured("mol/L"), SHORT] = "",
) -> Finding:
    """Convert between mass concentration (mg/mL, g/L) and molar concentration.

    Args:
        solute: What is dissolved.
        mass_concentration: Mass in a volume, such as ``5 mg/mL``.
        molar_concentration: Amount in a volume, such as ``10 mM``.

    Returns:
        The other one, by c = γ/M.

    Raises:
        BadArgument: If not exactly one is given.

    Example:
        >>> mass_concentration("glucose", "90 mg/dL").quantity("molar_concentration").text()
        '4.99567 mmol/L'
    """
    substance = read_solute(solute)
    gamma = given("mass_concentration", "mass concentration", mass_concentration, "g/L")
    c = given("molar_concentration", "molar concentration", molar_concentration, "mol/L")
    missing = wanted("c = γ/M", gamma, c)
    grams = (c.value or 0.0) * substance.molar_mass
    moles = (gamma.value or 0.0) / substance.molar_mass
    value = grams if missing is gamma else moles
    answer = result(missing.key, missing.name, value, missing.unit, method="c = γ/M")
    return Finding(
        statement=f"{{mass_concentration}} of {substance.name} (molar mass {{molar_mass}}) is "
        "{molar_concentration}, by c = γ/M.",
        quantities=(answer, *shown(gamma, c), substance.mass_quantity),
        structures=substance.structures,
        caution=weighing_caution(substance),
    )
