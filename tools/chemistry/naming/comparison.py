"""Whether two structures are one compound, and if not, in what they differ."""

from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from labwright.core.errors import TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.naming.stereogenic import stereogenic_elements
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_MOST_ATOMS = 200
_SECONDS = 15.0
_MOST_TAUTOMERS = 200
_DIFFERENCES: Final = {
    "isotopes": "isotopic labels", "stereo": "stereochemistry",
    "salt": "other components (salt, solvate)", "charge": "protonation or charge",
    "tautomer": "the tautomer",
}  # fmt: skip
"""What two structures of one compound may differ in, the lightest first."""


@tool(
    examples=(
        "Are {molecule} and {molecule} the same compound?",
        "Is {molecule} identical to {molecule}?",
        "Do {molecule} and {molecule} describe the same molecule?",
        "{molecule} vs {molecule}: same structure or different?",
        "Are {molecule} and {molecule} enantiomers, diastereomers or constitutional isomers?",
        "Check whether {molecule} and {molecule} are tautomers",
        "How are {molecule} and {molecule} related as isomers?",
        "{molecule}와 {molecule}는 같은 물질인가?",
    ),
    yields=(
        Yield("same_compound", ("same compound", "same molecule", "same structure",
                                "same substance", "identical to", "identical compounds",
                                "같은 물질", "같은 화합물")),
        Yield("relation", ("isomeric relationship", "are enantiomers", "are diastereomers",
                           "are tautomers", "enantiomers or diastereomers",
                           "relationship between the structures", "이성질체 관계")),
    ),
    domain="Molecules up to 200 atoms besides hydrogen; tautomers by RDKit's rules.",
    cost="seconds",
)  # fmt: skip
def compare_structures(first: Molecule, second: Molecule) -> Finding:
    """Tell whether two structures or names are the same compound, and if not, how they differ.

    Args:
        first: A SMILES, InChI, CAS number or name.
        second: Another one.

    Returns:
        Yes or no, and the relation: identical, enantiomers, diastereomers, the same but for
        stereochemistry, isotopes, salt, charge or tautomer, constitutional isomers, or different.

    Raises:
        TooLarge: If one has over 200 atoms besides hydrogen.

    Example:
        >>> compare_structures("L-alanine", "D-alanine").quantity("relation").value
        'enantiomers'
    """
    one, two = read_molecule(first), read_molecule(second)
    for found in (one, two):
        if found.mol.GetNumHeavyAtoms() > _MOST_ATOMS:
            raise TooLarge(
                f"{found.name[:60]} has {found.mol.GetNumHeavyAtoms()} atoms besides hydrogen; at "
                f"most {_MOST_ATOMS} are compared.",
                "Compare their InChIKeys.",
            )
    relation, explained = isolated(related, one.smiles, two.smiles, seconds=_SECONDS)
    same = relation == "identical"
    return Finding(
        statement=f"Whether {_told(one, two)} are the same compound: {{same_compound}}. They are "
        f"{{relation}}{explained}.",
        quantities=(
            Quantity(key="same_compound", name="same compound", value=same,
                     definition="the same atoms, bonds, charges, isotopes, stereocentres and "
                                "components"),
            Quantity(key="relation", name="relation", value=relation),
        ),
        structures=(one.structure, two.structure),
        caution=_caution(relation),
    )  # fmt: skip


def _told(one: ReadMolecule, two: ReadMolecule) -> str:
    if one.name != two.name:
        return f"{one.name} ({one.smiles}) and {two.name} ({two.smiles})"
    return f"{one.name} ({one.smiles}) and the second structure"


def _caution(relation: str) -> str:
    if _DIFFERENCES["tautomer"] in relation:
        return (
            "Tautomers are isomers in equilibrium; whether both can be isolated depends on the "
            "compound."
        )
    return ""


def related(first: str, second: str) -> tuple[str, str]:
    """Return the relation of two canonical SMILES, and a remark on it.

    The fewest and lightest of the differences that make both the same name the relation.
    """
    if first == second:
        return "identical", ""
    for count in range(1, len(_DIFFERENCES) + 1):
        for chosen in combinations(_DIFFERENCES, count):
            if _levelled(first, chosen) == _levelled(second, chosen):
                return _named(first, second, chosen)
    return _unlike(first, second)


def _named(first: str, second: str, chosen: tuple[str, ...]) -> tuple[str, str]:
    if chosen == ("stereo",):
        return _stereo_relation(first, second)
    differences = " and ".join(_DIFFERENCES[name] for name in chosen)
    return f"the same but for {differences}", ""


def _stereo_relation(first: str, second: str) -> tuple[str, str]:
    from rdkit import Chem

    mols = [Chem.MolFromSmiles(smiles) for smiles in (first, second)]
    open_ones = [not all(element.given for element in stereogenic_elements(mol)) for mol in mols]
    if any(open_ones):
        which = "both leave" if all(open_ones) else (
            "the first leaves" if open_ones[0] else "the second leaves"
        )  # fmt: skip
        return (
            f"the same but for {_DIFFERENCES['stereo']}",
            f", of which {which} some open",
        )
    mirrored = Chem.Mol(mols[0])
    for atom in mirrored.GetAtoms():
        atom.InvertChirality()
    if Chem.MolToSmiles(mirrored) == second:
        return "enantiomers", ""
    bonds_only = "@" not in first + second
    return "diastereomers", (" (E/Z isomers)" if bonds_only else "")


def _levelled(smiles: str, chosen: tuple[str, ...]) -> str:
    """Return a structure without some differences."""
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(smiles)
        for name in ("salt", "charge", "isotopes", "tautomer", "stereo"):
            if name in chosen:
                mol = _levellers()[name](mol)
        return str(Chem.MolToSmiles(Chem.MolFromSmiles(Chem.MolToSmiles(mol)) or mol))


def _levellers() -> "dict[str, Callable[[Mol], Mol]]":
    from rdkit import Chem
    from rdkit.Chem.MolStandardize import rdMolStandardize

    parameters: Any = rdMolStandardize.CleanupParameters()
    parameters.maxTautomers = _MOST_TAUTOMERS
    parameters.tautomerRemoveSp3Stereo = False
    parameters.tautomerRemoveBondStereo = False

    def without_isotopes(mol: "Mol") -> "Mol":
        for atom in mol.GetAtoms():
            atom.SetIsotope(0)
        return Chem.RemoveHs(mol)

    def without_stereo(mol: "Mol") -> "Mol":
        Chem.RemoveStereochemistry(mol)
        return mol

    return {
        "salt": rdMolStandardize.FragmentParent, "charge": rdMolStandardize.Uncharger().uncharge,
        "isotopes": without_isotopes, "stereo": without_stereo,
        "tautomer": rdMolStandardize.TautomerEnumerator(parameters).Canonicalize,
    }  # fmt: skip


def _unlike(first: str, second: str) -> tuple[str, str]:
    from rdkit import Chem
    from rdkit.Chem.rdMolDescriptors import CalcMolFormula

    formulae = [CalcMolFormula(Chem.MolFromSmiles(smiles)) for smiles in (first, second)]
    if formulae[0] == formulae[1]:
        return "constitutional isomers", f", both {formulae[0]}"
    return "different compounds", f", {formulae[0]} and {formulae[1]}"
