"""How many particles a solute gives, and the constants of solvents."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from labwright.core.errors import BadArgument
from labwright.core.quantity import Quantity
from labwright.tools.laboratory.givens import number
from labwright.tools.laboratory.substances import read_solute
from labwright.tools.parameters import counted

_DILUTE = 0.5
_MOST_IONS = 20.0

VantHoff = Annotated[
    float | None, counted("van't Hoff factor", "van 't Hoff factor", "van’t Hoff factor", "i =",
                          "i=", "factor")
]  # fmt: skip


@cache
def solvents() -> Mapping[str, Mapping[str, Any]]:
    """Return the table of solvents."""
    import tomllib

    text = files("labwright.tools.laboratory").joinpath("solvents.toml").read_text("utf-8")
    return tomllib.loads(text)


def particles_of(factor: float | None, solute: str | None) -> Quantity:
    """Return the van 't Hoff factor: as given, or the number of ions of a solute.

    Args:
        factor: As given.
        solute: What is dissolved.

    Returns:
        The factor, with what it means.

    Raises:
        BadArgument: If it is impossible.

    Example:
        >>> particles_of(None, "CaCl2").value
        3
    """
    put = number("factor", "van 't Hoff factor", factor)
    if put.value is not None:
        if put.value > _MOST_IONS:
            raise BadArgument(f"A van 't Hoff factor of {put.value:g} is impossible.",
                              "It is the number of particles of one formula unit.")  # fmt: skip
        return put.shown.model_copy(update={"name": "van 't Hoff factor"})
    ions = read_solute(solute).ions if solute else 1
    return Quantity(key="factor", name="van 't Hoff factor", value=ions,
                    definition="ions of one formula unit, all free" if ions > 1 else
                    "taken as one: a solute that stays whole")  # fmt: skip


def dilute_caution(concentration: float, particles: Quantity) -> str:
    """Say how far the laws of dilute solutions hold.

    Args:
        concentration: In mol/L or mol/kg.
        particles: The van 't Hoff factor.

    Returns:
        A sentence or two.
    """
    text = "Ideal dilute solution: ions pair and real factors are smaller than whole numbers."
    if particles.value == 1:
        text = (
            "A solute that stays whole was assumed; for a salt give it or its van 't Hoff factor."
        )
    if concentration > _DILUTE:
        text += " At this concentration the law is off by several percent or more."
    return text
