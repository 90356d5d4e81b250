"""The source of a LaTeX document with its environments found."""

import re
from collections.abc import Collection, Iterator

from labwright.knowledge.readers.latex.braces import Braces
from labwright.knowledge.readers.latex.numbers import Numbers
from labwright.knowledge.readers.latex.reader import References
from labwright.knowledge.readers.latex.text import read_tex

_ENVIRONMENT = re.compile(r"\\\\|\\(?P<what>begin|end)\s*\{(?P<kind>[^{}]*)\}")


class Manuscript:
    r"""A source, what its labels stand for, and where each ``\begin`` is ended.

    Args:
        source: The body of the document, its own commands put in.
        references: What its labels stand for.
        numbers: Of its figures, tables and formulae.
    """

    def __init__(self, source: str, references: References, numbers: Numbers) -> None:
        self.source = source
        self.references = references
        self.numbers = numbers
        self.braces = Braces(source)
        self.ends = dict(_environments(source))
        """By the place of a beginning: start and end of what stands in it, place behind it."""

    def words(self, start: int, stop: int) -> str:
        """Return what a stretch says in one line."""
        return read_tex(self.source[start:stop], self.references)

    def argument(self, place: int, end: int) -> tuple[int, int, int] | None:
        """Return start, end and the place behind of an argument, an option before it skipped."""
        place = self.braces.bracket(self.braces.blank(place, end), end)[1]
        return self.braces.group(place, end)

    def outermost(
        self, kinds: Collection[str], start: int, stop: int
    ) -> Iterator[tuple[str, int, int, int]]:
        """Yield kind, start, end and the place behind of environments of some kinds.

        Args:
            kinds: Their names.
            start: Where to look from.
            stop: Where to end.

        Yields:
            Those that stand in no other of them.
        """
        place = start
        for match in _ENVIRONMENT.finditer(self.source, start, stop):
            found = self.ends.get(match.start())
            if found and match["kind"] in kinds and place <= match.start() and found[2] <= stop:
                yield match["kind"], *found
                place = found[2]


def _environments(source: str) -> Iterator[tuple[int, tuple[int, int, int]]]:
    opened: list[tuple[str, int, int]] = []
    known: dict[str, int] = {}
    for match in _ENVIRONMENT.finditer(source):
        kind = match["kind"]
        if match["what"] == "begin":
            opened.append((kind, match.start(), match.end()))
            known[kind] = known.get(kind, 0) + 1
        elif match["what"] and known.get(kind):  # an end of what was never begun is no end
            while opened:
                name, begin, start = opened.pop()
                known[name] -= 1
                if name == kind:
                    yield begin, (start, match.start(), match.end())
                    break
