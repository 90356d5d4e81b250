"""Joining lines to flowing text without harm to what a line end tore apart."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_HYPHENS = "-\u2010\u2011\u00ad"
_TORN = re.compile(rf"(\S*[\w)\]}}′'’+*])[{_HYPHENS}]$")
_DASHED = re.compile(r"\S[–—−/]$")
_OUTER = "“”‘’\"'.,;:!?()[]{}<>*†‡§"
_TOKEN = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_FIRST = re.compile(r"[^\W\d_]+")
_LAST = re.compile(r"[^\W\d_]+$")
_URL = re.compile(r"(?:https?:|www\.|\bdoi\b|\b10\.\d{4,9}/)\S*$", re.I)
_URL_GOES_ON = re.compile(
    r"[/._?&=#%~+-]|\S*[/_=&%?]|\S*\d\S*\.\S|[a-z0-9]+\.[a-z0-9]|(?:pdf|html?|php|aspx?|org|com|edu|gov|net|io|txt)\b",
    re.I,
)
_LONG = 24  # characters of an address that may have been cut between two letters
_URL_REST = re.compile(r"[\w%~-]{2,}(?:[./?=&_][\w%~-]{2,})*[.?=&_][\w%~-]{2,}")
_URL_BREAKS = ("/", "-", "_", "=", "?", "&", "#", "~", "%", ":")

_ELEMENT = (
    r"(?:A[cglmrstu]|B[aeikr]?|C[adeflmorsu]?|D[y]?|E[rsu]|F[er]?|G[ade]|H[efgo]?|I[nr]?|Kr?"
    r"|L[aiu]|M[gno]|N[abdeip]?|Os?|P[abdmortu]?|R[abehu]|S[bceimnr]?|T[abcehilm]|U|V|W|Xe|Yb?|Z[nr])"
)
_COUNT = r"(?:\d+(?:\.\d+)?|[xyz]|(?:\d+)?[-−][xyz])?"
_FORMULA = re.compile(rf"(?:[(\[]?{_ELEMENT}{_COUNT}[)\]]?{_COUNT})+")
_LAST_ELEMENT = re.compile(rf"({_ELEMENT}){_COUNT}$")
_CLOSING = frozenset("O S Se Te N F Cl Br I P H".split())
"""Elements that end a formula."""

_HYPHEN_LIKELIER = 3
"""Lines end at a written hyphen more often than within a word that is written without."""
_PREFIXES = frozenset(
    "tert sec iso neo cis trans ortho meta para syn anti endo exo rac alpha beta gamma".split()
)
_CHEMICAL = re.compile(
    r"(?:meth|eth|prop|but|pent|hex|hept|oct|phen|benz|tolu|xyl|naphth|pyr|amin|nitr|chlor|brom"
    r"|fluor|iod|hydrox|carb|ox|thi|silyl|amyl)\w*(?:yl|ane|ene|yne|ine|ol|one|oxy|ide|ate|amide"
    r"|acid|oxide|o|al|in)?$"
)
_HEADS = frozenset(
    "friendly based like free rich poor dependent independent induced assisted driven "
    "averaged averaging reduced dimensional resolved specific type scale order containing "
    "doped coated modified supported catalyzed catalysed consistent guest ligand called made "
    "known defined bonded bonding sized shaped capped stabilized stabilised functionalized "
    "functionalised substituted linked terminated labelled labeled mediated controlled "
    "limited corrected weighted squared fold wide long high low level body phase temperature "
    "pressure energy shell field state range term step point atom particle electron proton "
    "hole pair center centre source through density transfer scattering diffusion exchange "
    "shift shifts value values intensive efficient effective sensitive selective active "
    "dominated oriented ordered aligned grained trained tuned processing processed aware "
    "agnostic centric related relevant informed guided learned".split()
)
"""Words that stand behind a hyphen more often than at the end of longer words."""
_FRAGMENTS = frozenset(
    "inter under over some other proto micro nano macro bio photo electro thermo hydro poly mono"
    " tetra super trans anti post counter intra extra hyper ultra hypo stand pres"
    " back fore after there where what every any mill multi semi tele meta para"
    " auto geo pseudo isot aniso".split()
)
_BY_DOCUMENT = ("non", "multi", "semi", "quasi", "pseudo")
"""Beginnings that some writers set off by a hyphen and some do not."""
_WELDED = frozenset(
    "a an any be by for fore here how in inter is it more never none no not on other out over "
    "so some sub super there through to under up where with".split()
)
"""Words that begin longer ones more often than they stand before a hyphen."""
_HYPHENED = frozenset("self well half semi quasi ex all cross non high low co".split())
_LOOSE = _HYPHENED - {"non", "co", "semi", "ex", "all"}


def count_words(lines: Iterable[str]) -> Counter[str]:
    """Count the whole words of a document, in small letters.

    Args:
        lines: Its lines; what a hyphen at a line's end tears apart is no word.

    Returns:
        How often each stands there, those with hyphens also by their parts.
    """
    found: Counter[str] = Counter()
    torn = False
    for line in lines:
        words = _TOKEN.findall(line.lower())
        if torn:
            words = words[1:]
        torn = line.endswith(tuple(_HYPHENS))
        found.update(words[:-1] if torn else words)
    for word, count in list(found.items()):
        if "-" in word:
            for part in word.split("-"):
                found[part] += count
        for start in _BY_DOCUMENT:
            if word.startswith(start) and len(word) > len(start) + 3:
                found[f"{start}-" if word[len(start)] == "-" else f"{start}…"] += count
    return found


def join_lines(lines: Sequence[str], words: Counter[str]) -> str:
    """Join the lines of a paragraph.

    Args:
        lines: Its lines.
        words: How often the document uses each word.

    Returns:
        The paragraph in one line. A hyphen at a line's end is dropped where it only marks the
        break, and kept where it belongs to a name or compound; addresses stay whole.

    Example:
        >>> join_lines(["2-methyl-tetrahydro-", "furan and 1,4-", "dioxane"], Counter())
        '2-methyl-tetrahydrofuran and 1,4-dioxane'
    """
    text = lines[0].strip() if lines else ""
    for line in lines[1:]:
        following = line.strip()
        if not following:
            continue
        text = f"{text}{following}" if not text else _joined(text, following, words)
    return text


def _joined(text: str, following: str, words: Counter[str]) -> str:
    tail = text[-120:].rsplit(None, 1)[-1]
    head = following.split(None, 1)[0]
    if _is_torn_address(tail, head):
        return text + following
    torn = _TORN.search(tail)
    if torn and not _is_number(torn[1], head):
        keeps = keeps_hyphen(torn[1].lstrip("“‘\"'([{"), head, words)
        return f"{text[:-1]}-{following}" if keeps else text[:-1] + following
    if _DASHED.search(tail) and not head.startswith(("–", "—", "−")):
        return text + following
    return f"{text} {following}"


def _is_number(left: str, head: str) -> bool:
    """Tell a hyphen before “and” or “to”, as in “two- and threefold”, from that of a torn word."""
    return head.strip(_OUTER) in ("and", "or", "to", "und", "oder", "y", "et") and left.isalpha()


def _is_torn_address(tail: str, head: str) -> bool:
    address = _URL.search(tail)
    if not address or head[:1] in '([{“‘"':
        return False
    if address[0].endswith(_URL_BREAKS) or head[0] in "/_?&=#%~":
        return bool(re.match(r"[\w/%.]", head))
    if address[0].endswith("."):
        return bool(_URL_GOES_ON.match(head)) and not head[0].isupper()
    if len(address[0]) > _LONG and _URL_REST.fullmatch(head.rstrip(".,;:)")):
        return True
    return len(address[0]) > 12 and head[0] in ".-" and len(head) > 1  # noqa: PLR2004


def keeps_hyphen(left: str, right: str, words: Counter[str]) -> bool:
    """Tell whether a hyphen at a line's end belongs to what it stands in.

    Args:
        left: What stands before it.
        right: What follows in the next line.
        words: How often the document uses each word.

    Returns:
        Whether to keep it.

    Example:
        >>> [keeps_hyphen(*torn, Counter()) for torn in (("LiNi0.8", "Co0.1O2"), ("N", "oxide"))]
        [False, True]
    """
    right = right.strip(_OUTER)
    solid, hyphened = words[(left + right).lower()], words[f"{left}-{right}".lower()]
    if solid or hyphened:
        return _HYPHEN_LIKELIER * hyphened > solid
    last, first = _LAST.search(left), _FIRST.match(right)
    if not last or not first or right[:1].isupper():
        return not _is_torn_formula(left, right)
    return _parts_keep(last[0], first[0], words)


def _parts_keep(last: str, first: str, words: Counter[str]) -> bool:
    """Decide by the letters on both sides of the hyphen."""
    if words[(last + first).lower()]:
        return False
    if words[f"{last}-{first}".lower()] or len(last) == 1 or not last[1:].islower():
        return True
    low = last.lower()
    if low in _BY_DOCUMENT:
        return words[f"{low}-"] > words[f"{low}…"]
    if low in _PREFIXES and _CHEMICAL.match(first):
        return True
    if first.lower() in _HEADS and len(last) > 3 and low not in _FRAGMENTS:  # noqa: PLR2004
        return True
    if low in _LOOSE:
        return True
    if low in _WELDED:
        return False
    return words[low] > 0 and words[first] > 0 and len(first) > 2  # noqa: PLR2004


def _is_torn_formula(left: str, right: str) -> bool:
    """Tell a formula that a line end tore apart from two of them."""
    if not (_FORMULA.fullmatch(left) and _FORMULA.fullmatch(right)):
        return False
    end = _LAST_ELEMENT.search(left)
    return "." in left + right and end is not None and end[1] not in _CLOSING
