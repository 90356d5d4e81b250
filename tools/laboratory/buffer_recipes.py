"""What to weigh for a buffer of a wanted pH."""

from typing import Annotated

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.buffer_table import (
    SOURCE,
    Buffer,
    Form,
    buffers,
    checked_temperature,
)
from labwright.tools.laboratory.buffers import BufferName, Temperature
from labwright.tools.laboratory.givens import (
    SHORT,
    choice,
    given,
    needed,
    result,
    shown,
    temperature,
)
from labwright.tools.laboratory.protolysis import deprotonated
from labwright.tools.laboratory.substances import read_substance
from labwright.tools.parameters import measured

_FARTHEST = 2.0
"""Beyond two units from the pKa less than one percent of a form is there: no buffer."""
_PKW = 14.0


@tool(
    examples=(
        "How do I make {quantity} of {quantity} phosphate buffer at pH {quantity}?",
        "How do I prepare {quantity} of a {quantity} {molecule} buffer, pH {quantity}?",
        "Recipe for {molecule} buffer pH {quantity}, {quantity}, {quantity}",
        "prepare {quantity} {quantity} {molecule} pH {quantity} at {quantity}",
        "How much {molecule} and {molecule} for a pH {quantity} buffer?",
        "ratio of base to acid for a pH {quantity} {molecule} buffer",
        "grams of {formula} and {formula} needed for a pH {quantity} buffer",
    ),
    yields=(
        Yield("base_mass", ("buffer recipe", "recipe for a buffer", "make a buffer",
                            "prepare a buffer", "prepare buffer", "buffer preparation",
                            "완충 용액 제조", "완충용액 제조"), "g"),
    ),
    domain="23 common buffers within two units of a pKa, 0 to 77 °C.",
    agent="analyst",
)  # fmt: skip
def buffer_recipe(
    buffer: BufferName,
    ph: Annotated[str, measured("pH"), SHORT],
    concentration: Annotated[str, measured("mol/L"), SHORT] = "0.1 mol/L",
    volume: Annotated[str, measured("L"), SHORT] = "1 L",
    temperature_of_use: Temperature = "25 °C",
) -> Finding:
    """Make up a buffer of a wanted pH: ratio and masses of its two forms.

    Args:
        buffer: The buffer.
        ph: The wanted pH.
        concentration: Total concentration of the buffer.
        volume: Volume of buffer.
        temperature_of_use: Temperature at which the pH is wanted.

    Returns:
        Masses of the acid and the base form, and their ratio; steps that overlap are taken
        together, as in citrate.

    Raises:
        BadArgument: If the pH is too far from every pKa of the buffer.

    Example:
        >>> buffer_recipe("acetate", "4.756").quantity("ratio").text()
        '1.00'
    """
    chosen = buffers()[choice(buffer, buffers(), "buffer")]
    c = given("concentration", "concentration of the buffer", concentration, "mol/L")
    v = given("volume", "volume", volume, "L")
    wanted_ph = given("ph", "pH", ph, "pH", above=None)
    t = temperature("temperature", temperature_of_use)
    molar, litres, acidity, kelvin = needed("a buffer", c, v, wanted_ph, t)
    pkas = chosen.pkas(checked_temperature(kelvin))
    acid, base, part = _mixture(chosen, pkas, acidity, molar)
    moles = molar * litres
    near = min(pkas, key=lambda pka: abs(pka - acidity))
    masses = [
        result(key, f"mass of {form.name} ({form.formula})", moles * share
               * read_substance(form.formula).molar_mass, "g", "g")
        for key, form, share in (("acid_mass", acid, 1 - part), ("base_mass", base, part))
    ]  # fmt: skip
    figures = (
        masses[1], masses[0],
        Quantity(key="ratio", name="ratio of base to acid weighed", value=part / (1 - part),
                 decimals=2, method="balance of charges with all steps of ionisation"),
        Quantity(key="pka", name=f"pKa of {chosen.name}", value=near, decimals=2,
                 method=SOURCE, conditions="zero ionic strength, at the temperature of use"),
        Quantity(key="ph", name="pH", value=acidity, definition="given"),
        *shown(c, v, t),
    )  # fmt: skip
    return Finding(
        statement=f"{{volume}} of {chosen.name} buffer, {{concentration}}, pH {{ph}} at "
        f"{{temperature}} (pKa {{pka}}): {{base_mass}} of {base.name} and {{acid_mass}} of "
        f"{acid.name}, a ratio of base to acid of {{ratio}}.",
        quantities=figures,
        table=(("component", "formula", "mass"),
               (base.name, base.formula, masses[0 + 1].text()),
               (acid.name, acid.formula, masses[0].text())),
        caution=_caution(acidity, near),
    )  # fmt: skip


def _mixture(
    buffer: Buffer, pkas: list[float], ph: float, molar: float
) -> tuple[Form, Form, float]:
    """Return the two forms that are mixed, and the share of the more basic one."""
    nearest = min(range(len(pkas)), key=lambda i: abs(pkas[i] - ph))
    if abs(pkas[nearest] - ph) > _FARTHEST:
        shown_pkas = ", ".join(f"{pka:.2f}" for pka in pkas)
        raise BadArgument(
            f"{buffer.name} (pKa {shown_pkas}) does not buffer at pH {ph:g}.",
            "Choose a buffer with a pKa within one unit of the pH.",
        )
    lost = deprotonated(ph, pkas) + (10.0**-ph - 10.0 ** (ph - _PKW)) / molar
    step = 0 if buffer.ends else min(max(int(lost), 0), len(pkas) - 1)
    last = len(pkas) if buffer.ends else step + 1
    part = (lost - step) / (last - step)
    if not 0 < part < 1:
        raise BadArgument(
            f"{molar:g} mol/L of {buffer.name} is too dilute for pH {ph:g}.",
            "Choose a stronger buffer or one with a nearer pKa.",
        )
    return buffer.forms[step], buffer.forms[last], part


def _caution(ph: float, pka: float) -> str:
    far = (
        "The pH is more than one unit from the pKa: this buffer holds it badly. "
        if abs(ph - pka) > 1 else ""
    )  # fmt: skip
    return (
        f"{far}Masses are of the anhydrous forms named; a hydrate weighs more. The pKa is that at "
        "zero ionic strength, so adjust the pH with a meter at the temperature of use."
    )
