"""Equations of Office files as readable text."""

import re
from collections.abc import Callable

from labwright.knowledge.readers.markup import Element
from labwright.knowledge.readers.office.xml import child, children, name, value
from labwright.knowledge.readers.typography import clean, lowered, raised

_SINGLE = re.compile(r"[\w.′″∞]+|[\w.′]*[(\[{|][^()\[\]{}|]*[)\]}|]")
_DEEPEST = 60


def equation_text(element: Element) -> str:
    """Return what an equation says in one line.

    Args:
        element: The equation, or a part of one.

    Returns:
        Text such as “k = A exp(−Ea/(R T))”; indices are written as everywhere else.
    """
    return " ".join(clean(_read(element, 0)).split())


def _read(element: Element | None, depth: int) -> str:
    if element is None or depth > _DEEPEST:
        return ""
    kind = name(element)
    if kind in ("t", "delText"):
        return (element.text or "") if kind == "t" else ""
    if kind in _FORMS:
        return _FORMS[kind](element, depth + 1)
    if kind.endswith("Pr") or kind in ("del", "moveFrom"):
        return ""
    return "".join(_read(part, depth + 1) for part in element)


def _part(element: Element, kind: str, depth: int) -> str:
    return _read(child(element, kind), depth).strip()


def _bracketed(text: str) -> str:
    return text if not text or _SINGLE.fullmatch(text) else f"({text})"


def _fraction(element: Element, depth: int) -> str:
    above, under = _part(element, "num", depth), _part(element, "den", depth)
    if value(child(element, "fPr", "type")) == "noBar":
        return f"C({above}, {under})"
    return f"{_bracketed(above)}/{_bracketed(under)}"


def _script(element: Element, depth: int) -> str:
    base = _part(element, "e", depth)
    sub, sup = _part(element, "sub", depth), _part(element, "sup", depth)
    if name(element) == "sPre":
        return f"^{_bracketed(sup)}_{_bracketed(sub)}{base}"
    base += lowered(base, sub)
    return base + raised(base, sup)


def _root(element: Element, depth: int) -> str:
    degree, inner = _part(element, "deg", depth), _part(element, "e", depth)
    sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(degree, f"{_bracketed(degree)}√")
    return f"{sign}({inner})"


def _sum(element: Element, depth: int) -> str:
    sign = value(child(element, "naryPr", "chr"))
    text = "∫" if sign is None else sign
    if below := _part(element, "sub", depth):
        text += f"_{_bracketed(below)}"
    if above := _part(element, "sup", depth):
        text += f"^{_bracketed(above)}"
    return f" {text} {_part(element, 'e', depth)}"


def _fence(element: Element, depth: int) -> str:
    left, middle, right = (
        default if (sign := value(child(element, "dPr", kind))) is None else sign
        for kind, default in (("begChr", "("), ("sepChr", "|"), ("endChr", ")"))
    )
    inner = middle.join(_read(part, depth).strip() for part in children(element, "e"))
    return f"{left}{inner}{right}"


def _function(element: Element, depth: int) -> str:
    called, argument = _part(element, "fName", depth), _part(element, "e", depth)
    return f"{called}{argument if argument[:1] in '([{|' else f' {argument}'}"


def _accent(element: Element, depth: int) -> str:
    base = _part(element, "e", depth)
    mark = value(child(element, "accPr", "chr")) or "\u0302"
    if name(element) == "bar":
        mark = "\u0305"
    return base + mark if len(base) == 1 else base


def _limit(element: Element, depth: int) -> str:
    sign = "_" if name(element) == "limLow" else "^"
    return f"{_part(element, 'e', depth)}{sign}{_bracketed(_part(element, 'lim', depth))} "


def _matrix(element: Element, depth: int) -> str:
    rows = (
        ", ".join(_read(cell, depth).strip() for cell in children(row, "e"))
        for row in children(element, "mr")
    )
    return "; ".join(rows)


def _lines(element: Element, depth: int) -> str:
    return "; ".join(_read(line, depth).strip() for line in children(element, "e"))


_FORMS: dict[str, Callable[[Element, int], str]] = {
    "f": _fraction, "sSub": _script, "sSup": _script, "sSubSup": _script, "sPre": _script,
    "rad": _root, "nary": _sum, "d": _fence, "func": _function, "acc": _accent, "bar": _accent,
    "limLow": _limit, "limUpp": _limit, "m": _matrix, "eqArr": _lines,
}  # fmt: skip
