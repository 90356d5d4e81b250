r"""Reading JSON that a model wrote, with SMILES, InChI and LaTeX unharmed.

JSON gives the backslash a meaning that chemists and mathematicians do not: ``"\beta"`` would be
read as a backspace and ``eta``, ``"C\C=C/C"`` would not be read at all. A backslash that cannot
have been meant as an escape is taken as itself.
"""

import json
import re
from typing import Any

from labwright.core.errors import BadReply
from labwright.models.parsing.reasoning import split_reasoning

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)([A-Za-z]*)", re.DOTALL)
_FENCE = re.compile(r"```[A-Za-z]*\s*\n(.*?)(?:```|\Z)", re.DOTALL)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
# A SMILES with a bond written as a backslash has a double bond and no blank.
_STEREO_SMILES = re.compile(r"(?=.*=)[A-Za-z0-9@+\-\[\]()=#$%/\\.:*]+")
# LaTeX commands that begin like the escapes \n, \r and \t. Those of two letters that a new line
# may well begin with (\ne, \ni) are left to mean a new line.
_LATEX = frozenset(
    "nabla neq nexists nmid notin nu nuclide nwarrow rangle rceil rfloor rho right "
    "rightarrow rightharpoonup rightleftharpoons rm rtimes rvert tan tanh tau tbinom text textbf "
    "textit textrm textsc textsubscript textsuperscript tfrac theta therefore tilde times to top "
    "triangle triangleq".split()
)


def read_json(text: str) -> Any:
    r"""Read the JSON value in a reply.

    Reasoning, code fences and words around the value are left out. A value that breaks off is
    refused and never completed.

    Args:
        text: A reply.

    Returns:
        The value, strings exactly as written.

    Raises:
        BadReply: If there is no whole JSON value.

    Example:
        >>> read_json('{"smiles": "C\\C=C/C", "tex": "\\beta"}')
        {'smiles': 'C\\C=C/C', 'tex': '\\beta'}
    """
    answer = split_reasoning(text)[1].strip()
    fenced = _FENCE.search(answer)
    fault = ""
    for candidate in [fenced[1].strip()] if fenced else []:
        value, fault = _whole(candidate)
        if not fault:
            return value
    value, fault = _whole(answer)
    if fault and (start := re.search(r"[{\[]", answer)):
        value, fault = _whole(answer[start.start() :], more=True)
    if fault:
        raise BadReply(
            f"The reply is not JSON: {fault}.", "Reply with JSON and nothing else.", text
        )
    return value


def _whole(text: str, more: bool = False) -> tuple[Any, str]:
    """Return a value and, where there is none, why; ``more`` lets words follow it."""
    mended = _without_trailing_commas(_LITERAL.sub(_mend_literal, text))
    decoder = json.JSONDecoder(
        strict=False, object_pairs_hook=_once_each, parse_constant=_no_constant
    )
    try:
        value, end = decoder.raw_decode(mended)
    except json.JSONDecodeError as error:
        return None, f"{error.msg.removesuffix(' at')}, character {error.pos + 1}"
    except (ValueError, RecursionError) as error:
        return None, str(error) if isinstance(error, ValueError) else "it is nested too deeply"
    if mended[end:].strip() and not more:
        return None, f"words follow it at character {end + 1}"
    return value, ""


def _mend_literal(found: re.Match[str]) -> str:
    body = found[1]
    structure = bool(_STEREO_SMILES.fullmatch(body))
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
    """Remove commas before a closing bracket, outside strings."""
    parts = re.split(r'("(?:[^"\\]|\\.)*")', text, flags=re.DOTALL)
    parts[::2] = [_TRAILING_COMMA.sub(r"\1", part) for part in parts[::2]]
    return "".join(parts)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key is given twice")
    return made


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
