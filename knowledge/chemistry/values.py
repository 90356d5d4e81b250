"""Values as sentences and cells state them: number, range, uncertainty, comparison, unit."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from labwright.knowledge.chemistry.units import read_unit

Comparator = Literal["=", "<", ">", "~"]

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_PLAIN = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_POWER = (
    r"(?:\s?[×x·*]\s?10\s?(?:\^\s?\{?\(?[-–+]?\d{1,3}\)?\}?|[-–]\d{1,2}|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?![\d.]))"
    r"|[eE][-–+]?\d{1,3})"
)
_ERROR = rf"\s?(?:±|\+/-|\+-)\s?(?P<error>{_PLAIN})"
_NUMBER = re.compile(
    rf"(?<![\w.,^/])(?P<sign>[-+](?=[\d.]))?"
    rf"(?:\(\s?(?P<inner>[-+]?{_PLAIN})\s?(?:±|\+/-)\s?(?P<spread>{_PLAIN})\s?\)(?P<outer>{_POWER})?"
    rf"|(?P<ten>10(?:\^\s?\{{?[-–+]?\d{{1,3}}\}}?|-\d(?![\d.])|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
    rf"|(?P<number>{_PLAIN})(?:\((?P<last>\d{{1,2}})\))?(?P<power>{_POWER})?(?:{_ERROR}(?P<late>{_POWER})?)?)"
)
_ABOUT = (
    r"~|≈|∼|about|approx(?:imately|\.)?|ca\.?|circa|around|roughly|nearly|almost|close to|some"
    r"|약|대략"
)
_MORE = (
    r">|≥|≳|more than|greater than|higher than|larger than|above|over|exceeding|at least"
    r"|in excess of"
)
_LESS = r"<|≤|≲|less than|lower than|smaller than|below|under|at most|up to|fewer than|as low as"
_BEFORE = re.compile(rf"(?:(?P<about>{_ABOUT})|(?P<more>{_MORE})|(?P<less>{_LESS}))\s?$", re.I)
_RANGE = re.compile(rf"(?:\s?[–—]\s?|-|\s?~\s?|\sto\s)(?P<high>[-+]?{_PLAIN})(?P<power>{_POWER})?")
_AND = re.compile(rf"\s(?:and|to)\s(?P<high>[-+]?{_PLAIN})(?P<power>{_POWER})?")
_BETWEEN = re.compile(
    r"(?:between|(?:rang(?:es|ed|ing|e)|var(?:ies|ied|ying)|from a range)\s(?:from|of))\s$", re.I
)
_FROM = re.compile(r"\bfrom\s$", re.I)
_LIST = re.compile(r"\s?,\s(?:and\s|or\s)?|\s(?:and|or)\s|,\s?(?=[-\d])|와\s|,\s")
_ERROR_BEHIND = re.compile(rf"\s?(?:±|\+/-)\s?({_PLAIN})")
_GLUED = re.compile(r"[A-Za-z\d]|-[A-Za-z\d]|\.\d|/\d")
# “5 × 103” may be 5 × 10³ that lost its raised figure; the number of U-235 is no value.
_LOST = re.compile(r"\s?[×x]\s?10\d+")
_JOINED = re.compile(r"[A-Za-z\d)\]][-–]$")
_FARTHEST = 40
_SPACE_GROUP = re.compile(
    # A letter behind a space stands alone: in “P21/c and …” the “and” is none.
    r"(?<![\w-])[PIFCRAB]\s?(?:-?\d(?:_?\d)?|[abcdmn])"
    r"(?:[\s_]?(?:/[abcdmn]|-?\d_?\d?|\u0305)|_?[abcdmn]|\s[abcdmn](?!\w))*(?!\w)"
)


class Value(NamedTuple):
    """A value in a text.

    Args:
        start: Where it begins, words of comparison included.
        number: Where its number begins.
        end: Offset behind its unit.
        value: The number; of a range the lower one.
        high: Of a range the higher one.
        error: Its uncertainty.
        unit: Its unit as pint reads it; empty if there is none.
        comparator: ``~`` for “about”, ``>`` and ``<`` for bounds.
        word: The word of comparison.
    """

    start: int
    number: int
    end: int
    value: float
    high: float | None
    error: float | None
    unit: str
    comparator: Comparator
    word: str


class TextValue(NamedTuple):
    """A value that is no number, such as a space group.

    Args:
        start: Where it begins.
        end: Offset behind it.
        text: The value.
    """

    start: int
    end: int
    text: str


def values(text: str) -> list[Value]:
    """Find the values of a sentence or cell.

    Args:
        text: Text with one kind of minus.

    Returns:
        The values in order. A number of a list takes the unit that follows the list.

    Example:
        >>> [(v.value, v.high, v.unit) for v in values("140 and 101–103 °C")]
        [(140.0, None, 'degC'), (101.0, 103.0, 'degC')]
    """
    found = list(_each(text))
    for number in range(len(found) - 2, -1, -1):
        here, following = found[number], found[number + 1]
        if not here.unit and following.unit and _LIST.fullmatch(text, here.end, following.start):
            found[number] = here._replace(unit=following.unit)
    return found


def _each(text: str) -> Iterator[Value]:
    at = 0
    while match := _NUMBER.search(text, at):
        at = max(match.end(), match.start() + 1)
        if _LOST.match(text, match.end()) or _JOINED.search(text[: match.start()][-2:]):
            at = max(at, lost.end() if (lost := _LOST.match(text, at)) else at)
            continue
        value = _value(text, match)
        if value is not None:
            at = value.end
            yield value


def _value(text: str, match: re.Match[str]) -> Value | None:
    number, error = _read(match)
    end, high = match.end(), None
    before = text[max(0, match.start() - _FARTHEST) : match.start()]
    joined = _AND if _BETWEEN.search(before) else _RANGE
    if not _FROM.search(before) or joined is _AND:
        end, high, number = _ranged(text, end, joined, number, match)
    gap = end + (text[end : end + 1] == " ")
    unit = read_unit(text[gap : gap + 40])
    if unit is None:
        if _GLUED.match(text, end):
            return None
        name = ""
    else:
        name, end = unit.name, gap + unit.end
        end, high, error = _repeated(text, end, name, high, error)
    start, word, comparator = _compared(before, match.start())
    if high is not None and high < number:
        return None
    return Value(start, match.start(), end, number, high, error, name, comparator, word)


def _ranged(
    text: str, end: int, joined: re.Pattern[str], number: float, match: re.Match[str]
) -> tuple[int, float | None, float]:
    following = joined.match(text, end)
    if following is None or match["ten"] or _GLUED.match(text, following.end()):
        return end, None, number
    high = _float(following["high"], following["power"])
    if following["power"] and not match["power"]:  # 1.2–1.5 × 10^-4
        number = _float(match["number"] or "0", following["power"])
    return (following.end(), high, number) if high > number else (end, None, number)


def _repeated(
    text: str, end: int, name: str, high: float | None, error: float | None
) -> tuple[int, float | None, float | None]:
    """Read on behind a unit: “101 °C–103 °C” and “165 mAh/g ± 3 mAh/g”."""
    if high is None and (more := _RANGE.match(text, end)):
        gap = more.end() + (text[more.end() : more.end() + 1] == " ")
        unit = read_unit(text[gap : gap + 40])
        if unit is not None and unit.name == name:
            return gap + unit.end, _float(more["high"], more["power"]), error
    if error is None and (spread := _ERROR_BEHIND.match(text, end)):
        gap = spread.end() + (text[spread.end() : spread.end() + 1] == " ")
        unit = read_unit(text[gap : gap + 40])
        same = unit is not None and unit.name == name
        return (gap + unit.end if unit and same else spread.end()), high, _float(spread[1], None)
    return end, high, error


def _read(match: re.Match[str]) -> tuple[float, float | None]:
    sign = -1 if match["sign"] == "-" else 1
    if match["ten"]:
        return sign * _float("1", "x" + match["ten"]), None
    if match["inner"]:
        power = match["outer"]
        return sign * _float(match["inner"], power), _float(match["spread"], power)
    power = match["power"] or match["late"]
    number = sign * _float(match["number"], power)
    if match["last"]:
        digits = len(match["number"].partition(".")[2])
        return number, _float(f"{int(match['last'])}e-{digits}", power)
    return number, _float(match["error"], power) if match["error"] else None


def _float(number: str, power: str | None) -> float:
    plain = number.replace(",", "")
    if not power:
        return float(plain)
    written = power.translate(_SUPERSCRIPTS).replace("–", "-")
    exponent = re.search(r"(?:10\s?\^?\s?\{?\(?|[eE])([-+]?\d+)\)?\}?$", written)
    return float(f"{plain}e{exponent[1] if exponent else 1}")


def _compared(before: str, number: int) -> tuple[int, str, Comparator]:
    match = _BEFORE.search(before)
    if match is None or (match[0][0].isalpha() and before[: match.start()][-1:].isalpha()):
        return number, "", "="
    sign: Comparator = "~" if match["about"] else ">" if match["more"] else "<"
    return number - (len(before) - match.start()), match[0].strip().lower(), sign


def space_groups(text: str, start: int = 0, end: int | None = None) -> list[TextValue]:
    """Find what may be the symbols of space groups.

    Args:
        text: A text that speaks of space groups.
        start: Where to begin.
        end: Where to end.

    Example:
        >>> [group.text for group in space_groups("P21/c and Fm-3m")]
        ['P21/c', 'Fm-3m']
    """
    found = _SPACE_GROUP.finditer(text, start, len(text) if end is None else end)
    return [TextValue(*match.span(), match[0].replace(" ", "")) for match in found]
