"""The atoms that a CIF lists, and what fills the places of its cell."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labwright.knowledge.readers.crystals.cif import CifBlock, number

if TYPE_CHECKING:
    from pymatgen.core.composition import Composition

PLACES = ("_atom_site_fract_x", "_atom_site_fract_y", "_atom_site_fract_z")
_SAME_PLACE = 3


@dataclass(frozen=True)
class Site:
    """An atom as a CIF lists it.

    Args:
        label: Its label.
        element: Its element.
        symbol: The same with the charge, as written.
        place: Fractional coordinates, as written.
        occupancy: Share of its place that it fills, as written.
    """

    label: str
    element: str
    symbol: str
    place: tuple[str, str, str]
    occupancy: str

    @property
    def share(self) -> float:
        """Its occupancy as a number; 1 where the file gives none."""
        value = number(self.occupancy)
        return 1.0 if value is None else value


def sites_of(block: CifBlock) -> list[Site]:
    """Return the atoms that a block lists with fractional coordinates.

    Those with an occupancy of 0 only hold a place and are left out.
    """
    columns = [block.column(tag) for tag in PLACES]
    count = min(map(len, columns))
    labels, symbols, shares = (
        block.column(tag) + [""] * count
        for tag in ("_atom_site_label", "_atom_site_type_symbol", "_atom_site_occupancy")
    )
    declared = set(re.findall(r"[A-Z][a-z]?", block.get("_chemical_formula_sum")))
    listed = [
        Site(
            labels[i] or symbols[i],
            element_of(symbols[i], frozenset()) or element_of(labels[i], frozenset(declared)),
            symbols[i],
            (columns[0][i], columns[1][i], columns[2][i]),
            shares[i],
        )
        for i in range(count)
    ]
    return [site for site in listed if site.share > 0]


def element_of(label: str, declared: frozenset[str]) -> str:
    """Return the element that a label begins with; empty if it is none.

    Args:
        label: Such as “Fe2+”, “MO1” or “HO1”.
        declared: Elements of the compound, as far as they are known: they decide where a label
            in capitals could mean either.

    Example:
        >>> element_of("MO1", frozenset()), element_of("HO1", frozenset({"H", "O", "C"}))
        ('Mo', 'H')
    """
    from pymatgen.core.periodic_table import Element

    letters = re.match(r"[A-Za-z]{0,2}", label)
    start = letters[0].capitalize() if letters else ""
    both, one = Element.is_valid_symbol(start), Element.is_valid_symbol(start[:1])
    if len(start) < 2 or not (both and one):  # noqa: PLR2004
        return start if both else start[:1] if one else ""
    if label[1].islower() or start in declared:
        return start
    return start[:1] if declared or label[2:3].isdigit() or len(label) > 2 else start  # noqa: PLR2004


def shared_places(sites: list[Site]) -> list[str]:
    """Say which places are filled in part or by several elements, one sentence part each.

    Example:
        >>> shared_places([Site("Li1", "Li", "Li+", ("0", "0", "0"), "0.5")])
        ['Li1: Li+ 0.5']
    """
    places: dict[tuple[float, ...], list[Site]] = defaultdict(list)
    for at, site in enumerate(sites):
        found = [number(value) for value in site.place]
        key = tuple(round(v % 1.0, _SAME_PLACE) % 1.0 for v in found if v is not None)
        places[key if len(key) == len(found) else (float(at),)].append(site)
    return [
        _shared(here)
        for here in places.values()
        if len(here) > 1 or abs(here[0].share - 1) > 1e-6  # noqa: PLR2004
    ]


def _shared(here: list[Site]) -> str:
    each = ", ".join(f"{site.symbol or site.element} {site.occupancy or 1}" for site in here)
    return f"{', '.join(site.label for site in here)}: {each}"


def counted(sites: list[Site]) -> "Composition":
    """Return the composition of atoms that are all that the cell holds."""
    from pymatgen.core.composition import Composition

    amounts: dict[str, float] = defaultdict(float)
    for site in sites:
        amounts[site.element] += site.share
    return Composition({symbol: round(n, 6) for symbol, n in amounts.items() if symbol})
