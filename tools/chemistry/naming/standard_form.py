"""The standard form of a structure, with every change on the way named."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from labwright.core.errors import TooLarge
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_MOST_ATOMS = 300
_SECONDS = 15.0
_MOST_TAUTOMERS = 200


@tool(
    examples=(
        "Standardise the structure {molecule}",
        "Standardize {molecule} before docking: strip the salt, neutralise, canonical tautomer",
        "Clean up {molecule}",
        "What is the parent structure of {molecule} without its counterion?",
        "Desalt and neutralise {molecule}",
        "normalise this SMILES for a database: {molecule}",
    ),
    yields=(
        Yield("standard_smiles", ("standardise", "standardize", "standardised form",
                                  "standardized form", "desalt", "strip the salt", "salt stripping",
                                  "parent structure", "neutralise the structure",
                                  "neutralize the structure", "표준화")),
    ),
    domain="Organic structures up to 300 atoms; the tautomer is one chosen by rules, not the "
    "most stable one.",
    cost="seconds",
)  # fmt: skip
def standardise(molecule: Molecule) -> Finding:
    """Bring a structure into standard form, naming each step with the structure before and after.

    Args:
        molecule: A SMILES, InChI, CAS number or name.

    Returns:
        The standard form and a table of the steps: cleaning of functional groups, removal of
        other components, neutralisation, choice of tautomer (RDKit's MolStandardize).

    Raises:
        TooLarge: If it has over 300 atoms besides hydrogen.

    Example:
        >>> standardise("sodium acetate").quantity("standard_smiles").value
        'CC(=O)O'
    """
    found = read_molecule(molecule)
    if found.mol.GetNumHeavyAtoms() > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {found.mol.GetNumHeavyAtoms()} atoms besides hydrogen; at most "
            f"{_MOST_ATOMS} are standardised.",
            "Give a smaller structure.",
        )
    steps = isolated(standard_steps, found.smiles, seconds=_SECONDS)
    last = steps[-1][2]
    changed = [step for step in steps if step[1] != step[2]]
    named = ", ".join(step[0] for step in changed)
    said = f"by {named}" if named else "nothing had to be changed"
    return Finding(
        statement=f"The standard form of {found.name} is {{standard_smiles}} ({said}).",
        quantities=(
            Quantity(key="standard_smiles", name="standard SMILES", value=last,
                     method="RDKit MolStandardize: clean-up, parent component, neutral form, "
                            "canonical tautomer"),
            Quantity(key="steps_that_changed", name="steps that changed it", value=len(changed)),
        ),
        structures=(found.structure, Structure(name=f"{found.name}, standard form", smiles=last)),
        table=(("step", "before", "after"), *((s[0], s[1], s[2] if s[1] != s[2] else "unchanged")
                                              for s in steps)),
        caution=_caution(steps),
    )  # fmt: skip


def _caution(steps: list[tuple[str, str, str]]) -> str:
    notes = []
    for name, before, after in steps:
        if name == _PARENT and before != after:
            lost = before.split(".")
            for part in after.split("."):
                if part in lost:
                    lost.remove(part)
            notes.append(f"Removed with the salt or solvate: {', '.join(lost)}.")
        if name == _TAUTOMER and before != after:
            notes.append(
                "The canonical tautomer is one chosen by rules, so that all tautomers give one "
                "structure; it need not be the most stable one."
            )
            if after.count("@") < before.count("@"):
                notes.append("A stereocentre was lost with the change of tautomer.")
    return " ".join(notes)


_PARENT = "removal of other components"
_TAUTOMER = "canonical tautomer"


def standard_steps(smiles: str) -> list[tuple[str, str, str]]:
    """Return each step of the standardisation with the SMILES before and after it."""
    from rdkit import Chem, rdBase
    from rdkit.Chem.MolStandardize import rdMolStandardize

    parameters: Any = rdMolStandardize.CleanupParameters()
    parameters.maxTautomers = _MOST_TAUTOMERS
    parameters.tautomerRemoveSp3Stereo = False  # L-alanine stays L
    parameters.tautomerRemoveBondStereo = False
    tautomers = rdMolStandardize.TautomerEnumerator(parameters)
    work: tuple[tuple[str, Callable[[Mol], Mol]], ...] = (
        ("clean-up of functional groups and metal bonds", rdMolStandardize.Cleanup),
        (_PARENT, rdMolStandardize.FragmentParent),
        ("neutralisation", rdMolStandardize.Uncharger().uncharge),
        (_TAUTOMER, tautomers.Canonicalize),
    )
    steps = []
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(smiles)
        for name, step in work:
            before = Chem.MolToSmiles(mol)
            mol = Chem.MolFromSmiles(Chem.MolToSmiles(step(mol))) or mol
            steps.append((name, before, Chem.MolToSmiles(mol)))
    return steps
