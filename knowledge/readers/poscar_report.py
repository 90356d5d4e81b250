"""What is written of a VASP structure."""

from typing import TYPE_CHECKING

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.crystal import (
    Cell,
    density_of,
    found_fields,
    rounded,
    short_formula,
    symmetry_of,
    symmetry_sentence,
    too_close,
)
from labwright.knowledge.readers.pages import Pages
from labwright.knowledge.readers.poscar import Poscar

if TYPE_CHECKING:
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
    cell, named = _cell(structure), bool(found.symbols)
    held = structure.composition
    formula = short_formula(held) if named else ""
    density = f"{density_of(held, structure.volume):.3f}" if named else ""
    groups = symmetry_of(structure)
    pages.heading(formula or found.comment)
    if found.comment != formula:
        pages.paragraph(found.comment)
    if named:
        pages.paragraph(f"Formula: {formula}. The unit cell holds {held.formula}.")
    pages.paragraph(cell.sentence())
    pages.paragraph(f"Volume of the cell: {cell.volume} Å³.")
    if named:
        pages.paragraph(f"Density, computed from cell and composition: {density} g/cm³.")
    pages.paragraph(f"{len(structure)} sites in the unit cell.")
    pages.paragraph(symmetry_sentence(groups))
    fields = {
        "formula": held.formula if named else "",
        "reduced_formula": formula,
        "elements": "-".join(sorted(e.symbol for e in held)) if named else "",
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
