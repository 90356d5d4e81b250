"""From a block of a CIF to its crystal structure."""

import re
from itertools import product
from typing import TYPE_CHECKING

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.crystals.cif import CifBlock, number
from labwright.knowledge.readers.crystals.cif_sites import PLACES, Site

if TYPE_CHECKING:
    from pymatgen.core.composition import Composition
    from pymatgen.core.structure import Structure

EDGES = ("_cell_length_a", "_cell_length_b", "_cell_length_c")
ANGLES = ("_cell_angle_alpha", "_cell_angle_beta", "_cell_angle_gamma")
_OPERATIONS = (
    "_symmetry_equiv_pos_as_xyz",
    "_space_group_symop_operation_xyz",
    "_space_group_symop_magn_operation_xyz",
    "_space_group_symop_ssg_operation_algebraic",
    "_space_group_symop_magn_ssg_operation_algebraic",
)
_CENTRINGS = (
    "_space_group_symop_magn_centering_xyz",
    "_space_group_symop_magn_ssg_centering_algebraic",
)
SYMBOL = (
    "_symmetry_space_group_name_h-m",
    "_space_group_name_h-m_alt",
    "_space_group_name_h-m_ref",
)
NUMBER = ("_symmetry_int_tables_number", "_space_group_it_number")
MOST_IMAGES = 8_000
"""Atoms times symmetry operations that are built: pymatgen's time goes with their square."""

_PART = r"[-+]?(?:[xyz]|\d*\.?\d+(?:/[1-9]\d*)?)(?:[-+](?:[xyz]|\d*\.?\d+(?:/[1-9]\d*)?))*"
_TRIPLET = re.compile(rf"{_PART},{_PART},{_PART}")
_SOME = 8
_OVERFULL = 1.05


def structure_of(block: CifBlock, sites: list[Site]) -> "Structure":
    """Build the structure of a block.

    Args:
        block: The block.
        sites: Its atoms.

    Returns:
        All atoms of the unit cell.

    Raises:
        UnreadableDocument: If cell, symmetry or atoms do not make a structure; says what.
    """
    from pymatgen.io.cif import CifParser

    _check(block, sites)
    try:
        parser = CifParser.from_str(_written(block, sites), occupancy_tolerance=_OVERFULL)
        built = parser.parse_structures(primitive=False, check_occu=True, on_error="raise")
    except Exception as error:
        raise UnreadableDocument(
            f"The atoms of data block “{block.name}” (line {block.line}) make no structure: "
            f"{_said(error)}.",
            "Check its cell, symmetry and atoms.",
        ) from error
    return built[0]


def images_of(block: CifBlock, sites: list[Site]) -> int:
    """Return how many images of its atoms the symmetry of a block makes."""
    operations, centrings = _symmetry(block)
    return len(sites) * (len(operations) * len(centrings) or _named_order(block))


def _named_order(block: CifBlock) -> int:
    """Return how many operations the space group has that is named; 1 where none is."""
    from pymatgen.symmetry.groups import SpaceGroup

    symbol, group = block.get(*SYMBOL), block.get(*NUMBER)
    if not symbol and not group:
        return 1
    try:
        return int(SpaceGroup(re.sub(r"\s", "", symbol)).order)
    except (ValueError, KeyError):
        pass
    try:
        return int(SpaceGroup.from_int_number(int(group)).order)
    except (ValueError, KeyError):
        return _SOME


def _said(error: Exception) -> str:
    text = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    return text if len(text) < 200 else f"{text[:199]}…"  # noqa: PLR2004


def _check(block: CifBlock, sites: list[Site]) -> None:
    """Raise if a cell length or coordinate is no number: pymatgen would only say so of it."""
    loop = block.loop_of(PLACES[0])
    bad = next(
        (
            f"{tag} is “{block.get(tag)}”"
            for tag in (*EDGES, *ANGLES)
            if number(block.get(tag)) is None
        ),
        "",
    )
    for each in (operation for part in _symmetry(block) for operation in part):
        if not bad and not _triplet(each):
            bad = f"the symmetry operation “{each[:40]}” cannot be read"
    for row, site in enumerate(sites, 1):
        where = f"row {row} of the table in line {loop.line}" if loop else f"atom {row}"
        if not bad and any(number(value) is None for value in site.place):
            bad = f"{where} ({site.label}) has no coordinates"
        if not bad and not site.element:
            bad = f"{where} ({site.label}) is of no known element"
    if bad:
        raise UnreadableDocument(
            f"Data block “{block.name}” (line {block.line}) is incomplete: {bad}.",
            "Get it anew, or mend it there.",
        )


def _symmetry(block: CifBlock) -> tuple[list[str], list[str]]:
    """Return the symmetry operations of a block and its centrings, as written."""
    found = next((block.column(tag) for tag in _OPERATIONS if block.column(tag)), [])
    centred = next((block.column(tag) for tag in _CENTRINGS if block.column(tag)), [])
    return [each for each in found if each], [each for each in centred if each] or ["x,y,z"]


def _operations(block: CifBlock) -> list[str]:
    """Return the symmetry operations of a block as triplets, those of centrings multiplied in."""
    found, centred = (list(map(_triplet, each)) for each in _symmetry(block))
    if len(centred) == 1:
        return found
    return list(dict.fromkeys(_after(c, t) for t, c in product(found, centred)))


def _triplet(operation: str) -> str:
    """Return “x,y,z” of an operation; what it does to time or a fourth dimension is left out."""
    text = re.sub(r"\s", "", operation.lower())
    parts = text.split(",")[:3]
    for name, numbered in zip("xyz", ("x1", "x2", "x3"), strict=True):
        parts = [part.replace(numbered, name) for part in parts]
    triplet = ",".join(parts)
    return triplet if len(parts) == 3 and _TRIPLET.fullmatch(triplet) else ""  # noqa: PLR2004


def _after(centring: str, operation: str) -> str:
    """Return an operation with the shift of a centring behind it."""
    from pymatgen.core.operations import SymmOp

    both = SymmOp.from_xyz_str(centring) * SymmOp.from_xyz_str(operation)
    return str(both.as_xyz_str()).replace(" ", "")


def _written(block: CifBlock, sites: list[Site]) -> str:
    """Write what the structure needs as a new, clean CIF."""
    lines = ["data_clean"]
    for tag in (*EDGES, *ANGLES):
        lines.append(f"{tag} {number(block.get(tag))!r}")
    operations = _operations(block)
    if operations:
        lines += ["loop_", "_symmetry_equiv_pos_as_xyz", *(f"'{each}'" for each in operations)]
    else:
        lines += _named_symmetry(block)
    names = ("label", "type_symbol", "fract_x", "fract_y", "fract_z", "occupancy")
    lines += ["loop_", *(f"_atom_site_{name}" for name in names)]
    for at, site in enumerate(sites):
        place = " ".join(repr(number(value)) for value in site.place)
        lines.append(f"{site.element}{at} {site.element} {place} {site.share!r}")
    return "\n".join(lines) + "\n"


def _named_symmetry(block: CifBlock) -> list[str]:
    lines = []
    if symbol := block.get(*SYMBOL).replace("'", ""):
        lines.append(f"_symmetry_space_group_name_H-M '{symbol}'")
    if (group := block.get(*NUMBER)).isdigit():
        lines.append(f"_symmetry_Int_Tables_number {group}")
    return lines


def declared_composition(block: CifBlock) -> "Composition | None":
    """Return the composition that a block declares; None if it declares none that can be read."""
    from pymatgen.core.composition import Composition
    from pymatgen.core.periodic_table import Element

    text = block.get("_chemical_formula_sum")
    if not text or len(text) > 300 or re.search(r"\s\.", text):  # noqa: PLR2004
        return None
    try:
        made = Composition(text)
    except Exception:  # whatever pymatgen thinks of it
        return None
    known = all(isinstance(element, Element) for element in made)
    return made if known and 0 < made.num_atoms < 1e6 else None  # noqa: PLR2004


def symmetry_is_declared(block: CifBlock) -> bool:
    """Tell whether a block says anything of its symmetry."""
    return bool(_symmetry(block)[0] or block.get(*SYMBOL) or block.get(*NUMBER))
