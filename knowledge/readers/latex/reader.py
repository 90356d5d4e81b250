"""Going through a piece of LaTeX from left to right."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from labwright.knowledge.readers.latex.braces import Braces
from labwright.knowledge.readers.latex.symbols import (
    ACCENTS,
    FUNCTIONS,
    LEADING,
    NOTHING,
    RELATIONS,
    symbol,
)
from labwright.knowledge.readers.typography import Line

_DEEPEST = 40
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z@]+)[ \t]*(?:\n[ \t]*(?!\s))?|\\(?P<char>.)|(?P<maths>\$\$?)"
    r"|(?P<brace>[{}])|(?P<script>[\^_])|(?P<quote>``|''|---?|[?!]`|`)|(?P<tie>[~&])"
    r"|(?P<comment>%[^\n]*\n?)|(?P<text>[^\\${}^_`'~\-?!&%]+|.)",
    re.S,
)
_QUOTES = {"``": "“", "''": "”", "--": "–", "---": "—", "?`": "¿", "!`": "¡", "`": "‘"}
_SPACES = {",": " ", ";": " ", ":": " ", " ": " ", "\n": " ", "!": "", "/": "", "-": "", "@": ""}
_OPERAND = re.compile(r"[\w)\]}′°″!*%∞…⟩]")
_LARGE = frozenset("∑∏∫∬∭∮⋃⋂")
_DELIMITERS = ("left", "right", "middle")
_DIMENSION = re.compile(r"\s*=?\s*-?[\d.]+\s*(?:pt|cm|mm|in|em|ex|bp|pc|sp|mu|\\[a-z]+)\b")
_TEXTUAL = ("text", "mbox", "hbox")


@dataclass
class References:
    """What labels stand for, and what was found on the way.

    Args:
        numbers: What is printed for a label, such as “2” or “S3”.
        kinds: What a label belongs to, such as “Figure”.
        verbatim: Listings that were set aside, by number.
        footnotes: Footnotes in the order in which they were found.
    """

    numbers: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    verbatim: Sequence[str] = ()
    footnotes: list[str] = field(default_factory=list)


class Reader:
    """Reads one piece of source; a stretch of it at a time, as deep as its braces go.

    Args:
        source: The piece.
        commands: What to do at commands that take part in the text.
        references: What its labels stand for.
        maths: Whether it is a formula.
    """

    def __init__(
        self,
        source: str,
        commands: Callable[[str], "Command | None"],
        references: References,
        maths: bool = False,
    ) -> None:
        self.source = source
        self.commands = commands
        self.references = references
        self.braces = Braces(source)
        self.maths = maths
        self.tight = False
        self.line = Line()
        self.depth = 0
        self.large = False
        self._comma = False
        self._last: dict[str, int] = {}

    def read(self) -> str:
        """Return all that the source says, in one line."""
        self.run(0, len(self.source))
        return " ".join(self.line.take().split())

    def run(self, place: int, end: int) -> None:
        """Read a stretch of the source."""
        if self.depth > _DEEPEST:
            self.line.add(re.sub(r"\\[A-Za-z@]+|[{}$\\]", " ", self.source[place:end]))
            return
        self.depth += 1
        while place < end:
            match = _TOKEN.match(self.source, place, end)
            place = self._token(match, end) if match else end
        self.depth -= 1

    def said(self, start: int, end: int, maths: bool | None = None, tight: bool = False) -> str:
        """Return what a stretch says by itself."""
        kept = self.line, self.maths, self.tight
        self.line, self.tight = Line(), tight or (self.tight and self.maths)
        self.maths = self.maths if maths is None else maths
        self.run(start, end)
        text = self.line.take()
        self.line, self.maths, self.tight = kept
        return text if maths is False else text.strip()

    def _token(self, match: re.Match[str], end: int) -> int:
        """Read a token and return where the next one begins."""
        after = match.end()
        if match["word"]:
            return self._word(match["word"], after, end)
        if match["char"]:
            return self._char(match["char"], after, end)
        if match["maths"]:
            self._switch(match["maths"], after)
        elif match["script"]:
            return self._script(match["script"], after, end)
        elif match["quote"] and not self.maths:
            self.line.add(_QUOTES[match["quote"]])
        elif match["tie"]:
            self.line.add(" ")
        elif text := match["text"] or match["quote"]:
            self._text(text)
        return after

    def _follows(self, sign: str, place: int) -> bool:
        """Tell whether a sign stands anywhere behind a place."""
        if sign not in self._last:
            self._last[sign] = self.source.rfind(sign)
        return self._last[sign] >= place

    def _switch(self, sign: str, after: int) -> None:
        """Begin or end a formula; a dollar that nothing follows is money."""
        self._comma = self.large = False
        if self.maths or self._follows("$", after):
            self.maths = not self.maths
        else:
            self.line.add(sign)

    def _text(self, text: str) -> None:
        if not self.maths:
            self.line.add(text)
            return
        for char in text:
            self._maths_char(char)

    def _maths_char(self, char: str) -> None:
        if char.isspace():
            return
        if char in "+-−":
            self._sign("−" if char == "-" else char)
        elif char in RELATIONS:
            self._sign(char)
        elif char == "'":
            self.line.add("′")
        elif char == "*" and not self.tight:
            self.line.add("*")
        else:
            self._apart(char)
            self.line.add(char)

    def _apart(self, char: str) -> None:
        """Set what follows a comma or the limits of a sum apart."""
        if self.tight:
            return
        last = self.line.before[-1:]
        after_comma = self._comma and last == "," and char.isalpha()
        after_limits = self.large and char.isalnum() and last not in _LARGE
        if (after_comma or after_limits) and not last.isspace():
            self.line.add(" ")
        self._comma = char == ","
        self.large = self.large and not char.isalnum()

    def _sign(self, sign: str) -> None:
        """Write a sign of calculation or relation, set apart where it stands between two things."""
        between = bool(_OPERAND.match(self.line.before[-1:])) and not self.tight
        self.line.add(f" {sign} " if between else sign)

    def _char(self, char: str, after: int, end: int) -> int:
        if char in "([)]":
            closing = {"(": "\\)", "[": "\\]"}.get(char, "")
            self.maths = bool(closing) and self._follows(closing, after)
            return after
        if char == "\\":
            self.line.add("; " if self.maths else " ")
            return self.braces.bracket(after + self.source.startswith("*", after), end)[1]
        if char in ACCENTS and not self.maths:
            return self._accent(char, after, end)
        self.line.add(_SPACES.get(char, char))
        return after

    def _accent(self, name: str, after: int, end: int) -> int:
        start, stop, after = self.argument(after, end)
        letter = self.said(start, stop).strip()
        if len(letter) == 1 or not self.maths:
            letter = letter[:1] + ACCENTS[name] + letter[1:] if letter else ""
        self.line.add(unicodedata.normalize("NFC", letter))
        return after

    def _script(self, sign: str, after: int, end: int) -> int:
        if not self.maths or after >= end:
            self.line.add(sign)  # as in names of files
            return after
        start, stop, after = self.argument(after, end)
        text = self.said(start, stop, tight=True).replace("∘", "°")
        (self.line.lift if sign == "^" else self.line.lower)(text)
        return after

    def argument(self, place: int, end: int) -> tuple[int, int, int]:
        """Return start and end of the next argument, and the place behind it."""
        if group := self.braces.group(place, end):
            return group
        place = self.braces.blank(place, end)
        match = _TOKEN.match(self.source, place, end)
        if not match or match["brace"]:
            return place, place, min(place + bool(match), end)
        if match["word"]:
            after = match.end()
            taken = match["word"].startswith(("math", *_TEXTUAL))
            stop = self.braces.closed.get(after, after - 1) + 1 if taken else after
            return place, min(stop, end), min(stop, end)
        stop = place + (2 if match["char"] else 1)
        return place, stop, stop

    def _word(self, name: str, after: int, end: int) -> int:
        command = self.commands(name)
        if command is not None:
            return command(self, name, after, end)
        if name in ACCENTS:
            return self._accent(name, after, end)
        if name in NOTHING or name in LEADING:
            return self._drop(name, after, end)
        if name in FUNCTIONS:
            self.function(name, after)
        elif (printed := symbol(name)) is not None:
            self._print(printed)
        else:
            return self._unknown(after, end)
        return after

    def _print(self, printed: str) -> None:
        if self.maths and printed in RELATIONS:
            self._sign(printed)
        elif self.maths and printed.isalpha():
            self._apart(printed)
            self.line.add(printed)
        else:
            self.line.add(printed)
            self.large = printed in _LARGE

    def _unknown(self, after: int, end: int) -> int:
        """Read over a command that is not known; what it is given is read as text."""
        if self.maths:
            return after
        if self.source[after - 1].isspace() and self.source[after : after + 1] not in ("{", "["):
            self.line.add(" ")  # it may have printed a word
        return self.braces.bracket(after, end)[1]

    def _drop(self, name: str, after: int, end: int) -> int:
        """Skip a command and those of its arguments that are not printed."""
        if name in _DELIMITERS and self.source.startswith(".", after):
            return after + 1
        count = NOTHING.get(name, LEADING.get(name, 0))
        if (count or name in LEADING) and self.source.startswith("*", after):
            after += 1
        if count and (dimension := _DIMENSION.match(self.source, after, end)):
            return dimension.end()
        for _ in range(count):
            after = self.braces.bracket(after, end)[1]
            group = self.braces.group(after, end)
            if group is None:
                break
            after = group[2]
        return self.braces.bracket(after, end)[1] if count or name in LEADING else after

    def function(self, name: str, after: int) -> None:
        """Write the name of a function, apart from the letters beside it."""
        joined = self.line.before[-1:].isalnum()
        follows = re.compile(r"[A-Za-z0-9]|\\(?!left|big|Big|[,;:!])").match(self.source, after)
        self.line.add(f"{' ' * joined}{name}{' ' * bool(follows)}")


Command = Callable[[Reader, str, int, int], int]
"""Reads a command by its name, the place behind it and the end; returns where to go on."""
