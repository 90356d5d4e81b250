r"""Reading JSON that a model wrote, with SMILES, InChI and LaTeX unharmed.

JSON gives the backslash a meaning that chemists and mathematicians do not: ``"\beta"`` would be
read as a backspace and ``eta``, ``"C\C=C/C"`` would not be read at all. A backslash that cannot
have been meant as an escape is taken as itself.
"""

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from labwright.core.errors import BadReply
from labwright.models.parsing.reasoning import split_reasoning

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)([A-Za-z]*)", re.DOTALL)
# At the beginning of a line only: inside a text of JSON a new line is written \n.
_FENCE = re.compile(r"^[ \t]*```[\w-]*[ \t]*\n(.*?)(?:```|\Z)", re.DOTALL | re.MULTILINE)
_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{,]\s*,|,(?=\s*[}\]])', re.DOTALL)
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}"]', re.DOTALL)
_OPENING = re.compile(r"[{\[]")
_LIKE_JSON = re.compile(r'\{\s*["}]|\[\s*(?:["{\[\]\d-]|true|false|null)')
_DEEPEST, _TRIES = 100, 64
# A SMILES whose double bond has a direction on either side has no blank: "F/C=C\n1cccc1".
_SMILES = re.compile(r"[A-Za-z0-9@+\-\[\]()=#$%/\\.:*]+")
_ATOM = r"(?:\[[^\]\s]*\]|Cl|Br|[BCNOPSFIbcnops])[^=/\\]*"
_DIRECTED = re.compile(rf"[/\\]{_ATOM}={_ATOM}[/\\]")
# LaTeX commands that begin like the escapes \n, \r and \t. Those of two letters that a new line
# may well begin with (\ne, \ni) are left to mean a new line.
_LATEX = frozenset(
    "nabla neq nexists nmid notin nu nuclide nwarrow rangle rceil rfloor rho right "
    "rightarrow rightharpoonup rightleftharpoons rm rtimes rvert tan tanh tau tbinom text textbf "
    "textit textrm textsc textsubscript textsuperscript tfrac theta therefore tilde times to top "
    "triangle triangleq".split()
)


def read_json(text: str, fits: Callable[[Any], bool] = lambda _: True) -> Any:
    r"""Read the JSON value in a reply.

    Reasoning, code fences and words around the value are left out. A value that breaks off is
    refused and never completed.

    Args:
        text: A reply.
        fits: Tells which of several values is the one that is wanted.

    Returns:
        The value that fits, or else the likeliest; strings exactly as written.

    Raises:
        BadReply: If there is no whole JSON value.

    Example:
        >>> read_json('{"smiles": "C\\C=C/C", "tex": "\\beta"}')
        {'smiles': 'C\\C=C/C', 'tex': '\\beta'}
        >>> read_json('For [Na+], see [1]: {"charge": 1}')
        {'charge': 1}
    """
    faults: list[str] = []
    found: list[Any] = []
    for candidate in _candidates(text):
        try:
            value = whole_json(candidate)
        except BadReply as error:
            faults.append(error.message)
            continue
        if fits(value):
            return value
        found.append(value)
    if not found:
        raise BadReply(faults[0], "Reply with JSON and nothing else.", text)
    return found[0]


def whole_json(text: str) -> Any:
    """Read a text that is one JSON value and nothing else.

    Args:
        text: The text.

    Returns:
        The value.

    Raises:
        BadReply: If it is none, or holds what no other program could read: a key twice, a number
            without end, half a character.

    Example:
        >>> whole_json('{"a": [1, 2,]}')
        {'a': [1, 2]}
    """
    mended = _LITERAL.sub(_mend_literal, _without_trailing_commas(text))
    fault = ""
    try:
        value = json.loads(
            mended, strict=False, object_pairs_hook=_once_each, parse_constant=_no_constant,
            parse_float=_finite,
        )  # fmt: skip
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        fault = f"{error.msg.removesuffix(' at')}, character {error.pos + 1}"
    except UnicodeEncodeError:
        fault = "a text holds half a character"
    except RecursionError:
        fault = "it is nested too deeply"
    except ValueError as error:
        fault = str(error)
    if fault:
        raise BadReply(
            f"The reply is not JSON: {fault}.", "Reply with JSON and nothing else.", text
        )
    return value


def json_end(text: str, start: int) -> int | None:
    """Return where the JSON object or list that begins at a place ends.

    Args:
        text: A text.
        start: The place of its opening bracket.

    Returns:
        The place behind its closing bracket; None if it is never closed.

    Example:
        >>> json_end('see {"a": "}"} there', 4)
        14
    """
    depth = 0
    for found in _BRACKET.finditer(text, start):
        if found[0] == '"':  # a text that breaks off
            return None
        depth += (found[0] in "[{") - (found[0] in "]}")
        if depth == 0:
            return found.end()
        if depth > _DEEPEST:
            return None
    return None


def like_json(text: str, start: int) -> bool:
    """Tell whether what begins at a place was meant as JSON, even where it is not.

    What stands inside belongs to it, so nobody may look there for anything else.
    """
    return _LIKE_JSON.match(text, start) is not None


def _candidates(text: str) -> Iterator[str]:
    """Yield what may be the value: all of it, what fences hold, what brackets hold."""
    whole = text.strip()
    yield whole
    answer = split_reasoning(text)[1].strip()
    if answer != whole:
        yield answer
    for fence in _FENCE.finditer(answer):
        yield fence[1].strip()
    # An object is an answer sooner than a list is: [1] is a reference.
    yield from sorted(_bracketed(answer), key=lambda part: part[0] != "{")


def _bracketed(text: str) -> Iterator[str]:
    at = 0
    for _ in range(_TRIES):
        found = _OPENING.search(text, at)
        if not found:
            return
        end = json_end(text, found.start())
        if end is None and like_json(text, found.start()):
            return  # it breaks off, and all that follows is a part of it
        if end is not None and like_json(text, found.start()):
            yield text[found.start() : end]
            at = end
        else:
            at = found.end()


def _mend_literal(found: re.Match[str]) -> str:
    body = found[1]
    structure = bool(_SMILES.fullmatch(body) and _DIRECTED.search(body))
    # Who doubles one backslash knows what a single one means.
    careful = "\\\\" in body

    def mend(escape: re.Match[str]) -> str:
        sign, rest = escape[1], escape[2]
        if sign in ('"', "\\", "/") or len(sign) > 1:
            return escape[0]
        meant = sign in "nrt" and not structure and (careful or sign + rest not in _LATEX)
        return escape[0] if meant else "\\" + escape[0]

    return f'"{_ESCAPE.sub(mend, body)}"'


def _without_trailing_commas(text: str) -> str:
    """Remove commas before a closing bracket and behind a value, outside strings."""
    return _COMMA.sub(lambda found: "" if found[0] == "," else found[0], text)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key is given twice")
    return made


def _finite(digits: str) -> float:
    if math.isinf(number := float(digits)):
        raise ValueError(f"the number {digits[:20]} is too large")
    return number


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
