"""Counting atoms."""

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.structures import element_symbols
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Element, Molecule


@tool(
    examples=(
        "How many {element} atoms are in {molecule}?",
        "Count the {element} atoms of {molecule}",
        "number of {element}s in {molecule}",
    ),
    yields=(Yield("atoms", ("atoms of", "원자 수", "원자수")),),
    domain="Any molecule; implicit hydrogens are counted.",
)
def count_atoms(molecule: Molecule, element: Element) -> Finding:
    """Count the atoms of one element in a molecule.

    Args:
        molecule: A name, CAS number, InChI or SMILES.
        element: Chemical symbol, such as C or Cl.

    Returns:
        The number of atoms, hydrogens written or not.

    Raises:
        BadArgument: If the element does not exist.

    Example:
        >>> count_atoms("aspirin", "C").sentence()
        'aspirin has 9 C atoms.'
    """
    from rdkit import Chem

    if element not in element_symbols():
        raise BadArgument(f"“{element}” is not a chemical symbol.", "Give one such as C or Cl.")
    found = read_molecule(molecule)
    number = sum(a.GetSymbol() == element for a in Chem.AddHs(found.mol).GetAtoms())
    return Finding(
        statement=f"{found.name} has {{atoms}} {element} atom{'s' * (number != 1)}.",
        quantities=(Quantity(key="atoms", name=f"{element} atoms", value=number),),
        structures=(found.structure,),
    )
