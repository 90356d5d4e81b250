"""Stereoisomers of a molecule."""

from typing import Annotated

from pydantic import Field

from labwright.core.errors import TooLarge
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.drawing import draw_grid_svg
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.structure.stereo_forms import stereo_forms
from labwright.tools.chemistry.structures import canonical, read_smiles
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

_MOST_ELEMENTS = 12
_MOST_ATOMS = 200
_SECONDS = 15.0
_LISTED = 200
_DRAWN = 12


@tool(
    examples=(
        "How many stereoisomers does {molecule} have?",
        "List the stereoisomers of {molecule}",
        "Enumerate all enantiomers and diastereomers of {molecule}",
        "number of possible stereoisomers for {molecule}",
        "Does {molecule} have a meso form?",
        "cis/trans and R/S isomers of {molecule}",
    ),
    yields=(
        Yield("stereoisomers", ("stereoisomers", "number of stereoisomers", "enantiomers",
                                "diastereomers", "diastereoisomers", "meso form", "meso compound",
                                "optical isomers", "geometric isomers", "cis-trans isomers",
                                "입체 이성질체", "입체이성질체", "거울상 이성질체")),
    ),
    domain="Tetrahedral centres and double bonds, at most 12 of them; axial chirality, slow "
    "rotation and metals' geometries are not counted.",
    cost="seconds",
)  # fmt: skip
def stereoisomers(
    molecule: Molecule, most_centres: Annotated[int, Field(ge=1, le=16)] = _MOST_ELEMENTS
) -> Finding:
    """Count and list the stereoisomers with a molecule's connectivity.

    Args:
        molecule: A name, CAS number, InChI or SMILES; what it says of stereochemistry is varied.
        most_centres: Up to how many centres and double bonds are varied.

    Returns:
        The number of stereoisomers, of pairs of enantiomers and of achiral (meso) forms, and each
        as SMILES; forms of fused or bridged rings that cannot be built in space are left out.

    Raises:
        TooLarge: If there are too many centres and double bonds.

    Example:
        >>> stereoisomers("tartaric acid").quantity("stereoisomers").value
        3
    """
    from rdkit import Chem

    found = read_molecule(molecule)
    if (number := found.mol.GetNumAtoms()) > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {number} heavy atoms; at most {_MOST_ATOMS} are handled.",
            "Give a smaller molecule.",
        )
    flat = Chem.Mol(found.mol)
    Chem.RemoveStereochemistry(flat)
    smiles = canonical(flat)
    elements = len(Chem.FindPotentialStereo(Chem.MolFromSmiles(smiles)))
    if elements > most_centres:
        raise TooLarge(
            f"{found.name[:60]} has {elements} centres and double bonds, so up to 2^{elements} "
            f"stereoisomers; at most {most_centres} are varied.", "Raise “most_centres”.",
        )  # fmt: skip
    forms = isolated(stereo_forms, smiles, 2**elements, False, _SECONDS - 4, seconds=_SECONDS)
    chiral = [f for f in forms if mirrored(f) != f]
    pairs = len({min(f, mirrored(f)) for f in chiral if mirrored(f) in forms})
    return _finding(found, forms, len(forms) - len(chiral), pairs, elements)


def _finding(
    found: ReadMolecule, forms: list[str], achiral: int, pairs: int, elements: int
) -> Finding:
    kind = "stereoisomer" if len(forms) == 1 else "stereoisomers"
    return Finding(
        statement=f"{found.name} has {{stereoisomers}} {kind}: {{enantiomer_pairs}} "
        f"pair{'s' * (pairs != 1)} of enantiomers and {{achiral}} achiral "
        f"form{'s' * (achiral != 1)}.",
        quantities=(
            Quantity(key="stereoisomers", name="stereoisomers", value=len(forms),
                     definition="all with this connectivity, the one given included; enantiomers "
                     "count two"),
            Quantity(key="enantiomer_pairs", name="pairs of enantiomers", value=pairs),
            Quantity(key="achiral", name="achiral (meso or cis/trans) forms",
                     value=achiral),
            Quantity(key="stereo_elements", name="centres and double bonds varied",
                     value=elements),
        ),
        structures=tuple(Structure(name=f, smiles=f) for f in forms[:_DRAWN]),
        table=_table(forms, found.smiles),
        figure=draw_grid_svg([read_smiles(f) for f in forms[:_DRAWN]],
                             [_kind(f) for f in forms[:_DRAWN]]),
        caution=_caution(len(forms)),
    )  # fmt: skip


def mirrored(smiles: str) -> str:
    """Return the mirror image of a SMILES.

    Example:
        >>> mirrored("C[C@H](O)F")
        'C[C@@H](O)F'
    """
    from rdkit import Chem

    mol = read_smiles(smiles)
    turned = {
        Chem.ChiralType.CHI_TETRAHEDRAL_CW: Chem.ChiralType.CHI_TETRAHEDRAL_CCW,
        Chem.ChiralType.CHI_TETRAHEDRAL_CCW: Chem.ChiralType.CHI_TETRAHEDRAL_CW,
    }
    for atom in mol.GetAtoms():
        atom.SetChiralTag(turned.get(atom.GetChiralTag(), atom.GetChiralTag()))
    return canonical(read_smiles(canonical(mol)))


def _kind(smiles: str) -> str:
    return "chiral" if mirrored(smiles) != smiles else "achiral"


def _table(forms: list[str], given: str) -> tuple[tuple[str, ...], ...]:
    numbers = {form: str(n) for n, form in enumerate(forms, 1)}
    rows = [("no.", "SMILES", "kind", "mirror image", "")]
    for form in forms[:_LISTED]:
        other = mirrored(form)
        twin = "itself" if other == form else numbers.get(other, "–")
        rows.append((numbers[form], form, _kind(form), twin, "as given" if form == given else ""))
    return tuple(rows)


def _caution(number: int) -> str:
    parts = ["Axial chirality and slow rotation are not counted."]
    if number > _LISTED:
        parts.append(f"The table leaves out {number - _LISTED}.")
    return " ".join(parts)
