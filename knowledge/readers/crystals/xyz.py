"""Frames of atoms in space (XYZ), without holding more than the first and the last."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from labwright.core.errors import UnreadableDocument

MOST_FRAMES = 1_000_000
SHOWN = 100
_LINE = 10_000
_COUNT = re.compile(r"\s*\d{1,8}\s*", re.ASCII)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?", re.ASCII)
_GHOSTS = ("X", "Xx", "Bq", "Gh", "D", "T")
_LATTICE = re.compile(r"Lattice\s*=\s*[\"']([^\"']+)[\"']", re.I)


@dataclass
class Frame:
    """One geometry.

    Args:
        number: Its place in the file, counted from 1.
        comment: Its second line.
        counts: Atoms by symbol.
        atoms: Symbol and coordinates of the first atoms, as written.
    """

    number: int
    comment: str
    counts: Counter[str] = field(default_factory=Counter)
    atoms: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many atoms it has."""
        return sum(self.counts.values())

    @property
    def formula(self) -> str:
        """Its formula in Hill order."""
        symbols = sorted(self.counts)
        if "C" in self.counts:
            first = [s for s in ("C", "H") if s in self.counts]
            symbols = first + [s for s in symbols if s not in first]
        return "".join(f"{s}{self.counts[s] if self.counts[s] > 1 else ''}" for s in symbols)

    @property
    def lattice(self) -> list[float]:
        """The nine components of the cell that an extended comment gives, in Å; or nothing."""
        match = _LATTICE.search(self.comment)
        words = match[1].split() if match else []
        found = [float(w) for w in words if _NUMBER.fullmatch(w) and "d" not in w.lower()]
        return found if len(found) == len(words) == 9 else []  # noqa: PLR2004


def frames_of(path: Path, symbols: dict[str, str]) -> Iterator[Frame]:
    """Yield the frames of a file.

    Args:
        path: The file.
        symbols: Symbols of the elements by symbol in lower case, and by atomic number.

    Yields:
        Each frame.

    Raises:
        UnreadableDocument: At the first line that is not what it should be; says which.
    """
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        lines = enumerate(iter(lambda: stream.readline(_LINE), ""), 1)
        number = 0
        for at, line in lines:
            if not line.strip():
                continue
            if not _COUNT.fullmatch(line):
                raise _fault(at, f"a count of atoms is expected, not “{line.strip()[:40]}”")
            number += 1
            yield _frame(lines, number, int(line), at, symbols)


def _frame(
    lines: Iterator[tuple[int, str]], number: int, size: int, at: int, symbols: dict[str, str]
) -> Frame:
    at, comment = next(lines, (at, ""))
    frame = Frame(number, " ".join(comment.split()))
    for row in range(size):
        at, line = next(lines, (at, ""))
        words = line.split()
        if len(words) < 4 or not all(map(_NUMBER.fullmatch, words[1:4])):  # noqa: PLR2004
            what = f"atom {row + 1} of {size} of frame {number} is missing or has no coordinates"
            raise _fault(at, what)
        symbol = _symbol(words[0], symbols)
        if not symbol:
            raise _fault(at, f"“{words[0][:20]}” is no element")
        frame.counts[symbol] += 1
        if row < SHOWN:
            frame.atoms.append((symbol, *words[1:4]))
    return frame


def _symbol(word: str, symbols: dict[str, str]) -> str:
    """Return the element of a label such as “C”, “6”, “FE2” or “O_w”."""
    if word.isascii() and word.isdigit():
        return symbols.get(word.lstrip("0"), "")
    bare = re.split(r"[\d_:@*+-]", word)[0]
    if bare.capitalize() in _GHOSTS:
        return bare.capitalize()
    return symbols.get(bare.lower(), "")


def _fault(at: int, what: str) -> UnreadableDocument:
    return UnreadableDocument(f"Line {at}: {what}.", "Check that line, or get the file anew.")
