"""Distances along bonds."""

from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.drawing import draw_svg
from labwright.tools.chemistry.structure.written import WrittenMolecule, read_written
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, counted

_MOST_DRAWN = 200
_Index = Annotated[int | None, Field(ge=0, le=20_000)]


@tool(
    examples=(
        "How many bonds lie between the two dummy atoms of {molecule}?",
        "Shortest path in bonds between the atoms marked * in {molecule}",
        "topological distance between atom 0 and atom 5 of {molecule}",
        "Count the bonds on the shortest path connecting the attachment points in {molecule}",
        "How far apart are the two asterisks in {molecule}, in bonds?",
    ),
    yields=(
        Yield("bonds", ("shortest path", "topological distance", "graph distance",
                        "bonds between", "bond distance", "number of bonds along",
                        "bonds along the shortest path", "최단 경로", "위상 거리")),
    ),
    domain="Two dummy atoms (*) in a SMILES, or two atoms by index in the order of the SMILES.",
)  # fmt: skip
def shortest_path(
    molecule: Molecule,
    first_atom: Annotated[_Index, counted("from atom", "atom", "first atom")] = None,
    second_atom: Annotated[_Index, counted("to atom", "and atom", "second atom")] = None,
) -> Finding:
    """Count the bonds on the shortest path between two atoms of a molecule.

    Args:
        molecule: A SMILES, with two dummy atoms ``*`` unless atoms are given by index.
        first_atom: Index of an atom, from 0 in the order of the SMILES.
        second_atom: Index of the other atom.

    Returns:
        The number of bonds, those to the two atoms included, with the path drawn.

    Raises:
        BadArgument: If there are not exactly two atoms to go between, or no path.

    Example:
        >>> shortest_path("*CCC*").quantity("bonds").value
        4
    """
    from rdkit.Chem import GetShortestPath

    found = read_written(molecule)
    start, end = _ends(found, first_atom, second_atom)
    path = list(GetShortestPath(found.mol, start, end)) if start != end else [start]
    if not path:
        raise BadArgument(
            f"No bonds lead from atom {start} to atom {end} of {found.name[:60]}.",
            "Give two atoms of one molecule, not of two ions or components.",
        )
    symbols = "–".join(found.mol.GetAtomWithIdx(index).GetSymbol() for index in path)
    return Finding(
        statement=f"The shortest path between atom {{first}} and atom {{second}} of {found.name} "
        "has {bonds} bonds.",
        quantities=(
            Quantity(key="bonds", name="bonds on the shortest path", value=len(path) - 1,
                     definition="every bond counts one, whatever its order"),
            Quantity(key="path", name="path", value=", ".join(map(str, path)),
                     definition=f"indices of its atoms ({symbols[:400]})"),
            Quantity(key="first", name="index of the first atom", value=start),
            Quantity(key="second", name="index of the second atom", value=end),
        ),
        structures=(found.structure,),
        figure=draw_svg(found.mol, highlight=path) if _small(found) else "",
        caution=found.order_note,
    )  # fmt: skip


def _small(found: WrittenMolecule) -> bool:
    return bool(found.mol.GetNumAtoms() <= _MOST_DRAWN)


def _ends(found: WrittenMolecule, first: int | None, second: int | None) -> tuple[int, int]:
    dummies = [a.GetIdx() for a in found.mol.GetAtoms() if a.GetAtomicNum() == 0]
    if first is None and second is None:
        if len(dummies) == 2:  # noqa: PLR2004
            return dummies[0], dummies[1]
        raise BadArgument(
            f"{found.name[:60]} has {len(dummies)} dummy atoms; a path needs two ends.",
            "Mark two atoms with *, as in *CCC*, or give two indices.",
        )
    if first is None or second is None:
        raise BadArgument("One atom only is given.", "Give the indices of two atoms, from 0.")
    for index in (first, second):
        if not 0 <= index < found.mol.GetNumAtoms():
            raise BadArgument(
                f"{found.name[:60]} has no atom {index}.",
                f"Its atoms are 0 to {found.mol.GetNumAtoms() - 1}.",
            )
    return first, second
