"""Units as people write them, and what pint calls them: the one table of the project."""

import re
from typing import Final

_POWER = re.compile(r"(?<=[A-Za-zÅ])(?=[−-]?\d)")

WRITTEN: Final[dict[str, str]] = {
    "°C": "degC", "degC": "degC", "celsius": "degC", "K": "kelvin", "kelvin": "kelvin",
    "g/mol": "g/mol", "kg/mol": "kg/mol", "mg/mol": "mg/mol", "g mol−1": "g/mol",
    "g mol-1": "g/mol", "kg/kmol": "kg/kmol",
    "Da": "Da", "kDa": "kDa", "MDa": "MDa", "u": "Da", "amu": "Da",
    "µg": "ug", "mg": "mg", "g": "g", "kg": "kg",
    "Å²": "angstrom**2", "Å2": "angstrom**2", "nm²": "nm**2", "nm2": "nm**2",
    "Å": "angstrom", "pm": "pm", "nm": "nm", "µm": "um", "mm": "mm", "cm": "cm",
    "%": "percent", "percent": "percent",
    "eV": "eV", "meV": "meV", "kJ/mol": "kJ/mol", "kJ mol−1": "kJ/mol", "kJ mol-1": "kJ/mol",
    "kcal/mol": "kcal/mol", "kcal mol−1": "kcal/mol", "J/mol": "J/mol",
    "S/cm": "S/cm", "mS/cm": "mS/cm", "S/m": "S/m", "S cm−1": "S/cm", "mS cm−1": "mS/cm",
    "S cm-1": "S/cm", "mS cm-1": "mS/cm",
    "V": "V", "mV": "mV", "mAh/g": "mA*hour/g", "mAh g−1": "mA*hour/g",
    "Pa s": "Pa*s", "Pa·s": "Pa*s", "mPa s": "mPa*s", "mPa·s": "mPa*s", "cP": "mPa*s",
    "Pa": "Pa", "kPa": "kPa", "MPa": "MPa", "GPa": "GPa", "bar": "bar", "mbar": "mbar",
    "atm": "atm", "mmHg": "mmHg", "Torr": "torr",
    "mol/L": "mol/L", "mmol/L": "mmol/L", "g/L": "g/L", "mg/L": "mg/L", "µg/L": "ug/L",
    "g/mL": "g/mL", "g/cm3": "g/cm**3", "g/cm³": "g/cm**3", "kg/m3": "kg/m**3",
    "kg/m³": "kg/m**3", "m²/g": "m**2/g", "m2/g": "m**2/g",
    "s⁻¹": "1/s", "s−1": "1/s", "s-1": "1/s", "min⁻¹": "1/min", "h⁻¹": "1/hour",
    "cm⁻¹": "1/cm", "cm−1": "1/cm", "cm-1": "1/cm", "K⁻¹": "1/kelvin", "K·kg/mol": "K*kg/mol",
    "fs": "fs", "ps": "ps", "ns": "ns", "µs": "us", "ms": "ms", "min": "min",
    "h": "hour", "hours": "hour", "days": "day", "years": "year", "s": "s",
}  # fmt: skip
"""pint's name by spelling; both kinds of minus and both micro signs are read alike."""
# Readers of documents write a raised number with a caret: “mS cm^−1”, “m^2/g”.
WRITTEN.update(
    {_POWER.sub("^", unit): name for unit, name in WRITTEN.items() if _POWER.search(unit)}
)


def as_pint(written: str) -> str:
    """Return what pint calls a unit.

    Args:
        written: The unit as in a text.

    Returns:
        pint's name; empty if the unit is not in the table.

    Example:
        >>> as_pint("mS cm−1")
        'mS/cm'
    """
    return WRITTEN.get(written.replace("μ", "µ"), "")
