"""What is written of a VASP structure."""

from typing import TYPE_CHECKING

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.crystals.crystal import (
    Cell,
    density_of,
    found_fields,
    rounded,
    short_formula,
    symmetry_of,
    symmetry_sentence,
    too_close,
)
from labwright.knowledge.readers.crystals.poscar import Poscar
from labwright.knowledge.readers.pages import Pages

if TYPE_CHECKING:
    from pymatgen.core.composition import Composition
    from pymatgen.core.structure import Structure


def known_symbols() -> frozenset[str]:
    """Return the symbols of the elements, deuterium and tritium included."""
    from pymatgen.core.periodic_table import Element

    return frozenset(element.symbol for element in Element) | {"D", "T"}


def report_poscar(pages: Pages, found: Poscar) -> tuple[str, list[str]]:
    """Write a structure: sentences that can be quoted, and a record.

    Args:
        pages: Where to write.
        found: The structure.

    Returns:
        Its formula, empty if its elements are not named, and what was noticed.

    Raises:
        UnreadableDocument: If its vectors span no cell.
    """
    structure = _structure(found)
    cell, groups = _cell(structure), symmetry_of(structure)
    held = structure.composition if found.symbols else None
    formula = short_formula(held) if held is not None else ""
    density = f"{density_of(held, structure.volume):.3f}" if held is not None else ""
    pages.heading(formula or found.comment)
    if found.comment != formula:
        pages.paragraph(found.comment)
    if held is not None:
        pages.paragraph(f"Formula: {formula}. The unit cell holds {held.formula}.")
    pages.paragraph(cell.sentence())
    pages.paragraph(f"Volume of the cell: {cell.volume} Å³.")
    if density:
        pages.paragraph(f"Density, computed from cell and composition: {density} g/cm³.")
    pages.paragraph(f"{len(structure)} sites in the unit cell.")
    pages.paragraph(symmetry_sentence(groups))
    fields = {
        **(_contents(held) if held is not None else {}),
        "name": found.comment,
        **found_fields(groups),
        **cell.fields(),
        "density": density,
        "sites": str(len(structure)),
        "disordered": "no",
    }
    pages.record(fields, label=formula or found.comment)
    pair = too_close(structure)
    return formula, [pair] if pair else []


def _contents(held: "Composition") -> dict[str, str]:
    return {
        "formula": held.formula,
        "reduced_formula": short_formula(held),
        "elements": "-".join(sorted(element.symbol for element in held)),
    }


def _structure(found: Poscar) -> "Structure":
    from pymatgen.core.lattice import Lattice
    from pymatgen.core.periodic_table import Element
    from pymatgen.core.structure import Structure

    lattice = Lattice(found.lattice)
    if not lattice.volume > 1e-3:  # noqa: PLR2004
        raise UnreadableDocument("Its three vectors span no cell.", "Check lines 3 to 5.")
    # Without names every kind stands as another element, for the symmetry alone.
    species = found.species if found.symbols else [Element.from_Z(int(s)) for s in found.species]
    return Structure(lattice, species, found.places, coords_are_cartesian=found.cartesian)


def _cell(structure: "Structure") -> Cell:
    lattice = structure.lattice
    return Cell(
        [rounded(edge, 5) for edge in lattice.abc],
        [rounded(angle, 4) for angle in lattice.angles],
        f"{lattice.volume:.3f}",
    )
