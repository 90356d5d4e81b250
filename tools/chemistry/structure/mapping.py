"""Atoms of one SMILES found again in another of the same molecule."""

from typing import TYPE_CHECKING

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.drawing import draw_grid_svg
from labwright.tools.chemistry.structure.written import WrittenMolecule, read_written
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_LISTED = 200
_MOST_DRAWN = 80


@tool(
    examples=(
        "Map the atoms of {molecule} onto {molecule}",
        "Atom mapping between the two SMILES {molecule} and {molecule} of the same molecule",
        "Which atom of {molecule} corresponds to which atom of {molecule}?",
        "{molecule} and {molecule} are the same compound, give the index pairs of their atoms",
        "atom correspondence {molecule} {molecule}",
    ),
    yields=(
        Yield("mapping", ("atom mapping", "mapping of atoms", "atom map", "atom correspondence",
                          "corresponding atoms", "corresponding atom index", "원자 매핑",
                          "원자 대응")),
    ),
    domain="Two texts of one molecule; heavy atoms, numbered from 0 as written.",
)  # fmt: skip
def map_atoms(first: Molecule, second: Molecule) -> Finding:
    """Map the atoms of a SMILES to those of another SMILES of the same molecule.

    Args:
        first: A SMILES.
        second: Another SMILES of the same molecule.

    Returns:
        Pairs of indices, from 0 in the order in which the atoms were written; where symmetry
        allows several mappings, one of them.

    Raises:
        BadArgument: If they are different molecules.

    Example:
        >>> map_atoms("OCC", "CCO").quantity("mapping").value
        '[(0, 2), (1, 1), (2, 0)]'
    """
    one, two = read_written(first), read_written(second)
    pairs, kept = _isomorphism(one, two)
    number = min(len(pairs), _LISTED)
    rows = [(str(i), one.mol.GetAtomWithIdx(i).GetSymbol(), str(j)) for i, j in pairs[:number]]
    return Finding(
        statement=f"Atoms of {one.name} correspond to atoms of {two.name} as {{mapping}}.",
        quantities=(
            Quantity(key="mapping", name="atom mapping", value=str(pairs),
                     definition="pairs (index in the first, index in the second), from 0",
                     method="canonical numbering of both"),
            Quantity(key="mapped_atoms", name="mapped atoms", value=len(pairs)),
        ),
        structures=(one.structure, two.structure),
        table=(("atom in first", "element", "atom in second"), *rows),
        figure=_figure(one.mol, two.mol),
        caution=_caution(one, two, kept, len(pairs) - number),
    )  # fmt: skip


def _isomorphism(one: WrittenMolecule, two: WrittenMolecule) -> tuple[list[tuple[int, int]], bool]:
    """Return the pairs, and whether stereochemistry agrees as well."""
    first, second = _order(one.mol), _order(two.mol)
    if first[1] == second[1]:
        return _pairs(first[0], second[0]), True
    bare_one, bare_two = _order(_flat(one.mol)), _order(_flat(two.mol))
    if bare_one[1] == bare_two[1]:
        return _pairs(bare_one[0], bare_two[0]), False
    raise BadArgument(
        f"“{one.name[:80]}” and “{two.name[:80]}” are different molecules.",
        "Give two SMILES of one molecule; for two molecules ask for their common substructure.",
    )


def _order(mol: "Mol") -> tuple[list[int], str]:
    """Return the atoms in the order of the canonical SMILES, and that SMILES."""
    from rdkit import Chem

    smiles = Chem.MolToSmiles(mol)
    return [
        int(index) for index in mol.GetPropsAsDict(True, True)["_smilesAtomOutputOrder"]
    ], smiles


def _pairs(first: list[int], second: list[int]) -> list[tuple[int, int]]:
    return sorted(zip(first, second, strict=True))


def _flat(mol: "Mol") -> "Mol":
    from rdkit import Chem

    flat = Chem.Mol(mol)
    Chem.RemoveStereochemistry(flat)
    return flat


def _figure(one: "Mol", two: "Mol") -> str:
    from rdkit import Chem

    if one.GetNumAtoms() > _MOST_DRAWN:
        return ""
    numbered = []
    for mol in (one, two):
        copy = Chem.Mol(mol)
        for atom in copy.GetAtoms():
            atom.SetProp("atomNote", str(atom.GetIdx()))
        numbered.append(copy)
    return draw_grid_svg(numbered, ["first", "second"], width=320, height=260)


def _caution(one: WrittenMolecule, two: WrittenMolecule, kept: bool, left_out: int) -> str:
    from rdkit import Chem

    parts = []
    ranks = list(Chem.CanonicalRankAtoms(one.mol, breakTies=False))
    if len(set(ranks)) < len(ranks):
        parts.append("The molecule has equivalent atoms, so other mappings are right as well.")
    if not kept:
        parts.append("The two differ in stereochemistry, which the mapping leaves aside.")
    if not (one.as_given and two.as_given):
        parts.append("A molecule given by name is numbered as in its canonical SMILES.")
    if left_out:
        parts.append(f"The table leaves out {left_out} pairs.")
    return " ".join(parts)
