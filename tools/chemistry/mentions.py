"""Names of compounds in running text, found by the name table alone."""

import re
from collections.abc import Callable, Iterator

from labwright.tools.chemistry.name_table import name_table, own_names

_WORD = re.compile(r"[A-Za-z][\w()\[\],'-]*\w")
_FEWEST = 5


def mentioned(text: str, is_word: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Find the compounds that a text names.

    Args:
        text: A sentence.
        is_word: Tells ordinary English words, which are no compounds here even where a trade name
            is spelled alike.

    Yields:
        Start and end offset of each name.

    Example:
        >>> list(mentioned("Theophylline is an acid.", lambda word: word == "acid"))
        [(0, 12)]
    """
    words = list(_WORD.finditer(text))
    index = name_table().name_index
    for first, word in enumerate(words):
        pair = words[first : first + 2]
        two = text[word.start() : pair[-1].end()].lower()
        one = word[0].lower()
        if len(pair) > 1 and " " in two and (two in own_names() or two in index):
            yield word.start(), pair[-1].end()
        elif len(one) >= _FEWEST and (one in own_names() or one in index) and not is_word(one):
            yield word.span()
