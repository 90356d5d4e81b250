"""Word documents."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document, Metadata
from labwright.knowledge.readers.markup import find_doi, split_label
from labwright.knowledge.readers.office.docx_body import Body, Item
from labwright.knowledge.readers.office.package import open_package
from labwright.knowledge.readers.office.properties import people, read_properties
from labwright.knowledge.readers.pages import Pages

_TABLE = re.compile(r"(?:.* )?(?:tab|표|表)", re.I)
_NUMBERED = r"(?:[\dIVX]+(?:\.\d+)*[.)]?\s+)?"
_REFERENCES = re.compile(
    rf"{_NUMBERED}(?:(?:notes and )?references(?: and notes)?|bibliography|literature(?: cited)?"
    r"|works cited|literatur(?:verzeichnis)?|références|bibliographie|bibliografía|참고\s?문헌"
    r"|参考文献)\s*:?",
    re.I,
)
_ABSTRACT = re.compile(
    rf"{_NUMBERED}(?:abstract|summary|zusammenfassung|초록|요약|要旨)\s*:?", re.I
)
_MARKS = re.compile(r"\[[^\]]*\]|\^\([^)]*\)|\^\w+|[*†‡§¶]|(?<=[a-z])\d+")
_LONGEST_HEADING = 80


def read_docx(path: Path) -> Document:
    """Read a Word document as it is shown: changes taken as accepted, hidden text left out.

    Args:
        path: The file.

    Returns:
        The document on one page: where its pages break is only known when it is printed.

    Raises:
        UnreadableDocument: If it is damaged, locked, of another kind, or holds no text.
    """
    with open_package(path, "document") as package:
        title, metadata = read_properties(package)
        body = Body(package)
        items = list(_sorted(_promoted(list(body.items()))))
        footnotes = body.notes()
        left_out = _told(body.prose.left_out)
    pages = Pages()
    _write(pages, _paired(items))
    _write_notes(pages, footnotes)
    if pages.empty:
        raise UnreadableDocument(
            "It holds no text.", "If it holds pictures of text, recognise the text first."
        )
    title = _title(items) or title or _first_heading(items) or path.stem
    return pages.document(title, _completed(metadata, items), left_out)


def _promoted(items: list[Item]) -> list[Item]:
    """Take short bold paragraphs for headings where no style says what is one."""
    if any(item.kind == "heading" for item in items):
        return items
    return [
        replace(item, kind="heading", level=1) if _looks_like_heading(item) else item
        for item in items
    ]


def _looks_like_heading(item: Item) -> bool:
    plain = item.kind == "paragraph" and item.bold and len(item.text) <= _LONGEST_HEADING
    return plain and item.text[-1] not in ".,;:" and not split_label(item.text)[0]


def _sorted(items: Sequence[Item]) -> Iterator[Item]:
    """Tell apart the paragraphs that only the heading above them explains."""
    under = ""
    for item in items:
        if item.kind == "heading":
            listing = _REFERENCES.fullmatch(item.text)
            under = "reference" if listing else "abstract" if _is_abstract(item) else ""
        if item.kind == "paragraph" and under == "reference":
            yield replace(item, kind="reference")
        elif item.kind == "paragraph" and under == "abstract":
            yield replace(item, kind="abstract")
        else:
            yield item


def _is_abstract(item: Item) -> bool:
    return _ABSTRACT.fullmatch(item.text) is not None


def _paired(items: Sequence[Item]) -> Iterator[Item]:
    """Give tables the captions that stand before them or, in some documents, behind them."""
    first = next((i for i, item in enumerate(items) if _names_table(item)), len(items))
    behind = any(item.kind == "table" and not item.text for item in items[:first])
    at = 0
    while at < len(items):
        pair = items[at : at + 2]
        if behind:
            pair = pair[::-1]
        if len(pair) > 1 and _names_table(pair[0]) and pair[1].kind == "table":
            label, caption = split_label(pair[0].text)
            above = " ".join(filter(None, (caption, pair[1].text)))
            yield replace(pair[1], label=label, text=above)
            at += 2
        else:
            yield items[at]
            at += 1


def _names_table(item: Item) -> bool:
    if item.kind not in ("caption", "paragraph"):
        return False
    label, caption = split_label(item.text)
    meant = item.kind == "caption" or not caption or _is_caption(item.text, label)
    return bool(_TABLE.match(label) and meant)


def _write(pages: Pages, items: Iterator[Item]) -> None:
    for item in items:
        if item.kind == "table":
            pages.table(item.header, item.rows, item.label, item.text)
        elif item.kind in ("title", "heading"):
            pages.heading(item.text, item.level or 1)
        elif item.kind == "formula":
            shown = " ".join(filter(None, (item.text, item.label)))
            pages.block("formula", shown, label=item.label)
        elif item.kind == "code":
            pages.block("code", item.text, "\n")
        elif item.kind == "reference":
            pages.reference(item.text, find_doi(item.text))
        else:
            _write_prose(pages, item)


def _write_prose(pages: Pages, item: Item) -> None:
    label, caption = split_label(item.text)
    named = label and not _TABLE.match(label) and item.kind in ("caption", "paragraph")
    if named and (item.kind == "caption" or _is_caption(item.text, label)):
        pages.figure(label, caption)
    else:
        pages.paragraph(item.text)


def _is_caption(text: str, label: str) -> bool:
    """Tell “Figure 1. Yields” from “Figure 1 shows the yields”."""
    return text[len(label) :].lstrip()[:1] in tuple(".:|–—")


def _write_notes(pages: Pages, notes: list[str]) -> None:
    if any(notes):
        pages.heading("Notes", 1)
    for number, text in enumerate(notes, 1):
        if text:
            pages.paragraph(f"[note {number}] {text}")


def _title(items: list[Item]) -> str:
    first = next((i for i, item in enumerate(items) if item.kind == "title"), len(items))
    words = []
    for item in items[first:]:
        if item.kind != "title":
            break
        words.append(item.text)
    return " ".join(words)


def _first_heading(items: list[Item]) -> str:
    """Return the heading that a document begins with, unless it is that of its first part."""
    first = items[0] if items else Item("paragraph")
    usual = re.fullmatch(rf"{_NUMBERED}(?:introduction|background|\d.*)", first.text, re.I)
    named = first.kind == "heading" and not usual and not _is_abstract(first)
    return first.text if named else ""


def _completed(metadata: Metadata, items: list[Item]) -> Metadata:
    """Add what is printed; that counts more than what the program noted."""
    printed = " ; ".join(_MARKS.sub("", item.text) for item in items if item.kind == "author")
    abstract = "\n\n".join(item.text for item in items if item.kind == "abstract")
    return metadata.model_copy(
        update={"authors": people(printed) or metadata.authors, "abstract": abstract}
    )


def _told(left_out: Counter[str]) -> list[str]:
    return [f"left out: {count} × {what}" for what, count in left_out.items() if count]
