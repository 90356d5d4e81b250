"""Property records from the rows of tables, whose heads name properties and units."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from labwright.knowledge.chemistry.heads import Head, read_head
from labwright.knowledge.chemistry.keys import identify
from labwright.knowledge.chemistry.mention import Mention
from labwright.knowledge.chemistry.record import PropertyRecord
from labwright.knowledge.chemistry.values import Value, space_groups, values
from labwright.knowledge.chemistry.view import read_view
from labwright.knowledge.chemistry.vocabulary import Property
from labwright.knowledge.document import Block, Document

_COLUMN, _ROW, _RECORD = 0.9, 0.85, 0.9
_SURE = 0.8
_REST = re.compile(r"[A-Za-z0-9가-힣]")
_FOOTNOTE = re.compile(r"(?<=\d)\s?(?:\[[a-z\d]\]|\^?[a-z]|\*+|†|‡)$")
_PLAIN_REST = re.compile(
    r"[\s(\[]*(?:\d{1,3}[a-z]?|[a-z]|anatase|rutile|bulk|pure|pristine|powder|film)?[\s)\]*]*"
)
# What a row gives for a reaction is not a property of its catalyst.
_OF_REACTIONS = frozenset(("yield", "enantiomeric excess", "conversion", "selectivity"))
_PRODUCT = re.compile(r"product|compound|substrate|화합물|생성물", re.I)
_NAME = re.compile(r"(?:^|\b|_)(?:name|compound|molecule|id|title|material)(?:$|\b|_)", re.I)


class _Cell(NamedTuple):
    text: str
    start: int
    end: int


class _Subject(NamedTuple):
    text: str
    key: str
    column: int


def table_records(
    document: Document, mentions: Mapping[int, Sequence[Mention]]
) -> Iterator[PropertyRecord]:
    """Read the records of a document's tables and rows of data.

    Args:
        document: The document, as read.
        mentions: What each page mentions.

    Yields:
        A record for each cell whose column or row names a property and whose row or column names
        one subject.
    """
    table: Block | None = None
    for block in document.blocks:
        here = mentions.get(block.page, ())
        if block.kind == "table":
            table = block
        elif block.kind == "row" and table is not None and table.cells:
            yield from _of_row(document, table, block, here)
        elif block.kind == "record":
            yield from _of_record(document, block, here)


def _of_row(
    document: Document, table: Block, row: Block, mentions: Sequence[Mention]
) -> Iterator[PropertyRecord]:
    page = document.pages[row.page - 1]
    cells = _located(page, row.start, row.end, row.cells)
    heads = [read_head(cell) for cell in table.cells]
    if len(cells) != len(heads):
        return
    if any(head.properties for head in heads):
        yield from _by_column(row, heads, cells, _subject(heads, cells, mentions), _COLUMN)
    elif cells and (head := read_head(cells[0].text)).properties:
        named = _located(document.pages[table.page - 1], table.start, table.end, table.cells)
        for number in range(1, len(cells)):
            subject = _in_cell(named[number], mentions, number) if number < len(named) else None
            if subject is not None:
                yield from _cell_record(row, head, cells[number], subject, "", _ROW)


def _of_record(
    document: Document, block: Block, mentions: Sequence[Mention]
) -> Iterator[PropertyRecord]:
    page = document.pages[block.page - 1]
    heads = [read_head(name) for name in block.fields]
    cells = _located(page, block.start, block.end, tuple(block.fields.values()))
    if len(cells) != len(heads):
        return
    subject = _subject(heads, cells, mentions)
    if block.smiles and (structure := identify(block.smiles)):
        named = [value for name, value in block.fields.items() if _NAME.search(name)]
        subject = _Subject(named[0] if named else block.smiles, structure.inchikey, -1)
    yield from _by_column(block, heads, cells, subject, _RECORD)


def _by_column(
    row: Block, heads: Sequence[Head], cells: Sequence[_Cell], subject: _Subject | None, sure: float
) -> Iterator[PropertyRecord]:
    if subject is None:
        return
    product = subject.column < 0 or _PRODUCT.search(heads[subject.column].label) is not None
    states = [_state(h, c) for n, (h, c) in enumerate(zip(heads, cells, strict=True))
              if n != subject.column]  # fmt: skip
    shared = "; ".join(filter(None, states))
    for number, (head, cell) in enumerate(zip(heads, cells, strict=True)):
        of_reaction = any(prop.name in _OF_REACTIONS for prop in head.properties)
        if head.properties and number != subject.column and (product or not of_reaction):
            yield from _cell_record(row, head, cell, subject, shared, sure)


def _state(head: Head, cell: _Cell) -> str:
    """Return the condition that a cell states for its row."""
    text = " ".join(cell.text.split())
    if not text or not _REST.search(text):
        return ""
    if head.role == "medium":
        return f"in {text}"
    return f"{head.label} = {text} {head.written}".strip() if head.role == "state" else ""


def _cell_record(
    row: Block, head: Head, cell: _Cell, subject: _Subject, shared: str, sure: float
) -> Iterator[PropertyRecord]:
    text = read_view(cell.text).text
    common = {
        "subject": subject.text, "subject_key": subject.key, "page": row.page, "start": cell.start,
        "end": cell.end, "quote": (row.start, row.end), "confidence": sure,
        "conditions": "; ".join(filter(None, [head.condition, shared])),
    }  # fmt: skip
    worded = next((prop for prop in head.properties if prop.text), None)
    if worded is not None:
        groups = space_groups(text)
        if len(groups) == 1 and not _REST.search(
            text.replace(text[groups[0].start : groups[0].end], "")
        ):
            yield PropertyRecord(property=worded.name, value=groups[0].text, **common)
        return
    value = _only_value(text)
    found = _scaled(head, value) if value else None
    prop = next((p for p in head.properties if found and _allows(p, found)), None)
    if found is not None and prop is not None:
        yield PropertyRecord(
            property=prop.name, value=found.value, value_high=found.high, unit=found.unit,
            uncertainty=found.error, comparator=found.comparator, **common,
        )  # fmt: skip


def _only_value(text: str) -> Value | None:
    """Return the value of a cell that holds nothing else."""
    text = _FOOTNOTE.sub("", text.strip())
    found = values(text)
    if len(found) != 1:
        return None
    rest = text[: found[0].start] + text[found[0].end :]
    return found[0] if not _REST.search(rest) else None


def _scaled(head: Head, value: Value) -> Value | None:
    if not head.unit or (value.unit and value.unit == head.unit and head.factor == 1):
        return value
    if value.unit:
        return None

    def times(number: float | None) -> float | None:
        return None if number is None else float(f"{number * head.factor:.12g}")

    return value._replace(
        value=times(value.value) or 0.0, high=times(value.high), error=times(value.error),
        unit=head.unit,
    )  # fmt: skip


def _allows(prop: Property, value: Value) -> bool:
    high = value.value if value.high is None else value.high
    return prop.allows(value.value, value.unit) and prop.allows(high, value.unit)


def _located(page: str, start: int, end: int, cells: Sequence[str]) -> list[_Cell]:
    """Find the places of cells in their row."""
    found: list[_Cell] = []
    at = start
    for cell in cells:
        place = page.find(cell, at, end) if cell else at
        if place < 0:
            return []
        found.append(_Cell(cell, place, place + len(cell)))
        at = place + len(cell)
    return found


def _subject(
    heads: Sequence[Head], cells: Sequence[_Cell], mentions: Sequence[Mention]
) -> _Subject | None:
    """Return the one subject of a row: of several cells with one, that which its head calls so."""
    found = [
        subject
        for number, (head, cell) in enumerate(zip(heads, cells, strict=True))
        if not head.properties and head.role != "state"
        and (subject := _in_cell(cell, mentions, number)) is not None
    ]  # fmt: skip
    others = [subject for subject in found if heads[subject.column].role != "medium"]
    found = others or found
    if len(found) > 1:
        called = [subject for subject in found if heads[subject.column].role == "subject"]
        same = {subject.key for subject in found}
        found = called[:1] if len(called) == 1 or (len(same) == 1 and "" not in same) else []
    return found[0] if found else None


def _in_cell(cell: _Cell, mentions: Sequence[Mention], number: int) -> _Subject | None:
    inside = [
        m for m in mentions
        if m.start >= cell.start and m.end <= cell.end
        and (m.confidence >= _SURE or m.kind == "label")
    ]  # fmt: skip
    if not inside:
        return None
    text = " ".join(cell.text.strip(" *").split())
    first = inside[0]
    rest = cell.text[: first.start - cell.start] + cell.text[first.end - cell.start :]
    alone = len({m.key for m in inside}) == 1 and (
        len(inside) > 1 or _PLAIN_REST.fullmatch(rest) is not None
    )
    return _Subject(text, first.key if alone else "", number)
