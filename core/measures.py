"""Quantities as people write them: a figure with its unit, to a number in a given unit."""

import re
from typing import Final

from labwright.core.errors import BadArgument
from labwright.core.quantity import unit_registry
from labwright.core.units import as_pint

_FIGURE = r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?"
_POWER = r"(?:\s?[x×·*]\s?10\s?\^?\s?[-−⁻]?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]+|[eE][-+−]?\d+)?"
_WRITTEN = re.compile(rf"\s*({_FIGURE})({_POWER})\s*(.*?)\s*", re.S)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
_LARGEST = 1e300
_LONGEST_UNIT = 80

# What chemists write that pint reads otherwise or not at all.
_UNITS: Final[dict[str, str]] = {
    "M": "mol/L", "mM": "mmol/L", "µM": "umol/L", "uM": "umol/L", "nM": "nmol/L", "pM": "pmol/L",
    "N": "mol/L", "m": "meter", "°C": "degC", "C": "degC", "℃": "degC", "°F": "degF", "°": "degree",
    "Å": "angstrom", "A": "ampere", "ml": "mL", "l": "L", "ul": "uL", "µl": "uL", "µL": "uL",
    "cc": "mL", "hr": "hour", "hrs": "hour", "sec": "s", "mins": "min", "minutes": "min",
    "wt%": "percent", "w/w%": "percent", "vol%": "percent", "%": "percent", "ppm": "ppm",
    "ppb": "ug/kg", "ppt": "ng/kg", "mmHg": "mmHg", "psi": "psi", "cal": "calorie", "g": "g",
    "K": "kelvin", "degrees celsius": "degC", "degree celsius": "degC", "degrees c": "degC",
    "deg c": "degC", "fahrenheit": "degF", "degrees fahrenheit": "degF", "degrees f": "degF",
    "degree fahrenheit": "degF", "deg f": "degF", "kelvins": "kelvin", "wavenumber": "1/cm",
    "wavenumbers": "1/cm", "reciprocal centimeters": "1/cm", "electronvolt": "eV",
    "electronvolts": "eV", "electron volts": "eV", "electron volt": "eV", "ev": "eV",
    "cubic centimeters": "cm**3", "cubic meters": "m**3", "cubic metres": "m**3", "ha": "hartree",
    "eh": "hartree", "mol%": "percent", "mole%": "percent", "molal": "mol/kg", "hz": "Hz",
    "ghz": "GHz", "mhz": "MHz", "thz": "THz", "khz": "kHz", "amu": "Da", "w/w %": "percent",
}  # fmt: skip
_WORDS = {name: unit for name, unit in _UNITS.items() if len(name) > 4}  # noqa: PLR2004
# Inside a compound unit a degree is an interval, and C and N are coulomb and newton.
_FACTORS: Final[dict[str, str]] = {
    **{name: f"({unit})" for name, unit in _UNITS.items() if "/" in unit and name != "N"},
    "Å": "angstrom", "°C": "kelvin", "℃": "kelvin", "l": "L", "ml": "mL", "ul": "uL", "µl": "uL",
    "hr": "hour", "sec": "s", "cal": "calorie", "kcal": "kilocalorie", "%": "percent",
    "Torr": "torr", "amu": "Da", "cc": "mL",
}  # fmt: skip
_FACTOR = re.compile(r"(?:1|([^\W\d_]+|°C|%|Ω)(?:\^?\(?(-?\d{1,2})\)?)?)")
_SUPERSCRIPT = re.compile(r"([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_RUNAWAY = re.compile(r"\d{3,}|(?:\*\*|\^)\s*\(?[-+]?\d+\)?\s*(?:\*\*|\^)")


def pint_unit(written: str) -> str:
    """Return what pint calls a unit as chemists write it.

    Args:
        written: Such as ``mM``, ``°C``, ``kJ mol−1``, ``J/(mol K)`` or ``M-1 cm-1``.

    Returns:
        The unit for pint; the text itself where it is no unit known here.

    Example:
        >>> pint_unit("µM"), pint_unit("mS cm−1"), pint_unit("J/mol K")
        ('umol/L', 'mS/cm', 'J/mol/K')
    """
    bare = " ".join(written.strip().replace("μ", "µ").split())
    known = _UNITS.get(bare) or as_pint(bare) or _WORDS.get(bare.lower())
    return known or _compound(bare) or bare.replace("µ", "u").replace("·", "*")


def _compound(bare: str) -> str:
    """Return a product of powers of units for pint; empty if a part is no such power."""
    text = _SUPERSCRIPT.sub(lambda found: "^" + found[1].translate(_RAISED), bare)
    text = text.replace("−", "-").replace("**", "^").replace("{", "").replace("}", "")
    above, *below = re.split(r"\s*/\s*|(?:^|\s+)per\s+", text)
    factors = [_product(above or "1", 1), *(_product(part.strip("()"), -1) for part in below)]
    if any(not part for part in factors):
        return ""
    return "".join(factors).removeprefix("*") if factors[0] != "*1" else "1" + "".join(factors[1:])


def _product(text: str, sign: int) -> str:
    parts = [part for part in re.split(r"[\s·⋅*]+", text.strip().strip("()")) if part]
    written = []
    for part in parts:
        match = _FACTOR.fullmatch(part)
        if match is None:
            return ""
        unit = _FACTORS.get(match[1] or "1", (match[1] or "1").replace("µ", "u"))
        power = sign * int(match[2] or 1)
        raised = "" if abs(power) == 1 else f"**{abs(power)}"
        written.append(f"{'*' if power > 0 else '/'}{unit}{raised}")
    joined = "".join(written)
    return joined if sign < 0 or joined.startswith("*") else f"*1{joined}"


def split_measure(text: str, name: str = "The value") -> tuple[float, str]:
    """Read a quantity as written into its figure and its unit.

    Args:
        text: Such as ``5 mL`` or ``3 × 10^-4 M``.
        name: What the quantity is called in an error.

    Returns:
        The number, and the unit as pint reads it; an empty unit where none is written.

    Raises:
        BadArgument: If the text does not begin with a figure.

    Example:
        >>> split_measure("250 mM")
        (250.0, 'mmol/L')
    """
    number, written = _figure(text, name, "unit")
    return number, pint_unit(written) if written else ""


def read_measure(text: str, unit: str, name: str = "The value") -> float:
    """Read a quantity as written and give it in a unit.

    Args:
        text: Such as ``5 mL``, ``1.5e-3 mol/L``, ``25 °C``, ``3 × 10^-4 M``; a bare figure is in
            the unit asked for.
        unit: The unit wanted, as pint reads it; ``pH`` or empty for a number without one.
        name: What the quantity is called in an error.

    Returns:
        The number in that unit.

    Raises:
        BadArgument: If the text is no quantity, or of another dimension.

    Example:
        >>> read_measure("250 mL", "L"), read_measure("25 °C", "kelvin")
        (0.25, 298.15)
    """
    number, written = _figure(text, name, unit)
    if unit in ("", "pH"):
        if written and written.lower() != "ph":
            raise BadArgument(f"{name} “{text[:60]}” takes no unit.", "Write the bare number.")
        return number
    if not written:
        return number
    return _converted(number, written, unit, name)


def _figure(text: str, name: str, unit: str) -> tuple[float, str]:
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or not match[1] or not any(c.isdigit() for c in match[1]):
        raise BadArgument(
            f"{name} “{text[:60]}” is no quantity.", f"Write a figure and a unit: 1.5 {unit}."
        )
    return _number(match[1], match[2]), match[3]


def _number(figure: str, power: str) -> float:
    number = float(figure.replace("−", "-").replace(",", ""))
    if power:
        exponent = re.sub(r"^\s?[x×·*]\s?10\s?\^?\s?|^[eE]", "", power.translate(_RAISED))
        if abs(int(exponent)) > 300:  # noqa: PLR2004 - a float ends there
            raise BadArgument(f"“{figure}{power}” is too large or too small a number.")
        number *= 10.0 ** int(exponent)
    if abs(number) > _LARGEST:
        raise BadArgument(f"“{figure}{power}” is too large a number.")
    return number


def _converted(number: float, written: str, unit: str, name: str) -> float:
    registry = unit_registry()
    wanted = pint_unit(written)
    try:
        if len(wanted) > _LONGEST_UNIT or _RUNAWAY.search(wanted):
            raise ValueError(written)  # pint would compute 9**9**9
        return float(registry.Quantity(number, wanted).to(unit).magnitude)
    except Exception as error:  # pint raises many kinds for a text that is no unit
        raise BadArgument(
            f"{name} is in “{written[:40]}”, which cannot be read as {unit}.",
            f"Give it in {unit} or a unit of the same kind.",
        ) from error
