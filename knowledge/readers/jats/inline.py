"""Elements of JATS that stand in a line of text."""

from labwright.knowledge.readers.html.mathml import read_formula
from labwright.knowledge.readers.latex.text import formula_source, read_maths
from labwright.knowledge.readers.markup import (
    Element,
    Walker,
    attribute,
    children,
    descendants,
    first,
    local_name,
)

_BIBLIOGRAPHIC = ("bibr", "ref")
_BELOW = ("fn-group", "table-wrap-foot", "author-notes")


def read_note(walker: Walker, element: Element) -> None:
    """Write a note as a paragraph; where it stands inside one, below that."""
    text = walker.words(element)
    parent = element.getparent()
    if walker.flat:
        walker.line.add(f" {text} ")
    elif parent is not None and local_name(parent) in (
        "fn-group",
        "table-wrap-foot",
        "author-notes",
    ):
        walker.end()
        walker.pages.paragraph(text)
    else:
        walker.prose.note(text)


def read_raised(walker: Walker, element: Element) -> None:
    """Read a superscript; raised marks of references come in brackets."""
    marks = children(element)
    cited = [
        m for m in marks if local_name(m) == "xref" and attribute(m, "ref-type") in _BIBLIOGRAPHIC
    ]
    if marks and cited == marks:
        walker.line.cite(walker.words(element))
    else:
        walker.line.lift(walker.words(element))


def read_cross_reference(walker: Walker, element: Element) -> None:
    """Read a reference within the article; raised ones to the bibliography come in brackets."""
    inner = children(element)
    raised = [local_name(child) for child in inner] == ["sup"] and not (element.text or "").strip()
    if raised and attribute(element, "ref-type") in _BIBLIOGRAPHIC:
        walker.line.cite(walker.words(inner[0]))
    else:
        walker.inside(element)


def read_formula_element(walker: Walker, element: Element) -> None:
    """Read a formula; a displayed one becomes a block."""
    source, plain = _read(walker, element)
    displayed = local_name(element).startswith("disp")
    if displayed:
        label = walker.words(first(element, "label"))
        walker.formula(source, f"{plain} {label}".strip(), label)
    else:
        walker.line.add(plain)


def _read(walker: Walker, element: Element) -> tuple[str, str]:
    """Return the source of a formula and how it is read; TeX is better than MathML."""
    for tex in descendants(element, "tex-math"):
        if source := formula_source("".join(tex.itertext())):
            return source, read_maths(source)
    for math in descendants(element, "math"):
        return read_formula(math)
    kept = walker.line
    walker.line = type(kept)()
    walker.inside(element, "label", "graphic", "inline-graphic")
    said = " ".join(walker.line.take().split())
    walker.line = kept
    return said, said


def read_bare_formula(walker: Walker, element: Element) -> None:
    """Read a formula that no element of JATS holds."""
    is_tex = local_name(element) == "tex-math"
    walker.line.add(read_maths("".join(element.itertext())) if is_tex else read_formula(element)[1])


def read_alternatives(walker: Walker, element: Element) -> None:
    """Read the best of several forms of one thing."""
    for name in ("tex-math", "math", "table", "textual-form", "code", "preformat"):
        if found := children(element, name):
            walker.visit(found[0])
            return


def read_link(walker: Walker, element: Element) -> None:
    """Read a link by its words, or by its address where it has none."""
    text = walker.words(element)
    walker.line.add(text or attribute(element, "href"))
