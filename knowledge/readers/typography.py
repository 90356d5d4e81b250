"""Raised, lowered and odd characters as plain readable text.

Indices are joined to what they belong to (H2O, pKa, LiNi0.8Co0.2O2), exponents get a caret
(10^−3, cm^2), charges and isotopes do not (Na+, Ca2+, 13C) unless a digit stands before
(SO4^2−).
"""

import re
import unicodedata

_TAIL = 12
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xFEFF,
     *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xE0000, 0xE0080),
     *(code for code in range(32) if code not in range(9, 14)), *range(0x7F, 0xA0)]
)  # fmt: skip
"""Soft hyphens, places for a break, marks of direction, tags, controls: no letters are these."""
_FANCY = re.compile("[\ufb00-\ufb06\U0001d400-\U0001d7ff]")
_DOTLESS = re.compile("ı(?=[\u0300-\u036f])")
_APART = re.compile("\\w?[\u0300-\u036f\u3099\u309a]+|[\u1100-\u11ff]+")
_WIDE = "\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60"
_WRAPPED = re.compile(f"(?<=[{_WIDE}])[ \\t]*\\n\\s*(?=[{_WIDE}])")

_SYMBOLS = frozenset(
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se "
    "Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb "
    "Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm "
    "Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og D T".split()
)
_SIGNS = r"+−–\-"
_TOKEN = re.compile(r"[\w.′'*]+")
_COMPOSITION = re.compile(rf"[\w.]+(?:[{_SIGNS}][\w.]+)+|[{_SIGNS}]?[\w.]+[{_SIGNS}]?")
_MARK = re.compile("[*†‡§¶′″‴'°◦∘ªº®™]+")
_CHARGE = re.compile(rf"[•·∙˙]?(\d*)[{_SIGNS}]|[{_SIGNS}]?[•·∙]|[•·∙][{_SIGNS}]?")
_ORDINAL = re.compile("st|nd|rd|th")
_EXPONENT = re.compile(rf"[{_SIGNS}±]?[\w.]+")


def clean(text: str) -> str:
    """Return text without characters that are there for the setting only.

    Ligatures and mathematical letters become plain ones, letters and accents that stand apart are
    joined, invisible characters go, and lines of Japanese or Chinese are joined without a blank.

    Args:
        text: As it stands in the file.

    Returns:
        The text; blanks and line ends are kept otherwise.

    Example:
        >>> clean("eﬃciency of poly­styrene")
        'efficiency of polystyrene'
    """
    text = text.translate(_INVISIBLE)
    text = _DOTLESS.sub("i", text)
    text = _FANCY.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    text = _APART.sub(lambda m: unicodedata.normalize("NFC", m[0]), text)
    return _WRAPPED.sub("", text)


def lowered(before: str, text: str) -> str:
    """Return a subscript as it follows what stands before it.

    Args:
        before: The end of what stands before.
        text: The subscript.

    Returns:
        What to write.

    Example:
        >>> "H" + lowered("H", "2") + "O", "P2" + lowered("P2", "1"), "x" + lowered("x", "i,j")
        ('H2O', 'P2_1', 'x_(i,j)')
    """
    text = _single(text)
    if not text or not before.strip() or before[-1].isspace():
        return text
    if _TOKEN.fullmatch(text):
        return f"_{text}" if before[-1].isdigit() else text
    bare = text[1:-1] if _is_bracketed(text) else text
    if _COMPOSITION.fullmatch(bare) and _ends_composition(before):
        return text
    return f"_{text}" if _is_bracketed(text) else f"_({text})"


def raised(before: str, text: str) -> str:
    """Return a superscript as it follows what stands before it.

    Args:
        before: The end of what stands before.
        text: The superscript.

    Returns:
        What to write.

    Example:
        >>> [b + raised(b, t) for b, t in (("10", "−3"), ("Ca", "2+"), ("SO4", "2−"), ("", "13"))]
        ['10^−3', 'Ca2+', 'SO4^2−', '13']
    """
    text = _single(text)
    last = before[-1:]
    if not text or not last.strip() or last in "([{-–—/≡=→|":
        return text
    if text in ",;" or _MARK.fullmatch(text) or (last.isdigit() and _ORDINAL.fullmatch(text)):
        return text
    if charge := _CHARGE.fullmatch(text):
        return text if not charge[1] or last.isalpha() else f"^{text}"
    if _EXPONENT.fullmatch(text) or _is_bracketed(text):
        return f"^{text}"
    return f"^({text})"


def _single(text: str) -> str:
    return " ".join(clean(text).split())


def _is_bracketed(text: str) -> bool:
    """Tell whether one pair of brackets holds all of a text."""
    return text[:1] + text[-1:] in ("()", "[]") and not re.search(r"[()\[\]]", text[1:-1])


def _ends_composition(before: str) -> bool:
    symbol = re.search(r"[A-Z][a-z]?$", before)
    return before[-1] in ")]}" or bool(symbol and symbol[0] in _SYMBOLS)


class Line:
    """Text that grows, and knows what its raised and lowered parts belong to.

    Example:
        >>> line = Line()
        >>> line.add("CO")
        >>> line.lower("2")
        >>> line.take()
        'CO2'
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.before = ""

    def add(self, text: str | None) -> None:
        """Add text as it stands."""
        if text:
            self._pieces.append(text)
            self.before = (self.before + text)[-_TAIL:]

    def lower(self, text: str) -> None:
        """Add a subscript."""
        self.add(lowered(self.before, text))

    def lift(self, text: str) -> None:
        """Add a superscript."""
        self.add(raised(self.before, text))

    def cite(self, text: str) -> None:
        """Add the raised mark of a reference in brackets, so that it is taken for no exponent."""
        marks = " ".join(text.split()).strip("[]() ")
        self.add(f"[{marks}]" if marks else "")

    def take(self) -> str:
        """Return what was added, cleaned, and begin anew."""
        text = clean("".join(self._pieces))
        self._pieces, self.before = [], ""
        return text
