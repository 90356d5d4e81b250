"""Mass, amount and number of particles of a substance."""

from typing import Annotated

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.constants import constant
from labwright.tools.laboratory.givens import SHORT, given, number, result, shown
from labwright.tools.laboratory.substances import read_substance
from labwright.tools.parameters import Formula, counted, measured


@tool(
    examples=(
        "How many moles are in {quantity} of {formula}?",
        "Convert {quantity} {molecule} to grams",
        "What is the mass of {quantity} of {formula}?",
        "number of molecules in {quantity} {molecule}",
        "{quantity} {formula} in mol",
        "How many grams do {quantity} of {molecule} weigh?",
    ),
    yields=(
        Yield("amount", ("how many moles", "number of moles", "amount of substance", "in moles",
                         "몇 몰", "몰수", "몰 수"), "mol"),
        Yield("molecules", ("number of molecules", "how many molecules", "number of particles",
                            "분자 수", "분자수"), ""),
    ),
    domain="A pure substance of known formula.",
)  # fmt: skip
def mass_and_moles(
    substance: Formula,
    mass: Annotated[str, measured("g"), SHORT] = "",
    amount: Annotated[str, measured("mol"), SHORT] = "",
    molecules: Annotated[float | None, counted("molecules", "formula units", "particles")] = None,
) -> Finding:
    """Convert between mass, amount in moles and number of molecules of a substance.

    Args:
        substance: A formula or a molecule, with its water of crystallisation.
        mass: Mass of the substance.
        amount: Amount in moles.
        molecules: Number of molecules or formula units.

    Returns:
        The other two, by n = m/M and N = n NA.

    Raises:
        BadArgument: If not exactly one of the three is given.

    Example:
        >>> mass_and_moles("H2O", mass="36.03 g").quantity("amount").text()
        '2 mol'
    """
    found = read_substance(substance)
    m = given("mass", f"mass of {found.name}", mass, "g")
    n = given("amount", f"amount of {found.name}", amount, "mol")
    count = number("molecules", "number of molecules", molecules)
    put_in = [q for q in (m, n, count) if q.value is not None]
    if len(put_in) != 1:
        raise BadArgument(
            "Exactly one of mass, amount and number of molecules is converted.",
            f"{len(put_in)} are given.",
        )
    value = put_in[0].value or 0.0
    avogadro = constant("N_A")
    moles = {"mass": value / found.molar_mass, "amount": value,
             "molecules": value / avogadro}[put_in[0].key]  # fmt: skip
    computed = (
        result("amount", n.name, moles, "mol", method="n = m/M"),
        result("mass", m.name, moles * found.molar_mass, "g", method="m = n · M"),
        Quantity(key="molecules", name="number of molecules or formula units",
                 value=moles * avogadro, method="N = n · NA, NA exact (SI 2019)"),
    )  # fmt: skip
    answers = tuple(q for q in computed if q.key != put_in[0].key)
    return Finding(
        statement=f"{{mass}} of {found.name} (molar mass {{molar_mass}}) is {{amount}}, or "
        "{molecules} molecules or formula units, by n = m/M.",
        quantities=(*answers, *shown(*put_in), found.mass_quantity),
        structures=found.structures,
    )
