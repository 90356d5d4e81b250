"""Elements of Office files, whose namespaces have two forms: names count without them."""

from collections.abc import Iterator

from labwright.knowledge.readers.markup import Element


def name(element: Element) -> str:
    """Return the name of an element without its namespace, which has two forms in Office files."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Element | None, key: str = "val") -> str | None:
    """Return an attribute whatever its namespace; None if there is none."""
    if element is None:
        return None
    for full, text in element.attrib.items():
        if full == key or full.rpartition("}")[2] == key:
            return str(text)
    return None


def whole(text: str | None, otherwise: int = 0) -> int:
    """Return a number as counts are written; what is none is taken for another."""
    return int(text[:6]) if text and text.isascii() and text.isdecimal() else otherwise


def child(element: Element | None, *path: str) -> Element | None:
    """Return the element at the end of a path of names, taking the first at each step."""
    for wanted in path:
        if element is None:
            return None
        element = next((c for c in element if name(c) == wanted), None)
    return element


def children(element: Element | None, *wanted: str) -> list[Element]:
    """Return the children that have one of some names."""
    return [c for c in element if name(c) in wanted] if element is not None else []


def holds(element: Element, *wanted: str) -> bool:
    """Tell whether an element of one of some names stands below one."""
    return next(below(element, *wanted), None) is not None


def below(element: Element, *wanted: str) -> Iterator[Element]:
    """Yield the elements below one that have one of some names, in order."""
    return (e for e in element.iter() if e is not element and name(e) in wanted)
