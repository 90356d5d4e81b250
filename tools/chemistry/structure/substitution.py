"""A series of molecules cut into their common core and the substituents on it."""

from dataclasses import dataclass
from typing import Any

from labwright.core.errors import BadArgument

_SECONDS = 4


@dataclass(frozen=True)
class Substitution:
    """A core with its substituents.

    Args:
        core: SMILES of the core with its places marked, or SMARTS where none can be written.
        places: Names of the places: R1, R2 …
        alike: Place that each place is counted as: symmetry of the core makes some equivalent.
        rows: Substituent at each place of each molecule as SMILES; None where a molecule does not
            hold the core.
    """

    core: str
    places: tuple[str, ...]
    alike: dict[str, str]
    rows: tuple[dict[str, str] | None, ...]


def common_core(smiles: list[str], seconds: int = _SECONDS) -> tuple[str, int, int, bool]:
    """Find the largest substructure that all molecules hold.

    Args:
        smiles: Two molecules or more.
        seconds: After how long to keep the best that was found.

    Returns:
        Its SMARTS (empty if none), number of atoms, number of bonds, and whether time ran out.
    """
    from rdkit import Chem
    from rdkit.Chem import rdFMCS

    mols = [Chem.MolFromSmiles(s) for s in smiles]
    found = rdFMCS.FindMCS(
        mols, ringMatchesRingOnly=True, completeRingsOnly=True, timeout=max(1, int(seconds))
    )
    return found.smartsString, found.numAtoms, found.numBonds, bool(found.canceled)


def substituents(smiles: list[str], core: str = "") -> Substitution:
    """Cut molecules into a core and what hangs on it.

    Args:
        smiles: The molecules.
        core: SMARTS or SMILES of the core; without it the largest that all share.

    Returns:
        The table of substituents.

    Raises:
        BadArgument: If the molecules share no core.
    """
    from rdkit import Chem
    from rdkit.Chem import rdRGroupDecomposition

    core = core or common_core(smiles)[0]
    query = Chem.MolFromSmarts(core) if core else None
    if query is None or query.GetNumAtoms() == 0:
        raise BadArgument("The molecules share no core.", "Give molecules of one series.")
    options: Any = rdRGroupDecomposition.RGroupDecompositionParameters()
    options.removeHydrogensPostMatch = True
    options.onlyMatchAtRGroups = False
    options.removeAllHydrogenRGroups = True
    mols = [Chem.MolFromSmiles(s) for s in smiles]
    decomposed, unmatched = rdRGroupDecomposition.RGroupDecompose(
        [query], mols, asSmiles=True, options=options
    )
    left_out = set(unmatched)
    places = sorted({k for row in decomposed for k in row if k != "Core"}, key=_number)
    rows, given = [], iter(decomposed)
    for index in range(len(mols)):
        rows.append(None if index in left_out else _row(next(given), places))
    marked = next((str(row["Core"]) for row in decomposed), core)
    return Substitution(marked, tuple(places), _alike(marked, places), tuple(rows))


def _alike(core: str, places: list[str]) -> dict[str, str]:
    from rdkit import Chem

    mol = Chem.MolFromSmiles(core)
    if mol is None:
        return {place: place for place in places}
    numbers = {a.GetIdx(): a.GetAtomMapNum() for a in mol.GetAtoms() if a.GetAtomMapNum()}
    for index in numbers:
        mol.GetAtomWithIdx(index).SetAtomMapNum(0)
        mol.GetAtomWithIdx(index).SetIsotope(0)
    ranks = list(Chem.CanonicalRankAtoms(mol, breakTies=False, includeChirality=False))
    first: dict[int, str] = {}
    alike = {}
    for index, number in sorted(numbers.items(), key=lambda item: item[1]):
        alike[f"R{number}"] = first.setdefault(ranks[index], f"R{number}")
    return {place: alike.get(place, place) for place in places}


def _number(place: str) -> tuple[int, str]:
    digits = "".join(c for c in place if c.isdigit())
    return int(digits or 0), place


def _row(found: dict[str, str], places: list[str]) -> dict[str, str]:
    return {place: _plain(found.get(place) or "[H]") for place in places}


def _plain(fragment: str) -> str:
    """Write a substituent with a bare star: what counts is what hangs there, not its label."""
    from rdkit import Chem

    mol = Chem.MolFromSmiles(fragment)
    if mol is None:
        return fragment
    for atom in mol.GetAtoms():
        if atom.GetAtomicNum() == 0:
            atom.SetAtomMapNum(0)
            atom.SetIsotope(0)
    written = Chem.MolToSmiles(mol)
    return "H" if written in ("*[H]", "[H]*", "[H]", "*") else str(written)
