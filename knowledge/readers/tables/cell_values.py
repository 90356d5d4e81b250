"""Numbers of spreadsheets as people see them, as far as that loses no digit."""

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm:ss"),
}  # fmt: skip
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.I)
_WORDS = re.compile(r'[^0#?"]*?("[^"]*"\s*)?[^0#?"\s]*[0#?.,%]+[^"]*?(\s*"[^"]*")?[^"]*')
_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
_LEAP_FAULT = 60  # before it Excel counts one day too many: it believes in a 29 February 1900
_LAST_DAY = 2_958_466
_DIGITS = 15  # significant ones that spreadsheets keep
_MOST_PLACES = 15
_LONGEST = 40
_SMALLEST = -5  # numbers below its power of ten are written with one, as spreadsheets do


class Form(NamedTuple):
    """What a number format does.

    Args:
        day: Whether it shows a date.
        time: Whether it shows a time of day.
        elapsed: Whether it shows a length of time in hours.
        percent: Whether it shows percent.
        exponent: Whether it shows a power of ten.
        places: Digits behind the point that it always shows; -1 where it does not say.
        width: Digits that it fills up with zeros.
        before: Words before the number.
        behind: Words behind the number, such as a unit.
    """

    day: bool = False
    time: bool = False
    elapsed: bool = False
    percent: bool = False
    exponent: bool = False
    places: int = -1
    width: int = 0
    before: str = ""
    behind: str = ""


def format_code(number: int, own: dict[int, str]) -> str:
    """Return a format by its number, one of the file or one that all files share."""
    return own.get(number) or _BUILT_IN.get(number, "")


@lru_cache(maxsize=1000)
def read_form(code: str) -> Form:
    """Read a number format.

    Args:
        code: Such as ``0.00%`` or ``yyyy-mm-dd``.

    Returns:
        What it does; of several sections the first counts.
    """
    code = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code[:255])[0]
    bare = _ASIDE.sub("", code).lower()
    if "general" in bare or not bare:
        bare = ""
    if re.search(r"[ymdhs]", bare) and not re.search(r"[0#?]e[+-]", bare):
        elapsed = re.search(r"\[[hms]+\]", bare) is not None
        day = re.search(r"[yd]|mmm", bare) is not None
        return Form(day=day, time=re.search(r"[hs]", bare) is not None, elapsed=elapsed)
    if "?/" in bare or "#/" in bare:
        return Form()
    match = re.search(r"\.(0*)", bare)
    places = len(match[1]) if match else -1
    width = len(bare) if re.fullmatch(r"0{2,}", bare) else 0
    words = _WORDS.fullmatch(code)
    before, behind = ((words[n] or "").replace('"', "") for n in (1, 2)) if words else ("", "")
    return Form(
        percent="%" in bare, exponent=re.search("e[+-]", bare) is not None,
        places=min(places, _MOST_PLACES), width=min(width, _LONGEST), before=before, behind=behind,
    )  # fmt: skip


def shown(raw: str, code: str, since_1904: bool = False) -> str:
    """Return a number as it is seen.

    Digits that a format hides are kept, zeros that it adds are added.

    Args:
        raw: The number as the file holds it.
        code: Its number format.
        since_1904: Whether days are counted from 1904.

    Returns:
        The number without traces of binary arithmetic; dates and times as ISO 8601.

    Example:
        >>> shown("0.30000000000000004", ""), shown("5.0", "0.00"), shown("0.125", "0%")
        ('0.3', '5.00', '12.5%')
        >>> shown("45292", "d/m/yy"), shown("7", '0.0" mL"')
        ('2024-01-01', '7.0 mL')
    """
    if not code and raw.isdecimal():
        return raw
    number = _decimal(raw)
    if number is None:
        return raw
    form = read_form(code)
    if form.day or form.time:
        return _moment(float(number), form, since_1904) or _plain(number)
    if form.percent:
        return f"{form.before}{_padded(_plain(number * 100), form)}%{form.behind}"
    text = _power(number, form.places) if form.exponent else _padded(_plain(number), form)
    return f"{form.before}{text}{form.behind}"


def _decimal(raw: str) -> Decimal | None:
    """Return a number with the digits that a spreadsheet keeps."""
    raw = raw.strip()
    if len(raw) > _LONGEST:
        return None
    try:
        number = Decimal(raw)
        if not raw.lstrip("+-").isdecimal():
            number = Decimal(format(float(number), f".{_DIGITS}g"))
    except (InvalidOperation, OverflowError, ValueError):
        return None
    return number if number.is_finite() else None


def _plain(number: Decimal) -> str:
    """Write a number without exponent where that is short, and without idle zeros."""
    if number and (number.adjusted() < _SMALLEST or "E+" in str(number)):
        return _power(number)
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _power(number: Decimal, places: int = 0) -> str:
    """Write a number with a power of ten, as spreadsheets do: 1.5E-07."""
    factor, _, power = f"{number.normalize():e}".partition("e")
    part = factor.partition(".")[2]
    if places > len(part):
        factor = f"{factor.partition('.')[0]}.{part.ljust(places, '0')}"
    return f"{factor}E{power[:1]}{power[1:].zfill(2)}"


def _padded(text: str, form: Form) -> str:
    if "E" in text:
        return text
    whole, point, part = text.partition(".")
    if form.width:
        sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        whole = sign + whole.zfill(form.width)
    if form.places > len(part):
        return f"{whole}.{part.ljust(form.places, '0')}"
    return f"{whole}{point}{part}"


def _moment(days: float, form: Form, since_1904: bool) -> str:
    """Return a date or time; empty if there is none such."""
    if not 0 <= days < _LAST_DAY:
        return ""
    seconds = round(days * 86400, 3)
    if form.elapsed or (days >= 1 and not form.day):
        return _length(seconds)
    if days < 1 and not form.day:
        return _clock(datetime(2000, 1, 1) + timedelta(seconds=seconds))
    early = not since_1904 and days < _LEAP_FAULT
    moment = _EPOCHS[since_1904] + timedelta(seconds=seconds) + timedelta(days=int(early))
    midnight = moment.time() == datetime(2000, 1, 1).time()
    day = moment.date().isoformat()
    return day if midnight and not form.time else f"{day} {_clock(moment)}" if form.time else day


def _clock(moment: datetime) -> str:
    text = moment.strftime("%H:%M:%S.%f").rstrip("0").rstrip(".")
    return text if "." in text else moment.strftime("%H:%M:%S")


def _length(seconds: float) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{int(hours)}:{int(minutes):02}:{rest:06.3f}".removesuffix(".000")
