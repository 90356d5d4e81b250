"""Telling lists of references from text."""

import re

_MARKS = re.compile(
    r"\bdoi\b|https?\s?:\s?//|\((?:19|20)\d\d[a-z]?\)\.|\b(?:19|20)\d\d;|\b\d+\s?\(\d+\)[,:]\s?\d+"
    r"|, [A-Z]\.(?: ?[A-Z]\.)*,|\bpp?\. \d+|\bet al\.;|[–-]\d+\. \b",
    re.I,
)
_FEWEST = 4
_DENSITY = 0.06


def is_bibliography(passage: str) -> bool:
    """Tell whether a passage is part of a list of references.

    Args:
        passage: The passage.

    Returns:
        Whether volume numbers, initials, years and addresses stand as close as only there: at
        least four, and six in a hundred words.

    Example:
        >>> is_bibliography("Aspirin melts at 135 °C (Wishart et al., 2018).")
        False
    """
    marks = len(_MARKS.findall(passage))
    return marks >= _FEWEST and marks > _DENSITY * len(passage.split())
