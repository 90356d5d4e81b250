"""Page text with one way of writing, whose places lead back to the page."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

_ALIKE: Final = str.maketrans(
    "₀₁₂₃₄₅₆₇₈₉ₓ₋₊−‐‑﹣－μ•∙⋅‧′’˚º∼～˜≃≅\u00a0\u2007\u2009\u200a\u202f\u212b",
    "0123456789x-+-----µ····''°°~~~≈≈     Å",
)
_MARKED = re.compile(r"\\[(\\$%]|\\textsu[bp]|\$|</?su[bp]>|~\d")
# Inline formulae of LaTeX; subscripts and superscripts of HTML and of Markdown.
_SPANS = re.compile(
    r"\\\((?P<tex>[^\n]{1,400}?)\\\)|\$(?P<dollar>[^$\n]{1,400})\$"
    r"|<sub>(?P<sub>[^<\n]{1,20})</sub>|<sup>(?P<sup>[^<\n]{1,20})</sup>"
    r"|\\textsubscript\{(?P<below>[^{}\n]{1,40})\}|\\textsuperscript\{(?P<above>[^{}\n]{1,40})\}"
    r"|\\(?P<percent>%)|(?<=[A-Za-z)\]])~(?P<low>[\d.xyzδ+–-]{1,9})~"
)
_TEX = re.compile(
    r"\\(?:mathrm|mathit|mathbf|mathsf|text|textrm|operatorname|ce|rm|it|left|right|bf)\b\s*\{?"
    r"|\\[,;:! ]|\\(?P<sign>[A-Za-z]+|%)\s?|_\{?|\^\s*\{?\s*\\circ\s*\}?|\^\s*\{?(?P<up>\*)?|[{}~]"
)
_SIGNS: Final = {
    "times": "×", "pm": "±", "sim": "~", "approx": "≈", "circ": "°", "degree": "°", "mu": "µ",
    "AA": "Å", "cdot": "·", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "Omega": "Ω", "%": "%",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "eta": "η", "kappa": "κ",
    "lambda": "λ", "sigma": "σ", "rho": "ρ", "epsilon": "ε", "varepsilon": "ε", "theta": "θ",
    "zeta": "ζ", "rightarrow": "→", "to": "→", "ll": "<", "gg": ">",
}  # fmt: skip
_COMMAND = re.compile(r"(?:\\[A-Za-z]+\s*)?\{$")
_LONGEST_COMMAND = 24
_PAIRS: Final = (
    ("{", "}"), ("\\(", "\\)"), ("$", "$"), ("<sub>", "</sub>"), ("<sup>", "</sup>"), ("~", "~"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """A page as it is read: subscripts on the line, one kind of minus, no markup.

    Args:
        text: The text to be read.
        page: The page itself.
        edges: Where in it each stretch begins that was copied or replaced.
        origins: Where these begin and end in the page, and whether they were copied.

    Example:
        >>> view = read_view("LiFePO₄")
        >>> view.text, view.span(0, 7)
        ('LiFePO4', (0, 7))
    """

    text: str
    page: str
    edges: tuple[int, ...] = ()
    origins: tuple[tuple[int, int, bool], ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the page of a stretch of the view."""
        if not self.edges:
            return start, end
        first, last = self._before(start), self._behind(end)
        written = self.page[first:last]
        if written.count("}") > written.count("{") and (
            command := _COMMAND.search(self.page, max(0, first - _LONGEST_COMMAND), first)
        ):
            first = command.start()
        for opened, closed in _PAIRS:
            written = self.page[first:last]
            if self.page.startswith(closed, last) and _is_open(written, opened, closed):
                last += len(closed)
        return first, last

    def seen(self, place: int) -> int:
        """Return where a place of the page is in the view."""
        if not self.edges:
            return place
        number = max(0, bisect_right(self.origins, place, key=lambda origin: origin[0]) - 1)
        begin, _, copied = self.origins[number]
        after = self.edges[number + 1] if number + 1 < len(self.edges) else len(self.text)
        return min(self.edges[number] + place - begin, after) if copied else self.edges[number]

    def _before(self, place: int) -> int:
        number = max(0, bisect_right(self.edges, place) - 1)
        begin, _, copied = self.origins[number]
        return begin + place - self.edges[number] if copied else begin

    def _behind(self, place: int) -> int:
        number = max(0, bisect_right(self.edges, place - 1) - 1)
        begin, end, copied = self.origins[number]
        return begin + place - self.edges[number] if copied else end


def read_view(page: str) -> View:
    r"""Read a page for its chemistry.

    Args:
        page: Text of a page.

    Returns:
        The text with one spelling of signs; inline markup is gone, superscripts begin with ``^``.

    Example:
        >>> read_view(r"H\(_2\)O at 5 mV s\(^{-1}\)").text
        'H2O at 5 mV s^-1'
    """
    text = page.translate(_ALIKE)
    if _MARKED.search(text) is None:
        return View(text, page)
    pieces: list[tuple[int, int, str | None]] = []
    at = 0
    for match in _SPANS.finditer(text):
        pieces.append((at, match.start(), None))
        pieces += _plain_pieces(text, match)
        at = match.end()
    pieces.append((at, len(text), None))
    return _assembled(text, page, pieces)


def _plain_pieces(text: str, match: re.Match[str]) -> list[tuple[int, int, str | None]]:
    """Return the pieces of one marked stretch: begin, end, and what stands for it if not itself."""
    name = match.lastgroup or ""
    begin, end = match.span(name)
    opening = "^" if name in ("sup", "above") else ""
    pieces: list[tuple[int, int, str | None]] = [(match.start(), begin, opening)]
    if name in ("tex", "dollar"):
        at = begin
        for sign in _TEX.finditer(text, begin, end):
            pieces += [(at, sign.start(), None), (sign.start(), sign.end(), _shown(sign))]
            at = sign.end()
        pieces.append((at, end, None))
    else:
        pieces.append((begin, end, None))
    return [*pieces, (end, match.end(), "")]


def _shown(sign: re.Match[str]) -> str:
    written = sign[0]
    if sign["sign"]:
        return _SIGNS.get(sign["sign"], "")
    if "circ" in written:
        return "°"
    if written.startswith("^"):
        return "^"
    return " " if written in ("\\,", "\\;", "\\:", "\\ ", "~") else ""


def _assembled(text: str, page: str, pieces: list[tuple[int, int, str | None]]) -> View:
    shown: list[str] = []
    edges: list[int] = []
    origins: list[tuple[int, int, bool]] = []
    length = 0
    for begin, end, instead in pieces:
        written = text[begin:end] if instead is None else instead
        if written:
            shown.append(written)
            edges.append(length)
            origins.append((begin, end, instead is None))
            length += len(written)
    return View("".join(shown), page, tuple(edges), tuple(origins))


def _is_open(written: str, opened: str, closed: str) -> bool:
    if opened == closed:
        return written.count(opened) % 2 == 1
    return written.count(opened) > written.count(closed)
