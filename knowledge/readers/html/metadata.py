"""What a web page says of itself, for search engines and reference managers."""

import json
import re
from collections.abc import Iterator
from typing import Any

from labwright.knowledge.document import Metadata
from labwright.knowledge.readers.dates import read_date
from labwright.knowledge.readers.markup import Element, find_doi

_MOST_AUTHORS = 3000
_LONGEST_JSON = 2_000_000
_TITLE = ("citation_title", "dc.title", "dcterms.title", "prism.title", "eprints.title")
_AUTHOR = ("citation_author", "dc.creator", "dcterms.creator", "dc.contributor.author",
           "eprints.creators_name", "author", "article:author")  # fmt: skip
_DATE = ("citation_publication_date", "citation_date", "citation_online_date", "citation_year",
         "prism.publicationdate", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
         "article:published_time", "date", "eprints.date")  # fmt: skip
_DOI = ("citation_doi", "prism.doi", "dc.identifier.doi", "doi", "dc.identifier",
        "dcterms.identifier", "bepress_citation_doi")  # fmt: skip
_VENUE = ("citation_journal_title", "citation_conference_title", "citation_inbook_title",
          "prism.publicationname", "citation_technical_report_institution",
          "citation_dissertation_institution", "dc.source", "og:site_name")  # fmt: skip
_DETAILS = {
    "volume": ("citation_volume", "prism.volume"),
    "issue": ("citation_issue", "prism.number"),
    "issn": ("citation_issn", "prism.issn"),
    "isbn": ("citation_isbn",),
    "publisher": ("citation_publisher", "dc.publisher", "dcterms.publisher"),
    "url": ("citation_public_url", "citation_abstract_html_url", "og:url"),
    "language": ("citation_language", "dc.language", "dcterms.language"),
}
_ABSTRACT = ("citation_abstract", "dcterms.abstract", "dc.description.abstract")
_ARTICLES = ("ScholarlyArticle", "MedicalScholarlyArticle", "Article", "NewsArticle", "Report",
             "TechArticle", "BlogPosting", "Book", "Chapter", "Thesis", "Dataset", "WebPage",
             "CreativeWork")  # fmt: skip
_PREPRINTS = re.compile(r"rxiv|preprints?\b|research square|ssrn", re.I)
_ADDRESS = re.compile(r"https?://", re.I)

Told = dict[str, list[str]]


def read_page_metadata(root: Element) -> tuple[str, Metadata]:
    """Read the metadata of a page: Highwire, Dublin Core, PRISM, Open Graph and JSON-LD.

    Args:
        root: The page.

    Returns:
        The title that it gives, empty if only its window has one, and the rest.
    """
    told = _meta(root)
    linked = _linked(root)
    title = _one(told, _TITLE) or _said(linked, "headline")
    authors = [*_people(told)] or [*_linked_people(linked.get("author") or linked.get("creator"))]
    date, year = read_date(_one(told, _DATE) or _said(linked, "datePublished", "dateCreated"))
    venue = _one(told, _VENUE) or _linked_venue(linked)
    metadata = Metadata(
        authors=tuple(dict.fromkeys(authors)),
        year=year,
        date=date,
        doi=_doi(told, linked),
        venue=venue,
        kind=_kind(told, linked, venue),
        details=_details(root, told, linked),
        abstract=_plain(_one(told, _ABSTRACT) or _said(linked, "abstract")),
    )
    return title, metadata


def _meta(root: Element) -> Told:
    """Return what the elements ``meta`` say, by name in lower case."""
    told: Told = {}
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        content = " ".join((meta.get("content") or "").split())
        values = told.setdefault(name.strip().lower().replace("dc:", "dc."), [])
        if content and len(values) < _MOST_AUTHORS:
            values.append(content)
    return told


def _one(told: Told, names: tuple[str, ...]) -> str:
    return next((told[name][0] for name in names if told.get(name)), "")


def _people(told: Told) -> Iterator[str]:
    for name in _AUTHOR:
        people = [p for p in told.get(name, []) if not _ADDRESS.match(p)]
        if len(people) == 1 and people[0].count(";"):
            people = people[0].split(";")
        if people:
            yield from filter(None, map(given_first, people))
            return


def given_first(name: str) -> str:
    """Return a name with the given name first.

    Example:
        >>> given_first("Noether, Emmy"), given_first("Emmy Noether")
        ('Emmy Noether', 'Emmy Noether')
    """
    family, comma, given = (part.strip() for part in name.partition(","))
    suffix = re.fullmatch(r"(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d)\.?", given, re.I)
    return f"{given} {family}".strip() if comma and given and not suffix else name.strip(" ,")


def _linked(root: Element) -> dict[str, Any]:
    """Return the description of the page in JSON-LD that says most of a text."""
    best: tuple[int, dict[str, Any]] = (len(_ARTICLES), {})
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            for item in _items(script.text or ""):
                kinds = item.get("@type")
                for kind in kinds if isinstance(kinds, list) else [kinds]:
                    rank = _ARTICLES.index(kind) if kind in _ARTICLES else len(_ARTICLES)
                    best = min(best, (rank, item), key=lambda pair: pair[0])
    return best[1]


def _items(text: str) -> Iterator[dict[str, Any]]:
    try:
        loaded = json.loads(text[:_LONGEST_JSON], strict=False)
    except (ValueError, RecursionError):
        return
    for item in loaded if isinstance(loaded, list) else [loaded]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            main = item.get("mainEntity")
            inner = [*(graph if isinstance(graph, list) else []), main]
            yield from (part for part in inner if isinstance(part, dict))


def _text(value: object) -> str:
    """Return the text of a value in JSON-LD: itself, or the name of what it describes."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("value") or value.get("@value") or ""
    return " ".join(str(value).split()) if isinstance(value, str | int) else ""


def _said(linked: dict[str, Any], *names: str) -> str:
    return next((text for name in names if (text := _text(linked.get(name)))), "")


def _linked_people(value: object) -> Iterator[str]:
    for person in value if isinstance(value, list) else [value]:
        if isinstance(person, dict) and (person.get("givenName") and person.get("familyName")):
            yield f"{_text(person['givenName'])} {_text(person['familyName'])}"
        elif name := _text(person):
            yield given_first(name)


def _parts(linked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a text is part of: issue, volume, journal."""
    part = linked.get("isPartOf")
    for _ in range(4):
        if isinstance(part, list):
            part = part[0] if part else None
        if not isinstance(part, dict):
            return
        yield part
        part = part.get("isPartOf")


def _linked_venue(linked: dict[str, Any]) -> str:
    names = [_text(part.get("name")) for part in _parts(linked)]
    return next((name for name in reversed(names) if name), "")


def _doi(told: Told, linked: dict[str, Any]) -> str:
    said = [value for name in _DOI for value in told.get(name, [])]
    for name in ("doi", "identifier", "sameAs", "@id", "url"):
        value = linked.get(name)
        said += [_text(part) for part in (value if isinstance(value, list) else [value])]
    return next(filter(None, map(find_doi, said)), "")


def _kind(told: Told, linked: dict[str, Any], venue: str) -> str:
    if told.get("citation_dissertation_institution") or linked.get("@type") == "Thesis":
        return "thesis"
    if _PREPRINTS.search(venue) or told.get("citation_arxiv_id"):
        return "preprint"
    if told.get("citation_inbook_title") or linked.get("@type") == "Chapter":
        return "chapter"
    if told.get("citation_isbn") or linked.get("@type") == "Book":
        return "book"
    if told.get("citation_technical_report_institution"):
        return "report"
    scholarly = "ScholarlyArticle" in str(linked.get("@type"))
    return "article" if told.get("citation_journal_title") or scholarly else "webpage"


def _details(root: Element, told: Told, linked: dict[str, Any]) -> dict[str, str]:
    details = {name: said for name, tags in _DETAILS.items() if (said := _one(told, tags))}
    start, end = _one(told, ("citation_firstpage", "prism.startingpage")), ""
    end = _one(told, ("citation_lastpage", "prism.endingpage"))
    if start:
        details["pages"] = f"{start}–{end}" if end and end != start else start
    for part in (linked, *_parts(linked)):
        for name, key in (("volume", "volumeNumber"), ("issue", "issueNumber"), ("issn", "issn")):
            if said := _text(part.get(key)):
                details.setdefault(name, said)
    if publisher := _said(linked, "publisher"):
        details.setdefault("publisher", publisher)
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and _ADDRESS.match(
            link.get("href") or ""
        ):
            details["url"] = link.get("href")
    if (language := root.get("lang") or "") and "language" not in details:
        details["language"] = language
    keywords = told.get("citation_keywords") or told.get("keywords")
    if keywords:
        details["keywords"] = ", ".join(keywords[:50])
    return details


def _plain(text: str) -> str:
    """Return an abstract without the markup that some pages leave in it."""
    return " ".join(re.sub(r"<[^<>]{1,200}>", " ", text).split())
