"""Writing the pages of a document: text that grows, and blocks that know their places in it."""

from collections.abc import Mapping, Sequence
from sys import intern

from labwright.core.workspace import storable
from labwright.knowledge.document import Block, BlockKind, Document, Metadata, Section

_GAP = "\n\n"


class Pages:
    """The text of a document while it is being read.

    What is written is cleaned of lone surrogates at once, so that offsets hold in what is stored.
    Paragraphs are set apart by a blank line, lines of a table by a line end.

    Args:
        label: Label of the first page.

    Example:
        >>> pages = Pages()
        >>> pages.heading("Results", 1)
        >>> pages.paragraph("It melts at 101 °C.")
        >>> pages.table(("T/K", "k"), [("300", "1.2")], "Table 1", "Rates")
        >>> document = pages.document("Report")
        >>> [document.text_of(row) for row in document.of("row")]
        ['| 300 | 1.2 |']
    """

    def __init__(self, label: str = "") -> None:
        self._texts: list[list[str]] = [[]]
        self._length = 0
        self._labels: list[str] = [storable(label)]
        self._sections: list[Section] = []
        self._blocks: list[Block] = []

    @property
    def number(self) -> int:
        """Number of the page that is being written, counted from 1."""
        return len(self._texts)

    def turn(self, label: str = "") -> None:
        """Begin a new page, unless nothing stands on this one yet."""
        if self._length:
            self._texts.append([])
            self._length = 0
            self._labels.append(storable(label))
        else:
            self._labels[-1] = storable(label)

    def write(self, text: str, gap: str = _GAP) -> tuple[int, int]:
        """Write a piece of text behind a gap and return its span on the page."""
        pieces = [gap, storable(text)] if self._length else [storable(text)]
        self._texts[-1] += pieces
        self._length += sum(map(len, pieces))
        return self._length - len(pieces[-1]), self._length

    def heading(self, title: str, level: int = 1) -> None:
        """Write a heading; an empty one is left out."""
        if title := _joined(title):
            start, _ = self.write(title)
            self._sections.append(
                Section(title=title, level=max(1, level), page=self.number, start=start)
            )

    def paragraph(self, text: str) -> None:
        """Write a paragraph of running prose; an empty one is left out."""
        if text := _joined(text):
            self.write(text)

    def block(self, kind: BlockKind, text: str, gap: str = _GAP, **more: object) -> None:
        """Write a block as it is.

        Args:
            kind: Its kind.
            text: Its characters; blocks without any are left out.
            gap: What stands before it.
            more: Further fields of the block.
        """
        if text.strip():
            start, end = self.write(text, gap)
            self.mark(kind, start, end, **more)

    def mark(self, kind: BlockKind, start: int, end: int, **more: object) -> None:
        """Make a block of what stands on the page already."""
        made = {"kind": kind, "page": self.number, "start": start, "end": end, **more}
        self._blocks.append(Block.model_validate(made))

    def table(
        self,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        label: str = "",
        caption: str = "",
    ) -> None:
        """Write a table: label and caption, the header, then a line a row.

        Args:
            header: Names of the columns; may be empty.
            rows: Cells of each row.
            label: Such as “Table 2”.
            caption: Its caption.
        """
        title = " ".join(part for part in (label, _joined(caption)) if part)
        lines = [(cells, _line(cells)) for cells in rows if any(map(str.strip, cells))]
        if not lines and not any(map(str.strip, header)):
            self.paragraph(title)
            return
        begin, end = -1, 0
        if title:
            begin, end = self.write(title)
        if any(map(str.strip, header)):
            start, end = self.write(_line(header), "\n" if title else _GAP)
            begin = start if begin < 0 else begin
        rows_at: list[tuple[Sequence[str], int, int]] = []
        for cells, line in lines:
            start, end = self.write(line, _GAP if begin < 0 else "\n")
            begin = start if begin < 0 else begin
            rows_at.append((cells, start, end))
        named = {"label": label, "caption": _joined(caption)}
        self.mark("table", begin, end, cells=tuple(map(_joined, header)), **named)
        for cells, start, end in rows_at:
            self.mark("row", start, end, label=label, cells=tuple(map(_joined, cells)))

    def figure(self, label: str, caption: str) -> None:
        """Write the caption of a figure."""
        title = " ".join(part for part in (label, _joined(caption)) if part)
        self.block("figure", title, label=label, caption=_joined(caption))

    def reference(self, text: str, doi: str = "") -> None:
        """Write an entry of the bibliography."""
        self.block("reference", _joined(text), "\n", doi=doi)

    def record(self, fields: Mapping[str, str], smiles: str = "", label: str = "") -> None:
        """Write a row of data as “column: value; column: value”, empty values left out."""
        # One object for each name of a column: a large table has it in every row.
        filled = {intern(_joined(k)): _joined(v) for k, v in fields.items() if v.strip()}
        line = "; ".join(f"{name}: {value}" if name else value for name, value in filled.items())
        self.block("record", line, "\n", fields=filled, smiles=smiles, label=label)

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not any(piece.strip() for pieces in self._texts for piece in pieces)

    def document(
        self, title: str, metadata: Metadata | None = None, notes: Sequence[str] = ()
    ) -> Document:
        """Return what was written.

        Args:
            title: Title of the document.
            metadata: What it says of itself.
            notes: What the reader noticed.

        Returns:
            The document; a last page without text is dropped.
        """
        texts, labels = ["".join(pieces) for pieces in self._texts], self._labels
        if len(texts) > 1 and not texts[-1].strip():
            texts, labels = texts[:-1], labels[:-1]
        return Document(
            title=_joined(title),
            pages=tuple(texts),
            notes=tuple(notes),
            metadata=metadata or Metadata(),
            labels=tuple(labels) if any(labels) else (),
            sections=tuple(self._sections),
            blocks=tuple(self._blocks),
        )


def _joined(text: str) -> str:
    return " ".join(text.split())


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_joined(cell) for cell in cells)} |"
