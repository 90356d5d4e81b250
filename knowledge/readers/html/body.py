"""The elements of HTML, written to pages."""

import re
from collections.abc import Iterator

from labwright.knowledge.readers.grids import read_grid
from labwright.knowledge.readers.html.hidden import remove
from labwright.knowledge.readers.html.walker import PageWalker
from labwright.knowledge.readers.markup import (
    Element,
    Vocabulary,
    Walker,
    children,
    descendants,
    find_doi,
    local_name,
    lower,
    space,
    split_label,
    through,
)
from labwright.knowledge.readers.pages import Pages

_REFERENCES = re.compile(
    r"(?:\d+\.?\s*)?(?:references?(?: and notes| cited)?|bibliography|works cited|literature"
    r"(?: cited)?|referencias|bibliografía|literatur(?:verzeichnis)?|références|bibliographie"
    r"|参考文献|参考資料|引用文献|참고\s?문헌)\s*[.:：]?",
    re.I,
)
_ENTRY = re.compile(r"(?:ref|bib|cite_note|citation|cit|b|r|cr)[-_.:]?\S*", re.I)
_BLOCK_IN_CELL = ("h1", "h2", "h3", "h4", "table", "ul", "ol", "pre", "figure")


def page_walker(pages: Pages, dollars: bool = False) -> PageWalker:
    """Return a walker that writes a page.

    Args:
        pages: Where to write.
        dollars: Whether formulae stand between single dollar signs there.

    Returns:
        The walker.
    """
    return PageWalker(pages, _VOCABULARY, dollars)


def _heading(walker: Walker, element: Element) -> None:
    level = element.get("aria-level") or local_name(element)[-1:]
    title = walker.words(element)
    walker.pages.heading(title, int(level) if level in tuple("123456") else 2)
    if isinstance(walker, PageWalker):
        walker.references = bool(_REFERENCES.fullmatch(title))


def _block(walker: Walker, element: Element) -> None:
    """Read a block; some are headings, entries of a bibliography or captions by their role."""
    role, classes = element.get("role") or "", (element.get("class") or "").split()
    if role == "heading":
        _heading(walker, element)
    elif role in ("doc-biblioentry", "doc-endnote") or "csl-entry" in classes:
        _entry(walker, element)
    elif role == "doc-bibliography" or "references" in classes:
        for child in children(element):
            _listed_entry(walker, child)
    elif "figure" in classes and (captions := list(_captions(element))):
        walker.pages.figure(*split_label(walker.words(captions[0])))
    elif "highlight" in classes and (listings := list(descendants(element, "pre"))):
        _code(walker, listings[-1])
    else:
        walker.inside(element)


def _captions(element: Element) -> Iterator[Element]:
    return (e for e in descendants(element, "p", "div", "figcaption")
            if "caption" in (e.get("class") or "").split())  # fmt: skip


def _listed_entry(walker: Walker, element: Element) -> None:
    """Read what stands in a bibliography: an entry, a heading, or a list of entries."""
    if local_name(element) in ("ul", "ol", "dl"):
        for child in children(element):
            _listed_entry(walker, child)
    elif local_name(element) in ("li", "div", "p", "dd"):
        _entry(walker, element)
    else:
        walker.visit(element)
        walker.end()


def _entry(walker: Walker, element: Element) -> None:
    links = [find_doi(link.get("href") or "") for link in descendants(element, "a")]
    text = walker.words(element)
    walker.pages.reference(text, next(filter(None, links), "") or find_doi(text))


def _list(walker: Walker, element: Element) -> None:
    if not walker.lists:
        walker.prose.begin_list()
    walker.lists += 1
    start = element.get("start") or "1"
    number = int(start) if start.isdecimal() and len(start) < 7 else 1  # noqa: PLR2004
    for item in element:
        if local_name(item) != "li":
            walker.visit(item)
            continue
        if _is_reference(walker, item):
            walker.end()
            _entry(walker, item)
        else:
            walker.item(f"{number}." if local_name(element) == "ol" else "-", item)
        number += 1
    walker.lists -= 1


def _is_reference(walker: Walker, item: Element) -> bool:
    """Tell whether an item of a list is an entry of a bibliography."""
    classes = (item.get("class") or "").split()
    if "ltx_bibitem" in classes or (item.get("id") or "").startswith("cite_note"):
        return True
    listed = isinstance(walker, PageWalker) and walker.references
    return listed and not children(item, "ul", "ol")


def _terms(walker: Walker, element: Element) -> None:
    """Read a list of terms: each in one line with what is said of it."""
    walker.prose.begin_list()
    term = ""
    groups = [e for child in children(element) for e in _term_parts(child)]
    for child in groups:
        if local_name(child) == "dt":
            term = f"{term}, {walker.words(child)}".strip(", ")
        else:
            walker.item(f"- {term}:" if term else "-", child)
            term = ""
    if term:
        walker.prose.write(term)


def _term_parts(element: Element) -> list[Element]:
    """Return a term or what is said of it; some pages wrap the two."""
    return children(element, "dt", "dd") if local_name(element) == "div" else [element]


def _figure(walker: Walker, element: Element) -> None:
    found = [c for c in descendants(element, "figcaption") if _own(c, element)]
    label, caption = split_label(walker.words(found[0])) if found else ("", "")
    for caption_element in found:
        remove(caption_element)
    tables = [t for t in descendants(element, "table") if _own(t, element) and not _is_layout(t)]
    for table in tables:
        walker.pages.table(*read_grid(table, walker.words), label, caption)
        remove(table)
        caption = ""
    walker.inside(element)
    walker.end()
    if not tables:
        walker.pages.figure(label, caption)


def _own(part: Element, figure: Element) -> bool:
    """Tell whether a part belongs to a figure, and not to one inside it."""
    return next(part.iterancestors("figure"), None) is figure


def _table(walker: Walker, element: Element) -> None:
    if _is_layout(element):
        walker.inside(element)
        return
    captions = children(element, "caption")
    label, caption = split_label(walker.words(captions[0])) if captions else ("", "")
    walker.pages.table(*read_grid(element, walker.words), label, caption)


def _is_layout(table: Element) -> bool:
    """Tell whether a table is there to set things side by side, and holds no data."""
    if table.get("role") in ("presentation", "none"):
        return True
    if next(descendants(table, *_BLOCK_IN_CELL), None) is not None:
        return not children(table, "caption", "thead")
    rows = list(descendants(table, "tr"))
    widest = max((len(children(row, "td", "th")) for row in rows), default=0)
    headed = next(descendants(table, "th", "caption"), None) is not None
    return not headed and (len(rows) < 2 or widest < 2)  # noqa: PLR2004


def _code(walker: Walker, element: Element) -> None:
    for line_break in list(element.iter("br")):
        line_break.tail = f"\n{line_break.tail or ''}"
    walker.code(element)


def _formula(walker: Walker, element: Element) -> None:
    source, plain = element.get("source") or "", element.get("plain") or ""
    if element.get("block"):
        walker.formula(source, plain)
    else:
        walker.line.add(plain)


def _raised(walker: Walker, element: Element) -> None:
    """Read a superscript; links into the page are marks of references and notes."""
    inner = children(element)
    links = [e for e in inner if local_name(e) in ("a", "span", "cite") and _points_inside(e)]
    if inner and links == inner:
        walker.line.cite(walker.words(element))
    else:
        walker.line.lift(walker.words(element))


def _points_inside(element: Element) -> bool:
    links = [element] if local_name(element) == "a" else list(element.iter("a"))
    return bool(links) and all((a.get("href") or "").startswith("#") for a in links)


def _link(walker: Walker, element: Element) -> None:
    """Read the text of a link; one that is nothing but raised marks cites."""
    inner = children(element)
    raised = [local_name(child) for child in inner] == ["sup"] and not (element.text or "").strip()
    if raised and _points_inside(element):
        walker.line.cite(walker.words(inner[0]))
    else:
        walker.inside(element)


def _quoted(walker: Walker, element: Element) -> None:
    walker.line.add("“")
    walker.inside(element)
    walker.line.add("”")


def _nothing(walker: Walker, element: Element) -> None:
    """Leave out a picture, or how a word is spoken."""


_VOCABULARY = Vocabulary(
    inline={
        "sub": lower,
        "sup": _raised,
        "a": _link,
        "br": space,
        "q": _quoted,
        "formula": _formula,
        "img": _nothing,
        "rt": _nothing,
        "rp": _nothing,
    },
    blocks={
        **dict.fromkeys(
            "p div section article main header footer blockquote address hgroup details summary "
            "center td th tr tbody thead tfoot caption li dt dd figcaption body html aside form "
            "fieldset legend hr picture".split(),
            _block,
        ),
        **dict.fromkeys("h1 h2 h3 h4 h5 h6".split(), _heading),
        **dict.fromkeys("ul ol".split(), _list),
        "dl": _terms,
        "figure": _figure,
        "table": _table,
        **dict.fromkeys("pre listing xmp".split(), _code),
        "caption": through,
    },
    skipped=frozenset("script style noscript template head title del s svg".split()),
)
