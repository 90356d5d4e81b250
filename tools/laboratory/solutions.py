"""Making up solutions: what to weigh, and how strong the solution is."""

import re
from typing import Annotated

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.measures import split_measure
from labwright.core.quantity import same_dimension
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.givens import (
    SHORT,
    Given,
    given,
    needed,
    result,
    shown,
    wanted,
)
from labwright.tools.laboratory.substances import Substance, read_solute, weighing_caution
from labwright.tools.parameters import Formula, Question, measured

_MOLAR = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?(?:[mµun]?M\b(?!W)|[mµun]?mol/L)")
_MOLARITY = "c = n/V with n = m · purity / M"


@tool(
    examples=(
        "How many grams of {formula} do I need for {quantity} of a {quantity} solution?",
        "What is the molarity of {quantity} of {formula} in {quantity} of solution?",
        "prepare {quantity} {quantity} {molecule}, how much to weigh out",
        "Mass of {molecule} to weigh for {quantity} at {quantity}, purity {quantity}",
        "I dissolved {quantity} {molecule} in {quantity} water. Molar concentration?",
        "What volume of {quantity} {formula} can I make from {quantity} of it?",
        "How many moles of {formula} are in {quantity} of {quantity} solution?",
    ),
    yields=(
        Yield("mass", ("mass to weigh", "grams to weigh", "weigh out", "몇 그램", "몇 g"), "g"),
        Yield("concentration", ("molarity of a solution", "molarity of the solution",
                                "몰농도", "몰 농도"), "mol/L"),
    ),
    domain="A solute with a known molar mass; the volume is that of the finished solution.",
)  # fmt: skip
def solution(
    solute: Formula,
    mass: Annotated[str, measured("g", "of", "dissolve", "weigh"), SHORT] = "",
    volume: Annotated[str, measured("L", "in", "make", "prepare", "volume"), SHORT] = "",
    concentration: Annotated[str, measured("mol/L", "molarity", "concentration"), SHORT] = "",
    amount: Annotated[str, measured("mol", "moles"), SHORT] = "",
    purity: Annotated[str, measured("percent", "purity", "pure", "assay"), SHORT] = "",
    context: Question = "",
) -> Finding:
    """Make up a solution: the missing one of mass, volume and molar concentration.

    Args:
        solute: What is dissolved, as it is weighed: with its water and counter-ions.
        mass: Mass weighed.
        volume: Volume of the finished solution.
        concentration: Molar concentration, or mass concentration such as ``5 mg/mL``.
        amount: Amount of solute, instead of the mass.
        purity: Purity of what is weighed, in mass percent; 100 % if it is not given.
        context: The question, where it must not speak of two concentrations: that is a dilution.

    Returns:
        The missing quantity, and the amount of solute, by c = n/V and n = m/M.

    Raises:
        BadArgument: If not exactly one of mass (or amount), volume and concentration is missing.

    Example:
        >>> solution("NaCl", volume="500 mL", concentration="0.9 mol/L").quantity("mass").text()
        '26.2994 g'
    """
    if len({float(figure) for figure in _MOLAR.findall(context)}) > 1:
        raise BadArgument("Two concentrations are given: this is a dilution.",
                          "Ask for the dilution of the stock.")  # fmt: skip
    substance = read_solute(solute)
    pure = _purity(purity)
    weighed, n = _weighed(mass, amount, substance, pure)
    v = given("volume", "volume of solution", volume, "L")
    c = _molar(concentration, substance)
    missing = wanted("a solution (c = n/V)", weighed, v, c)
    moles = n if n is not None else (v.value or 0.0) * (c.value or 0.0)
    solved = {"mass": lambda: moles * substance.molar_mass / pure,
              "volume": lambda: moles / (c.value or 1.0),
              "concentration": lambda: moles / (v.value or 1.0)}  # fmt: skip
    answer = result(missing.key, missing.name, solved[missing.key](), missing.unit,
                    method=_MOLARITY, conditions="the volume is that of the solution")  # fmt: skip
    n_shown = result("amount", f"amount of {substance.name}", moles, "mol", method="n = c · V")
    percent = given("purity", "purity", purity, "percent")
    weight = () if weighed.key == "amount" else shown(weighed)
    part = "{mass} of " if weighed.key == "mass" else ""
    return Finding(
        statement=f"{part}{substance.name} ({{amount}}, molar mass {{molar_mass}}"
        f"{', purity {purity}' if purity else ''}) in {{volume}} of solution is {{concentration}}, "
        "by c = n/V and n = m/M.",
        quantities=(answer, n_shown, substance.mass_quantity, *weight, *shown(v, c, percent)),
        structures=substance.structures,
        caution=weighing_caution(substance),
    )


@tool(
    examples=(
        "Molality of {quantity} of {formula} in {quantity} of water",
        "What is the molality if {quantity} {molecule} is dissolved in {quantity} solvent?",
        "molal concentration: {quantity} {formula}, {quantity} of solvent",
        "How many moles of {molecule} per kg of solvent for {quantity} in {quantity}?",
    ),
    yields=(Yield("molality", ("molality", "molal concentration", "몰랄농도", "몰랄 농도"),
                  "mol/kg"),),
    domain="A solute with a known molar mass.",
)  # fmt: skip
def molality(
    solute: Formula,
    mass: Annotated[str, measured("g", "dissolve", "dissolving", "of solute"), SHORT],
    solvent_mass: Annotated[
        str, measured("g", "in", "water", "of water", "solvent", "of solvent"), SHORT
    ],
) -> Finding:
    """Give the molality of a solution: moles of solute in a kilogram of solvent.

    Args:
        solute: What is dissolved.
        mass: Mass of solute.
        solvent_mass: Mass of solvent, without the solute.

    Returns:
        The molality b = n/m(solvent) and the mass percent.

    Example:
        >>> molality("NaCl", "58.44 g", "1 kg").quantity("molality").text()
        '0.999949 mol/kg'
    """  # fmt: skip
    substance = read_solute(solute)
    m = given("mass", "mass of solute", mass, "g")
    s = given("solvent_mass", "mass of solvent", solvent_mass, "g")
    solute_mass, solvent = needed("the molality", m, s)
    n = solute_mass / substance.molar_mass
    answer = result("molality", "molality", n / (solvent / 1000), "mol/kg",
                    method="b = n/m(solvent)")  # fmt: skip
    percent = result("mass_percent", "mass percent", 100 * solute_mass / (solute_mass + solvent),
                     "percent", method="m(solute)/m(solution)")  # fmt: skip
    return Finding(
        statement=f"{{mass}} of {substance.name} ({{amount}}, molar mass {{molar_mass}}) in "
        "{solvent_mass} of solvent is {molality}, or {mass_percent} by mass.",
        quantities=(answer, percent, result("amount", "amount", n, "mol"),
                    substance.mass_quantity, *shown(m, s)),
        structures=substance.structures,
        caution=weighing_caution(substance),
    )  # fmt: skip


def _purity(text: str) -> float:
    if not text:
        return 1.0
    value = given("purity", "purity", text, "percent").value or 0.0
    if value > 100:  # noqa: PLR2004 - percent
        raise BadArgument(f"A purity of {text} is more than 100 %.", "Give it in percent.")
    return value / 100


def _weighed(
    mass: str, amount: str, substance: Substance, pure: float
) -> tuple[Given, float | None]:
    """Return the mass or amount that is given, and the moles of solute in it."""
    if mass and amount:
        raise BadArgument("Mass and amount of the solute are both given.", "Give one of them.")
    if amount:
        n = given("amount", "amount of solute", amount, "mol")
        return n, n.value
    m = given("mass", f"mass of {substance.name}", mass, "g")
    return m, None if m.value is None else m.value * pure / substance.molar_mass


def _molar(text: str, substance: Substance) -> Given:
    if text and same_dimension(split_measure(text)[1], "g/L"):
        gamma = given("concentration", "concentration", text, "g/L")
        return Given("concentration", "concentration", "mol/L",
                     (gamma.value or 0.0) / substance.molar_mass, gamma.written)  # fmt: skip
    return given("concentration", "concentration", text, "mol/L")
