"""A molecule in space as a piece of HTML that turns when dragged."""

import html
import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template

from labwright.core.errors import TooLarge
from labwright.tools.chemistry.structure.ball_and_stick import COLOURS, OTHER, RADII, RADIUS
from labwright.tools.chemistry.structure.mol_block import read_block

MOST_ATOMS = 2000


def viewer_html(mol_block: str, width: int = 420, height: int = 340, label: str = "") -> str:
    """Show a molecule in space.

    The HTML holds the atoms and a small renderer; it loads nothing and works without a network.

    Args:
        mol_block: A MOL block with coordinates, such as the ``mol_block`` of ``conformers``.
        width: Width in pixels.
        height: Height in pixels.
        label: What a screen reader says.

    Returns:
        A ``<div>`` with a canvas and its script; several may stand on one page.

    Raises:
        BadStructure: If the MOL block cannot be read.
        TooLarge: If it has too many atoms to turn smoothly.

    Example:
        >>> from rdkit.Chem import MolFromSmiles, MolToMolBlock
        >>> viewer_html(MolToMolBlock(MolFromSmiles("CO")))[:4]
        '<div'
    """
    atoms = read_block(mol_block)
    if len(atoms.symbols) > MOST_ATOMS:
        raise TooLarge(
            f"The molecule has {len(atoms.symbols)} atoms; at most {MOST_ATOMS} are shown.",
            "Give a smaller molecule.",
        )
    number = len(atoms.places)
    middle = [sum(place[axis] for place in atoms.places) / number for axis in range(3)]
    data = json.dumps(
        {
            "places": [[round(p[k] - middle[k], 4) for k in range(3)] for p in atoms.places],
            "bonds": [[i, j, min(max(order, 1), 3)] for i, j, order in atoms.bonds],
            "radii": [RADII.get(symbol, RADIUS) for symbol in atoms.symbols],
            "colours": [COLOURS.get(symbol, OTHER) for symbol in atoms.symbols],
        },
        separators=(",", ":"),
    )
    name = "molecule-" + sha256(data.encode()).hexdigest()[:12]
    shown = html.escape(label or "Molecule in space", quote=True)
    return (
        _template()
        .substitute(id=name, width=int(width), height=int(height), label=shown, data=data)
        .strip()
    )


@cache
def _template() -> Template:
    folder = files("labwright.tools.chemistry.structure")
    return Template((folder / "viewer.txt").read_text(encoding="utf-8"))
