"""Buffers: their pKa, their pH by Henderson and Hasselbalch, and how they are made up."""

import math
import re
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.buffer_table import SOURCE, Buffer, buffers, checked_temperature
from labwright.tools.laboratory.givens import (
    SHORT,
    choice,
    given,
    needed,
    number,
    shown,
    temperature,
)
from labwright.tools.parameters import Question, counted, measured, one_of

_ROOM = "25 °C"
_IDEAL = "zero ionic strength: activity coefficients of one"
_CAUTION = (
    "The pKa is that at zero ionic strength; in a real buffer it differs by some tenths (phosphate "
    "in 0.1 mol/L: about 6.8 instead of 7.2). Adjust with a pH meter at the temperature of use."
)


def words() -> dict[str, tuple[str, ...]]:
    """Return what people say for each buffer."""
    return {key: buffer.words for key, buffer in buffers().items()}


BufferName = Annotated[str, one_of(words), Field(max_length=60)]
Temperature = Annotated[str, measured("kelvin", "at"), SHORT]


@tool(
    examples=(
        "What is the pKa of {molecule} buffer at {quantity}?",
        "pKa of the buffer {molecule} at {quantity}",
        "temperature coefficient dpKa/dT of MOPS",
        "How does the pKa of phosphate buffer change with temperature?",
        "Which pH range does a {molecule} buffer cover?",
        "Useful buffering range of citrate",
    ),
    yields=(
        Yield("buffer_pka", ("pKa of a buffer", "buffer pKa", "buffering range", "buffer range",
                             "temperature coefficient of the buffer", "dpKa/dT", "완충 범위",
                             "pKa of HEPES", "pKa of Tris", "pKa of MES", "pKa of MOPS",
                             "pKa of PIPES", "pKa of TES", "pKa of CHES", "pKa of CAPS",
                             "pKa of Bis-Tris", "pKa of tricine", "pKa of bicine"), ""),
    ),
    domain="23 common buffers, 0 to 77 °C.",
    agent="analyst",
)  # fmt: skip
def buffer_pka(buffer: BufferName, temperature_of_use: Temperature = _ROOM) -> Finding:
    """Look up the pKa of a buffer, at a temperature, with its temperature coefficient.

    Args:
        buffer: The buffer.
        temperature_of_use: Temperature.

    Returns:
        The pKa of its steps and their change per kelvin, and the range of one unit about them.

    Raises:
        BadArgument: If the buffer is not in the table or the temperature is out of range.

    Example:
        >>> buffer_pka("tris", "37 °C").quantity("buffer_pka").text()
        '7.75'
    """
    chosen = buffers()[choice(buffer, buffers(), "buffer")]
    t = temperature("temperature", temperature_of_use)
    kelvin = checked_temperature(needed("the pKa", t)[0])
    pkas = chosen.pkas(kelvin)
    main = _step_near(7.0, pkas)
    figures = [
        _pka("buffer_pka", chosen, pkas[main], t.written[0]),
        Quantity(key="per_kelvin", name="change of the pKa per kelvin", unit="K⁻¹",
                 value=chosen.steps[main].per_kelvin, decimals=4, method=SOURCE),
        Quantity(key="lowest", name="lowest pH of the range", value=pkas[main] - 1, decimals=1),
        Quantity(key="highest", name="highest pH of the range", value=pkas[main] + 1, decimals=1),
        *shown(t),
    ]  # fmt: skip
    others = [_pka(f"pka{i + 1}", chosen, pka, t.written[0]) for i, pka in enumerate(pkas)]
    also = f" (all steps: {', '.join(f'{{{q.key}}}' for q in others)})" if len(others) > 1 else ""
    return Finding(
        statement=f"The pKa of {chosen.name} at {{temperature}} is {{buffer_pka}}{also}, changing "
        "by {per_kelvin} near room temperature; it buffers from about pH {lowest} to {highest}.",
        quantities=(*figures, *(others if len(others) > 1 else ())),
        table=(("step", "pKa at this temperature", "pKa at 25 °C", "dpKa/dT per kelvin"),
               *((str(i), f"{pka:.2f}", f"{step.pka:.2f}", f"{step.per_kelvin:.4f}")
                 for i, (pka, step) in enumerate(zip(pkas, chosen.steps, strict=True), 1))),
        caution=_CAUTION,
    )  # fmt: skip


@tool(
    examples=(
        "pH of a buffer with {quantity} {molecule} and {quantity} {molecule}",
        "Henderson-Hasselbalch: pKa 4.76, [A-]/[HA] = 2",
        "What is the pH when the acid is {quantity} and the conjugate base {quantity}?",
        "pH of a mixture of {quantity} {formula} and {quantity} {formula}",
        "buffer pH from the base to acid ratio",
        "{quantity} {molecule} plus {quantity} {molecule}, pH of the buffer?",
    ),
    yields=(
        Yield("buffer_ph", ("Henderson-Hasselbalch", "Henderson Hasselbalch", "pH of a buffer",
                            "pH of the buffer", "buffer pH", "완충 용액의 pH"), ""),
    ),
    domain="A weak acid with its conjugate base, both far stronger than [H+] and [OH-].",
    agent="analyst",
)  # fmt: skip
def buffer_ph(
    buffer: BufferName = "",
    acid: Annotated[
        str,
        measured(
            "mol/L",
            "acid",
            "acidic form",
            "HA",
            "acetic acid",
            "NH4Cl",
            "ammonium",
            "NaH2PO4",
            "KH2PO4",
            "H2PO4",
        ),
        SHORT,
    ] = "",
    base: Annotated[
        str,
        measured(
            "mol/L",
            "base",
            "conjugate base",
            "salt",
            "A-",
            "acetate",
            "sodium",
            "NH3",
            "ammonia",
            "Na2HPO4",
            "K2HPO4",
        ),
        SHORT,
    ] = "",
    pka: Annotated[float | None, counted("pKa", "pK_a", "pK")] = None,
    ratio: Annotated[float | None, counted("ratio", "[A-]/[HA]", "base/acid", "/[HA]")] = None,
    temperature_of_use: Temperature = _ROOM,
    forms: Question = "",
) -> Finding:
    """Compute the pH of a buffer by the equation of Henderson and Hasselbalch.

    Args:
        buffer: The buffer, if its pKa is to be looked up.
        acid: Concentration of the acid form.
        base: Concentration of the conjugate base.
        pka: The pKa, instead of the buffer.
        ratio: Base over acid, instead of the two concentrations.
        temperature_of_use: Temperature, for a buffer of the table.
        forms: Words that name acid and base of a buffer with several steps, e.g. ``NaHCO3 and
            Na2CO3``.

    Returns:
        The pH = pKa + log([base]/[acid]).

    Raises:
        BadArgument: If the pKa or the ratio cannot be known, or the equation does not hold.

    Example:
        >>> buffer_ph(pka=4.76, acid="0.1 M", base="0.2 M").quantity("buffer_ph").text()
        '5.06'
    """  # fmt: skip
    a = given("acid", "concentration of the acid", acid, "mol/L")
    b = given("base", "concentration of the base", base, "mol/L")
    given_ratio = number("ratio", "ratio of base to acid", ratio)
    if (given_ratio.value is None) == (a.value is None or b.value is None):
        raise BadArgument("The ratio of base to acid is not given once.",
                          "Give both concentrations, or the ratio.")  # fmt: skip
    quotient = given_ratio.value or (b.value or 0.0) / (a.value or 1.0)
    constants, name = _pka_of(buffer, pka, temperature_of_use, forms)
    ph = float(constants[0].value) + math.log10(quotient)
    weakest = min((q.value for q in (a, b) if q.value is not None), default=1.0)
    if weakest < 20 * max(10.0**-ph, 10.0 ** (ph - 14)):  # within 0.02
        raise BadArgument(
            f"At pH {ph:.2f} and {weakest:g} mol/L the equation of Henderson and Hasselbalch does "
            "not hold.", "Use a stronger buffer, or compute the pH of the acid alone."
        )  # fmt: skip
    return Finding(
        statement=f"A buffer of {name} with a ratio of base to acid of {{ratio}} and a pKa of "
        "{pka} has a pH of {buffer_ph}, by pH = pKa + log([base]/[acid]).",
        quantities=(
            Quantity(key="buffer_ph", name="pH of the buffer", value=ph, decimals=2,
                     method="Henderson-Hasselbalch", conditions=_IDEAL),
            *constants,
            Quantity(key="ratio", name="ratio of base to acid", value=quotient),
            *shown(a, b),
        ),
        caution=_CAUTION,
    )  # fmt: skip


def _pka_of(
    name: str, pka: float | None, text: str, forms: str
) -> tuple[tuple[Quantity, ...], str]:
    if pka is not None:
        number("pka", "pKa", pka, above=None)
        if not -2 <= pka <= 16:  # noqa: PLR2004 - no buffer in water lies beyond
            raise BadArgument(f"A pKa of {pka:g} makes no buffer in water.", "Check the value.")
        return (Quantity(key="pka", name="pKa", value=pka, definition="given"),), "this acid"
    if not name:
        raise BadArgument("Neither the buffer nor its pKa is given.", "Name one or give a pKa.")
    chosen = buffers()[choice(name, buffers(), "buffer")]
    t = temperature("temperature", text)
    pkas = chosen.pkas(checked_temperature(needed("the pKa", t)[0]))
    step = _step_named(chosen, forms)
    shown_pka = _pka("pka", chosen, pkas[step], t.written[0])
    return (shown_pka, *shown(t)), f"{chosen.forms[step].name} and {chosen.forms[step + 1].name}"


def _step_named(buffer: Buffer, forms: str) -> int:
    """Return the step whose two forms are named; that of phosphate at pH 7 goes without saying."""
    named = [i for i, form in enumerate(buffer.forms)
             if re.search(rf"(?<!\w)(?:{re.escape(form.name)}|{re.escape(form.formula)})(?!\w)",
                          forms, re.I)]  # fmt: skip
    if len(buffer.steps) == 1:
        return 0
    if len(named) == 2 and named[1] - named[0] == 1:  # noqa: PLR2004 - an acid and its base
        return named[0]
    if buffer.name == "phosphate" and not {0, 3} & set(named):
        return 1
    pairs = "; ".join(f"{a.name} and {b.name}" for a, b in pairwise(buffer.forms))
    raise BadArgument(f"{buffer.name} has several steps of ionisation.", f"Name a pair: {pairs}.")


def _step_near(ph: float, pkas: list[float]) -> int:
    return min(range(len(pkas)), key=lambda i: abs(pkas[i] - ph))


def _pka(key: str, buffer: Buffer, value: float, celsius: float) -> Quantity:
    return Quantity(key=key, name=f"pKa of {buffer.name}", value=value, decimals=2, method=SOURCE,
                    conditions=f"{_IDEAL}; {celsius:g} as given")  # fmt: skip
