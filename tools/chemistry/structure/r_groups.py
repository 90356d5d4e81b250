"""Tables of substituents on a common core."""

from typing import TYPE_CHECKING

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.drawing import draw_grid_svg
from labwright.tools.chemistry.groups import read_pattern
from labwright.tools.chemistry.molecules import ReadMolecule
from labwright.tools.chemistry.structure.common_structure import read_series
from labwright.tools.chemistry.structure.substitution import Substitution, substituents
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecules, Pattern

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_SECONDS = 10.0
_LISTED = 200
_DRAWN = 12


@tool(
    examples=(
        "R-group decomposition of {molecule}, {molecule} and {molecule}",
        "Make an R-group table for {molecule}, {molecule}, {molecule}",
        "Which substituents do {molecule}, {molecule} and {molecule} have on their common core?",
        "Decompose {molecule} and {molecule} into scaffold and R groups around {pattern}",
    ),
    yields=(
        Yield("r_groups", ("R-group decomposition", "R group decomposition", "R-group table",
                           "R-group analysis", "R groups", "R-groups", "substituent table",
                           "치환기 분해")),
    ),
    domain="2 to 200 molecules that hold one core; at most 150 heavy atoms each.",
    cost="seconds",
)  # fmt: skip
def r_group_table(molecules: Molecules, core: Pattern = "") -> Finding:
    """Cut a series of molecules into a common core and the substituents R1, R2 … on it.

    Args:
        molecules: Two molecules or more.
        core: A molecule, SMARTS or ring by name that is the core; by default the largest
            substructure that all share.

    Returns:
        The core with its places marked, the table of substituents and a drawing of each molecule.

    Raises:
        BadArgument: If no core is shared, or no molecule holds the one given.
        TooLarge: If the molecules are over the bounds.

    Example:
        >>> r_group_table(["toluene", "phenol", "chlorobenzene"]).quantity("r_groups").value
        1
    """
    found = read_series(molecules)
    smarts = _smarts(core) if core else ""
    cut = isolated(substituents, [m.smiles for m in found], smarts, seconds=_SECONDS)
    if not any(cut.rows):
        raise BadArgument(
            f"No molecule holds the core {core or cut.core} with a substituent.",
            "Give another core.",
        )
    outside = [m.name for m, row in zip(found, cut.rows, strict=True) if row is None]
    plural = "" if len(cut.places) == 1 else "s"
    return Finding(
        statement=f"On the core {{core}} the {{molecules}} molecules differ at {{r_groups}} "
        f"place{plural}.",
        quantities=(
            Quantity(key="core", name="core", value=cut.core,
                     definition="places of substituents are marked [*:1], [*:2] …"),
            Quantity(key="r_groups", name="substituted places", value=len(cut.places)),
            Quantity(key="molecules", name="molecules", value=len(found)),
        ),
        structures=(*(m.structure for m in found), Structure(name="core", smiles=cut.core)),
        table=_table(found, cut),
        figure=_figure(found, cut.core),
        caution=f"Without the core: {', '.join(outside)[:300]}." if outside else "",
    )  # fmt: skip


def _smarts(core: str) -> str:
    from rdkit import Chem

    return str(Chem.MolToSmarts(read_pattern(core)[0]))


def _table(found: list[ReadMolecule], cut: Substitution) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = [("molecule", *cut.places)]
    for one, row in list(zip(found, cut.rows, strict=True))[:_LISTED]:
        groups = [row[place] for place in cut.places] if row else ["–"] * len(cut.places)
        rows.append((one.name, *groups))
    return tuple(rows)


def _figure(found: list[ReadMolecule], core: str) -> str:
    from rdkit import Chem

    marked = Chem.MolFromSmiles(core)
    if marked is None:
        return ""
    bare = _without_places(marked)
    matches = [list(m.mol.GetSubstructMatch(bare)) for m in found[: _DRAWN - 1]]
    for atom in marked.GetAtoms():
        if atom.GetAtomMapNum():
            atom.SetProp("_displayLabel", f"R<sub>{atom.GetAtomMapNum()}</sub>")
            atom.SetAtomMapNum(0)
    mols = [marked, *(m.mol for m in found[: _DRAWN - 1])]
    names = ["core", *(m.name[:40] for m in found[: _DRAWN - 1])]
    return draw_grid_svg(mols, names, [[], *matches])


def _without_places(marked: "Mol") -> "Mol":
    from rdkit import Chem

    bare = Chem.RWMol(marked)
    for index in sorted(
        (a.GetIdx() for a in bare.GetAtoms() if not a.GetAtomicNum()), reverse=True
    ):
        bare.RemoveAtom(index)
    return bare.GetMol()
