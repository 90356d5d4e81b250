"""Figures that a sentence states: number, unit, place."""

import re
from dataclasses import dataclass

_NUMBER = r"[-−–+]?\d+(?:[.,]\d+)?(?:\s?[×x]\s?10\s?[-−]?\d+)?"
_UNIT = r"°C|g/mol|kg/mol|mS/cm|S/cm|mAh/g|mPa\s?s|Å²|kJ/mol|eV|Da|nm|%|K|V"
_FIGURE = re.compile(rf"(?<![\w.,/-])({_NUMBER})(?:\s?({_UNIT})(?!\w))?")
_PINT = {"°C": "degC", "Å²": "angstrom**2", "%": "percent"}


@dataclass(frozen=True)
class Figure:
    """A number in a sentence.

    Args:
        value: The number.
        unit: Its unit as pint reads it; empty if none follows.
        start: Offset in the sentence.
        text: As written.
    """

    value: float
    unit: str
    start: int
    text: str


def read_figures(sentence: str) -> list[Figure]:
    """Read the figures of a sentence.

    Args:
        sentence: A sentence of a document.

    Returns:
        Its figures in order; numbers inside names (2-butanol, C9H8O4) are none.

    Example:
        >>> [(f.value, f.unit) for f in read_figures("Aspirin melts at 135 °C.")]
        [(135.0, 'degC')]
    """
    found = []
    for match in _FIGURE.finditer(sentence):
        if re.match(r"[A-Za-z\-\]]", sentence[match.end() : match.end() + 1]):
            continue
        number = match[1].replace("−", "-").replace("–", "-").replace(",", ".").replace(" ", "")
        number = re.sub(r"[×x]10(-?\d+)", r"e\1", number)
        unit = (match[2] or "").replace(" ", "")
        found.append(Figure(float(number), _PINT.get(unit, unit), match.start(), match[0].strip()))
    return found


def figure_for(sentence: str, subjects: list[str], unit: str) -> Figure | None:
    """Find the one figure that a sentence gives for a subject.

    Args:
        sentence: A sentence of a document.
        subjects: Names of the subject, and words for the property.
        unit: The unit wanted; empty for a number without unit.

    Returns:
        The first figure of that unit behind the last of the subject's first mentions; None where
        there is none, so that nothing is compared with a figure that means something else.

    Example:
        >>> figure_for("Aspirin melts at 135 °C, ibuprofen at 75 °C.", ["ibuprofen"], "degC").value
        75.0
    """
    lower = sentence.lower()
    places = [lower.find(s.lower()) for s in subjects if s.lower() in lower]
    behind = max(places, default=0)
    fitting = [f for f in read_figures(sentence) if f.unit == unit]
    return next((f for f in fitting if f.start > behind), None)
