"""What a LaTeX document says of itself: title, authors, date and where it was published."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from labwright.knowledge.document import Metadata
from labwright.knowledge.readers.dates import read_date
from labwright.knowledge.readers.latex.braces import Braces
from labwright.knowledge.readers.markup import find_doi

FRONT = (
    "title author date affiliation affil address email keywords pacs subjclass doi abstract "
    "institute thanks orcid corr authorrunning titlerunning shorttitle shortauthors subtitle "
    "blurb pubDOI pubvolume pubissue pubyear articlenum datereceived dateaccepted journal "
    "altaffiliation collaboration preprint received revised accepted published homepage "
    "ead icmltitle correspondingauthor cortext fntext presentadd contrib authfn conflict funding "
    "received accepted PACS MSC IEEEauthorblockN IEEEauthorblockA keyword dedicatory"
).split()
"""Commands whose arguments stand on the title page, and in no running text."""

_FOUND = re.compile(r"\\(" + "|".join(sorted(FRONT, key=len, reverse=True)) + r")(?![A-Za-z])\*?")
_CLASS = re.compile(r"\\documentclass\s*(?:\[[^\]]*\])?\s*\{([^{}]*)\}")
_MARKS = re.compile(
    r"\\(?:thanks|footnote|footnotemark|footnotetext|orcid\w*|orcidlink|inst|fnref|corref|authfn"
    r"|email|IEEEmembership|textsuperscript|affil|altaffil\w*|ead|url|tnoteref)\s*"
    r"(?:\[[^\]]*\])?\s*(?:\{(?:[^{}]|\{[^{}]*\})*\})?|\$[^$]*\$|\^\{[^{}]*\}"
)
_BREAK = re.compile(r"\\\\(?:\[[^\]]*\])?")
_AND = re.compile(r"\\(?:and|AND|And|quad|qquad|hspace\s*\{[^{}]*\})(?![A-Za-z])")
_BETWEEN = re.compile(r"\s*(?:[,;、，]\s*(?:and|y|und|et)?\s|[,;、，]|\s(?:and|y|und|et|&)\s)\s*")
_PLACE = re.compile(
    r"universi|institu|departa?m|laborator|facult|school|college|center|centre|@|\d|academy|gmbh|"
    r"대학|연구|大学|研究|\binc\b", re.I
)  # fmt: skip
_SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "ph.d.", "m.d."}
_LONGEST = 40_000  # characters of an argument: longer than any list of authors
_MOST_AUTHORS = 3000
_LONGEST_NAME = 8  # words


@dataclass(frozen=True)
class Front:
    """The title page.

    Args:
        title: The title.
        metadata: The rest, without the abstract.
        abstract: Source of an abstract that is given by a command.
    """

    title: str
    metadata: Metadata
    abstract: str


def read_front(source: str, words: Callable[[str], str]) -> Front:
    r"""Read the title page of a document.

    Args:
        source: The source.
        words: Reads a piece of it.

    Returns:
        What it says of itself.

    Example:
        >>> read_front(r"\title{On salt}\author{A. Kim \and B. Lee}", str.strip).metadata.authors
        ('A. Kim', 'B. Lee')
    """
    found: dict[str, list[str]] = {}
    braces = Braces(source)
    place = 0
    for match in _FOUND.finditer(source):
        arguments, after = braces.groups(1, match.end(), len(source))
        if arguments and match.start() >= place:
            place = after
            found.setdefault(match[1], []).append(arguments[0][:_LONGEST])
    said = {name: words(_MARKS.sub("", values[0])) for name, values in found.items()}
    blocks = found.get("IEEEauthorblockN") or found.get("author", [])
    authors = [name for block in blocks[:_MOST_AUTHORS] for name in _names(block, words)]
    date, year = read_date(said.get("date", "") or said.get("pubyear", ""))
    doi = next((d for n in ("doi", "pubDOI") if (d := find_doi(said.get(n, "")))), "")
    title = words(_MARKS.sub("", _BREAK.sub(" ", found["title"][0]))) if "title" in found else ""
    metadata = Metadata(
        authors=tuple(dict.fromkeys(authors)),
        year=year,
        date=date,
        doi=doi,
        venue=said.get("journal", ""),
        kind=_kind(source),
        details=_details(said),
    )
    return Front(title, metadata, found.get("abstract", [""])[0])


def _details(said: dict[str, str]) -> dict[str, str]:
    wanted = {"volume": "pubvolume", "issue": "pubissue", "pages": "articlenum",
              "keywords": "keywords"}  # fmt: skip
    return {name: said[command] for name, command in wanted.items() if said.get(command)}


def _kind(source: str) -> str:
    match = _CLASS.search(source)
    if not match:
        return ""
    name = match[1].lower()
    kinds = {"thesis": "thesis", "tesis": "thesis", "dissert": "thesis", "beamer": "slides",
             "book": "book", "report": "report", "letter": ""}  # fmt: skip
    return next((kind for part, kind in kinds.items() if part in name), "article")


def _names(block: str, words: Callable[[str], str]) -> Iterator[str]:
    """Yield the names of persons in an argument; affiliations stand there as well."""
    for part in _AND.split(_MARKS.sub("", block)):
        lines = [line for line in _BREAK.split(part) if line.strip()]
        for written in _BETWEEN.split(words(lines[0])) if lines else ():
            name = written.strip(" *†‡,;.0123456789").strip()
            is_name = 0 < len(name.split()) <= _LONGEST_NAME and not _PLACE.search(name)
            if is_name and name.lower() not in _SUFFIXES:
                yield name
