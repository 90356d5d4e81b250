"""Entries of the bibliography of an article in JATS."""

from collections.abc import Callable, Iterator

from labwright.knowledge.readers.jats.front import Words, person_name
from labwright.knowledge.readers.markup import (
    Element,
    attribute,
    children,
    descendants,
    find_doi,
    first,
)

_CITATIONS = ("element-citation", "mixed-citation", "nlm-citation", "citation", "product")
_MOST_NAMES = 200


def read_reference(reference: Element, words: Words) -> tuple[str, str]:
    """Read an entry.

    Args:
        reference: The entry; what is marked up without punctuation is set as a citation.
        words: Reads an element.

    Returns:
        Its text, its label first, and its DOI.
    """
    found = _citations(reference)
    said = [_as_citation(c, words) if _is_bare(c) else words(c) for c in found]
    notes = [words(note) for note in children(reference, "note")]
    label = words(first(reference, "label"))
    text = " ".join(filter(None, (label, *said, *notes))) if said or notes else words(reference)
    return text, _doi(reference) or find_doi(text)


def _citations(reference: Element) -> list[Element]:
    """Return the citations of an entry; of several forms of one, the first."""
    found = children(reference, *_CITATIONS)
    for alternatives in children(reference, "citation-alternatives"):
        found += children(alternatives, *_CITATIONS)[:1]
    return found


def _is_bare(citation: Element) -> bool:
    """Tell whether a citation has parts only, and no words between them."""
    between = [citation.text, *(child.tail for child in citation)]
    return not any((text or "").strip() for text in between)


def _doi(reference: Element) -> str:
    for identifier in descendants(reference, "pub-id", "object-id"):
        is_doi = attribute(identifier, "pub-id-type") == "doi"
        if is_doi and (doi := find_doi("".join(identifier.itertext()))):
            return doi
    links = (attribute(link, "href") for link in descendants(reference, "ext-link", "uri"))
    return next(filter(None, map(find_doi, links)), "")


def _as_citation(citation: Element, words: Words) -> str:
    def part(name: str) -> str:
        return words(next(descendants(citation, name), None))

    names = ", ".join(_people(citation, words))
    year = part("year")
    title = (
        part("article-title") or part("chapter-title") or part("part-title") or part("data-title")
    )
    place = " ".join(filter(None, (part("source"), _numbers(part))))
    parts = [
        f"{names} ({year})" if names and year else names or year,
        title,
        place,
        ", ".join(filter(None, (part("publisher-name"), part("publisher-loc")))),
        part("comment"),
        _identifier(citation, words),
    ]
    return " ".join(p if p.endswith((".", "?", "!")) else f"{p}." for p in parts if p)


def _people(citation: Element, words: Words) -> Iterator[str]:
    """Yield the authors; those of a book that has none are its editors."""
    groups = children(citation, "person-group")
    authors = [g for g in groups if attribute(g, "person-group-type") in ("author", "")]
    for place in authors or groups[:1] or [citation]:
        names = children(place, "name", "string-name", "collab")
        yield from filter(None, (person_name(name, words) for name in names[:_MOST_NAMES]))
        if children(place, "etal"):
            yield "et al."


def _numbers(part: Callable[[str], str]) -> str:
    """Return volume, issue and pages, as “12(3), 45–67”."""
    volume, issue, first_page, last = map(part, ("volume", "issue", "fpage", "lpage"))
    number = f"{volume}({issue})" if issue else volume
    pages = f"{first_page}–{last}" if last and last != first_page else first_page
    return ", ".join(filter(None, (number, pages or part("elocation-id") or part("page-range"))))


def _identifier(citation: Element, words: Words) -> str:
    if doi := _doi(citation):
        return f"https://doi.org/{doi}"
    links = list(descendants(citation, "uri", "ext-link"))
    return (words(links[0]) or attribute(links[0], "href")) if links else ""
