"""Which brace closes which in LaTeX, and the arguments that stand in them."""

import re

_BRACE = re.compile(r"\\.|[{}]", re.S)
_FARTHEST = 1000  # characters of an optional argument


class Braces:
    """A source whose braces are matched once; odd ones are as if they were not there.

    Args:
        source: The source.

    Example:
        >>> Braces("a{b{c}}").closed
        {3: 5, 1: 6}
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.closed: dict[int, int] = {}
        opened: list[int] = []
        for match in _BRACE.finditer(source):
            if match[0] == "{":
                opened.append(match.start())
            elif match[0] == "}" and opened:
                self.closed[opened.pop()] = match.start()

    def blank(self, place: int, end: int) -> int:
        """Return the place of the next character that is no blank."""
        while place < end and self.source[place].isspace():
            place += 1
        return place

    def group(self, place: int, end: int) -> tuple[int, int, int] | None:
        """Return start and end of the next argument in braces and the place behind it, if any."""
        place = self.blank(place, end)
        stop = self.closed.get(place, end)
        return (place + 1, stop, stop + 1) if stop < end else None

    def bracket(self, place: int, end: int) -> tuple[str, int]:
        """Return an optional argument in brackets, if one stands here, and the place behind it."""
        if not self.source.startswith("[", place):
            return "", place
        at = place + 1
        while at < min(end, place + _FARTHEST):
            if self.source[at] == "]":
                return self.source[place + 1 : at], at + 1
            at = self.closed.get(at, at) + 1
        return "", place

    def groups(self, count: int, place: int, end: int) -> tuple[list[str], int]:
        """Return up to some arguments in braces, options before them left out."""
        found: list[str] = []
        while len(found) < count:
            beyond = self.bracket(self.blank(place, end), end)[1]
            group = self.group(beyond, end)
            if group is None:
                break
            found.append(self.source[group[0] : group[1]])
            place = group[2]
        return found, place
