"""A crystal structure as pymatgen has it, and what a person would say of it."""

import math
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labwright.core.errors import LabwrightError, UnreadableDocument

if TYPE_CHECKING:
    from pymatgen.core.composition import Composition
    from pymatgen.core.structure import Structure

TOLERANCES = (0.01, 0.1)
"""Distances in Å within which atoms count as equivalent: strict, and as refined or relaxed
structures need it."""

_ANGLE = 5.0
_MOST_SITES = 2_000
_CLOSE = 0.5
_THINNEST = 0.5
_NEEDLE = 60.0
_FEW_SITES = 600
_PER_CUBIC_ANGSTROM = 1.66053906660  # Da/Å³ in g/cm³
_WHOLE = 1e-3


@dataclass(frozen=True)
class Cell:
    """The edges and angles of a unit cell.

    Args:
        edges: a, b and c in Å, as written.
        angles: α, β and γ in degrees, as written.
        volume: In Å³.
    """

    edges: Sequence[str]
    angles: Sequence[str]
    volume: str

    def sentence(self) -> str:
        """Return the cell as a person would write it."""
        edges = ", ".join(f"{n} = {v} Å" for n, v in zip("abc", self.edges, strict=True))
        angles = ", ".join(f"{n} = {v}°" for n, v in zip("αβγ", self.angles, strict=True))
        return f"Unit cell: {edges}; {angles}."

    def fields(self) -> dict[str, str]:
        """Return its numbers without their uncertainties, by name."""
        names = ("a", "b", "c", "alpha", "beta", "gamma", "volume")
        values = map(bare, (*self.edges, *self.angles, self.volume))
        return dict(zip(names, values, strict=True))


@contextmanager
def materials() -> Iterator[None]:
    """Keep the warnings of pymatgen to ourselves, and tell its errors as ours.

    Raises:
        UnreadableDocument: If it fails at what it is given.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except LabwrightError:
            raise
        except Exception as error:
            told = " ".join(str(error).split())[:200] or type(error).__name__
            raise UnreadableDocument(
                f"pymatgen cannot describe the structure: {told}.",
                "Check its cell and atoms, or save it anew.",
            ) from error


def bare(text: str) -> str:
    """Return a number without its uncertainty.

    Example:
        >>> bare("14.673(5)")
        '14.673'
    """
    return re.sub(r"\(\d*\)", "", text).rstrip(".")


def rounded(value: float, digits: int) -> str:
    """Return a number without zeros at its end.

    Example:
        >>> rounded(5.4300001, 4), rounded(90.0, 3)
        ('5.43', '90')
    """
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def short_formula(composition: "Composition", units: float = 1.0) -> str:
    """Return the formula that a chemist would write.

    Args:
        composition: The atoms of the cell.
        units: How many formula units they are, as far as that is known; it counts for
            compositions that no whole numbers describe.

    Returns:
        Carbon and hydrogen first in organic compounds, else by electronegativity.
    """
    if any(abs(amount - round(amount)) > _WHOLE for amount in composition.values()):
        return _without_ones((composition / units).formula)
    if {"C", "H"} <= {element.symbol for element in composition}:
        return _without_ones(composition.reduced_composition.hill_formula)
    if len(composition) == 1:
        return str(composition.reduced_formula)
    return _without_ones(composition.reduced_composition.formula)


def _without_ones(formula: str) -> str:
    """Write “Sr0.7 Y0.3 Co1” without blanks and without a count of one."""
    return "".join(re.sub(r"(?<=[A-Za-z])1$", "", part) for part in formula.split())


def density_of(composition: "Composition", volume: float) -> float:
    """Return the density in g/cm³ of what fills a volume in Å³."""
    return float(composition.weight) * _PER_CUBIC_ANGSTROM / volume


def symmetry_of(structure: "Structure") -> list[tuple[float, str, int]]:
    """Find the space group of a structure by spglib.

    Args:
        structure: The structure; its magnetic moments do not count.

    Returns:
        Tolerance in Å, symbol and number; only once if it does not depend on the tolerance.
        Nothing for structures of very many sites, or where spglib finds none.
    """
    from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

    if len(structure) > _MOST_SITES or not _is_compact(structure):
        return []
    found: list[tuple[float, str, int]] = []
    for tolerance in TOLERANCES:
        try:
            group = SpacegroupAnalyzer(structure, symprec=tolerance, angle_tolerance=_ANGLE)
            symbol, number = group.get_space_group_symbol(), group.get_space_group_number()
        except Exception:  # noqa: S112 - spglib finds none, and each version says so differently
            continue
        if not found or found[-1][2] != number:
            found.append((tolerance, str(symbol), int(number)))
    return found


def _is_compact(structure: "Structure") -> bool:
    """Tell whether a cell is no needle or sheet: spglib takes minutes over those."""
    lattice = structure.lattice
    a, b, c = lattice.abc
    alpha, beta, gamma = (math.sin(math.radians(angle)) for angle in lattice.angles)
    widest_face = max(b * c * alpha, a * c * beta, a * b * gamma)
    thinnest = lattice.volume / widest_face if widest_face else 0.0
    return thinnest > _THINNEST and max(a, b, c) < _NEEDLE * thinnest


def symmetry_sentence(found: Sequence[tuple[float, str, int]]) -> str:
    """Return what spglib found as a sentence; empty if it found nothing."""
    each = ", ".join(f"{symbol} (No. {number}) within {t} Å" for t, symbol, number in found)
    return f"Space group found from the atoms by spglib: {each}." if each else ""


def found_fields(found: Sequence[tuple[float, str, int]]) -> dict[str, str]:
    """Return what spglib found within the smallest tolerance, by name."""
    if not found:
        return {}
    tolerance, symbol, number = found[0]
    return {
        "space_group_found": symbol,
        "space_group_number_found": str(number),
        "tolerance": f"{tolerance} Å",
    }


def too_close(structure: "Structure") -> str:
    """Name the closest pair of sites if it is too close to be true; else return nothing."""
    import numpy as np

    if not 1 < len(structure) <= _FEW_SITES:
        return ""
    apart = np.array(structure.distance_matrix)
    np.fill_diagonal(apart, np.inf)
    i, j = divmod(int(apart.argmin()), len(structure))
    if apart[i, j] >= _CLOSE:
        return ""
    first, second = structure[i].species_string, structure[j].species_string
    return f"two sites ({first}, {second}) are only {apart[i, j]:.3f} Å apart"
