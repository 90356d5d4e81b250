"""PowerPoint presentations."""

from collections.abc import Iterator
from pathlib import Path

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document
from labwright.knowledge.readers.grids import Cell, spread
from labwright.knowledge.readers.markup import Element
from labwright.knowledge.readers.office.charts import read_chart
from labwright.knowledge.readers.office.omml import equation_text
from labwright.knowledge.readers.office.package import Package, open_package
from labwright.knowledge.readers.office.properties import read_properties
from labwright.knowledge.readers.office.runs import Height, Run, flow
from labwright.knowledge.readers.office.xml import below, child, children, holds, name, value, whole
from labwright.knowledge.readers.pages import Pages

_TITLES = ("title", "ctrTitle")
_RUNNING = ("sldNum", "dt", "ftr", "hdr", "sldImg")
_MOST_SLIDES = 5000


def read_pptx(path: Path) -> Document:
    """Read a presentation, a page a slide: title, text, tables, charts, notes of the speaker.

    Args:
        path: The file.

    Returns:
        The document, each page labelled by its slide; slides without text have no page.

    Raises:
        UnreadableDocument: If it is damaged, locked, of another kind, or holds no text.
    """
    pages = Pages()
    notes: list[str] = []
    first = ""
    with open_package(path, "presentation") as package:
        title, metadata = read_properties(package, "slides")
        slides = list(_slides(package))
        for number, part in enumerate(slides[:_MOST_SLIDES], 1):
            slide = _Slide(package, part, number)
            first = slide.title if number == 1 else first
            notes += slide.write(pages)
    if len(slides) > _MOST_SLIDES:
        notes.append(f"only the first {_MOST_SLIDES} of {len(slides)} slides were read")
    if pages.empty:
        raise UnreadableDocument(
            "Its slides hold no text.", "If they hold pictures of text, recognise the text first."
        )
    return pages.document(title or first or path.stem, metadata, notes)


def _slides(package: Package) -> Iterator[str]:
    """Yield the parts of the slides in the order in which they are shown."""
    relations = package.relations(package.main)
    root = package.tree(package.main)
    for entry in children(child(root, "sldIdLst"), "sldId"):
        keys = [text for key, text in entry.attrib.items() if key.endswith("}id")]
        kind, part = relations.get(keys[0] if keys else "", ("", ""))
        if kind == "slide" and part in package:
            yield part


class _Slide:
    """Writes one slide to pages."""

    def __init__(self, package: Package, part: str, number: int) -> None:
        self._package = package
        self._number = number
        self._relations = package.relations(part)
        self._root = package.tree(part)
        shapes = list(_shapes(child(self._root, "cSld", "spTree")))
        self._others = [s for s in shapes if _place(s) not in (*_TITLES, *_RUNNING)]
        self.title = next((" ".join(_lines(s)) for s in shapes if _place(s) in _TITLES), "")

    def write(self, pages: Pages) -> list[str]:
        """Write the slide, and return what is to be noted."""
        pages.turn(f"slide {self._number}")
        spoken = self._spoken()
        if not (self.title or spoken or any(map(_says, self._others))):
            return [*self._hidden(), f"no text on slide {self._number}"]
        # Without a heading it would count as part of the slide before.
        pages.heading(self.title or f"Slide {self._number}", 1)
        for shape in self._others:
            self._graphic(pages, shape)
            for line in _lines(shape):
                pages.paragraph(line)
        if spoken:
            pages.heading("Notes", 2)
        for line in spoken:
            pages.paragraph(line)
        return self._hidden()

    def _hidden(self) -> list[str]:
        return [f"slide {self._number} is hidden"] if value(self._root, "show") in _OFF else []

    def _graphic(self, pages: Pages, frame: Element) -> None:
        if name(frame) != "graphicFrame":
            return
        for part in below(frame, "tbl", "chart", "relIds"):
            kind = name(part)
            if kind == "tbl":
                header, rows = _table(part)
                pages.table(header, rows)
            elif kind == "chart":
                self._chart(pages, self._target(part, "id"))
            else:
                self._diagram(pages, self._target(part, "dm"))

    def _target(self, element: Element, key: str) -> str:
        return self._relations.get(value(element, key) or "", ("", ""))[1]

    def _chart(self, pages: Pages, part: str) -> None:
        root = self._package.tree(part)
        if root is not None and (chart := read_chart(root)).rows:
            pages.table(chart.header, chart.rows, "Chart", chart.title)

    def _diagram(self, pages: Pages, part: str) -> None:
        """Write the boxes of a diagram (“SmartArt”)."""
        root = self._package.tree(part)
        for box in below(root, "t") if root is not None else ():
            for line in _lines(box):
                pages.paragraph(line)

    def _spoken(self) -> list[str]:
        lines: list[str] = []
        for kind, part in self._relations.values():
            root = self._package.tree(part) if kind == "notesSlide" else None
            for shape in _shapes(child(root, "cSld", "spTree")):
                if _place(shape) not in _RUNNING:
                    lines += _lines(shape)
        return lines


_OFF = ("0", "false", "off")


def _says(shape: Element) -> bool:
    graphic = name(shape) == "graphicFrame" and holds(shape, "tbl", "chart", "relIds")
    return graphic or bool(_lines(shape))


def _shapes(tree: Element | None) -> Iterator[Element]:
    """Yield the shapes in the order in which a reading aid reads them, out of their groups."""
    for part in tree if tree is not None else ():
        kind = name(part)
        if kind in ("sp", "graphicFrame", "cxnSp"):
            yield part
        elif kind == "grpSp":
            yield from _shapes(part)
        elif kind == "AlternateContent":
            for choice in (children(part, "Choice") or children(part, "Fallback"))[:1]:
                yield from _shapes(choice)


def _place(shape: Element) -> str:
    """Return what a shape is a place for, such as the title; “obj” for content of any kind."""
    for part in shape:
        holder = child(part, "nvPr", "ph")
        if holder is not None:
            return value(holder, "type") or "obj"
    return ""


def _lines(shape: Element) -> list[str]:
    """Return the paragraphs of a shape or cell that have text."""
    body = shape if name(shape) in ("txBody", "t") else child(shape, "txBody")
    return [text for p in children(body, "p") if (text := _paragraph(p))]


def _paragraph(paragraph: Element) -> str:
    return " ".join(flow(_runs(paragraph)).split())


def _runs(element: Element) -> Iterator[Run]:
    for part in element:
        kind = name(part)
        if kind == "br":
            yield " ", ""
        elif kind in ("r", "fld") and value(part, "type") != "slidenum":
            yield (getattr(child(part, "t"), "text", "") or "", _height(part))
        elif kind in ("m", "oMath", "oMathPara"):
            yield f" {equation_text(part)} ", ""
        elif kind == "AlternateContent":
            for choice in (children(part, "Choice") or children(part, "Fallback"))[:1]:
                yield from _runs(choice)


def _height(run: Element) -> Height:
    shift = value(child(run, "rPr"), "baseline") or "0"
    if not shift.strip("-0%"):
        return ""
    return "sub" if shift.startswith("-") else "super"


def _table(table: Element) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the header of a table and its rows; what spans several cells stands in each."""
    rows = spread([[_cell(cell) for cell in _own_cells(row)] for row in children(table, "tr")])
    headed = value(child(table, "tblPr"), "firstRow") not in (None, *_OFF) and len(rows) > 1
    header = tuple(rows[0]) if headed else ()
    return header, [tuple(row) for row in rows[bool(headed) :]]


def _own_cells(row: Element) -> list[Element]:
    """Return the cells that are not covered by another."""
    covering = ("hMerge", "vMerge")
    return [
        cell for cell in children(row, "tc")
        if all(value(cell, key) in (None, *_OFF) for key in covering)
    ]  # fmt: skip


def _cell(cell: Element) -> Cell:
    rows, columns = (whole(value(cell, key), 1) for key in ("rowSpan", "gridSpan"))
    return Cell(" ".join(_lines(cell)), columns=max(columns, 1), rows=max(rows, 1))
