"""Captions and references among the paragraphs of a PDF."""

import re
from collections.abc import Iterator, Sequence

from labwright.knowledge.readers.pdf.headings import normal
from labwright.knowledge.readers.pdf.paragraph import CAPTION, Paragraph
from labwright.knowledge.readers.pdf.pieces import Piece

_TABLES = ("tab", "표", "表")
_REFERENCES = frozenset(
    "references|bibliography|literaturecited|notesandreferences|referencesandnotes|workscited"
    "|literature|literatur|referencias|bibliografía|références|bibliographie|referenceslist"
    "|참고문헌|参考文献".split("|")
)
_MARK = re.compile(r"(?:\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})\.?)(?=\s|[A-Z]|$)")
_FEW = 3
_BEGUN = re.compile(r"[a-z(&]|https?:|doi\b|10\.\d|\d")
_OPEN = re.compile(r"[,&–-]$|\bet al$|\b(?:and|in|of|the)$", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b|\bn\.d\.|in press", re.I)


def mark_captions(pages: Sequence[Sequence[Paragraph]]) -> None:
    """Find the captions of tables and figures; they get a ``label`` and what they caption."""
    for page in pages:
        for paragraph in page:
            if paragraph.kind == "text" and not paragraph.level and (label := _label(paragraph)):
                paragraph.label = label
                word = CAPTION.match(label)
                is_table = bool(word) and word[2].casefold().startswith(_TABLES) if word else False
                paragraph.role = "table" if is_table else "figure"


def _label(paragraph: Paragraph) -> str:
    text = paragraph.start
    match = CAPTION.match(text)
    if not match:
        return ""
    rest = text[match.end() :]
    if re.match(r"\s*[.:|—–-]", rest) or not rest.strip() or _is_set_apart(paragraph, match.end()):
        return " ".join(match[1].split())
    return ""


def _is_set_apart(paragraph: Paragraph, end: int) -> bool:
    """Tell whether the label is bold and the rest is not."""
    words, length = paragraph.lines[0].words, 0
    for index, word in enumerate(words):
        length += len(word.text) + (not word.glued and index > 0)
        if length >= end:
            return word.bold and index + 1 < len(words) and not words[index + 1].bold
    return False


def mark_references(pages: Sequence[list[Paragraph]]) -> None:
    """Find the entries of the lists of references; each becomes one paragraph of that role."""
    level = 0
    for page in pages:
        listed: list[Paragraph] = []
        done: list[Paragraph] = []
        for paragraph in page:
            if paragraph.level:
                is_list = normal(paragraph.start).lstrip("0123456789") in _REFERENCES
                if is_list or paragraph.level <= level or not level:
                    done += _entries(listed)
                    listed = []
                    level = paragraph.level if is_list else 0
                done.append(paragraph)
            elif (
                level and paragraph.kind == "text" and not paragraph.label and not paragraph.beside
            ):
                listed.append(paragraph)
            else:
                done.append(paragraph)
        page[:] = [*done, *_entries(listed)]


def _entries(listed: list[Paragraph]) -> Iterator[Paragraph]:
    """Cut and join the paragraphs of a list of references to its entries."""
    if not listed:
        return
    lines = [(line, index == 0) for p in listed for index, line in enumerate(p.lines)]
    marked = [bool(_MARK.match(line.text)) for line, begins in lines if begins]
    starts = _numbered(lines) if sum(marked) >= 0.4 * len(marked) else _unnumbered(lines)
    whole = listed[0]
    for entry in starts:
        paragraph = Paragraph(entry, "text", whole.left, whole.right)
        paragraph.role = "reference"
        yield paragraph


def _numbered(lines: list[tuple[Piece, bool]]) -> list[list[Piece]]:
    """Begin an entry at each number that follows the one before."""
    entries: list[list[Piece]] = []
    last = 0
    for line, begins in lines:
        match = _MARK.match(line.text)
        number = int(next(filter(None, match.groups()))) if match else 0
        follows = last < number <= last + _FEW if last else begins and number > 0
        if not entries or (match and follows):
            entries.append([line])
            last = number if follows else last
        else:
            entries[-1].append(line)
    return entries


def _unnumbered(lines: list[tuple[Piece, bool]]) -> list[list[Piece]]:
    """Begin an entry at each paragraph, except where one plainly goes on."""
    entries: list[list[Piece]] = []
    for line, begins in lines:
        text = line.text
        above = entries[-1][-1].text if entries else ""
        whole = [piece.text for piece in entries[-1]] if entries else []
        dated = any(map(_YEAR.search, whole)) or (whole and whole[0][:1].islower())
        goes_on = bool(_BEGUN.match(text) or _OPEN.search(above)) or not dated
        if not entries or (begins and not goes_on):
            entries.append([line])
        else:
            entries[-1].append(line)
    return entries
