"""How alike two molecules are."""

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule


@tool(
    examples=(
        "How similar are {molecule} and {molecule}?",
        "Tanimoto similarity of {molecule} and {molecule}",
        "Compare the fingerprints of {molecule} and {molecule}",
        "structural resemblance between {molecule} and {molecule}",
    ),
    yields=(
        Yield(
            "tanimoto",
            ("similarity", "Tanimoto", "fingerprint similarity", "structural similarity",
             "similar", "alike", "유사도", "유사성", "비슷"),
        ),
    ),
    domain="Morgan fingerprints, radius 2, 2048 bits; blind to stereochemistry.",
)  # fmt: skip
def similarity(first: Molecule, second: Molecule) -> Finding:
    """Compare two molecules by the Tanimoto similarity of their Morgan fingerprints.

    Args:
        first: A name, CAS number, InChI or SMILES.
        second: Another molecule.

    Returns:
        Tanimoto coefficient, 0 to 1 (Rogers and Hahn, J. Chem. Inf. Model. 2010, 50, 742).

    Raises:
        BadStructure: If a structure cannot be read.

    Example:
        >>> similarity("ethanol", "ethanol").quantity("tanimoto").value
        1.0
    """
    from rdkit import DataStructs
    from rdkit.Chem.rdFingerprintGenerator import GetMorganGenerator

    one, two = read_molecule(first), read_molecule(second)
    generator = GetMorganGenerator(radius=2, fpSize=2048)
    value = DataStructs.TanimotoSimilarity(
        generator.GetFingerprint(one.mol), generator.GetFingerprint(two.mol)
    )
    return Finding(
        statement=f"The Tanimoto similarity of {one.name} and {two.name} is {{tanimoto}} "
        "(Morgan fingerprints; zero is unlike, one is alike).",
        quantities=(
            Quantity(key="tanimoto", name="Tanimoto similarity", value=float(value), decimals=3,
                     method="Morgan fingerprint, radius 2, 2048 bits"),
        ),
        structures=(one.structure, two.structure),
    )  # fmt: skip
