"""PDF, by its text layer."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document
from labwright.knowledge.readers.front_matter import Said, describe, find_authors, find_title
from labwright.knowledge.readers.hyphens import count_words
from labwright.knowledge.readers.pdf_file import Entry, File, opened, read_packet
from labwright.knowledge.readers.pdf_gutters import find_gutter, usual_gutter
from labwright.knowledge.readers.pdf_headings import mark_headings
from labwright.knowledge.readers.pdf_layout import arrange
from labwright.knowledge.readers.pdf_margins import edge_texts, printed_labels, strip_margins
from labwright.knowledge.readers.pdf_paragraph import Paragraph, usual_size
from labwright.knowledge.readers.pdf_paragraphs import cut_paragraphs
from labwright.knowledge.readers.pdf_sheets import Sheet, read_sheet
from labwright.knowledge.readers.pdf_structure import mark_captions, mark_references
from labwright.knowledge.readers.pdf_tables import take_tables
from labwright.knowledge.readers.pdf_writing import Writer

_FEWEST_CHARACTERS = 20  # a page, on average; less means pictures of text
_SLIPPED_IN = 20  # letters; fewer hidden ones are left-overs of drawing
_MOST_NAMED = 12


def read_pdf(path: Path, ocr: bool = False) -> Document:
    """Read a PDF page by page, in the order in which a person reads it.

    Line numbers, running heads, page numbers, watermarks and hidden text are left out; words torn
    at line ends are joined, and lines to paragraphs.

    Args:
        path: The file.
        ocr: Whether to recognise the text of pages that are pictures.

    Returns:
        The document; its pages are those of the file, counted from 1.

    Raises:
        UnreadableDocument: If it is damaged, locked by a password, or a scan.
        MissingExtra: If text is to be recognised and the library for it is missing.
    """
    with opened(path) as file:
        sheets = _read_sheets(file, ocr)
        said, outline, labels = file.info(), file.outline(), file.labels()
    _refuse_empty(sheets)
    notes = _notes(sheets, file.ends_early)
    stamp = sheets[0].stamp
    strip_margins(sheets)
    labels = labels or printed_labels(sheets)
    edges = tuple(text for sheet in sheets[:2] for text in edge_texts(sheet))
    words = count_words(piece.text for sheet in sheets for piece in sheet.pieces)
    pages = _arranged(sheets, words)
    about = Said(said, read_packet(path), edges, stamp, path.stem)
    return _document(pages, sheets, about, outline, Writer(words)).model_copy(
        update={"labels": tuple(labels), "notes": notes}
    )


def _read_sheets(file: File, ocr: bool) -> list[Sheet]:
    """Read every page, one open at a time; a page that cannot be loaded is torn."""
    import pypdfium2 as pdfium

    sheets = []
    for number in range(1, len(file) + 1):
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
        from labwright.knowledge.readers.ocr import recognise_lines

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


def _refuse_empty(sheets: Sequence[Sheet]) -> None:
    whole = [sheet for sheet in sheets if not sheet.torn]
    if not whole:
        raise UnreadableDocument("It is damaged: none of its pages can be read.", "Get it anew.")
    if any(sheet.recognised for sheet in whole):
        return
    written = sum(sheet.letters for sheet in whole if not sheet.unreadable)
    if written >= _FEWEST_CHARACTERS * len(whole):
        return
    count = f"{len(whole)} page{'s' * (len(whole) != 1)}"
    remedy = (
        "Recognise its text first (for example with OCRmyPDF, or with labwright's extra “ocr”) "
        "and add the result."
    )
    if any(sheet.unreadable for sheet in whole):
        raise UnreadableDocument(
            f"Its fonts do not tell what their letters mean, on {count}.", remedy
        )
    if not any(sheet.pictured for sheet in whole) and not written:
        raise UnreadableDocument(f"It has no text: {count} that are empty or drawn.", remedy)
    raise UnreadableDocument(
        f"It has no text layer: {count} of pictures with {written} characters, as a scan has.",
        remedy,
    )


def _notes(sheets: Sequence[Sheet], ends_early: bool) -> tuple[str, ...]:
    """Tell what a reader of the document should know."""
    told = (
        ("damaged and left out:", [s.number for s in sheets if s.torn]),
        ("no text on", [s.number for s in sheets if _is_silent(s)]),
        (
            "letters without meaning on",
            [s.number for s in sheets if s.unreadable and not s.recognised],
        ),
        ("text recognised from pictures on", [s.number for s in sheets if s.recognised]),
        ("text laid over a scan on", [s.number for s in sheets if s.layer]),
        ("hidden text left out on", [s.number for s in sheets if s.hidden >= _SLIPPED_IN]),
    )
    notes = [f"{what} page {_listed(numbers)}" for what, numbers in told if numbers]
    return (*notes, *(["the file ends early; something may be missing"] if ends_early else []))


def _is_silent(sheet: Sheet) -> bool:
    return not (sheet.torn or sheet.unreadable or sheet.letters or sheet.recognised)


def _listed(numbers: Sequence[int]) -> str:
    """Write numbers with ranges, such as “1–3, 7”."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    pairs = [p for a, b in ranges for p in ([[a, a], [b, b]] if b == a + 1 else [[a, b]])]
    shown = [str(a) if a == b else f"{a}–{b}" for a, b in pairs[:_MOST_NAMED]]
    return ", ".join(shown) + (" and more" if len(pairs) > _MOST_NAMED else "")


def _arranged(sheets: Sequence[Sheet], words: Counter[str]) -> list[list[Paragraph]]:
    """Return the paragraphs of each page in reading order."""
    tables = [take_tables(sheet, words) for sheet in sheets]
    gutter = usual_gutter([find_gutter(sheet.pieces) for sheet in sheets])
    size = usual_size([piece for sheet in sheets for piece in sheet.pieces])
    return [
        cut_paragraphs(arrange(sheet.pieces, [*found, *sheet.pictures], gutter), size)
        for sheet, found in zip(sheets, tables, strict=True)
    ]


def _document(
    pages: list[list[Paragraph]], sheets: Sequence[Sheet], about: Said, outline: Sequence[Entry],
    writer: Writer,
) -> Document:  # fmt: skip
    title = find_title(pages, about)
    authors = find_authors(pages, about)
    mark_captions(pages)
    mark_headings(pages, outline)
    metadata = describe(pages, about, writer.text_of, authors)
    mark_references(pages)
    for page, sheet in zip(pages, sheets, strict=True):
        writer.write(page, sheet.aside)
    return Document(
        title=title, pages=tuple(writer.pages), metadata=metadata,
        sections=tuple(writer.sections), blocks=tuple(writer.blocks),
    )  # fmt: skip
