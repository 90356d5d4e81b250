"""Text of a web page that nobody sees.

It is left out: what a reader of the page cannot see, a program that quotes the page must not
obey or cite.
"""

import re
from dataclasses import dataclass, field

from labwright.knowledge.readers.markup import Element, local_name

_LONGEST_SHEET = 400_000
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_BRACE = re.compile(r"[{}]")
_SELECTOR = re.compile(r"(?P<tag>[a-zA-Z][\w-]*)?(?P<sign>[.#])?(?P<name>[\w-]+)?")
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|vw|vh|ex|ch)?")
_SMALLEST = {"px": 1.0, "pt": 1.0, "em": 0.1, "rem": 0.1, "%": 5.0, "": 0.0}
_FAR = -90.0
_NAMED = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250),
          "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255),
          "floralwhite": (255, 250, 240), "azure": (240, 255, 255)}  # fmt: skip
_ALIKE = 12  # difference of colours, of 255, that no eye sees
_SCREEN_READERS = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only "
    "u-visually-hidden sr_only screenreader-only offscreen assistive-text".split()
)
_FEWEST_WORDS = 4
_FEWEST_CHARACTERS = 20

Style = dict[str, str]
Colour = tuple[int, int, int]


@dataclass
class Hidden:
    """What was left out.

    Args:
        places: In how many places.
        words: How many words.
    """

    places: int = 0
    words: int = 0

    def note(self) -> tuple[str, ...]:
        """Return a note if anything of weight was left out; its words are not repeated there."""
        if not self.places:
            return ()
        where = "one place" if self.places == 1 else f"{self.places} places"
        return (f"hidden text was left out ({self.words} words in {where})",)


def remove_hidden(root: Element, hidden: Hidden) -> None:
    """Remove the elements that are not shown.

    Args:
        root: The page; formulae must have been read before.
        hidden: Takes down what is removed.
    """
    sheet = _Sheet()
    for style in root.iter("style"):
        sheet.add("".join(style.itertext())[:_LONGEST_SHEET])
    doomed = [e for e in root.iter() if local_name(e) and _is_hidden(e, sheet)]
    for element in doomed:
        _take_down(element, hidden)
        remove(element)


def remove(element: Element) -> None:
    """Remove an element, but not the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if tail := element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)


def _take_down(element: Element, hidden: Hidden) -> None:
    if local_name(element) in ("script", "style", "template", "noscript"):
        return
    text = " ".join("".join(element.itertext(with_tail=False)).split())
    if len(text.split()) >= _FEWEST_WORDS or len(text) >= _FEWEST_CHARACTERS:
        hidden.places += 1
        hidden.words += len(text.split())


def _is_hidden(element: Element, sheet: "_Sheet") -> bool:
    name = local_name(element)
    if name in ("html", "body", "head", "formula"):
        return False  # pages that wait for a script are hidden as a whole
    if "hidden" in element.attrib and element.get("hidden") != "until-found":
        return True
    if (element.get("aria-hidden") or "").strip().lower() == "true":
        return True
    if _SCREEN_READERS.intersection((element.get("class") or "").lower().split()):
        return True
    style = sheet.style(element)
    return bool(style) and (_is_unseen(style) or _is_invisible(element, style, sheet))


def _is_unseen(style: Style) -> bool:
    """Tell whether a style takes an element out of sight."""
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    if _zero(style.get("opacity", "1"), 0.05) or _zero(style.get("font-size", "1em")):
        return True
    if _amount(style.get("text-indent", "")) <= _FAR:
        return True
    placed = style.get("position") in ("absolute", "fixed")
    if placed and min(_amount(style.get(side, "")) for side in ("left", "top", "right")) <= _FAR:
        return True
    clipped = re.match(r"rect\(\s*(?:0|1px)", style.get("clip", ""))
    inset = re.match(r"inset\(\s*(?:50|100)%", style.get("clip-path", ""))
    if (placed and clipped) or inset or "scale(0)" in style.get("transform", ""):
        return True
    small = any(_zero(style.get(side, "9px")) for side in ("width", "height", "max-height"))
    return small and style.get("overflow") in ("hidden", "clip")


def _zero(text: str, least: float | None = None) -> bool:
    """Tell whether a length is too small to see."""
    match = _LENGTH.match(text.strip())
    if not match:
        return False
    return float(match[1]) <= (_SMALLEST.get(match[2] or "", 0.0) if least is None else least)


def _amount(text: str) -> float:
    match = _LENGTH.match(text.strip())
    return float(match[1]) if match else 0.0


def _is_invisible(element: Element, style: Style, sheet: "_Sheet") -> bool:
    """Tell whether an element sets its text in the colour of what is behind it."""
    colour = style.get("color", "")
    if not colour:
        return False
    if _is_transparent(colour):
        return True
    ours, behind = _colour(colour), _background(element, sheet)
    if ours is None or behind is None:
        return False
    return max(abs(a - b) for a, b in zip(ours, behind, strict=True)) <= _ALIKE


def _background(element: Element | None, sheet: "_Sheet") -> Colour | None:
    """Return the colour behind an element; None if it is a picture."""
    while element is not None:
        style = sheet.style(element)
        told = style.get("background-color") or style.get("background", "")
        if told and not _is_transparent(told) and told not in ("none", "inherit", "initial"):
            return _colour(told)
        element = element.getparent()
    return _NAMED["white"]


def _is_transparent(text: str) -> bool:
    alpha = re.match(r"(?:rgba|hsla)\(.*[,/]\s*(0|0?\.0\d*|0%)\s*\)", text)
    return text == "transparent" or bool(alpha) or bool(re.fullmatch(r"#(?:...0|......00)", text))


def _colour(text: str) -> Colour | None:
    text = text.strip().lower()
    if text in _NAMED:
        return _NAMED[text]
    if match := re.match(r"#([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])", text):
        digits = match[1] if len(match[1]) > 3 else "".join(d * 2 for d in match[1])  # noqa: PLR2004
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := re.match(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", text):
        return int(match[1]), int(match[2]), int(match[3])
    return None


def _declared(text: str) -> Style:
    pairs = (part.partition(":") for part in text.split(";"))
    return {
        name.strip().lower(): value.replace("!important", "").strip().lower()
        for name, colon, value in pairs
        if colon
    }


@dataclass
class _Sheet:
    """The simple rules of the style sheets in a page: those for a tag, a class or an id alone."""

    tags: dict[str, Style] = field(default_factory=dict)
    classes: dict[tuple[str, str], Style] = field(default_factory=dict)
    ids: dict[tuple[str, str], Style] = field(default_factory=dict)

    def add(self, css: str) -> None:
        """Take in a style sheet; what holds under a condition only does not count."""
        css = _COMMENT.sub(" ", css)
        depth, start, selector = 0, 0, ""
        for brace in _BRACE.finditer(css):
            if brace[0] == "{":
                if not depth:
                    selector = css[start : brace.start()].rpartition(";")[2].strip()
                depth += 1
            elif depth:
                depth -= 1
                if not depth and not selector.startswith("@"):
                    self._rule(selector, css[start : brace.start()])
            start = brace.end()

    def _rule(self, selectors: str, body: str) -> None:
        style = _declared(body)
        for selector in selectors.split(","):
            match = _SELECTOR.fullmatch(selector.strip())
            if not match or bool(match["sign"]) != bool(match["name"]) or not match[0]:
                continue
            tag, name = (match["tag"] or "").lower(), match["name"] or ""
            if match["sign"] == ".":
                self.classes.setdefault((tag, name), {}).update(style)
            elif match["sign"] == "#":
                self.ids.setdefault((tag, name), {}).update(style)
            elif tag:
                self.tags.setdefault(tag, {}).update(style)

    def style(self, element: Element) -> Style:
        """Return how an element is set, as far as it is told here."""
        tag = local_name(element)
        style = dict(self.tags.get(tag, {}))
        for table, names in (
            (self.classes, (element.get("class") or "").split()),
            (self.ids, [element.get("id") or ""]),
        ):
            for name in names if table else ():
                style.update(table.get(("", name), {}))
                style.update(table.get((tag, name), {}))
        for attribute, name in (("color", "color"), ("bgcolor", "background-color")):
            if told := element.get(attribute):
                style[name] = told.strip().lower()
        style.update(_declared(element.get("style") or ""))
        return style
