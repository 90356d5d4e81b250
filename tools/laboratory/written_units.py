"""Units as chemists write them: ``s⁻¹`` for ``1/s``, ``cm³`` for ``cm**3``; pint reads both."""

import re
from functools import cache
from typing import Final

_NAMES: Final = {
    "kelvin": "K", "hour": "h", "meter": "m", "coulomb": "C", "newton": "N", "ampere": "A",
    "ml": "mL", "l": "L", "a": "year", "degree": "deg", "mole": "mol", "moles": "mol",
    "kilocalorie": "kcal", "calorie": "cal", "joule": "J", "joules": "J",
}  # fmt: skip
_AS_THEY_ARE = frozenset(("", "degC", "percent", "count"))
_DEGREES = {"degF": "°F", "delta_degC": "K", "delta_degF": "°F"}
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_PART = re.compile(r"([*/]?)(?:(\()|([^\W\d_][\w]*|1)(?:\*\*\(?(-?\d+)\)?)?)")


@cache
def written_unit(unit: str) -> str:
    """Write a unit of pint as people do.

    Args:
        unit: Such as ``1/s``, ``kelvin*kg/mol`` or ``1/(mol/L)/cm``.

    Returns:
        The unit; as it was where it is no product of powers.

    Example:
        >>> written_unit("1/s"), written_unit("bar*L**2/mol**2"), written_unit("1/(mol/L)/cm")
        ('s⁻¹', 'bar·L²/mol²', 'L/mol/cm')
    """
    if unit in _AS_THEY_ARE or unit in _DEGREES:
        return _DEGREES.get(unit, unit)
    powers: dict[str, int] = {}
    if not _collect(unit.replace(" ", "").replace("·", "*"), 1, powers):
        return unit
    above = [_power(name, power) for name, power in powers.items() if power > 0]
    below = {name: power for name, power in powers.items() if power < 0}
    if not above:
        return "·".join(_power(name, power) for name, power in below.items()) or unit
    return "·".join(above) + "".join(f"/{_power(name, -power)}" for name, power in below.items())


def _collect(text: str, sign: int, powers: dict[str, int]) -> bool:
    """Add the powers of a product; False where the text is none."""
    at = 0
    while at < len(text):
        match = _PART.match(text, at)
        if match is None:
            return False
        side = -sign if match[1] == "/" else sign
        at = match.end()
        if match[2]:
            end = text.find(")", at)
            if end < 0 or not _collect(text[at:end], side, powers):
                return False
            at = end + 1
        elif match[3] != "1":
            name = match[3].replace("ug", "µg") if match[3] == "ug" else match[3]
            name = _NAMES.get(name, re.sub(r"^u(?=(?:L|mol|m|s|g|M)$)", "µ", name))
            powers[name] = powers.get(name, 0) + side * int(match[4] or 1)
    return True


def _power(name: str, power: int) -> str:
    return name if power == 1 else name + str(power).translate(_RAISED)
