"""Tables of data: CSV, TSV and Excel workbooks, a record a row."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document, Metadata
from labwright.knowledge.readers.office.package import open_package
from labwright.knowledge.readers.office.properties import read_properties
from labwright.knowledge.readers.pages import Pages
from labwright.knowledge.readers.tables.columns import is_number, lay_out
from labwright.knowledge.readers.tables.data_table import COMMENTS, Budget, DataTable
from labwright.knowledge.readers.tables.delimited import (
    Line,
    Row,
    find_sign,
    lines_of,
    split_rows,
    told_sign,
)
from labwright.knowledge.readers.tables.workbooks import Sheet, Workbook
from labwright.knowledge.readers.text_streams import open_text

_SAMPLED = 1000  # lines from which a file is told
_SAMPLED_CHARACTERS = 2_000_000
_LOOKED_AT = 200  # rows from which columns are told
_MOST_ABOVE = 50  # rows above a table
_FULL = 0.6  # of the columns that are usually filled, a row that begins a table fills


def read_csv(path: Path) -> Document:
    """Read rows of cells set apart by commas, semicolons, tabs or bars.

    Args:
        path: The file.

    Returns:
        The document, a page for each 200 rows, a record a row.

    Raises:
        UnreadableDocument: If it is empty, or no text.
    """
    pages = Pages()
    with open_text(path, "CSV") as (stream, decoded):
        preferred = "\t" if path.suffix.lower() == ".tsv" else ","
        notes = _read_lines(lines_of(stream), preferred, pages)
    if pages.empty:
        raise UnreadableDocument("It holds no rows.", "Add it again when it has some.")
    return pages.document(path.stem, Metadata(kind="dataset"), [*notes, *decoded])


def _read_lines(lines: Iterator[Line], preferred: str, pages: Pages) -> list[str]:
    """Tell what the file is like by its first lines, write it, and return what is to be noted."""
    head = list(_first_lines(lines))
    told = told_sign(head[0].text) if head else ""
    head = head[bool(told) :]
    comments = _comments(head)
    body = [line for line in head[len(comments) :] if line.text.strip()]
    sign = told or find_sign(body[:_LOOKED_AT], preferred)
    sample = list(split_rows(iter(body), sign))
    width = _usual_width(sample)
    start = _start(sample, width)
    header, above = _header_aside(comments, sample, start, sign, width)
    first = sample[start].number if start < len(sample) else 0
    kept = chain((line for line in body if line.number >= first), lines)
    rows = (row for row in split_rows(kept, sign, width) if any(row.cells))
    regular = [row.cells for row in sample[start:] if len(row.cells) == width]
    layout = lay_out([*header, *regular[:_LOOKED_AT]], width)
    table = DataTable(pages, layout)
    table.write(islice(rows, int(layout.headed and not header), None), above)
    return table.notes()


def _first_lines(lines: Iterator[Line]) -> Iterator[Line]:
    length = 0
    for line in islice(lines, _SAMPLED):
        yield line
        length += len(line.text)
        if length > _SAMPLED_CHARACTERS:
            return


def _comments(lines: list[Line]) -> list[Line]:
    """Return the lines above all rows, blank ones among them."""

    def is_comment(line: Line) -> bool:
        return not line.text.strip() or line.text.lstrip().startswith(COMMENTS)

    end = next((i for i, line in enumerate(lines) if not is_comment(line)), len(lines))
    return lines[:end]


def _usual_width(rows: Sequence[Row]) -> int:
    """Return how many cells most rows have that have more than one."""
    widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    return max(widths, key=lambda width: (widths[width], width), default=1)


def _start(rows: Sequence[Row], width: int) -> int:
    """Return the index of the first row that is as wide as the table."""
    found = next((i for i, row in enumerate(rows) if len(row.cells) == width), 0)
    return found if found <= _MOST_ABOVE else 0


def _header_aside(
    comments: list[Line], sample: list[Row], start: int, sign: str, width: int
) -> tuple[list[Sequence[str]], list[str]]:
    """Find a header that does not look like a row, and what else stands above the table.

    It may stand behind the mark of a comment, or lack the name of the first column, as tables of R
    do.

    Returns:
        The header, if there is one, and the paragraphs above.
    """
    above = [line.text for line in comments if line.text.strip()]
    rows = [row.raw for row in sample[:start]]
    if start and len(sample[start - 1].cells) == width - 1 and _names_rows(sample, start, width):
        return [("", *sample[start - 1].cells)], [*above, *rows[:-1]]
    if above and not start and width > 1:
        text = above[-1].lstrip().lstrip("".join(COMMENTS))
        named = next(split_rows(iter([Line(0, text)]), sign)).cells
        numbers = any(map(is_number, chain.from_iterable(row.cells for row in sample[:1])))
        if len(named) == width and numbers and not any(map(is_number, named)):
            return [named], above[:-1]
    return [], [*above, *rows]


def _names_rows(sample: list[Row], start: int, width: int) -> bool:
    """Tell whether the first column holds names of rows, all different, and the header none."""
    first = [row.cells[0] for row in sample[start:] if len(row.cells) == width]
    titled = not any(map(is_number, sample[start - 1].cells))
    filled = any(map(is_number, sample[start].cells[1:]))
    return titled and filled and len(first) > 1 and len(set(first)) == len(first)


def read_xlsx(path: Path) -> Document:
    """Read the sheets of an Excel workbook.

    Args:
        path: The file.

    Returns:
        The document, a section for each sheet, a page for each 200 rows, a record a row.
        Formulae stand as their last results.

    Raises:
        UnreadableDocument: If it is damaged, locked, of another kind, or empty.
    """
    pages = Pages()
    notes: list[str] = []
    with open_package(path, "workbook") as package:
        title, metadata = read_properties(package, "dataset")
        workbook = Workbook(package)
        budget = Budget()
        for sheet in workbook.sheets:
            notes += _read_sheet(workbook, sheet, pages, budget)
    if pages.empty:
        raise UnreadableDocument("Its sheets are empty.", "Add it again when they hold something.")
    return pages.document(title or path.stem, metadata, notes)


def _read_sheet(workbook: Workbook, sheet: Sheet, pages: Pages, budget: Budget) -> list[str]:
    rows = (Row(number, tuple(cells), " | ".join(cells)) for number, cells in workbook.rows(sheet))
    sample = list(islice(rows, _LOOKED_AT))
    if not sample:
        return _remarks(sheet)
    width = max(len(row.cells) for row in sample)
    start = _first_full(sample)
    above = [" ".join(filter(None, row.cells)) for row in sample[:start]]
    padded = [_padded(row, width) for row in sample[start:]]
    layout = lay_out([row.cells for row in padded], width)
    table = DataTable(pages, layout, sheet.name, budget)
    following = (_padded(row, width) for row in rows)
    table.write(chain(padded[layout.headed :], following), above)
    return [*table.notes(), *_remarks(sheet)]


def _first_full(rows: Sequence[Row]) -> int:
    """Return the index of the row that the table begins with; titles stand above it."""
    filled = [sum(map(bool, row.cells)) for row in rows]
    usual = sorted(filled)[len(filled) // 2]
    enough = max(2, _FULL * usual)
    return next((i for i, n in enumerate(filled[:_MOST_ABOVE]) if usual < enough or n >= enough), 0)


def _padded(row: Row, width: int) -> Row:
    return row._replace(cells=(*row.cells, *[""] * (width - len(row.cells))))


def _remarks(sheet: Sheet) -> list[str]:
    told = []
    if sheet.hidden:
        told.append("hidden")
    if sheet.unvalued:
        told.append(
            f"formulae without a stored result: {sheet.unvalued}; "
            "open and save it in a spreadsheet program for them"
        )
    if sheet.damage:
        told.append(f"it ends early: {sheet.damage}")
    return [f'sheet "{sheet.name}": {note}' for note in told]
