"""How pictures of molecules look, and drawing them so, as SVG or PNG."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from labwright.tools.chemistry.drawing import bonds_between

if TYPE_CHECKING:
    from rdkit.Chem import Mol

Format = Literal["svg", "png"]
_YELLOW = (0.99, 0.85, 0.46)
_ENLARGED = 3.0
_GREY = (0.82, 0.82, 0.82)


@dataclass(frozen=True)
class Style:
    """How a picture looks.

    Args:
        bond_width: Width of bonds in pixels, from 0.5 to 10.
        black_and_white: Whether all atoms are black.
        atom_numbers: Whether atoms bear their numbers, counted from 1.
        journal: Whether bonds and letters have the proportions of the ACS 1996 style.
        columns: Molecules in a row.
        width: Width of each molecule in pixels.
        height: Height of each molecule in pixels.
        ground: Whether the ground is white; it is transparent otherwise.
    """

    bond_width: float = 2.0
    black_and_white: bool = False
    atom_numbers: bool = False
    journal: bool = False
    columns: int = 3
    width: int = 300
    height: int = 240
    ground: bool = True


@dataclass(frozen=True)
class Panel:
    """One molecule of a picture.

    Args:
        mol: The molecule; coordinates that it has are kept.
        legend: What stands below it.
        highlight: Indices of atoms to highlight.
    """

    mol: "Mol"
    legend: str = ""
    highlight: tuple[int, ...] = ()


def draw(panels: Sequence[Panel], style: Style, kind: Format = "svg") -> str | bytes:
    """Draw molecules side by side.

    Args:
        panels: The molecules.
        style: How it looks.
        kind: ``svg`` or ``png``.

    Returns:
        SVG text without XML header, or the bytes of a PNG.
    """
    from rdkit.Chem.Draw import rdMolDraw2D

    columns = max(1, min(style.columns, len(panels)))
    rows = -(-len(panels) // columns)
    size = (style.width * columns, style.height * rows, style.width, style.height)
    drawer: Any = (rdMolDraw2D.MolDraw2DSVG if kind == "svg" else rdMolDraw2D.MolDraw2DCairo)(*size)
    mols = [rdMolDraw2D.PrepareMolForDrawing(p.mol, kekulize=True) for p in panels]
    _set(drawer, style, mols)
    atoms = [list(panel.highlight) for panel in panels]
    bonds = [bonds_between(mol, chosen) for mol, chosen in zip(mols, atoms, strict=True)]
    drawer.DrawMolecules(
        mols, legends=[p.legend for p in panels], highlightAtoms=atoms, highlightBonds=bonds
    )
    drawer.FinishDrawing()
    made = drawer.GetDrawingText()
    return str(made[made.index("<svg") :]) if kind == "svg" else bytes(made)


def _set(drawer: Any, style: Style, mols: Sequence["Mol"]) -> None:
    from rdkit.Chem.Draw import rdMolDraw2D

    options: Any = drawer.drawOptions()
    if style.journal:
        lengths = [rdMolDraw2D.MeanBondLength(mol) for mol in mols if mol.GetNumBonds()]
        if lengths:
            rdMolDraw2D.SetACS1996Mode(options, sum(lengths) / len(lengths))
            # Its sizes are those of print, in points: all are made larger alike for a screen.
            options.fixedBondLength = 14.4 * _ENLARGED
            options.bondLineWidth = 0.6 * _ENLARGED
            options.fixedFontSize = round(10 * _ENLARGED)
    else:
        options.bondLineWidth = style.bond_width
    if style.black_and_white or style.journal:
        options.useBWAtomPalette()
    options.addAtomIndices = False
    if style.atom_numbers:
        for mol in mols:
            for atom in mol.GetAtoms():
                atom.SetProp("atomNote", str(atom.GetIdx() + 1))
    options.setHighlightColour(_GREY if style.black_and_white or style.journal else _YELLOW)
    options.clearBackground = style.ground
    options.legendFraction = 0.14
    options.legendFontSize = 15
