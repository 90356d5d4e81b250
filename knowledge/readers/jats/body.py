"""The elements of JATS, written to pages."""

from labwright.knowledge.document import Metadata
from labwright.knowledge.readers.grids import read_grid
from labwright.knowledge.readers.jats.front import article_meta, title_of
from labwright.knowledge.readers.jats.inline import (
    read_alternatives,
    read_bare_formula,
    read_cross_reference,
    read_formula_element,
    read_link,
    read_note,
    read_raised,
)
from labwright.knowledge.readers.jats.references import read_reference
from labwright.knowledge.readers.markup import (
    Element,
    Vocabulary,
    Walker,
    attribute,
    children,
    descendants,
    first,
    local_name,
    lower,
    space,
    through,
)
from labwright.knowledge.readers.pages import Pages

ARTICLES = ("article", "book", "book-part-wrapper")
"""Elements that are a whole document."""

_TITLES = {"ack": "Acknowledgements", "ref-list": "References", "glossary": "Glossary",
           "abstract": "Abstract", "trans-abstract": "Abstract"}  # fmt: skip


class Article:
    """Writes one article.

    Args:
        element: The article.
        pages: Where to write.
    """

    def __init__(self, element: Element, pages: Pages) -> None:
        self._element = element
        self._pages = pages
        self._walker = Walker(pages, _VOCABULARY)
        self.words = self._walker.words

    def write(self, title: str, metadata: Metadata) -> str:
        """Write title, authors, abstract and text.

        Args:
            title: The title.
            metadata: What the article says of itself.

        Returns:
            The abstract.
        """
        self._pages.paragraph(title)
        self._pages.paragraph(", ".join(metadata.authors))
        meta = article_meta(self._element)
        abstracts = children(meta, "abstract", "trans-abstract") if meta is not None else []
        for abstract in abstracts:
            self._walker.visit(abstract)
        if keywords := metadata.details.get("keywords"):
            self._pages.paragraph(f"Keywords: {keywords}")
        for part in children(self._element):
            if local_name(part) not in ("front", "book-front", "article-meta", "book-meta"):
                self._walker.visit(part)
                self._walker.end()
        return _abstract(abstracts)


def _abstract(abstracts: list[Element]) -> str:
    """Return the words of the abstract; summaries of other kinds come after it."""
    plain = [a for a in abstracts if not attribute(a, "abstract-type")]
    for abstract in (plain or abstracts)[:1]:
        pages = Pages()
        walker = Walker(pages, _VOCABULARY)
        walker.inside(abstract, "title", "label")
        walker.end()
        return "\n\n".join(pages.document("").pages)
    return ""


def _section(walker: Walker, element: Element) -> None:
    """Write a part that has a title of its own, or the one that its kind always has."""
    label, title = walker.words(first(element, "label")), walker.words(first(element, "title"))
    title = title or _TITLES.get(local_name(element), "")
    walker.pages.heading(f"{label} {title}", walker.level)
    walker.level += 1
    walker.inside(element, "label", "title")
    walker.end()
    walker.level -= 1


def _further(walker: Walker, element: Element) -> None:
    """Write an article inside an article, such as a response, or a chapter of a book."""
    meta = article_meta(element)
    walker.pages.heading(title_of(meta, walker.words) if meta is not None else "", walker.level)
    walker.level += 1
    for part in children(element, "body", "back", "book-part"):
        walker.visit(part)
        walker.end()
    walker.level -= 1


def _references(walker: Walker, element: Element) -> None:
    title = walker.words(first(element, "title")) or ("References" if walker.level == 1 else "")
    walker.pages.heading(title, walker.level)
    for child in children(element):
        if local_name(child) == "ref":
            walker.pages.reference(*read_reference(child, walker.words))
        elif local_name(child) == "ref-list":
            walker.level += 1
            _references(walker, child)
            walker.level -= 1
        elif local_name(child) not in ("title", "label"):
            walker.visit(child)
            walker.end()


def _figure(walker: Walker, element: Element) -> None:
    caption = walker.words(first(element, "caption"))
    walker.pages.figure(walker.words(first(element, "label")), caption)
    walker.inside(element, "label", "caption", "alternatives", "attrib")


def _table(walker: Walker, element: Element) -> None:
    label, caption = walker.words(first(element, "label")), walker.words(first(element, "caption"))
    tables = [table for table in descendants(element, "table") if not _is_nested(table, element)]
    for table in tables:
        header, rows = read_grid(table, walker.words)
        walker.pages.table(header, rows, label, caption)
        caption = ""
    if not tables:
        walker.pages.table((), (), label, caption)
    for foot in children(element, "table-wrap-foot"):
        walker.inside(foot)
        walker.end()


def _is_nested(table: Element, outer: Element) -> bool:
    above = table.getparent()
    while above is not None and above is not outer:
        if local_name(above) == "table":
            return True
        above = above.getparent()
    return False


def _bare_table(walker: Walker, element: Element) -> None:
    walker.pages.table(*read_grid(element, walker.words))


def _list(walker: Walker, element: Element) -> None:
    walker.prose.write(walker.words(first(element, "title")))
    if not walker.lists:
        walker.prose.begin_list()
    walker.lists += 1
    ordered = attribute(element, "list-type") not in ("bullet", "simple", "")
    for number, item in enumerate(children(element, "list-item"), 1):
        label = walker.words(first(item, "label"))
        walker.item(label or (f"{number}." if ordered else "-"), item, "label")
    walker.lists -= 1


def _definitions(walker: Walker, element: Element) -> None:
    if not walker.lists:
        walker.prose.begin_list()
    for item in children(element, "def-item"):
        term = walker.words(first(item, "term"))
        walker.item(f"- {term}:", item, "term", "label")


def _code(walker: Walker, element: Element) -> None:
    walker.code(element)


_VOCABULARY = Vocabulary(
    inline={
        "sub": lower,
        "sup": read_raised,
        "xref": read_cross_reference,
        "inline-formula": read_formula_element,
        "disp-formula": read_formula_element,
        "math": read_bare_formula,
        "tex-math": read_bare_formula,
        "alternatives": read_alternatives,
        "break": space,
        "ext-link": read_link,
        "uri": read_link,
        "fn": read_note,
    },
    blocks={
        **dict.fromkeys(
            "p title caption label body back floats-group disp-quote verse-group verse-line speech "
            "attrib def term list-item fn-group app-group td th fig-group disp-formula-group "
            "table-wrap-group book-body speaker".split(),
            through,
        ),
        **dict.fromkeys(
            "sec ack app glossary notes bio boxed-text statement abstract trans-abstract "
            "supplementary-material media".split(),
            _section,
        ),
        **dict.fromkeys(("sub-article", "response", "book-part"), _further),
        "ref-list": _references,
        **dict.fromkeys(("fig", "chem-struct-wrap"), _figure),
        "table-wrap": _table,
        "table": _bare_table,
        "list": _list,
        "def-list": _definitions,
        "code": _code,
        "preformat": _code,
    },
    skipped=frozenset(
        "graphic inline-graphic object-id permissions alt-text long-desc kwd-group related-article "
        "related-object contrib-group custom-meta-group sec-meta front front-stub index-term "
        "processing-meta signature-block".split()
    ),
)
