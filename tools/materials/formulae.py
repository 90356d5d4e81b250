"""Formulae of solids: fractional amounts, and the short names of electrodes."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Structure
from labwright.tools.chemistry.properties.formulae import read_composition

_LONGEST = 300
# An amount left open, as in Li1-xCoO2, La2-xSrxCuO4 or YBa2Cu3O7-δ.
_OPEN = re.compile(r"(?:[A-Z][a-z]?|\))(?:\d*\.?\d*[-+−–±])?[xyzδ](?![a-z])|[-+−–±][xyzδ]|δ")
_WORD = re.compile(r"[a-z]{2}")


@dataclass(frozen=True)
class SolidFormula:
    """What a formula says.

    Args:
        shown: How it is written in prose.
        amounts: How many atoms of each element, fractions allowed, in the order written.
        charge: Its charge; 0 where none is written.
        structures: The molecule it was read from, if it was one.
    """

    shown: str
    amounts: dict[str, float]
    charge: int = 0
    structures: tuple[Structure, ...] = field(default=())

    @property
    def total(self) -> float:
        """Number of atoms."""
        return sum(self.amounts.values())


def read_solid_formula(text: str) -> SolidFormula:
    """Read a formula in which amounts may be fractions.

    Args:
        text: Such as ``LiNi0.8Mn0.1Co0.1O2``, ``CuSO4·5H2O`` or ``PF6-``, a short name such as
            ``NMC811``, or a molecule by name or SMILES, of which the atoms count.

    Returns:
        The amounts of the elements.

    Raises:
        BadArgument: If it is no formula, leaves an amount open, or names no known compound.
        TooLarge: If it is no formula of a compound by its length.

    Example:
        >>> read_solid_formula("NMC811").amounts["Ni"]
        0.8
    """
    bare = text.strip()
    key = re.sub(r"[\s_-]", "", bare).upper()
    written = short_names().get(key, bare)
    if _OPEN.search(written) and not _WORD.search(written) and "#" not in written:
        raise BadArgument(
            f"“{bare[:60]}” leaves an amount open.", "Put a number in place of the letter."
        )
    if len(written) > _LONGEST and not _WORD.search(written):
        raise TooLarge(
            f"The formula has {len(written):,} characters; at most {_LONGEST} are read.",
            "Give one formula unit.",
        )
    found = read_composition(written, fractions=True)
    if any(mass for (_, mass), count in found.isotopes.items() if count):
        raise BadArgument(
            f"“{bare[:60]}” names an isotope; fractions are given for natural mixtures.",
            "Write the element without its mass number.",
        )
    amounts = {symbol: n / found.units for symbol, n in found.counts.items() if n}
    return SolidFormula(found.name, amounts, found.charge, found.structures)


@cache
def short_names() -> dict[str, str]:
    """Return formulae by the short names that battery researchers use, in capitals."""
    text = (files("labwright.tools.materials") / "short_names.toml").read_text(encoding="utf-8")
    return {name: str(formula) for name, formula in tomllib.loads(text)["formula"].items()}
