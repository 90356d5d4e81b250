"""Molecular masses, each named for what it is."""

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule


@tool(
    examples=(
        "What is the molecular weight of {molecule}?",
        "molar mass of {molecule} in g/mol",
        "How heavy is {molecule}?",
        "Exact (monoisotopic) mass of {molecule} for mass spectrometry",
    ),
    yields=(
        Yield(
            "average_mass",
            ("molecular weight", "molecular mass", "molar mass", "molar weight", "average mass",
             "mass", "MW", "mol weight", "mol wt", "formula weight", "relative molecular mass",
             "분자량", "몰질량", "몰 질량"),
            "g/mol",
        ),
        Yield("monoisotopic_mass", ("monoisotopic mass", "exact mass", "accurate mass",
                                    "정확한 질량", "단일동위원소 질량"), "Da"),
    ),
    domain="Any molecule; natural isotope abundance unless an isotope is written.",
)  # fmt: skip
def molecular_mass(molecule: Molecule) -> Finding:
    """Weigh a molecule: average and monoisotopic mass.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        Average molecular mass in g/mol and monoisotopic mass in Da; atomic masses as in RDKit.

    Raises:
        BadStructure: If the structure cannot be read.

    Example:
        >>> molecular_mass("1,2-dibromoethane").quantity("average_mass").text()
        '187.862 g/mol'
    """
    from rdkit.Chem.Descriptors import ExactMolWt, MolWt  # type: ignore[attr-defined]

    found = read_molecule(molecule)
    average = Quantity(
        key="average_mass", name="average molecular mass", value=float(MolWt(found.mol)),
        unit="g/mol", decimals=3, definition="mean over natural isotopes (molecular weight)",
    )  # fmt: skip
    exact = Quantity(
        key="monoisotopic_mass", name="monoisotopic mass", value=float(ExactMolWt(found.mol)),
        unit="Da", decimals=4, definition="most abundant isotope of each element (exact mass)",
    )  # fmt: skip
    return Finding(
        statement=f"The average molecular mass (molecular weight) of {found.name} is "
        "{average_mass}; its monoisotopic mass is {monoisotopic_mass}.",
        quantities=(average, exact),
        structures=(found.structure,),
    )
