"""Rows of data as records, page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from labwright.knowledge.readers.pages import Pages
from labwright.knowledge.readers.tables.columns import Layout, is_smiles
from labwright.knowledge.readers.tables.delimited import Row

COMMENTS = ("#", "%", "//", "!")
"""What lines begin with that explain a table."""

_A_PAGE = 200  # rows
_MOST_ROWS = 200_000
_MOST_CELLS = 2_500_000
_MOST_CHARACTERS = 100_000_000
_EMPTY_WEIGH = 20  # empty cells take as much as one that is filled
_MOST_NAMED = 30
_MOST_NUMBERED = 10


@dataclass
class Budget:
    """How much of a file is still read.

    Args:
        rows: Rows.
        cells: Cells; a wide table fills the memory sooner than a long one.
        characters: Characters.
    """

    rows: int = _MOST_ROWS
    cells: int = _MOST_CELLS
    characters: int = _MOST_CHARACTERS

    def spend(self, row: Row) -> bool:
        """Take off a row; tell whether there was room for it."""
        self.rows -= 1
        self.cells -= max(sum(map(bool, row.cells)), len(row.cells) // _EMPTY_WEIGH)
        self.characters -= len(row.raw)
        return min(self.rows, self.cells, self.characters) >= 0


@dataclass
class DataTable:
    """Writes the rows of one table to pages, and counts what is odd about them.

    Args:
        pages: Where to write.
        layout: What its columns are.
        sheet: Name of the sheet that it stands on, if it stands on one.
        budget: How much of the file is still read.
    """

    pages: Pages
    layout: Layout
    sheet: str = ""
    budget: Budget = field(default_factory=Budget)
    _count: int = 0
    _left_out: bool = False
    _broken: list[int] = field(default_factory=list)
    _torn: list[int] = field(default_factory=list)
    _no_smiles: int = 0

    def write(self, rows: Iterator[Row], above: Sequence[str] = ()) -> None:
        """Write a table.

        Args:
            rows: Its rows without the header.
            above: Paragraphs that stand above it.
        """
        while not self._left_out and (chunk := list(islice(rows, _A_PAGE))):
            kept = [row for row in chunk if self.budget.spend(row)]
            self._left_out = len(kept) < len(chunk)
            if kept:
                self._page(kept, above)
                above = ()
        if above:
            self._begin(self._prefix.strip(), above)

    @property
    def _prefix(self) -> str:
        return f'sheet "{self.sheet}" ' if self.sheet else ""

    @property
    def _is_prose(self) -> bool:
        layout = self.layout
        return len(layout.names) == 1 and not layout.headed and layout.smiles < 0

    def _page(self, rows: list[Row], above: Sequence[str]) -> None:
        first, last = self._count + 1, self._count + len(rows)
        if self.sheet:  # its rows are numbered where people see it
            first, last = rows[0].number, rows[-1].number
        self._begin(f"{self._prefix}rows {first}–{last}", above)
        for row in rows:
            self._count += 1
            self._row(row)

    def _begin(self, label: str, above: Sequence[str]) -> None:
        self.pages.turn(label)
        if not self._count:
            self.pages.heading(self.sheet)
        for text in above:
            self.pages.paragraph(text)
        if not self._is_prose and (above or (self.sheet and not self._count)):
            self.pages.write("", "\n")  # records stand line by line, but apart from what is above

    def _row(self, row: Row) -> None:
        layout = self.layout
        cells = _trimmed(row.cells, len(layout.names))
        if row.torn:
            self._torn.append(row.number)
        if len(cells) != len(layout.names):
            self._odd(row, len(cells))
        elif self._is_prose:
            self.pages.paragraph(cells[0])
        else:
            self._record(cells)

    def _odd(self, row: Row, cells: int) -> None:
        """Keep a row as it stands: which of its cells is missing nobody can tell."""
        if row.raw.lstrip().startswith(COMMENTS):
            self.pages.paragraph(row.raw)
            return
        self._broken.append(row.number)
        told = f"{cells} cell{'s' * (cells != 1)} instead of {len(self.layout.names)}"
        self.pages.record({f"row in line {row.number} ({told})": row.raw})

    def _record(self, cells: Sequence[str]) -> None:
        layout = self.layout
        smiles = cells[layout.smiles] if layout.smiles >= 0 else ""
        if smiles and not is_smiles(smiles):
            self._no_smiles += 1
            smiles = ""
        label = cells[layout.label] if layout.label >= 0 else ""
        fields = dict(zip(layout.names, cells, strict=True))
        self.pages.record(fields, smiles=smiles, label=" ".join(label.split()))

    def notes(self) -> list[str]:
        """Return what the columns are, and what is odd about the rows."""
        told = []
        if self._count:
            told += self._summary()
        if self._broken:
            told.append(f"kept as they stand, with too many or too few cells: {_at(self._broken)}")
        if self._torn:
            told.append(f"a quotation mark is not closed: {_at(self._torn)}")
        if self._left_out:
            told.append(f"only the first {self._count} rows were read; split the file for the rest")
        return [f'sheet "{self.sheet}": {note}' if self.sheet else note for note in told]

    def _summary(self) -> list[str]:
        names, at = self.layout.names, self.layout.smiles
        listed = ", ".join(names[:_MOST_NAMED]) + ", …" * (len(names) > _MOST_NAMED)
        told = [f"{self._count} rows, {len(names)} columns: {listed}"]
        if not self.layout.headed:
            told.append("no header was found")
        if at >= 0:
            told.append(f"molecules in the column “{names[at]}”")
        if self._no_smiles:
            told.append(f"{self._no_smiles} of its values are no SMILES of a molecule")
        return told


def _at(numbers: list[int]) -> str:
    listed = ", ".join(map(str, numbers[:_MOST_NUMBERED]))
    more = len(numbers) - _MOST_NUMBERED
    return f"line{'s' * (len(numbers) > 1)} {listed}" + (f" and {more} more" if more > 0 else "")


def _trimmed(cells: Sequence[str], width: int) -> Sequence[str]:
    """Leave out empty cells behind the last column, as a sign at the end of a line makes them."""
    end = len(cells)
    while end > width and not cells[end - 1]:
        end -= 1
    return cells[:end]
