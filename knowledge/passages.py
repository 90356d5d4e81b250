"""Cutting a document into passages that the embedder can read whole."""

import re
from collections.abc import Iterator
from itertools import pairwise

from labwright.knowledge.document import Document, Passage
from labwright.knowledge.sentences import sentence_spans
from labwright.models.embedding.protocol import Embedder

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_ROOM_FOR_HEADING = 56
_OVERLAP = 1


def cut(document: Document, embedder: Embedder) -> list[Passage]:
    """Cut a document into passages.

    A passage never crosses a page or a heading; neighbours share one sentence.

    Args:
        document: The document.
        embedder: Its tokenizer and limit decide how long a passage is.

    Returns:
        Passages in reading order.
    """
    longest = embedder.limit - _ROOM_FOR_HEADING
    return [
        passage
        for number, text in enumerate(document.pages, 1)
        for section, start, end in _sections(text)
        for passage in _pack(text, (start, end), (number, section), embedder, longest)
    ]


def _sections(text: str) -> list[tuple[str, int, int]]:
    marks = [(m[1], m.start()) for m in _HEADING.finditer(text)]
    marks = [("", 0), *marks, ("", len(text))]
    return [(a[0], a[1], b[1]) for a, b in pairwise(marks) if text[a[1] : b[1]].strip()]


def _pack(
    text: str, span: tuple[int, int], place: tuple[int, str], embedder: Embedder, longest: int
) -> Iterator[Passage]:
    start, end = span
    tokens = [t[0] + start for t in embedder.token_offsets(text[start:end])]
    sentences = [(a + start, b + start) for a, b in sentence_spans(text[start:end])]
    sentences = [piece for s in sentences for piece in _shorten(s, tokens, longest)]
    first = 0
    while first < len(sentences):
        last = first
        while last + 1 < len(sentences) and (
            _tokens(tokens, sentences[first][0], sentences[last + 1][1]) <= longest
        ):
            last += 1
        left, right = sentences[first][0], sentences[last][1]
        yield Passage(page=place[0], section=place[1], start=left, end=right,
                      text=text[left:right])  # fmt: skip
        if last + 1 >= len(sentences):
            return
        first = max(first + 1, last + 1 - _OVERLAP)


def _tokens(tokens: list[int], start: int, end: int) -> int:
    return sum(start <= token < end for token in tokens)


def _shorten(span: tuple[int, int], tokens: list[int], longest: int) -> list[tuple[int, int]]:
    """Cut a sentence that is longer than a passage may be, at tokens."""
    inside = [t for t in tokens if span[0] <= t < span[1]]
    cuts = [span[0], *inside[longest::longest], span[1]]
    return list(pairwise(cuts))
