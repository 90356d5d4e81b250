"""What kind of figure a question asks for: a time, a share, a count and so on."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_ASKS = re.compile(r"\b(?:how|what|which|when)\b")
_NUMBER = r"\d(?:[\d.,]*\d)?"
_NUMBER_WORD = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundreds?|thousands?"
    r"|millions?)\b"
)


@lru_cache(maxsize=64)
def expected_figure(question: str) -> re.Pattern[str] | None:
    """Tell how a sentence would state the figure that a question asks for.

    Args:
        question: The question.

    Returns:
        A pattern that such a sentence holds; None where the words of the question promise no kind
        of figure.

    Example:
        >>> bool(expected_figure("On what timescale does it decay?").search("within 50 fs"))
        True
        >>> expected_figure("Why does it decay?") is None
        True
    """
    lower = question.lower()
    patterns = [pattern for cues, pattern in _types() if cues.search(lower)]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None


@cache
def _types() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files("labwright.knowledge").joinpath("answer_types.toml").read_text("utf-8")
    return tuple((_cues(entry["cues"]), _held(entry)) for entry in tomllib.loads(text).values())


def _cues(cues: list[str]) -> re.Pattern[str]:
    """Find a cue that the question asks for: “how …”, or a noun soon behind what, which or how."""
    whole = "|".join(re.escape(cue) for cue in cues if _ASKS.search(cue))
    nouns = "|".join(re.escape(cue) for cue in cues)
    asked = rf"\b(?:what|which|how|give|report|find)\b(?:\W+\w+){{0,3}}?\W+(?:{nouns})"
    either = f"(?<![\\w-])(?:{whole})|{asked}" if whole else asked
    return re.compile(rf"(?:{either})(?![\w-])")


def _held(entry: dict[str, Any]) -> str:
    if "pattern" in entry:
        return str(entry["pattern"])
    if not entry["units"]:
        return rf"(?<![\w.-]){_NUMBER}(?![\w.-])|{_NUMBER_WORD}"
    units = "|".join(sorted(map(re.escape, entry["units"]), key=len, reverse=True))
    return rf"(?:{_NUMBER}|{_NUMBER_WORD})[\s-]?(?:{units})(?!\w)"
