"""Cutting molecules at bonds that chemists make: BRICS and RECAP."""

from collections.abc import Callable

from labwright.core.errors import TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.structures import read_smiles
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

_SECONDS = 8.0
_MOST_ROWS = 200
_MOST_ATOMS = 150


@tool(
    examples=(
        "BRICS fragments of {molecule}",
        "Decompose {molecule} by BRICS",
        "Into which retrosynthetically interesting fragments does {molecule} fall?",
        "fragment {molecule} into building blocks with BRICS rules",
    ),
    yields=(Yield("brics", ("BRICS", "BRICS fragments", "BRICS decomposition", "BRICS 조각")),),
    domain="Organic molecules of up to 150 heavy atoms.",
    cost="seconds",
)
def brics_fragments(molecule: Molecule) -> Finding:
    """Cut a molecule into BRICS fragments.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        The fragments that no rule cuts further, with the numbered ends of the rules (Degen and
        others, ChemMedChem 2008, 3, 1503, as coded in RDKit).

    Raises:
        TooLarge: If it has more than 150 heavy atoms.

    Example:
        >>> brics_fragments("CCCOCC").quantity("brics").value
        3
    """
    return _finding(molecule, "BRICS", brics_of, "smallest BRICS fragments")


@tool(
    examples=(
        "RECAP fragments of {molecule}",
        "Decompose {molecule} with the RECAP rules",
        "retrosynthetic combinatorial analysis (RECAP) of {molecule}",
        "RECAP leaves of {molecule}",
    ),
    yields=(Yield("recap", ("RECAP", "RECAP fragments", "RECAP decomposition", "RECAP 조각")),),
    domain="Organic molecules of up to 150 heavy atoms.",
    cost="seconds",
)
def recap_fragments(molecule: Molecule) -> Finding:
    """Cut a molecule into RECAP fragments.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        The fragments that no rule cuts further (Lewell and others, J. Chem. Inf. Comput. Sci.
        1998, 38, 511, as coded in RDKit).

    Raises:
        TooLarge: If it has more than 150 heavy atoms.

    Example:
        >>> recap_fragments("C1CC1Oc1ccccc1-c1ncc(OC)cc1").quantity("recap").value > 1
        True
    """
    return _finding(molecule, "RECAP", recap_of, "smallest RECAP fragments")


def _finding(molecule: str, rules: str, cut: Callable[[str], list[str]], name: str) -> Finding:
    found = read_molecule(molecule)
    if found.mol.GetNumAtoms() > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {found.mol.GetNumAtoms()} heavy atoms; at most {_MOST_ATOMS} "
            f"are cut by {rules}.",
            "Give a part of it.",
        )
    pieces = isolated(cut, found.smiles, seconds=_SECONDS)
    key = rules.lower()
    count = Quantity(key=key, name=name, value=len(pieces), method=f"{rules} rules, RDKit")
    if not pieces:
        return Finding(
            statement=f"No {rules} rule cuts {found.name} ({{{key}}} fragments).",
            quantities=(count,), structures=(found.structure,),
        )  # fmt: skip
    shown = ", ".join(pieces[:12]) + (" …" if len(pieces) > 12 else "")  # noqa: PLR2004
    rows = [(str(number), piece, str(_heavy(piece)))
            for number, piece in enumerate(pieces[:_MOST_ROWS], 1)]  # fmt: skip
    return Finding(
        statement=f"{rules} cuts {found.name} into {{{key}}} different fragments: "
        f"{{{key}_smiles}}.",
        quantities=(count, Quantity(key=f"{key}_smiles", name=f"{rules} fragments", value=shown)),
        structures=(found.structure,),
        table=(("no.", "fragment (* is a cut bond)", "heavy atoms"), *rows),
        caution="A number before * names the kind of cut, not an isotope. The rules know bonds "
        "that are often made, not whether these can be made here.",
    )  # fmt: skip


def _heavy(smiles: str) -> int:
    return sum(atom.GetAtomicNum() > 1 for atom in read_smiles(smiles).GetAtoms())


def brics_of(smiles: str) -> list[str]:
    """Return the BRICS fragments of a SMILES; none if nothing is cut."""
    from rdkit.Chem import BRICS

    mol = read_smiles(smiles)
    pieces = sorted(str(piece) for piece in BRICS.BRICSDecompose(mol))
    return pieces if any("*" in piece for piece in pieces) else []


def recap_of(smiles: str) -> list[str]:
    """Return the RECAP fragments of a SMILES; none if nothing is cut."""
    from rdkit.Chem import Recap

    return sorted(str(leaf) for leaf in Recap.RecapDecompose(read_smiles(smiles)).GetLeaves())
