"""Diluting and mixing solutions."""

from typing import Annotated

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.concentration_kinds import concentration_kind, read_concentration
from labwright.tools.laboratory.givens import (
    SHORT,
    given,
    result,
    shown,
    unit_of,
    wanted,
)
from labwright.tools.parameters import counted, measured

_MOST_STEPS = 50

StockConcentration = Annotated[
    str,
    measured("mol/L|g/L|percent", "stock", "from", "from a", "concentrated",
             "stock solution", "dilute",
             "initial", "starting", "original", "I have", "using", "C1"),
    SHORT,
]  # fmt: skip
FinalConcentration = Annotated[
    str,
    measured("mol/L|g/L|percent", "final", "to get", "to make", "target", "desired",
             "to give", "down to",
             "to prepare", "working", "diluted to", "dilute to", "to obtain", "C2", "a final"),
    SHORT,
]  # fmt: skip


@tool(
    examples=(
        "How much {quantity} stock do I need to make {quantity} of {quantity}?",
        "How much {quantity} {molecule} do I need to make {quantity} of {quantity}?",
        "How do I prepare {quantity} of {quantity} {molecule} from a {quantity} stock?",
        "Dilute {quantity} of {quantity} {molecule} to {quantity}: final concentration?",
        "I add water to {quantity} of a {quantity} solution until it is {quantity}. New molarity?",
        "C1V1=C2V2, {quantity} to {quantity}, final volume {quantity}",
        "To what volume must {quantity} of {quantity} acid be diluted to get {quantity}?",
    ),
    yields=(
        Yield("stock_volume", ("C1V1", "M1V1", "volume of stock", "volume of stock solution",
                               "희석", "묽히"), "L"),
        Yield("final_concentration", ("diluted concentration", "concentration after dilution"),
              "mol/L"),
    ),
    domain="Solutions of one solute; no reaction, volumes that are made up to a mark.",
    agent="analyst",
)  # fmt: skip
def dilution(
    stock_concentration: StockConcentration = "",
    stock_volume: Annotated[
        str,
        measured(
            "L",
            "add to",
            "take",
            "taking",
            "pipette",
            "aliquot",
            "transfer",
            "dilute",
            "diluting",
            "I have",
            "add",
            "mix",
            "V1",
            "water to",
            "stock",
        ),
        SHORT,
    ] = "",
    final_concentration: FinalConcentration = "",
    final_volume: Annotated[
        str,
        measured(
            "L",
            "make",
            "prepare",
            "final volume",
            "total",
            "diluted to",
            "dilute to",
            "to",
            "up to",
            "made up to",
            "flask",
            "final",
            "for",
            "V2",
            "need",
        ),
        SHORT,
    ] = "",
) -> Finding:
    """Dilute a stock solution: the missing one of two concentrations and two volumes.

    Args:
        stock_concentration: Concentration of the stock, as molarity, g/L, percent or ``10 X``.
        stock_volume: Volume of stock taken.
        final_concentration: Concentration after dilution, of the same kind.
        final_volume: Volume after dilution.

    Returns:
        The missing quantity by C1 V1 = C2 V2, and the volume of solvent to be added.

    Raises:
        BadArgument: If not exactly one is missing, or a solution would become stronger.

    Example:
        >>> dilution("5 M", "", "0.1 M", "500 mL").quantity("stock_volume").text()
        '10 mL'
    """
    unit = concentration_kind(stock_concentration, final_concentration)
    c1 = read_concentration("stock_concentration", "stock concentration", stock_concentration, unit)
    v1 = given("stock_volume", "volume of stock", stock_volume, "L")
    c2 = read_concentration("final_concentration", "final concentration", final_concentration, unit)
    v2 = given("final_volume", "final volume", final_volume, "L")
    missing = wanted("a dilution (C1 V1 = C2 V2)", c1, v1, c2, v2)
    a, b, c, d = (q.value or 0.0 for q in (c1, v1, c2, v2))
    solved = {
        "stock_concentration": lambda: c * d / b,
        "stock_volume": lambda: c * d / a,
        "final_concentration": lambda: a * b / d,
        "final_volume": lambda: a * b / c,
    }
    value = solved[missing.key]()
    full = {q.key: q.value if q.value is not None else value for q in (c1, v1, c2, v2)}
    _refuse_stronger(full)
    like = unit_of(v2, v1) if missing.unit == "L" else unit_of(c1, c2)
    answer = result(missing.key, missing.name, value, missing.unit, like, method="C1 V1 = C2 V2",
                    conditions="one solute, volumes made up to the mark")  # fmt: skip
    solvent = result("solvent_volume", "volume of solvent to add",
                     full["final_volume"] - full["stock_volume"], "L", unit_of(v2, v1),
                     method="final volume less volume of stock")  # fmt: skip
    factor = Quantity(key="dilution_factor", name="dilution factor", value=round(
        full["stock_concentration"] / full["final_concentration"], 9), method="C1/C2")  # fmt: skip
    return Finding(
        statement="{stock_volume} of the stock of {stock_concentration}, made up to {final_volume} "
        "with {solvent_volume} of solvent, gives {final_concentration} by C1 V1 = C2 V2, a "
        "dilution by the factor {dilution_factor}.",
        quantities=(answer, solvent, factor, *shown(c1, v1, c2, v2)),
        caution="Make up to the final volume: volumes of solvent and stock need not add exactly. "
        "For a concentrated acid, add the acid to the water."
        + (
            " Percent is read as parts by volume or per volume, not as w/w."
            if unit == "percent"
            else ""
        ),
    )


@tool(
    examples=(
        "Serial dilution: stock {quantity}, 1:10, 5 steps",
        "Concentrations in a ten-fold dilution series starting from {quantity}",
        "I make a 2-fold serial dilution of a {quantity} solution six times, what do I get?",
        "dilution series factor 3, 8 tubes, {quantity} each",
    ),
    yields=(
        Yield("last_concentration", ("serial dilution", "serial dilutions", "dilution series",
                                     "serially diluted", "연속 희석", "단계 희석"), "mol/L"),
    ),
    domain="Steps of the same factor.",
    agent="analyst",
)  # fmt: skip
def serial_dilution(
    factor: Annotated[float, counted("1:", ":", "fold", "factor", "-fold", "by a factor of")],
    steps: Annotated[int, counted("steps", "tubes", "times", "step", "dilutions", "wells")],
    stock_concentration: Annotated[str, measured("mol/L"), SHORT] = "",
    volume: Annotated[str, measured("L"), SHORT] = "1 mL",
) -> Finding:
    """Plan a serial dilution: the concentration of each tube, and what goes into it.

    Args:
        factor: How many times each step dilutes, e.g. 10 for 1:10.
        steps: Number of steps.
        stock_concentration: Concentration of the stock; without it, fractions of it are given.
        volume: Volume of each tube after mixing.

    Returns:
        The last concentration, the volumes to transfer, and a table of all steps.

    Raises:
        BadArgument: If the factor does not dilute.
        TooLarge: If there are more than 50 steps.

    Example:
        >>> serial_dilution(10, 3, "1 M").quantity("last_concentration").text()
        '1 mmol/L'
    """
    if not 1 < factor <= 1e6:  # noqa: PLR2004 - beyond that nobody pipettes
        raise BadArgument(
            f"A factor of {factor:g} is no dilution.", "Give one above 1, such as 10."
        )
    if not 1 <= steps <= _MOST_STEPS:
        raise TooLarge(f"{steps} steps cannot be planned.", f"Give 1 to {_MOST_STEPS} steps.")
    unit = concentration_kind(stock_concentration)
    stock = read_concentration(
        "stock_concentration", "stock concentration", stock_concentration, unit
    )
    tube = given("volume", "volume of a tube", volume, "L")
    start, kind = (stock.value, unit) if stock.value is not None else (1.0, "")
    total = tube.value or 0.0
    moved = result("transfer_volume", "volume moved on at each step", total / factor, "L",
                   unit_of(tube), method="volume of a tube / factor")  # fmt: skip
    solvent = result("solvent_volume", "volume of solvent in each tube", total - total / factor,
                     "L", unit_of(tube))  # fmt: skip
    tubes = [
        result(f"step_{i}", f"concentration after step {i}", start / factor**i, kind)
        for i in range(1, steps + 1)
    ]
    last = tubes[-1].model_copy(update={
        "key": "last_concentration", "method": "stock concentration / factor^steps",
        "definition": "" if stock.value is not None else "fraction of the stock's concentration",
    })  # fmt: skip
    put = Quantity(key="factor", name="dilution factor of a step", value=factor)
    count = Quantity(key="steps", name="steps", value=steps)
    return Finding(
        statement="After {steps} steps of a {factor}-fold serial dilution the concentration is "
        "{last_concentration}; each step moves {transfer_volume} into {solvent_volume} of solvent.",
        quantities=(last, moved, solvent, put, count, *shown(stock), *tubes[:-1]),
        table=(("step", "concentration", "from the tube before", "solvent"),
               *((str(i), q.text(), moved.text(), solvent.text())
                 for i, q in enumerate(tubes, 1))),
    )  # fmt: skip


def _refuse_stronger(full: dict[str, float]) -> None:
    slack = 1 + 1e-9
    if (full["stock_concentration"] * slack < full["final_concentration"]
            or full["stock_volume"] > full["final_volume"] * slack):  # fmt: skip
        raise BadArgument(
            f"Diluting cannot bring {full['stock_concentration']:g} up to "
            f"{full['final_concentration']:g}.",
            "Stock concentration must be above the final one, and its volume below the final one.",
        )
