"""Point groups of molecules."""

from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.structure.ball_and_stick import ball_and_stick_svg
from labwright.tools.chemistry.structure.conformer_search import search_conformers
from labwright.tools.chemistry.structure.vsepr import over_octet, shape_of_centre
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_MOST_ATOMS = 80
_CONFORMERS = 30
_SECONDS = 25.0
_TOLERANCES = (0.3, 0.15, 0.05)
_METALS = {
    3,
    4,
    11,
    12,
    13,
    19,
    20,
    *range(21, 32),
    *range(37, 51),
    *range(55, 85),
    *range(87, 119),
}
_SUBSCRIPTS = str.maketrans("0123456789vhdisu", "₀₁₂₃₄₅₆₇₈₉ᵥₕdᵢₛᵤ")
_SPELLED = {"C*v": "C∞v", "D*h": "D∞h"}


@tool(
    examples=(
        "What is the point group of {molecule}?",
        "To which symmetry point group does {molecule} belong?",
        "Schoenflies symbol of {molecule}",
        "molecular symmetry of {molecule}",
        "symmetry group {molecule}",
        "Is {molecule} C2v or D2h?",
    ),
    yields=(
        Yield("point_group", ("point group", "symmetry point group", "Schoenflies symbol",
                              "Schönflies symbol", "Schoenflies", "molecular symmetry",
                              "symmetry group", "점군", "분자 대칭")),
    ),
    domain="Single molecules or ions of main-group elements, hydrogens included up to 80 atoms, in "
    "the shape of their lowest force-field conformer.",
    cost="seconds",
)  # fmt: skip
def point_group(molecule: Molecule) -> Finding:
    """Find the point group of a molecule in its most stable shape.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        The Schoenflies symbol of the conformer of lowest energy: conformers by ETKDG (Riniker and
        Landrum, J. Chem. Inf. Model. 2015, 55, 2562), relaxed with MMFF94 (Halgren, J. Comput.
        Chem. 1996, 17, 490) or UFF, symmetry by pymatgen (Ong et al., Comput. Mater. Sci. 2013,
        68, 314).

    Raises:
        BadArgument: If it has a metal, unpaired electrons or several parts.
        TooLarge: If it is over the bound.

    Example:
        >>> point_group("water").quantity("point_group").value
        'C2v'
    """
    found = read_molecule(molecule)
    _check(found)
    symbol, tolerances, method, block = isolated(symmetry_of, found.smiles, seconds=_SECONDS)
    shown = _SPELLED.get(symbol, symbol)
    spelled = f" (also written {_other(symbol)})" if symbol in _SPELLED else ""
    return Finding(
        statement=f"The point group of {found.name} is {{point_group}}{spelled}.",
        quantities=(
            Quantity(key="point_group", name="point group", value=shown,
                     definition="Schoenflies symbol of the lowest conformer",
                     method=method, conditions="single molecule at rest"),
        ),
        structures=(found.structure,),
        figure=ball_and_stick_svg(block) if block else "",
        caution=_caution(tolerances, shown),
    )  # fmt: skip


def _other(symbol: str) -> str:
    return {"C*v": "C*v or Cinfv", "D*h": "D*h or Dinfh"}[symbol]


def _caution(tolerances: dict[float, str], shown: str) -> str:
    if not tolerances:
        return ""
    parts = ["Other conformers, and averaging over motion, may have another symmetry."]
    others = {_SPELLED.get(s, s) for s in tolerances.values()} - {shown}
    if others:
        parts.append(f"With a tighter tolerance of places it is {' or '.join(sorted(others))}.")
    return " ".join(parts)


def _check(found: ReadMolecule) -> None:
    from rdkit import Chem

    mol: Mol = found.mol
    number = Chem.AddHs(mol).GetNumAtoms()
    if number > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {number} atoms; point groups are found up to {_MOST_ATOMS}.",
            "Give a smaller molecule.",
        )
    whole = Chem.AddHs(mol)
    if (symbol := over_octet(whole)) and not shape_of_centre(whole):
        raise BadArgument(
            f"{found.name} has more than four electron pairs about {symbol}, a shape that the "
            "force fields do not know.", "Only a centre with like neighbours, as SF6, is told.",
        )  # fmt: skip
    if number > 2 and any(a.GetNumRadicalElectrons() for a in mol.GetAtoms()):  # noqa: PLR2004
        raise BadArgument(
            f"{found.name} has unpaired electrons, for which the force fields have no parameters.",
            "Give a closed-shell molecule.",
        )
    if len(Chem.GetMolFrags(mol)) > 1:
        raise BadArgument(
            f"{found.name} consists of several parts.", "Give one molecule or ion of it."
        )
    for atom in mol.GetAtoms():
        if atom.GetAtomicNum() in _METALS or atom.GetAtomicNum() == 0:
            raise BadArgument(
                f"{found.name} holds {atom.GetSymbol()}, for which the force fields give no "
                "reliable shape.", "Give a molecule of main-group elements.",
            )  # fmt: skip


def symmetry_of(smiles: str) -> tuple[str, dict[float, str], str, str]:
    """Find the point group of the lowest conformer.

    Args:
        smiles: The molecule.

    Returns:
        The symbol as pymatgen writes it, the symbol for each tolerance, the method, and the
        conformer as MOL block.
    """
    from rdkit import Chem

    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    if mol.GetNumAtoms() == 1:
        return "Kh", {}, "a single atom", ""
    if mol.GetNumAtoms() == 2:  # noqa: PLR2004
        first, second = (a.GetAtomicNum() for a in mol.GetAtoms())
        return ("D*h" if first == second else "C*v"), {}, "two atoms lie on a line", ""
    if by_repulsion := shape_of_centre(mol):
        return by_repulsion, {}, "electron-pair repulsion (VSEPR) at the one centre", ""
    found = search_conformers(smiles, _CONFORMERS, 0.2, _SECONDS / 2)
    by_tolerance = {t: _group(found.symbols, found.positions[0], t) for t in _TOLERANCES}
    method = f"lowest of {found.made} conformers (ETKDG, {found.field}), tolerance 0.3 Å"
    return by_tolerance[_TOLERANCES[0]], by_tolerance, method, found.block


def _group(symbols: tuple[str, ...], places: Any, tolerance: float) -> str:
    from pymatgen.core import Molecule as Atoms
    from pymatgen.symmetry.analyzer import PointGroupAnalyzer

    return str(PointGroupAnalyzer(Atoms(symbols, places), tolerance=tolerance).sch_symbol)
