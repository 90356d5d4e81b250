"""A paragraph of a PDF page, and how its lines begin."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from labwright.knowledge.readers.pdf.pieces import Piece

ENDED = re.compile(r"[.!?:;]['\"”’)\]]*(?:\[[\d,–-]+\])?$")
INDENT = 0.7  # of the size
CAPTION = re.compile(
    r"((?:(?:supplementary|supporting|extended data|suppl?\.|electronic supplementary)\s+)?"
    r"(fig(?:ure|s)?\.?|scheme|chart|plate|box|table|tab\.|figura|esquema|tabla|abbildung|abb\.|tabelle"
    r"|tableau|그림|표|도식|図|表|图)\s*[A-Z]{0,2}[.-]?(?:\d+(?:[.-]\d+)*[a-z]?|[IVX]+)(?!\w))",
    re.I,
)
BULLET = re.compile(r"[•◦▪▸►‣●○■□☐✓✗–—∗]\s|[•◦▪▸►‣●■□☐]\S")
NUMBERED = re.compile(
    r"(?:\[\d{1,3}\]|\d{1,2}(?:\.\d{1,2})+\.?(?=\s+[A-ZÀ-Þ])|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s+\S"
)


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together.

    Args:
        lines: Its lines.
        kind: ``text``, ``table`` or ``picture``.
        left: Where the lines of its column begin.
        right: Where they end.
        rows: Cells of a table.
        extra: Text in a picture that does not stand upright.
        beside: Whether it stands beside the text.
        last: Whether it is the last of its column.
        level: Of a heading, 1 for the highest; 0 for all else.
        role: ``table`` or ``figure`` for a caption, ``reference`` for an entry of a list of them.
        label: Of a caption, such as “Table 2”.
        front: Whether it tells title, authors and the like.
    """

    lines: list[Piece]
    kind: str
    left: float
    right: float
    rows: list[list[str]] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    beside: bool = False
    last: bool = False
    level: int = 0
    role: str = ""
    label: str = ""
    front: bool = False

    @property
    def size(self) -> float:
        """Size of most of its letters."""
        return usual_size(self.lines)

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.lines)

    @property
    def mono(self) -> bool:
        """Whether it is a listing."""
        return bool(self.lines) and all(line.mono for line in self.lines)

    @property
    def start(self) -> str:
        """Its first line."""
        return self.lines[0].text if self.lines else ""


def usual_size(lines: Iterable[Piece]) -> float:
    """Return the size of most of the letters of some lines."""
    sizes: dict[float, int] = {}
    for line in lines:
        sizes[line.size] = sizes.get(line.size, 0) + len(line.text)
    rounded: Counter[float] = Counter()
    for size, count in sizes.items():
        rounded[round(size, 1)] += count
    return rounded.most_common(1)[0][0] if rounded else 0.0


def is_marked(line: Piece) -> bool:
    """Tell whether a line begins with the mark of an item of a list."""
    return bool(BULLET.match(line.text) or NUMBERED.match(line.text))


def begins_caption(line: Piece) -> bool:
    """Tell whether a line begins as captions do, and not with a mention of a figure."""
    match = CAPTION.match(line.text)
    return (
        bool(match) and bool(re.match(r"\s*[.:|—]", line.text[match.end() :])) if match else False
    )
