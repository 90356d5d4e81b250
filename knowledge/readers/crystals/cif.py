"""The syntax of CIF: data blocks, items and loops, with mercy on what programs really write."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from labwright.core.errors import UnreadableDocument

_TOKEN = re.compile(
    r"""\s*(?:(?P<comment>\#[^\n]*)
    | (?P<text>^;)
    | (?P<quote>'(?:[^'\n]|'(?=\S)){0,2048}'(?=\s|\Z) | "(?:[^"\n]|"(?=\S)){0,2048}"(?=\s|\Z))
    | (?P<word>\S+))""",
    re.VERBOSE | re.MULTILINE,
)
_TRIPLE = re.compile(r"'''(.*?)'''|\"\"\"(.*?)\"\"\"", re.DOTALL)
_TEXT_END = re.compile(r"^;", re.MULTILINE)
_KEYWORD = re.compile(r"^[ \t]*(_|loop_|data_)", re.MULTILINE | re.IGNORECASE)
_LENT = 600  # characters that a quotation may go on for after its line
_BULKY = ("_refln_", "_diffrn_refln", "_pd_", "_geom_", "_atom_site_aniso", "_iucr_", "_shelx_")
_ESSENTIAL = ("_atom_site_fract", "_atom_site_label", "_symmetry_equiv", "_space_group_symop")
_MOST_NOTES = 5
_ROWS_KEPT = 200_000


@dataclass
class Loop:
    """A table of a block.

    Args:
        tags: Names of its columns, as keys.
        line: Line that it begins in.
        values: Its values, row by row; none are kept of bulky tables.
        count: How many values it has.
        room: How many values are kept.
    """

    tags: list[str]
    line: int
    values: list[str] = field(default_factory=list)
    count: int = 0
    room: int = 0

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.count // len(self.tags) if self.tags else 0

    def add(self, value: str) -> None:
        """Add a value."""
        if not self.count:
            self.room = 0 if self.tags[0].startswith(_BULKY) else _ROWS_KEPT * len(self.tags)
        self.count += 1
        if self.count <= self.room:
            self.values.append(value)

    def column(self, tag: str) -> list[str]:
        """Return the values of a column."""
        return self.values[self.tags.index(tag) :: len(self.tags)]


@dataclass
class CifBlock:
    """A data block.

    Tags are kept in lower case with ``_`` for ``.``, so that old and new names are one.

    Args:
        name: What stands behind ``data_``.
        line: Line that it begins in.
    """

    name: str
    line: int
    items: dict[str, str] = field(default_factory=dict)
    loops: list[Loop] = field(default_factory=list)

    def get(self, *tags: str) -> str:
        """Return the first of some items that has a value; a loop's first value counts too."""
        return next((value for tag in tags for value in self.column(tag)[:1] if value), "")

    def column(self, tag: str) -> list[str]:
        """Return all values of a tag; ``?`` and ``.`` are empty."""
        if tag in self.items:
            return [self.items[tag]]
        return next((loop.column(tag) for loop in self.loops if tag in loop.tags), [])

    def has(self, *tags: str) -> bool:
        """Tell whether one of some tags is there."""
        return any(tag in self.items or self.loop_of(tag) is not None for tag in tags)

    def loop_of(self, tag: str) -> Loop | None:
        """Return the loop that has a column; None if there is none."""
        return next((loop for loop in self.loops if tag in loop.tags), None)


def number(text: str) -> float | None:
    """Return a value without its uncertainty; None if it is no number.

    Example:
        >>> number("14.673(5)"), number("90.(0)"), number("?")
        (14.673, 90.0, None)
    """
    match = re.fullmatch(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?)(\(\d*\))?", text.strip())
    return float(match[1]) if match and len(match[1]) < 40 else None  # noqa: PLR2004


def read_blocks(text: str) -> tuple[list[CifBlock], list[str]]:
    """Read the data blocks of a CIF.

    Args:
        text: The file.

    Returns:
        Its blocks, and notes on what was wrong and could be passed over.

    Raises:
        UnreadableDocument: If it is no CIF, or a table of atoms or symmetry is incomplete.

    Example:
        >>> blocks, _ = read_blocks("data_x _cell_length_a 5.43(1) loop_ _a _b 1 'two' 3 4")
        >>> blocks[0].get("_cell_length_a"), blocks[0].column("_b")
        ('5.43(1)', ['two', '4'])
    """
    reading = _Reading(text)
    for value, quoted, at in _tokens(text, reading):
        reading.take(value, quoted, at)
    reading.end_loop()
    if not reading.blocks:
        raise UnreadableDocument(
            "It is not a CIF: no line begins with data_.", "Check its ending, or get it anew."
        )
    return reading.blocks, reading.notes


class _Reading:
    """The state of reading tokens."""

    def __init__(self, text: str) -> None:
        self.blocks: list[CifBlock] = []
        self.notes: list[str] = []
        self._text = text
        self._line, self._counted = 1, 0
        self._loop: Loop | None = None
        self._tag = ""

    def line(self, at: int) -> int:
        """Return the line of an offset; offsets come in order."""
        self._line += self._text.count("\n", self._counted, at)
        self._counted = max(self._counted, at)
        return self._line

    def take(self, value: str, quoted: bool, at: int) -> None:
        """Take the next token."""
        if quoted or value[0] not in "_dDlLsSgG":
            self._value("" if value.strip() in ("?", ".") else value, at)
        elif value[0] == "_":
            self._name(value.lower().replace(".", "_"))
        elif (keyword := value[:5].lower()) in ("data_", "loop_", "save_", "stop_"):
            self._keyword(keyword, value, at)
        elif value.lower() != "global_":
            self._value(value, at)

    def _keyword(self, keyword: str, value: str, at: int) -> None:
        self.end_loop()
        if keyword == "data_":
            self.blocks.append(CifBlock(value[5:], self.line(at)))
        elif keyword == "loop_":
            self._block(at)
            self._loop = Loop([], self.line(at))

    def _name(self, tag: str) -> None:
        if self._loop is not None and not self._loop.count:
            self._loop.tags.append(tag)
            return
        self.end_loop()
        self._tag = tag

    def _value(self, value: str, at: int) -> None:
        if self._loop is not None and self._loop.tags:
            self._loop.add(value)
        elif self._tag:
            self._block(at).items.setdefault(self._tag, value)
            self._tag = ""
        elif self.blocks:
            self.note(f"“{value[:40]}” belongs to no item and is passed over", at)

    def _block(self, at: int) -> CifBlock:
        if not self.blocks:
            raise UnreadableDocument(
                f"It is not a CIF, or damaged: line {self.line(at)} stands before any data_ line.",
                "Check its ending, or get it anew.",
            )
        return self.blocks[-1]

    def end_loop(self) -> None:
        """End the table that is being read and check that its rows are whole."""
        loop, self._loop, self._tag = self._loop, None, ""
        if loop is None or not loop.tags:
            return
        if loop.count % len(loop.tags):
            told = (
                f"the table that begins in line {loop.line} ({loop.tags[0]} …) has "
                f"{loop.count} values for {len(loop.tags)} columns"
            )
            if any(tag.startswith(_ESSENTIAL) for tag in loop.tags):
                raise UnreadableDocument(
                    f"The CIF is damaged or cut off: {told}.", "Get it anew, or mend that table."
                )
            self.note(f"{told} and is passed over")
            return
        self.blocks[-1].loops.append(loop)

    def note(self, note: str, at: int = -1) -> None:
        """Keep a note, with the line that it is of."""
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(f"line {self.line(at)}: {note}" if at >= 0 else note)


def _tokens(text: str, reading: _Reading) -> Iterator[tuple[str, bool, int]]:
    """Yield values, whether they were quoted, and where they begin."""
    modern = text.startswith("#\\#CIF_2.0")
    end = 0
    while match := _TOKEN.match(text, end):
        kind, end = match.lastgroup, match.end()
        at = match.start(kind or 0)
        if kind == "word" and text[at] not in "'\"":
            yield match["word"], False, at
        elif kind == "text":
            value, end = _text_field(text, at, reading)
            yield value, True, at
        elif modern and (triple := _TRIPLE.match(text, at)):
            end = triple.end()
            yield triple[1] or triple[2] or "", True, at
        elif kind == "quote":
            yield match["quote"][1:-1], True, at
        elif kind == "word":
            value, end = _open_quote(text, at, reading)
            yield value, True, at


def _text_field(text: str, at: int, reading: _Reading) -> tuple[str, int]:
    """Return the text between two lines that begin with ``;``, and where it ends."""
    end = _TEXT_END.search(text, at + 1)
    if end is None:
        raise UnreadableDocument(
            f"The CIF is damaged or cut off: the text that begins in line {reading.line(at)} "
            "has no end.",
            "Get it anew, or close that text with a line of “;”.",
        )
    return text[at + 1 : end.start()].strip(), end.end()


def _open_quote(text: str, at: int, reading: _Reading) -> tuple[str, int]:
    """Return a quotation that goes on after its line, or else the rest of its line."""
    close = re.compile(re.escape(text[at]) + r"(?=\s|\Z)").search(text, at + 1, at + _LENT)
    if close and not _KEYWORD.search(text, at + 1, close.start()):
        value, end = text[at + 1 : close.start()], close.end()
    else:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        value = text[at + 1 : end]
    reading.note("a quotation is not closed on its line", at)
    return " ".join(value.split()), end
