"""What an article in JATS says of itself."""

from collections.abc import Callable, Iterator

from labwright.knowledge.document import Metadata
from labwright.knowledge.readers.dates import iso_date, read_date
from labwright.knowledge.readers.markup import (
    Element,
    attribute,
    children,
    descendants,
    find_doi,
    first,
    local_name,
)

Words = Callable[[Element | None], str]
"""Reads all that an element says in one line."""

_DATES = ("pub", "epub", "epub-ppub", "ppub", "collection", "preprint", "")
"""Kinds of dates, the ones that stand in citations first; dates of deposition are none."""

_NO_DATES = ("pmc-release", "nihms-submitted", "received", "accepted", "retraction", "corrected")
_PREPRINTS = ("rxiv", "research square", "preprints", "ssrn")
_UNKNOWN = "¿"  # what a draft prints where a number is not known yet
_NAMELESS = ("anonymous",)


def read_front(article: Element, words: Words) -> tuple[str, Metadata]:
    """Read the front matter of an article.

    Args:
        article: The article, or a book.
        words: Reads an element.

    Returns:
        Its title, and the rest without the abstract.
    """
    meta = article_meta(article)
    if meta is None:
        return "", Metadata()
    journal = _below(article, "journal-meta", "collection-meta")
    date, year = _date(meta)
    doi = next(
        (find_doi(_told(i)) for i in _ids(meta) if attribute(i, _ID[local_name(i)]) == "doi"), ""
    )
    venue = words(next(descendants(journal, "journal-title"), None)) if journal is not None else ""
    metadata = Metadata(
        authors=tuple(_authors(meta, words)),
        year=year,
        date=date,
        doi=doi,
        venue=venue,
        kind=_kind(article, venue),
        details=dict(_details(article, meta, words)),
    )
    return title_of(meta, words), metadata


_ID = {"article-id": "pub-id-type", "book-id": "book-id-type", "book-part-id": "book-part-id-type"}


def article_meta(article: Element) -> Element | None:
    """Return the element that holds what an article says of itself."""
    names = ("article-meta", "book-part-meta", "book-meta", "front-stub")
    for place in (*children(article, "front", "book-front"), article):
        if found := children(place, *names):
            return found[0]
    return None


def title_of(meta: Element, words: Words) -> str:
    """Return title and subtitle."""
    group = children(meta, "title-group", "book-title-group")
    parts = children(
        group[0] if group else meta, "article-title", "book-title", "title", "subtitle"
    )
    return ": ".join(filter(None, (words(part) for part in parts[:2])))


def _ids(meta: Element) -> list[Element]:
    return children(meta, *_ID)


def _told(element: Element | None) -> str:
    text = " ".join("".join(element.itertext()).split()) if element is not None else ""
    return "" if _UNKNOWN in text else text


def _below(article: Element, *names: str) -> Element | None:
    for front in children(article, "front", "book-front"):
        if found := children(front, *names):
            return found[0]
    found = children(article, *names)
    return found[0] if found else None


def _authors(meta: Element, words: Words) -> Iterator[str]:
    """Yield the authors; editors and members of a group are none."""
    for group in children(meta, "contrib-group"):
        kind = attribute(group, "content-type")
        for person in children(group, "contrib"):
            role = attribute(person, "contrib-type") or kind or "author"
            if role.lower().rstrip("s") == "author" and (name := _name(person, words)):
                yield name


def _name(person: Element, words: Words) -> str:
    holder = first(person, "name-alternatives")
    places = [place for place in (person, holder) if place is not None]
    for place in places:
        for name in children(place, "name", "string-name", "collab"):
            if said := person_name(name, words):
                return said
    return ""


def person_name(name: Element, words: Words) -> str:
    """Return the name of a person or group as it is printed, the given name first.

    Args:
        name: A name in parts or as a whole.
        words: Reads an element.

    Returns:
        The name; families that stand first, as in Korea, stay there.
    """
    given, family = words(first(name, "given-names")), words(first(name, "surname"))
    if not family:
        groups = (
            children(name, "institution", "named-content") if local_name(name) == "collab" else []
        )
        return words(groups[0]) if groups else words(name)
    if attribute(name, "name-style") == "eastern":
        given, family = family, given
    parts = [words(first(name, "prefix")), given, family, words(first(name, "suffix"))]
    return " ".join(filter(None, parts))


def _date(meta: Element) -> tuple[str, int]:
    """Return the date of publication."""
    dates = [
        (attribute(d, "date-type") or attribute(d, "pub-type"), d)
        for d in children(meta, "pub-date")
    ]
    known = [(k, d) for k, d in dates if k not in _NO_DATES]
    order = sorted(known, key=lambda pair: _DATES.index(pair[0]) if pair[0] in _DATES else 99)
    for _, date in order:
        if (found := _read_date(date))[1]:
            return found
    return "", 0


def _read_date(date: Element) -> tuple[str, int]:
    parts = [_told(first(date, name)) for name in ("year", "month", "day")]
    found = iso_date(*parts)
    exact = attribute(date, "iso-8601-date") or _told(first(date, "string-date"))
    told = read_date(exact.split("T")[0])
    return told if len(told[0]) > len(found[0]) else found


def _kind(article: Element, venue: str) -> str:
    if local_name(article) in ("book", "book-part-wrapper"):
        return (
            "chapter"
            if children(article, "book-part") and local_name(article) != "book"
            else "book"
        )
    kind = attribute(article, "article-type")
    if kind == "preprint" or any(name in venue.lower() for name in _PREPRINTS):
        return "preprint"
    return {"dissertation": "thesis", "data-paper": "article"}.get(kind, "article")


def _details(article: Element, meta: Element, words: Words) -> Iterator[tuple[str, str]]:
    for name, tag in (("volume", "volume"), ("issue", "issue")):
        if said := _told(first(meta, tag)):
            yield name, said
    if pages := _pages(meta):
        yield "pages", pages
    journal = _below(article, "journal-meta", "collection-meta")
    for place in (journal, meta):
        for name, tag in (("issn", "issn"), ("isbn", "isbn"), ("publisher", "publisher-name")):
            found = next(descendants(place, tag), None) if place is not None else None
            if said := _told(found):
                yield name, said
    address = next((attribute(u, "href") for u in children(meta, "self-uri")), "")
    if address:
        yield "url", address
    keywords = [words(k) for k in descendants(meta, "kwd")]
    if any(keywords):
        yield "keywords", ", ".join(filter(None, keywords))


def _pages(meta: Element) -> str:
    start, end = _told(first(meta, "fpage")), _told(first(meta, "lpage"))
    if start and end and start != end:
        return f"{start}–{end}"
    return start or _told(first(meta, "elocation-id")) or _told(first(meta, "page-range"))
