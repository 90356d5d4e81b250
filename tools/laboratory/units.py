"""Unit conversion, with what chemistry ties together."""

import re
from collections.abc import Iterator
from typing import Annotated

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.measures import read_measure, split_measure
from labwright.core.quantity import Quantity, same_dimension
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.conversion import COUNT, Converted, convert
from labwright.tools.laboratory.givens import SHORT
from labwright.tools.laboratory.substances import Substance, read_substance
from labwright.tools.laboratory.unit_words import agreed_temperatures, leading_unit
from labwright.tools.laboratory.written_units import written_unit
from labwright.tools.parameters import Molecule, Question, measured

_LONGEST = 2000
_FIGURE = re.compile(
    r"(?<![\w.,^])[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?"
    r"(?:\s?[x×·*]\s?10\s?\^?\s?[-−⁻]?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]+|[eE][-+−]?\d+)?(?=\s?[^\s\d.,])"
)
_TARGET = re.compile(
    r"(?:\b(?:in|to|into|as|how many|how much|what in)\b|→|->|=>|=)\s*", re.I
)  # fmt: skip
_INTERVAL = re.compile(r"\b(?:difference|change|interval|rise|drop|increase|decrease)\b", re.I)


@tool(
    examples=(
        "Convert {quantity} to kJ/mol",
        "What is {quantity} in cm-1?",
        "How many kcal/mol are {quantity}?",
        "{quantity} in Kelvin",
        "wavelength of {quantity} in nm",
        "Express {quantity} as eV",
        "{quantity} -> Pa",
        "How many grams of {molecule} is {quantity}?",
    ),
    yields=(
        Yield("converted", ("convert units", "unit conversion", "단위 변환", "단위 환산"), ""),
    ),
    domain="Units of the same dimension, and photon energies, moles and masses, ppm in water.",
    agent="analyst",
)
def convert_units(
    question: Question,
    substance: Molecule | None = None,
    wavelength: Annotated[str, measured("nm", "at a wavelength", "wavelength of"), SHORT] = "",
) -> Finding:
    """Convert a quantity into another unit: also eV, cm-1, nm and Hz, grams and moles, °C and K.

    Args:
        question: The quantity and the wanted unit in words, e.g. ``5 eV in kJ/mol``.
        substance: The substance, where mass and amount are to be tied.
        wavelength: Where a small width in wavelength is to become one in energy: its centre.

    Returns:
        The converted value, and the relation used where the dimensions differ.

    Raises:
        BadArgument: If quantity or unit are not clear, or nothing ties them.

    Example:
        >>> convert_units("convert 1 eV to kJ/mol").quantity("converted").text()
        '96.4853 kJ/mol'
    """
    if len(question) > _LONGEST:
        raise BadArgument(f"A question of {len(question)} characters is no conversion.",
                          "Give the quantity and the wanted unit.")  # fmt: skip
    figure, unit, wanted = _read(question)
    found = read_substance(substance) if substance and _ties(unit, wanted) else None
    interval = bool(_INTERVAL.search(question)) and same_dimension(unit, "kelvin")
    if wavelength and _is_width(unit, wanted, wavelength, figure):
        done = _width(figure, unit, wanted, wavelength)
    elif interval and same_dimension(wanted, "kelvin"):
        done = convert(figure, _interval(unit), _interval(wanted))
        done = Converted(done.value, wanted, "interval of temperature", "a difference, no reading")
    else:
        done = convert(figure, unit, wanted, found)
    return _finding(figure, unit, done, found)


def _finding(figure: float, unit: str, done: Converted, found: Substance | None) -> Finding:
    value = Quantity(
        key="converted", name="converted value", value=float(f"{done.value:.12g}"),
        unit=_unit_shown(done.unit), method=done.relation or "definition of the units",
        conditions=done.conditions,
    )  # fmt: skip
    put_in = Quantity(key="given", name="given value", value=figure, unit=_unit_shown(unit))
    words = {COUNT: " particles"}
    of = f" of {found.name} (molar mass {{molar_mass}})" if found else ""
    by = f", by {done.relation}" if done.relation else ""
    where = f" ({done.conditions})" if done.conditions and "1.00" not in done.conditions else ""
    return Finding(
        statement=f"{{given}}{words.get(unit, '')}{of} is {{converted}}"
        f"{words.get(done.unit, '')}{by}{where}.",
        quantities=(value, put_in, *((found.mass_quantity,) if found else ())),
        structures=found.structures if found else (),
        caution=f"Assumed: {done.conditions}." if done.conditions else "",
    )


def _unit_shown(unit: str) -> str:
    return "" if unit == COUNT else written_unit(unit)


_Found = tuple[str, str, int, int, str]
"""Figure, unit, where both begin and end, and the unit as written."""


def _read(question: str) -> tuple[float, str, str]:
    """Find the figure, its unit and the wanted unit."""
    figures = list(_figures(question))
    targets = list(_targets(question, figures)) or _behind(question, figures)
    if not figures or not targets:
        raise BadArgument("It is not clear what is to be converted into what.",
                          "Write it as: 5 eV in kJ/mol.")  # fmt: skip
    if len({f[:2] for f in figures}) > 1:
        raise BadArgument("Several quantities stand in the question.", "Ask for one at a time.")
    if len({t[0] for t in targets}) > 1:
        raise BadArgument("Several units are asked for.", "Ask for one at a time.")
    text, unit, _, _, written = figures[0]
    first, second = agreed_temperatures(unit, targets[0][0], (written, targets[0][1]))
    return split_measure(text)[0], first, second


def _figures(question: str) -> Iterator[_Found]:
    for match in _FIGURE.finditer(question):
        unit, length = leading_unit(question[match.end() :])
        if unit and any(c.isdigit() for c in match[0]):
            end = match.end() + length
            yield match[0], unit, match.start(), end, question[match.end() : end].strip()


def _targets(question: str, figures: list[_Found]) -> Iterator[tuple[str, str]]:
    for match in _TARGET.finditer(question):
        unit, length = leading_unit(question[match.end() :])
        if not unit or any(start <= match.end() < end for _, _, start, end, _ in figures):
            continue
        behind = question[match.end() + length :]
        yield unit, question[match.end() : match.end() + length].strip()
        also = re.match(r"\s*(?:,|and|or)\s+", behind)
        if also and (second := leading_unit(behind[also.end() :])[0]):
            yield second, behind


def _behind(question: str, figures: list[_Found]) -> list[tuple[str, str]]:
    """Find a unit before “로” or “으로”, as Korean says what something is turned into."""
    end = figures[0][3] if figures else 0
    match = re.search(r"(\S+?)(?:으로|로|는 몇)\b", question[end:])
    unit = leading_unit(match[1])[0] if match else ""
    return [(unit, match[1])] if match and unit else []


def _ties(unit: str, wanted: str) -> bool:
    return not same_dimension(unit, wanted)


def _interval(unit: str) -> str:
    return {"degC": "delta_degC", "degF": "delta_degF"}.get(unit, unit)


def _is_width(unit: str, wanted: str, wavelength: str, figure: float) -> bool:
    centre = read_measure(wavelength, "m", "Wavelength")
    width = convert(figure, unit, "m").value if same_dimension(unit, "m") else None
    spread = any(same_dimension(wanted, kind) for kind in ("1/m", "J", "J/mol", "1/s"))
    return width is not None and spread and abs(width) < centre / 2 and width != centre


def _width(figure: float, unit: str, wanted: str, wavelength: str) -> Converted:
    """Turn a width in wavelength about a centre into one in energy: its two edges, subtracted."""
    centre = read_measure(wavelength, "m", "Wavelength")
    half = convert(figure, unit, "m").value / 2
    edges = [convert(centre + side * half, "m", wanted).value for side in (-1, 1)]
    return Converted(abs(edges[0] - edges[1]), wanted, "the edges of the band, h c/λ each",
                     "width centred on the wavelength in vacuum")  # fmt: skip
