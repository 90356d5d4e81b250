"""Tokens of a calculation that stands in running text."""

import re
from dataclasses import dataclass
from typing import Literal

from labwright.core.errors import BadArgument, TooLarge

TokenKind = Literal["number", "name", "mark", "word"]
_MOST = 400
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SPOKEN = (
    (r"\bmultiplied by\b|\btimes\b", "*"), (r"\bdivided by\b", "/"), (r"\bplus\b", "+"),
    (r"\bminus\b", "-"), (r"\b(?:raised )?to the (?:power (?:of )?)", "^"),
    (r"\b(?:the )?(?:square root|sqrt) of\b", "sqrt "), (r"\b(?:the )?cube root of\b", "cbrt "),
    (r"\b(?:the )?natural log(?:arithm)? of\b", "ln "), (r"\b(?:the )?log(?:arithm)? of\b", "log "),
    (r"\bsquared\b", "^2"), (r"\bcubed\b", "^3"), (r"%\s+of\b", "% *"),
    (r"\bpercent of\b", "% *"), (r"\bpercent\b", "%"), (r"\bdegrees? celsius\b", "°C"),
    (r"\bdegrees?\b", "°"), (r"\b(?:the )?exponential of\b", "exp "),
)  # fmt: skip
_MARKS = str.maketrans({"×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "−": "-", "–": "-",
                        "[": "(", "]": ")", "{": "(", "}": ")", "π": " pi ", "√": " sqrt ",
                        "μ": "µ", "’": "'"})  # fmt: skip
_TOKEN = re.compile(
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)"
    r"|(?P<name>°[CF]?|%|[^\W\d_][^\W_]*(?:_[^\W_]+)?)"
    r"|(?P<mark>[-+*/^()!])|(?P<word>\S)"
)

_POWER_OF_TEN = re.compile(
    r"(?P<before>[/^]?\s*)(?<![\d.\w])(?P<number>\d+(?:\.\d+)?)\s*[xX*]\s*10\s*\^\s*"
    r"(?:\((?P<inner>[-+]?\d{1,3})\)|(?P<power>[-+]?\d{1,3}))(?![\d.(^])"
)


@dataclass(frozen=True)
class Token:
    """A piece of a text.

    Args:
        kind: What it is: a number, a name, a mark of arithmetic, or anything else.
        text: As written.
        spaced: Whether a space stands before it.
    """

    kind: TokenKind
    text: str
    spaced: bool


def tokens_of(text: str) -> list[Token]:
    """Split a text into tokens, with words such as “times” and raised figures as marks.

    Args:
        text: A sentence with a calculation.

    Returns:
        The tokens.

    Raises:
        TooLarge: If there are more than 400.

    Example:
        >>> [t.text for t in tokens_of("3 × 10⁻² mol")]
        ['3e-2', 'mol']
    """
    plain = re.sub(r"[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: f"^({m[0].translate(_RAISED)})", text)
    plain = plain.translate(_MARKS).replace("**", "^")
    for spoken, mark in _SPOKEN:
        plain = re.sub(spoken, mark, plain, flags=re.I)
    plain = _with_powers(plain)
    plain = re.sub(r"(?<=[\d)])\s*[xX]\s*(?=[\d(])", "*", plain)
    found = []
    for match in _TOKEN.finditer(plain):
        kind: TokenKind = match.lastgroup  # type: ignore[assignment]
        spaced = match.start() > 0 and plain[match.start() - 1].isspace()
        found.append(Token(kind, match[0], spaced))
        if len(found) > _MOST:
            raise TooLarge("This calculation is too long.", f"Give at most {_MOST} tokens.")
    return found


def _with_powers(text: str) -> str:
    """Write 3 * 10^-4 as one number, as it is meant where a unit follows."""

    def number(match: re.Match[str]) -> str:
        if match["before"].strip():
            raise BadArgument(
                f"“{match[0].strip()}” has two readings.",
                f"Write {match['number']}e{match['inner'] or match['power']}, or brackets.",
            )
        return f"{match['before']}{match['number']}e{match['inner'] or match['power']}"

    return _POWER_OF_TEN.sub(number, text)
