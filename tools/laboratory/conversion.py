"""Converting quantities, also between dimensions that chemistry ties together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument
from labwright.core.quantity import same_dimension, unit_registry
from labwright.tools.laboratory.constants import constant

if TYPE_CHECKING:
    from labwright.tools.laboratory.substances import Substance

COUNT = "count"
"""Unit of a number of molecules or atoms."""
_WATER = "dilute aqueous solution, density 1.00 kg/L"


@dataclass(frozen=True)
class Converted:
    """A converted quantity.

    Args:
        value: Its value in the wanted unit.
        unit: That unit.
        relation: The relation used, where the dimensions differ.
        conditions: What was assumed.
    """

    value: float
    unit: str
    relation: str = ""
    conditions: str = ""


def convert(
    value: float, unit: str, wanted: str, substance: "Substance | None" = None
) -> Converted:
    """Convert a quantity.

    Args:
        value: Its value.
        unit: Its unit, as pint reads it, or ``count``.
        wanted: The wanted unit.
        substance: The substance, where mass and amount are to be tied.

    Returns:
        The quantity in the wanted unit.

    Raises:
        BadArgument: If nothing ties the two dimensions.

    Example:
        >>> round(convert(1, "eV", "kJ/mol").value, 3)
        96.485
    """
    quantity = unit_registry().Quantity(value, unit)
    if same_dimension(unit, wanted):
        return Converted(_in(quantity, wanted), wanted)
    for attempt in (_by_particle, _by_photon):
        found = attempt(quantity, unit, wanted)
        if found is not None:
            return found
    found = _by_substance(quantity, unit, wanted, substance)
    if found is not None:
        return found
    tie = "" if substance else " A molar mass may tie them: name the substance."
    raise BadArgument(f"Nothing ties {unit} to {wanted}.", f"Their dimensions differ.{tie}")


def _in(quantity: Any, wanted: str) -> float:
    return float(quantity.to(wanted).magnitude)


def _fits(quantity: Any, wanted: str) -> bool:
    return bool(quantity.is_compatible_with(wanted))


def _by_particle(quantity: Any, unit: str, wanted: str) -> Converted | None:
    """Tie a quantity of one particle to that of one mole, and a count to an amount."""
    avogadro = unit_registry().Quantity(constant("N_A"), "1/mol")
    fraction = same_dimension(unit, "") and unit != COUNT
    if fraction or (same_dimension(wanted, "") and wanted != COUNT):
        return None
    for tied in (quantity * avogadro, quantity / avogadro):
        if _fits(tied, wanted):
            return Converted(_in(tied, wanted), wanted, "Avogadro constant NA")
    return None


def _by_photon(quantity: Any, unit: str, wanted: str) -> Converted | None:
    """Tie energy, energy per mole, wavelength, wavenumber, frequency and temperature."""
    registry = unit_registry()
    hc = registry.Quantity(constant("h") * constant("c"), "J*m")
    planck = registry.Quantity(constant("h"), "J*s")
    boltzmann = registry.Quantity(constant("k"), "J/K")
    avogadro = registry.Quantity(constant("N_A"), "1/mol")
    ways: dict[str, tuple[Any, Any]] = {
        "J": (lambda q: q, lambda e: e),
        "J/mol": (lambda q: q / avogadro, lambda e: e * avogadro),
        "1/m": (lambda q: q * hc, lambda e: e / hc),
        "m": (lambda q: hc / q, lambda e: hc / e),
        "1/s": (lambda q: q * planck, lambda e: e / planck),
        "kelvin": (lambda q: q.to("kelvin") * boltzmann, lambda e: e / boltzmann),
    }
    first = next((kind for kind in ways if same_dimension(unit, kind)), None)
    last = next((kind for kind in ways if same_dimension(wanted, kind)), None)
    if first is None or last is None:
        return None
    if quantity.magnitude == 0 and "m" in (first, last):
        raise BadArgument("A photon without energy has no wavelength.", "Give a value above zero.")
    energy = ways[first][0](quantity).to("J")
    relation = "E = h c/λ = h ν" if "kelvin" not in (first, last) else "E = kB T"
    vacuum = "wavelength in vacuum" if "m" in (first, last) else ""
    return Converted(_in(ways[last][1](energy), wanted), wanted, relation, vacuum)


def _by_substance(
    quantity: Any, unit: str, wanted: str, substance: "Substance | None"
) -> Converted | None:
    registry = unit_registry()
    water = registry.Quantity(1.0, "kg/L")
    if COUNT not in (unit, wanted):
        for tied in (quantity * water, quantity / water):
            if _fits(tied, wanted) and same_dimension(unit, "") != same_dimension(wanted, ""):
                return Converted(_in(tied, wanted), wanted, "mass fraction times density", _WATER)
    if substance is None:
        return None
    molar = registry.Quantity(substance.molar_mass, "g/mol")
    avogadro = registry.Quantity(constant("N_A"), "1/mol")
    ways = [
        (quantity / molar, "n = m/M", ""), (quantity * molar, "m = n · M", ""),
        (quantity / molar * avogadro, "N = m NA/M", ""),
        (quantity * molar / avogadro, "m = N M/NA", ""),
        (quantity * water / molar, "c = w · density/M", _WATER),
        (quantity * molar / water, "w = c · M/density", _WATER),
    ]  # fmt: skip
    for tied, relation, conditions in ways:
        if _fits(tied, wanted):
            return Converted(_in(tied, wanted), wanted, relation, conditions)
    return None
