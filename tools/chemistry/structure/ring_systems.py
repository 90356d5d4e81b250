"""Rings of a molecule one by one."""

from typing import TYPE_CHECKING

from labwright.core.errors import TooLarge
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.drawing import draw_svg
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_MOST_ATOMS = 2000
_MOST_DRAWN = 150
_LISTED = 200


@tool(
    examples=(
        "What ring sizes does {molecule} have?",
        "List the ring systems of {molecule}",
        "Which rings in {molecule} are fused, spiro or bridged?",
        "How many fused ring systems are in {molecule}?",
        "spiro atoms and bridgeheads of {molecule}",
        "largest ring in {molecule}",
    ),
    yields=(
        Yield("ring_systems", ("ring systems", "ring sizes", "ring size", "fused rings",
                               "ring system count", "고리 크기", "고리계")),
        Yield("spiro_atoms", ("spiro atoms", "spiro centers", "spiro centres")),
        Yield("bridgeheads", ("bridgehead atoms", "bridgeheads")),
        Yield("largest_ring", ("largest ring", "macrocycle size")),
    ),
    domain="Any molecule up to 2,000 heavy atoms; smallest set of smallest rings.",
)  # fmt: skip
def ring_systems(molecule: Molecule) -> Finding:
    """List the rings of a molecule: sizes, aromaticity, fused systems, spiro and bridgehead atoms.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        Numbers of rings and ring systems, ring sizes, spiro and bridgehead atoms, and a table of
        the rings (smallest set of smallest rings: Figueras, J. Chem. Inf. Comput. Sci. 1996, 36,
        986). A ring system holds all rings that share atoms.

    Raises:
        TooLarge: If the molecule is over the bound.

    Example:
        >>> ring_systems("naphthalene").quantity("ring_systems").value
        1
    """
    from rdkit.Chem import rdMolDescriptors

    found = read_molecule(molecule)
    number = found.mol.GetNumAtoms()
    if number > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {number} heavy atoms; at most {_MOST_ATOMS} are looked at.",
            "Give a smaller molecule.",
        )
    rings = [tuple(ring) for ring in found.mol.GetRingInfo().AtomRings()]
    systems = _systems(rings)
    sizes = sorted(len(ring) for ring in rings)
    shown = ", ".join(map(str, sizes[:50])) or "none"
    left_out = len(rings) - _LISTED
    return Finding(
        statement=f"{found.name} has {{ring_count}} ring{'s' * (len(rings) != 1)} in "
        f"{{ring_systems}} ring system{'s' * (len(systems) != 1)}; ring sizes: {{sizes}}.",
        quantities=(
            Quantity(key="ring_count", name="rings", value=len(rings),
                     definition="smallest set of smallest rings"),
            Quantity(key="ring_systems", name="ring systems", value=len(systems),
                     definition="sets of rings that share atoms"),
            Quantity(key="sizes", name="ring sizes", value=shown),
            Quantity(key="largest_ring", name="size of the largest ring",
                     value=max(sizes, default=0)),
            Quantity(key="spiro_atoms", name="spiro atoms",
                     value=int(rdMolDescriptors.CalcNumSpiroAtoms(found.mol))),
            Quantity(key="bridgeheads", name="bridgehead atoms",
                     value=int(rdMolDescriptors.CalcNumBridgeheadAtoms(found.mol)))),
        structures=(found.structure,),
        table=_table(found.mol, rings, systems) if rings else (),
        figure=draw_svg(found.mol, highlight=sorted({a for r in rings for a in r}))
        if rings and number <= _MOST_DRAWN else "",
        caution=f"The table leaves out {left_out} rings." if left_out > 0 else "",
    )  # fmt: skip


def _systems(rings: list[tuple[int, ...]]) -> list[set[int]]:
    systems: list[set[int]] = []
    for ring in rings:
        touched = [s for s in systems if s & set(ring)]
        merged = set(ring).union(*touched)
        systems = [s for s in systems if s not in touched] + [merged]
    return systems


def _table(
    mol: "Mol", rings: list[tuple[int, ...]], systems: list[set[int]]
) -> tuple[tuple[str, ...], ...]:
    rows = [("ring", "size", "kind", "hetero atoms", "ring system")]
    for number, ring in enumerate(rings[:_LISTED], 1):
        atoms = [mol.GetAtomWithIdx(i) for i in ring]
        kind = "aromatic" if all(a.GetIsAromatic() for a in atoms) else "not aromatic"
        hetero = sorted(a.GetSymbol() for a in atoms if a.GetSymbol() != "C")
        system = next(n for n, s in enumerate(systems, 1) if set(ring) <= s)
        rows.append((str(number), str(len(ring)), kind, ", ".join(hetero) or "none", str(system)))
    return tuple(rows)
