"""The body of a Word document as items in reading order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from labwright.knowledge.readers.markup import Element
from labwright.knowledge.readers.office.charts import read_chart
from labwright.knowledge.readers.office.docx_styles import (
    Lists,
    Role,
    Styles,
    is_on,
    list_of,
    outline_of,
)
from labwright.knowledge.readers.office.docx_text import Prose, Words
from labwright.knowledge.readers.office.package import Package
from labwright.knowledge.readers.office.xml import child, children, name, value, whole

Kind = Literal[
    "title", "author", "abstract", "heading", "paragraph", "caption", "reference", "formula",
    "code", "table",
]  # fmt: skip
_KINDS: dict[Role, Kind] = {
    "title": "title", "author": "author", "abstract": "abstract", "caption": "caption",
    "reference": "reference", "code": "code",
}  # fmt: skip
_WRAPPING = frozenset("sdt sdtContent customXml ins moveTo".split())
_WIDEST = 100  # columns that one cell may span
_MOST_CELLS = 1_000_000


@dataclass(frozen=True)
class Item:
    """A paragraph or table of a document.

    Args:
        kind: What it is.
        text: What it says; of a table the caption.
        level: Of a heading.
        label: Of a formula its number, of a table such as “Table 2”.
        bold: Whether all of it is bold.
        header: Of a table.
        rows: Of a table.
    """

    kind: Kind
    text: str = ""
    level: int = 0
    label: str = ""
    bold: bool = False
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


class Body:
    """Reads the parts of a Word document.

    Args:
        package: The document.

    Attributes:
        prose: What reads its paragraphs; it knows what was left out.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(package)
        self._lists = Lists(package)
        self._relations = package.relations(package.main)
        self.prose = Prose(self._styles)

    def items(self) -> Iterator[Item]:
        """Yield what the body holds."""
        for element in self._package.each(self._package.main, "body"):
            yield from self._block(element)

    def notes(self) -> list[str]:
        """Return the footnotes and endnotes in the order of their marks in the text."""
        marked = list(self.prose.notes)
        texts = {kind: self._notes_of(kind) for kind in dict.fromkeys(k for k, _ in marked)}
        return [texts[kind].get(key, "") for kind, key in marked]

    def _notes_of(self, kind: str) -> dict[str, str]:
        found = {}
        for part in self._package.related(self._package.main, f"{kind}s"):
            for element in children(self._package.tree(part), kind):
                items = (item for block in element for item in self._block(block))
                found[value(element, "id") or ""] = " ".join(map(_flat, items))
        return found

    def _block(self, element: Element) -> Iterator[Item]:
        kind = name(element)
        if kind == "p":
            yield from self._paragraph(element)
        elif kind == "tbl":
            yield from self._table(element)
        elif kind in _WRAPPING:
            for part in element:
                yield from self._block(part)
        elif kind == "AlternateContent":
            for part in (children(element, "Choice") or children(element, "Fallback"))[:1]:
                for block in part:
                    yield from self._block(block)
        elif kind == "altChunk":
            self.prose.left_out["document that is embedded whole"] += 1

    def _paragraph(self, element: Element) -> Iterator[Item]:
        if not len(element):
            return
        properties = child(element, "pPr")
        style = self._styles.of(value(child(properties, "pStyle")))
        words = self.prose.read(element)
        place = list_of(properties, style)
        mark = self._lists.mark(*place) if place and words.text else ""
        text = " ".join(part for part in (mark, words.text) if part)
        level = outline_of(properties, style)
        if words.equation:
            yield Item("formula", words.equation, label=words.number)
        elif words.text and style.role != "contents":
            plain: Kind = "heading" if level else "paragraph"
            yield Item(_KINDS.get(style.role, plain), text, level=level, bold=words.bold)
        yield from self._boxes(words)

    def _boxes(self, words: Words) -> Iterator[Item]:
        for box in words.boxes:
            if name(box) == "chart":
                yield from self._chart(value(box, "id") or "")
            else:
                for block in box:
                    yield from self._block(block)

    def _chart(self, key: str) -> Iterator[Item]:
        _, part = self._relations.get(key, ("", ""))
        root = self._package.tree(part)
        if root is not None and (chart := read_chart(root)).rows:
            yield Item("table", chart.title, label="Chart", header=chart.header, rows=chart.rows)

    def _table(self, table: Element) -> Iterator[Item]:
        rows = list(self._rows(table))
        inside = [list(self._cells(row)) for row in rows]
        if max(map(len, inside), default=0) <= 1:  # a frame around text
            for row in inside:
                for cell in row:
                    yield from cell.items
            return
        grid = _spread(inside)
        count = next((i for i, row in enumerate(rows) if not _is_header(row)), len(rows))
        count = min(count or 1, len(grid) - 1)
        caption = ""
        if count == 1 and len(grid) > 2 and len(set(grid[0])) == 1:  # noqa: PLR2004
            caption, grid = grid[0][0], grid[1:]
        body = tuple(tuple(_once(row)) for row in grid[count:])
        yield Item("table", caption, header=_joined(grid[:count]), rows=body)

    def _rows(self, element: Element) -> Iterator[Element]:
        for part in element:
            kind = name(part)
            if kind == "tr" and child(part, "trPr", "del") is None:
                yield part
            elif kind == "tr":
                self.prose.left_out["deletion that is tracked"] += 1
            elif kind in _WRAPPING:
                yield from self._rows(part)

    def _cells(self, element: Element) -> Iterator["_Cell"]:
        before = whole(value(child(element, "trPr", "gridBefore")))
        yield from (_Cell() for _ in range(min(before, _WIDEST)))
        for part in element:
            kind = name(part)
            if kind == "tc":
                yield self._cell(part)
            elif kind in _WRAPPING:
                yield from self._cells(part)

    def _cell(self, element: Element) -> "_Cell":
        properties = child(element, "tcPr")
        span = whole(value(child(properties, "gridSpan")), 1)
        merged = child(properties, "vMerge")
        items = tuple(item for block in element for item in self._block(block))
        return _Cell(
            items=items,
            text=" ".join(filter(None, map(_flat, items))),
            columns=min(max(span, 1), _WIDEST),
            goes_on=merged is not None and value(merged) != "restart",
        )


@dataclass(frozen=True)
class _Cell:
    """A cell: what it holds, the columns it spans, whether it goes on from the row above."""

    items: tuple[Item, ...] = ()
    text: str = ""
    columns: int = 1
    goes_on: bool = False


def _spread(rows: Sequence[Sequence[_Cell]]) -> list[list[str]]:
    """Write the text of each cell wherever it reaches."""
    grid: list[list[str]] = []
    for row in rows:
        line: list[str] = []
        for cell in row:
            above = grid[-1][len(line)] if grid and len(line) < len(grid[-1]) else ""
            line += [above if cell.goes_on else cell.text] * cell.columns
        grid.append(line)
    width = max(map(len, grid))
    if width * len(grid) > _MOST_CELLS:
        return grid
    return [line + [""] * (width - len(line)) for line in grid]


def _is_header(row: Element) -> bool:
    return is_on(child(row, "trPr", "tblHeader"))


def _joined(rows: list[list[str]]) -> tuple[str, ...]:
    """Join the rows of a header column by column."""
    columns = zip(*rows, strict=False)
    return tuple(" ".join(dict.fromkeys(filter(None, column))) for column in columns)


def _once(row: list[str]) -> list[str]:
    """Write what spans a whole row once only."""
    whole_row = len(row) > 2 and len(set(row)) == 1  # noqa: PLR2004
    return [row[0], *[""] * (len(row) - 1)] if whole_row else row


def _flat(item: Item) -> str:
    rows = [item.header, *item.rows] if item.kind == "table" else []
    return "; ".join(filter(None, [item.text, *(", ".join(filter(None, row)) for row in rows)]))
