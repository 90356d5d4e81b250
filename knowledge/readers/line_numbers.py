"""Line numbers, as manuscripts carry them, are no part of the text."""

import re

_ENDING = re.compile(r"(?:^|\s)(\d{1,4})\s*$")
_STARTING = re.compile(r"^\s*(\d{1,4})(?=\s|$)")
_AFTER_BREAK = re.compile(r"￾\n?(\d{1,4})\s+")
_SHORTEST_RUN = 6
_GAP = 4


def strip_line_numbers(page: str) -> str:
    """Remove line numbers from a page that has them.

    A page has them if numbers at the ends (or the starts) of its lines go up one by one for most
    of the page; a number that fits no such run stays.

    Args:
        page: Text of a page, a line a line.

    Returns:
        The text without its line numbers.

    Example:
        >>> numbered = chr(10).join(f"some words {n}" for n in range(7, 17))
        >>> strip_line_numbers(numbered).splitlines()[0]
        'some words'
    """
    lines = page.split("\n")
    for pattern in (_ENDING, _STARTING):
        run = _run(lines, pattern)
        if len(run) >= _SHORTEST_RUN and len(run) >= len(lines) // 3:
            numbers = set(run.values())
            stripped = [pattern.sub("", t) if i in run else t for i, t in enumerate(lines)]
            return _strip_broken("\n".join(stripped), numbers)
    return page


def _run(lines: list[str], pattern: re.Pattern[str]) -> dict[int, int]:
    """Return the longest run of line numbers, as number by line index."""
    found = [(i, int(m[1])) for i, line in enumerate(lines) if (m := pattern.search(line))]
    best: dict[int, int] = {}
    for first in range(len(found)):
        run = {found[first][0]: found[first][1]}
        last = found[first][1]
        for index, number in found[first + 1 :]:
            if 0 < number - last <= _GAP:
                run[index] = last = number
        if len(run) > len(best):
            best = run
        if len(best) > len(found) - first:
            break
    return best


def _strip_broken(text: str, numbers: set[int]) -> str:
    """Remove line numbers that stand behind a word broken at the line's end."""
    low, high = min(numbers) - _GAP, max(numbers) + _GAP

    def strip(match: re.Match[str]) -> str:
        number = int(match[1])
        return "￾" if low <= number <= high and number not in numbers else match[0]

    return _AFTER_BREAK.sub(strip, text)
