"""An entry of a bibliography, and the line that cites it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labwright.knowledge.readers.markup import find_doi

_MOST_NAMES = 20
_VENUES = ("journal", "journaltitle", "booktitle", "series", "archiveprefix", "howpublished")
_PUBLISHERS = ("publisher", "school", "institution", "organization")


@dataclass(frozen=True)
class Entry:
    """An entry of a bibliography.

    Args:
        key: What it is cited by.
        kind: Its type in the words of its format, in lower case.
        line: Line of the file in which it begins.
        authors: Names as “Given Family”, in order.
        editors: The same.
        fields: All that it says by field, in readable text.
    """

    key: str
    kind: str
    line: int
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    fields: Mapping[str, str]

    @property
    def doi(self) -> str:
        """Its DOI in lower case, without an address; empty if it has none."""
        return next((d for key in ("doi", "url", "note") if (d := find_doi(self.get(key)))), "")

    def get(self, *names: str) -> str:
        """Return the first of some fields that says something."""
        return next((text for name in names if (text := self.fields.get(name, ""))), "")


def cite(entry: Entry) -> str:
    """Return an entry as a list of references would have it.

    Example:
        >>> fields = {"title": "On Mass", "journal": "Ann. Sci.", "volume": "4", "pages": "1–9"}
        >>> cite(Entry("k", "article", 1, ("Ada Lovelace",), (), {**fields, "year": "1843"}))
        'Ada Lovelace (1843). On Mass. Ann. Sci., 4, 1–9.'
    """
    who = _people(entry.authors) or _people(entry.editors, " (eds.)")
    year = re.search(r"\d{4}", entry.get("year", "date")) or re.search(r".+", entry.get("year"))
    parts = [
        " ".join(filter(None, (who, f"({year[0]})" if year else ""))),
        entry.get("title"),
        _place(entry),
        entry.get(*_PUBLISHERS),
        f"https://doi.org/{entry.doi}" if entry.doi else entry.get("url"),
    ]
    return " ".join(_stopped(part) for part in parts if part)


def _people(names: Sequence[str], behind: str = "") -> str:
    shown = [*names[:_MOST_NAMES], *["et al."] * (len(names) > _MOST_NAMES)]
    return ", ".join(shown) + behind if shown else ""


def _place(entry: Entry) -> str:
    volume, number = entry.get("volume"), entry.get("number", "issue")
    issue = volume + (f"({number})" if number else "")
    return ", ".join(filter(None, (entry.get(*_VENUES), issue, entry.get("pages", "eid"))))


def _stopped(part: str) -> str:
    return part if part[-1] in ".?!" or part.startswith("http") else f"{part}."
