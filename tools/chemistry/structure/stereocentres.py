"""Stereocentres and double bonds with their CIP labels."""

from typing import TYPE_CHECKING

from labwright.core.errors import LibraryFailed, TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.drawing import draw_svg
from labwright.tools.chemistry.structure.written import read_written
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_MOST_ATOMS = 400
_MOST_DRAWN = 150
_LISTED = 200
_SECONDS = 8.0
_OPEN = "not assigned"

Label = tuple[str, tuple[int, ...], str]
"""Kind, atoms, and CIP label of a stereo element."""


@tool(
    examples=(
        "Which stereocentres does {molecule} have, R or S?",
        "CIP labels of {molecule}",
        "Is {molecule} R or S?",
        "How many chiral centers are in {molecule}?",
        "Assign E/Z and R/S to {molecule}",
        "absolute configuration of {molecule}",
        "Is {molecule} chiral?",
    ),
    yields=(
        Yield("stereocentres", ("stereocentres", "stereocenters", "stereogenic centers",
                                "stereogenic centres", "chiral centers", "chiral centres",
                                "asymmetric carbons", "asymmetric carbon atoms", "chiral carbons",
                                "키랄 중심", "카이랄 중심", "입체 중심")),
        Yield("labels", ("CIP labels", "CIP descriptors", "CIP label", "absolute configuration",
                         "R/S configuration", "E/Z configuration", "R or S", "E or Z",
                         "절대 배열")),
    ),
    domain="Tetrahedral centres and double bonds of molecules up to 400 heavy atoms; axial and "
    "helical chirality is not seen.",
    cost="seconds",
)  # fmt: skip
def stereocentres(molecule: Molecule) -> Finding:
    """List the stereocentres and double bonds of a molecule with their CIP labels.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        Numbers of centres and double bonds, how many are left open, and R, S, E or Z for each, by
        the sequence rules of Cahn, Ingold and Prelog (Hanson et al., J. Chem. Inf. Model. 2018,
        58, 1755), in a table and in a drawing.

    Raises:
        TooLarge: If the molecule is over the bound.

    Example:
        >>> stereocentres("L-alanine").quantity("labels").value
        '1S'
    """
    found = read_written(molecule)
    number = found.mol.GetNumAtoms()
    if number > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {number} heavy atoms; labels are assigned up to {_MOST_ATOMS}.",
            "Give a smaller molecule.",
        )
    source = found.name if found.as_given else found.smiles
    labels = isolated(assigned, source, seconds=_SECONDS)
    centres = [label for label in labels if label[0] == "centre"]
    bonds = [label for label in labels if label[0] != "centre"]
    left_open = sum(label[2] == _OPEN for label in labels)
    written = ", ".join(f"{'='.join(map(str, atoms))}{name}" for _, atoms, name in labels
                        if name != _OPEN) or "none"  # fmt: skip
    return Finding(
        statement=_statement(found.name, len(centres), len(bonds)),
        quantities=(
            Quantity(key="stereocentres", name="stereocentres", value=len(centres),
                     definition="tetrahedral stereogenic centres, assigned or open"),
            Quantity(key="stereo_bonds", name="stereogenic double bonds", value=len(bonds)),
            Quantity(key="unassigned", name="centres and bonds left open", value=left_open),
            Quantity(key="labels", name="CIP labels", value=written,
                     definition="index of the atom or atoms with R, S, E or Z; lower case marks "
                     "pseudoasymmetry", method="CIP sequence rules 1 to 5"),
        ),
        structures=(found.structure,),
        table=_table(found.mol, labels),
        figure=_figure(found.mol, labels) if number <= _MOST_DRAWN else "",
        caution=_caution(found.order_note, left_open, len(labels)),
    )  # fmt: skip


def _statement(name: str, centres: int, bonds: int) -> str:
    if not centres + bonds:
        return f"{name} has {{stereocentres}} stereocentres and {{stereo_bonds}} stereogenic " \
            "double bonds."  # fmt: skip
    return (
        f"{name} has {{stereocentres}} stereocentre{'s' * (centres != 1)} and {{stereo_bonds}} "
        f"stereogenic double bond{'s' * (bonds != 1)}, {{unassigned}} of them left open; CIP "
        "labels by atom: {labels}."
    )


def _caution(order: str, left_open: int, number: int) -> str:
    parts = [order] if number else []
    if left_open:
        parts.append("What is left open in the structure has no label.")
    if number > _LISTED:
        parts.append(f"The table leaves out {number - _LISTED}.")
    return " ".join(parts)


def assigned(smiles: str) -> list[Label]:
    """Assign CIP labels to all stereo elements of a SMILES.

    Args:
        smiles: The SMILES, whose order of atoms is kept.

    Returns:
        The elements in the order of their atoms.

    Raises:
        LibraryFailed: If the rules take too many steps.
    """
    from rdkit import Chem
    from rdkit.Chem import rdCIPLabeler

    mol = Chem.MolFromSmiles(smiles)
    try:
        rdCIPLabeler.AssignCIPLabels(mol, maxRecursiveIterations=1_250_000)
    except RuntimeError as error:
        raise LibraryFailed(
            "The sequence rules need too many steps for this molecule.", "Give a smaller molecule."
        ) from error
    found: list[Label] = []
    for element in Chem.FindPotentialStereo(mol):
        if element.type == Chem.StereoType.Atom_Tetrahedral:
            atom = mol.GetAtomWithIdx(element.centeredOn)
            found.append(("centre", (atom.GetIdx(),), _code(atom)))
        elif element.type == Chem.StereoType.Bond_Double:
            bond = mol.GetBondWithIdx(element.centeredOn)
            ends = tuple(sorted((bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())))
            found.append(("double bond", ends, _code(bond)))
    return sorted(found, key=lambda label: label[1])


def _code(element: object) -> str:
    if element.HasProp("_CIPCode"):  # type: ignore[attr-defined]
        return str(element.GetProp("_CIPCode"))  # type: ignore[attr-defined]
    return _OPEN


def _table(mol: "Mol", labels: list[Label]) -> tuple[tuple[str, ...], ...]:
    if not labels:
        return ()
    rows = [("kind", "atoms", "elements", "label")]
    for kind, atoms, name in labels[:_LISTED]:
        symbols = "=".join(mol.GetAtomWithIdx(i).GetSymbol() for i in atoms)
        rows.append((kind, ", ".join(map(str, atoms)), symbols, name))
    return tuple(rows)


def _figure(mol: "Mol", labels: list[Label]) -> str:
    from rdkit import Chem

    copy = Chem.Mol(mol)
    marked = []
    for kind, atoms, name in labels:
        shown = "?" if name == _OPEN else name
        if kind == "centre":
            copy.GetAtomWithIdx(atoms[0]).SetProp("atomNote", f"({shown})")
            marked.append(atoms[0])
        else:
            copy.GetBondBetweenAtoms(*atoms).SetProp("bondNote", f"({shown})")
    return draw_svg(copy, highlight=marked)
