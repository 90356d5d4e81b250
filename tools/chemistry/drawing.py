"""Drawing molecules."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from labwright.core.finding import Finding
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, Pattern

if TYPE_CHECKING:
    from rdkit.Chem import Mol


def draw_svg(mol: "Mol", highlight: Sequence[int] = (), width: int = 360, height: int = 260) -> str:
    """Draw a molecule as SVG.

    Args:
        mol: The molecule.
        highlight: Indices of atoms to highlight.
        width: Width in pixels.
        height: Height in pixels.

    Returns:
        SVG text without the XML header, on a transparent ground.
    """
    from rdkit.Chem.Draw import rdMolDraw2D

    drawer = rdMolDraw2D.MolDraw2DSVG(width, height)
    options: Any = drawer.drawOptions()
    options.clearBackground = False
    options.setHighlightColour((0.99, 0.85, 0.46))
    rdMolDraw2D.PrepareAndDrawMolecule(drawer, mol, highlightAtoms=list(highlight))
    drawer.FinishDrawing()
    text = str(drawer.GetDrawingText())
    return text[text.index("<svg") :]


def draw_grid_svg(
    mols: "Sequence[Mol]",
    legends: Sequence[str],
    highlights: Sequence[Sequence[int]] = (),
    columns: int = 3,
    width: int = 240,
    height: int = 200,
) -> str:
    """Draw molecules side by side as SVG; those with coordinates keep them.

    Args:
        mols: The molecules.
        legends: What stands below each.
        highlights: Indices of atoms to highlight in each.
        columns: How many stand in a row.
        width: Width of each in pixels.
        height: Height of each in pixels.

    Returns:
        SVG text without the XML header, on a transparent ground; empty without molecules.
    """
    from rdkit.Chem.Draw import rdMolDraw2D

    if not mols:
        return ""
    columns = min(columns, len(mols))
    rows = -(-len(mols) // columns)
    drawer = rdMolDraw2D.MolDraw2DSVG(width * columns, height * rows, width, height)
    options: Any = drawer.drawOptions()
    options.clearBackground = False
    options.setHighlightColour((0.99, 0.85, 0.46))
    prepared = [rdMolDraw2D.PrepareMolForDrawing(mol, kekulize=False) for mol in mols]
    chosen = [list(atoms) for atoms in highlights] or [[] for _ in mols]
    bonds = [bonds_between(mol, atoms) for mol, atoms in zip(prepared, chosen, strict=True)]
    drawer.DrawMolecules(
        prepared, legends=list(legends), highlightAtoms=chosen, highlightBonds=bonds
    )
    drawer.FinishDrawing()
    text = str(drawer.GetDrawingText())
    return text[text.index("<svg") :]


def bonds_between(mol: "Mol", atoms: Sequence[int]) -> list[int]:
    """Return the bonds between chosen atoms, for highlighting both."""
    chosen = set(atoms)
    return [
        bond.GetIdx()
        for bond in mol.GetBonds()
        if bond.GetBeginAtomIdx() in chosen and bond.GetEndAtomIdx() in chosen
    ]


@tool(
    examples=(
        "Draw {molecule}",
        "Show a picture of {molecule}",
        "Sketch the 2D structure of {molecule}",
        "depict {molecule} as an image",
    ),
    yields=(Yield("drawing", ("draw", "picture", "depict", "image", "sketch", "drawing",
                              "depiction", "highlight", "highlighted", "그려", "그림", "구조식")),),
    domain="Any molecule.",
)  # fmt: skip
def depict(molecule: Molecule, highlight: Pattern = "") -> Finding:
    """Draw a molecule in two dimensions.

    Args:
        molecule: A name, CAS number, InChI or SMILES.
        highlight: A functional group, SMARTS or molecule to highlight; none by default.

    Returns:
        The drawing as SVG.

    Raises:
        BadStructure: If the structure cannot be read.

    Example:
        >>> depict("benzene").figure[:4]
        '<svg'
    """
    found = read_molecule(molecule)
    atoms: list[int] = []
    shown = ""
    if highlight:
        from labwright.tools.chemistry.groups import read_pattern

        query, name = read_pattern(highlight)
        matches = found.mol.GetSubstructMatches(query)
        atoms = sorted({index for match in matches for index in match})
        shown = f", {name} highlighted" if atoms else f"; it holds no {name} to highlight"
    return Finding(
        statement=f"{found.name} is drawn from its structure {found.smiles}{shown}.",
        structures=(found.structure,),
        figure=draw_svg(found.mol, highlight=atoms),
    )
