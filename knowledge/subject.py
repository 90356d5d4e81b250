"""Whether a sentence gives a figure of the thing that is asked about."""

import re
from collections.abc import Callable, Iterable, Sequence

from labwright.knowledge.sentences import is_row

Mentions = Callable[[str], Iterable[tuple[int, int]]]
"""Finds names of compounds in a text: (start, end) of each."""

_NUMBER = re.compile(r"(?<![\w.])[-−+]?\d[\d.,]*")
_CONDITION = re.compile(r"\b(?:in|into|than|unlike|like)\s+(?:the\s+)?$", re.I)


def _places(name: str, text: str) -> Iterable[re.Match[str]]:
    return re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)


def gives_figure_of(sentence: str, names: Sequence[str], mentions: Mentions) -> bool:
    """Tell whether a figure in a sentence belongs to a subject and not to another compound.

    Args:
        sentence: A sentence, or a row of a table.
        names: Names of the subject.
        mentions: Finds the compounds that a text names.

    Returns:
        Whether the compound named last before some figure is the subject; a sentence that names
        no compound before its figures may speak of what its heading names.

    Example:
        >>> gives_figure_of("Aspirin melts at 135 °C.", ["caffeine"], lambda text: [(0, 7)])
        False
    """
    lower = sentence.lower()
    own = [m.span() for name in names for m in _places(name.lower(), lower)]
    if is_row(sentence):
        return bool(own)
    others = [
        span
        for span in mentions(sentence)
        if not any(span[0] < end and start < span[1] for start, end in own)
        and not _CONDITION.search(sentence[: span[0]])
    ]
    for number in _NUMBER.finditer(sentence):
        before_own = max((end for _, end in own if end <= number.start()), default=-1)
        before_other = max((end for _, end in others if end <= number.start()), default=-1)
        if before_own > before_other or (before_other < 0 and (own or not others)):
            return True
    return False
