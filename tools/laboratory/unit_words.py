"""Units in running text: where one begins and ends, and what pint calls it."""

import re
from functools import cache

from labwright.core.measures import pint_unit
from labwright.core.quantity import same_dimension, unit_registry
from labwright.tools.laboratory.conversion import COUNT

_COUNTS = frozenset("molecules molecule atoms atom particles ions formula_units".split())
_MOST_WORDS, _LONGEST, _WORD = 4, 40, 4
# Words that pint reads as units and people do not: are (area), in (inch), a (year), at, as.
_WORDS = frozenset(
    "a are is in at as the of to and for by what how many much do does if it on with per has have "
    "degrees degree be was or an into from convert equal equals same using there one its i".split()
)
_RUNAWAY = re.compile(r"\d{2,}|(?:\*\*|\^).*(?:\*\*|\^).*(?:\*\*|\^).*(?:\*\*|\^)")
_INCH = re.compile(r"\s*in(?=\s+(?:to|into|as|=|->|→)\s|[\s?.!]*$)")
_STOPS = frozenset(
    "in to as are is at for of into does do how what if on with equals equal be and or from using "
    "was when has have = → -> => ?".split()
)
_END = re.compile(r"[\s?!.,;:)]*$")


@cache
def known_unit(written: str) -> str:
    """Return what pint calls a unit, or ``count`` for particles; empty if it is none.

    Args:
        written: A text such as ``kJ/mol`` or ``degrees Celsius``.

    Returns:
        pint's name.

    Example:
        >>> known_unit("wavenumbers"), known_unit("the")
        ('1/cm', '')
    """
    bare = _END.sub("", written.strip()).lstrip("(")
    word = bare if len(bare) == 1 else bare.lower()
    if not bare or len(bare) > _LONGEST or word in _WORDS:
        return ""
    if bare.lower().replace(" ", "_") in _COUNTS:
        return COUNT
    unit = pint_unit(bare)
    if not re.search(r"[^\W\d_]|[%°]", unit) or _RUNAWAY.search(unit.replace("**", "^")):
        return ""
    if _is_unit(unit):
        return unit
    spoken = pint_unit(bare.lower())  # Kelvin, Debye, Joules
    return spoken if len(bare) >= _WORD and bare.istitle() and _is_unit(spoken) else ""


def _is_unit(unit: str) -> bool:
    try:
        unit_registry().Unit(unit)
    except Exception:  # pint raises many kinds for a text that is no unit
        return False
    return True


def leading_unit(text: str) -> tuple[str, int]:
    """Read the longest unit at the beginning of a text.

    Args:
        text: Text behind a figure or behind “to”.

    Returns:
        The unit, and how many characters it takes; an empty unit if there is none.

    Example:
        >>> leading_unit("kJ per mole, please")
        ('kJ/mole', 11)
    """
    if match := _INCH.match(text):
        return "inch", match.end()
    words = list(re.finditer(r"\S+", text[:200]))[:_MOST_WORDS]
    stop = next((i for i, word in enumerate(words) if word[0].lower() in _STOPS), len(words))
    words = words[:stop]
    for count in range(len(words), 0, -1):
        end = words[count - 1].end()
        part = re.sub(r"[?!,;:]+$|\.$", "", text[:end].rstrip())
        part = re.sub(r"[가-힣]+$", "", part)
        if re.search(r"[?!,;:]\s", part) or part.count("(") != part.count(")"):
            continue
        unit = known_unit(part)
        if unit:
            return unit, len(part)
    return "", 0


def agreed_temperatures(first: str, second: str, written: tuple[str, str]) -> tuple[str, str]:
    """Read C and F as degrees where both units are of temperature, else as coulomb and farad.

    Args:
        first: pint's name of a unit.
        second: pint's name of another.
        written: Both as written.

    Returns:
        Both, read alike.

    Example:
        >>> agreed_temperatures("degC", "farad", ("C", "F"))
        ('degC', 'degF')
    """
    bare = {"C": ("degC", "coulomb"), "F": ("degF", "farad")}
    units = [first, second]
    for i, (unit, text) in enumerate(zip((first, second), written, strict=True)):
        if text not in bare:
            continue
        other, other_text = units[1 - i], written[1 - i]
        warm = other_text in bare or same_dimension(other, "kelvin")
        units[i] = bare[text][0 if warm else 1] if warm or unit else unit
    return units[0], units[1]
