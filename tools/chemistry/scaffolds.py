"""Scaffolds."""

from labwright.core.finding import Finding, Structure
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.structures import canonical
from labwright.tools.contract import Molecule, Yield, tool


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

    Example:
        >>> scaffold("aspirin").sentence()
        'The Bemis-Murcko scaffold of aspirin is c1ccccc1.'
    """
    from rdkit.Chem.Scaffolds.MurckoScaffold import GetScaffoldForMol

    found = read_molecule(molecule)
    core = GetScaffoldForMol(found.mol)
    if core.GetNumAtoms() == 0:
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
