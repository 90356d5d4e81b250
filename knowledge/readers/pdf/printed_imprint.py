"""Where and when a paper appeared, as it prints that itself."""

import re
from collections.abc import Iterable, Sequence

from labwright.knowledge.readers.dates import read_date
from labwright.knowledge.readers.markup import find_doi

_LONGEST_LINE = 250  # characters of a line that tells the DOI and is no prose
_LONGEST = 400  # characters of a line that tells the journal
_NAME = r"(?P<venue>[A-Z][\w.&’'()-]*(?:[ :][\w.&’'()-]+){0,9}?)"
_YEAR = r"\(?(?P<year>(?:19|20)\d\d)\)?"
_VOLUME = r"(?:vol(?:ume)?\.?\s*)?(?P<volume>[1-9]\d{0,3})"
_ISSUE = r"\s*(?:\(\s*(?P<issue>\d[\d–-]*)\s*\)|,?\s*(?:no|issue)\.?\s*(?P<number>\d+))?"
_PAGES = r"(?P<pages>(?:[A-Z]{0,2}\d+)(?:\s*[–−-]\s*[A-Z]{0,2}\d+)?)"
_CITED = (
    re.compile(rf"{_NAME}[,.]?\s+{_YEAR},\s*{_VOLUME}{_ISSUE}(?:\s*[,:]\s*{_PAGES})?(?!\w)"),
    re.compile(rf"{_NAME},?\s+{_VOLUME}{_ISSUE}\s*\({_YEAR}\)\s*,?:?\s*{_PAGES}(?!\w)"),
    re.compile(rf"{_NAME},?\s+{_VOLUME}{_ISSUE}\s*[,:]\s*{_PAGES}\s*\({_YEAR}\)"),
    re.compile(rf"{_NAME}\s*\|\s*(?:vol(?:ume)?\.?)\s*(?P<volume>\d+)\b.{{0,40}}?{_YEAR}", re.I),
)
_UNNUMBERED = re.compile(
    r"(?P<venue>(?:[A-Z]\w+ )?(?:Journal|Proceedings|Annals|Transactions|Letters|Reviews?) of"
    r"(?: [A-Za-z]\w+){1,6}),\s*(?P<volume>\d+|¿\w+\?)\s*\((?P<issue>\d+|¿\w+\?)\)"
)
_CITATION_YEAR = re.compile(r"^[^()]{2,120}\((20\d\d|19\d\d)\)\.\s+\w")
_NO_JOURNAL = re.compile(
    r"\b(?:table|figure|fig|section|chapter|page|version|received|accepted|copyright|version|dated)\b",
    re.I,
)
_DATED = (
    re.compile(r"publi(?:shed|cation)(?: online| date)?:?\s*(?:on\s*)?(.{4,40})", re.I),
    re.compile(r"accepted(?: for publication)?:?\s*(?:on\s*)?(.{4,40})", re.I),
    re.compile(
        r"(?:version dated|dated|updated|posted|submitted on|generated on)\W{0,3}(.{4,40})", re.I
    ),
)
_FULL_DATE = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+[^\W\d_]{3,9}\.?,?\s+(?:19|20)\d\d"
    r"|[^\W\d_]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
    r"|[^\W\d_]{3,9}\.?,?\s+(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)"
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*(?:©\s*)?((?:19|20)\d\d)", re.I)
_EPOCH = "1970-01-01"  # what a missing date is printed as


def find_venue(texts: Iterable[str], packet: str) -> tuple[str, int, dict[str, str]]:
    """Find the journal of a paper in what its margins and first page print.

    Args:
        texts: These, the most telling first.
        packet: The XMP packet of the file.

    Returns:
        The journal, the year, and volume, issue and pages by their BibTeX names.
    """
    for text in texts:
        if len(text) > _LONGEST:
            continue
        for pattern in _CITED:
            match = pattern.search(text)
            if match and not _NO_JOURNAL.search(match["venue"]) and _is_journal(match["venue"]):
                return _venue(match["venue"]), int(match["year"]), _details(match.groupdict())
        if match := _UNNUMBERED.search(text):
            return _venue(match["venue"]), _citation_year(text), _details(match.groupdict())
    if match := re.search(r"<prism:publicationName>([^<]+)<", packet):
        return " ".join(match[1].split()), 0, {}
    return "", 0, {}


def _is_journal(name: str) -> bool:
    """Tell the name of a journal from the end of a sentence: its words are capitalised."""
    words = [w for w in re.findall(r"[^\W\d_]+", name) if len(w) > 3]  # noqa: PLR2004
    return bool(words) and all(word[0].isupper() for word in words)


def _venue(name: str) -> str:
    return " ".join(name.split()).strip(" ,:|-")


def _citation_year(text: str) -> int:
    match = _CITATION_YEAR.match(text)
    return int(match[1]) if match else 0


def _details(found: dict[str, str | None]) -> dict[str, str]:
    issue = found.get("issue") or found.get("number")
    said = {"volume": found.get("volume"), "number": issue, "pages": found.get("pages")}
    return {
        name: re.sub(r"\s*[–−-]\s*", "–", value)
        for name, value in said.items()
        if value and value != "0" and "¿" not in value
    }


def printed_date(texts: Sequence[str]) -> tuple[str, int]:
    """Find when a paper appeared: published, else accepted, else any date near its top.

    Args:
        texts: What its margins and first page print.

    Returns:
        The date as ISO 8601 and the year; empty and 0 if none is printed.
    """
    short = [text for text in texts if len(text) < 3 * _LONGEST]
    for pattern in _DATED:
        for text in short:
            if (match := pattern.search(text)) and (date := _full(match[1])):
                return date, int(date[:4])
    for text in short:
        if len(text) < 60 and (date := _full(text)):  # noqa: PLR2004
            return date, int(date[:4])
    for text in short:
        if (match := _COPYRIGHT.search(text)) or (match := _CITATION_YEAR.match(text)):
            return match[1], int(match[1])
    return "", 0


def _full(text: str) -> str:
    """Return a date that has a month at least."""
    match = _FULL_DATE.search(text)
    date = read_date(match[0])[0] if match else ""
    return date if len(date) > 4 and date != _EPOCH else ""  # noqa: PLR2004


def own_doi(texts: Iterable[str], packet: str) -> str:
    """Find the DOI of a paper itself: one that is marked as such, and not one that it cites.

    Args:
        texts: What the file, its margins and its first page say, the most telling first.
        packet: The XMP packet of the file.

    Returns:
        The DOI in lower case; empty if none is found.
    """
    if match := _PACKED_DOI.search(packet):
        return find_doi(match[1] or match[2] or "")
    for text in texts:
        if len(text) < _LONGEST_LINE and (match := _LABELLED_DOI.search(text)):
            return find_doi(match[1])
    return ""


_PACKED_DOI = re.compile(r"<(?:prism|pdfx|crossmark):doi>([^<]+)<|:doi=\"([^\"]+)\"", re.I)
_LABELLED_DOI = re.compile(r"(?:\bdoi\s*[:.]?\s*|doi\.org/)(10\.\d{4,9}/\S+)", re.I)
