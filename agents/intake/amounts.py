"""Finding figures with units, bare numbers, formulae, equations and data files in a question."""

import re
from collections.abc import Iterable
from functools import cache

from labwright.agents.intake.spans import Spans
from labwright.agents.intake.tokens import CE_MARK, TOKEN, bare_token
from labwright.core.measures import pint_unit
from labwright.core.reading import Entity, EntityKind
from labwright.tools.chemistry.name_table import lookup
from labwright.tools.chemistry.notations import looks_like_smiles, repeats_element
from labwright.tools.chemistry.structures import read_formula

_FIGURE = (
    r"[-+−]?\d+(?:,\d{3})*(?:\.\d+)?(?:\s?[x×·*]\s?10\s?\^?\s?[-−⁻]?[\d⁰¹²³⁴-⁹]+|[eE][-+−]?\d+)?"
)
_ATOM = (
    r"(?:[mµμunpkMGd]?(?:mol|eV|Pa|Hz|L|l|g|m|s|V|A|W|J|K|M|N|C|F|S|Da|bar|cal|torr|Torr|Ω)"
    r"|°C|℃|°F|°|Å|atm|mmHg|psi|min|mins|minutes?|hours?|hrs?|h|days?|d|years?|seconds?|sec"
    r"|%|ppm|ppb|wt%|vol%|cc|percent|equiv|eq|moles?|grams?|lit(?:er|re)s?|kelvins?|volts?"
    r"|mill?ilit(?:er|re)s?|milligrams?|kilograms?|degrees? (?:celsius|fahrenheit)|celsius|molar"
    r"|millimolar|micromolar|hartrees?|Hartrees?|Ha|joules?|atmospheres?|pascals?|nanometers?|mM)"
)
_POWER = r"(?:\^?[-−⁻]?[1-3¹²³]|\^\(?[-−]\d\)?)?"
_UNIT = rf"{_ATOM}{_POWER}(?:\s?[/·*]\s?{_ATOM}{_POWER}|\s(?:m?mol|L|g|kg|cm|K|s|m){_POWER[:-1]})*"
_MEASURE = re.compile(rf"(?<![\w.,\[(-])({_FIGURE})\s?-?({_UNIT})(?![\w])")
_PH = re.compile(
    r"\bpH\s*(?:values?\s*)?(?:of|is|=|:|at|about|≈)?\s*(\d{1,2}(?:\.\d+)?)\b"
    rf"(?!\.\d|\s?(?:{_ATOM})(?!\w))", re.I,
)  # fmt: skip
_NUMBER = re.compile(rf"(?<![\w.,\[(){{}}^+-])({_FIGURE})(?![\w,}}-])(?!\.\d)")
_ARROW = re.compile(r"\s*(?:<?[-=]+>|→|⟶|⇌|⇄|↔|-->)\s*|\s+(?:=|yields?|gives)\s+")
_TERM = (
    r"(?:(?:\d+(?:[./]\d+)?\s?)?[A-Z\[({][\w()\[\]{}·.^+−⁺⁻₀-₉*-]*(?:\((?:s|l|g|aq)\))?"
    r"|\d*\s?e[-−⁻])"
)
_SIDE_BEFORE = re.compile(rf"{_TERM}(?:\s*\+\s*{_TERM})*$")
_SIDE_BEHIND = re.compile(rf"{_TERM}(?:\s*\+\s*{_TERM})*")
_QUOTED_PATH = r"[\"“'`]([^\"”'`\n]+{ending})[\"”'`]"
_PH_UNIT = "pH"
_ELECTRON_OR_ELEMENT = re.compile(r"[A-Z][a-z]?|e[-−⁻]")


def find_reactions(spans: Spans) -> None:
    """Note equations with an arrow and reaction SMILES; what stands in them is nothing else.

    Args:
        spans: The question; entities found are added.
    """
    for match in TOKEN.finditer(spans.text):
        text, start = bare_token(match[0], match.start())
        if ">" in text and re.fullmatch(r"[^>\s]*>[^>\s]*>[^>\s]*", text) and len(text) > len(">>"):
            _add(spans, "reaction", start, start + len(text), text)
    for arrow in _ARROW.finditer(spans.text):
        before = _SIDE_BEFORE.search(spans.text[: arrow.start()])
        behind = _SIDE_BEHIND.match(spans.text[arrow.end() :])
        if before is None or behind is None:
            continue
        start, end = before.start(), arrow.end() + len(behind[0].rstrip(".,;?! "))
        if not _of_compounds(before[0], behind[0]):
            continue  # “logP = 2”, “SMILES -> name”, and a SMILES behind “=”
        _add(spans, "reaction", start, end, spans.text[start:end])


def _of_compounds(*sides: str) -> bool:
    terms = [re.sub(r"^[\d./\s]+", "", term) for side in sides for term in side.split(" + ")]
    bare = [re.sub(r"\((?:s|l|g|aq)\)$", "", term.strip().rstrip(".,;?!")) for term in terms]
    return all(
        is_formula(term) or _ELECTRON_OR_ELEMENT.fullmatch(term) or lookup(term) is not None
        for term in bare
    )


def find_files(spans: Spans, endings: Iterable[str]) -> None:
    """Note files of data by the endings of their names.

    Args:
        spans: The question; entities found are added.
        endings: Endings that tools read, such as ``.csv``, or whole names such as ``POSCAR``.
    """
    for ending in sorted(endings, key=len, reverse=True):
        tail = re.escape(ending)
        named = re.compile(
            rf"{_QUOTED_PATH.replace('{ending}', tail)}|(?<!\S)([^\s\"“”'`,;]*{tail})(?!\w|\.\w)",
            re.I if ending.startswith(".") else 0,
        )
        for match in named.finditer(spans.text):
            group = 1 if match[1] else 2
            _add(spans, "datafile", *match.span(group), match[group])


def find_measures(spans: Spans) -> None:
    """Note figures with units, values of pH, and bare numbers.

    Args:
        spans: The question; entities found are added.
    """
    for match in _PH.finditer(spans.text):
        _add(spans, "quantity", *match.span(1), match[1], _PH_UNIT)
    for match in _MEASURE.finditer(spans.text):
        unit = _unit(match[2])
        if unit:
            _add(spans, "quantity", match.start(1), match.end(2), match[0], unit)
    for match in _NUMBER.finditer(spans.text):
        _add(spans, "number", *match.span(1), match[1].replace(",", "").replace("−", "-"))


def find_formulae(spans: Spans) -> None:
    """Note formulae beside whatever else their letters are: NO may be one, CCO is none.

    Args:
        spans: The question; entities found are added.
    """
    for match in re.finditer(rf"{CE_MARK}|\S+", spans.text):
        if match[1]:
            place, text = match.span(), match[1]
        else:
            text, start = bare_token(match[0], match.start())
            place = start, start + len(text)
        taken = [e for e in spans.entities if e.start < place[1] and place[0] < e.end]
        if not any(e.kind != "molecule" for e in taken) and is_formula(text):
            spans.add(Entity(kind="formula", text=text, start=place[0], end=place[1], value=text,
                             name=text))  # fmt: skip


_CHARGE = re.compile(r"(?:\^?\{?\d*[+−-]\}?|[⁰¹²³⁴-⁹]*[⁺⁻])$")
_WATER = re.compile(r"[·.*•]\s?\d*\s?H2O$")
_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def is_formula(text: str) -> bool:
    """Tell whether a text is written as a molecular formula, with or without charge.

    Example:
        >>> is_formula("Cu(NO3)2"), is_formula("SO4^2-"), is_formula("CCO"), is_formula("Al")
        (True, True, False, False)
    """
    bare = text.translate(_DIGITS).replace("_{", "").replace("_", "")
    bare = _WATER.sub("", _CHARGE.sub("", bare)).strip("[]").replace("{", "").replace("}", "")
    bare = bare.replace("[", "(").replace("]", ")")
    if not re.match(r"[A-Z(]", bare) or re.fullmatch("[A-Z][a-z]?", bare):
        return re.fullmatch("[A-Z][a-z]?", bare) is not None and _CHARGE.search(text) is not None
    whole = re.sub(r"(\d)\.\d+|0\.\d+", r"\g<1>", bare) if "." in bare else bare
    if read_formula(re.sub(r"\.\d*", "", whole)) is None:
        return False
    return not (repeats_element(text) and bare.isalpha() and looks_like_smiles(text))


@cache
def _unit(written: str) -> str:
    """Return pint's name of a unit; empty if it is none, such as the M of a mass spectrum."""
    from labwright.core.quantity import unit_registry

    unit = pint_unit(" ".join(written.split()))
    try:
        unit_registry().Unit(unit)
    except Exception:  # pint raises many kinds for a text that is no unit
        return ""
    return unit


def _add(spans: Spans, kind: EntityKind, start: int, end: int, value: str, name: str = "") -> None:
    if spans.free(start, end):
        text = spans.text[start:end]
        spans.add(
            Entity(kind=kind, text=text, start=start, end=end, value=value.strip(),
                   name=name or value.strip())
        )  # fmt: skip
