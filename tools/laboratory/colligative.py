"""Colligative properties: freezing and boiling points of solutions."""

from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.dissolved import (
    VantHoff,
    dilute_caution,
    particles_of,
    solvents,
)
from labwright.tools.laboratory.givens import (
    SHORT,
    choice,
    given,
    result,
    shown,
)
from labwright.tools.laboratory.substances import read_solute
from labwright.tools.parameters import Formula, measured, one_of

_SOURCE = "Atkins' Physical Chemistry, 8th ed., table 5.2; CRC Handbook, 97th ed."


def _words() -> dict[str, tuple[str, ...]]:
    return {key: (key.replace("_", " "), *row["words"]) for key, row in solvents().items()}


Solvent = Annotated[str, one_of(_words), Field(max_length=60)]
Molality = Annotated[str, measured("mol/kg", "molality"), SHORT]
SolutePart = Annotated[str, measured("g", "dissolve", "dissolving", "of"), SHORT]
SolventPart = Annotated[str, measured("g", "in", "of water", "of solvent", "water"), SHORT]
Constant = Annotated[
    str, measured("K*kg/mol", "Kf", "Kb", "constant", "cryoscopic", "ebullioscopic"), SHORT
]


@tool(
    examples=(
        "Freezing point of a {quantity} aqueous {formula} solution",
        "How much does {quantity} of {molecule} in {quantity} water lower the freezing point?",
        "freezing point depression of {molecule} with {quantity} of {molecule}",
        "What is the freezing point of {quantity} of {molecule} in {quantity} of {molecule}?",
        "ΔTf for a {quantity} solution, i = 2",
    ),
    yields=(
        Yield("freezing_point_depression",
              ("freezing point depression", "freezing-point depression", "cryoscopic constant",
               "depression of the freezing point", "freezing point of a solution",
               "어는점 내림", "어는점내림"), "kelvin"),
    ),
    domain="Dilute solutions of a solute that does not freeze out with the solvent.",
)  # fmt: skip
def freezing_point_depression(
    molality: Molality = "",
    solute: Formula | None = None,
    solute_mass: SolutePart = "",
    solvent_mass: SolventPart = "",
    solvent: Solvent = "water",
    factor: VantHoff = None,
    cryoscopic_constant: Constant = "",
) -> Finding:
    """Compute by how much a solute lowers the freezing point of a solvent.

    Args:
        molality: Molality of the solute; or give the solute and both masses.
        solute: What is dissolved; ionic solutes are taken to fall apart into their ions.
        solute_mass: Mass of solute.
        solvent_mass: Mass of solvent.
        solvent: The solvent.
        factor: Van 't Hoff factor; by default the number of ions of the solute, or 1.
        cryoscopic_constant: Kf of the solvent, instead of the table.

    Returns:
        The depression ΔT = i Kf b and the freezing point.

    Raises:
        BadArgument: If the molality is not known, or the solvent has no constant.

    Example:
        >>> freezing_point_depression("1 mol/kg", factor=1).quantity(
        ...     "freezing_point_depression").text()
        '1.86 K'
    """
    shift, figures, caution = _shift(
        "kf", molality, solute, solute_mass, solvent_mass, solvent, factor, cryoscopic_constant
    )
    row = solvents()[solvent]
    answer = (
        Quantity(key="freezing_point_depression", name="freezing-point depression", value=shift,
                 unit="K", method="ΔT = i · Kf · b", conditions="ideal dilute solution"),
        Quantity(key="freezing_point", name="freezing point of the solution",
                 value=row["freezing"] - shift, unit="degC", decimals=2),
    )  # fmt: skip
    return Finding(
        statement=f"A solute of {{molality}} with a van 't Hoff factor of {{factor}} lowers the "
        f"freezing point of {solvent.replace('_', ' ')} (Kf {{kf}}) by "
        "{freezing_point_depression} to {freezing_point}, by ΔT = i Kf b.",
        quantities=(*answer, *figures),
        caution=caution,
    )


@tool(
    examples=(
        "Boiling point of a {quantity} {molecule} solution",
        "How much does {quantity} {formula} in {quantity} water raise the boiling point?",
        "boiling point elevation in {molecule}, {quantity} of solute",
        "ebullioscopy: ΔTb for {quantity} in ethanol",
        "At what temperature does salt water with {quantity} in {quantity} boil?",
    ),
    yields=(
        Yield("boiling_point_elevation",
              ("boiling point elevation", "boiling-point elevation", "ebullioscopic constant",
               "elevation of the boiling point", "boiling point of a solution",
               "끓는점 오름", "끓는점오름"), "kelvin"),
    ),
    domain="Dilute solutions of a solute that does not boil off.",
)  # fmt: skip
def boiling_point_elevation(
    molality: Molality = "",
    solute: Formula | None = None,
    solute_mass: SolutePart = "",
    solvent_mass: SolventPart = "",
    solvent: Solvent = "water",
    factor: VantHoff = None,
    ebullioscopic_constant: Constant = "",
) -> Finding:
    """Compute by how much a solute raises the boiling point of a solvent.

    Args:
        molality: Molality of the solute; or give the solute and both masses.
        solute: What is dissolved; ionic solutes are taken to fall apart into their ions.
        solute_mass: Mass of solute.
        solvent_mass: Mass of solvent.
        solvent: The solvent.
        factor: Van 't Hoff factor; by default the number of ions of the solute, or 1.
        ebullioscopic_constant: Kb of the solvent, instead of the table.

    Returns:
        The elevation ΔT = i Kb b and the boiling point at 1 atm.

    Raises:
        BadArgument: If the molality is not known, or the solvent has no constant.

    Example:
        >>> boiling_point_elevation("1 mol/kg", factor=2).quantity(
        ...     "boiling_point_elevation").text()
        '1.024 K'
    """
    shift, figures, caution = _shift(
        "kb", molality, solute, solute_mass, solvent_mass, solvent, factor, ebullioscopic_constant
    )
    row = solvents()[solvent]
    answer = (
        Quantity(key="boiling_point_elevation", name="boiling-point elevation", value=shift,
                 unit="K", method="ΔT = i · Kb · b", conditions="ideal dilute solution"),
        Quantity(key="boiling_point", name="boiling point of the solution at atmospheric pressure",
                 value=row["boiling"] + shift, unit="degC", decimals=2),
    )  # fmt: skip
    return Finding(
        statement=f"A solute of {{molality}} with a van 't Hoff factor of {{factor}} raises the "
        f"boiling point of {solvent.replace('_', ' ')} (Kb {{kb}}) by "
        "{boiling_point_elevation} to {boiling_point}, by ΔT = i Kb b.",
        quantities=(*answer, *figures),
        caution=caution,
    )


def _shift(
    key: str, molality: str, solute: str | None, solute_mass: str, solvent_mass: str,
    solvent: str, factor: float | None, own_constant: str,
) -> tuple[float, tuple[Quantity, ...], str]:  # fmt: skip
    """Return a shift in kelvin, the quantities that make it, and what to keep in mind."""
    row = solvents()[choice(solvent, solvents(), "solvent")]
    particles = particles_of(factor, solute)
    b, figures = _molality(molality, solute, solute_mass, solvent_mass)
    k = given(key, "constant of the solvent", own_constant.replace("/m", " kg/mol")
              if own_constant.rstrip().endswith("C/m") else own_constant, "K*kg/mol")  # fmt: skip
    value = k.value if k.value is not None else float(row[key])
    if not value:
        raise BadArgument(f"The table has no {key.capitalize()} of {solvent}.",
                          "Give the constant in K kg/mol.")  # fmt: skip
    constant_shown = Quantity(key=key, name=f"{key.capitalize()} of {solvent.replace('_', ' ')}",
                              value=value, unit="K·kg/mol",
                              method=_SOURCE if k.value is None else "", definition=""
                              if k.value is None else "given")  # fmt: skip
    shift = float(particles.value) * value * b
    if shift > row["boiling"] + 273.15:
        raise BadArgument(f"{b:g} mol/kg is no dilute solution.", "Check the values.")
    return shift, (particles, constant_shown, *figures), dilute_caution(b, particles)


def _molality(
    molality: str, solute: str | None, solute_mass: str, solvent_mass: str
) -> tuple[float, tuple[Quantity, ...]]:
    b = given("molality", "molality", molality, "mol/kg")
    if b.value is not None:
        return b.value, shown(b)
    m = given("solute_mass", "mass of solute", solute_mass, "g")
    s = given("solvent_mass", "mass of solvent", solvent_mass, "g")
    if solute is None or m.value is None or s.value is None:
        raise BadArgument("The molality of the solution cannot be known.",
                          "Give it, or the solute and both masses.")  # fmt: skip
    substance = read_solute(solute)
    value = m.value / substance.molar_mass / (s.value / 1000)
    figure = result("molality", "molality", value, "mol/kg", method="b = n/m(solvent)")
    return value, (figure, substance.mass_quantity, *shown(m, s))
