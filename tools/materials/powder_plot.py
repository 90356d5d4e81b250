"""The plot of a powder pattern."""

from collections.abc import Sequence
from io import StringIO

_WIDTH = 0.12
_LABELLED = 12
_APART = 0.035
_POINTS = 4000
_NEAR = 0.5


def pattern_svg(peaks: Sequence[tuple[float, float, str]], bounds: tuple[float, float]) -> str:
    """Draw a powder pattern with its strongest lines named.

    Args:
        peaks: 2θ in degrees, intensity and indices of each line.
        bounds: The range of 2θ.

    Returns:
        SVG text without the XML header, on a transparent ground.
    """
    import numpy as np
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    low, high = bounds
    angles = np.linspace(low, high, _POINTS)
    curve = np.zeros_like(angles)
    for angle, intensity, _ in peaks:
        curve += intensity / (1 + ((angles - angle) / _WIDTH) ** 2)
    with rc_context({"svg.fonttype": "none", "font.size": 9, "svg.hashsalt": "powder"}):
        figure = Figure(figsize=(7.2, 3.4), layout="constrained")
        axes = figure.add_subplot()
        axes.plot(angles, curve, color="#1f4e79", linewidth=0.9)
        axes.vlines([a for a, i, _ in peaks], -5, -2, color="#9a3412", linewidth=0.6)
        for angle, _, indices in _labelled(peaks, high - low):
            top = float(curve[np.abs(angles - angle) < _NEAR].max(initial=0.0))
            axes.annotate(
                indices.split(",")[0], (angle, top), (0, 3), textcoords="offset points",
                ha="center", va="bottom", fontsize=7,
            )  # fmt: skip
        axes.set_xlim(low, high)
        axes.set_ylim(-7, 1.15 * float(curve.max()))
        axes.set_xlabel("2θ / °")
        axes.set_ylabel("relative intensity")
        axes.set_yticks([0, 50, 100])
        axes.spines[["top", "right"]].set_visible(False)
        written = StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    text = written.getvalue()
    return text[text.index("<svg") :]


def _labelled(
    peaks: Sequence[tuple[float, float, str]], width: float
) -> list[tuple[float, float, str]]:
    """Return the strongest lines that have room for their indices."""
    chosen: list[tuple[float, float, str]] = []
    for peak in sorted(peaks, key=lambda peak: -peak[1]):
        if len(chosen) == _LABELLED:
            break
        if all(abs(peak[0] - other[0]) > _APART * width for other in chosen):
            chosen.append(peak)
    return chosen
