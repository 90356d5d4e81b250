"""A value with everything needed to read it right: unit, definition, method, conditions."""

from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import BadArgument

if TYPE_CHECKING:
    from pint import UnitRegistry

# How units are written for people, where that differs from what pint reads.
_SHOWN = {
    "angstrom**2": "Å²", "angstrom**3": "Å³", "angstrom": "Å", "degC": "°C", "percent": "%",
    "count": "", "cm**3/mol": "cm³/mol", "g/cm**3": "g/cm³",
    "degree": "°", "hartree": "Eh", "debye": "D", "1/cm": "cm⁻¹", "eV/angstrom": "eV/Å",
}  # fmt: skip


@cache
def unit_registry() -> "UnitRegistry[Any]":
    """Return the one unit registry, with percent defined.

    Returns:
        A pint registry; units of different registries do not mix, hence one.

    Example:
        >>> str(unit_registry()("1 kg").to("g"))
        '1000.0 gram'
    """
    from pint import UnitRegistry

    return UnitRegistry(autoconvert_offset_to_baseunit=True)


class Quantity(BaseModel):
    """One value that a tool computed or a passage states.

    Args:
        key: Short identifier inside its finding, e.g. ``average_mass``.
        name: What it is called in prose, e.g. ``average molecular mass``.
        value: A number, a yes/no, or a text such as a formula.
        unit: Unit as pint reads it; empty for dimensionless values.
        decimals: Decimals shown; None shows the value as it is.
        definition: What exactly is meant, where a name is ambiguous.
        method: How it was obtained.
        conditions: Temperature, pressure, and the like.

    Example:
        >>> Quantity(key="m", name="average molecular mass", value=180.159, unit="g/mol",
        ...          decimals=3).text()
        '180.159 g/mol'
    """

    model_config = ConfigDict(frozen=True)

    key: str
    name: str
    value: float | int | bool | str
    unit: str = ""
    decimals: int | None = None
    definition: str = ""
    method: str = ""
    conditions: str = ""

    def number(self) -> str:
        """Return the value alone, rounded as it is shown."""
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if isinstance(self.value, float) and self.decimals is not None:
            return f"{self.value:.{self.decimals}f}"
        if isinstance(self.value, float):
            return f"{self.value:g}"
        return str(self.value)

    def text(self) -> str:
        """Return the value with its unit, as prose shows it."""
        shown = _SHOWN.get(self.unit, self.unit)
        return f"{self.number()} {shown}".strip() if shown != "%" else f"{self.number()} %"

    def to(self, unit: str) -> "Quantity":
        """Return this quantity in another unit of the same dimension.

        Args:
            unit: The wanted unit, as pint reads it.

        Returns:
            The converted quantity, with enough decimals to keep its significant figures.

        Raises:
            BadArgument: If the unit is unknown or of another dimension.

        Example:
            >>> Quantity(key="m", name="mass", value=180.159, unit="g/mol").to("kg/mol").text()
            '0.180159 kg/mol'
        """
        if isinstance(self.value, bool | str):
            raise BadArgument(f"{self.name} is not a number.", f"It cannot be shown in {unit}.")
        try:
            shown = self.value if self.decimals is None else round(self.value, self.decimals)
            converted = unit_registry().Quantity(shown, self.unit or "dimensionless").to(unit)
        except Exception as error:  # pint raises many kinds for a text that is no unit
            raise BadArgument(
                f"{self.name} in {self.unit or 'no unit'} cannot be shown in “{unit}”.", str(error)
            ) from error
        return self.model_copy(
            update={"value": float(f"{converted.magnitude:.7g}"), "unit": unit, "decimals": None}
        )


def same_dimension(first: str, second: str) -> bool:
    """Tell whether two units measure the same dimension.

    Args:
        first: A unit, as pint reads it.
        second: Another unit.

    Returns:
        False also where either unit is unknown.

    Example:
        >>> same_dimension("g/mol", "kg/mol"), same_dimension("g/mol", "degC")
        (True, False)
    """
    from pint.errors import PintError

    registry = unit_registry()
    try:
        return bool(
            registry.Unit(first or "dimensionless").dimensionality
            == registry.Unit(second or "dimensionless").dimensionality
        )
    except (PintError, ValueError, AttributeError, TypeError):
        return False
