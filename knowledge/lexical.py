"""Words: how they are kept for searching, and how a question asks for them."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:[-.'][^\W_]+)*")
_STOP = frozenset(
    "a an and are as at be been but by can did do does for from had has have how i in into is it "
    "its me my of on or our please s she so than that the their them then there these they this "
    "to was we were what when where which who whom whose why will with would you your about "
    "according tell give show find say says said report paper document documents papers".split()
)
_LITERAL = re.compile(r"\S*(?:[=#@\[\]()\\/+]|\d)\S*")
_LONG_LITERAL = 4
_RUN = re.compile(r"[가-힣ㄱ-ㆎ぀-ヿ㐀-鿿豈-﫿]+")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−﹣－"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)


def searchable(text: str) -> str:
    """Return a text in the form in which its words are kept: one form for each character.

    Args:
        text: Any text.

    Returns:
        The text with sub- and superscripts, ligatures and wide letters as plain ones, one kind
        of dash, and nothing invisible.

    Example:
        >>> searchable("LiFePO₄ – ﬁne")
        'LiFePO4 - fine'
    """
    return unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).translate(_DASHES)


def grams(text: str) -> str:
    """Return the pairs of neighbouring characters of Korean, Japanese and Chinese.

    Their words carry endings, or no spaces between them: 전지 is to be found in 이차전지의.

    Example:
        >>> grams("이차전지의 LiCoO2")
        '이차 차전 전지 지의'
    """
    runs = _RUN.findall(searchable(text))
    return " ".join(pair for run in runs for pair in _pairs(run))


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def lexical_query(text: str) -> str:
    """Write a question as an FTS5 expression that any of its words satisfies.

    Args:
        text: The question.

    Returns:
        Its phrases joined by OR; empty if it has none.

    Example:
        >>> lexical_query("What is the melting point of 2-MeTHF?")
        '"melting" OR "point" OR "2-MeTHF"'
    """
    return " OR ".join(lexical_phrases(text))


def lexical_phrases(text: str) -> list[str]:
    """Write the words of a question as FTS5 phrases.

    Args:
        text: The question.

    Returns:
        Quoted words. SMILES and formulae are asked for whole, Korean, Japanese and Chinese by
        pairs of characters. No character of the question can act as an operator.

    Example:
        >>> lexical_phrases("melting point")
        ['"melting"', '"point"']
    """
    plain = searchable(text)
    kept = content_words(plain) or _WORD.findall(plain)
    words = [word for word in kept if not _RUN.search(word)]
    phrases = [f'"{word}"' for word in dict.fromkeys([*words, *_literals(plain)])]
    runs = dict.fromkeys(_RUN.findall(plain))
    pairs = dict.fromkeys(pair for run in runs for pair in _pairs(run))
    return [*phrases, *(f'grams : "{pair}"' for pair in pairs)]


def _literals(text: str) -> list[str]:
    """Return what is to be found character by character: SMILES, formulae with brackets."""
    found = []
    for match in _LITERAL.finditer(text):
        word = match[0].strip(".,;:?!\"'").replace('"', "")
        if len(word) >= _LONG_LITERAL and _WORD.fullmatch(word) is None and _WORD.search(word):
            found.append(word)
    return found


def content_words(text: str) -> list[str]:
    """Return the words of a text that carry meaning.

    Args:
        text: A question or sentence.

    Returns:
        Its words in order, without articles, pronouns and the like.
    """
    return [word for word in _WORD.findall(text) if word.lower() not in _STOP]
