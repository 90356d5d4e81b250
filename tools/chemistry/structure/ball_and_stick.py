"""Molecules in space, projected as balls and sticks in SVG."""

from dataclasses import dataclass

from labwright.tools.chemistry.structure.mol_block import Atoms, read_block

# Colours that chemists know (Corey, Pauling, Koltun), darkened for a white ground.
COLOURS = {
    "H": "#e8e8e8", "C": "#565656", "N": "#3050f8", "O": "#e0261b", "F": "#5fb545", "Cl": "#2fb52f",
    "Br": "#a62929", "I": "#7a1fa0", "S": "#d9b310", "P": "#f08c1a", "Si": "#c8a070",
    "B": "#f2a7a0",
}  # fmt: skip
OTHER = "#b05fa8"
RADII = {"H": 0.24, "C": 0.36, "N": 0.36, "O": 0.35, "F": 0.33}
RADIUS = 0.42
_MARGIN = 0.7
_DOUBLE = 0.09


@dataclass(frozen=True)
class _View:
    scale: float
    left: float
    top: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        return self.left + self.scale * x, self.top - self.scale * y


def ball_and_stick_svg(block: str, width: int = 420, height: int = 320) -> str:
    """Draw a molecule in space, seen with its widest plane in front.

    Args:
        block: A MOL block with three coordinates.
        width: Width in pixels.
        height: Height in pixels.

    Returns:
        SVG text on a transparent ground; what lies in front covers what lies behind.
    """
    atoms = _turned(read_block(block))
    view = _view(atoms, width, height)
    low, high = min(p[2] for p in atoms.places), max(p[2] for p in atoms.places)
    parts: list[tuple[float, str]] = []
    for first, second, order in atoms.bonds:
        depth = (atoms.places[first][2] + atoms.places[second][2]) / 2
        parts.append((depth - 0.2, _stick(atoms, first, second, order, view)))
    for index, (_, _, z) in enumerate(atoms.places):
        parts.append((z, _ball(atoms, index, view, (z - low) / ((high - low) or 1))))
    drawn = "".join(text for _, text in sorted(parts, key=lambda part: part[0]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{drawn}</svg>'
    )


def _turned(atoms: Atoms) -> Atoms:
    """Turn a molecule so that it is widest from left to right and flattest in depth."""
    import numpy as np

    places = np.array(atoms.places)
    places = places - places.mean(axis=0)
    _, _, axes = np.linalg.svd(places, full_matrices=False)
    if len(axes) == 3 and np.linalg.det(axes) < 0:  # noqa: PLR2004
        axes[2] = -axes[2]  # a mirror image would be another molecule
    tilt = np.radians(18.0)  # a flat ring seen from straight above hides what lies behind
    tip = np.array([[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]])
    turned = places @ axes.T
    if turned.shape[1] < 3:  # noqa: PLR2004
        turned = np.pad(turned, ((0, 0), (0, 3 - turned.shape[1])))
    turned = turned @ tip.T
    return Atoms(atoms.symbols, [(float(x), float(y), float(z)) for x, y, z in turned], atoms.bonds)


def _view(atoms: Atoms, width: int, height: int) -> _View:
    xs, ys = [p[0] for p in atoms.places], [p[1] for p in atoms.places]
    wide = max(xs) - min(xs) + 2 * _MARGIN
    tall = max(ys) - min(ys) + 2 * _MARGIN
    scale = min(width / wide, height / tall, 60.0)
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return _View(scale, width / 2 - scale * middle_x, height / 2 + scale * middle_y)


def _ball(atoms: Atoms, index: int, view: _View, near: float) -> str:
    symbol = atoms.symbols[index]
    x, y, _ = atoms.places[index]
    cx, cy = view.place(x, y)
    radius = view.scale * RADII.get(symbol, RADIUS) * (0.88 + 0.24 * near)
    shine = radius * 0.35
    return (
        f'<g><title>{symbol}{index}</title><circle cx="{cx:.1f}" cy="{cy:.1f}" r="{radius:.1f}" '
        f'fill="{COLOURS.get(symbol, OTHER)}" stroke="#222" stroke-width="0.8"/>'
        f'<circle cx="{cx - shine:.1f}" cy="{cy - shine:.1f}" r="{radius * 0.28:.1f}" '
        'fill="#fff" opacity="0.55"/></g>'
    )


def _stick(atoms: Atoms, first: int, second: int, order: int, view: _View) -> str:
    (x1, y1), (x2, y2) = (view.place(*atoms.places[i][:2]) for i in (first, second))
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1.0
    across = (-(y2 - y1) / length, (x2 - x1) / length)
    count = min(max(order, 1), 3)
    lines = []
    for number in range(count):
        shift = (number - (count - 1) / 2) * 2 * _DOUBLE * view.scale
        dx, dy = across[0] * shift, across[1] * shift
        thick = view.scale * (0.17 if count == 1 else 0.1)
        lines.append(
            f'<line x1="{x1 + dx:.1f}" y1="{y1 + dy:.1f}" x2="{x2 + dx:.1f}" y2="{y2 + dy:.1f}" '
            f'stroke="#8a8a8a" stroke-width="{thick:.1f}" stroke-linecap="round"/>'
        )
    return "".join(lines)
