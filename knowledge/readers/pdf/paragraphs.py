"""From the lines of a column to its paragraphs."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from labwright.knowledge.readers.pdf.gutters import Zone
from labwright.knowledge.readers.pdf.joining import rejoin
from labwright.knowledge.readers.pdf.paragraph import (
    BULLET,
    ENDED,
    INDENT,
    NUMBERED,
    Paragraph,
    begins_caption,
    is_marked,
)
from labwright.knowledge.readers.pdf.pieces import Piece

_LEADING = 1.25  # of the size, where a column does not tell
_VARIES = 0.05  # of the size
_APART, _FAR = 1.2, 1.55  # of the distance of lines; more is a gap, and more still surely one
_SPARE = 0.8  # of the size
_MUCH = 0.3  # of the width of a column
_BELOW = 0.7  # of the size; what is nearer stands in the same line
_OTHER_SIZE = 1.12
_FEWEST = 3  # indents that make a list
_MOSTLY = 0.85
_LARGER = 1.05
_LEADER = re.compile(r"(?:\s?\.){4,}\s*\w{1,5}$")  # as in a table of contents


@dataclass(frozen=True)
class _Column:
    """Measures of the lines of a column."""

    left: float
    right: float
    size: float
    usual: float
    leading: dict[float, float]

    def is_text(self, line: Piece) -> bool:
        """Tell whether a line is set like most of the column."""
        return abs(line.size - self.size) < 0.05 * self.size and not line.bold

    def gap(self, size: float) -> float:
        """Return the usual distance of two lines, with some room for what varies."""
        usual = self.leading.get(round(size, 1)) or _LEADING * size
        return usual + _VARIES * size


def cut_paragraphs(zones: Sequence[Zone], usual: float) -> list[Paragraph]:
    """Cut what stands on a page into paragraphs.

    Args:
        zones: Columns, tables and pictures in reading order.
        usual: Size of most of the letters of the document.

    Returns:
        Paragraphs in reading order; those that a column's end, a picture or a footnote interrupts
        are whole, and what interrupts them comes after.
    """
    found: list[Paragraph] = []
    for zone in zones:
        if zone.kind != "text":
            left, right = zone.box.x0, zone.box.x1
            found.append(Paragraph(zone.lines, zone.kind, left, right, zone.rows, zone.extra))
            continue
        column = _measured(zone.lines, usual)
        cut = [
            Paragraph(lines, "text", column.left, column.right, beside=zone.beside)
            for lines in _cut(zone.lines, column)
        ]
        cut[-1].last = True
        found += cut
    return rejoin(found)


def _measured(lines: Sequence[Piece], usual: float) -> _Column:
    starts = Counter(round(line.x0) for line in lines)
    left = min((x for x, n in starts.items() if n >= 0.2 * len(lines)), default=min(starts))
    ends = sorted(line.x1 for line in lines)
    drops: dict[float, list[float]] = {}
    for above, below in pairwise(lines):
        drop = above.baseline - below.baseline
        if abs(above.size - below.size) < 0.3 and 0.8 < drop / max(below.size, 0.1) < 2.2:  # noqa: PLR2004
            drops.setdefault(round(below.size, 1), []).append(drop)
    leading = {size: median(found) for size, found in drops.items()}
    size = Counter(round(line.size, 1) for line in lines).most_common(1)[0][0]
    return _Column(left, ends[int(0.9 * (len(ends) - 1) + 0.5)], size, usual, leading)


def _cut(lines: Sequence[Piece], column: _Column) -> list[list[Piece]]:
    paragraphs = [[lines[0]]]
    hanging = _hanging(lines, column)
    for index in range(1, len(lines)):
        following = lines[index + 1] if index + 1 < len(lines) else None
        begins = _begins(paragraphs[-1], lines[index], following, column)
        if id(lines[index]) in hanging:
            begins = hanging[id(lines[index])]
        if begins:
            paragraphs.append([lines[index]])
        else:
            paragraphs[-1].append(lines[index])
    return paragraphs


def _hanging(lines: Sequence[Piece], column: _Column) -> dict[int, bool]:
    """Tell the lines of lists with hanging indents, as of references, that begin an entry."""
    found: dict[int, bool] = {}
    part: list[Piece] = []
    for line in [*lines, None]:
        if line is not None and (column.is_text(line) or not part):
            part.append(line)
            continue
        found |= _entries(part, column)
        part = [line] if line is not None else []
    return found


def _entries(part: list[Piece], column: _Column) -> dict[int, bool]:
    """Tell which lines begin an entry, if most lines behind an indent follow a full one."""
    left = min(line.x0 for line in part)
    steps = [
        (above, line) for above, line in pairwise(part)
        if above.x0 < left + 1 and left + INDENT * line.size < line.x0 < left + 5 * line.size
    ]  # fmt: skip
    full = [line for above, line in steps if not _is_short(above, line, column)]
    if len(steps) < _FEWEST or len(full) < _MOSTLY * len(steps):
        return {}
    indents = {round(line.x0 - left) for _, line in steps}
    if max(indents) - min(indents) > 2 or any(is_marked(line) for line in part):  # noqa: PLR2004
        return {}
    inner = left + min(indents) / 2
    return {id(line): line.x0 < inner for line in part[1:]}


def _begins(current: list[Piece], line: Piece, following: Piece | None, column: _Column) -> bool:
    """Tell whether a line begins a paragraph."""
    above = current[-1]
    drop = (above.baseline - line.baseline) / column.gap(line.size)
    if drop > _FAR or (drop > _APART and _is_complete(above, line, column)):
        return True
    if above.mono or line.mono:  # the lines of a listing, and what stands before and behind it
        return above.mono != line.mono
    if _differ(above.size, line.size) and _differ(above.largest, line.largest):
        return above.baseline - line.baseline > _BELOW * max(above.size, line.size)
    if min(above.size, line.size) > _LARGER * column.usual and not is_marked(line):
        return False  # titles and names are broken where it looks well
    if _changes_weight(above, line) or begins_caption(line):
        return True
    if above.words[-1].text.endswith("-") and not is_marked(line):
        return False
    return _begins_item(current, line, column) or _is_indented(current, line, following, column)


def _begins_item(current: list[Piece], line: Piece, column: _Column) -> bool:
    """Tell whether a line begins an item of a list, or follows an entry of a table of contents."""
    text = line.text
    numbered = NUMBERED.match(text) and _is_numbered_item(current, line, column)
    return bool(BULLET.match(text) or numbered or _LEADER.search(current[-1].text))


def _is_indented(
    current: list[Piece], line: Piece, following: Piece | None, column: _Column
) -> bool:
    """Tell whether its left edge, or the right edge of the line above, sets a line off."""
    above = current[-1]
    if _is_centred(above, line):
        return False
    heads = not column.is_text(above) and not column.is_text(line)
    steps = not heads and _steps(current, line, following)
    return steps or _is_short(above, line, column)


def _is_complete(above: Piece, line: Piece, column: _Column) -> bool:
    """Tell whether a paragraph may end, since formulae push lines of one apart as well."""
    return bool(ENDED.search(above.text)) or above.bold or _is_short(above, line, column)


def _differ(size: float, other: float) -> bool:
    return max(size, other) > _OTHER_SIZE * min(size, other)


def _is_numbered_item(current: list[Piece], line: Piece, column: _Column) -> bool:
    """Tell a number that begins an item from one that a line happens to begin with."""
    indent = INDENT * line.size
    if _is_short(current[-1], line, column) or line.x0 < current[-1].x0 - indent:
        return True
    return bool(NUMBERED.match(current[0].text)) and line.x0 <= current[0].x0 + indent


def _changes_weight(above: Piece, line: Piece) -> bool:
    """Tell whether bold letters end or begin with the line, as those of a heading do."""
    if above.bold and not line.words[0].bold:
        return True
    return line.bold and not above.words[-1].bold and len(line.words) > 1


def _is_centred(above: Piece, line: Piece) -> bool:
    middles = abs(above.x0 + above.x1 - line.x0 - line.x1) / 2
    return middles < 2 and abs(above.x0 - line.x0) > 2  # noqa: PLR2004


def _steps(current: list[Piece], line: Piece, following: Piece | None) -> bool:
    """Tell whether the left edge of a line makes it the first of a paragraph."""
    above, indent = current[-1], INDENT * line.size
    if line.x0 > above.x0 + indent:
        hangs = following is None or abs(following.x0 - line.x0) < 1
        return not (len(current) == 1 and (hangs or is_marked(above)))
    if line.x0 < above.x0 - indent:
        return len(current) > 1
    return False


def _is_short(above: Piece, line: Piece, column: _Column) -> bool:
    """Tell whether the first word of a line would have fitted into the line above.

    Where the line above ends no sentence, it takes more to be sure: what belongs together, as a
    figure and its unit, may have been kept so.
    """
    if above.words[-1].text.endswith("-") or line.size > _OTHER_SIZE * above.size:
        return False
    first = line.words[0]
    room = column.right - above.x1
    if room <= first.x1 - first.x0 + _SPARE * line.size:
        return False
    return bool(ENDED.search(above.text)) or room > _MUCH * (column.right - column.left)
