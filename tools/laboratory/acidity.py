"""The pH of solutions of acids, bases and salts."""

import math
from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.givens import SHORT, choice, given, needed, number, shown
from labwright.tools.laboratory.protolysis import (
    PKW,
    Solute,
    exact_ph,
    fractions,
    named_solutes,
    solutes,
)
from labwright.tools.parameters import Question, counted, measured, one_of

_CONDITIONS = "25 °C, pKw 14.00, activity coefficients of one"
_DILUTE = 0.1
_LITTLE = 1e-4


def _words() -> dict[str, tuple[str, ...]]:
    return {key: solute.words for key, solute in solutes().items()}


@tool(
    examples=(
        "What is the pH of {quantity} {molecule}?",
        "pH of a {quantity} {molecule} solution",
        "Calculate the pH of {quantity} {formula}",
        "weak acid, pKa 4.2, {quantity}: pH?",
        "How acidic or basic is a {quantity} solution of {molecule}?",
        "percent ionization of {quantity} {molecule}",
        "pH of {quantity} of a weak base with pKb 4.75",
    ),
    yields=(
        Yield("solution_ph", ("pH of a solution", "pH of the solution", "percent ionization",
                              "percent dissociation", "degree of dissociation",
                              "percent ionisation", "용액의 pH", "해리도"), ""),
    ),
    domain="One acid, base or salt in water at 25 °C; activities are taken as concentrations.",
    agent="analyst",
)  # fmt: skip
def solution_ph(
    concentration: Annotated[str, measured("mol/L"), SHORT],
    solute: Annotated[str, one_of(_words), Field(max_length=60)] = "",
    pka: Annotated[float | None, counted("pKa", "pK_a", "pK")] = None,
    pkb: Annotated[float | None, counted("pKb", "pK_b")] = None,
    acid_constant: Annotated[float | None, counted("Ka", "K_a")] = None,
    base_constant: Annotated[float | None, counted("Kb", "K_b")] = None,
    context: Question = "",
) -> Finding:
    """Compute the pH of a solution of an acid, a base or a salt, without approximation.

    Args:
        concentration: Formal concentration of the solute.
        solute: The solute, from the table (CRC Handbook, 97th ed.).
        pka: pKa of a weak acid with one proton, instead of or against the table.
        pkb: pKb of a weak base.
        acid_constant: Ka, instead of pKa.
        base_constant: Kb, instead of pKb.
        context: The question, where it must not name a second solute: mixtures are not computed.

    Returns:
        The pH from the balance of charges with the ionic product of water (for one proton this is
        the cubic in [H+]), pOH, and which part is dissociated.

    Raises:
        BadArgument: If neither a known solute nor one constant is given.

    Example:
        >>> solution_ph("0.1 M", "acetic_acid").quantity("solution_ph").text()
        '2.88'
    """
    c = given("concentration", "concentration", concentration, "mol/L")
    (molar,) = needed("the pH", c)
    if len(named := named_solutes(context)) > 1:
        raise BadArgument(
            f"{' and '.join(named)} are named; the pH of a mixture is not computed.",
            "Ask for one solute, or for a buffer of an acid and its base.",
        )
    chosen, constants = _solute(solute, pka, pkb, acid_constant, base_constant)
    ph = exact_ph(chosen, molar)
    figures = [
        Quantity(key="solution_ph", name=f"pH of {concentration} {chosen.name}", value=ph,
                 decimals=2, method="balance of charges, solved exactly", conditions=_CONDITIONS),
        Quantity(key="poh", name="pOH", value=PKW - ph, decimals=2, conditions=_CONDITIONS),
        _ions("hydrogen_ions", "concentration of hydrogen ions", 10.0**-ph),
        *shown(c),
        *constants,
    ]  # fmt: skip
    extra = ""
    if len(chosen.pka) == 1 and chosen.spectators == 0 and chosen.charge in (0, 1):
        lost = fractions(ph, chosen.pka)[1]
        part = lost if chosen.charge == 0 else 1 - lost
        places = 2 if part > _LITTLE else None
        figures.append(Quantity(key="ionised", name="part that is ionised", value=100 * part,
                                unit="percent", decimals=places))  # fmt: skip
        extra = "; {ionised} of it is ionised"
    return Finding(
        statement=f"A {{concentration}} solution of {chosen.name} has a pH of {{solution_ph}} "
        f"(pOH {{poh}}){extra}, from the balance of charges with the ionic product of water.",
        quantities=tuple(figures),
        caution=_caution(molar),
    )


@tool(
    examples=(
        "What is the pH if [H+] is {quantity}?",
        "Hydrogen ion concentration at pH {quantity}",
        "pOH of a solution with pH {quantity}",
        "convert pH {quantity} to [H3O+] and [OH-]",
        "[OH-] = {quantity}, find pH",
    ),
    yields=(
        Yield("hydrogen_ions", ("hydrogen ion concentration", "hydronium ion concentration",
                                "hydronium concentration", "proton concentration",
                                "수소 이온 농도", "수소이온 농도"), "mol/L"),
        Yield("hydroxide_ions", ("hydroxide ion concentration", "hydroxide concentration",
                                 "수산화 이온 농도"), "mol/L"),
        Yield("poh", ("pOH",), ""),
    ),
    domain="Water at 25 °C; activities are taken as concentrations.",
    agent="analyst",
)  # fmt: skip
def ph_and_ions(
    ph: Annotated[str, measured("pH"), SHORT] = "",
    hydrogen_ions: Annotated[
        str, measured("mol/L", "[H+]", "H+", "[H3O+]", "H3O+", "hydrogen", "hydronium"), SHORT
    ] = "",
    hydroxide_ions: Annotated[
        str, measured("mol/L", "[OH-]", "OH-", "hydroxide"), SHORT
    ] = "",
    poh: Annotated[float | None, counted("pOH")] = None,
) -> Finding:  # fmt: skip
    """Convert between pH, pOH and the concentrations of hydrogen and hydroxide ions.

    Args:
        ph: The pH.
        hydrogen_ions: Concentration of hydrogen ions.
        hydroxide_ions: Concentration of hydroxide ions.
        poh: The pOH.

    Returns:
        All four.

    Raises:
        BadArgument: If not exactly one is given.

    Example:
        >>> ph_and_ions(hydroxide_ions="1e-3 mol/L").quantity("ph").text()
        '11.00'
    """
    sources = (
        given("ph", "pH", ph, "pH", above=None),
        given("hydrogen_ions", "concentration of hydrogen ions", hydrogen_ions, "mol/L"),
        given("hydroxide_ions", "concentration of hydroxide ions", hydroxide_ions, "mol/L"),
        number("poh", "pOH", poh, above=None),
    )
    put_in = [q for q in sources if q.value is not None]
    if len(put_in) != 1:
        raise BadArgument("Exactly one of pH, pOH, [H+] and [OH-] is converted.",
                          f"{len(put_in)} are given.")  # fmt: skip
    value = put_in[0].value or 0.0
    acidity = {"ph": lambda: value, "poh": lambda: PKW - value,
               "hydrogen_ions": lambda: -math.log10(value),
               "hydroxide_ions": lambda: PKW + math.log10(value)}[put_in[0].key]()  # fmt: skip
    if not -2 <= acidity <= 16:  # noqa: PLR2004 - no solution in water lies beyond
        raise BadArgument(
            f"A pH of {acidity:.3g} is beyond solutions in water.", "Check the value."
        )
    answers = (
        Quantity(key="ph", name="pH", value=acidity, decimals=2, method="pH = −log[H+]"),
        Quantity(key="poh", name="pOH", value=PKW - acidity, decimals=2, method="pKw − pH"),
        _ions("hydrogen_ions", "concentration of hydrogen ions", 10.0**-acidity),
        _ions("hydroxide_ions", "concentration of hydroxide ions", 10.0 ** (acidity - PKW)),
    )  # fmt: skip
    return Finding(
        statement="A pH of {ph} is a pOH of {poh}, with {hydrogen_ions} hydrogen ions and "
        "{hydroxide_ions} hydroxide ions in water at room temperature.",
        quantities=tuple(q.model_copy(update={"conditions": _CONDITIONS}) for q in answers),
    )


def _solute(
    key: str, pka: float | None, pkb: float | None, ka: float | None, kb: float | None
) -> tuple[Solute, tuple[Quantity, ...]]:
    constants = {"pka": pka, "pkb": pkb, "ka": ka, "kb": kb}
    given_ones = {name: value for name, value in constants.items() if value is not None}
    if len(given_ones) > 1:
        raise BadArgument("Several constants are given.", "Give one of pKa, pKb, Ka and Kb.")
    if not given_ones:
        if not key:
            raise BadArgument("Neither the solute nor its pKa is given.",
                              "Name an acid, a base or a salt, or give a pKa.")  # fmt: skip
        chosen = solutes()[choice(key, solutes(), "solute")]
        return chosen, tuple(
            Quantity(key=f"pka{i}", name=f"pKa{i if len(chosen.pka) > 1 else ''}", value=value,
                     definition="CRC Handbook of Chemistry and Physics, 97th ed., 25 °C")
            for i, value in enumerate(chosen.pka, 1)
        )  # fmt: skip
    ((name, value),) = given_ones.items()
    if name in ("ka", "kb"):
        if value <= 0:
            raise BadArgument(f"A constant of {value:g} is impossible.", "It is above zero.")
        value = -math.log10(value)
    if not -12 <= value <= 60:  # noqa: PLR2004 - no acid in water lies beyond
        raise BadArgument(f"A pK of {value:g} is beyond every acid.", "Check the value.")
    basic = name in ("pkb", "kb")
    called = key.replace("_", " ") or ("a weak base" if basic else "an acid")
    solute = Solute(called, (PKW - value if basic else value,), 1 if basic else 0, 0)
    if key and key in solutes():
        known = solutes()[key]
        if len(known.pka) != 1:
            raise BadArgument(f"One pKa does not describe {known.name}.", "Leave the pKa out.")
        solute = Solute(known.name, solute.pka, known.charge, known.spectators)
    return solute, (Quantity(key=name, name=name, value=value, definition="given"),)


def _ions(key: str, name: str, molar: float) -> Quantity:
    return Quantity(key=key, name=name, value=molar, unit="mol/L", conditions=_CONDITIONS)


def _caution(molar: float) -> str:
    text = "Activity coefficients are taken as one"
    if molar > _DILUTE:
        return f"{text}: above 0.1 mol/L a pH meter may differ by several tenths."
    return f"{text}."
