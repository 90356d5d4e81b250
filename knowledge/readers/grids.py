"""Tables of rows and cells, where a cell may span several columns and rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from labwright.knowledge.readers.markup import Element, attribute, children

_WIDEST = 100  # columns that one cell may span
_LARGEST = 4_000_000  # characters of a table that spans may add, and cells of the whole
_ROWS, _CELLS = ("tr", "row"), ("td", "th", "entry")
_PARTS = ("thead", "tbody", "tfoot", "tgroup")


@dataclass(frozen=True)
class Cell:
    """A cell as it is marked up.

    Args:
        text: What it says.
        columns: How many columns it spans.
        rows: How many rows it spans.
    """

    text: str
    columns: int = 1
    rows: int = 1


def read_grid(
    table: Element, words: Callable[[Element], str]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Read a table of the model that HTML and JATS share.

    Args:
        table: The element.
        words: Reads the text of a cell.

    Returns:
        The header, empty if there is none, and the rows, all of one length. What spans several
        rows or columns stands in each of them; what spans the whole table stands there once.
    """
    marked = list(_rows(table, ""))
    head, body = _parted(marked)
    grid = spread([_marked(row, words) for row in [*head, *body]])
    return _headed(grid[: len(head)]), [tuple(row) for row in grid[len(head) :]]


def spread(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Write the text of each cell wherever it reaches.

    Example:
        >>> spread([[Cell("a", rows=2), Cell("b", columns=2)], [Cell("c"), Cell("d")]])
        [['a', 'b', 'b'], ['a', 'c', 'd']]
    """
    spans = _copied(rows) <= _LARGEST
    grid: list[list[str]] = []
    hanging: dict[int, tuple[str, int]] = {}  # by column: text, and rows that it still reaches
    for row in rows:
        line: list[str] = []
        for cell in row:
            _drop(hanging, line)
            for _ in range(min(cell.columns, _WIDEST) if spans else 1):
                hanging.pop(len(line), None)
                if cell.rows > 1 and spans:
                    hanging[len(line)] = (cell.text, cell.rows - 1)
                line.append(cell.text)
        _drop(hanging, line)
        grid.append(line)
    width = max(map(len, grid), default=0)
    if width * len(grid) > _LARGEST:
        return grid
    return [line + [""] * (width - len(line)) for line in grid]


def _copied(rows: Sequence[Sequence[Cell]]) -> int:
    """Return how many characters filling in all spans would take."""
    places = ((len(rows) - index, cell) for index, row in enumerate(rows) for cell in row)
    return sum(
        (min(cell.rows, below) * min(cell.columns, _WIDEST) - 1) * (len(cell.text) + 1)
        for below, cell in places
    )


def _drop(hanging: dict[int, tuple[str, int]], line: list[str]) -> None:
    """Write what reaches down from the rows above at the next places of a line."""
    while (column := len(line)) in hanging:
        text, left = hanging.pop(column)
        if left > 1:
            hanging[column] = (text, left - 1)
        line.append(text)


def _rows(element: Element, part: str) -> Iterator[tuple[str, Element]]:
    """Yield the rows of a table with the part that each stands in, the foot at the end."""
    feet = children(element, "tfoot")
    for child in [c for c in children(element, *_PARTS, *_ROWS) if c not in feet] + feet:
        name = child.tag.rsplit("}", 1)[-1].lower()
        if name in _ROWS:
            yield part, child
        else:
            yield from _rows(child, part if name == "tgroup" else name)


def _parted(marked: list[tuple[str, Element]]) -> tuple[list[Element], list[Element]]:
    """Tell the rows of the header from the others."""
    head = [row for part, row in marked if part == "thead"]
    body = [row for part, row in marked if part != "thead"]
    if head:
        return head, body
    last = max(len(body) - 1, 0)  # of headings alone there is no table
    count = next((i for i, row in enumerate(body[:last]) if not _is_heading(row)), last)
    return body[:count], body[count:]


def _is_heading(row: Element) -> bool:
    cells = _cells(row)
    return len(cells) > 1 and not children(row, "td", "entry")


def _cells(row: Element) -> list[Element]:
    return children(row, *_CELLS)


def _marked(row: Element, words: Callable[[Element], str]) -> list[Cell]:
    cells = [_cell(cell, words) for cell in _cells(row)]
    return cells if len(cells) > 1 else [replace(cell, columns=1) for cell in cells]


def _cell(element: Element, words: Callable[[Element], str]) -> Cell:
    more = _number(attribute(element, "morerows"), 0)
    return Cell(
        words(element),
        _number(attribute(element, "colspan"), 1),
        _number(attribute(element, "rowspan"), 1) + more,
    )


def _number(text: str, otherwise: int) -> int:
    """Return a count of columns or rows; what is none, or none of this world, counts as usual."""
    text = text.strip()
    count = int(text[:6]) if text.isascii() and text.isdigit() else 0
    return count or otherwise


def _headed(rows: list[list[str]]) -> tuple[str, ...]:
    """Join the rows of a header column by column."""
    columns = zip(*rows, strict=False)
    return tuple(" ".join(dict.fromkeys(filter(None, column))) for column in columns)
