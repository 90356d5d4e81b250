"""The entries of a BibTeX file."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from labwright.knowledge.readers.bibliography.citation import Entry
from labwright.knowledge.readers.latex.text import read_tex
from labwright.knowledge.readers.markup import find_doi

_START = re.compile(r"(?:^|(?<=[\s})]))@[ \t]*([A-Za-z]+)\s*[{(]", re.M)
_LONGEST = 256_000  # characters of one entry
_VERBATIM = frozenset("url file eprint pmid pmcid issn isbn".split())
_PEOPLE = ("author", "editor")
_UNREADY = re.compile(r"(?<!\\)[%#&]")
_ESCAPED = re.compile(r"\\([%#&_$~{}])")
_MARKED = re.compile(r"[\\${}~]|--|``|''")
_OTHERS = "et al."


class Piece(NamedTuple):
    """What a stretch of a file between two “@” holds.

    Args:
        line: Line in which it begins.
        raw: The stretch as it is written.
        entry: Its entry, as far as it can be read; None if there is none.
        faults: What is wrong with it.
    """

    line: int
    raw: str
    entry: Entry | None
    faults: tuple[str, ...] = ()


class _Macros(dict[str, str]):
    """Abbreviations; one that is defined nowhere stands for itself: better than nothing."""

    def __getitem__(self, name: str) -> str:
        return self.get(name.lower(), name)

    def __setitem__(self, name: str, text: str) -> None:
        super().__setitem__(name.lower(), text)


def bibtex_pieces(text: str) -> Iterator[Piece]:
    """Read the entries of a BibTeX file, each for itself: a broken one ends where the next begins.

    Args:
        text: The file.

    Yields:
        What became of each stretch that should be an entry, in order.
    """
    from pybtex.database.input.bibtex import month_names

    macros = _Macros(month_names)
    line, counted = 1, 0
    for kind, start, end in _stretches(text):
        line += text.count("\n", counted, start)
        counted = start
        raw = text[start:end].strip()
        if kind in ("comment", "preamble"):
            continue
        if len(raw) > _LONGEST:
            yield Piece(line, raw[:1000], None, ("longer than an entry can be",))
            continue
        entry, faults = _parse(raw, macros, line)
        if kind != "string" or faults:
            yield Piece(line, raw, entry, faults)


def _stretches(text: str) -> Iterator[tuple[str, int, int]]:
    marks = list(_START.finditer(text))
    ends = [match.start() for match in marks[1:]] + [len(text)]
    for match, end in zip(marks, ends, strict=True):
        yield match[1].lower(), match.start(), end


def _parse(raw: str, macros: _Macros, line: int) -> tuple[Entry | None, tuple[str, ...]]:
    """Parse one stretch; abbreviations that it defines are added to those known."""
    from pybtex.database.input.bibtex import LowLevelParser

    told: list[Exception] = []
    found = list(LowLevelParser(raw, macros=macros, handle_error=told.append))
    faults = tuple(dict.fromkeys(fault.args[0] for fault in told))
    for kind, held in found:
        if kind.lower() != "string" and len(held) == 2 and held[0] and held[1]:  # noqa: PLR2004
            key, parts = held
            values = {name.lower(): "".join(value) for name, value in reversed(parts)}
            ordered = {name.lower(): values[name.lower()] for name, _ in parts}
            return _entry(key, kind.lower(), line, ordered), faults
    return None, faults or (() if found else ("no entry",))


def _entry(key: str, kind: str, line: int, values: dict[str, str]) -> Entry:
    people = {role: _people(values[role]) if role in values else () for role in _PEOPLE}
    fields = {"key": key, "type": kind}
    for name, value in values.items():
        text = _joined(people[name]) if name in people else _plain(name, value)
        if text:
            fields[name] = text
    return Entry(key, kind, line, people["author"], people["editor"], fields)


def _joined(names: Sequence[str]) -> str:
    return " and ".join("others" if name == _OTHERS else name for name in names)


def _plain(name: str, value: str) -> str:
    value = " ".join(value.split())
    if name == "doi":
        return find_doi(_ESCAPED.sub(r"\1", value)) or value
    if name in _VERBATIM or name.startswith("bdsk-"):
        return _ESCAPED.sub(r"\1", value)
    return _read(value)


def _read(value: str) -> str:
    if not _MARKED.search(value):
        return value
    return read_tex(_UNREADY.sub(r"\\\g<0>", value))


def _people(value: str) -> tuple[str, ...]:
    """Return the names of a field in the order in which they are spoken."""
    from pybtex.bibtex.utils import split_name_list
    from pybtex.exceptions import PybtexError

    value = " ".join(value.split())
    try:
        names = split_name_list(value)
    except (PybtexError, IndexError, ValueError):
        names = value.split(" and ")
    spoken = (_spoken(name) for name in names if name.strip())
    return tuple(name for name in spoken if name)


def _spoken(name: str) -> str:
    from pybtex.database import Person
    from pybtex.exceptions import PybtexError

    if name.strip().lower() == "others":
        return _OTHERS
    try:
        person = Person(name)
    except (PybtexError, IndexError, ValueError):
        return _read(name)
    parts: Sequence[list[str]] = (
        person.first_names,
        person.middle_names,
        person.prelast_names,
        person.last_names,
        person.lineage_names,
    )
    return _read(" ".join(word for part in parts for word in part))
