"""The stereochemistry that a structure states, and what it leaves open."""

from typing import TYPE_CHECKING, Any

from labwright.core.errors import TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.naming.stereogenic import stereogenic_elements
from labwright.tools.chemistry.structures import read_smiles
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_MOST_ATOMS = 500
_MOST_ROWS = 200
_SECONDS = 8.0
_OPEN = "not assigned"
Element = tuple[str, str, str]
"""Kind, place and descriptor of a stereogenic centre or double bond."""


@tool(
    examples=(
        "Is {molecule} chiral or achiral?",
        "Does {molecule} rotate polarised light, i.e. is it chiral?",
        "Does {molecule} have undefined stereochemistry?",
        "Is the stereochemistry of {molecule} fully specified?",
        "are all stereocentres of {molecule} assigned, or are some left open?",
        "stereo report for {molecule}",
        "check {molecule} for unassigned stereocentres and double bonds",
        "Is {molecule} a meso compound?",
    ),
    yields=(
        Yield("chiral", ("chiral", "is chiral", "chiral or achiral", "achiral", "chirality",
                         "optically active", "optical activity", "카이랄성", "키랄성")),
        Yield("unspecified_centres", ("unspecified stereocentres", "unassigned stereocentres",
                                      "undefined stereocentres", "unspecified stereocenters",
                                      "unassigned stereocenters", "undefined stereocenters",
                                      "undefined stereochemistry", "stereo report")),
        Yield("specified_centres", ("specified stereocentres", "assigned stereocentres",
                                    "specified stereocenters", "assigned stereocenters")),
    ),
    domain="Tetrahedral centres and double bonds; not atropisomers, helices or metal centres.",
)  # fmt: skip
def stereo_report(molecule: Molecule) -> Finding:
    """List the stereocentres and stereogenic double bonds of a molecule with their descriptors.

    Args:
        molecule: A SMILES, InChI, CAS number or name.

    Returns:
        Each centre and double bond with R, S, E, Z or “not assigned” by the rules of Cahn, Ingold
        and Prelog as RDKit's new algorithm applies them (after Hanson et al., J. Chem. Inf. Model.
        2018, 58, 1755); how many are assigned, and whether the molecule is chiral. Atoms are
        numbered from 1 in the order of the canonical SMILES.

    Raises:
        TooLarge: If it has over 500 atoms besides hydrogen.

    Example:
        >>> stereo_report("L-alanine").quantity("configuration").value
        'C2 S'
    """
    found = read_molecule(molecule)
    if found.mol.GetNumHeavyAtoms() > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {found.mol.GetNumHeavyAtoms()} atoms besides hydrogen; at most "
            f"{_MOST_ATOMS} are looked at.",
            "Give a smaller structure.",
        )
    elements = isolated(stereo_elements, found.smiles, seconds=_SECONDS)
    counts = _counts(elements)
    listed = ", ".join(f"{place} {label}" for _, place, label in elements if label != _OPEN)
    configuration = Quantity(
        key="configuration", name="configuration", value=listed or "none given"
    )
    chirality = _chirality(found.mol, elements)
    chiral = () if chirality is None else (Quantity(key="chiral", name="chiral", value=chirality),)
    verdict = " Whether it is chiral: {chiral}." if chiral else (
        " Whether it is chiral is not settled, as not all centres are assigned."
    )  # fmt: skip
    return Finding(
        statement=f"{found.name} ({found.smiles}) has {{specified_centres}} assigned and "
        "{unspecified_centres} unassigned stereocentres, and {specified_bonds} assigned and "
        "{unspecified_bonds} unassigned double bonds; configuration: {configuration}."
        f"{verdict}",
        quantities=(*counts, configuration, *chiral),
        structures=(found.structure,),
        table=_table(elements),
        caution=_caution(elements),
    )


def _counts(elements: list[Element]) -> tuple[Quantity, ...]:
    kinds = (
        ("centre", "centres", "stereocentres"),
        ("double bond", "bonds", "double bonds"),
    )
    return tuple(
        Quantity(
            key=f"{state}_{plural}", name=f"{state} {words}",
            value=sum(e[0] == kind and (e[2] != _OPEN) == (state == "specified") for e in elements),
        )
        for kind, plural, words in kinds for state in ("specified", "unspecified")
    )  # fmt: skip


def _table(elements: list[Element]) -> tuple[tuple[str, ...], ...]:
    return (("kind", "place", "descriptor"), *elements[:_MOST_ROWS]) if elements else ()


def _caution(elements: list[Element]) -> str:
    left = len(elements) - _MOST_ROWS
    return f"{left} more centres are not listed in the table." if left > 0 else ""


def stereo_elements(smiles: str) -> list[Element]:
    """Return the stereocentres and stereogenic double bonds of a structure."""
    from rdkit.Chem import rdCIPLabeler

    mol = read_smiles(smiles)
    rdCIPLabeler.AssignCIPLabels(mol)
    found: list[Element] = []
    for element in stereogenic_elements(mol):
        atoms = [mol.GetAtomWithIdx(index) for index in element.atoms]
        if element.is_centre:
            found.append(("centre", _place(atoms[0]), _label(atoms[0], element.given)))
        else:
            bond = mol.GetBondBetweenAtoms(*element.atoms)
            place = f"{_place(atoms[0])}={_place(atoms[1])}"
            found.append(("double bond", place, _label(bond, element.given)))
    return found


def _place(atom: Any) -> str:
    return f"{atom.GetSymbol()}{atom.GetIdx() + 1}"


def _label(part: Any, given: bool) -> str:
    if not given:
        return _OPEN
    return str(part.GetProp("_CIPCode")) if part.HasProp("_CIPCode") else "assigned, no CIP label"


def _chirality(mol: "Mol", elements: list[Element]) -> bool | None:
    """Tell whether a molecule differs from its mirror image; None if that is not settled."""
    from rdkit import Chem

    centres = [e for e in elements if e[0] == "centre"]
    if len(centres) == 1 and centres[0][2] == _OPEN:
        return True  # either way it differs from its mirror image
    if any(label == _OPEN for _, _, label in centres):
        return None
    mirrored = Chem.Mol(mol)
    for atom in mirrored.GetAtoms():
        atom.InvertChirality()
    return bool(Chem.MolToSmiles(mol) != Chem.MolToSmiles(mirrored))
