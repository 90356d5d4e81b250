"""The part of a PDF page that is shown, and places on it."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Box(NamedTuple):
    """A rectangle on the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies in it."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


class Frame(NamedTuple):
    """The part of the page that is shown, and how often it is turned clockwise by a quarter."""

    left: float
    bottom: float
    width: float
    height: float
    turns: int

    def turned(self, boxes: Floats) -> Floats:
        """Return boxes as seen on the page that is shown."""
        moved = boxes - np.array([self.left, self.bottom] * 2, np.float32)
        for _ in range(self.turns):
            x0, y0, x1, y1 = moved.T
            moved = np.stack([y0, -x1, y1, -x0], axis=1)
        shift = [(0, 0), (0, self.width), (self.width, self.height), (self.height, 0)][self.turns]
        return moved + np.array([*shift, *shift], np.float32)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point as seen on the page that is shown."""
        x, y = x - self.left, y - self.bottom
        return (
            (x, y), (y, self.width - x), (self.width - x, self.height - y), (self.height - y, x)
        )[self.turns]  # fmt: skip

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height as shown."""
        size = self.width, self.height
        return size[::-1] if self.turns % 2 else size


def frame_of(page: Any, turns: int) -> Frame:
    """Return the part of a page that is shown.

    Args:
        page: The page of pypdfium2, open.
        turns: Quarter turns clockwise by which to turn it besides.

    Returns:
        Its place and how it is turned.
    """
    left, bottom, right, top = page.get_cropbox()
    return Frame(left, bottom, right - left, top - bottom, (page.get_rotation() // 90 + turns) % 4)
