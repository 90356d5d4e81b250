"""Text that a PDF holds and does not show: a way to slip words into what is read."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from labwright.knowledge.readers.pdf.drawn import Drawn, brightness
from labwright.knowledge.readers.pdf.frame import Box
from labwright.knowledge.readers.pdf.glyphs import Glyphs
from labwright.knowledge.readers.pdf.runs import Run

_NEVER_DRAWN = (3, 7)  # modes of PDF that leave no ink
_TINY = 1.0  # points
_FAINT = 20  # of 255
_PALE = 0.9
_ALIKE = 0.06  # of two shades that cannot be told apart
_CONTRAST = 24  # of 255
_SCAN = 0.5  # of the page; a picture that covers more is a scan or a background
_MOST_DOTS = 3000  # across or down
_AT_ONCE = 200  # runs that are compared with all shapes
_FEW = 0.2  # shown letters for each hidden one, of a page whose text lies over a scan


class Sight(NamedTuple):
    """What of a page's text is seen.

    Args:
        runs: The runs to read.
        hidden: Letters that are left out.
        layer: Whether the text is one that was laid over a scan.
    """

    runs: list[Run]
    hidden: int
    layer: bool


def seen(page: Any, glyphs: Glyphs) -> Sight:
    """Tell the text that a reader of the page sees from what is hidden.

    Args:
        page: The page of pypdfium2, open.
        glyphs: Its letters.

    Returns:
        What to read. Invisible text over a scan is the text of the scan; any other is left out.
    """
    shown: list[Run] = []
    hidden: list[Run] = []
    doubtful: list[tuple[Run, Box]] = []
    boxes = _boxes(glyphs)
    for run, box, around in zip(glyphs.runs, boxes, _around(glyphs, boxes), strict=True):
        verdict = _verdict(run, box, glyphs, around)
        if verdict:
            (shown if verdict > 0 else hidden).append(run)
        else:
            doubtful.append((run, box))
    if doubtful:
        picture = _picture(page)
        for run, box in doubtful:
            (shown if _shows(picture, box, glyphs) else hidden).append(run)
        shown.sort(key=lambda run: run.start)
    count = sum(run.end - run.start for run in hidden)
    if hidden and _is_scan(glyphs) and _letters(shown) <= _FEW * count:
        return Sight(glyphs.runs, 0, layer=True)
    noted = [run for run in hidden if run.size >= _TINY or not _is_drawing(run, glyphs)]
    return Sight(shown, _letters(noted), layer=False)


def _boxes(glyphs: Glyphs) -> list[Box]:
    """Return where each run is."""
    starts = [run.start for run in glyphs.runs]
    if not starts:
        return []
    low = np.minimum.reduceat(glyphs.boxes, starts)
    high = np.maximum.reduceat(glyphs.boxes, starts)
    return [Box(*sides) for sides in np.concatenate([low[:, :2], high[:, 2:]], axis=1).tolist()]


def _around(glyphs: Glyphs, boxes: list[Box]) -> Iterator[list[Drawn]]:
    """Yield for each run what is drawn over or under its middle."""
    large = [
        d for d in glyphs.drawn if d.kind != "rule" and (d.shade is not None or d.kind != "shape")
    ]
    edges = np.array([d.box for d in large], np.float32).reshape(-1, 4)
    places = np.array(boxes, np.float32).reshape(-1, 4)
    for start in range(0, len(boxes), _AT_ONCE):
        part = places[start : start + _AT_ONCE]
        x, y = part[:, 0::2].mean(axis=1)[:, None], part[:, 1::2].mean(axis=1)[:, None]
        inside = (edges[:, 0] <= x) & (edges[:, 2] >= x) & (edges[:, 1] <= y) & (edges[:, 3] >= y)
        for row, found in zip(inside, inside.any(axis=1).tolist(), strict=True):
            yield [large[place] for place in np.flatnonzero(row).tolist()] if found else []


def _is_drawing(run: Run, glyphs: Glyphs) -> bool:
    """Tell tiny letters of a drawing, which are no attempt to hide anything."""
    return any(d.kind == "form" and d.box.holds(run.x, run.baseline) for d in glyphs.drawn)


def _verdict(run: Run, box: Box, glyphs: Glyphs, around: list[Drawn]) -> int:
    """Return 1 for what is surely seen, -1 for what is not, 0 where it takes a look."""
    if run.mode in _NEVER_DRAWN or run.size < _TINY or run.colour[3] < _FAINT:
        return -1
    if box.x1 < 0 or box.y1 < 0 or box.x0 > glyphs.width or box.y0 > glyphs.height:
        return -1
    shade = brightness(*run.colour[:3])
    if not around:
        return 1 if shade < _PALE else -1
    if any(d.shade is not None and d.place > run.place >= 0 for d in around):
        return 0 if all(d.kind != "picture" for d in around) or _covers(around, glyphs) else -1
    below = [d for d in around if d.place < run.place or run.place < 0]
    shades = [d.shade for d in below if d.kind == "shape" and d.shade is not None]
    if shade >= _PALE and not below:
        return -1
    if shade >= _PALE or any(abs(shade - other) < _ALIKE for other in shades):
        dark = bool(shades) and abs(shades[-1] - shade) > 0.3  # noqa: PLR2004
        return 1 if dark and below[-1].kind == "shape" else 0
    return 1


def _covers(around: list[Drawn], glyphs: Glyphs) -> bool:
    return any(_area(d.box) > _SCAN * glyphs.width * glyphs.height for d in around)


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)


def _letters(runs: list[Run]) -> int:
    return sum(run.end - run.start for run in runs)


def _is_scan(glyphs: Glyphs) -> bool:
    covered = sum(_area(d.box) for d in glyphs.drawn if d.kind == "picture")
    return covered > _SCAN * glyphs.width * glyphs.height


def _picture(page: Any) -> Any:
    """Draw the page in grey, a dot a point unless it is as large as a poster."""
    bitmap = page.render(scale=min(1.0, _MOST_DOTS / max(page.get_size())), grayscale=True)
    try:
        return bitmap.to_numpy().copy()
    finally:
        bitmap.close()


def _shows(picture: Any, box: Box, glyphs: Glyphs) -> bool:
    """Tell whether anything can be made out at a place of the page."""
    height, width = picture.shape[:2]
    across, down = width / glyphs.width, height / glyphs.height
    x0, x1 = int(max(0.0, box.x0) * across), int(box.x1 * across) + 1
    y0, y1 = int(max(0.0, glyphs.height - box.y1) * down), int((glyphs.height - box.y0) * down) + 1
    part = picture[y0:y1, x0:x1]
    return bool(part.size) and int(part.max()) - int(part.min()) > _CONTRAST
