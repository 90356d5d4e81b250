"""What molecules have in common."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.drawing import draw_grid_svg
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.structure.substitution import common_core
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecules

if TYPE_CHECKING:
    from rdkit.Chem import Mol

MOST_MOLECULES = 200
MOST_ATOMS = 150
_SPARE = 3.0
_DRAWN = 9
_LISTED = 200


@tool(
    examples=(
        "What is the maximum common substructure of {molecule} and {molecule}?",
        "MCS of {molecule}, {molecule} and {molecule}",
        "What do {molecule} and {molecule} have in common structurally?",
        "Largest shared fragment between {molecule} and {molecule}, drawn",
        "Which part is the same in {molecule}, {molecule} and {molecule}?",
        "Show the structural differences between {molecule} and {molecule}",
    ),
    yields=(
        Yield("common_substructure",
              ("maximum common substructure", "largest common substructure", "MCS",
               "common substructure", "common core", "shared substructure", "in common",
               "structural difference", "structural differences", "최대 공통 부분구조",
               "공통 부분구조", "공통 구조")),
        Yield("common_atoms", ("atoms in common", "shared atoms")),
    ),
    domain="2 to 200 molecules of at most 150 heavy atoms; elements and bond orders match, rings "
    "match whole.",
    cost="seconds",
)  # fmt: skip
def common_substructure(
    molecules: Molecules, seconds: Annotated[int, Field(ge=1, le=300)] = 4
) -> Finding:
    """Find the largest substructure that all of several molecules share, and draw it in each.

    Args:
        molecules: Two molecules or more.
        seconds: After how long the best that was found is given.

    Returns:
        The maximum common substructure as SMILES and SMARTS, its numbers of atoms and bonds, and
        the molecules drawn in line with it, differences bare. The search grows matched bonds and
        backtracks (Dalke and Hastings, J. Cheminf. 2013, 5 Suppl. 1, O6).

    Raises:
        BadArgument: If fewer than two molecules are given.
        TooLarge: If they are over the bounds.

    Example:
        >>> common_substructure(["phenol", "toluene"]).quantity("common_atoms").value
        6
    """
    found = read_series(molecules)
    smarts, atoms, bonds, stopped = isolated(
        common_core, [m.smiles for m in found], seconds, seconds=seconds + _SPARE
    )
    names = _listed([m.name for m in found])
    if not atoms:
        return Finding(
            statement=f"{names} share no bond: {{common_atoms}} atoms are in common.",
            quantities=(_count("common_atoms", "atoms in common", 0),),
            structures=tuple(m.structure for m in found),
        )
    matches = [_match(m.mol, smarts) for m in found]
    core = _fragment(found[0].mol, matches[0])
    return Finding(
        statement=f"The largest substructure common to {names} is {{common_substructure}}, with "
        "{common_atoms} heavy atoms and {common_bonds} bonds.",
        quantities=(
            Quantity(key="common_substructure", name="maximum common substructure", value=core,
                     definition="connected; elements and bond orders match, rings match whole"),
            Quantity(key="common_smarts", name="SMARTS of the common substructure", value=smarts),
            _count("common_atoms", "heavy atoms in common", atoms),
            _count("common_bonds", "bonds in common", bonds)),
        structures=(*(m.structure for m in found),
                    Structure(name="common substructure", smiles=core)),
        table=_table(found, matches),
        figure=_figure(found, smarts, matches),
        caution=f"The search was stopped after {seconds} s; a larger one may exist. Raise "
        "“seconds” to search on." if stopped else "",
    )  # fmt: skip


def read_series(molecules: Sequence[str]) -> list[ReadMolecule]:
    """Read two molecules or more, within bounds, each once.

    Args:
        molecules: Names or SMILES.

    Returns:
        The molecules.

    Raises:
        BadArgument: If fewer than two different ones are given.
        TooLarge: If they are too many or too large.
    """
    if len(molecules) > MOST_MOLECULES:
        raise TooLarge(
            f"{len(molecules)} molecules are given; at most {MOST_MOLECULES} are compared.",
            "Give fewer molecules.",
        )
    found = list({m.smiles: m for m in map(read_molecule, molecules)}.values())
    for one in found:
        if one.mol.GetNumAtoms() > MOST_ATOMS:
            raise TooLarge(
                f"{one.name[:60]} has {one.mol.GetNumAtoms()} heavy atoms; at most {MOST_ATOMS} "
                "are compared.", "Give smaller molecules.",
            )  # fmt: skip
    if len(found) < 2:  # noqa: PLR2004
        raise BadArgument(
            "A comparison needs two different molecules.", "Name the molecules to compare."
        )
    return found


def _count(key: str, name: str, value: int) -> Quantity:
    return Quantity(key=key, name=name, value=value)


def _listed(names: list[str]) -> str:
    if len(names) > 6:  # noqa: PLR2004
        return f"{', '.join(names[:5])} and {len(names) - 5} more"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _match(mol: "Mol", smarts: str) -> list[int]:
    from rdkit import Chem

    return list(mol.GetSubstructMatch(Chem.MolFromSmarts(smarts)))


def _fragment(mol: "Mol", atoms: list[int]) -> str:
    from rdkit import Chem

    return str(Chem.MolFragmentToSmiles(mol, atoms, isomericSmiles=False))


def _table(found: list[ReadMolecule], matches: list[list[int]]) -> tuple[tuple[str, ...], ...]:
    rows = [("molecule", "heavy atoms", "atoms not in common", "what differs")]
    for one, match in list(zip(found, matches, strict=True))[:_LISTED]:
        rest = sorted(set(range(one.mol.GetNumAtoms())) - set(match))
        shown = _fragment(one.mol, rest) if rest else "nothing"
        rows.append((one.name, str(one.mol.GetNumAtoms()), str(len(rest)), shown))
    return tuple(rows)


def _figure(found: list[ReadMolecule], smarts: str, matches: list[list[int]]) -> str:
    from rdkit import Chem
    from rdkit.Chem import rdDepictor

    drawn = [Chem.Mol(m.mol) for m in found[:_DRAWN]]
    rdDepictor.Compute2DCoords(drawn[0])
    for mol, match in zip(drawn[1:], matches[1:], strict=False):
        pairs = list(zip(matches[0], match, strict=True))
        _align(mol, drawn[0], pairs)
    names = [m.name[:40] for m in found[:_DRAWN]]
    return draw_grid_svg(drawn, names, matches[:_DRAWN])


def _align(mol: "Mol", reference: "Mol", pairs: list[tuple[int, int]]) -> None:
    from rdkit.Chem import rdDepictor

    settings: Any = rdDepictor.ConstrainedDepictionParams()
    try:
        rdDepictor.GenerateDepictionMatching2DStructure(mol, reference, pairs, -1, settings)
    except (RuntimeError, ValueError):  # a core that cannot be laid on the other as it lies
        rdDepictor.Compute2DCoords(mol)
