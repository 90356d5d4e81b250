"""The syntax of CIF: data blocks, items and loops, with mercy on what programs really write."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from labwright.core.errors import UnreadableDocument

_TOKEN = re.compile(
    r"""[ \t\n]+ | \#[^\n]*
    | (?P<quote>'(?:[^'\n]|'(?=[^\s]))*'(?=\s|\Z) | "(?:[^"\n]|"(?=[^\s]))*"(?=\s|\Z))
    | (?P<word>[^\s]+)""",
    re.VERBOSE,
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
    """

    tags: list[str]
    line: int
    values: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.count // len(self.tags) if self.tags else 0

    def add(self, value: str) -> None:
        """Add a value."""
        self.count += 1
        if not self.tags[0].startswith(_BULKY) and self.rows < _ROWS_KEPT:
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
    reading = _Reading()
    for value, quoted, line in _tokens(text, reading.notes):
        reading.take(value, quoted, line)
    reading.end_loop()
    if not reading.blocks:
        raise UnreadableDocument(
            "It is not a CIF: no line begins with data_.", "Check its ending, or get it anew."
        )
    return reading.blocks, reading.notes


class _Reading:
    """The state of reading tokens."""

    def __init__(self) -> None:
        self.blocks: list[CifBlock] = []
        self.notes: list[str] = []
        self._loop: Loop | None = None
        self._tag = ""
        self._tag_line = 0

    def take(self, value: str, quoted: bool, line: int) -> None:
        lowered = value[:5].lower()
        if quoted or not (lowered[:1] == "_" or lowered in ("data_", "loop_", "save_", "stop_")):
            if quoted or value.lower() != "global_":
                self._value("" if value.strip() in ("?", ".") else value, line)
        elif lowered[:1] == "_":
            self._name(_key(value), line)
        else:
            self._keyword(lowered, value, line)

    def _keyword(self, keyword: str, value: str, line: int) -> None:
        self.end_loop()
        if keyword == "data_":
            self.blocks.append(CifBlock(value[5:], line))
        elif keyword == "loop_":
            self._block(line)
            self._loop = Loop([], line)

    def _name(self, tag: str, line: int) -> None:
        if self._loop is not None and not self._loop.count:
            self._loop.tags.append(tag)
            return
        self.end_loop()
        self._tag, self._tag_line = tag, line

    def _value(self, value: str, line: int) -> None:
        if self._loop is not None and self._loop.tags:
            self._loop.add(value)
        elif self._tag:
            self._block(line).items.setdefault(self._tag, value)
            self._tag = ""
        elif self.blocks:
            self._note(f"line {line}: “{value[:40]}” belongs to no item and is passed over")

    def _block(self, line: int) -> CifBlock:
        if not self.blocks:
            raise UnreadableDocument(
                f"It is not a CIF, or damaged: line {line} stands before any data_ line.",
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
            self._note(f"{told} and is passed over")
            return
        self.blocks[-1].loops.append(loop)

    def _note(self, note: str) -> None:
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(note)


def _key(tag: str) -> str:
    return tag.lower().replace(".", "_")


def _tokens(text: str, notes: list[str]) -> Iterator[tuple[str, bool, int]]:
    """Yield values, whether they were quoted, and their lines."""
    modern = text.startswith("#\\#CIF_2.0")
    at, line, size = 0, 1, len(text)
    while at < size:
        value, quoted = "", True
        if text[at] == ";" and (at == 0 or text[at - 1] == "\n"):
            value, end = _text_field(text, at, line)
        elif modern and (triple := _TRIPLE.match(text, at)):
            value, end = triple[1] or triple[2] or "", triple.end()
        else:
            match = _TOKEN.match(text, at)
            end = match.end() if match else at + 1
            word = match["word"] if match else ""
            if match and match["quote"]:
                value = match["quote"][1:-1]
            elif word and word[0] in "'\"":
                value, end = _open_quote(text, at, line, notes)
            elif word:
                value, quoted = word, False
            else:
                line += text.count("\n", at, end)
                at = end
                continue
        yield value, quoted, line
        line += text.count("\n", at, end)
        at = end


def _text_field(text: str, at: int, line: int) -> tuple[str, int]:
    """Return the text between two lines that begin with ``;``, and where it ends."""
    end = _TEXT_END.search(text, at + 1)
    if end is None:
        raise UnreadableDocument(
            f"The CIF is damaged or cut off: the text that begins in line {line} has no end.",
            "Get it anew, or close that text with a line of “;”.",
        )
    return text[at + 1 : end.start()].strip(), end.end()


def _open_quote(text: str, at: int, line: int, notes: list[str]) -> tuple[str, int]:
    """Return a quotation that goes on after its line, or else the rest of its line."""
    close = re.compile(re.escape(text[at]) + r"(?=\s|\Z)").search(text, at + 1, at + _LENT)
    if close and not _KEYWORD.search(text, at + 1, close.start()):
        value, end = text[at + 1 : close.start()], close.end()
    else:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        value = text[at + 1 : end]
    if len(notes) < _MOST_NOTES:
        notes.append(f"line {line}: a quotation is not closed on its line")
    return " ".join(value.split()), end
