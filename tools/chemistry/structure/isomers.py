"""Constitutional isomers of a formula, counted and listed."""

from collections import Counter
from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.drawing import draw_grid_svg
from labwright.tools.chemistry.groups import functional_groups
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.structure.alkane_counts import count_alkanes
from labwright.tools.chemistry.structure.isomer_growth import VALENCES, grow_isomers
from labwright.tools.chemistry.structures import composition, hill_order, read_formula, read_smiles
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Formula

_MOST_ATOMS = 30
_MOST_KEPT = 200_000
_LISTED = 200
_DRAWN = 12
_LONG_ALKANE, _LONGEST_ALKANE = 13, 100
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SPARE = 5.0
_LEFT_OUT = {
    "nitro compounds": {"N": 1, "O": 2, "C": 1}, "N-oxides": {"N": 1, "O": 1, "C": 3},
    "isocyanides": {"N": 1, "C": 2}, "azides and diazo compounds": {"N": 2, "C": 1},
    "sulfoxides and sulfones": {"S": 1, "O": 1, "C": 2},
    "phosphine oxides and phosphates": {"P": 1, "O": 1},
}  # fmt: skip


@tool(
    examples=(
        "How many constitutional isomers does {formula} have?",
        "number of structural isomers of {formula} without stereoisomers",
        "List all isomers of {formula}",
        "Which structures are possible for the formula {formula}?",
        "isomer count {formula}",
        "Draw every structural isomer with the molecular formula {formula}",
    ),
    yields=(
        Yield("isomers", ("constitutional isomers", "structural isomers", "number of isomers",
                          "how many isomers", "isomer count", "all isomers", "skeletal isomers",
                          "possible isomers", "구조 이성질체", "구조이성질체", "이성질체 수")),
    ),
    domain="Neutral closed-shell molecules of C, H, N, O, P, S, halogens, B, Si in their ordinary "
    "valences, up to 30 heavy atoms as long as time allows; every connected graph counts.",
    cost="seconds",
)  # fmt: skip
def constitutional_isomers(
    formula: Formula,
    seconds: Annotated[float, Field(gt=0, le=600)] = 6.0,
    most: Annotated[int, Field(ge=1, le=2_000_000)] = _MOST_KEPT,
) -> Finding:
    """Count and list the constitutional isomers of a formula.

    Args:
        formula: A formula such as C5H12O, or a molecule, of which only the atoms count.
        seconds: After how long the search is given up.
        most: How many structures the search may hold at once.

    Returns:
        The number of isomers, of them those with and without rings, and the first 200 as SMILES.
        Stereoisomers count once; forms that differ by the place of a hydrogen, such as enols,
        count each. The count is that of connected multigraphs with the valences as degrees
        (Grund, Kerber and Laue, MATCH 1992, 27, 87).

    Raises:
        BadArgument: If the formula has no such molecule.
        TooLarge: If it has too many.

    Example:
        >>> constitutional_isomers("C5H12").quantity("isomers").value
        3
    """
    atoms, written = _read(formula)
    if _is_long_alkane(atoms):
        return _alkanes(atoms["C"], written)
    found = isolated(grow_isomers, atoms, seconds, most, seconds=seconds + _SPARE)
    rings = [_rings(smiles) for smiles in found]
    ordered = [s for _, s in sorted(zip(rings, found, strict=True))]
    plural = "s" if len(found) != 1 else ""
    return Finding(
        statement=f"There are {{isomers}} constitutional isomers of {written}, {{acyclic}} of "
        "them without rings and {cyclic} with rings."
        if plural
        else f"There is {{isomers}} structure with the formula {written}.",
        quantities=(
            Quantity(key="isomers", name=f"constitutional isomers of {written}",
                     value=len(found), definition="distinct ways to bond the atoms; "
                     "stereoisomers count once, tautomers count each",
                     method="exhaustive growth of molecular graphs"),
            Quantity(key="acyclic", name="isomers without rings", value=rings.count(0)),
            Quantity(key="cyclic", name="isomers with rings",
                     value=len(rings) - rings.count(0)),
        ),
        structures=tuple(Structure(name=s, smiles=s) for s in ordered[:_DRAWN]),
        table=_table(ordered),
        figure=draw_grid_svg([read_smiles(s) for s in ordered[:_DRAWN]], ordered[:_DRAWN]),
        caution=_caution(atoms, len(found)),
    )  # fmt: skip


def _rings(smiles: str) -> int:
    from rdkit.Chem.rdMolDescriptors import CalcNumRings

    return int(CalcNumRings(read_smiles(smiles)))


def _is_long_alkane(atoms: dict[str, int]) -> bool:
    carbons = atoms.get("C", 0)
    return set(atoms) == {"C", "H"} and atoms["H"] == 2 * carbons + 2 and carbons > _LONG_ALKANE


def _alkanes(carbons: int, written: str) -> Finding:
    return Finding(
        statement=f"There are {{isomers}} constitutional isomers of {written}, all without rings.",
        quantities=(
            Quantity(key="isomers", name=f"constitutional isomers of {written}",
                     value=count_alkanes(carbons), definition="stereoisomers count once",
                     method="generating functions of trees (Otter 1948)"),
        ),
        caution=f"Alkanes of more than {_LONG_ALKANE} carbons are counted, not listed.",
    )  # fmt: skip


def _read(formula: str) -> tuple[dict[str, int], str]:
    bare = formula.strip().replace(" ", "").translate(_SUBSCRIPTS)
    counts = read_formula(bare)
    if counts is None:
        counts = _neutral(read_molecule(formula))
    if strange := [symbol for symbol in counts if symbol not in VALENCES]:
        raise BadArgument(
            f"Isomers with {strange[0]} are not counted.",
            f"The elements known here are {', '.join(VALENCES)}.",
        )
    heavy = sum(n for s, n in counts.items() if s != "H")
    long = _is_long_alkane(dict(counts)) and heavy <= _LONGEST_ALKANE
    if heavy > _MOST_ATOMS and not long:
        raise TooLarge(
            f"{formula[:40]} has {heavy} atoms other than hydrogen; at most {_MOST_ATOMS} are "
            "handled.", "Give a smaller formula.",
        )  # fmt: skip
    return dict(counts), hill_order(counts)


def _neutral(found: ReadMolecule) -> Counter[str]:
    if any(atom.GetFormalCharge() for atom in found.mol.GetAtoms()) and "." in found.smiles:
        raise BadArgument(f"{found.name} is a salt.", "Give the formula of one neutral molecule.")
    if sum(atom.GetFormalCharge() for atom in found.mol.GetAtoms()):
        raise BadArgument(f"{found.name} has a charge.", "Give the formula of a neutral molecule.")
    return composition(found.smiles)


def _table(smiles: list[str]) -> tuple[tuple[str, ...], ...]:
    rows = [("no.", "SMILES", "functional groups")]
    for number, one in enumerate(smiles[:_LISTED], 1):
        groups = functional_groups(f"smiles:{one}").quantities
        rows.append((str(number), one, ", ".join(f"{g.name} ×{g.value}" for g in groups)))
    return tuple(rows)


def _caution(atoms: dict[str, int], number: int) -> str:
    parts = ["Graphs are counted, strained and unstable ones too, and stereoisomers once."]
    left_out = [
        words
        for words, needed in _LEFT_OUT.items()
        if all(atoms.get(symbol, 0) >= number for symbol, number in needed.items())
    ]
    if left_out:
        parts.append(f"Ordinary valences only: {', '.join(left_out)} are left out.")
    if number > _LISTED:
        parts.append(f"The table lists the first {_LISTED}; {number - _LISTED} are left out.")
    return " ".join(parts)
