"""Geometries as tables and as XYZ text."""

from collections import defaultdict
from itertools import combinations

from labwright.tools.materials.tight_binding import Optimised, State

MOST_ROWS = 200

ONE_CONFORMER = (
    "One conformer is calculated: of ten built by ETKDG and MMFF94 the one with the lowest energy; "
    "flexible molecules may have lower ones."
)
SEMIEMPIRICAL = "GFN2-xTB is a semiempirical method."
SPIN_BLIND = "It does not tell the energies of different spin states apart."


def unrested(ended: Optimised) -> str:
    """Return a warning where a geometry did not come to rest, or spin matters."""
    rest = "" if ended.converged else "The geometry did not come to rest."
    return f"{SPIN_BLIND} {rest}".strip() if ended.state.unpaired else rest


def xyz_of(state: State, name: str) -> str:
    """Return a geometry as the text of an XYZ file."""
    rows = [" ".join(row[1:5]) for row in atom_rows(state)[1:]]
    return "\n".join((str(len(rows)), f"{name}, GFN2-xTB", *rows))


def atom_rows(state: State) -> tuple[tuple[str, ...], ...]:
    """Return the atoms as a table with its header."""
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    rows = [
        (str(at), str(table.GetElementSymbol(number)), *(f"{x:.5f}" for x in place))
        for at, (number, place) in enumerate(zip(state.numbers, state.places, strict=True), 1)
    ]
    return ("atom", "element", "x / Å", "y / Å", "z / Å"), *rows


def bonds_of(smiles: str, state: State) -> list[tuple[int, int, str, float]]:
    """Return atoms, symbols and length in Å of each bond of a molecule."""
    from math import dist

    from rdkit import Chem

    from labwright.tools.chemistry.structures import read_smiles

    mol = Chem.AddHs(read_smiles(smiles))
    made = []
    for bond in mol.GetBonds():
        i, j = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        names = f"{bond.GetBeginAtom().GetSymbol()}–{bond.GetEndAtom().GetSymbol()}"
        made.append((i + 1, j + 1, names, dist(state.places[i], state.places[j])))
    return made


def bond_rows(smiles: str, state: State) -> list[tuple[str, ...]]:
    """Return the bonds of a molecule as rows behind those of its atoms."""
    room = max(0, MOST_ROWS - len(state.numbers))
    return [
        (f"bond {i}–{j}", names, f"{length:.4f} Å", "", "")
        for i, j, names, length in bonds_of(smiles, state)[:room]
    ]


def angle_rows(smiles: str, state: State) -> list[tuple[str, ...]]:
    """Return the angles between bonds of a molecule as rows behind those of its bonds."""
    from math import acos, degrees, dist

    near: dict[int, list[int]] = defaultdict(list)
    bonds = bonds_of(smiles, state)
    for i, j, *_ in bonds:
        near[i].append(j)
        near[j].append(i)
    room = MOST_ROWS - len(state.numbers) - len(bonds)
    places, symbols = state.places, [row[1] for row in atom_rows(state)]
    rows: list[tuple[str, ...]] = []
    for middle, ends in sorted(near.items()):
        for first, last in combinations(sorted(ends), 2):
            a, b, c = (places[at - 1] for at in (first, middle, last))
            cosine = (dist(a, b) ** 2 + dist(b, c) ** 2 - dist(a, c) ** 2) / (
                2 * dist(a, b) * dist(b, c)
            )
            angle = degrees(acos(max(-1.0, min(1.0, cosine))))
            names = "–".join(symbols[at] for at in (first, middle, last))
            rows.append((f"angle {first}–{middle}–{last}", names, f"{angle:.2f}°", "", ""))
    return rows[: max(0, room)]
