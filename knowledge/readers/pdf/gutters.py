"""Where the columns of a page are apart."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from labwright.knowledge.readers.pdf.frame import Box
from labwright.knowledge.readers.pdf.pieces import Piece

_NARROW = 4.0  # of the size
_SMALLER = 0.9
_WIDE = 8.0  # of the size; narrower pieces say nothing about columns
_NEAR = 6.0  # points that the gutters of pages may be apart
_MANY, _MORE_ALIKE = 6, 0.7
_ALIKE = 0.4  # of the lines of a column begin at one place
_COMMON = 0.3  # of the pages
_FEWEST = 3  # lines side by side that make columns
_GUTTER = 0.6  # of the size; columns are not closer


@dataclass(frozen=True, eq=False)
class Item:
    """What is put in order: a piece of a line, or a whole table or picture.

    Args:
        box: Where it is.
        size: Size of its letters.
        piece: The piece, if it is one.
        zone: The table or picture otherwise.
    """

    box: Box
    size: float
    piece: Piece | None = None
    zone: "Zone | None" = None

    @property
    def wide(self) -> bool:
        """Whether it is as wide as a line of a column."""
        return self.box.x1 - self.box.x0 >= _WIDE * self.size and self.zone is None

    @property
    def narrow(self) -> bool:
        """Whether it is as wide as a line of a remark in a margin at least."""
        return self.box.x1 - self.box.x0 >= _NARROW * self.size and self.zone is None

    @property
    def middle(self) -> float:
        """Its height above the foot of the page."""
        return (self.box.y0 + self.box.y1) / 2


@dataclass
class Zone:
    """Lines that are read from the top down.

    Args:
        kind: ``text``, ``table`` or ``picture``.
        lines: Its lines.
        box: Where it is.
        rows: Cells of a table, the header first.
        extra: Text in a picture that does not stand upright.
        beside: Whether it stands beside the text, as remarks in a margin do.
    """

    kind: str
    lines: list[Piece]
    box: Box
    rows: list[list[str]] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    beside: bool = False


def find_gutter(pieces: Sequence[Piece]) -> float:
    """Return the place between two columns of a page; 0 if it has none.

    Args:
        pieces: Pieces of lines on the page.

    Returns:
        Its distance from the left edge of the page.
    """
    return gutter_of([Item(piece.box, piece.size, piece=piece) for piece in pieces], (), 0.0) or 0.0


def usual_gutter(gutters: Sequence[float]) -> float:
    """Return where most pages of a document have their gutter; 0 if they have none in common."""
    places = Counter(round(gutter / _NEAR) for gutter in gutters if gutter)
    place, count = places.most_common(1)[0] if places else (0, 0)
    return place * _NEAR if count > 1 and count > _COMMON * len(gutters) else 0.0


def gutter_of(items: list[Item], tried: Sequence[float], usual: float) -> float | None:
    """Find the place that most pairs of lines side by side leave free.

    Args:
        items: What stands on a page or a part of it.
        tried: Places that are of no use.
        usual: Where other pages have their gutter; 0 if nowhere.

    Returns:
        The place; None if there are no columns.
    """
    gaps = list(_gaps(items))
    for count, place in sorted(_places(gaps), key=lambda pair: -pair[0]):
        if any(abs(place - other) <= 1 for other in tried):
            continue
        if usual > 0 and abs(place - usual) < _NEAR:
            return place
        beside = [pair for pair in gaps if pair[0].x1 < place < pair[1].x0]
        if count >= _FEWEST and all(_is_aligned(side) for side in zip(*beside, strict=True)):
            return place
    return None


def _gaps(items: list[Item]) -> Iterator[tuple[Box, Box]]:
    """Yield pairs of lines that stand side by side."""
    lines = sorted((i for i in items if i.narrow), key=lambda i: -i.box.y1)
    for index, item in enumerate(lines):
        for other in lines[index + 1 :]:
            if other.box.y1 < item.box.y0:
                break
            if not (item.wide and other.wide) and not _is_remark(item, other):
                continue
            left, right = (item, other) if item.box.x0 < other.box.x0 else (other, item)
            if right.box.x0 - left.box.x1 >= _GUTTER * min(left.size, right.size):
                yield left.box, right.box


def _is_remark(one: Item, other: Item) -> bool:
    """Tell a line of the text and a narrow one in smaller letters beside it, as in a margin."""
    small, large = sorted((one.size, other.size))
    return (one.wide or other.wide) and small < _SMALLER * large


def _places(gaps: Sequence[tuple[Box, Box]]) -> Iterator[tuple[int, float]]:
    """Yield places between lines, with how many pairs leave each of them free."""
    edges = sorted([(box.x1, 1) for box, _ in gaps] + [(box.x0, -1) for _, box in gaps])
    count = 0
    for (x, step), (following, _) in pairwise(edges):
        count += step
        if step > 0 and following > x:
            yield count, (x + following) / 2


def _is_aligned(boxes: Sequence[Box]) -> bool:
    """Tell whether most lines begin alike, as those of a column do."""
    places = Counter(round(box.x0 / _NEAR) for box in boxes)
    share = places.most_common(1)[0][1] / max(1, len(boxes))
    return share >= (_ALIKE if len(boxes) > _MANY else _MORE_ALIKE)
