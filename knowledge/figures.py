"""Figures that a sentence states: number, unit, place."""

import re
from dataclasses import dataclass

from labwright.core.units import WRITTEN, as_pint

_NUMBER = (
    r"[-−–+]?(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?)(?:\s?[×x]\s?10\s?\^?[-−]?\d+)?"
)
_UNIT = "|".join(re.escape(unit) for unit in sorted(WRITTEN, key=len, reverse=True))
_FIGURE = re.compile(rf"(?<![\w.,/-])({_NUMBER})(?:\s?({_UNIT})(?![\w/]))?")
_LABEL = re.compile(
    r"(?:\b(?:pH|Tables?|Figs?\.?|Figures?|Eqs?\.?|Equations?|Refs?\.?|Sections?|Schemes?|Entry|No\.)"
    r"|\[|[<>≤≥]|\bthan)\s*$",
    re.I,
)
_YEARS = (1800, 2100)
_COUNT = re.compile(r"\s*(?:times|fold|experiments?|measurements?|samples?|runs?|\])")
_RANGE = re.compile(r"\d\s?$")


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
        number = _plain(match[1], sentence[: match.start()])
        number = re.sub(r"[×x]10\^?(-?\d+)", r"e\1", number)
        unit = as_pint(match[2]) if match[2] else ""
        found.append(Figure(float(number), unit, match.start(), match[0].strip()))
    return found


def _plain(number: str, before: str) -> str:
    """Write a number as Python reads it; a dash behind another number is that of a range."""
    number = number.replace("−", "-").replace("–", "-").replace(" ", "")
    if number[0] == "-" and _RANGE.search(before):
        number = number[1:]
    thousands = re.fullmatch(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", number)
    return number.replace(",", "" if thousands else ".")


def _is_value(sentence: str, figure: Figure) -> bool:
    """Tell a value from the number of a table, a year, a pH or a count."""
    behind = sentence[figure.start + len(figure.text) :]
    if not figure.unit and figure.text.isdigit() and _YEARS[0] <= figure.value <= _YEARS[1]:
        return False
    return not _LABEL.search(sentence[: figure.start]) and not _COUNT.match(behind)


def figure_for(sentence: str, subjects: list[str], unit: str) -> Figure | None:
    """Find the one figure that a sentence gives for a subject.

    Args:
        sentence: A sentence of a document.
        subjects: Names of the subject, and words for the property.
        unit: The unit wanted; empty for a number without unit.

    Returns:
        The figure of that unit behind the last of the subject's first mentions; the first of
        several if it has a unit, none of several that have not: nothing is compared with a figure
        that may mean something else.

    Example:
        >>> figure_for("Aspirin melts at 135 °C, ibuprofen at 75 °C.", ["ibuprofen"], "degC").value
        75.0
    """
    lower = sentence.lower()
    places = [lower.find(s.lower()) for s in subjects if s.lower() in lower]
    behind = max(places, default=0)
    fitting = [
        figure
        for figure in read_figures(sentence)
        if figure.unit == unit and figure.start > behind and _is_value(sentence, figure)
    ]
    return fitting[0] if fitting and (unit or len(fitting) == 1) else None
