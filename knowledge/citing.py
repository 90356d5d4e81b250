"""Citations from what documents say of themselves: BibTeX, CSL-JSON, plain text."""

import re
from collections.abc import Sequence
from typing import Any

from labwright.knowledge.document import Work

_BIBTEX = {
    "article": "article", "book": "book", "chapter": "incollection", "thesis": "phdthesis",
    "report": "techreport",
}  # fmt: skip
_CSL = {
    "article": "article-journal", "preprint": "article", "book": "book", "chapter": "chapter",
    "thesis": "thesis", "report": "report", "dataset": "dataset", "webpage": "webpage",
    "slides": "speech",
}  # fmt: skip
_VENUE = {"article": "journal", "incollection": "booktitle", "phdthesis": "school",
          "techreport": "institution", "book": "publisher"}  # fmt: skip
_PASSED_ON = ("volume", "number", "issue", "pages", "publisher", "url", "issn", "isbn", "edition")
_SPECIAL = re.compile(r"([&%$#_])")
_FEWEST_LETTERS = 4


def citation_key(work: Work) -> str:
    """Return the key of a work: first author, year and first long word of the title.

    Example:
        >>> from labwright.knowledge.document import Metadata
        >>> said = Metadata(authors=("Marie Curie",), year=1910)
        >>> citation_key(Work(document="d", title="On radium", pages=1, metadata=said))
        'curie1910radium'
    """
    authors = work.metadata.authors
    name = _family(authors[0]) if authors else ""
    words = re.findall(r"[^\W\d_]+", work.title.lower())
    word = next((w for w in words if len(w) >= _FEWEST_LETTERS), "")
    year = str(work.metadata.year or "")
    return re.sub(r"[^a-z0-9]", "", f"{name.lower()}{year}{word}") or work.document[:8]


def bibtex(work: Work, key: str = "") -> str:
    """Return a work as a BibTeX entry.

    Args:
        work: The work.
        key: Its key; empty for one that is made of its author, year and title.

    Returns:
        The entry; what is not known is left out.
    """
    said = work.metadata
    entry = _BIBTEX.get(said.kind, "misc")
    fields = {"title": f"{{{_escaped(work.title)}}}", "author": " and ".join(said.authors),
              "year": str(said.year or ""), "doi": said.doi}  # fmt: skip
    venue = _VENUE.get(entry, "howpublished")
    fields[venue] = said.venue
    fields |= {name: said.details[name] for name in _PASSED_ON if said.details.get(name)}
    lines = [
        f"  {name} = {{{value if name in ('title', 'doi', 'url') else _escaped(value)}}},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@{entry}{{{key or citation_key(work)},", *lines, "}"])


def csl(work: Work) -> dict[str, Any]:
    """Return a work as a CSL-JSON item (citationstyles.org, schema 1.0)."""
    said = work.metadata
    item: dict[str, Any] = {
        "id": citation_key(work), "type": _CSL.get(said.kind, "document"), "title": work.title,
        "author": [_parts(name) for name in said.authors], "DOI": said.doi,
        "container-title": said.venue, "volume": said.details.get("volume", ""),
        "issue": said.details.get("number", said.details.get("issue", "")),
        "page": said.details.get("pages", ""), "URL": said.details.get("url", ""),
        "publisher": said.details.get("publisher", ""), "abstract": said.abstract,
    }  # fmt: skip
    if said.year:
        parts = [int(part) for part in said.date.split("-") if part.isdigit()] or [said.year]
        item["issued"] = {"date-parts": [parts]}
    return {name: value for name, value in item.items() if value}


def plain(work: Work) -> str:
    """Return a work as one line: authors, year, title, venue, DOI."""
    said = work.metadata
    shown = list(said.authors[:3])
    names = ", ".join(shown) + (" et al." if len(said.authors) > len(shown) else "")
    head = " ".join(part for part in (names, f"({said.year})" if said.year else "") if part)
    parts = [head, work.title, said.venue, f"doi:{said.doi}" if said.doi else ""]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def keyed(works: Sequence[Work]) -> list[tuple[str, Work]]:
    """Give each of some works a key of its own: a letter tells apart those that are alike."""
    seen: dict[str, int] = {}
    made = []
    for work in works:
        key = citation_key(work)
        seen[key] = seen.get(key, 0) + 1
        made.append((key if seen[key] == 1 else f"{key}{_letter(seen[key])}", work))
    return made


def _letter(number: int) -> str:
    return chr(ord("a") + number - 1) if number <= 26 else f"-{number}"  # noqa: PLR2004


def _family(name: str) -> str:
    return _parts(name).get("family", name)


def _parts(name: str) -> dict[str, str]:
    if "," in name:
        family, _, given = name.partition(",")
        return {"family": family.strip(), "given": given.strip()}
    *given_names, last = name.split() or [""]
    return {"family": last, "given": " ".join(given_names)} if given_names else {"literal": name}


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("{", "").replace("}", ""))
