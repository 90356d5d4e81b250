"""What a question gives for a relation of several quantities, and which of them is wanted."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.measures import read_measure, split_measure
from labwright.core.quantity import Quantity, same_dimension, unit_registry
from labwright.tools.laboratory.written_units import written_unit

SHORT = Field(max_length=200)
"""A figure with its unit has an end."""
_LARGEST = 1e60
# Units that a bench uses, small to large, by the unit that tools compute in.
_LADDERS: Final[dict[str, tuple[str, ...]]] = {
    "L": ("nL", "µL", "mL", "L"),
    "mol/L": ("pmol/L", "nmol/L", "µmol/L", "mmol/L", "mol/L"),
    "g": ("ng", "µg", "mg", "g", "kg"),
    "mol": ("pmol", "nmol", "µmol", "mmol", "mol"),
    "s": ("fs", "ps", "ns", "µs", "ms", "s", "min", "hour", "day", "year"),
    "J/mol": ("J/mol", "kJ/mol"),
    "V": ("mV", "V"),
}
_USUAL = (0.1, 10_000.0)
_LEAST = {"mol": 0.1, "mol/L": 0.1}
"""From where on a unit is used; one if it is not here: 0.25 mol/L, but 250 mL."""


@dataclass(frozen=True)
class Given:
    """A quantity as a question gives it.

    Args:
        key: Key of the quantity.
        name: What it is called in prose.
        unit: The unit that the tool computes in.
        value: Its value in that unit; None where it is not given.
        written: Figure and unit as written.
    """

    key: str
    name: str
    unit: str
    value: float | None = None
    written: tuple[float, str] = (0.0, "")

    @property
    def shown(self) -> Quantity:
        """The quantity as it was written."""
        number, unit = self.written
        unit = unit or self.unit
        return Quantity(key=self.key, name=self.name, value=_whole(number),
                        unit=written_unit(unit), definition="given")  # fmt: skip


def given(
    key: str, name: str, text: str, unit: str, *, above: float | None = 0.0, zero: bool = False
) -> Given:
    """Read an optional quantity.

    Args:
        key: Key of the quantity.
        name: What it is called in prose and in errors.
        text: As written; empty if it is not given.
        unit: The unit that the tool computes in.
        above: What the value must lie above; None allows any.
        zero: Whether the bound itself is allowed.

    Returns:
        The quantity.

    Raises:
        BadArgument: If it cannot be read or is out of bounds.

    Example:
        >>> given("v", "volume", "250 mL", "L").value
        0.25
    """
    if not text.strip():
        return Given(key, name, unit)
    value = read_measure(text, unit, name.capitalize())
    low = above is not None and (value < above or (value == above and not zero))
    if low or not math.isfinite(value) or abs(value) > _LARGEST:
        bound = "" if above is None else f" {'no less than' if zero else 'above'} {above:g} {unit}"
        raise BadArgument(f"The {name} cannot be {text[:60]}.", f"Give a value{bound}.")
    number, written = split_measure(text, name.capitalize())
    return Given(key, name, unit, value, (number, written))


def wanted(relation: str, *quantities: Given) -> Given:
    """Return the one quantity of a relation that is not given.

    Args:
        relation: What the relation is called in an error.
        *quantities: All of its quantities.

    Returns:
        The missing one.

    Raises:
        BadArgument: If none or several are missing.

    Example:
        >>> wanted("c = n/V", given("n", "amount", "1 mol", "mol"),
        ...        given("V", "volume", "2 L", "L"), given("c", "concentration", "", "mol/L")).key
        'c'
    """
    missing = [q for q in quantities if q.value is None]
    if len(missing) == 1:
        return missing[0]
    names = ", ".join(q.name for q in quantities)
    state = (
        "all of its quantities are given" if not missing
        else f"{', '.join(q.name for q in missing)} are missing"
    )  # fmt: skip
    raise BadArgument(f"For {relation}, {state}.", f"Give all but one of: {names}.")


def values(*quantities: Given) -> dict[str, float]:
    """Return the values that are given, by key."""
    return {q.key: q.value for q in quantities if q.value is not None}


def needed(relation: str, *quantities: Given) -> list[float]:
    """Return the values of quantities that all must be given.

    Args:
        relation: What needs them.
        *quantities: The quantities.

    Returns:
        Their values.

    Raises:
        BadArgument: If one is missing.
    """
    found = [q.value for q in quantities if q.value is not None]
    if len(found) < len(quantities):
        missing = ", ".join(q.name for q in quantities if q.value is None)
        raise BadArgument(
            f"For {relation}, {missing} must be given.", "Give it with its unit, such as 1.5 "
            f"{next(q.unit for q in quantities if q.value is None)}."
        )  # fmt: skip
    return found


def result(
    key: str,
    name: str,
    value: float,
    unit: str,
    like: str = "",
    **described: str,
) -> Quantity:
    """Return a computed quantity in a unit that is read easily.

    Args:
        key: Key of the quantity.
        name: What it is called in prose.
        value: Its value in the unit of the tool.
        unit: That unit.
        like: Unit that the question uses for the same dimension, if any.
        **described: Definition, method and conditions.

    Returns:
        The quantity.

    Raises:
        BadArgument: If the value is no finite number.

    Example:
        >>> result("v", "volume", 0.0125, "L").text()
        '12.5 mL'
    """
    if not math.isfinite(value):
        raise BadArgument(
            f"The {name} comes out beyond every number.", "Check the values that were put in."
        )
    number, shown = _readable(value, unit, like)
    return Quantity(key=key, name=name, value=number, unit=written_unit(shown),
                    **described)  # fmt: skip


def _readable(value: float, unit: str, like: str) -> tuple[float, str]:
    registry = unit_registry()
    quantity = registry.Quantity(value, unit or "dimensionless")
    if like and same_dimension(like, unit) and (value or like != unit):
        number = float(quantity.to(like).magnitude)
        if _USUAL[0] <= abs(number) < _USUAL[1] or unit not in _LADDERS:
            return _clean(number), like
    best = (value, unit)
    least = _LEAST.get(unit, 1.0)
    for step in _LADDERS.get(unit, ()) if value else ():
        number = float(quantity.to(step).magnitude)
        if abs(number) < least and step != _LADDERS[unit][0]:
            break
        best = (number, step)
    return _clean(best[0]), best[1]


def _clean(number: float) -> float:
    """Drop what binary fractions add behind the twelfth figure."""
    return float(f"{number:.12g}")


def _whole(number: float) -> float | int:
    return int(number) if number.is_integer() and abs(number) < 1e15 else number  # noqa: PLR2004


def unit_of(*quantities: Given) -> str:
    """Return the unit that the first given of some quantities was written in."""
    return next((q.written[1] for q in quantities if q.value is not None), "")


def shown(*quantities: Given) -> tuple[Quantity, ...]:
    """Return the given quantities as they were written."""
    return tuple(q.shown for q in quantities if q.value is not None)


def number(key: str, name: str, value: float | None, *, above: float | None = 0.0) -> Given:
    """Take an optional bare number, such as an absorbance.

    Args:
        key: Key of the quantity.
        name: What it is called in prose and in errors.
        value: The number; None if it is not given.
        above: What the value must lie above; None allows any.

    Returns:
        The quantity.

    Raises:
        BadArgument: If it is out of bounds.

    Example:
        >>> number("A", "absorbance", 0.5).value
        0.5
    """
    if value is None:
        return Given(key, name, "")
    if not math.isfinite(value) or (above is not None and value <= above):
        bound = "" if above is None else f" above {above:g}"
        raise BadArgument(f"The {name} cannot be {value:g}.", f"Give a number{bound}.")
    return Given(key, name, "", float(value), (float(value), ""))


def choice(text: str, known: Mapping[str, object], name: str) -> str:
    """Check a choice.

    Args:
        text: The value chosen.
        known: What may be chosen.
        name: What is chosen.

    Returns:
        The value.

    Raises:
        BadArgument: If it is unknown.

    Example:
        >>> choice("water", {"water": 1}, "solvent")
        'water'
    """
    if text in known:
        return text
    listed = ", ".join(list(known)[:40])
    raise BadArgument(f"The {name} “{text[:60]}” is not in the table.", f"Known: {listed}.")


def temperature(key: str, text: str, name: str = "temperature") -> Given:
    """Read a temperature in kelvin; a bare figure could be in any unit and is refused.

    Args:
        key: Key of the quantity.
        text: Such as ``25 °C`` or ``298 K``; empty if it is not given.
        name: What it is called in prose and in errors.

    Returns:
        The temperature.

    Raises:
        BadArgument: If the unit is missing, or it is not above absolute zero.

    Example:
        >>> temperature("T", "25 °C").value
        298.15
    """
    if text.strip() and not split_measure(text, name.capitalize())[1]:
        raise BadArgument(f"The {name} {text[:60]} has no unit.", "Write it with °C, K or °F.")
    return given(key, name, text, "kelvin")
