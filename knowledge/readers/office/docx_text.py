"""The text of one paragraph of a Word document, as it is shown."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from labwright.knowledge.readers.markup import Element
from labwright.knowledge.readers.office.docx_styles import Style, Styles, is_on
from labwright.knowledge.readers.office.omml import equation_text
from labwright.knowledge.readers.office.runs import Height, Run, flow
from labwright.knowledge.readers.office.symbol_fonts import plain_letters
from labwright.knowledge.readers.office.xml import below, child, children, holds, name, value

_CITING = re.compile(r"ADDIN\s+(?:EN\.CITE|ZOTERO_ITEM|CSL_CITATION|Mendeley|REFMGR)|CITATION\b")
_EQUATION_NUMBER = re.compile(r"(?:\(?(?:[Ee]q\.? ?)?[A-Z]?\d+[a-z]?(?:[.-]\d+)?\)?)?[.,]?")
_HEIGHTS: dict[str, Height] = {"superscript": "super", "subscript": "sub"}
_WRAPPING = frozenset(
    "hyperlink smartTag sdt sdtContent ins moveTo fldSimple customXml dir bdo".split()
)
_BLANK = frozenset("tab br cr ptab".split())


@dataclass(frozen=True)
class Words:
    """What a paragraph says.

    Args:
        text: Its text in one line.
        equation: Its displayed equation, if it holds nothing else but the number of it.
        number: That number, such as “(3)”.
        bold: Whether all of it is bold.
        boxes: Text boxes and charts that hang on it.
    """

    text: str
    equation: str = ""
    number: str = ""
    bold: bool = False
    boxes: tuple[Element, ...] = ()


@dataclass
class _Field:
    """A field that Word fills in: what it was told, and what it wrote."""

    told: str = ""
    shows: bool = False


@dataclass
class _Paragraph:
    """A paragraph while it is being read."""

    style: Style
    runs: list[Run] = field(default_factory=list)
    equations: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    bold: int = 0
    light: int = 0


class Prose:
    """Reads paragraphs, and remembers what of them is not shown or not read.

    Args:
        styles: The styles of the document.

    Attributes:
        left_out: How often something was left out, by what it is.
        notes: Ids of footnotes and endnotes in the order of their marks.
    """

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[_Field] = []
        self.left_out: Counter[str] = Counter()
        self.notes: list[tuple[str, str]] = []

    def read(self, paragraph: Element) -> Words:
        """Read a paragraph."""
        style = self._styles.of(value(child(paragraph, "pPr", "pStyle")))
        made = _Paragraph(style)
        self._inside(paragraph, made)
        self._fields = [held for held in self._fields if held.shows]  # what began so went astray
        text = " ".join(flow(made.runs).split())
        equation, number = _displayed(text, made.equations)
        bold = made.bold > 0 and made.light == 0
        return Words(text, equation, number, bold, tuple(made.boxes))

    def _inside(self, element: Element, made: _Paragraph) -> None:
        for part in element:
            kind = name(part)
            if kind == "r":
                self._run(part, made)
            elif kind in _WRAPPING:
                self._inside(part, made)
            elif kind in ("del", "moveFrom"):
                self.left_out["deletion that is tracked"] += kind == "del"
            elif kind in ("oMath", "oMathPara"):
                self._equation(part, kind, made)
            elif kind == "AlternateContent":
                self._inside(_choice(part), made)

    def _equation(self, element: Element, kind: str, made: _Paragraph) -> None:
        if not self._shows():
            return
        told = equation_text(element)
        made.runs.append((f" {told} " if kind == "oMathPara" else told, ""))
        made.equations.append(told)

    def _run(self, run: Element, made: _Paragraph) -> None:
        properties = child(run, "rPr")
        named = value(child(properties, "rStyle"))
        style = self._styles.of(named) if named else None
        if self._is_hidden(properties, style, made.style):
            self.left_out["stretch of hidden text"] += holds(run, "t")
            return
        font = value(child(properties, "rFonts"), "ascii") or ""
        height = self._height(properties, style)
        before = len(made.runs)
        self._pieces(run, made, font, height)
        if any(text.strip() for text, _ in made.runs[before:]):
            bold = child(properties, "b")
            heavy = is_on(bold) if bold is not None else (style or made.style).bold
            made.bold += heavy
            made.light += not heavy

    def _pieces(self, run: Element, made: _Paragraph, font: str, height: Height) -> None:
        for part in run:
            kind = name(part)
            if (rule := _RULES.get(kind)) is not None:
                rule(self, part, made)
            elif kind == "t" and self._shows():
                made.runs.append((plain_letters(part.text or "", font), height))
            elif kind in _BLANK and self._shows():
                made.runs.append((" ", ""))
            elif kind == "noBreakHyphen" and self._shows():
                made.runs.append(("-", height))
            elif kind == "sym" and self._shows():
                made.runs.append((_symbol(part), height))
            elif kind in ("AlternateContent", "ruby", "rubyBase"):
                inner = _choice(part) if kind == "AlternateContent" else part
                self._pieces(inner, made, font, height)
            elif kind == "r":
                self._run(part, made)

    def _height(self, properties: Element | None, style: Style | None) -> Height:
        own = value(child(properties, "vertAlign"))
        named = own if own is not None else (style.height if style else "")
        height = _HEIGHTS.get(named, "")
        cited = any(_CITING.search(held.told) for held in self._fields)
        return "cite" if height == "super" and cited else height

    def _shows(self) -> bool:
        return all(held.shows for held in self._fields)

    @staticmethod
    def _is_hidden(properties: Element | None, style: Style | None, around: Style) -> bool:
        own = child(properties, "vanish")
        if own is not None:
            return is_on(own)
        return bool(style and style.hidden) or around.hidden

    def field_mark(self, element: Element, made: _Paragraph) -> None:
        """Begin a field, come to what it shows, or end it."""
        kind = value(element, "fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shows = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def instruction(self, element: Element, made: _Paragraph) -> None:
        """Take what a field is told."""
        if self._fields:
            self._fields[-1].told += element.text or ""

    def note(self, element: Element, made: _Paragraph) -> None:
        """Write the mark of a footnote or endnote."""
        kind, key = name(element).removesuffix("Reference"), value(element, "id") or ""
        if self._shows():
            self.notes.append((kind, key))
            made.runs.append((f"[note {len(self.notes)}]", ""))

    def drawing(self, element: Element, made: _Paragraph) -> None:
        """Keep the text boxes and charts of a drawing for behind the paragraph."""
        made.boxes += [e for e in below(element, "txbxContent", "chart") if _outermost(e, element)]

    def embedded(self, element: Element, made: _Paragraph) -> None:
        """Count an object of another program, such as ChemDraw."""
        made.boxes += list(below(element, "txbxContent"))
        for embedded in below(element, "OLEObject"):
            program = (value(embedded, "ProgID") or "").split(".")[0]
            self.left_out[f"embedded object ({program or 'of an unknown program'})"] += 1

    def comment(self, element: Element, made: _Paragraph) -> None:
        """Count a comment."""
        self.left_out["comment"] += 1


_RULES: dict[str, Callable[[Prose, Element, _Paragraph], None]] = {
    "fldChar": Prose.field_mark,
    "instrText": Prose.instruction,
    "footnoteReference": Prose.note,
    "endnoteReference": Prose.note,
    "drawing": Prose.drawing,
    "pict": Prose.drawing,
    "object": Prose.embedded,
    "commentReference": Prose.comment,
}


def _choice(element: Element) -> Element:
    """Return what newer programs show; the fallback repeats it for older ones."""
    chosen = children(element, "Choice") or children(element, "Fallback")
    return chosen[0] if chosen else element


def _symbol(element: Element) -> str:
    try:
        code = int((value(element, "char") or "")[:6], 16)
        return plain_letters(chr(code), value(element, "font") or "")
    except ValueError:  # no number, or none of a character
        return ""


def _outermost(element: Element, top: Element) -> bool:
    """Tell whether no other text box holds this one: its own paragraphs will lead to it."""
    above = element.getparent()
    while above is not None and above is not top:
        if name(above) in ("txbxContent", "Fallback"):
            return False
        above = above.getparent()
    return True


def _displayed(text: str, equations: list[str]) -> tuple[str, str]:
    """Return the equation and its number where a paragraph holds nothing else."""
    for told in equations:
        text = text.replace(told, "", 1)
    if equations and _EQUATION_NUMBER.fullmatch(text.strip()):
        return " ".join(equations), text.strip()
    return "", ""
