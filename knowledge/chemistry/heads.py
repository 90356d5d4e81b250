"""Heads of table columns: which property in which unit, under which condition."""

import re
from functools import lru_cache
from typing import NamedTuple

from labwright.knowledge.chemistry.units import dimension, read_unit
from labwright.knowledge.chemistry.view import read_view
from labwright.knowledge.chemistry.vocabulary import Property, headed, named

_SPLITS = (
    re.compile(
        r"(?P<label>.+?)\s*[(\[]\s*(?P<unit>[^()\[\]]+(?:\([^()]*\)[^()\[\]]*)*)\s*[)\]]\s*(?P<more>.*)"
    ),
    re.compile(r"(?P<label>.+?)\s*/\s*(?P<unit>.+)(?P<more>)"),
    re.compile(r"(?P<label>.+?)(?:,\s*|\s+in\s+)(?P<unit>\S.*)(?P<more>)"),
    re.compile(r"(?P<label>.+?)\s+(?P<unit>\S+)(?P<more>)"),
)
_FACTOR = re.compile(
    r"(?:×\s?)?10\s?(?:\^\s?)?(?P<n>[-+]?\d{1,2}|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)\s?[·×]?\s*(?=[A-Za-zµΩÅ°%])"
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_FOOTNOTE = re.compile(r"\^\(?[a-z](?:,\s?[a-z])*\)?(?![a-z\d])|\s?\[[a-z]\]")
_NOT_ITSELF = re.compile(
    r"\b(?:errors?|deviation|std|change|difference|ratio|uncertainty|rmse|mae|rmsd|loss|decrease|increase|relative"
    r"|normali[sz]ed|number of|ref|log)\b|^[Δδ∆]|[×x]\s?10",
    re.I,
)
_CONDITION = re.compile(r"(?:\b(?:at|after|under|in|for|vs\.?|versus|with)\s.+|@\s?\S+)", re.I)
_METHOD = re.compile(
    r"\b(calculated|calc|computed|predicted|pred|theoretical|theor|exp|experimental|dft|simulated)\b",
    re.I,
)
_SUBJECT = re.compile(
    r"\b(?:compounds?|materials?|samples?|compositions?|formulae?|formulas?|names?|molecules?|polymers?|cathodes?"
    r"|anodes?|electrodes?|catalysts?|products?|chemicals?|substances?|electrolytes?|mofs?|solids?|oxides?|drugs?"
    r"|systems?|structures?|adsorbents?|liquids?|salts?|물질|화합물|시료|재료|조성)\b|화합물|물질|시료|재료",
    re.I,
)
_MEDIUM = re.compile(
    r"\b(?:solvents?|media|medium|electrolytes?|gas|adsorbates?|atmosphere|용매|전해질)\b|용매",
    re.I,
)
_STATE = re.compile(
    r"\b(?:t|temp\.?|temperature|p|pressure|ph|rate|c-rate|current density"
    r"|current|concentration|wavelength"
    r"|온도|압력)\b",
    re.I,
)


class Head(NamedTuple):
    """The head of a column.

    Args:
        label: What it says without the unit.
        properties: The properties it may mean.
        unit: Its unit as pint reads it.
        written: Its unit as it is written.
        factor: What the numbers of the column are multiplied by.
        condition: The condition that it states.
        role: ``property``, ``subject``, ``medium``, ``state`` or nothing.
    """

    label: str
    properties: tuple[Property, ...] = ()
    unit: str = ""
    written: str = ""
    factor: float = 1.0
    condition: str = ""
    role: str = ""


@lru_cache(maxsize=5_000)
def read_head(cell: str) -> Head:
    """Read the head of a column, or the first cell of a row.

    Args:
        cell: The cell.

    Returns:
        What it says.

    Example:
        >>> head = read_head("σ / 10−3 S cm−1")
        >>> head.properties[0].name, head.unit, head.factor
        ('ionic conductivity', 'S/cm', 0.001)
    """
    text = _FOOTNOTE.sub("", " ".join(read_view(cell).text.replace("*", " ").split()))
    label, unit, written, factor, more = _split(text)
    if properties := _properties(label, unit):
        condition = _condition(f"{label} {more}".strip())
        return Head(label, properties, unit, written, factor, condition, "property")
    return Head(label, (), unit, written, factor, "", _role(label, unit))


def _split(text: str) -> tuple[str, str, str, float, str]:
    for pattern in _SPLITS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        written, factor = match["unit"].strip(), 1.0
        if scaled := _FACTOR.match(written):
            factor = float(f"1e{scaled['n'].translate(_SUPERSCRIPTS)}")
            written = written[scaled.end() :]
        unit = read_unit(written)
        if unit is not None and unit.end == len(written):
            return match["label"].strip(), unit.name, written, factor, match["more"]
    return text, "", "", 1.0, ""


def _properties(label: str, unit: str) -> tuple[Property, ...]:
    found = headed(label.replace("_", "")) or headed(label)
    if not found and _NOT_ITSELF.search(label):
        return ()
    said = list(named(label))
    if said and not found:
        found = tuple(prop for name in said for prop in name.properties)
    elif found and not unit:
        found = tuple(prop for prop in found if said or len(label) > 1)
    if unit:
        return tuple(prop for prop in found if prop.takes(unit))
    return tuple(prop for prop in found if prop.text or "" in prop.units or said)


def _condition(label: str) -> str:
    found = [
        match[0].strip() for match in (_METHOD.search(label), _CONDITION.search(label)) if match
    ]
    return "; ".join(dict.fromkeys(found))


def _role(label: str, unit: str) -> str:
    if _MEDIUM.search(label) and not unit:
        return "medium"
    if _SUBJECT.search(label):
        return "subject"
    if _STATE.search(label) and ((unit and dimension(unit)) or label.lower() in ("ph", "c-rate")):
        return "state"
    return ""
