"""Dates as they are printed."""

import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero janvier januar 1月 1월",
            "february feb febrero février februar 2月 2월",
            "march mar marzo mars märz 3月 3월", "april apr abril avril 4月 4월",
            "may mayo mai 5月 5월", "june jun junio juin juni 6月 6월",
            "july jul julio juillet juli 7月 7월", "august aug agosto août 8月 8월",
            "september sep sept septiembre septembre 9月 9월",
            "october oct octubre octobre oktober 10月 10월",
            "november nov noviembre novembre 11月 11월",
            "december dec diciembre décembre dezember 12月 12월",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(?:(\d{1,2})\s*[月월]\s*)?(?:(\d{1,2})\s*[日일])?")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?!\d)")


def read_date(text: str) -> tuple[str, int]:
    """Read a date in words or figures.

    Args:
        text: As printed.

    Returns:
        The date as ISO 8601, as exact as it is known, and the year; empty and 0 if there is none.

    Example:
        >>> read_date("2 August 2018"), read_date("2018/8"), read_date("undated")
        (('2018-08-02', 2018), ('2018-08', 2018), ('', 0))
    """
    match = _ISO.search(text) or _ASIAN.search(text)
    if match:
        return iso_date(*(match[i] or "" for i in (1, 2, 3)))
    year = _YEAR.search(text)
    if not year:
        return "", 0
    rest = f"{text[: year.start()]} {text[year.end() :]}".lower()
    month = next((str(_MONTHS[w]) for w in re.findall(r"[^\W\d_]+", rest) if w in _MONTHS), "")
    day = _DAY.search(rest)
    return iso_date(year[1], month, day[1] if day and month else "")


def iso_date(year: str, month: str = "", day: str = "") -> tuple[str, int]:
    """Return a date as ISO 8601 from its parts, as far as they make sense, and the year.

    Example:
        >>> iso_date("2019", "Oct", "4"), iso_date("2019", "13")
        (('2019-10-04', 2019), ('2019', 2019))
    """
    found = _YEAR.fullmatch(year.strip())
    if not found:
        return "", 0
    number = _MONTHS.get(month.strip().strip(".").lower()) or _small(month, 12)
    if not number:
        return found[1], int(found[1])
    date = f"{found[1]}-{number:02}"
    of_month = _small(day, 31)
    return (f"{date}-{of_month:02}" if of_month else date), int(found[1])


def _small(text: str, most: int) -> int:
    text = text.strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else 0  # noqa: PLR2004
    return number if number <= most else 0
