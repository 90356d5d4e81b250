r"""Reading calls that a model wrote as Python: ``[weigh(molecule="CCO")]``.

They are turned into JSON, not run as Python, so that a text means the same in either form: in
Python ``"\beta"`` begins with a backspace.
"""

import json
import re
from collections.abc import Collection

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])
    |(?P<key>[A-Za-z_]\w*)\s*=
    |(?P<word>True|False|None|true|false|null)\b
    |(?P<sign>[\[\]{},:)])
    )""",
    re.DOTALL | re.VERBOSE,
)
_QUOTE = re.compile(r'\\.|"', re.DOTALL)
_AFTER = re.compile(r"\s*([,\]]?)")
_NAME = re.compile(r"\s*(\w+)\(")
_BREAKS_OFF = re.compile(r"""\s*(?:["'].*)?""", re.DOTALL)
_CONSTANTS = {"True": "true", "False": "false", "None": "null"}


class BrokenOff(ValueError):
    """A call that ends before its closing bracket.

    Args:
        name: The tool it was going to call.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def python_calls(text: str, names: Collection[str]) -> tuple[list[tuple[str, str]], int]:
    """Read the calls with which a text begins.

    Args:
        text: The text.
        names: Names of tools; what calls anything else is no call.

    Returns:
        Name and arguments, as JSON, of each, and where the calls end; none if there are none.

    Raises:
        BrokenOff: If the text ends within a call.

    Example:
        >>> python_calls("weigh(molecule='CCO', n=2)", ["weigh"])
        ([('weigh', '{"molecule":"CCO","n":2}')], 26)
    """
    listed = re.match(r"\s*\[", text)
    at = listed.end() if listed else 0
    found: list[tuple[str, str]] = []
    while (head := _NAME.match(text, at)) and head[1] in names:
        read = _arguments(text, head.end(), head[1])
        if read is None:
            return [], 0
        arguments, at = read
        found.append((head[1], arguments))
        if not listed:
            return found, at
        after = _AFTER.match(text, at)
        if not after or not text[after.start() :].strip():
            raise BrokenOff(head[1])
        if after[1] == "]":
            return found, after.end()
        at = after.end()
    return [], 0


def _arguments(text: str, at: int, name: str) -> tuple[str, int] | None:
    """Return arguments as JSON and where the call ends; None if it is none."""
    made, depth = "{", 0
    while token := _TOKEN.match(text, at):
        at = token.end()
        kind = token.lastgroup
        if token["sign"] == ")":
            return (made + "}", at) if depth == 0 else None
        if kind == "key" and depth:
            return None
        if kind == "sign":
            depth += (token["sign"] in "[{") - (token["sign"] in "]}")
        made += _as_json(str(kind), token[str(kind)])
    if _BREAKS_OFF.fullmatch(text, at):
        raise BrokenOff(name)
    return None


def _as_json(kind: str, written: str) -> str:
    if kind == "text":
        return '"' + _QUOTE.sub(_requoted, written[1:-1]) + '"'
    return f"{json.dumps(written)}:" if kind == "key" else _CONSTANTS.get(written, written)


def _requoted(found: re.Match[str]) -> str:
    return {"\\'": "'", '"': '\\"'}.get(found[0], found[0])
