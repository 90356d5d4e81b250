"""Stick plots, as mass spectra are drawn."""

from collections.abc import Sequence
from io import StringIO

_LABELLED = 8
_LEAST_LABEL = 2.0  # percent; smaller sticks carry no label


def stick_plot(
    places: Sequence[float], heights: Sequence[float], horizontal: str, vertical: str
) -> str:
    """Draw sticks of given heights, the strongest ones labelled with their places.

    Args:
        places: Where the sticks stand.
        heights: How high they are, in percent.
        horizontal: Label of the horizontal axis.
        vertical: Label of the vertical axis.

    Returns:
        An SVG drawing.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.vlines(places, 0, heights, color="#1f4e79", linewidth=2)
    strongest = sorted(range(len(places)), key=lambda i: -heights[i])[:_LABELLED]
    for i in strongest:
        if heights[i] >= _LEAST_LABEL:
            axes.annotate(
                f"{places[i]:.3f}", (places[i], heights[i]), (0, 3), textcoords="offset points",
                ha="center", va="bottom", fontsize=8,
            )  # fmt: skip
    low, high = min(places), max(places)
    room = max(0.15 * (high - low), 1.0)
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(0, 1.12 * max(heights))
    axes.set_xlabel(horizontal)
    axes.set_ylabel(vertical)
    axes.spines[["top", "right"]].set_visible(False)
    axes.ticklabel_format(useOffset=False)
    return drawn(figure)


def drawn(figure: object) -> str:
    """Return a matplotlib figure as SVG text without the XML header."""
    from matplotlib.figure import Figure

    assert isinstance(figure, Figure)  # noqa: S101 - for the type checker
    buffer = StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
