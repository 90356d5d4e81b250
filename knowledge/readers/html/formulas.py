"""Formulae of web pages, in whatever form they are set there."""

import re

from labwright.knowledge.readers.html.hidden import remove
from labwright.knowledge.readers.html.mathml import read_formula
from labwright.knowledge.readers.latex.text import formula_source, read_maths
from labwright.knowledge.readers.markup import Element, descendants, local_name
from labwright.knowledge.readers.typography import clean

_BLOCK = re.compile(r"\b(?:katex-display|display|MathJax_Display|mwe-math-mathml-display|block)\b")
_WRAPPERS = ("katex-display", "katex", "mwe-math-element", "math-tex", "mjx-container")
_RENDERED = re.compile(r"\b(?:MathJax|MathJax_Display|MathJax_Preview|MathJax_SVG|MathJax_CHTML)\b")
_DELIMITED = re.compile(r"\s*(?:\\\(.*\\\)|\\\[.*\\\]|\$.+\$)\s*", re.S)
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DRAWINGS = 3
_PICTURE = re.compile(r"\b(?:math|tex|latex|mwe-math\S*|equation|ltx_Math)\b", re.I)


def read_formulas(root: Element) -> None:
    """Put a ``formula`` with its source and reading in the place of each formula.

    Args:
        root: The page.
    """
    for script in list(root.iter("script")):
        if (script.get("type") or "").startswith("math/tex"):
            _drop_drawings(script)
    for element in list(root.iter("math", "mjx-container", "script", "img", "span", "div")):
        if (found := _found(element)) and _belongs(element, root):
            _replace(element, *found, _is_block(element))


def _belongs(element: Element, root: Element) -> bool:
    """Tell whether an element still hangs in the page, outside of formulae read before."""
    while element is not root:
        element = element.getparent()
        if element is None:
            return False
    return True


def _found(element: Element) -> tuple[str, str] | None:
    """Return source and reading of a formula; None if the element is none."""
    name, classes = local_name(element), (element.get("class") or "").split()
    if name == "math":
        return read_formula(element)
    if name == "mjx-container" or set(classes).intersection(_WRAPPERS):
        return _wrapped(element)
    if name == "script" and (element.get("type") or "").startswith("math/tex"):
        return _from_tex(element.text or "")
    if name == "img" and element.get("alt") and _PICTURE.search(element.get("class") or ""):
        return _from_tex(element.get("alt") or "")
    if name in ("span", "div") and "math" in classes:
        text = "".join(element.itertext(with_tail=False))
        return _from_tex(text) if _DELIMITED.fullmatch(_unnumbered(text)) else None
    return None


def _wrapped(element: Element) -> tuple[str, str] | None:
    """Read what a renderer keeps beside its drawing: MathML, or TeX in it."""
    for math in descendants(element, "math"):
        return read_formula(math)
    if told := element.get("data-latex") or element.get("data-tex"):
        return _from_tex(told)
    for image in descendants(element, "img"):
        if image.get("alt"):
            return _from_tex(image.get("alt") or "")
    text = "".join(element.itertext(with_tail=False))
    return _from_tex(text) if _DELIMITED.fullmatch(text) else None


def _from_tex(text: str) -> tuple[str, str]:
    source = formula_source(_unnumbered(text))
    return source, read_maths(source)


def _unnumbered(text: str) -> str:
    return re.sub(r"^\s*\(\w{1,6}\)\s*(?=\\\[)", "", text)


def _is_block(element: Element) -> bool:
    """Tell whether a formula stands in a line of its own."""
    told = f"{element.get('display')} {element.get('class')} {element.get('mode')}"
    if _BLOCK.search(told) or element.get("display") == "true":
        return True
    if "mode=display" in (element.get("type") or ""):
        return True
    text = (element.text or "").lstrip()
    return local_name(element) in ("span", "div") and text.startswith(("\\[", "$$"))


def _replace(element: Element, source: str, plain: str, block: bool) -> None:
    """Make a formula of an element in its place, so that the text behind it stays."""
    tail = element.tail
    for child in list(element):
        element.remove(child)
    element.attrib.clear()
    element.tag, element.text, element.tail = "formula", None, tail
    element.set("source", _UNSTORABLE.sub("", clean(source)))
    element.set("plain", _UNSTORABLE.sub("", plain))
    if block:
        element.set("block", "yes")


def _drop_drawings(script: Element) -> None:
    """Drop the drawings of a formula, which stand before its source."""
    for _ in range(_DRAWINGS):
        before = script.getprevious()
        if before is None or not _RENDERED.search(before.get("class") or ""):
            break
        remove(before)
