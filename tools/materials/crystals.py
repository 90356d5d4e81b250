"""Crystal structures read from files, with what is wrong with them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from labwright.core.errors import BadArgument, MissingFile, TooLarge, UnreadableDocument
from labwright.knowledge.readers.crystals.cif import CifBlock, read_blocks
from labwright.knowledge.readers.crystals.cif_sites import sites_of
from labwright.knowledge.readers.crystals.cif_structure import (
    MOST_IMAGES,
    NUMBER,
    SYMBOL,
    declared_composition,
    images_of,
    structure_of,
)
from labwright.knowledge.readers.crystals.crystal import materials, rounded
from labwright.knowledge.readers.crystals.poscar import read_poscar_lines
from labwright.knowledge.readers.crystals.poscar_report import known_symbols
from labwright.knowledge.readers.decoding import decode, read_bytes
from labwright.tools.materials.geometries import read_xyz_geometry

if TYPE_CHECKING:
    from pymatgen.core.composition import Composition
    from pymatgen.core.structure import Structure

_AGREEING = 0.01
_MOST_SITES = 5_000


@dataclass(frozen=True)
class Crystal:
    """A crystal structure as a tool works on it.

    Args:
        name: The formula and file that it goes by in prose.
        formula: Its formula.
        structure: All atoms of the unit cell that are listed.
        contents: What the cell holds, with atoms that are declared and not listed.
        units: How many formula units that is.
        block: The data block of its CIF; None for other files.
        notes: What was noticed while reading.
    """

    name: str
    formula: str
    structure: "Structure"
    contents: "Composition"
    units: float
    block: CifBlock | None = None
    notes: tuple[str, ...] = ()

    @property
    def declared_symbol(self) -> str:
        """The space group symbol that the file declares; empty if none."""
        return self.block.get(*SYMBOL).strip("'\" ") if self.block else ""

    @property
    def declared_number(self) -> int:
        """The number of the space group that the file declares, or its symbol means; 0 if none."""
        if self.block is None:
            return 0
        written = self.block.get(*NUMBER)
        return int(written) if written.isdigit() else number_of_symbol(self.declared_symbol)


def read_crystal_file(file: str) -> Crystal:
    """Read a crystal structure.

    Args:
        file: Path of a CIF, a POSCAR or CONTCAR, or an XYZ with a cell in its comment line.

    Returns:
        The structure; of a CIF with several, the first.

    Raises:
        MissingFile: If there is no such file.
        UnreadableDocument: If it is damaged or describes no structure; says where.
        BadArgument: If it has no cell, or does not name its elements.
        TooLarge: If it has too many atoms.
    """
    path = found_path(file)
    with materials():
        if path.suffix.lower() == ".xyz":
            crystal = _of_xyz(path)
        elif path.suffix.lower() in (".cif", ".mcif"):
            crystal = _of_cif(path)
        else:
            crystal = _of_poscar(path)
    if len(crystal.structure) > _MOST_SITES:
        raise TooLarge(
            f"{path.name} has {len(crystal.structure):,} sites in its cell; at most "
            f"{_MOST_SITES:,} are read.",
            "Give the primitive cell.",
        )
    return crystal


def found_path(file: str) -> Path:
    """Return the path of a file that is there.

    Args:
        file: Path, from the current folder.

    Returns:
        The path.

    Raises:
        MissingFile: If there is no such file.
    """
    if not file.strip() or "\0" in file:
        raise MissingFile("No file is named.", "Give the path of a CIF, POSCAR or XYZ file.")
    path = Path(file.strip()).expanduser()
    try:
        there = path.is_file()
    except OSError:  # a name that is too long
        there = False
    if not there:
        raise MissingFile(
            f"There is no file “{file[:200]}” (looked for from {Path.cwd()}).",
            "Check its name and folder.",
        )
    return path


def _of_cif(path: Path) -> Crystal:
    text, notes = decode(read_bytes(path, "a CIF"))
    blocks, passed_over = read_blocks(text)
    with_atoms = [block for block in blocks if sites_of(block)]
    if not with_atoms:
        if any(block.column("_atom_site_cartn_x") for block in blocks):
            raise BadArgument(
                f"{path.name} lists atoms without fractional coordinates, as files of proteins do.",
                "Give a CIF of a small-molecule or inorganic crystal.",
            )
        raise UnreadableDocument(
            f"{path.name} lists no atoms.", "Give the CIF of a structure, not of reflections."
        )
    block, sites = with_atoms[0], sites_of(with_atoms[0])
    if (images := images_of(block, sites)) > MOST_IMAGES:
        raise TooLarge(
            f"Symmetry makes {images:,} atoms of those in {path.name}; at most {MOST_IMAGES:,} "
            "are built.",
            "Give a smaller structure, or its primitive cell.",
        )
    structure = structure_of(block, sites)
    made = [*notes, *passed_over]
    if len(with_atoms) > 1:
        made.append(f"only the first of {len(with_atoms)} structures in the file is read")
    return _crystal(path, structure, block, made)


def _of_poscar(path: Path) -> Crystal:
    from pymatgen.core.lattice import Lattice
    from pymatgen.core.structure import Structure

    text, notes = decode(read_bytes(path, "a POSCAR"))
    found = read_poscar_lines(text, known_symbols())
    if not found.symbols:
        raise BadArgument(
            f"{path.name} names no elements.", "Write them in the line above the counts of atoms."
        )
    lattice = Lattice(found.lattice)
    if not lattice.volume > 1e-3:  # noqa: PLR2004
        raise UnreadableDocument("Its three vectors span no cell.", "Check lines 3 to 5.")
    structure = Structure(
        lattice, found.species, found.places, coords_are_cartesian=found.cartesian
    )
    return _crystal(path, structure, None, [*notes, *found.notes])


def _of_xyz(path: Path) -> Crystal:
    from pymatgen.core.lattice import Lattice
    from pymatgen.core.structure import Structure

    read = read_xyz_geometry(path)
    if not read.lattice:
        raise BadArgument(
            f"{path.name} gives atoms without a unit cell.",
            'Give a CIF or POSCAR, or write Lattice="…" into the comment line of the XYZ file.',
        )
    rows = [list(read.lattice[i : i + 3]) for i in (0, 3, 6)]
    structure = Structure(Lattice(rows), read.symbols, read.places, coords_are_cartesian=True)
    return _crystal(path, structure, None, list(read.notes))


def _crystal(
    path: Path, structure: "Structure", block: CifBlock | None, notes: list[str]
) -> Crystal:
    contents, units = _contents(structure, block)
    formula = unit_formula(contents, units)
    return Crystal(
        f"{formula} ({path.name})", formula, structure, contents, units, block, tuple(notes)
    )


def _contents(structure: "Structure", block: CifBlock | None) -> tuple["Composition", float]:
    """Return what the cell holds, and how many formula units that is.

    The formula and the Z of the file count where the atoms agree with them; hydrogen that a file
    declares and does not list counts as declared.
    """
    held = structure.composition
    written = block.get("_cell_formula_units_z") if block else ""
    declared = declared_composition(block) if block else None
    if declared is not None:
        ratio = held.num_atoms / declared.num_atoms
        if _agree(held, declared * ratio):
            whole = declared.get_reduced_composition_and_factor()[1] if ratio == 1 else 1.0
            return held, round(ratio * whole, 6)
        heavy = next((e for e in declared if held[e] and e.symbol not in ("H", "D")), None)
        units = round(held[heavy] / declared[heavy], 3) if heavy else 0.0
        full = declared * units
        if units and all(held[e] <= full[e] * (1 + _AGREEING) for e in held):
            return full, units
    if written.isdigit() and int(written):
        return held, float(written)
    return held, float(held.get_reduced_composition_and_factor()[1])


def _agree(first: "Composition", second: "Composition") -> bool:
    elements = set(first) | set(second)
    return all(abs(first[e] - second[e]) <= _AGREEING * max(second[e], 1.0) for e in elements)


def unit_formula(contents: "Composition", units: float) -> str:
    """Return the formula of a share of the cell's contents as a chemist would write it."""
    order = sorted(contents, key=lambda element: element.X)
    if {"C", "H"} <= {element.symbol for element in contents}:
        order = sorted(contents, key=lambda e: (e.symbol != "C", e.symbol != "H", e.symbol))
    counts = ((element.symbol, rounded(contents[element] / units, 4)) for element in order)
    return "".join(symbol + (count if count != "1" else "") for symbol, count in counts)


def number_of_symbol(symbol: str) -> int:
    """Return the number of a space group by its symbol, in any setting that pymatgen knows.

    Example:
        >>> number_of_symbol("P b n m"), number_of_symbol("P 21/c"), number_of_symbol("?")
        (62, 14, 0)
    """
    import re
    import warnings

    from pymatgen.symmetry.groups import SpaceGroup

    bare = re.sub(r"\s|:\w+$|[SZ]$", "", symbol)
    unique_axis = re.fullmatch(r"([PCABI])(2_?1?|[mcabn]|2_?1?/[mcabn])", bare)
    for name in filter(None, (bare, unique_axis and f"{unique_axis[1]}1{unique_axis[2]}1")):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return int(SpaceGroup(name).int_number)
            except (ValueError, KeyError):
                continue
    return 0
