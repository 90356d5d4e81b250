"""The entries of an RIS file."""

import re
from collections.abc import Iterator

from labwright.knowledge.readers.bibliography.bibtex import Piece
from labwright.knowledge.readers.bibliography.citation import Entry
from labwright.knowledge.readers.markup import find_doi

_TAG = re.compile(r"([A-Z][A-Z0-9])\s{1,3}-(?:\s|$)(.*)")
_LONGEST = 256_000  # characters of one entry
_END = "ER"
_NAMES = {
    "title": ("title", "primary_title", "translated_title"),
    "journal": ("journal_name", "secondary_title", "alternate_title3", "alternate_title2"),
    "year": ("year", "publication_year"),
    "abstract": ("abstract", "notes_abstract"),
    "address": ("place_published",),
    "url": ("urls",),
    "doi": ("doi",),
}
"""Fields by their name in BibTeX, and where they may stand in RIS, the best first."""

_KINDS = {
    "jour": "article", "ejour": "article", "mgzn": "article", "news": "article", "book": "book",
    "ebook": "book", "edbook": "book", "chap": "incollection", "echap": "incollection",
    "conf": "inproceedings", "cpaper": "inproceedings", "thes": "phdthesis", "rprt": "techreport",
    "comp": "software", "data": "dataset", "unpb": "unpublished", "pat": "patent", "elec": "misc",
}  # fmt: skip


def ris_pieces(text: str) -> Iterator[Piece]:
    """Read the entries of an RIS file, each for itself.

    Args:
        text: The file.

    Yields:
        What became of each stretch that should be an entry, in order.
    """
    for line, lines in _stretches(text):
        raw = "\n".join(lines)
        if len(raw) > _LONGEST:
            yield Piece(line, raw[:1000], None, ("longer than an entry can be",))
            continue
        ended = any(text.startswith(_END) for text in lines)
        faults = () if ended else ("its end (ER) is missing",)
        yield Piece(line, raw, _parse(lines, line), faults)


def _stretches(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of each entry, a tag a line, with the number of the first."""
    lines: list[str] = []
    first = 0
    for number, line in enumerate(text.splitlines(), 1):
        tag = _TAG.match(line.lstrip("\ufeff "))
        if tag and tag[1] == "TY":
            if lines:
                yield first, lines
            lines, first = [], number
        if tag and (lines or tag[1] == "TY"):
            lines.append(f"{tag[1]}  - {tag[2].strip()}")
        elif lines and line.strip() and not lines[-1].startswith(_END):
            lines[-1] += f" {line.strip()}"
    if lines:
        yield first, lines


def _parse(lines: list[str], number: int) -> Entry | None:
    import rispy

    body = [line for line in lines if not line.startswith(_END)]
    found = rispy.loads("\n".join([*body, "ER  - "]), enforce_list_tags=False)
    told = {name: value for name, value in found[0].items() if value} if found else {}
    if len(told) <= 1:
        return None
    kind = str(told.pop("type_of_reference", "")).lower()
    authors = _people(told.pop("authors", None) or told.pop("first_authors", None))
    editors = _people(told.pop("secondary_authors", None))
    key = _text(told.pop("id", "") or told.pop("label", ""))
    fields = {"key": key, "type": _KINDS.get(kind, kind), "author": " and ".join(authors),
              "editor": " and ".join(editors), **_renamed(told)}  # fmt: skip
    filled = {name: text for name, text in fields.items() if text}
    return Entry(key, fields["type"], number, authors, editors, filled)


def _renamed(told: dict[str, object]) -> dict[str, str]:
    fields = {}
    for name, places in _NAMES.items():
        place = next((place for place in places if told.get(place)), "")
        fields[name] = _text(told.pop(place, ""))
    pages = [_text(told.pop(place, "")) for place in ("start_page", "end_page")]
    fields["pages"] = "–".join(filter(None, pages))
    fields["year"] = fields["year"].rstrip("/ ").partition("/")[0]
    fields["doi"] = find_doi(fields["doi"]) or fields["doi"]
    for name, value in told.items():
        fields[name] = _text(value)
    return fields


def _text(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{tag}: {_text(text)}" for tag, text in value.items())
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return " ".join(str(value).split())


def _people(value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value] if value else []
    return tuple(filter(None, (_spoken(_text(name)) for name in names)))


def _spoken(name: str) -> str:
    """Turn “Family, Given, Suffix” into the order in which it is spoken."""
    family, *given = (part.strip() for part in name.split(","))
    return " ".join(filter(None, (*given[:1], family, *given[1:])))
