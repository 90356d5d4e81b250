"""Line numbers, as manuscripts carry them, are no part of the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_PLACES = (re.compile(r"(?:^|\s)(\d{1,4})\s*$"), re.compile(r"^\s*(\d{1,4})(?=\s|$)"))
_AFTER_BREAK = re.compile(r"￾\n?(\d{1,4})\s+")
_STEPS = (1, 5)  # manuscripts number every line, or every fifth
_GAP = 4  # steps that a run may leave out, at headings and displayed formulae
_REGULAR = 0.8  # of the numbers follow the one before by exactly one step
_MOST = 0.5  # of the lines are numbered, unless the page next to it has the numbers before or after
_LINES_ALONE = 15  # a shorter run could be the entries of a table
_LINES_JOINED = 3


@dataclass(frozen=True)
class _Run:
    """Numbers that go up regularly, by index of their line."""

    place: re.Pattern[str]
    step: int
    numbers: dict[int, int]
    covered: int  # lines that the numbers count
    filled: int  # lines with text

    @property
    def first(self) -> int:
        return next(iter(self.numbers.values()))

    @property
    def last(self) -> int:
        return next(reversed(self.numbers.values()))

    def stands_alone(self) -> bool:
        return self.covered >= _LINES_ALONE and self.covered > _MOST * self.filled

    def follows(self, other: "_Run") -> bool:
        alike = self.place is other.place and self.step == other.step
        return alike and 0 < self.first - other.last <= _GAP * self.step


def strip_line_numbers(page: str) -> str:
    """Remove line numbers from a page that has them.

    Args:
        page: Text of a page, a line a line.

    Returns:
        The text without its line numbers.

    Example:
        >>> numbered = chr(10).join(f"some words {n}" for n in range(7, 27))
        >>> strip_line_numbers(numbered).splitlines()[0]
        'some words'
    """
    return strip_numbered_pages([page])[0]


def strip_numbered_pages(pages: Sequence[str]) -> list[str]:
    """Remove line numbers from the pages that have them.

    A page has them if numbers at the ends (or the starts) of most of its lines go up by one, or
    of every fifth by five. Where that holds for fewer lines, the numbers must go on from those of
    the page before or lead to those of the page behind. All else is figures, and stays.

    Args:
        pages: Texts of the pages of one document, in order.

    Returns:
        The texts without line numbers.
    """
    split = [page.split("\n") for page in pages]
    return [
        page if run is None else _strip(lines, run)
        for page, lines, run in zip(pages, split, _chosen(split), strict=True)
    ]


def numbered_lines(pages: Sequence[list[str]]) -> list[set[int]]:
    """Find the lines that carry a line number.

    Args:
        pages: The lines of each page of one document, in order.

    Returns:
        For each page the indices of such lines; see :func:`strip_numbered_pages`.
    """
    return [set(run.numbers) if run else set() for run in _chosen(pages)]


def _chosen(pages: Sequence[list[str]]) -> list[_Run | None]:
    """Find the line numbers of each page, if it has any."""
    candidates = [list(_candidates(lines)) for lines in pages]
    chosen = [next((r for r in runs if r.stands_alone()), None) for runs in candidates]
    _spread(chosen, candidates, forward=True)
    _spread(chosen, candidates, forward=False)
    return chosen


def _spread(chosen: list[_Run | None], candidates: list[list[_Run]], forward: bool) -> None:
    """Choose runs that go on from a chosen one, or that one goes on from."""
    near: _Run | None = None
    places = range(len(chosen)) if forward else reversed(range(len(chosen)))
    for place in places:
        if chosen[place] is None and near is not None:
            for run in candidates[place]:
                if run.follows(near) if forward else near.follows(run):
                    chosen[place] = run
                    break
        near = chosen[place] or near


def _candidates(lines: list[str]) -> Iterator[_Run]:
    """Find runs of numbers that are regular enough to be line numbers."""
    order = {index: n for n, index in enumerate(i for i, t in enumerate(lines) if t.strip())}
    for place in _PLACES:
        found = [(i, int(m[1])) for i, line in enumerate(lines) if (m := place.search(line))]
        for step in _STEPS:
            numbers = _longest(found, step)
            covered = len(numbers) * step
            if covered < _LINES_JOINED or len(numbers) < 2:  # noqa: PLR2004
                continue
            regular = [
                right[1] - left[1] == step and _apart(order, left[0], right[0], step)
                for left, right in pairwise(numbers.items())
            ]
            if sum(regular) >= _REGULAR * len(regular):
                yield _Run(place, step, numbers, covered, len(order))
                break  # each fifth number of every line's goes up by five as well


def _apart(order: dict[int, int], left: int, right: int, step: int) -> bool:
    """Tell whether there is room for the lines between; headings may stand there besides."""
    return step == 1 or step - 1 <= order[right] - order[left] <= step + _GAP


def _longest(found: list[tuple[int, int]], step: int) -> dict[int, int]:
    """Return the longest run of rising numbers, as number by line index."""
    best: dict[int, int] = {}
    for first in range(len(found)):
        if len(best) > len(found) - first:
            break
        run = {found[first][0]: found[first][1]}
        last = found[first][1]
        for index, number in found[first + 1 :]:
            if 0 < number - last <= _GAP * step and (number - last) % step == 0:
                run[index] = last = number
        if len(run) > len(best):
            best = run
    return best


def _strip(lines: list[str], run: _Run) -> str:
    text = "\n".join(
        run.place.sub("", line) if index in run.numbers else line
        for index, line in enumerate(lines)
    )
    # A word broken at the line's end hides the number behind it from the run.
    numbers = set(run.numbers.values())
    low, high = min(numbers) - _GAP, max(numbers) + _GAP

    def strip(match: re.Match[str]) -> str:
        number = int(match[1])
        return "￾" if low <= number <= high and number not in numbers else match[0]

    return _AFTER_BREAK.sub(strip, text)
