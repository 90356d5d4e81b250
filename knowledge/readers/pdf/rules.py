"""The lines that are drawn on a page, and the frames of tables among them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from labwright.knowledge.readers.pdf.frame import Box

_THIN = 2.5  # points
_SHORTEST = 30.0
_LEVEL = 1.5  # points that parts of one line may be apart
_JOINT = 3.0
_SAME_END = 3.0
_FULL = 0.95  # of the width or height of a table
_MOST = 4000


@dataclass(frozen=True)
class Frame:
    """The frame of what may be a table.

    Args:
        box: Where it is.
        across: Heights of the lines across it, from the top.
        down: Places of the lines down through it, from the left; empty if it has none.
        regular: Whether all of these reach from one end to the other.
    """

    box: Box
    across: tuple[float, ...]
    down: tuple[float, ...] = ()
    regular: bool = True


def find_frames(boxes: Sequence[Box], width: float, height: float) -> list[Frame]:
    """Find what may be tables by the lines around them.

    Args:
        boxes: Thin lines and rectangles of a page.
        width: Of the page.
        height: Of the page.

    Returns:
        Grids first, then lines one above the other that begin and end alike.
    """
    if len(boxes) > _MOST:
        return []
    across: list[Box] = []
    down: list[Box] = []
    for box in boxes:
        _sort_in(box, across, down, width, height)
    across, down = _united(across, 0), _united(down, 1)
    grids = [grid for grid in _grids(across, down) if grid]
    free = [line for line in across if not any(_inside(line, grid.box) for grid in grids)]
    return [*grids, *_stacks(free)]


def _sort_in(box: Box, across: list[Box], down: list[Box], width: float, height: float) -> None:
    wide, high = box.x1 - box.x0, box.y1 - box.y0
    if high <= _THIN:
        across.append(box)
    elif wide <= _THIN:
        down.append(box)
    elif wide < 0.95 * width and high < 0.9 * height:
        across += [box._replace(y1=box.y0), box._replace(y0=box.y1)]
        down += [box._replace(x1=box.x0), box._replace(x0=box.x1)]


def _united(lines: Sequence[Box], side: int) -> list[Box]:
    """Join parts of a line: tables are often drawn cell by cell."""
    start, end, level = (0, 2, 1) if side == 0 else (1, 3, 0)
    joined: list[Box] = []
    for line in sorted(lines, key=lambda b: (round(b[level] / _LEVEL), b[start])):
        last = joined[-1] if joined else None
        if last and abs(last[level] - line[level]) <= _LEVEL and line[start] - last[end] <= _JOINT:
            ends = [*last]
            ends[end] = max(last[end], line[end])
            joined[-1] = Box(*ends)
        else:
            joined.append(line)
    return [line for line in joined if line[end] - line[start] >= (_SHORTEST if side == 0 else 6)]


def _inside(line: Box, box: Box) -> bool:
    return (
        box.y0 - _JOINT <= line.y0 <= box.y1 + _JOINT
        and line.x0 >= box.x0 - _JOINT and line.x1 <= box.x1 + _JOINT
    )  # fmt: skip


def _grids(across: list[Box], down: list[Box]) -> list[Frame | None]:
    """Group lines that cross, and make grids of the groups."""
    groups: list[tuple[list[Box], list[Box]]] = []
    for line in down:
        touched = [h for h in across if _cross(h, line)]
        near = [g for g in groups if any(h in g[0] for h in touched)]
        merged = ([h for g in near for h in g[0]], [v for g in near for v in g[1]])
        merged[0].extend(h for h in touched if h not in merged[0])
        merged[1].append(line)
        groups = [g for g in groups if g not in near] + [merged]
    return [_grid(*group) for group in groups]


def _cross(across: Box, down: Box) -> bool:
    return (
        across.x0 - _JOINT <= down.x0 <= across.x1 + _JOINT
        and down.y0 - _JOINT <= across.y0 <= down.y1 + _JOINT
    )


def _grid(across: list[Box], down: list[Box]) -> Frame | None:
    if len(across) < 3 or len(down) < 2:  # noqa: PLR2004
        return None
    box = Box(
        min(h.x0 for h in across), min(h.y0 for h in across),
        max(h.x1 for h in across), max(h.y1 for h in across),
    )  # fmt: skip
    rows = _distinct(h.y0 for h in across if h.x1 - h.x0 >= _FULL * (box.x1 - box.x0))[::-1]
    columns = _distinct(v.x0 for v in down if v.y1 - v.y0 >= _FULL * (box.y1 - box.y0))
    all_rows, all_columns = _distinct(h.y0 for h in across), _distinct(v.x0 for v in down)
    regular = len(rows) == len(all_rows) and len(columns) == len(all_columns)
    inner = [x for x in all_columns if box.x0 + _JOINT < x < box.x1 - _JOINT]
    if not inner:
        return None
    edges = (box.x0, *inner, box.x1)
    return Frame(box, tuple(rows if regular else all_rows[::-1]), edges, regular)


def _distinct(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _JOINT:
            found.append(value)
    return found


def _stacks(lines: Sequence[Box]) -> list[Frame]:
    """Group lines that begin and end alike."""
    groups: list[list[Box]] = []
    for line in sorted(lines, key=lambda b: -b.y0):
        for group in groups:
            if abs(group[0].x0 - line.x0) < _SAME_END and abs(group[0].x1 - line.x1) < _SAME_END:
                group.append(line)
                break
        else:
            groups.append([line])
    return [
        Frame(
            Box(group[0].x0, group[-1].y0, group[0].x1, group[0].y1),
            tuple(_distinct(line.y0 for line in group)[::-1]),
        )
        for group in groups
        if len(group) > 1
    ]
