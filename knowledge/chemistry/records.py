"""Property records of a document, from its sentences and its tables."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from labwright.knowledge.chemistry.clause import read_clause
from labwright.knowledge.chemistry.mention import Mention
from labwright.knowledge.chemistry.pairing import Pair, pairs
from labwright.knowledge.chemistry.record import PropertyRecord
from labwright.knowledge.chemistry.spelling import tokens
from labwright.knowledge.chemistry.subjects import subjects
from labwright.knowledge.chemistry.table_records import table_records
from labwright.knowledge.chemistry.values import TextValue, space_groups, values
from labwright.knowledge.chemistry.view import View, read_view
from labwright.knowledge.chemistry.vocabulary import Named, named
from labwright.knowledge.document import Document
from labwright.knowledge.sentences import is_row, sentence_spans

_PASSED_OVER: Final = ("reference", "code", "row", "table", "record")
_LONGEST_SENTENCE = 1_500
_DIGIT = re.compile(r"\d")
# “(0.34 g, 78%)” behind the name of a product.
_AFFORDED = re.compile(r"\((?=[^()]{1,60}%\))[\d.,]+\s?(?:m?g|mmol)\b")
_EDGES = " ,;()"


def records(document: Document, mentions: Sequence[Mention]) -> tuple[PropertyRecord, ...]:
    """Read the property records of a document.

    Args:
        document: The document, as read.
        mentions: What it mentions, as ``mentions`` finds it.

    Returns:
        Records in the order of the pages: only where subject, property and value clearly belong
        together.

    Example:
        >>> from labwright.knowledge.chemistry.mention import Mention
        >>> text = "LiFePO4 delivers a discharge capacity of 165 mAh/g at 0.1C."
        >>> document = Document(title="t", pages=(text,))
        >>> mention = Mention(kind="formula", text="LiFePO4", page=1, start=0, end=7)
        >>> [str(record) for record in records(document, [mention])]
        ['LiFePO4 · discharge capacity · 165 mA*hour/g · at 0.1C · page 1']
    """
    by_page: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_page[mention.page].append(mention)
    closed = _closed(document)
    found: list[PropertyRecord] = []
    for number, page in enumerate(document.pages, 1):
        if here := by_page.get(number):
            here.sort(key=lambda mention: mention.start)
            found += _of_page(number, read_view(page), here, closed.get(number, []))
    found += table_records(document, by_page)
    return tuple(sorted(found, key=lambda record: (record.page, record.start)))


def _closed(document: Document) -> Mapping[int, list[tuple[int, int]]]:
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for block in document.blocks:
        if block.kind in _PASSED_OVER:
            spans[block.page].append((block.start, block.end))
    return spans


def _of_page(
    number: int, view: View, mentions: Sequence[Mention], closed: Sequence[tuple[int, int]]
) -> Iterator[PropertyRecord]:
    names = list(named(view.text, tokens(view.text)))
    afforded = [match.start() for match in _AFFORDED.finditer(view.text)]
    if not names and not afforded:
        return
    places = [name.start for name in names]
    begins = [view.seen(mention.start) for mention in mentions]
    barred = [(view.seen(start), view.seen(end)) for start, end in closed]
    for start, end in sentence_spans(view.text):
        first, last = bisect_left(places, start), bisect_left(places, end)
        bracketed = bisect_left(afforded, start) < bisect_left(afforded, end)
        if (
            (first == last and not bracketed)
            or end - start > _LONGEST_SENTENCE
            or is_row(view.text[start:end])
        ):
            continue
        if not any(a <= start < b for a, b in barred):
            here = mentions[bisect_left(begins, start) : bisect_left(begins, end)]
            for pair in _of_sentence(view, here, start, end, names[first:last]):
                yield _record(number, view, pair, (start, end))


def _of_sentence(
    view: View, mentions: Sequence[Mention], start: int, end: int, names: Sequence[Named]
) -> list[Pair]:
    text = view.text[start:end]
    worded = any(prop.text for name in names for prop in name.properties)
    if not worded and _DIGIT.search(text) is None:
        return []
    about = subjects(view, mentions, end)
    if not about:
        return []
    found = [v._replace(start=v.start + start, number=v.number + start, end=v.end + start)
             for v in values(text)]  # fmt: skip
    if not found and not worded:
        return []
    texts = space_groups(view.text, start, end) if worded else []
    return pairs(read_clause(view.text, start, end, about, names, found, texts))


def _record(number: int, view: View, pair: Pair, sentence: tuple[int, int]) -> PropertyRecord:
    value = pair.value
    start, end = view.span(value.start, value.end)
    stated = [view.page[slice(*view.span(*place))].strip(_EDGES) for place in pair.conditions]
    conditions = "; ".join(filter(None, [pair.method, *(" ".join(s.split()) for s in stated)]))
    number_or_text: dict[str, Any] = (
        {"value": value.text}
        if isinstance(value, TextValue)
        else {
            "value": value.value,
            "value_high": value.high,
            "unit": value.unit,
            "uncertainty": value.error,
            "comparator": value.comparator,
        }
    )
    return PropertyRecord(
        subject=" ".join(pair.subject.text.split()),
        subject_key=pair.subject.key,
        property=pair.property.name,
        conditions=conditions,
        page=number,
        start=start,
        end=end,
        quote=view.span(*sentence),
        confidence=pair.confidence,
        **number_or_text,
    )
