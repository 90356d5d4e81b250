"""Cutting a document into passages that the embedder can read whole."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from labwright.knowledge.document import Block, Document, Passage
from labwright.knowledge.sentences import sentence_spans
from labwright.models.embedding.protocol import Embedder

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$", re.MULTILINE)
_ROOM_FOR_HEADING = 56
_OVERLAP = 1
_WHOLE = ("row", "record", "reference", "formula")
"""Blocks that are never cut and never repeated in the next passage."""
_LARGE = 500
"""Records of a file above which their passages are found by words and structure alone."""
_PATH = " › "


@dataclass(frozen=True)
class _Unit:
    """A stretch of a page that stays in one piece."""

    start: int
    end: int
    whole: bool = False


@dataclass(frozen=True)
class _Part:
    """What stands under one heading on one page."""

    page: int
    section: str
    start: int
    end: int


def cut(document: Document, embedder: Embedder) -> list[Passage]:
    """Cut a document into passages.

    A passage never crosses a page or a heading, and cuts no table row, record, formula or word;
    neighbours in prose share one sentence.

    Args:
        document: The document.
        embedder: Its tokenizer and limit decide how long a passage is.

    Returns:
        Passages in reading order.
    """
    longest = embedder.limit - _ROOM_FOR_HEADING
    large = len(document.of("record")) > _LARGE
    passages: list[Passage] = []
    blocks: dict[int, list[Block]] = {}
    for block in document.blocks:
        blocks.setdefault(block.page, []).append(block)
    for part in _parts(document):
        text = document.pages[part.page - 1]
        if large:
            passages += _lines(text, part)
            continue
        on_page = blocks.get(part.page, [])
        inside = [b for b in on_page if part.start <= b.start and b.end <= part.end]
        passages += _pack(text, part, _units(text, part, inside), inside, embedder, longest)
    return passages


def _parts(document: Document) -> Iterator[_Part]:
    """Yield what stands between headings, with the path of headings above it."""
    above: list[tuple[int, str]] = []
    for number, text in enumerate(document.pages, 1):
        marks = _headings(document, number, text)
        start = 0
        for level, title, at in [*marks, (0, "", len(text))]:
            if text[start:at].strip():
                names = (name for _, name in above if name != document.title)
                path = _PATH.join(dict.fromkeys(names))
                yield _Part(number, path, start, at)
            if level:
                above = [*[entry for entry in above if entry[0] < level], (level, title)]
                start = at


def _headings(document: Document, page: int, text: str) -> list[tuple[int, str, int]]:
    if document.sections:
        return [(s.level, s.title, s.start) for s in document.sections if s.page == page]
    return [(len(m[1]), m[2], m.start()) for m in _HEADING.finditer(text)]


def _units(text: str, part: _Part, blocks: Sequence[Block]) -> list[_Unit]:
    whole = sorted({(b.start, b.end) for b in blocks if b.kind in _WHOLE})
    units: list[_Unit] = []
    at = part.start
    for start, end in [*whole, (part.end, part.end)]:
        units += [
            _Unit(a + at, b + at, whole=text[a + at : b + at].startswith("|"))
            for a, b in sentence_spans(text[at:start])
        ]
        if start < end:
            units.append(_Unit(start, end, whole=True))
        at = max(at, end)
    return units


def _pack(
    text: str, part: _Part, units: list[_Unit], blocks: Sequence[Block], embedder: Embedder,
    longest: int,
) -> Iterator[Passage]:  # fmt: skip
    tokens = [t[0] + part.start for t in embedder.token_offsets(text[part.start : part.end])]
    units = [piece for unit in units for piece in _shorten(text, unit, tokens, longest)]
    first = 0
    while first < len(units):
        last = first
        while last + 1 < len(units) and (
            _count(tokens, units[first].start, units[last + 1].end) <= longest
        ):
            last += 1
        left, right = units[first].start, units[last].end
        yield Passage(
            page=part.page, section=_named(part.section, blocks, left), start=left, end=right,
            text=text[left:right],
        )  # fmt: skip
        if last + 1 >= len(units):
            return
        again = 0 if units[last].whole else _OVERLAP
        first = max(first + 1, last + 1 - again)


def _named(section: str, blocks: Sequence[Block], start: int) -> str:
    """Add the table that a passage begins in: its rows say little without its name."""
    for block in blocks:
        if block.kind == "table" and block.start < start < block.end:
            title = " ".join(part for part in (block.label, block.caption) if part)
            return _PATH.join(part for part in (section, title) if part)
    return section


def _lines(text: str, part: _Part) -> Iterator[Passage]:
    """Cut the records of a large file at line ends, without asking a tokenizer."""
    start = part.start
    while start < part.end:
        end = text.rfind("\n", start, min(start + _LINES, part.end)) + 1
        if not end or part.end - start <= _LINES:
            following = text.find("\n", start + _LINES, part.end)
            end = part.end if following < 0 else following + 1
        left = start + len(text[start:end]) - len(text[start:end].lstrip())
        right = start + len(text[start:end].rstrip())
        if left < right:
            yield Passage(
                page=part.page, section=part.section, start=left, end=right,
                text=text[left:right], embedded=False,
            )  # fmt: skip
        start = end


_LINES = 1000
"""Characters of a passage of records that are found by words."""


def _count(tokens: list[int], start: int, end: int) -> int:
    return bisect_left(tokens, end) - bisect_left(tokens, start)


def _shorten(text: str, unit: _Unit, tokens: list[int], longest: int) -> Iterator[_Unit]:
    """Cut a sentence that is longer than a passage may be, between two words."""
    if unit.whole or _count(tokens, unit.start, unit.end) <= longest:
        yield unit
        return
    words = [unit.start + m.start() for m in re.finditer(r"\S+", text[unit.start : unit.end])]
    cuts = [unit.start]
    while _count(tokens, cuts[-1], unit.end) > longest:
        limit = tokens[bisect_left(tokens, cuts[-1]) + longest]
        at = words[bisect_right(words, limit) - 1]
        if at <= cuts[-1]:  # one word longer than a passage, such as a SMILES: it stays whole
            following = bisect_right(words, limit)
            if following == len(words):
                break
            at = words[following]
        cuts.append(at)
    for start, end in pairwise([*cuts, unit.end]):
        yield _Unit(start, start + len(text[start:end].rstrip()))
