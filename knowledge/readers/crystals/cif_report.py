"""What is written of one crystal structure of a CIF."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labwright.knowledge.readers.crystals.cif import CifBlock, number
from labwright.knowledge.readers.crystals.cif_declared import TEMPERATURE, declared_lines, name_of
from labwright.knowledge.readers.crystals.cif_sites import Site, counted, shared_places, sites_of
from labwright.knowledge.readers.crystals.cif_structure import (
    ANGLES,
    EDGES,
    MOST_IMAGES,
    NUMBER,
    SYMBOL,
    declared_composition,
    images_of,
    structure_of,
    symmetry_is_declared,
)
from labwright.knowledge.readers.crystals.cif_words import plain
from labwright.knowledge.readers.crystals.crystal import (
    Cell,
    bare,
    density_of,
    found_fields,
    rounded,
    short_formula,
    symmetry_of,
    symmetry_sentence,
    too_close,
)
from labwright.knowledge.readers.pages import Pages

if TYPE_CHECKING:
    from pymatgen.core.composition import Composition
    from pymatgen.core.structure import Structure

_ROWS = 100
_SHARED = 40
_AGREEING = 0.01


@dataclass(frozen=True)
class Report:
    """What became of a block.

    Args:
        name: What its compound is called; empty if it does not say.
        formula: The formula; empty if there is none.
        notes: What was noticed.
    """

    name: str
    formula: str
    notes: tuple[str, ...] = ()


def is_crystal(block: CifBlock) -> bool:
    """Tell whether a block describes a crystal, be it only by its cell."""
    return all(number(block.get(tag)) is not None for tag in EDGES) or bool(
        block.column("_atom_site_fract_x")
    )


def report(pages: Pages, block: CifBlock) -> Report:
    """Write one structure: sentences that can be quoted, its sites, a record.

    Args:
        pages: Where to write.
        block: Its data block.

    Returns:
        What it is called, and what was noticed.

    Raises:
        UnreadableDocument: If it lists atoms that make no structure.
    """
    sites = sites_of(block)
    few = images_of(block, sites) <= MOST_IMAGES
    structure = structure_of(block, sites) if sites and few else None
    facts = _Facts(block, sites, structure)
    name = name_of(block)
    sentences, fields = facts.sentences(), facts.fields()
    pages.heading(_heading(block, facts.reduced, name))
    for sentence in sentences:
        pages.paragraph(sentence)
    _write_sites(pages, sites)
    pages.record(fields, label=facts.reduced or name or block.name)
    return Report(name, facts.reduced, tuple(facts.notes))


def _heading(block: CifBlock, formula: str, name: str) -> str:
    parts = [part for part in (formula, name) if part]
    return ", ".join(dict.fromkeys(parts)) or f"Data block {block.name}"


def _write_sites(pages: Pages, sites: Sequence[Site]) -> None:
    if not sites:
        return
    rows = [(s.label, s.symbol or s.element, *s.place, s.occupancy or "1") for s in sites[:_ROWS]]
    more = len(sites) - len(rows)
    caption = "Atoms as listed, in fractions of the cell" + (f" ({more} more)" if more else "")
    pages.table(("site", "element", "x", "y", "z", "occupancy"), rows, "", caption)


class _Facts:
    """What can be said of a structure."""

    def __init__(self, block: CifBlock, sites: list[Site], structure: "Structure | None") -> None:
        self.block, self.sites, self.structure = block, sites, structure
        self.notes: list[str] = []
        self.declared = declared_composition(block)
        self.units = _units(block, self.declared, structure)
        self.cell = _cell(block, structure)
        self.composition = self._composition()
        self.reduced = short_formula(self.composition, self.units) if self.composition else ""
        self.shared = shared_places(sites)
        self.found = symmetry_of(structure) if structure is not None else []
        if structure is None:
            many = "lists more atoms than are built here" if sites else "lists no atoms"
            self.notes.append(f"data block “{block.name}” {many}; it is described as declared")
        elif pair := too_close(structure):
            self.notes.append(f"data block “{block.name}”: {pair}")

    def _composition(self) -> "Composition | None":
        """Return what the cell holds: the atoms listed, or what is declared if some are missing."""
        declared = self.declared * self.units if self.declared is not None else None
        if self.structure is None:
            alone = self.sites and images_of(self.block, self.sites) == len(self.sites)
            return counted(self.sites) if alone else declared
        listed = self.structure.composition
        if declared is None or _agree(listed, declared):
            return listed
        fits = all(listed[e] <= declared[e] * (1 + _AGREEING) for e in listed)
        self.notes.append(
            f"data block “{self.block.name}”: the atoms listed give "
            f"{short_formula(listed, self.units)} (Z = {rounded(self.units, 2)}), declared is "
            f"{plain(self.block.get('_chemical_formula_sum'))}"
            + ("; atoms that are not listed count as declared" if fits else "")
        )
        return declared if fits else listed

    @property
    def density(self) -> str:
        """Density in g/cm³, of what the cell holds."""
        volume = number(self.cell.volume) if self.cell else None
        if self.composition is None or not volume:
            return ""
        return f"{density_of(self.composition, volume):.3f}"

    @property
    def group(self) -> str:
        """The space group as declared, with its number."""
        symbol, count = self.block.get(*SYMBOL), self.block.get(*NUMBER)
        return f"{symbol or '?'} (No. {count})" if count else symbol

    def sentences(self) -> list[str]:
        """Return what is said of it, a paragraph each."""
        return [
            text
            for text in (*self._contents(), *self._symmetry(), *declared_lines(self.block))
            if text
        ]

    def _contents(self) -> list[str]:
        made = []
        if self.composition is not None:
            held = self.composition.formula
            made.append(f"Formula: {self.reduced}. The unit cell holds {held}.")
        if self.cell is not None:
            made += [self.cell.sentence(), f"Volume of the cell: {self.cell.volume} Å³."]
        if self.density:
            made.append(f"Density, computed from cell and composition: {self.density} g/cm³.")
        if self.structure is not None:
            count = len(self.structure)
            made.append(f"{len(self.sites)} sites are listed; {count} sites in the unit cell.")
        elif self.sites:
            made.append(f"{len(self.sites)} sites are listed.")
        if self.shared:
            more = len(self.shared) - _SHARED
            each = "; ".join(self.shared[:_SHARED]) + (f"; and {more} more" if more > 0 else "")
            made.append(
                f"The structure is disordered. Sites that are shared or filled "
                f"in part, with occupancies: {each}."
            )
        elif self.structure is not None:
            made.append("All sites are fully occupied.")
        return made

    def _symmetry(self) -> list[str]:
        declared = f"Space group as declared: {self.group}." if self.group else ""
        if self.structure is not None and not symmetry_is_declared(self.block):
            declared = "No symmetry is declared: the atoms listed count as all there are."
        return [declared, symmetry_sentence(self.found), *self._magnetism()]

    def _magnetism(self) -> list[str]:
        moments = self.block.column("_atom_site_moment_label")
        said = [f"Magnetic moments are given for {', '.join(moments[:20])}."] if moments else []
        if self.block.has("_atom_site_fourier_wave_vector_seq_id", "_cell_modulation_dimension"):
            said.append("The structure is modulated; what is said here is of its average.")
        return said

    def fields(self) -> dict[str, str]:
        """Return what it is found by."""
        block, held = self.block, self.composition
        fields = {
            "formula": held.formula if held is not None else "",
            "reduced_formula": self.reduced,
            "elements": "-".join(sorted(e.symbol for e in held)) if held is not None else "",
            "declared_formula": plain(block.get("_chemical_formula_sum")),
            "name": name_of(block),
            "space_group": block.get(*SYMBOL),
            "space_group_number": block.get(*NUMBER),
            **found_fields(self.found),
            **(self.cell.fields() if self.cell is not None else {}),
            "density": self.density,
            "Z": block.get("_cell_formula_units_z"),
        }
        if self.structure is not None:
            fields["sites"] = str(len(self.structure))
        if self.sites:
            fields["disordered"] = "yes" if self.shared else "no"
        fields["temperature"] = bare(block.get(*TEMPERATURE))
        fields["data_block"] = block.name
        return fields


def _units(block: CifBlock, declared: "Composition | None", structure: "Structure | None") -> float:
    """Return the number of formula units in the cell: as declared, or as the atoms have it."""
    value = number(block.get("_cell_formula_units_z"))
    if value and 0 < value < 10_000:  # noqa: PLR2004
        return value
    if declared is None or structure is None:
        return 1.0
    listed = structure.composition
    return float(max((listed[e] / n for e, n in declared.items() if listed[e]), default=1.0))


def _agree(listed: "Composition", declared: "Composition") -> bool:
    """Tell whether two compositions are the same up to a factor."""
    elements = {e.symbol for e in listed} | {e.symbol for e in declared}
    return all(
        abs(listed.get_atomic_fraction(e) - declared.get_atomic_fraction(e)) < _AGREEING / 2
        for e in elements
    )


def _cell(block: CifBlock, structure: "Structure | None") -> Cell | None:
    edges, angles = ([block.get(tag) for tag in tags] for tags in (EDGES, ANGLES))
    if any(number(value) is None for value in (*edges, *angles)):
        return None
    if structure is not None:
        volume = structure.volume
    else:
        from pymatgen.core.lattice import Lattice

        volume = Lattice.from_parameters(*(number(v) or 0.0 for v in (*edges, *angles))).volume
    return Cell(edges, angles, f"{volume:.3f}")
