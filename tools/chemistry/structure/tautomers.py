"""Tautomers."""

from typing import Annotated, Any

from pydantic import Field

from labwright.core.errors import TooLarge
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.drawing import draw_grid_svg
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.structures import read_smiles
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

_MOST_ATOMS = 100
_SPARE = 3.0
_LISTED = 200
_DRAWN = 12


@tool(
    examples=(
        "What tautomers does {molecule} have?",
        "Enumerate the tautomers of {molecule}",
        "How many tautomeric forms of {molecule} are there?",
        "canonical tautomer of {molecule}",
        "keto and enol forms of {molecule}",
    ),
    yields=(
        Yield("tautomers", ("tautomers", "tautomer", "tautomeric forms", "tautomerism",
                            "keto-enol", "keto–enol", "호변 이성질체", "호변이성질체")),
    ),
    domain="Movements of hydrogen along conjugated systems, for molecules up to 100 heavy atoms; "
    "ring–chain tautomers and stabilities are not given.",
    cost="seconds",
)  # fmt: skip
def tautomers(molecule: Molecule, most: Annotated[int, Field(ge=1, le=5000)] = 1000) -> Finding:
    """List the tautomers of a molecule.

    Args:
        molecule: A name, CAS number, InChI or SMILES.
        most: At how many tautomers to stop.

    Returns:
        The number of tautomers, each as SMILES, and the one that stands for all in a register
        (rules after Sitzmann, Ihlenfeldt and Nicklaus, J. Comput.-Aided Mol. Des. 2010, 24, 521).

    Raises:
        TooLarge: If the molecule is over the bound.

    Example:
        >>> tautomers("2-hydroxypyridine").quantity("canonical_tautomer").value
        'O=c1cccc[nH]1'
    """
    found = read_molecule(molecule)
    if (number := found.mol.GetNumAtoms()) > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {number} heavy atoms; at most {_MOST_ATOMS} are handled.",
            "Give the part with the mobile hydrogens.",
        )
    forms, best, stopped = isolated(enumerated, found.smiles, most, seconds=5.0 + _SPARE)
    verb, kind = ("is", "form") if len(forms) == 1 else ("are", "tautomers")
    drawn = [best, *(f for f in forms if f != best)][:_DRAWN]
    return Finding(
        statement=f"There {verb} {{tautomers}} {kind} of {found.name}, itself included; the one "
        "that stands for all is {canonical_tautomer}.",
        quantities=(
            Quantity(key="tautomers", name="tautomers", value=len(forms),
                     definition="forms that differ in places of hydrogens and double bonds"),
            Quantity(key="canonical_tautomer", name="canonical tautomer", value=best,
                     definition="chosen by a score for registration, not by stability")),
        structures=(found.structure, *(Structure(name=f, smiles=f) for f in drawn)),
        table=(("no.", "SMILES", ""),
               *((str(n), f, "as given" if f == found.smiles else "")
                 for n, f in enumerate(forms[:_LISTED], 1))),
        figure=draw_grid_svg([read_smiles(f) for f in drawn], drawn),
        caution=_caution(len(forms), stopped, most),
    )  # fmt: skip


def enumerated(smiles: str, most: int) -> tuple[list[str], str, bool]:
    """List tautomers.

    Args:
        smiles: The molecule.
        most: At how many to stop.

    Returns:
        The tautomers as canonical SMILES, the canonical one, and whether the search was stopped.
    """
    from rdkit import Chem
    from rdkit.Chem.MolStandardize import rdMolStandardize

    options: Any = rdMolStandardize.CleanupParameters()
    options.maxTautomers = most
    options.maxTransforms = 10 * most
    options.tautomerRemoveSp3Stereo = False
    options.tautomerRemoveBondStereo = False
    search = rdMolStandardize.TautomerEnumerator(options)
    mol = Chem.MolFromSmiles(smiles)
    result = search.Enumerate(mol)
    forms = {str(s) for s in result.smiles} | {smiles}
    best = str(Chem.MolToSmiles(search.PickCanonical(result)))
    stopped = str(result.status) != "Completed"
    return sorted(forms), best, stopped


def _caution(number: int, stopped: bool, most: int) -> str:
    parts = ["Nothing is said of which tautomer prevails; that depends on solvent and phase."]
    if stopped:
        parts.append(f"The search was stopped at {most}; raise “most” to go on.")
    if number > _LISTED:
        parts.append(f"The table leaves out {number - _LISTED}.")
    return " ".join(parts)
