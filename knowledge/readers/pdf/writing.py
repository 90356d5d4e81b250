"""Writing the paragraphs of a PDF to the pages of a document."""

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from labwright.knowledge.document import Block, BlockKind, Section
from labwright.knowledge.readers.markup import find_doi
from labwright.knowledge.readers.pages import Pages
from labwright.knowledge.readers.pdf.hyphens import join_lines
from labwright.knowledge.readers.pdf.margins import rows_of
from labwright.knowledge.readers.pdf.paragraph import Paragraph
from labwright.knowledge.readers.pdf.pieces import Piece

_WIDEST = 60  # blanks in a row
_SEPARATOR = re.compile(r"^\s*[.:|—–-]?\s*")


class Writer:
    """Writes one page after the other.

    Args:
        words: How often the document uses each word.
    """

    def __init__(self, words: Counter[str]) -> None:
        self._words = words
        self._texts: dict[int, str] = {}
        self.pages: list[str] = []
        self.sections: list[Section] = []
        self.blocks: list[Block] = []

    def text_of(self, paragraph: Paragraph) -> str:
        """Return the text of a paragraph in one line."""
        key = id(paragraph)
        if key not in self._texts:
            lines = [line.text for line in paragraph.lines]
            self._texts[key] = " ".join(join_lines(lines, self._words).split())
        return self._texts[key]

    def write(self, paragraphs: Sequence[Paragraph], aside: Sequence[str]) -> None:
        """Write a page.

        Args:
            paragraphs: What stands on it, in reading order.
            aside: What stands sideways on it.
        """
        page = Pages()
        captions = _captions_of_tables(paragraphs)
        used = set(map(id, captions.values()))
        for paragraph in paragraphs:
            if id(paragraph) not in used:
                self._write(page, paragraph, captions.get(id(paragraph)))
        if aside:
            page.paragraph(" ".join(aside))
        made = page.document("")
        number = len(self.pages) + 1
        self.pages.append(made.pages[0])
        self.sections += [s.model_copy(update={"page": number}) for s in made.sections]
        self.blocks += [b.model_copy(update={"page": number}) for b in made.blocks]

    def _write(self, page: Pages, paragraph: Paragraph, caption: Paragraph | None) -> None:
        text = self.text_of(paragraph) if paragraph.kind == "text" else ""
        if paragraph.kind == "table":
            self._write_table(page, paragraph, caption)
        elif paragraph.kind == "picture":
            lines = [" ".join(p.text for p in row) for row in rows_of(paragraph.lines)]
            page.paragraph(" ".join([*lines, *paragraph.extra]))
        elif paragraph.level:
            page.heading(text, paragraph.level)
        elif paragraph.role == "reference":
            page.block("reference", text, "\n", doi=find_doi(text))
        elif paragraph.role:
            label = paragraph.label
            kind: BlockKind = "figure" if paragraph.role == "figure" else "table"
            page.block(kind, text, label=label, caption=_caption(text, label))
        elif paragraph.mono and not paragraph.front:
            page.block("code", _listing(paragraph.lines))
        else:
            page.paragraph(text)

    def _write_table(self, page: Pages, table: Paragraph, caption: Paragraph | None) -> None:
        """Write a caption and below it the rows, or the lines where the cells are not certain."""
        title = self.text_of(caption) if caption else ""
        label = caption.label if caption else ""
        header, *rows = table.rows or [[]]
        lines = [_row(cells) for cells in (header, *rows) if any(cells)] or [
            " ".join(piece.text for piece in row) for row in rows_of(table.lines)
        ]
        spans = [page.write(title)] if title else []
        for line in lines:
            spans.append(page.write(line, "\n" if spans else "\n\n"))
        if not spans:
            return
        named = {"label": label, "caption": _caption(title, label), "cells": tuple(header)}
        page.mark("table", spans[0][0], spans[-1][1], **named)
        if table.rows:
            for cells, (start, end) in zip(rows, spans[-len(rows) :], strict=True):
                page.mark("row", start, end, label=label, cells=tuple(cells))


def _listing(lines: Sequence[Piece]) -> str:
    """Write a listing with its line ends and blanks."""
    words = [word for line in lines for word in line.words if word.text]
    letter = median((word.x1 - word.x0) / len(word.text) for word in words) or 1.0
    left = min(word.x0 for word in words)
    written = []
    for line in lines:
        text = ""
        for word in line.words:
            column = round((word.x0 - left) / letter)
            gap = max(column - len(text), 0 if word.glued or not text else 1)
            text += " " * min(gap, _WIDEST) + word.text
        written.append(text)
    return "\n".join(written)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _caption(text: str, label: str) -> str:
    rest = text[len(label) :] if text.startswith(label) else text
    return _SEPARATOR.sub("", rest, count=1)


def _captions_of_tables(paragraphs: Sequence[Paragraph]) -> dict[int, Paragraph]:
    """Give each table the nearest caption next to it, one above it first."""
    found: dict[int, Paragraph] = {}
    taken: set[int] = set()
    for place, paragraph in enumerate(paragraphs):
        if paragraph.kind != "table":
            continue
        for other in (place - 1, place + 1):
            near = paragraphs[other] if 0 <= other < len(paragraphs) else None
            if near and near.role == "table" and id(near) not in taken:
                found[id(paragraph)] = near
                taken.add(id(near))
                break
    return found
