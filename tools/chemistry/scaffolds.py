"""Scaffolds."""

from typing import TYPE_CHECKING

from labwright.core.errors import TooLarge
from labwright.core.finding import Finding, Structure
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.structures import canonical
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_MOST_ATOMS = 800
"""The search for side chains takes time with the cube of the atoms: half a second for 600."""


@tool(
    examples=(
        "What is the Bemis-Murcko scaffold of {molecule}?",
        "Extract the ring framework of {molecule}",
        "core scaffold of {molecule}",
    ),
    yields=(Yield("scaffold", ("scaffold", "Murcko", "framework", "core structure", "스캐폴드",
                               "골격")),),
    domain="Molecules with rings; an acyclic molecule has no scaffold.",
)  # fmt: skip
def scaffold(molecule: Molecule) -> Finding:
    """Reduce a molecule to its Bemis-Murcko scaffold: rings and what links them.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        The scaffold as SMILES (Bemis and Murcko, J. Med. Chem. 1996, 39, 2887).

    Raises:
        BadStructure: If the structure cannot be read.
        TooLarge: If a molecule with rings is over the bound.

    Example:
        >>> scaffold("aspirin").sentence()
        'The Bemis-Murcko scaffold of aspirin is c1ccccc1.'
    """
    found = read_molecule(molecule)
    core = _murcko(found)
    if core is None:
        return Finding(
            statement=f"{found.name} has no ring and so no Bemis-Murcko scaffold.",
            structures=(found.structure,),
        )
    smiles = canonical(core)
    return Finding(
        statement=f"The Bemis-Murcko scaffold of {found.name} is {{scaffold}}.",
        quantities=(Quantity(key="scaffold", name="Bemis-Murcko scaffold", value=smiles),),
        structures=(found.structure, Structure(name=f"scaffold of {found.name}", smiles=smiles)),
    )


@tool(
    examples=(
        "What is the generic scaffold of {molecule}?",
        "Reduce {molecule} to its cyclic skeleton, all atoms carbon and all bonds single",
        "generic Murcko framework of {molecule}",
        "CSK of {molecule}",
    ),
    yields=(Yield("generic_scaffold", ("generic scaffold", "generic Murcko scaffold",
                                       "generic framework", "generic Murcko framework",
                                       "cyclic skeleton", "CSK", "graph framework",
                                       "일반 스캐폴드")),),
    domain="Molecules with rings; an acyclic molecule has no scaffold.",
)  # fmt: skip
def generic_scaffold(molecule: Molecule) -> Finding:
    """Reduce a molecule to its generic scaffold: rings and links as carbon with single bonds.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        The graph framework as SMILES (Bemis and Murcko, J. Med. Chem. 1996, 39, 2887): what hangs
        on the rings, exocyclic double bonds too, is left out.

    Raises:
        BadStructure: If the structure cannot be read.
        TooLarge: If a molecule with rings is over the bound.

    Example:
        >>> generic_scaffold("nicotine").sentence()
        'The generic scaffold of nicotine is C1CCC(C2CCCC2)CC1.'
    """
    from rdkit.Chem.Scaffolds.MurckoScaffold import GetScaffoldForMol, MakeScaffoldGeneric

    found = read_molecule(molecule)
    core = _murcko(found)
    if core is None:
        return Finding(
            statement=f"{found.name} has no ring and so no generic scaffold.",
            structures=(found.structure,),
        )
    # An exocyclic =O becomes a substituent only once its bond is single, so it is cut afterwards.
    smiles = canonical(GetScaffoldForMol(MakeScaffoldGeneric(core)))
    return Finding(
        statement=f"The generic scaffold of {found.name} is {{generic_scaffold}}.",
        quantities=(
            Quantity(key="generic_scaffold", name="generic scaffold", value=smiles,
                     definition="every atom carbon, every bond single, no substituents"),
        ),
        structures=(
            found.structure, Structure(name=f"generic scaffold of {found.name}", smiles=smiles),
        ),
    )  # fmt: skip


def _murcko(found: ReadMolecule) -> "Mol | None":
    """Return the scaffold of a molecule, or None if it has no ring."""
    from rdkit.Chem.Scaffolds.MurckoScaffold import GetScaffoldForMol

    if not found.mol.GetRingInfo().NumRings():
        return None
    if (number := found.mol.GetNumAtoms()) > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {number} heavy atoms; scaffolds are found up to {_MOST_ATOMS}.",
            "Give a smaller molecule.",
        )
    core: Mol = GetScaffoldForMol(found.mol)
    return core
