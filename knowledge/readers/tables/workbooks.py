"""The rows of Excel workbooks, one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.markup import Element
from labwright.knowledge.readers.office.package import Package
from labwright.knowledge.readers.office.runs import Height, Run, flow
from labwright.knowledge.readers.office.xml import child, children, name, value, whole
from labwright.knowledge.readers.tables.cell_values import format_code, shown

_MOST_COLUMNS = 16_384
_MOST_ROWS = 1_048_576
_MOST_STRINGS = 3_000_000
_MOST_CHARACTERS = 200 * 2**20
_HEIGHTS: dict[str, Height] = {"superscript": "super", "subscript": "sub"}


@dataclass
class Sheet:
    """A sheet of a workbook.

    Args:
        name: What its tab says.
        hidden: Whether it is not shown.
        part: The part of the file that holds it.
        unvalued: Cells with a formula whose result is not stored, counted while rows are read.
        damage: Why its rows end early, if they do.
    """

    name: str
    hidden: bool
    part: str
    unvalued: int = 0
    damage: str = field(default="")


class Workbook:
    """A workbook.

    Args:
        package: The file.

    Raises:
        UnreadableDocument: If a part that all sheets need is damaged or too large.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        root = package.tree(package.main)
        self._since_1904 = value(child(root, "workbookPr"), "date1904") in ("1", "true", "on")
        relations = package.relations(package.main)
        self.sheets: list[Sheet] = []
        for entry in children(child(root, "sheets"), "sheet"):
            kind, part = relations.get(value(entry, "id") or "", ("", ""))
            hidden = (value(entry, "state") or "visible") != "visible"
            if kind == "worksheet" and part in package:
                self.sheets.append(Sheet(value(entry, "name") or "", hidden, part))
        self._codes = self._number_formats()
        self._strings = self._shared_strings()

    def _number_formats(self) -> list[str]:
        """Return the number format of each style of cells."""
        parts = self._package.related(self._package.main, "styles")
        root = self._package.tree(parts[0]) if parts else None
        own = {
            whole(value(e, "numFmtId"), -1): value(e, "formatCode") or ""
            for e in children(child(root, "numFmts"), "numFmt")
        }
        styles = children(child(root, "cellXfs"), "xf")
        return [format_code(whole(value(e, "numFmtId")), own) for e in styles]

    def _shared_strings(self) -> list[str]:
        strings: list[str] = []
        length = 0
        for part in self._package.related(self._package.main, "sharedStrings")[:1]:
            for entry in self._package.each(part, "sst"):
                strings.append(rich_text(entry))
                length += len(strings[-1])
                if len(strings) > _MOST_STRINGS or length > _MOST_CHARACTERS:
                    raise UnreadableDocument(
                        "It holds more texts than can be read safely.", "Split it, or save as CSV."
                    )
        return strings

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows of a sheet that hold something, with their numbers.

        Args:
            sheet: The sheet; what is noticed on the way is written into it.

        Yields:
            Number of the row as it is shown, and its cells from the first column on.
        """
        number = 0
        try:
            for row in self._package.each(sheet.part, "sheetData"):
                number = whole(value(row, "r"), number + 1)
                cells = self._cells(row, sheet)
                if number > _MOST_ROWS:
                    return
                if any(cells):
                    yield number, cells
        except UnreadableDocument as error:
            if not number:
                raise
            sheet.damage = error.message

    def _cells(self, row: Element, sheet: Sheet) -> list[str]:
        cells: list[str] = []
        for cell in row:
            if name(cell) != "c":
                continue
            at = _column(cell.get("r") or "", len(cells))
            if not len(cells) <= at < _MOST_COLUMNS:
                continue
            text = self._text(cell)
            if not text:
                sheet.unvalued += child(cell, "f") is not None
                continue
            cells += [""] * (at - len(cells))
            cells.append(text)
        return cells

    def _text(self, cell: Element) -> str:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            inline = child(cell, "is")
            return rich_text(inline) if inline is not None else ""
        held = child(cell, "v")
        raw: str = (held.text or "").strip() if held is not None else ""
        if kind == "s":
            at = whole(raw, -1)
            return self._strings[at] if 0 <= at < len(self._strings) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
        if kind == "d":
            return raw.removesuffix("T00:00:00").replace("T", " ")
        return shown(raw, self._code(cell), self._since_1904) if kind == "n" and raw else raw

    def _code(self, cell: Element) -> str:
        style = whole(cell.get("s"))
        return self._codes[style] if style < len(self._codes) else ""


def rich_text(entry: Element) -> str:
    """Return a text whose parts may be raised or lowered, without its reading aids."""
    runs: list[Run] = []
    for part in entry:
        kind = name(part)
        if kind == "t":
            runs.append((part.text or "", ""))
        elif kind == "r":
            height = _HEIGHTS.get(value(child(part, "rPr", "vertAlign")) or "", "")
            text = child(part, "t")
            runs.append(((text.text or "") if text is not None else "", height))
    if all(not height for _, height in runs):
        return " ".join("".join(text for text, _ in runs).split())
    return " ".join(flow(runs).split())


def _column(reference: str, otherwise: int) -> int:
    """Return the index of the column that a reference such as “AB12” names."""
    letters = reference.rstrip("0123456789")
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha()):  # noqa: PLR2004
        return otherwise
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
