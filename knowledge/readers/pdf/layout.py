"""The order in which a page is read: columns, what spans them, what stands beside them."""

from collections.abc import Iterator, Sequence
from statistics import median

from labwright.knowledge.readers.pdf.frame import Box
from labwright.knowledge.readers.pdf.gutters import Item, Zone, gutter_of
from labwright.knowledge.readers.pdf.pieces import SMALLER, Piece, is_script_of, merged

_FEWEST = 3  # lines; a margin with remarks has more
_BESIDE = 0.5  # of the width of the text; a narrower column of smaller letters is read after it
_DEEPEST = 8
_SAME_LINE = 0.25  # of the size
_OVERLAP = 0.3  # of the height of a small piece; then it belongs to the line beside it
_MARKS = 6  # words of what is raised or lowered
_SMALL = 10.0  # of the size


def arrange(pieces: Sequence[Piece], zones: Sequence[Zone], usual: float = 0.0) -> list[Zone]:
    """Put a page in the order in which it is read.

    Args:
        pieces: Pieces of lines outside tables and pictures.
        zones: Tables and pictures.
        usual: Where other pages of the document have their gutter; 0 if nowhere.

    Returns:
        Columns of text, tables and pictures in order.
    """
    items = [Item(piece.box, piece.size, piece=piece) for piece in pieces]
    size = median(item.size for item in items) if items else 10.0
    items += [Item(zone.box, size, zone=zone) for zone in zones]
    ordered: list[Zone] = []
    for column, beside in _columns(items, (), usual):
        ordered += _zones(column, beside)
    return [z for z in ordered if not z.beside] + [z for z in ordered if z.beside]


_Column = tuple[list[Item], bool]
_Band = tuple[list[Item], list[Item], list[Item]]


def _columns(items: list[Item], tried: tuple[float, ...], usual: float) -> Iterator[_Column]:
    gutter = gutter_of(items, tried, usual) if len(tried) < _DEEPEST else None
    if gutter is None:
        yield items, False
        return
    for span, left, right in _bands(items, gutter):
        if span:
            yield from _columns(span, (*tried, gutter), usual)
        else:
            sides = [list(_columns(side, (*tried, gutter), usual)) for side in (left, right)]
            beside = _marginal(left, right)
            for side, marginal in zip(sides, (beside == 0, beside == 1), strict=True):
                yield from ((column, marginal or inner) for column, inner in side)


def _bands(items: list[Item], gutter: float) -> Iterator[_Band]:
    """Cut a page at what spans the gutter; yield what spans, or what stands left and right."""
    crossing = [i for i in items if i.box.x0 < gutter - 1 and i.box.x1 > gutter + 1]
    sides = [i for i in items if i not in crossing] if crossing else items
    blocks = _blocks(sorted(crossing, key=lambda i: -i.box.y1), sides, gutter)
    rest = sides
    for block in blocks:
        top, bottom = max(i.box.y1 for i in block), min(i.box.y0 for i in block)
        above = [i for i in rest if i.middle > top]
        inside = [i for i in rest if bottom <= i.middle <= top]
        rest = [i for i in rest if i.middle < bottom]
        tail = _tail(block, rest, gutter)
        rest = [i for i in rest if i not in tail]
        yield from _sides(above, gutter)
        yield [*block, *inside, *tail], [], []
    yield from _sides(rest, gutter)


def _sides(items: list[Item], gutter: float) -> Iterator[_Band]:
    if items:
        left = [i for i in items if i.box.x0 + i.box.x1 < 2 * gutter]
        yield [], left, [i for i in items if i.box.x0 + i.box.x1 >= 2 * gutter]


def _blocks(crossing: list[Item], sides: list[Item], gutter: float) -> list[list[Item]]:
    """Group what spans: where columns stand between, a new group begins."""
    blocks: list[list[Item]] = []
    for item in crossing:
        if blocks:
            bottom = min(i.box.y0 for i in blocks[-1])
            between = [i for i in sides if item.box.y1 < i.middle < bottom]
            if not _are_columns(between, gutter):
                blocks[-1].append(item)
                continue
        blocks.append([item])
    return blocks


def _are_columns(items: list[Item], gutter: float) -> bool:
    """Tell whether items stand on both sides at one height."""
    left = [i for i in items if i.box.x1 <= gutter + 1]
    right = [i for i in items if i.box.x0 >= gutter - 1]
    return any(
        one.box.y0 < other.box.y1 and other.box.y0 < one.box.y1 and (one.wide or other.wide)
        for one in left
        for other in right
    )


def _tail(block: list[Item], below: list[Item], gutter: float) -> list[Item]:
    """Return the short last line of a paragraph that spans."""
    last = min(block, key=lambda i: i.box.y0)
    if last.piece is None:
        return []
    near = [i for i in below if last.box.y0 - i.box.y0 < 1.7 * last.size]
    fits = [
        i for i in near
        if i.piece is not None and abs(i.box.x0 - last.box.x0) < 2 and abs(i.size - last.size) < 1  # noqa: PLR2004
    ]  # fmt: skip
    return fits if len(near) == 1 and _is_left_of(fits, gutter) else []


def _is_left_of(items: list[Item], gutter: float) -> bool:
    return all(item.box.x1 <= gutter + 1 for item in items)


def _marginal(left: list[Item], right: list[Item]) -> int:
    """Return which of two columns is a margin with remarks: 0, 1, or -1 for neither."""
    measures = []
    for side in (left, right):
        lines = [i for i in side if i.narrow]
        if len(lines) <= _FEWEST:
            return -1
        width = max(i.box.x1 for i in lines) - min(i.box.x0 for i in lines)
        measures.append((width, median(i.size for i in lines)))
    narrow = 0 if measures[0][0] < measures[1][0] else 1
    (width, size), (other, usual) = measures[narrow], measures[1 - narrow]
    return narrow if width < _BESIDE * other and size < 0.95 * usual else -1


def _zones(items: list[Item], beside: bool) -> Iterator[Zone]:
    """Join the pieces of a column to lines, and cut it at tables and pictures."""
    lines: list[Piece] = []
    entries: list[tuple[float, Piece | Zone]] = [
        (line.top, line) for line in _lines([i.piece for i in items if i.piece])
    ]
    entries += [(i.box.y1, i.zone) for i in items if i.zone]
    for _, entry in sorted(entries, key=lambda pair: -pair[0]):
        if isinstance(entry, Piece):
            lines.append(entry)
            continue
        if lines:
            yield Zone("text", lines, _around(lines), beside=beside)
            lines = []
        entry.beside = beside
        yield entry
    if lines:
        yield Zone("text", lines, _around(lines), beside=beside)


def _around(lines: Sequence[Piece]) -> Box:
    return Box(
        min(line.x0 for line in lines), min(line.bottom for line in lines),
        max(line.x1 for line in lines), max(line.top for line in lines),
    )  # fmt: skip


def _lines(pieces: list[Piece]) -> list[Piece]:
    """Join pieces on one line; parts of formulae go to the line that they stand beside."""
    level: list[list[Piece]] = []
    largest = max((piece.size for piece in pieces), default=0.0)
    small = [p for p in pieces if p.size < SMALLER * largest and len(p.words) <= _MARKS]
    scripts = [piece for piece in small if any(is_script_of(piece, other) for other in pieces)]
    apart = set(map(id, scripts))
    for piece in sorted((p for p in pieces if id(p) not in apart), key=lambda p: -p.baseline):
        if level and level[-1][0].baseline - piece.baseline < _SAME_LINE * piece.size:
            level[-1].append(piece)
        else:
            level.append([piece])
    for script in scripts:
        near = [group for group in level if any(is_script_of(script, piece) for piece in group)]
        if not near:
            near = [[]]
            level += near
        near[0].append(script)
    lines = [merged(group) if len(group) > 1 else group[0] for group in level]
    return _gathered(lines)


def _gathered(lines: list[Piece]) -> list[Piece]:
    """Put small pieces into the lines that they overlap, as the parts of a fraction do."""
    groups: list[list[Piece]] = []
    for line in sorted(lines, key=lambda p: p.x0 - p.x1):
        height = line.top - line.bottom
        small = line.x1 - line.x0 < _SMALL * line.size
        near = [g for g in groups if _shared(g[0], line) > _OVERLAP * height] if small else []
        if near:
            max(near, key=lambda g: _shared(g[0], line)).append(line)
        else:
            groups.append([line])
    whole = [merged(group) if len(group) > 1 else group[0] for group in groups]
    return sorted(whole, key=lambda p: -p.baseline)


def _shared(one: Piece, other: Piece) -> float:
    return min(one.top, other.top) - max(one.bottom, other.bottom)
