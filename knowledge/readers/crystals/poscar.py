"""The lines of a VASP structure (POSCAR, CONTCAR)."""

import re
from dataclasses import dataclass, field

from labwright.core.errors import UnreadableDocument

MOST_ATOMS = 100_000
_VELOCITIES = re.compile(r"[-+.\dEe\s]+")


@dataclass
class Poscar:
    """A structure as VASP reads it.

    Args:
        comment: Its first line.
        lattice: The three vectors in Å.
        symbols: Elements, one for each count; empty if the file names none.
        counts: How many atoms of each.
        cartesian: Whether coordinates are in Å; otherwise in fractions of the cell.
        places: Coordinates of each atom.
        notes: What was noticed.
    """

    comment: str
    lattice: list[list[float]]
    symbols: list[str]
    counts: list[int]
    cartesian: bool
    places: list[list[float]]
    notes: list[str] = field(default_factory=list)

    @property
    def species(self) -> list[str]:
        """The element of each atom; numbers in place of elements that are not named."""
        names = self.symbols or [str(i) for i in range(1, len(self.counts) + 1)]
        return [s for s, n in zip(names, self.counts, strict=True) for _ in range(n)]


def read_poscar_lines(text: str, known: frozenset[str]) -> Poscar:
    """Read a structure as VASP writes it.

    Args:
        text: The file.
        known: Symbols of the elements.

    Returns:
        The structure; elements are taken from the comment line or from behind the coordinates
        where there is no line of symbols, as VASP 4 wrote it.

    Raises:
        UnreadableDocument: If a line is not what it should be; says which.
    """
    return _Lines(text, known).read()


class _Lines:
    """A walk through the lines of the file."""

    def __init__(self, text: str, known: frozenset[str]) -> None:
        self._lines = text.split("\n")
        self._known = known
        self._at = 0
        self._notes: list[str] = []

    def read(self) -> Poscar:
        comment = self._next()
        scales = self._numbers(1, "the scale")
        lattice = _scaled([self._numbers(3, "a cell vector") for _ in range(3)], scales)
        symbols, counts = self._symbols(), self._counts()
        self._check(symbols, counts)
        mode = self._next().strip().lower()
        if mode.startswith("s"):
            self._notes.append("selective dynamics: atoms may be held fixed")
            mode = self._next().strip().lower()
        if not mode.startswith(("d", "c", "k")):
            raise self._fault("“Direct” or “Cartesian” is expected")
        cartesian = mode[0] in "ck"
        begin = self._at
        factors = _factors(lattice, scales) if cartesian else [1.0, 1.0, 1.0]
        places = [
            [f * v for f, v in zip(factors, self._numbers(3, "an atom")[:3], strict=True)]
            for _ in range(sum(counts))
        ]
        if not symbols:
            symbols = self._named(comment, counts, begin)
        if any(
            _VELOCITIES.fullmatch(line) and line.strip() for line in self._lines[self._at :][:3]
        ):
            self._notes.append("velocities stand behind the atoms and are not read")
        return Poscar(comment.strip(), lattice, symbols, counts, cartesian, places, self._notes)

    def _next(self) -> str:
        if self._at >= len(self._lines):
            raise self._fault("the file ends too early")
        self._at += 1
        return self._lines[self._at - 1]

    def _fault(self, what: str) -> UnreadableDocument:
        return UnreadableDocument(
            f"It is not a POSCAR, or damaged: line {min(self._at, len(self._lines))}: {what}.",
            "Check that line.",
        )

    def _numbers(self, count: int, what: str) -> list[float]:
        words = self._next().split()
        found: list[float] = []
        for word in words[:3]:
            try:
                value = float(word.replace("d", "e").replace("D", "E"))
            except ValueError:
                break
            if not abs(value) < 1e9:  # noqa: PLR2004 - also what is no number
                break
            found.append(value)
        if len(found) < count:
            raise self._fault(f"{what} needs {count} number{'s' * (count > 1)}")
        return found

    def _symbols(self) -> list[str]:
        """Return the elements named before the counts; they may go on for several lines."""
        symbols: list[str] = []
        while self._at < len(self._lines) and not _are_counts(self._lines[self._at]):
            words = self._next().split()
            if not words:
                raise self._fault("symbols or counts of atoms are expected")
            for word in words:
                symbol = re.split(r"[_/.\d]", word)[0]
                if symbol not in self._known:
                    raise self._fault(f"“{word[:20]}” is no element")
                symbols.append(symbol)
        return symbols

    def _counts(self) -> list[int]:
        counts: list[int] = []
        while self._at < len(self._lines) and _are_counts(self._lines[self._at]):
            counts += [int(word) for word in _words(self._next())]
            if len(counts) > MOST_ATOMS:
                raise self._fault("there are too many counts of atoms")
        return counts

    def _check(self, symbols: list[str], counts: list[int]) -> None:
        if not counts or not sum(counts):
            raise self._fault("counts of atoms are expected")
        if symbols and len(symbols) != len(counts):
            raise self._fault(f"{len(symbols)} symbols stand over {len(counts)} counts")
        left = len(self._lines) - self._at
        if sum(counts) > min(left, MOST_ATOMS):
            raise self._fault(f"{sum(counts):,} atoms are counted, and {left:,} lines follow")

    def _named(self, comment: str, counts: list[int], begin: int) -> list[str]:
        """Find the elements where the file has no line for them."""
        words = comment.split()
        if len(words) == len(counts) and self._known.issuperset(words):
            self._notes.append("the elements are taken from the comment line")
            return words
        behind = [line.split()[3:] for line in self._lines[begin : self._at]]
        last = [next((w for w in words if w in self._known), "") for words in behind]
        ends = [sum(counts[: i + 1]) for i in range(len(counts))]
        starts = [0, *ends[:-1]]
        groups = [set(last[a:b]) for a, b in zip(starts, ends, strict=True)]
        if all(len(group) == 1 and "" not in group for group in groups if group):
            self._notes.append("the elements are taken from behind the coordinates")
            return [next(iter(group), "") for group in groups]
        self._notes.append("the file names no elements: neither formula nor density is known")
        return []


def _words(line: str) -> list[str]:
    return re.split(r"[!#]", line, maxsplit=1)[0].split()


def _are_counts(line: str) -> bool:
    words = _words(line)
    return bool(words) and all(w.isascii() and w.isdigit() and len(w) < 13 for w in words)  # noqa: PLR2004


def _scaled(rows: list[list[float]], scales: list[float]) -> list[list[float]]:
    """Scale the cell by one factor, one for each direction, or to a volume (a negative one)."""
    vectors = [row[:3] for row in rows]
    factors = _factors(vectors, scales)
    return [[f * v for f, v in zip(factors, row, strict=True)] for row in vectors]


def _factors(vectors: list[list[float]], scales: list[float]) -> list[float]:
    if len(scales) == 3 and all(s > 0 for s in scales):  # noqa: PLR2004
        return scales
    if scales[0] < 0 and (volume := abs(_volume(vectors))) > 0:
        return [(-scales[0] / volume) ** (1 / 3)] * 3
    return [scales[0]] * 3


def _volume(vectors: list[list[float]]) -> float:
    (a, b, c), (d, e, f), (g, h, i) = vectors
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
