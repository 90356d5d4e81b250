"""Formulae in running text, told from words, abbreviations, genes and space groups."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from labwright.knowledge.chemistry.composition import Composition, read_composition
from labwright.knowledge.chemistry.elements import elements

_START = re.compile(r"(?<![A-Za-z0-9_^\\.%#&$·])(?:[2-9](?=[A-Z(]))?(?=[A-Z(\[])")
_MAY_BE = re.compile(r"[A-Z][a-z]?(?:[A-Z(\[\dxyz.]|$)|[(\[][A-Z]")
_BEHIND = re.compile(r"\(\d{3,4}\)(?![A-Za-z0-9])")
_CHARGE = re.compile(r"\^|[⁺⁻²³⁴]|[+](?![A-Za-z(\[])|\d?-(?![A-Za-z0-9(])")
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_HILL = re.compile(r"C(?P<c>\d*)H(?P<h>\d+)(?P<rest>(?:(?:B|N|O|F|P|S|I|Cl|Br|Si|Se)\d*)*)")
# Groups as organic formulae on one line are put together from.
_CONDENSED = re.compile(
    r"(?:\((?:CH3|CF3|C\d*H\d+|CH3O)\)\d|CH3|CF3|CCl3|CHCl2|CDCl3|C\d?H\d+)"
    r"(?:C\d?H\d*|\(CH[23]\)\d*|CO|CN|OH|O|N|NH2?|NO2|S|SH|\(OH\)\d?|\(CN\)\d?|Cl|Br|I|F\d?|SO[23])*"
    r"(?:CH3|CF3|OH|CN|COOH|CO2H|CHO|NH2|NO2|SH|Cl|Br|I|CO|CH2|H)"
    r"|HCO2H|HCOOH|HCHO|HC(?:CH|ONH2)|\(COOH\)2|\(CO2H\)2"
)
# Salts and oxides of K, V, W, Y and U in capitals alone: other capitals are genes and the like.
_CAPITALS = re.compile(
    r"[KY]\d?(?:\(?H\d?)?\(?(?:NO[23]|CO3|SO4|S2O8|PO4|PF6|BF4|IO[34]|CN|OH|SCN|BH4|WO4|VO[34]|BO3|P2O7|C\dO\d"
    r"|C8|O\d?|F\d?|S\d?|I)\)?\d?|[VWYU]\d?(?:[BCNPS]\d?)?O\d{1,2}|[VWYU]O|[VW]\d?S\d|[VWYU]F\d"
)
_AMMONIUM = re.compile(r"(?:\(NH4\)\d|NH4)(?![A-Z]?$).*")
# Roman numbers as of FeIII, and a citation behind a formula as in “Fe2O3.32”.
_ODD = re.compile(r"[A-Z][a-z]?(?:I{2,3}|IV|VI)(?![a-z])|^[^.]*[2-9]\.\d\d+$")
_UNKNOWN = re.compile(r"x|[-+±]δ|,")
_FRAGMENTS = frozenset("CH CH2 CH3 C2H5 C6H5 C6H4 CF2 CF3 C2H4 CH3CH2 CH3CO CH3O CH3S".split())
_ODD_VALENCE = ("H", "N", "P", "B", "F", "Cl", "Br", "I")
_STRONG, _WEAK = 0.95, 0.6
_PLAIN = 0.9
_MOST_OF_METAL, _MOST_IN_CAPITALS = 120, 24
_FULL = 0.99


class Formula(NamedTuple):
    """A formula in a text.

    Args:
        start: Where it begins.
        end: Offset behind it.
        composition: What it says.
        confidence: How surely it is one; below 0.7 only beside other formulae.
    """

    start: int
    end: int
    composition: Composition
    confidence: float


@lru_cache(maxsize=100_000)
def formulae(text: str) -> tuple[Formula, ...]:
    """Find the formulae in a word or a sentence.

    Args:
        text: Text with digits on the line and one kind of minus.

    Returns:
        The formulae in order; ions, fragments and single elements are none.

    Example:
        >>> [f.composition.key for f in formulae("LiFePO4/C in H2O, IC50, SCF and In")]
        ['LiFePO4', 'H2O']
    """
    found: list[Formula] = []
    at = 0
    while match := _START.search(text, at):
        start = match.end()
        at = start + 1
        if not _MAY_BE.match(text, start):
            continue
        formula = _formula_at(text, start)
        if formula is not None:
            found.append(formula)
            at = formula.end
    return tuple(found)


def _formula_at(text: str, start: int) -> Formula | None:
    read = read_composition(text, start)
    if read is None:
        return None
    composition, end = read
    inner = composition.text
    if _is_wrapped(inner) or not _ends_there(text, start, end):
        return None
    confidence = _confidence(composition, inner.partition("·")[0])
    metal = not elements().metals.isdisjoint(composition.symbols)
    joined = text[start - 1 : start] in ("-", "=") or text[end : end + 1] in ("-", "=")
    if not confidence or (joined and not metal):
        return None
    return Formula(start, end, composition, confidence)


def _is_wrapped(written: str) -> bool:
    """Tell whether a formula stands wholly in one pair of brackets."""
    if written[0] not in "([":
        return False
    depth = 0
    for place, sign in enumerate(written):
        depth += (sign in "([") - (sign in ")]")
        if depth == 0:
            return place == len(written) - 1
    return True


def _ends_there(text: str, start: int, end: int) -> bool:
    following = text[end : end + 1]
    if following in _ALPHABET and following:
        return False
    if _CHARGE.match(text, end):
        return False
    if following == "(" and not _BEHIND.match(text, end):
        return False
    return not (following == "." and text[end + 1 : end + 2].isdigit())


def _confidence(found: Composition, written: str) -> float:
    """Tell how surely a text that can be read as a formula is meant as one."""
    table = _table()
    if written in table.beside:
        return _WEAK
    if written in table.plain:
        return _PLAIN
    if written in table.capitals:
        return _STRONG
    if written in table.not_meant or table.traps.fullmatch(written):
        return 0.0
    numbered = any(sign.isdigit() for sign in written)
    if len(found.symbols) == 1 or not (numbered or found.symbolic):
        return 0.0
    if _ODD.search(written) or (found.symbolic and _UNKNOWN.search(written) is None):
        return 0.0
    if not elements().metals.isdisjoint(found.symbols):
        return _of_metal(found, written)
    return _of_others(found, written)


def _of_metal(found: Composition, written: str) -> float:
    known = elements()
    first, last = found.groups[0], found.groups[-1]
    organic = {"C", "H"} <= found.symbols
    all_metal = found.symbols <= known.metals | {"B", "Si", "C", "P", "N", "As", "Te", "H"}
    misplaced = last in known.metals and not all_metal and not organic
    if misplaced or (first in known.anions and first not in ("N", "P") and not organic):
        return 0.0
    if first not in known.metals and last in known.metals and not organic:
        return 0.0
    counts = dict(found.counts)
    most = max(counts[s] for s in counts if s in known.metals or written.isupper())
    if most > (_MOST_IN_CAPITALS if written.isupper() else _MOST_OF_METAL):
        return 0.0
    if not found.symbolic and (not _is_balanced(counts) or _says_one(written)):
        return 0.0
    capital = written.rstrip("x").isupper()
    return _STRONG if not capital or _CAPITALS.fullmatch(written.rstrip("x")) else 0.0


def _is_balanced(counts: dict[str, float]) -> bool:
    """Tell whether the other elements can take the charge of the one that ends the salt."""
    known = elements()
    last = max(counts, key=known.rank.__getitem__)
    if last not in known.anions:
        return True
    symbols = set(counts) - {last}
    taken = counts[last] * known.anions[last]
    if last == "O" and symbols <= {"Li", "Na", "K", "Rb", "Cs", "Ba", "Sr", "Ca", "Mg", "H"}:
        taken /= 4  # peroxides and superoxides
    return sum(counts[s] * known.highest[s] for s in symbols) >= _FULL * taken


def _says_one(written: str) -> bool:
    return re.search(r"(?<![\d.)])1(?![\d.xyz+-])", written) is not None


def _of_others(found: Composition, written: str) -> float:
    if written in _FRAGMENTS or _says_one(written):
        return 0.0
    if match := _HILL.fullmatch(written):
        counts = dict(found.counts)
        room = 2 * counts["C"] + counts.get("N", 0) + counts.get("P", 0) + counts.get("Si", 0) + 3
        right = _is_paired(found) and counts["H"] <= room and (match["c"] or match["rest"])
        return _STRONG if right else 0.0
    if _AMMONIUM.fullmatch(written):
        return _STRONG
    if _CONDENSED.fullmatch(written):
        return _STRONG if _is_paired(found) else 0.0
    mixed = not written.isupper() and found.groups[0] not in ("O", "F", "Cl", "Br")
    known = elements()
    rising = known.rank[found.groups[0]] < known.rank[found.groups[-1]]
    salt = len(found.groups) == len(found.symbols) and rising and _is_balanced(dict(found.counts))
    return _STRONG if (mixed and salt and not found.symbolic) else 0.0


def _is_paired(found: Composition) -> bool:
    """Tell whether all bonds can be closed, as in no radical."""
    counts = dict(found.counts)
    return sum(counts.get(symbol, 0) for symbol in _ODD_VALENCE) % 2 == 0


class _Table(NamedTuple):
    plain: frozenset[str]
    beside: frozenset[str]
    capitals: frozenset[str]
    not_meant: frozenset[str]
    traps: re.Pattern[str]


@cache
def _table() -> _Table:
    text = (files("labwright.knowledge.chemistry") / "formulae.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return _Table(
        plain=frozenset(table["plain"].split()) | frozenset(table["elements"].split()),
        beside=frozenset(table["beside_others"].split()),
        capitals=frozenset(table["capitals"].split()),
        not_meant=frozenset(table["not_meant"].split()),
        traps=re.compile("|".join(table["traps"])),
    )
