"""Words of a page as parts of names: what each may be by its look alone."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from labwright.knowledge.chemistry.words import words

_TOKEN = re.compile(r"[^\s|]+")
_APART = re.compile(r"[/–—;→]")
_HEAD = re.compile(
    r"(?:acid|ether|alcohol|glycol|ketone|anhydride|carbonate|[a-z]{2,}(?:ide|ate|ite)|[a-z]*hydrate"
    r"|[a-z]*(?:anoate|ylate)|amine|acetal|blue|orange|violet)"
)
_MODIFIER = re.compile(
    r".*(?:yl|ylene|ium|onium|yne|ene|ane|ine|oxy|oyl|anol|one|ethoxide|chloro|bromo|fluoro|iodo|nitro|amino|oxo)|.*[a-z)]ic"
)
_LOCANT = re.compile(
    r"(?:^|[(\[{-])(?:\d+[a-z]?'*(?:,\d+[a-z]?'*)*|[NOSRP]'?(?:,[NOSRP]'?)*|[RSEZ]|\d*[RSEZ](?:,\d*[RSEZ])*"
    r"|tert|sec|iso|cis|trans|rac|[omp]|[αβγ]|[dl]|[DL]|n)[)\]]?-"
)
_SYSTEMATIC = re.compile(
    r".*(?:an|en|yn|ol|one|al|in|amine|amide|nitrile|oate|ate|ide|ine|ole|ane|ene|yne|thiol|idine|silane|"
    r"azole|furan|pyran|ium|imide|anisole|toluene|urea|phenone|quinone|hydrate|diol|acid|ether|yl|oyl"
    r"|dehyde|oxy|iodide|bromide|chloride)\)?"
)
_PIECES = re.compile(
    r"methyl|ethyl|propyl|butyl|pentyl|hexyl|octyl|phenyl|benzyl|chloro|bromo|fluoro|iodo|nitro|amino|"
    r"hydroxy|methoxy|ethoxy|cyano|oxo|carboxy|acetyl|benzoyl|pyrid|imidazol|indol|quinol|thioph|pyrrol|"
    r"cyclo|di|tri|tetra|penta|hexa|naphth|anthra|phen|azo|thio|silyl|vinyl|sulfon|phosph|imid"
)
_LETTERS = re.compile(r"[a-z]{4,}")
_HANGUL = re.compile(r"[가-힣]")
_OPENED = {")": "(", "]": "[", "}": "{"}
_CAPITALISED = re.compile(r"[A-Z](?=[a-z]{2})")
_SHORTEST, _LONGEST = 4, 200
_SHORTEST_PIECED, _FEWEST_PIECES = 9, 2


class Word(NamedTuple):
    """A word that may belong to a name.

    Args:
        start: Offset in its token.
        end: Offset behind it.
        name: As a name is looked up: no capital at the beginning of a word.
        alone: Whether it may be a name of the table by itself.
        head: Whether it may end a name of several words.
        systematic: Whether it is built like a systematic name.
        capital: Whether it is written with a capital that the name does not need.
        closed: Whether nothing stands behind it in its token.
        korean: Whether it holds Hangul.
    """

    start: int
    end: int
    name: str
    alone: bool
    head: bool
    systematic: bool
    capital: bool
    closed: bool
    korean: bool


def tokens(text: str) -> list[tuple[int, str]]:
    """Split a text at white space and at the borders of table cells."""
    return [(match.start(), match[0]) for match in _TOKEN.finditer(text)]


@lru_cache(maxsize=200_000)
def read_token(token: str) -> tuple[Word, ...]:
    """Return the words of a token that may be names or end one.

    Args:
        token: Text without white space.

    Returns:
        Its words in order; none for most of a running text.

    Example:
        >>> [(w.name, w.alone) for w in read_token("Acetone/ethanol,")]
        [('acetone', True), ('ethanol', True)]
    """
    if len(token) < _SHORTEST or len(token) > _LONGEST:
        return _korean(token)
    found = []
    for start, end in _pieces(token):
        word = _word(token, start, end)
        if word is not None:
            found.append(word)
    return tuple(found) or _korean(token)


def _korean(token: str) -> tuple[Word, ...]:
    match = _HANGUL.search(token)
    if match is None or len(token) > _LONGEST:
        return ()
    start, end = trimmed(token, 0, len(token))
    return (Word(start, end, token[start:end], False, False, False, False, False, True),)


def _pieces(token: str) -> list[tuple[int, int]]:
    """Split a token at slashes and long dashes outside of brackets."""
    cuts = [m.start() for m in _APART.finditer(token) if not _is_inside(token, m.start())]
    borders = [-1, *cuts, len(token)]
    return [(a + 1, b) for a, b in pairwise(borders) if b - a > _SHORTEST]


def _is_inside(token: str, place: int) -> bool:
    before = token[:place]
    return any(before.count(opened) > before.count(closed) for closed, opened in _OPENED.items())


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Take off what a sentence puts around a word: punctuation and brackets without a partner."""
    if text.endswith(("'s", "’s"), start, end):
        end -= 2
    while start < end:
        first, last, inner = text[start], text[end - 1], text[start:end]
        if last in ".,:;!?\"'”’»*_–—" or (last == "-"):
            end -= 1
        elif first in "\"'“‘«*_.,:;–—-":
            start += 1
        elif last in _OPENED and inner.count(_OPENED[last]) < inner.count(last):
            end -= 1
        elif first in _OPENED.values() and _closes_at(inner) in (len(inner) - 1, -1):
            start, end = start + 1, end - (_closes_at(inner) == len(inner) - 1)
        else:
            break
    return start, end


def _closes_at(inner: str) -> int:
    """Return where the bracket that opens a text closes; -1 if it does not."""
    depth = 0
    for place, sign in enumerate(inner):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0:
            return place
    return -1


def _word(token: str, start: int, end: int) -> Word | None:
    start, end = trimmed(token, start, end)
    written = token[start:end]
    if len(written) < _SHORTEST or _LETTERS.search(written) is None:
        return None
    name = _CAPITALISED.sub(lambda match: match[0].lower(), written, count=3)
    plain = name.isalpha()
    known = words()
    alone = plain and name.islower() and known.alone.fullmatch(name) is not None
    alone = (alone and name not in known.never) or (plain and name in known.elements)
    head = plain and name.islower() and _HEAD.fullmatch(name) is not None
    systematic = _is_systematic(name, plain)
    if not (alone or head or systematic):
        return None
    capital = name[0] != written[0]
    return Word(
        start, end, name, alone, head, systematic, capital, end == len(token), False
    )  # fmt: skip


def _is_systematic(name: str, plain: bool) -> bool:
    if _SYSTEMATIC.fullmatch(name) is None:
        return False
    if not plain:
        return _LOCANT.search(name) is not None or "(" in name
    pieces = len(_PIECES.findall(name))
    return len(name) >= _SHORTEST_PIECED and name.islower() and pieces >= _FEWEST_PIECES


def may_precede(name: str) -> bool:
    """Tell whether a word may stand before another one in a name.

    Example:
        >>> may_precede("ethyl"), may_precede("iron(III)"), may_precede("the")
        (True, True, False)
    """
    known = words()
    if name in known.elements or name in known.before:
        return True
    if name.partition("(")[0] in known.elements | known.before and name.endswith(")"):
        return True
    if name in known.adjectives or (name in known.never and not name.endswith(("yl", "ylene"))):
        return False
    return _MODIFIER.fullmatch(name) is not None
