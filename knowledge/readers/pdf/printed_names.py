"""Names of authors as papers print them."""

import re

_MOST_WORDS = 6
_FEWEST_LETTERS = 3
_PARTICLES = frozenset(
    "van von der den de del della di da dos das du la le los al el bin ibn ben ter ten zu zur af "
    "av y e i jr sr jr. sr. ii iii iv mc st st.".split()
)
_NO_NAME = re.compile(
    r"\b(?:universit\w*|institut\w*|department|dept|laborator\w*|school|college"
    r"|cent(?:er|re)|faculty|division|group|research|science\w*|chemistry|physics|engineering|technology|materials|academy"
    r"|hospital|company|inc|ltd|gmbh|corporation|street|road|avenue|usa|uk|china|germany|japan|korea"
    r"|abstract|introduction|received|accepted|published|version|journal|article|email|e-mail|www"
    r"|correspond\w*|copyright|license\w*|authors?|contents|table|figure|january|february|march|april"
    r"|may|june|july|august|september|october|november|december|page|doi|guide|software|the|of|for"
    r"|with|from|in|on|to|program|national|society|press|team|editor\w*|review\w*|draft)\b",
    re.I,
)
_SEPARATORS = re.compile(r"\s*(?:[;,•·|]|\band\b|\bund\b|\by\b|\bet\b|&)\s*")
_WORD = re.compile(r"(?:[^\W\d_][\w’'`-]*\.?|(?:[^\W\d_]\.-?)+)")
_NOBODY = frozenset(
    "user admin administrator author owner unknown anonymous root default windows office pc me "
    "test template none null microsoft latex john\xa0doe jane\xa0roe acrobat".split()
)
_MADE_UP = ("john doe", "jane roe", "jane doe", "author name", "first author", "second author")
_SUFFIX = re.compile(r",\s*((?:Jr|Sr)\.?|II|III|IV)(?=\s*(?:,|;|$|and\b))")


def name_list(text: str) -> list[str]:
    """Read a list of names.

    Args:
        text: A paragraph without its raised marks.

    Returns:
        The names in order; none if anything in it is no name.

    Example:
        >>> name_list("Efrem Braun, Heather B. Mayes and David van der Spoel")
        ['Efrem Braun', 'Heather B. Mayes', 'David van der Spoel']
        >>> name_list("Department of Chemistry, University of Basel")
        []
    """
    text = _SUFFIX.sub(r" \1", " ".join(text.split())).strip(" ,;")
    text = re.sub(r"^(?:by|authors?:?)\s+", "", text, flags=re.I)
    if not text or _NO_NAME.search(text) or "@" in text or any(map(str.isdigit, text)):
        return []
    parts = [part for part in _SEPARATORS.split(text) if part]
    return parts if parts and all(map(_is_name, parts)) else []


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= _MOST_WORDS or sum(map(str.isalpha, text)) < _FEWEST_LETTERS:  # noqa: PLR2004
        return _is_name_without_blanks(text)
    for word in words:
        if not _WORD.fullmatch(word):
            return False
        if word[0].islower() and word.lower() not in _PARTICLES and "’" not in word:
            return False
    return any(len(word.strip(".")) > 1 for word in words)


def _is_name_without_blanks(text: str) -> bool:
    """Tell a Chinese, Japanese or Korean name, which is written in one."""
    return bool(re.fullmatch(r"[가-힣]{2,4}|[\u4e00-\u9fff]{2,4}", text))


def plausible_authors(text: str) -> tuple[str, ...]:
    """Return the authors that a file names, without what programs write there by default.

    Args:
        text: What the file says.

    Returns:
        Names as “Given Family”, in order.

    Example:
        >>> plausible_authors("Curie, Marie; Curie, Pierre"), plausible_authors("Administrator")
        (('Marie Curie', 'Pierre Curie'), ())
    """
    parts = [_turned(part) for part in text.split(";")] if ";" in text else name_list(text)
    return tuple(part for part in parts if _is_name(part) and not is_made_up(part))


def is_made_up(name: str) -> bool:
    """Tell names that programs and templates write by default."""
    return name.lower() in _MADE_UP or name.split(maxsplit=1)[0].lower() in _NOBODY


def _turned(name: str) -> str:
    family, _, given = (part.strip() for part in name.partition(","))
    return f"{given} {family}".strip()
