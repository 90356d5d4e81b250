"""What the styles and lists of a Word document mean for its text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from labwright.knowledge.readers.markup import Element
from labwright.knowledge.readers.office.package import Package
from labwright.knowledge.readers.office.xml import child, children, value, whole

Role = Literal[
    "", "title", "author", "abstract", "caption", "reference", "code", "contents", "heading"
]
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("contents", re.compile(r"(?:toc|index|table of) (?:\d|heading|figures|authorities).*")),
    ("caption", re.compile(r".*caption.*|.*(?:table|figure|scheme|chart)[ _]title|captioned .*")),
    ("title", re.compile(r"(?:\w{2,4}[ _.-])?(?:\d\.\d[_ ])?(?:article |paper |document )?title")),
    ("author", re.compile(r"(?:\w{2,4}[ _.-])?(?:\d\.\d[_ ])?authors?(?:[ _]?names?)?")),
    ("abstract", re.compile(r"(?:\w{2,4}[ _.-])?(?:\d\.\d[_ ])?abstract(?: text)?")),
    ("reference", re.compile(r".*bibliography|.*references?(?:[ _](?:section|list|text))?")),
    ("code", re.compile(r"source code|code.*|html preformatted|.*listing|verbatim.*|macro text")),
)
"""Names of styles, of Word itself, of the templates of publishers, and of pandoc."""

_HEADING = re.compile(r"(?:heading|.*_heading) ?(\d)(?: .*)?")
_BODY_LEVEL = 9  # the outline level that says “no heading”
_LONGEST_CHAIN = 20
_DEEPEST = 8  # levels of a list, from 0


@dataclass(frozen=True)
class Style:
    """A style with all that it takes from those it is based on.

    Args:
        role: What its paragraphs are.
        level: Level of a heading; 0 for others.
        hidden: Whether its text is not shown.
        height: ``superscript``, ``subscript`` or empty.
        bold: Whether its text is bold.
        list: Number of its list, and the level in it.
    """

    role: Role = ""
    level: int = 0
    hidden: bool = False
    height: str = ""
    bold: bool = False
    list: tuple[str, int] | None = None


def is_on(element: Element | None) -> bool:
    """Tell whether a switch such as ``w:b`` is there and not turned off."""
    return element is not None and value(element) not in ("0", "false", "off")


class Styles:
    """The styles of a document by their id.

    Args:
        package: The document.
    """

    def __init__(self, package: Package) -> None:
        parts = package.related(package.main, "styles")
        root = package.tree(parts[0]) if parts else None
        self._elements = {value(s, "styleId") or "": s for s in children(root, "style")}
        self._made: dict[str, Style] = {}
        self._default = next(
            (
                key for key, style in self._elements.items()
                if value(style, "type") == "paragraph" and value(style, "default") == "1"
            ),
            "",
        )  # fmt: skip

    def of(self, key: str | None) -> Style:
        """Return a style; that of plain paragraphs if none is named."""
        key = self._default if key is None else key
        if key not in self._made:
            self._made[key] = self._make(list(self._chain(key)))
        return self._made[key]

    def _chain(self, key: str) -> Iterator[Element]:
        for _ in range(_LONGEST_CHAIN):
            if (style := self._elements.get(key)) is None:
                return
            yield style
            key = value(child(style, "basedOn")) or ""

    def _make(self, chain: list[Element]) -> Style:
        names = [(value(child(style, "name")) or "").strip().lower() for style in chain]
        level = next((n for n in map(_level, chain, names) if n is not None), 0)
        role: Role = next((role for n in names for role, shape in _ROLES if shape.fullmatch(n)), "")
        if level and role in ("", "reference", "abstract"):  # headings made of such styles
            role = "heading"
        return Style(
            role=role,
            level=level if role == "heading" else 0,
            hidden=_switch(chain, "vanish"),
            height=_first(chain, "rPr", "vertAlign") or "",
            bold=_switch(chain, "b"),
            list=_list(chain),
        )


def _level(style: Element, named: str) -> int | None:
    outline = value(child(style, "pPr", "outlineLvl"))
    if outline is not None:
        return _outlined(outline)
    match = _HEADING.fullmatch(named)
    return int(match[1]) if match else None


def _outlined(outline: str) -> int:
    level = whole(outline, _BODY_LEVEL)
    return level + 1 if level < _BODY_LEVEL else 0


def _first(chain: list[Element], *path: str) -> str | None:
    return next((v for style in chain if (v := value(child(style, *path))) is not None), None)


def _switch(chain: list[Element], kind: str) -> bool:
    found = (child(style, "rPr", kind) for style in chain)
    return is_on(next((element for element in found if element is not None), None))


def _list(chain: list[Element]) -> tuple[str, int] | None:
    number = _first(chain, "pPr", "numPr", "numId")
    level = whole(_first(chain, "pPr", "numPr", "ilvl"))
    return None if number is None else (number, min(level, _DEEPEST))


@dataclass(frozen=True)
class _Level:
    """How the items of one level of a list are numbered."""

    shape: str
    text: str
    start: int


class Lists:
    """The marks of list items and numbered headings, counted in reading order.

    Args:
        package: The document.
    """

    def __init__(self, package: Package) -> None:
        parts = package.related(package.main, "numbering")
        root = package.tree(parts[0]) if parts else None
        made = {
            value(e, "abstractNumId"): dict(map(_read_level, children(e, "lvl")))
            for e in children(root, "abstractNum")
        }
        self._lists = {
            value(e, "numId") or "": value(child(e, "abstractNumId")) or ""
            for e in children(root, "num")
        }
        self._levels: dict[str, dict[int, _Level]] = {key or "": lv for key, lv in made.items()}
        self._counts: dict[str, list[int]] = {}

    def mark(self, number: str, level: int) -> str:
        """Count one more item of a list, and return what stands before it.

        Args:
            number: Number of the list.
            level: Level of the item, from 0.

        Returns:
            Such as “-” or “2.1”; empty if the list is unknown or unmarked.
        """
        key = self._lists.get(number, "")
        levels = self._levels.get(key, {})
        shape = levels.get(level)
        if shape is None:
            return ""
        counts = self._counts.setdefault(key, [])
        while len(counts) <= level:
            counts.append(levels[len(counts)].start - 1 if len(counts) in levels else 0)
        counts[level] += 1
        del counts[level + 1 :]
        if shape.shape == "bullet":
            return "-"
        return re.sub(r"%([1-9])", lambda m: _numeral(counts, levels, int(m[1]) - 1), shape.text)


def _read_level(element: Element) -> tuple[int, _Level]:
    start = whole(value(child(element, "start")), 1)
    shape = value(child(element, "numFmt")) or "decimal"
    text = value(child(element, "lvlText")) or ""
    return whole(value(element, "ilvl")), _Level(shape, text.strip(), start)


def _numeral(counts: list[int], levels: dict[int, _Level], at: int) -> str:
    count = max(counts[at] if at < len(counts) else 1, levels[at].start if at in levels else 1)
    shape = levels[at].shape if at in levels else "decimal"
    if shape == "none" or count < 1:
        return "" if shape == "none" else str(count)
    if shape in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 9)
        return letters if shape == "lowerLetter" else letters.upper()
    if shape in ("lowerRoman", "upperRoman"):
        return _roman(count) if shape == "upperRoman" else _roman(count).lower()
    return f"{count:02}" if shape == "decimalZero" else str(count)


def _roman(count: int) -> str:
    if count >= 4000:  # noqa: PLR2004
        return str(count)
    text = ""
    for sign, worth in zip(
        "M CM D CD C XC L XL X IX V IV I".split(),
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        strict=True,
    ):
        text += sign * (count // worth)
        count %= worth
    return text


def list_of(properties: Element | None, style: Style) -> tuple[str, int] | None:
    """Return the list and level of a paragraph; None if it is in none.

    Args:
        properties: The ``w:pPr`` of the paragraph.
        style: Its style.
    """
    own = child(properties, "numPr")
    if own is None:
        return style.list if style.list and style.list[0] != "0" else None
    number, level = value(child(own, "numId")), whole(value(child(own, "ilvl")))
    if number is None and style.list:
        number = style.list[0]
    return None if number in (None, "0") else (str(number), min(level, _DEEPEST))


def outline_of(properties: Element | None, style: Style) -> int:
    """Return the level of a heading, 0 for other paragraphs."""
    own = value(child(properties, "outlineLvl"))
    return style.level if own is None else _outlined(own)
