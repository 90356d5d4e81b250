"""Formulae in MathML as readable text."""

import unicodedata
from collections.abc import Callable

from labwright.knowledge.readers.latex.symbols import FUNCTIONS, RELATIONS
from labwright.knowledge.readers.latex.text import formula_source, read_maths
from labwright.knowledge.readers.markup import Element, attribute, children, descendants, local_name
from labwright.knowledge.readers.typography import Line

_DEEPEST = 60
_ACCENTS = {
    "¯": "\u0304", "‾": "\u0304", "_": "\u0304", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303",
    "˜": "\u0303", "→": "\u20d7", "⃗": "\u20d7", "˙": "\u0307", ".": "\u0307", "¨": "\u0308",
    "ˇ": "\u030c",
}  # fmt: skip
_TEX = ("application/x-tex", "tex", "latex", "application/x-latex", "text/x-latex")
_SPOKEN = ("mi", "mn", "mtext", "ms", "ci", "cn")
_UNSEEN = ("annotation", "annotation-xml", "mphantom", "none", "mprescripts", "maligngroup")


def read_formula(math: Element) -> tuple[str, str]:
    """Read a formula.

    Args:
        math: The element ``math``.

    Returns:
        Its source in TeX, where the file has it and otherwise as for reading, and as for reading.
    """
    source = formula_source(_tex(math))
    if source:
        return source, read_maths(source)
    plain = read_mathml(math)
    return plain, plain


def _tex(math: Element) -> str:
    """Return the TeX that a formula was made from, if it is given."""
    for note in descendants(math, "annotation"):
        if attribute(note, "encoding").lower() in _TEX and (note.text or "").strip():
            return str(note.text)
    told = attribute(math, "alttext")
    return told if "\\" in told else ""


def read_mathml(math: Element) -> str:
    """Read a formula by what it shows.

    Args:
        math: The element ``math``, or one of its parts.

    Returns:
        Readable text in one line.
    """
    return _Formula().said(math)


class _Formula:
    def __init__(self) -> None:
        self.line = Line()
        self.tight = False
        self.depth = 0

    def said(self, element: Element, tight: bool = False) -> str:
        """Return what a part shows by itself."""
        kept = self.line, self.tight
        self.line, self.tight = Line(), self.tight or tight
        self.visit(element)
        text = " ".join(self.line.take().split())
        self.line, self.tight = kept
        return text

    def visit(self, element: Element) -> None:
        name = local_name(element)
        if not name or name in _UNSEEN or self.depth > _DEEPEST:
            return
        self.depth += 1
        if name in _SPOKEN:
            self._speak(_text(element))
        elif name == "mo":
            self._sign(_text(element), attribute(element, "form"))
        elif name in _RULES:
            _RULES[name](self, children(element))
        elif name == "mfenced":
            self._fence(element)
        elif name == "mspace":
            self.line.add(" ")
        elif name == "semantics":
            for part in children(element)[:1]:
                self.visit(part)
        else:
            for part in children(element):
                self.visit(part)
        self.depth -= 1

    def _speak(self, text: str) -> None:
        before = self.line.before[-1:]
        if text in FUNCTIONS:
            self.line.add(f"{' ' * before.isalnum()}{text} ")
        elif before == "," and text[:1].isalpha() and not self.tight:
            self.line.add(f" {text}")
        else:
            self.line.add(text)

    def _sign(self, sign: str, form: str) -> None:
        sign = {"-": "−", "&": "", "\u2061": "", "\u2062": "", "\u2063": ""}.get(sign, sign)
        before = self.line.before[-1:]
        operand = before.isalnum() or before in tuple(")]}′″°!%∞…⟩∘")
        between = sign in RELATIONS or (sign in ("+", "−") and form != "prefix")
        self.line.add(f" {sign} " if between and operand and not self.tight else sign)

    def _fence(self, element: Element) -> None:
        opening, closing = attribute(element, "open") or "(", attribute(element, "close") or ")"
        separator = (attribute(element, "separators").strip() or ",")[:1]
        said = f"{separator} ".join(self.said(part) for part in children(element))
        self.line.add(f"{opening}{said}{closing}")

    def below(self, parts: list[Element]) -> None:
        if parts:
            self.visit(parts[0])
            self.line.lower("".join(self.said(part, tight=True) for part in parts[1:2]))

    def above(self, parts: list[Element]) -> None:
        if parts:
            self.visit(parts[0])
            self.line.lift(_degree("".join(self.said(part, tight=True) for part in parts[1:2])))

    def both(self, parts: list[Element]) -> None:
        self.below(parts[:2])
        self.line.lift(_degree("".join(self.said(part, tight=True) for part in parts[2:3])))

    def over(self, parts: list[Element]) -> None:
        """Read a letter with its accent, or what has something written over it."""
        said = [self.said(part, tight=True) for part in parts]
        if len(said) > 1 and said[1] in _ACCENTS:
            accent = _ACCENTS[said[1]] if len(said[0]) == 1 else ""
            self.line.add(unicodedata.normalize("NFC", said[0] + accent))
        else:
            self.above(parts)

    def under(self, parts: list[Element]) -> None:
        self.below(parts)

    def fraction(self, parts: list[Element]) -> None:
        said = [self.said(part) for part in parts[:2]]
        sides = [t if t.isalnum() else f"({t})" for t in said]
        text = "/".join(sides)
        self.line.add(f"({text})" if self.line.before[-1:].isalnum() else text)

    def root(self, parts: list[Element]) -> None:
        said = "".join(self.said(part) for part in parts)
        self.line.add(f"√{said}" if said.isalnum() else f"√({said})")

    def nth_root(self, parts: list[Element]) -> None:
        degree = "".join(self.said(part) for part in parts[1:2])
        self.line.add(degree)
        self.root(parts[:1])

    def rows(self, parts: list[Element]) -> None:
        said = (" ".join(self.said(cell) for cell in children(row)) for row in parts)
        self.line.add("; ".join(said))

    def scripts(self, parts: list[Element]) -> None:
        """Read scripts on both sides of a letter: those in front come first."""
        names = [local_name(part) for part in parts]
        if not parts:
            return
        at = names.index("mprescripts") if "mprescripts" in names else len(parts)
        before = [self.said(part, tight=True) for part in parts[at + 1 :]]
        self.line.lift("".join(before[1::2]))
        self.line.lower("".join(before[::2]))
        self.visit(parts[0])
        for index, part in enumerate(parts[1:at]):
            said = self.said(part, tight=True)
            (self.line.lift if index % 2 else self.line.lower)(said)


_RULES: dict[str, Callable[[_Formula, list[Element]], None]] = {
    "msub": _Formula.below,
    "msup": _Formula.above,
    "msubsup": _Formula.both,
    "munderover": _Formula.both,
    "munder": _Formula.under,
    "mover": _Formula.over,
    "mfrac": _Formula.fraction,
    "msqrt": _Formula.root,
    "mroot": _Formula.nth_root,
    "mtable": _Formula.rows,
    "mmultiscripts": _Formula.scripts,
}


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext(with_tail=False)).split())


def _degree(text: str) -> str:
    return text.replace("∘", "°").replace("'", "′")
