"""Fractions with a bar, as plain text can show them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from labwright.knowledge.readers.pdf.frame import Box, Floats
from labwright.knowledge.readers.pdf.glyphs import Glyphs
from labwright.knowledge.readers.pdf.pieces import SHIFT, SMALLER
from labwright.knowledge.readers.pdf.runs import Run

_LONGEST = 120.0  # points; a longer line is no bar
_THINNEST = 1.6
_BEYOND = 1.2  # points that letters may reach beyond the bar
_LONGER = 0.5  # of the size; bars are not longer than what they part by more
_CENTRED = 0.3  # of the size
_ABOVE = (0.2, 1.0)  # of the size, from the bar up to the line of the numerator
_BELOW = (0.6, 1.3)  # of the size, from the bar down to that of the denominator
_FARTHEST = 2.2  # of the size; indices are not farther from the bar
_AXIS = 0.25  # of the size, from the line of the text up to the bar
_NEAR = 1.5  # of the size; text beside a fraction is not farther
_HIGHER = (0.05, 0.5)  # of the size, from the line of that text up to the bar
_FEWEST, _MOST = 1, 12  # runs of each part
_MOST_BARS = 500  # of a page
_SUM = re.compile(r".[-+−–±∓=∗*·×⋅/ ]|[-+−–±∓=∗*·×⋅/].")
_SIMPLE = re.compile(r"[\d.]+|.|[d∂𝑑𝜕].{1,2}", re.S)


def join_fractions(glyphs: Glyphs) -> Glyphs:
    """Set numerators and denominators side by side, with a stroke between them.

    Args:
        glyphs: The letters of a page, upright.

    Returns:
        The same letters; those of fractions stand on the line of the text.
    """
    bars = [d.box for d in glyphs.drawn if d.kind == "rule" and _is_bar(d.box)]
    if not bars or len(bars) > _MOST_BARS:
        return glyphs
    letters, boxes, runs = glyphs.letters.copy(), glyphs.boxes.copy(), list(glyphs.runs)
    for bar in sorted(bars, key=lambda b: b.x1 - b.x0):
        upper = list(_part(bar, glyphs, runs, _ABOVE, 1))
        lower = list(_part(bar, glyphs, runs, _BELOW, -1))
        if _is_fraction(bar, boxes, [runs[i] for i in upper], [runs[i] for i in lower]):
            _level(bar, upper, lower, letters, boxes, runs)
    return replace(glyphs, letters=letters, boxes=boxes, runs=runs)


def _is_bar(box: Box) -> bool:
    return box.y1 - box.y0 <= _THINNEST and 2 < box.x1 - box.x0 < _LONGEST  # noqa: PLR2004


def _part(
    bar: Box, glyphs: Glyphs, runs: Sequence[Run], reach: tuple[float, float], side: int
) -> Iterator[int]:
    """Yield the indices of the runs above or below a bar, with what is raised or lowered there."""
    within = [
        (index, run) for index, run in enumerate(runs)
        if run.turn == 0 and 0 < (run.baseline - bar.y0) * side < _FARTHEST * run.size
        and bar.x0 - _BEYOND <= glyphs.boxes[run.start, 0]
        and glyphs.boxes[run.end - 1, 2] <= bar.x1 + _BEYOND
    ]  # fmt: skip
    main = [
        run for _, run in within
        if reach[0] <= (run.baseline - bar.y0) * side / run.size <= reach[1]
    ]  # fmt: skip
    size = max((run.size for run in main), default=0.0)
    lines = [run.baseline for run in main if run.size == size]
    for index, run in within if lines else ():
        script = run.size < SMALLER * size and abs(run.baseline - lines[0]) < SHIFT * size
        if script or run in main:
            yield index


def _is_fraction(bar: Box, boxes: Floats, upper: list[Run], lower: list[Run]) -> bool:
    if not (_FEWEST <= len(upper) <= _MOST and _FEWEST <= len(lower) <= _MOST):
        return False
    size = max(run.size for run in (*upper, *lower))
    widths = []
    for part in (upper, lower):
        x0 = min(float(boxes[run.start, 0]) for run in part)
        x1 = max(float(boxes[run.end - 1, 2]) for run in part)
        widths.append(x1 - x0)
        if abs(x0 + x1 - bar.x0 - bar.x1) / 2 > _CENTRED * size:
            return False
    return bar.x1 - bar.x0 < max(widths) + _LONGER * size


def _level(
    bar: Box, upper: list[int], lower: list[int], letters: list[str], boxes: Floats,
    runs: list[Run],
) -> None:  # fmt: skip
    """Move both parts of a fraction to the line of the text, the numerator to the left."""
    size = max(runs[i].size for i in (*upper, *lower))
    line, size = _beside(bar, {*upper, *lower}, size, boxes, runs)
    middle = (bar.x0 + bar.x1) / 2
    for part in (upper, lower):
        part.sort(key=lambda i: float(boxes[runs[i].start, 0]))
    _write(upper, lower, letters, runs)
    for part, x0, x1 in ((upper, bar.x0, middle), (lower, middle, bar.x1)):
        main = max((runs[i] for i in part), key=lambda run: run.size)
        left = min(float(boxes[runs[i].start, 0]) for i in part)
        right = max(float(boxes[runs[i].end - 1, 2]) for i in part)
        shrunk = (x1 - x0) / max(right - left, 0.1)
        for i in part:
            run = runs[i]
            places = boxes[run.start : run.end]
            places[:, 0::2] = x0 + (places[:, 0::2] - left) * shrunk
            rise = run.baseline - main.baseline
            runs[i] = run._replace(
                baseline=line + rise * size / main.size, size=run.size * size / main.size
            )


def _beside(
    bar: Box, parts: set[int], size: float, boxes: Floats, runs: list[Run]
) -> tuple[float, float]:
    """Return height and size of the text beside a fraction."""
    best, found = _NEAR * size, (bar.y0 - _AXIS * size, size)
    for i, run in enumerate(runs):
        if (
            i in parts
            or run.turn
            or not _HIGHER[0] < (bar.y0 - run.baseline) / run.size < _HIGHER[1]
        ):
            continue
        away = max(bar.x0 - float(boxes[run.end - 1, 2]), float(boxes[run.start, 0]) - bar.x1)
        if -size < away < best:
            best, found = max(away, 0.0), (run.baseline, run.size)
    return found


def _write(upper: list[int], lower: list[int], letters: list[str], runs: list[Run]) -> None:
    """Put the stroke between both parts, and brackets around what they are needed for."""
    above, below = (
        "".join("".join(letters[runs[i].start : runs[i].end]) for i in part)
        for part in (upper, lower)
    )
    stroke = "/"
    if _SUM.search(above):
        first = runs[upper[0]].start
        letters[first], stroke = f"({letters[first]}", ")/"
    first, last = runs[lower[0]].start, runs[lower[-1]].end - 1
    if not _SIMPLE.fullmatch(below):
        letters[last] += ")"
        stroke += "("
    letters[first] = stroke + letters[first]
