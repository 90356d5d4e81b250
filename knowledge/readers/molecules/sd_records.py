"""Cutting a file of connection tables (SDF, MOL) into records, without holding all of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from labwright.knowledge.readers.stray_bytes import mended, open_text

MOST_BYTES = 8 * 2**20
"""Characters of one record; anything longer is no molecule."""

_LINE = 1 << 20
_NUMBERED = re.compile(r">\s*(?:\d+\s+)?(DT\d+)\b")
_HEADER = 3
_NAMES = ("name", "compound_name", "compound name", "iupac_name", "pubchem_iupac_name", "title")
_NOTHING = ("", "-", "none", "null", "nan", "n/a", "untitled", "unnamed", "no name")


class SdRecord(NamedTuple):
    """One record as written.

    Args:
        table: From the title to ``M  END``; empty if the record is too long.
        tags: Values by the name of their tag, in order.
    """

    table: str
    tags: dict[str, str]

    @property
    def name(self) -> str:
        """Its first line, or what a tag says it is called."""
        lowered = {name.lower(): value for name, value in self.tags.items()}
        called = [self.table.partition("\n")[0], *(lowered.get(name, "") for name in _NAMES)]
        said = (" ".join(text.split()) for text in called)
        return next((text for text in said if text.lower() not in _NOTHING), "")


def sd_records(path: Path) -> Iterator[SdRecord]:
    """Yield the records of a file in order.

    Args:
        path: The file; bytes that are not UTF-8 are read as Windows-1252.

    Yields:
        Each record; one without a table is too long to be read.
    """
    lines: list[str] = []
    length = 0
    with open_text(path) as stream:
        while line := stream.readline(_LINE):
            if line.startswith("$$$$"):
                yield sd_record(lines) if length <= MOST_BYTES else SdRecord("", {})
                lines, length = [], 0
                continue
            length += len(line)
            if length > MOST_BYTES:
                lines = []
            else:
                lines.append(mended(line).rstrip("\n"))
    if length > MOST_BYTES or any(map(str.strip, lines)):
        yield sd_record(lines) if length <= MOST_BYTES else SdRecord("", {})


def sd_record(lines: list[str]) -> SdRecord:
    """Read the lines of one record, without the line of four dollars that ends it."""
    end = next((i for i, line in enumerate(lines) if line.startswith("M  END")), None)
    if end is None:
        end = next((i for i, line in enumerate(lines) if _tag_of(line) is not None), len(lines)) - 1
    return SdRecord("\n".join(_aligned(lines[: end + 1])) + "\n", _tags(lines[end + 1 :]))


def _aligned(lines: list[str]) -> list[str]:
    """Give a table the three lines before its counts that copying so often adds or loses."""
    at = next((i for i, line in enumerate(lines) if re.search(r"V[23]000\s*$", line)), None)
    if at is None or at == _HEADER:
        return lines
    blank = [""] * max(0, _HEADER - at)
    return [*blank, *lines[max(0, at - _HEADER) :]]


def _tags(lines: list[str]) -> dict[str, str]:
    tags: dict[str, list[str]] = {}
    values: list[str] = []
    for line in lines:
        name = _tag_of(line)
        if name is None:
            values.append(line)
            continue
        unique, count = name, 1
        while unique in tags:
            count += 1
            unique = f"{name} ({count})"
        values = tags[unique] = []
    return {name: "\n".join(value).strip() for name, value in tags.items()}


def _tag_of(line: str) -> str | None:
    """Return the name of the tag that a line begins; None for a line of a value."""
    if not line.startswith(">"):
        return None
    start, end = line.find("<"), line.rfind(">")
    if 0 < start < end:
        return line[start + 1 : end].strip() or "unnamed"
    match = _NUMBERED.match(line)
    return match[1] if match else None
