"""Drawing a reaction: reactants, arrow, products."""

from collections.abc import Sequence
from typing import Any

_MOST_DRAWN = 80
_WIDTH, _HEIGHT, _GAP = 760, 220, 12


def reaction_svg(reactants: Sequence[str], products: Sequence[str]) -> str:
    """Draw one reaction.

    Args:
        reactants: SMILES.
        products: SMILES.

    Returns:
        SVG text on a transparent ground; empty where the molecules are too large to be drawn.
    """
    from rdkit import Chem
    from rdkit.Chem import rdChemReactions
    from rdkit.Chem.Draw import rdMolDraw2D

    reaction = rdChemReactions.ChemicalReaction()
    size = 0
    for smiles, add in [(s, reaction.AddReactantTemplate) for s in reactants] + [
        (s, reaction.AddProductTemplate) for s in products
    ]:
        mol = Chem.MolFromSmiles(smiles)
        size += mol.GetNumAtoms() if mol is not None else _MOST_DRAWN + 1
        if size > 2 * _MOST_DRAWN:
            return ""
        add(mol)
    drawer = rdMolDraw2D.MolDraw2DSVG(_WIDTH, _HEIGHT)
    options: Any = drawer.drawOptions()
    options.clearBackground = False
    drawer.DrawReaction(reaction)
    drawer.FinishDrawing()
    text = str(drawer.GetDrawingText())
    return text[text.index("<svg") :]


def scheme_svg(steps: Sequence[tuple[Sequence[str], Sequence[str]]]) -> str:
    """Draw several reactions below each other.

    Args:
        steps: Reactants and products of each.

    Returns:
        SVG text; empty if no step can be drawn.
    """
    drawn = [text for text in (reaction_svg(*step) for step in steps) if text]
    if len(drawn) < 2:  # noqa: PLR2004
        return drawn[0] if drawn else ""
    height = len(drawn) * (_HEIGHT + _GAP)
    rows = "".join(
        f"<g transform='translate(0,{row * (_HEIGHT + _GAP)})'>{text}</g>"
        for row, text in enumerate(drawn)
    )
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
        f"width='{_WIDTH}px' height='{height}px' viewBox='0 0 {_WIDTH} {height}'>{rows}</svg>"
    )
