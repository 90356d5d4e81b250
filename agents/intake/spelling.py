"""Mending slips in ordinary words. Names of compounds are never touched here."""

import re
from collections.abc import Callable

_WORD = re.compile(r"(?<![\w\[\]()=#/\\@+.-])[A-Za-z][a-z]{3,}(?![\w\[\]()=#/\\@+-])")
_LONG = 7


def mend(
    question: str, domain: frozenset[str], is_word: Callable[[str], bool],
    is_compound: Callable[[str], bool],
) -> tuple[str, dict[str, str]]:  # fmt: skip
    """Replace misspelt words by the domain word they can only mean.

    Args:
        question: The question as asked.
        domain: Words that labwright understands.
        is_word: Tells ordinary English words.
        is_compound: Tells names of compounds.

    Returns:
        The mended question, and each mended word (lower case) with its correction.

    Example:
        >>> mend("molecular wieght", frozenset({"weight"}), lambda w: w == "molecular",
        ...      lambda w: False)[0]
        'molecular weight'
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    mended: dict[str, str] = {}

    def correct(match: re.Match[str]) -> str:
        word = match[0].lower()
        if word.removesuffix("s") in domain or word in domain or is_word(word) or is_compound(word):
            return match[0]
        slips = 2 if len(word) >= _LONG else 1
        near = process.extractOne(word, domain, scorer=OSA.distance, score_cutoff=slips)
        if near is None or near[0][0] != word[0]:
            return match[0]
        mended[word] = near[0]
        mended[near[0]] = near[0]
        return str(near[0])

    return _WORD.sub(correct, question), mended
