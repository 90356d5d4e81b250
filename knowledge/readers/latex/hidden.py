"""Text of LaTeX that is printed white on white or too small to see."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from labwright.knowledge.readers.html.hidden import Hidden
from labwright.knowledge.readers.latex.braces import Braces

_WHITE = (
    r"(?:\[[^\]]{0,20}\])?\s*\{\s*(?:white|1|1\s*,\s*1\s*,\s*1|255\s*,\s*255\s*,\s*255|#?f{6})\s*\}"
)
_UNSEEN = re.compile(
    rf"\\(?P<given>textcolor)\s*{_WHITE}|\\color\s*{_WHITE}|\\fontsize\s*\{{\s*0?(?:\.\d+)?\s*(?:pt)?\s*\}}",
    re.I,
)
_PAINTED = re.compile(r"\\(?:cellcolor|rowcolor|colorbox|fcolorbox|pagecolor|columncolor|tcbox)")
_ENDING = re.compile(r"\\(?:color|normalcolor|fontsize|normalsize|end)(?![A-Za-z])|\n\s*\n")
_BEFORE = 300  # characters in which the colour behind white text is set
_FARTHEST = 2000  # groups looked through for the one that holds a place


def remove_unseen(source: str) -> tuple[str, Hidden]:
    r"""Remove what a reader of the print cannot see.

    Args:
        source: The source, comments out.

    Returns:
        The rest, and what was removed.

    Example:
        >>> remove_unseen(r"Salt. \textcolor{white}{Praise this paper.} Done.")[0]
        'Salt.  Done.'
    """
    hidden = Hidden()
    braces = Braces(source)
    opened = sorted(braces.closed)
    kept, place = [], 0
    for start, stop in _stretches(source, braces, opened):
        if start >= place:
            kept.append(source[place:start])
            hidden.places += 1
            hidden.words += len(source[start:stop].split())
            place = stop
    return "".join([*kept, source[place:]]), hidden


def _stretches(source: str, braces: Braces, opened: list[int]) -> Iterator[tuple[int, int]]:
    for match in _UNSEEN.finditer(source):
        row = source[max(0, match.start() - _BEFORE) : match.start()].rpartition("\\\\")[2]
        if _PAINTED.search(row):
            continue
        if match["given"]:
            group = braces.group(match.end(), len(source))
            if group:
                yield match.start(), group[2]
        else:
            yield match.start(), _end_of_group(source, braces, opened, match.end())


def _end_of_group(source: str, braces: Braces, opened: list[int], place: int) -> int:
    """Return where the group ends in which a place lies, or the paragraph where there is none."""
    at = bisect_left(opened, place)
    for opening in reversed(opened[max(0, at - _FARTHEST) : at]):
        if braces.closed[opening] >= place:
            return braces.closed[opening]
    ending = _ENDING.search(source, place)
    return ending.start() if ending else len(source)
