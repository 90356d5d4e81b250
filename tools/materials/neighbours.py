"""What surrounds the atoms of a crystal: coordination numbers and bond lengths."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.materials.crystals import Crystal, read_crystal_file
from labwright.tools.materials.faults import faults_of, overlap_in
from labwright.tools.materials.valences import electronegativity
from labwright.tools.parameters import CrystalFile, Element

if TYPE_CHECKING:
    from pymatgen.core.structure import Structure

_SECONDS = 40
_MOST_SITES = 400
_MOST_ROWS = 200
_METHOD = "CrystalNN (Pan et al., Inorg. Chem. 2021, 60, 1590)"


@dataclass(frozen=True)
class Shell:
    """The neighbours of one site.

    Args:
        site: Its place in the cell, counted from 1.
        element: Its element.
        alike: How many sites of the cell symmetry makes of it.
        lengths: Elements of its neighbours and their distances in Å.
    """

    site: int
    element: str
    alike: int
    lengths: tuple[tuple[str, float], ...]


@tool(
    examples=(
        "What is the coordination number of {element} in {file}?",
        "How is {element} coordinated in the crystal {file}?",
        "bond lengths around {element} in {file}",
        "nearest neighbours of every site in {file}",
        "{element}-O distance in {file}",
        "Which atoms surround the {element} atoms of {file}, and how far away are they?",
        "List interatomic distances in {file}",
    ),
    yields=(
        Yield("coordination", ("coordination number", "coordination numbers",
                               "coordination environment", "coordination polyhedra",
                               "배위수")),
        Yield("bond_lengths", ("interatomic distances", "nearest neighbour atoms",
                               "nearest neighbor atoms", "bond lengths in the crystal",
                               "nearest-neighbour distance"), "angstrom"),
    ),
    domain="Ordered crystals of up to 400 sites in the cell.",
    agent="materials",
    cost="seconds",
)  # fmt: skip
def nearest_neighbours(file: CrystalFile, element: Element = "") -> Finding:
    """Find the neighbours of the atoms of a crystal: coordination numbers and bond lengths.

    Args:
        file: A CIF, POSCAR, or XYZ with a cell.
        element: Only atoms of this element; all if none is given.

    Returns:
        For each element its coordination numbers, and for each pair its bond lengths; the table
        has the inequivalent sites. Which atoms count as neighbours is decided by CrystalNN (Pan et
        al., Inorg. Chem. 2021, 60, 1590) from distances and solid angles.

    Raises:
        MissingFile: If there is no such file.
        BadArgument: If the structure is disordered or lacks the element.
        TooLarge: If it has too many sites.

    Example:
        >>> nearest_neighbours("NaCl.cif").quantity("coordination_na").value  # doctest: +SKIP
        6
    """
    crystal = read_crystal_file(file)
    refuse_disorder(crystal, _MOST_SITES)
    present = {e.symbol for e in crystal.structure.composition}
    if element and element not in present:
        raise BadArgument(
            f"{crystal.name} holds no {element}.", f"It holds {', '.join(sorted(present))}."
        )
    shells = isolated(shells_of, crystal.structure, element, seconds=_SECONDS)
    quantities = [*_coordination(shells), *_lengths(shells)]
    numbers = [q for q in quantities if q.key.startswith("coordination_")]
    lengths = [q for q in quantities if q.key.startswith("shortest_")]
    said = ", ".join(f"{q.name.rsplit(' ', 1)[-1]} {{{q.key}}}" for q in numbers)
    bonds = ", ".join(f"{q.name.split(' ', 1)[1]} {{{q.key}}}" for q in lengths)
    return Finding(
        statement=f"Coordination numbers in {crystal.name}: {said}."
        + (f" Shortest bonds: {bonds}." if bonds else ""),
        quantities=tuple(quantities),
        caution=" ".join((
            "Where one shell ends and the next begins is a convention; other algorithms may count "
            "otherwise.", *(fault.told for fault in faults_of(crystal)),
        )),
        table=_table(shells),
    )  # fmt: skip


def refuse_disorder(crystal: Crystal, most: int) -> None:
    """Raise where a structure is not one that can be computed with atom by atom.

    Args:
        crystal: The structure.
        most: How many sites its cell may have.

    Raises:
        BadArgument: If places are filled in part or atoms are on top of each other.
        TooLarge: If it has more sites.
    """
    if not crystal.structure.is_ordered:
        raise BadArgument(
            f"{crystal.name} is disordered: places are shared or filled in part.",
            "Give an ordered model of it.",
        )
    if told := overlap_in(crystal.structure):
        raise BadArgument(f"{crystal.name}: {told}", "Check the coordinates.")
    if (size := len(crystal.structure)) > most:
        raise TooLarge(
            f"{crystal.name} has {size:,} sites in its cell; at most {most:,} are computed.",
            "Give its primitive cell, or a smaller model.",
        )


def _coordination(shells: list[Shell]) -> list[Quantity]:
    found: dict[str, set[int]] = defaultdict(set)
    for shell in shells:
        found[shell.element].add(len(shell.lengths))
    return [
        Quantity(key=f"coordination_{symbol.lower()}", name=f"coordination number of {symbol}",
                 value=min(numbers) if len(numbers) == 1 else ", ".join(map(str, sorted(numbers))),
                 method=_METHOD)
        for symbol, numbers in found.items()
    ]  # fmt: skip


def _lengths(shells: list[Shell]) -> list[Quantity]:
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for shell in shells:
        for other, length in shell.lengths:
            found[shell.element, other] += [length] * shell.alike
    made = []
    for (first, second), lengths in found.items():
        if _later(first, second) and (second, first) in found:
            continue
        key = f"{first}_{second}".lower()
        for kind, value in (("shortest", min(lengths)), ("mean", sum(lengths) / len(lengths))):
            made.append(
                Quantity(key=f"{kind}_{key}", name=f"{kind} {first}–{second} bond", value=value,
                         unit="angstrom", decimals=4, method=_METHOD)
            )  # fmt: skip
    return made


def _later(first: str, second: str) -> bool:
    """Tell whether a pair is written the other way round, as in Ti–O and C–H."""
    rank = [(symbol == "H", electronegativity(symbol), symbol) for symbol in (first, second)]
    return rank[0] > rank[1]


def _table(shells: list[Shell]) -> tuple[tuple[str, ...], ...]:
    rows = [
        (
            f"{shell.element} ({shell.site})",
            str(shell.alike),
            str(len(shell.lengths)),
            ", ".join(f"{s} ×{n}" for s, n in Counter(s for s, _ in shell.lengths).items()),
            ", ".join(f"{length:.3f}" for _, length in shell.lengths),
        )
        for shell in shells[:_MOST_ROWS]
    ]
    return ("site", "sites alike", "coordination number", "neighbours", "distances / Å"), *rows


def shells_of(structure: "Structure", element: str) -> list[Shell]:
    """Find the neighbours of inequivalent sites; called in a process of its own.

    Args:
        structure: An ordered structure.
        element: Only sites of this element; all if empty.

    Returns:
        The neighbours of each site, near ones first.
    """
    import warnings

    from pymatgen.analysis.local_env import CrystalNN

    bare = structure.copy()
    bare.remove_oxidation_states()
    finder = CrystalNN()
    made = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for at, alike in sorted(_inequivalent(bare).items()):
            symbol = bare[at].specie.symbol
            if element and symbol != element:
                continue
            near = [
                (entry["site"].specie.symbol, float(bare[at].distance(entry["site"], (0, 0, 0))))
                for entry in finder.get_nn_info(bare, at)
            ]
            near.sort(key=lambda pair: pair[1])
            made.append(Shell(at + 1, symbol, alike, tuple(near)))
    return made


def _inequivalent(structure: "Structure") -> dict[int, int]:
    """Return the first of each kind of site with the number of its kind."""
    from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

    try:
        data = SpacegroupAnalyzer(structure, symprec=0.01).get_symmetry_dataset()
        return dict(Counter(int(first) for first in data.equivalent_atoms))
    except Exception:  # spglib finds none: every site counts for itself
        return dict.fromkeys(range(len(structure)), 1)
