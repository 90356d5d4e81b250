"""A sentence reduced to its bones: subjects, properties, values and conditions as single signs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from labwright.knowledge.chemistry.subjects import Subject
from labwright.knowledge.chemistry.units import dimension
from labwright.knowledge.chemistry.values import TextValue, Value
from labwright.knowledge.chemistry.vocabulary import Named

P: Final = "\ue000"
"""A property."""
V: Final = "\ue001"
"""A value with a unit."""
S: Final = "\ue002"
"""A subject."""
C: Final = "\ue003"
"""A condition."""
U: Final = "\ue004"
"""A bare number."""
D: Final = "\ue005"
"""A verb that names a property, such as “melts at”."""
X: Final = "\ue006"
"""Something named that cannot be a subject."""
SIGNS: Final = P + V + S + C + U + D + X

_ALIAS = re.compile(rf"{S}\s?\({S}\)")
_LEFT_OUT = re.compile(
    r"\s?\[\d[\d,–\s-]*\]|\^\d[\d,–-]*(?!\w)|\*\*|\s?\((?:[A-Z]\w+ et al\.?,? )?\d{4}[a-z]?\)"
)
_SOLVENTS = frozenset(
    "water ethanol methanol acetonitrile chloroform dichloromethane acetone toluene benzene hexane "
    "tetrahydrofuran dimethylformamide n,n-dimethylformamide dimethyl sulfoxide thf dmf dmso mecn meoh "
    "etoh dcm ch2cl2 chcl3 ch3cn ch3oh h2o d2o cdcl3 koh naoh h2so4 hcl hclo4 lipf6 nacl kcl pbs buffer "
    "cyclohexane octanol 1-octanol isopropanol 2-propanol 1,4-dioxane dioxane ethyl acetate etoac "
    "dimethylsulfoxide nmp air n2 ar o2 argon nitrogen 물 에탄올 메탄올 아세톤 아세토니트릴 톨루엔".split()
)
_CONDITIONS = (
    "kelvin", "Pa", "s", "mA/cm**2", "A/g", "V", "mV/s", "nm", "mol/L", "Hz", "W", "kelvin/min",
    "coulomb", "newton", "tesla", "mW/cm**2", "V/m", "mol/kg", "mg/cm**2", "W/cm**2", "1/s", "rpm",
    "mg/mL", "A", "kelvin/s", "eV", "bohr_magneton",
)  # fmt: skip
_AT = r"(?:at|under|after|for|within|during|over|upon|near|around|until|above|below|using|with|in|between|from|by)"
_OF = r"(?:(?:an?|the)\s)?(?:(?:[a-z-]+\s){0,3}(?:of|=)\s)?"
_MEASURED = re.compile(
    rf"{_AT}\s{_OF}{V}(?:\s?(?:to|and|–)\s?{V})?(?:\s(?:rh|relative humidity))?|(?:(?:at|of)\s(?:an?\s)?)?ph\s?(?:=\s?|of\s)?[{U}{V}]"
)
_STATED = re.compile(
    rf"(?:at\s)?(?:room|ambient|cryogenic|elevated)\s(?:temperature|conditions)(?:\sand\s(?:pressure|humidity))?"
    rf"|at\s(?:rt|ambient|infinite dilution|standard conditions|stp|the same conditions)"
    rf"|(?:(?:after|over|for|at|in|during|upon)\s)(?:the\s)?(?:{U}|first|second|initial|[a-z]+|{U}(?:st|nd|rd|th))\s"
    rf"(?:charge[–-]discharge\s|full\s|continuous\s|charge/discharge\s)?cycles?"
    rf"|(?:vs\.?|versus)\s(?:the\s)?(?:(?:li|na|k|mg|zn|al|ca)\+?(?:\s?/\s?(?:li|na|k|mg|zn|al|ca)(?:\d?\+|⁺|\^\+)?)?(?![a-z])|rhe|she|nhe|sce|ag/ag\S*[^\s.,;)]|hg/hgo?|fc\S*[^\s.,;)]|vacuum)(?:\s(?:electrode|couple))?"
    rf"|(?:at\s)?(?:an?\s)?(?:high\s|low\s|slow\s)?(?:current\s)?(?:rate\s(?:of\s)?)?(?:{U}\s?c(?![\w°])|c/\d+)(?:[-\s]rates?)?"
    rf"|in\s(?:an?\s)?(?:acidic|alkaline|neutral|basic|aqueous|dry|humid|inert|ambient)\s"
    rf"(?:media|medium|solutions?|electrolytes?|conditions|air|atmosphere)"
    rf"|in\s(?:air|vacuum|vacuo|the dark|solution|the gas phase|the solid state|buffer|pbs)"
    rf"|under\s(?:argon|nitrogen|air|vacuum|visible light|uv light|illumination|ambient|dry|inert)(?:\sconditions|\satmosphere)?"
)
_IN_SOLVENT = re.compile(
    rf"in\s(?:(?:pure|aqueous|an?|dry|degassed|{V})\s)*(?P<s>[{S}{X}])(?:\s(?:solution|electrolyte|buffer))?"
)
_UNDER_GAS = re.compile(
    rf"under\s(?:an?\s|flowing\s)?(?P<s>[{S}{X}])(?:\s(?:atmosphere|flow|gas))?"
)
_BRACKETED = re.compile(rf"\((?:at\s|t\s?=\s?)?{V}(?:,\s(?:at\s)?{V})*\)|\({C}(?:[,;]\s{C})*\)")
_KOREAN = re.compile(
    rf"(?:{V}|{U}\s?c|상온|실온|{U}\s?(?:회|사이클)(?:\s(?:후|사이클))?|[{S}{X}])(?:에서는|에서의|에서|하에서|\s조건에서|\s후)"
)


@dataclass(slots=True)
class Clause:
    """A sentence with one sign for each thing it names.

    Args:
        text: The sentence in small letters, white space single, citations left out.
        places: Where each sign of it begins and ends in the view of the page.
        things: What each sign stands for; None for letters.
    """

    text: str
    places: list[tuple[int, int]]
    things: list[object]

    def fold(
        self, pattern: re.Pattern[str], sign: str, fits: Callable[[re.Match[str]], bool]
    ) -> None:
        """Replace what a pattern matches, where it fits, by a sign."""
        for match in reversed(list(pattern.finditer(self.text))):
            first, last = match.span()
            if last > first and fits(match):
                self.text = self.text[:first] + sign + self.text[last:]
                self.places[first:last] = [(self.places[first][0], self.places[last - 1][1])]
                self.things[first:last] = [None]


def read_clause(
    page: str,
    start: int,
    end: int,
    subjects: Sequence[Subject],
    names: Sequence[Named],
    values: Sequence[Value],
    texts: Sequence[TextValue] = (),
) -> Clause:
    """Reduce a sentence to its bones.

    Args:
        page: The view of the page.
        start: Where the sentence begins.
        end: Offset behind it.
        subjects: What it may speak of.
        names: The properties that it names.
        values: Its values, with places in the view.
        texts: Its values that are no numbers.

    Returns:
        The sentence, conditions folded.
    """
    clause = _signed(page, start, end, _things(subjects, names, values, texts))
    _fold_aliases(clause)
    clause.fold(_STATED, C, lambda match: True)
    clause.fold(_MEASURED, C, lambda match: _is_condition(clause, match))
    clause.fold(_KOREAN, C, lambda match: _is_condition(clause, match))
    clause.fold(_IN_SOLVENT, C, lambda match: _is_medium(clause, match))
    clause.fold(_UNDER_GAS, C, lambda match: True)
    clause.fold(_BRACKETED, C, lambda match: C in match[0] or _is_condition(clause, match))
    return clause


def _things(
    subjects: Sequence[Subject],
    names: Sequence[Named],
    values: Sequence[Value],
    texts: Sequence[TextValue],
) -> list[tuple[int, int, str, object]]:
    """Return what gets a sign: of what overlaps the property, then the subject, then the value."""
    found: list[tuple[int, int, str, object]] = []
    found += [(n.start, n.end, D if n.verb else P, n) for n in names]
    found += [(t.start, t.end, V, t) for t in texts]
    found += [(s.start, s.end, X if s.part else S, s) for s in subjects]
    found += [(v.start, v.end, V if v.unit else U, v) for v in values]
    kept: list[tuple[int, int, str, object]] = []
    for thing in found:
        if all(thing[1] <= other[0] or thing[0] >= other[1] for other in kept):
            kept.append(thing)
    return sorted(kept, key=lambda thing: thing[0])


def _signed(page: str, start: int, end: int, things: list[tuple[int, int, str, object]]) -> Clause:
    text: list[str] = []
    places: list[tuple[int, int]] = []
    held: list[object] = []
    at = start
    for first, last, sign, thing in [*things, (end, end, "", None)]:
        _letters(page, at, first, text, places, held)
        if sign:
            text.append(sign)
            places.append((first, last))
            held.append(thing)
        at = max(at, last)
    return Clause("".join(text), places, held)


def _letters(
    page: str,
    start: int,
    end: int,
    text: list[str],
    places: list[tuple[int, int]],
    held: list[object],
) -> None:
    skipped = {i for m in _LEFT_OUT.finditer(page, start, end) for i in range(*m.span())}
    for place in range(start, end):
        letter = page[place]
        if place in skipped:
            continue
        if letter.isspace():
            if text and text[-1] == " ":
                continue
            letter = " "
        small = letter.lower()
        text.append(small if len(small) == 1 else letter)
        places.append((place, place + 1))
        held.append(None)


def _fold_aliases(clause: Clause) -> None:
    """Make one subject of a name and its abbreviation or label in brackets."""
    for match in reversed(list(_ALIAS.finditer(clause.text))):
        first, second = clause.things[match.start()], clause.things[match.end() - 2]
        if isinstance(first, Subject) and isinstance(second, Subject) and first.key == second.key:
            begin, end = match.start() + 1, match.end()
            clause.text = clause.text[:begin] + clause.text[end:]
            del clause.places[begin:end], clause.things[begin:end]


@cache
def _condition_dimensions() -> frozenset[str]:
    return frozenset(filter(None, map(dimension, _CONDITIONS)))


def _is_condition(clause: Clause, match: re.Match[str]) -> bool:
    """Tell conditions from values: a value of the property's own unit is the property's."""
    found = [clause.things[i] for i in range(*match.span())]
    measured = [thing for thing in found if isinstance(thing, Value) and thing.unit]
    humid = "rh" in match[0] or "humid" in match[0]
    if not humid and any(dimension(v.unit) not in _condition_dimensions() for v in measured):
        return False
    before = [t for t in clause.things[: match.start()] if isinstance(t, Named)]
    near = before[-1:] or [t for t in clause.things[match.end() :] if isinstance(t, Named)][:1]
    return not any(
        prop.takes(value.unit) for name in near for prop in name.properties for value in measured
    )


def _is_medium(clause: Clause, match: re.Match[str]) -> bool:
    """Tell whether what follows “in” is what something is dissolved or measured in."""
    thing = clause.things[match.start("s")]
    text = thing.text.lower() if isinstance(thing, Subject) else ""
    names = [t for t in clause.things if isinstance(t, Named)]
    solubility = any(prop.name == "solubility" for name in names for prop in name.properties)
    return solubility or text in _SOLVENTS or V in match[0] or "solution" in match[0]
