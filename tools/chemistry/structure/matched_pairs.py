"""Matched molecular pairs."""

from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.drawing import draw_grid_svg
from labwright.tools.chemistry.molecules import ReadMolecule
from labwright.tools.chemistry.structure.common_structure import read_series
from labwright.tools.chemistry.structure.pairing import Pair, matched_pairs_of
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecules

_SECONDS = 15.0
_LISTED = 200
_DRAWN = 6


@tool(
    examples=(
        "Are {molecule} and {molecule} a matched molecular pair?",
        "Find the matched pairs among {molecule}, {molecule} and {molecule}",
        "Which single transformation turns {molecule} into {molecule}?",
        "matched pair analysis: {molecule}, {molecule}, {molecule}",
        "What is exchanged between {molecule} and {molecule}?",
    ),
    yields=(
        Yield("pairs", ("matched molecular pairs", "matched molecular pair", "matched pairs",
                        "matched pair", "MMP", "MMPA", "single transformation",
                        "매치드 페어", "분자쌍 분석")),
    ),
    domain="2 to 200 molecules of at most 150 heavy atoms; one substituent or linker may differ.",
    cost="seconds",
)  # fmt: skip
def matched_pairs(
    molecules: Molecules, largest_share: Annotated[float, Field(gt=0, le=1)] = 0.5
) -> Finding:
    """Find pairs of molecules that differ in one substituent or linker only.

    Args:
        molecules: Two molecules or more.
        largest_share: Largest share of a molecule's heavy atoms that may be exchanged.

    Returns:
        The pairs, each with its smallest transformation and what stays the same, by cutting one or
        two single bonds outside rings (Hussain and Rea, J. Chem. Inf. Model. 2010, 50, 339).

    Raises:
        BadArgument: If fewer than two molecules, or a salt, are given.
        TooLarge: If the molecules are over the bounds.

    Example:
        >>> matched_pairs(["toluene", "chlorobenzene"]).quantity("transformation").value
        'C[*:1]>>Cl[*:1]'
    """
    found = read_series(molecules)
    if mixed := [m.name for m in found if "." in m.smiles]:
        raise BadArgument(
            f"{mixed[0][:80]} consists of several parts.", "Give one molecule or ion of it."
        )
    pairs = isolated(matched_pairs_of, [m.smiles for m in found], largest_share, seconds=_SECONDS)
    count = Quantity(key="pairs", name="matched molecular pairs", value=len(pairs),
                     definition="pairs that differ in one part, cut at one or two single bonds",
                     method="Hussain–Rea fragmentation")  # fmt: skip
    structures = tuple(m.structure for m in found)
    if not pairs:
        return Finding(
            statement="There are {pairs} matched pairs among these molecules: no two differ in one "
            "substituent or linker only.",
            quantities=(count,),
            structures=structures,
        )
    first = pairs[0]
    left_out = len(pairs) - _LISTED
    return Finding(
        statement=f"There {'is' if len(pairs) == 1 else 'are'} {{pairs}} matched molecular "
        f"pair{'s' * (len(pairs) != 1)}; {found[first.first].name} turns into "
        f"{found[first.second].name} by {{transformation}}.",
        quantities=(
            count,
            Quantity(key="transformation", name="transformation",
                     value=f"{first.before}>>{first.after}",
                     definition="part of the first exchanged for the part of the second"),
            Quantity(key="context", name="what stays the same", value=first.context)),
        structures=structures,
        table=_table(found, pairs),
        figure=_figure(found, pairs),
        caution=f"The table leaves out {left_out} pairs." if left_out > 0 else "",
    )  # fmt: skip


def _table(found: list[ReadMolecule], pairs: list[Pair]) -> tuple[tuple[str, ...], ...]:
    rows = [("first", "second", "transformation", "context")]
    for p in pairs[:_LISTED]:
        change = f"{p.before}>>{p.after}"
        rows.append((found[p.first].name, found[p.second].name, change, p.context))
    return tuple(rows)


def _figure(found: list[ReadMolecule], pairs: list[Pair]) -> str:
    """Draw each pair in a row, with what stays the same bare and the exchanged part marked."""
    mols, names, marks = [], [], []
    for pair in pairs[:_DRAWN]:
        for index in (pair.first, pair.second):
            mols.append(found[index].mol)
            names.append(found[index].name[:40])
            marks.append(_changed(found[index], pair.context))
    return draw_grid_svg(mols, names, marks, columns=2)


def _changed(one: ReadMolecule, context: str) -> list[int]:
    from rdkit import Chem

    query = Chem.MolFromSmiles(context)
    if query is None:
        return []
    bare = Chem.RWMol(query)
    stars = [a.GetIdx() for a in bare.GetAtoms() if a.GetAtomicNum() == 0]
    for index in sorted(stars, reverse=True):
        bare.RemoveAtom(index)
    kept = set(one.mol.GetSubstructMatch(bare))
    return [i for i in range(one.mol.GetNumAtoms()) if i not in kept] if kept else []
