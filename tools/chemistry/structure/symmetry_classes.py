"""Classes of atoms that symmetry makes equivalent."""

from typing import TYPE_CHECKING

from labwright.core.errors import TooLarge
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.drawing import draw_svg
from labwright.tools.chemistry.structure.written import read_written
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_MOST_ATOMS = 1000
_MOST_DRAWN = 120
_LISTED = 200


@tool(
    examples=(
        "Which atoms of {molecule} are equivalent by symmetry?",
        "symmetry classes of the atoms in {molecule}",
        "How many kinds of heavy atoms does {molecule} have by topological symmetry?",
        "List the equivalent atoms of {molecule}",
    ),
    yields=(
        Yield("classes", ("symmetry classes", "equivalent atoms", "symmetry-equivalent atoms",
                          "topological symmetry", "atom equivalence", "대칭 등가 원자")),
    ),
    domain="Any molecule up to 1,000 heavy atoms; bonds alone count, not shape.",
)  # fmt: skip
def symmetry_classes(molecule: Molecule) -> Finding:
    """Sort the heavy atoms of a molecule into classes that are equivalent by symmetry.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        The number of classes and the atoms of each, by refinement of neighbourhoods with
        stereochemistry kept (Weininger, Weininger and Weininger, J. Chem. Inf. Comput. Sci. 1989,
        29, 97).

    Raises:
        TooLarge: If the molecule is over the bound.

    Example:
        >>> symmetry_classes("toluene").quantity("classes").value
        5
    """
    from rdkit import Chem

    found = read_written(molecule)
    number = found.mol.GetNumAtoms()
    if number > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {number} heavy atoms; at most {_MOST_ATOMS} are sorted.",
            "Give its repeating part.",
        )
    members: dict[int, list[int]] = {}
    for index, rank in enumerate(Chem.CanonicalRankAtoms(found.mol, breakTies=False)):
        members.setdefault(rank, []).append(index)
    rows = [
        (str(k), found.mol.GetAtomWithIdx(m[0]).GetSymbol(), str(len(m)), ", ".join(map(str, m)))
        for k, m in enumerate(members.values(), 1)
    ]
    left_out = f" The table leaves out {len(rows) - _LISTED} classes." * (len(rows) > _LISTED)
    return Finding(
        statement=f"The {{atoms}} heavy atoms of {found.name} fall into {{classes}} classes of "
        "equivalent atoms.",
        quantities=(
            Quantity(key="classes", name="symmetry classes", value=len(members),
                     definition="heavy atoms that no property of the graph tells apart"),
            Quantity(key="atoms", name="heavy atoms", value=number),
        ),
        structures=(found.structure,),
        table=(("class", "element", "atoms", "indices"), *rows[:_LISTED]),
        figure=_figure(found.mol, members) if number <= _MOST_DRAWN else "",
        caution=found.order_note + left_out,
    )  # fmt: skip


def _figure(mol: "Mol", members: dict[int, list[int]]) -> str:
    from rdkit import Chem

    copy = Chem.Mol(mol)
    for label, atoms in enumerate(members.values(), 1):
        for index in atoms:
            copy.GetAtomWithIdx(index).SetProp("atomNote", str(label))
    return draw_svg(copy)
