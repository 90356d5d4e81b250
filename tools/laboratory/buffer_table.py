"""The table of buffers: pKa at any temperature near ambient, and what is weighed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from labwright.core.errors import BadArgument
from labwright.tools.laboratory.constants import KELVIN, constant

SOURCE = "Goldberg, Kishore and Lennen, J. Phys. Chem. Ref. Data 2002, 31, 231"
_STANDARD = 298.15
_COLDEST, _HOTTEST = 273.0, 350.0


@dataclass(frozen=True)
class Ionisation:
    """One step of ionisation.

    Args:
        pka: At 298.15 K and zero ionic strength.
        enthalpy: In J/mol.
        heat_capacity: In J/mol/K.
    """

    pka: float
    enthalpy: float
    heat_capacity: float

    def pka_at(self, kelvin: float) -> float:
        """Return the pKa at a temperature, with a constant change of heat capacity.

        The change of Gibbs energy is integrated from the enthalpy and heat capacity at 298.15 K.
        """
        gas = constant("R")
        by_enthalpy = self.enthalpy / gas * (1 / _STANDARD - 1 / kelvin)
        ratio = kelvin / _STANDARD
        by_capacity = self.heat_capacity / gas * (1 / ratio - 1 + math.log(ratio))
        return self.pka - (by_enthalpy + by_capacity) / math.log(10)

    @property
    def per_kelvin(self) -> float:
        """Change of the pKa per kelvin at 298.15 K."""
        return -self.enthalpy / (constant("R") * _STANDARD**2 * math.log(10))


@dataclass(frozen=True)
class Form:
    """What is weighed for a form of a buffer."""

    name: str
    formula: str


@dataclass(frozen=True)
class Buffer:
    """A buffer of the table.

    Args:
        name: What it is called.
        words: What people say for it.
        steps: Its ionisations.
        forms: What is weighed, from the most protonated form on; one more than there are steps.
        ends: Whether only the first and the last form are weighed.
    """

    name: str
    words: tuple[str, ...]
    steps: tuple[Ionisation, ...]
    forms: tuple[Form, ...]
    ends: bool = False

    def pkas(self, kelvin: float) -> list[float]:
        """Return the pKa of all steps at a temperature."""
        return [step.pka_at(kelvin) for step in self.steps]


@cache
def buffers() -> Mapping[str, Buffer]:
    """Return the table by key."""
    import tomllib

    text = files("labwright.tools.laboratory").joinpath("buffers.toml").read_text("utf-8")
    return {
        key: Buffer(
            name=row["words"][0],
            words=tuple(row["words"]),
            steps=tuple(
                Ionisation(s["pka"], 1000 * s["enthalpy"], s["heat_capacity"]) for s in row["steps"]
            ),
            forms=tuple(Form(*form) for form in row["forms"]),
            ends=row.get("ends", False),
        )
        for key, row in tomllib.loads(text).items()
    }


def checked_temperature(kelvin: float) -> float:
    """Return a temperature for which the table is good.

    Args:
        kelvin: The temperature.

    Returns:
        The same.

    Raises:
        BadArgument: If it is outside 0 to 77 °C.

    Example:
        >>> checked_temperature(300.0)
        300.0
    """
    if _COLDEST <= kelvin <= _HOTTEST:
        return kelvin
    raise BadArgument(
        f"At {kelvin - KELVIN:.1f} °C the pKa of buffers is not known well.",
        f"Give a temperature from 0 to {_HOTTEST - KELVIN:.0f} °C.",
    )
