"""Who is this molecule: structure of a name, identifiers, formula."""

from typing import TYPE_CHECKING

from labwright.core.finding import Finding, Structure
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.names import resolve
from labwright.tools.chemistry.naming.stereogenic import stereogenic_elements
from labwright.tools.chemistry.structures import read_smiles
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

if TYPE_CHECKING:
    from rdkit.Chem import Mol


@tool(
    examples=(
        "What is the SMILES of {molecule}?",
        "Show me the structure of {molecule} as a SMILES string",
        "Convert the name {molecule} to a structure",
        "Resolve {molecule}",
    ),
    yields=(Yield("smiles", ("SMILES", "SMILES string", "SMILES code", "구조식을 SMILES")),),
    domain="Names in the embedded tables (about 76 000 compounds); systematic names with Java.",
    needs=("lookup",),
)
def resolve_name(molecule: Molecule) -> Finding:
    """Find the structure of a compound from its name.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        Canonical SMILES and what it was resolved by.

    Raises:
        UnknownName: If no local source knows it; the nearest names are given.

    Example:
        >>> resolve_name("ethanol").sentence()
        'ethanol is CCO (resolved by: name table of chemicals).'
    """
    found = resolve(molecule)
    return Finding(
        statement=f"{found.name} is {{smiles}} (resolved by: {found.source}).",
        quantities=(Quantity(key="smiles", name="SMILES", value=found.smiles),),
        structures=(Structure(name=found.name, smiles=found.smiles),),
        caution=_open_stereo(read_smiles(found.smiles)),
    )


def _open_stereo(mol: "Mol") -> str:
    """Say how many stereocentres and double bonds a structure leaves open."""
    elements = [element for element in stereogenic_elements(mol) if not element.given]
    centres = sum(element.is_centre for element in elements)
    carbon_bonds = [
        element for element in elements
        if {mol.GetAtomWithIdx(index).GetSymbol() for index in element.atoms} == {"C"}
    ]  # fmt: skip
    # Azo compounds and oximes are left flat by convention.
    bonds = sum(not element.is_centre for element in carbon_bonds)
    parts = [
        f"{number} {word}{'s' if number > 1 else ''}"
        for number, word in ((centres, "stereocentre"), (bonds, "double bond"))
        if number
    ]
    if not parts:
        return ""
    verb = "is" if centres + bonds == 1 else "are"
    return f"{' and '.join(parts)} {verb} not assigned in this structure."


@tool(
    examples=(
        "Give me the InChI and InChIKey of {molecule}",
        "What is the canonical SMILES of {molecule}?",
        "Identifiers of {molecule}",
        "Canonicalise {molecule}",
    ),
    yields=(
        Yield("smiles", ("canonical SMILES", "identifiers", "식별자")),
        Yield("inchi", ("InChI",)),
        Yield("inchikey", ("InChIKey", "InChI key")),
    ),
    domain="Organic and inorganic molecules; InChI of metal complexes loses bonds to the metal.",
)
def identifiers(molecule: Molecule) -> Finding:
    """Write canonical SMILES, InChI and InChIKey of a molecule.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        The three identifiers.

    Raises:
        BadStructure: If the structure cannot be read.

    Example:
        >>> identifiers("ethanol").quantity("inchikey").value
        'LFQSCWFLJHTTHZ-UHFFFAOYSA-N'
    """
    from rdkit import Chem, rdBase

    found = read_molecule(molecule)
    with rdBase.BlockLogs():
        inchi = Chem.MolToInchi(found.mol)
        key = Chem.InchiToInchiKey(inchi) if inchi else ""
    return Finding(
        statement=f"{found.name}: canonical SMILES {{smiles}}, InChI {{inchi}}, "
        "InChIKey {inchikey}.",
        quantities=(
            Quantity(key="smiles", name="canonical SMILES", value=found.smiles),
            Quantity(key="inchi", name="InChI", value=inchi or "none"),
            Quantity(key="inchikey", name="InChIKey", value=key or "none"),
        ),
        structures=(found.structure,),
        caution=" ".join(
            part
            for part in (
                _open_stereo(found.mol),
                "" if inchi else "InChI could not be made for this structure.",
            )
            if part
        ),
    )


@tool(
    examples=(
        "What is the molecular formula of {molecule}?",
        "Sum formula of {molecule}",
        "Elemental composition of {molecule} as a Hill formula",
    ),
    yields=(
        Yield(
            "formula",
            ("molecular formula", "chemical formula", "sum formula",
             "Hill formula", "formula", "분자식", "화학식"),
        ),
    ),
    domain="Any molecule; implicit hydrogens are counted.",
)  # fmt: skip
def molecular_formula(molecule: Molecule) -> Finding:
    """Count the atoms of a molecule into its Hill formula.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        The molecular formula in Hill order, with charge.

    Raises:
        BadStructure: If the structure cannot be read.

    Example:
        >>> molecular_formula("aspirin").sentence()
        'The molecular formula of aspirin is C9H8O4.'
    """
    from rdkit.Chem.rdMolDescriptors import CalcMolFormula

    found = read_molecule(molecule)
    formula = Quantity(key="formula", name="molecular formula", value=CalcMolFormula(found.mol))
    return Finding(
        statement=f"The molecular formula of {found.name} is {{formula}}.",
        quantities=(formula,),
        structures=(found.structure,),
    )
