"""PDF, by its text layer."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from labwright.knowledge.document import Document
from labwright.knowledge.readers.pdf.file import Entry, File, opened, read_packet
from labwright.knowledge.readers.pdf.front_matter import Said, describe, find_authors, find_title
from labwright.knowledge.readers.pdf.gutters import find_gutter, usual_gutter
from labwright.knowledge.readers.pdf.headings import mark_headings
from labwright.knowledge.readers.pdf.hyphens import count_words
from labwright.knowledge.readers.pdf.layout import arrange
from labwright.knowledge.readers.pdf.margins import edge_texts, printed_labels, strip_margins
from labwright.knowledge.readers.pdf.notes import notes_on, refuse_empty
from labwright.knowledge.readers.pdf.ocr import can_recognise
from labwright.knowledge.readers.pdf.paragraph import Paragraph, usual_size
from labwright.knowledge.readers.pdf.paragraphs import cut_paragraphs
from labwright.knowledge.readers.pdf.pieces import slimmed
from labwright.knowledge.readers.pdf.sheets import Sheet, read_sheet
from labwright.knowledge.readers.pdf.structure import mark_captions, mark_references
from labwright.knowledge.readers.pdf.tables import take_tables
from labwright.knowledge.readers.pdf.writing import Writer

_TYPED = 0.5  # of the words
_AT_ONCE = 300  # pages; longer documents are read in parts, so that they fit into the memory


def read_pdf(path: Path, ocr: bool | None = None) -> Document:
    """Read a PDF page by page, in the order in which a person reads it.

    Line numbers, running heads, page numbers, watermarks and hidden text are left out; words torn
    at line ends are joined, and lines to paragraphs.

    Args:
        path: The file.
        ocr: Whether to recognise the text of pages that are pictures; None means where the extra
            for it is installed.

    Returns:
        The document; its pages are those of the file, counted from 1.

    Raises:
        UnreadableDocument: If it is damaged, locked by a password, or a scan.
        MissingExtra: If text is to be recognised and the library for it is missing.
    """
    ocr = can_recognise() if ocr is None else ocr
    reading = _Reading()
    with opened(path) as file:
        count, ends_early = len(file), file.ends_early
        info, outline, labels = file.info(), file.outline(), file.labels()
        sheets = _read_sheets(file, range(1, min(count, _AT_ONCE) + 1), ocr)
    reading.take(sheets, slim=count > _AT_ONCE)
    for first in range(_AT_ONCE + 1, count + 1, _AT_ONCE):
        with opened(path) as file:  # anew, since PDFium keeps what it has loaded
            sheets = _read_sheets(file, range(first, min(first + _AT_ONCE, count + 1)), ocr)
        reading.take(sheets, slim=True)
    refuse_empty(reading.sheets)
    edges = tuple(text for sheet in reading.sheets[:2] for text in edge_texts(sheet))
    about = Said(info, read_packet(path), edges, reading.sheets[0].stamp, path.stem)
    return _document(reading, about, outline).model_copy(
        update={
            "labels": tuple(labels or printed_labels(reading.sheets)),
            "notes": notes_on(reading.sheets, ends_early),
        }
    )


class _Reading:
    """What was read of a document so far."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.pages: list[list[Paragraph]] = []
        self.words: Counter[str] = Counter()

    def take(self, sheets: list[Sheet], slim: bool) -> None:
        """Take in some pages: strip their margins, put them in order, cut them into paragraphs."""
        strip_margins(sheets)
        _forget_mono(sheets)
        self.words += count_words(piece.text for sheet in sheets for piece in sheet.pieces)
        pages = _arranged(sheets, self.words)
        for sheet in sheets:
            sheet.pieces, sheet.pictures, sheet.rules = [], [], []
        if slim:
            for paragraph in (paragraph for page in pages for paragraph in page):
                paragraph.lines = [slimmed(line) for line in paragraph.lines]
        self.sheets += sheets
        self.pages += pages


def _read_sheets(file: File, numbers: Sequence[int], ocr: bool) -> list[Sheet]:
    """Read some pages, one open at a time; a page that cannot be loaded is torn."""
    import pypdfium2 as pdfium

    sheets = []
    for number in numbers:
        try:
            page = file.pages[number - 1]
        except (pdfium.PdfiumError, ValueError):  # one page; the others may be whole
            sheets.append(Sheet(number, 1, 1, torn=True))
            continue
        try:
            sheets.append(_read_page(page, number, ocr))
        except (pdfium.PdfiumError, ValueError):
            sheets.append(Sheet(number, 1, 1, torn=True))
        finally:
            page.close()
    return sheets


def _read_page(page: Any, number: int, ocr: bool) -> Sheet:
    sheet = read_sheet(page, number)
    if ocr and (sheet.unreadable or (sheet.pictured and not sheet.letters)):
        from labwright.knowledge.readers.pdf.ocr import recognise_lines

        scale = min(_DOTS, _MOST_DOTS / max(page.get_size()))
        bitmap = page.render(scale=scale)
        try:
            sheet.pieces += recognise_lines(bitmap.to_numpy(), scale)
        finally:
            bitmap.close()
        sheet.recognised = bool(sheet.pieces)
    return sheet


_MOST_DOTS = 6000  # across or down
_DOTS = 200 / 72  # for a point; fewer blur small letters, more take long


def _forget_mono(sheets: Sequence[Sheet]) -> None:
    """Where a typewriter wrote all of the text, no listing can be told by its letters."""
    pieces = [piece for sheet in sheets for piece in sheet.pieces]
    if sum(len(p.words) for p in pieces if p.mono) > _TYPED * sum(len(p.words) for p in pieces):
        for piece in pieces:
            piece.mono = False


def _arranged(sheets: Sequence[Sheet], words: Counter[str]) -> list[list[Paragraph]]:
    """Return the paragraphs of each page in reading order."""
    tables = [take_tables(sheet, words) for sheet in sheets]
    gutter = usual_gutter([find_gutter(sheet.pieces) for sheet in sheets])
    size = usual_size([piece for sheet in sheets for piece in sheet.pieces])
    return [
        cut_paragraphs(arrange(sheet.pieces, [*found, *sheet.pictures], gutter), size)
        for sheet, found in zip(sheets, tables, strict=True)
    ]


def _document(reading: _Reading, about: Said, outline: Sequence[Entry]) -> Document:
    pages, writer = reading.pages, Writer(reading.words)
    title = find_title(pages, about)
    authors = find_authors(pages, about)
    mark_captions(pages)
    mark_headings(pages, outline)
    metadata = describe(pages, about, writer.text_of, authors)
    mark_references(pages)
    for page, sheet in zip(pages, reading.sheets, strict=True):
        writer.write(page, sheet.aside)
    return Document(
        title=title, pages=tuple(writer.pages), metadata=metadata,
        sections=tuple(writer.sections), blocks=tuple(writer.blocks),
    )  # fmt: skip
