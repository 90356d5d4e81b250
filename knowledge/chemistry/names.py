"""Names of compounds in running text: where they may stand, and which are names."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from labwright.knowledge.chemistry.keys import Structure, identify
from labwright.knowledge.chemistry.mention import Resolver, Systematic
from labwright.knowledge.chemistry.spelling import Word, may_precede, read_token, trimmed
from labwright.knowledge.chemistry.words import words

_MOST_WORDS = 4
_SENTENCE = re.compile(r"(?:[.:!?*#•]|\n\s*\n|\||^)\s*[\"'“(*]*$")
_SOMEBODY = re.compile(r"\b(?:Dr|Prof|Mr|Ms|Mrs|St|[A-Z])\.\s*$")
_NUMBERED = re.compile(r"\s\*{0,2}\d{1,3}[a-z]?\*{0,2}(?![\w%°]|\s?[%°]|\.\d|,\d)")
_NEXT = re.compile(r"[\s*]*([A-Za-z]+)")
_ENDS = re.compile(r"\s*[.,;:)](?:\s|$)")
_ENZYME = re.compile(r"[a-z]+ases?")
_SALT = re.compile(
    r"[a-z]*(?:ide|onate|phate|lfate|trate|etate|oate|ylate)|glycol|ether|alcohol|acid"
)
_BINDING = (
    "yl",
    "ium",
    "ylene",
    ")",
    "oxy",
    "chloro",
    "bromo",
    "fluoro",
    "iodo",
    "nitro",
    "amino",
    "oxo",
)
_RADICAL = ("yl", "oyl", "oxy", "ylene", "carboxylate", "oate", "onate")
_LETTER = re.compile(r"\s([A-Z]\d?)(?![\w-])")
_HANGUL_WORD = re.compile(r"[가-힣]+")
_LONGEST_KOREAN = 12
_TABLE, _OPSIN = 0.95, 0.95
_JOINED = 0.7
_SUBSTANCE, _ELEMENT = 0.85, 0.7


class Place(NamedTuple):
    """A stretch of a page that may be a name.

    Args:
        page: Page counted from 1.
        start: Where it begins in the view of the page.
        end: Offset behind it.
        name: The name as it is looked up.
        built: Whether it is built like a systematic name.
        capital: Whether a capital tells it from an ordinary word of its sentence.
        confidence: How surely it is the compound itself, if it is a name.
        anchor: Where its last word begins: of several readings the longest counts.
        short: Whether it is written as a short form of the name.
    """

    page: int
    start: int
    end: int
    name: str
    built: bool
    capital: bool
    confidence: float
    anchor: int
    short: bool = False


def places(page: int, text: str, stream: Sequence[tuple[int, str]]) -> list[Place]:
    """Find where names may stand on a page.

    Args:
        page: Its number.
        text: Its view.
        stream: The tokens of the view.

    Returns:
        Candidates; those of one place differ in how many words they take in.
    """
    found: list[Place] = []
    for number, (start, token) in enumerate(stream):
        for word in read_token(token):
            if word.korean:
                found += _korean(page, start + word.start, word.name)
            else:
                found += _readings(page, text, stream, number, word)
    return found


def _readings(
    page: int, text: str, stream: Sequence[tuple[int, str]], number: int, word: Word
) -> Iterator[Place]:
    """Yield the readings that end with a word, the shortest first."""
    begin = stream[number][0] + word.start
    end = stream[number][0] + word.end
    confidence = _confidence(text, begin, end, word)
    if not confidence:
        return
    capital = word.capital and not _begins_sentence(text, begin)
    before = _words_before(text, stream, number, word)
    bound = [_is_bound(modifier) for _, modifier, _ in before] + [False]
    # What stands before a word may belong to its name: then the rest of it is not the compound.
    whole = word.alone or (word.systematic and not word.name.endswith(_RADICAL))
    if not bound[0] and whole:
        place = Place(page, begin, end, word.name, word.systematic, capital, confidence, begin)
        yield place
        if word.alone and (letter := _LETTER.match(text, end)):
            yield place._replace(end=letter.end(), name=f"{word.name} {letter[1].lower()}")
    name, built = word.name, word.systematic
    for (start, modifier, systematic), more in zip(before, bound[1:], strict=True):
        name, built = f"{modifier} {name}", built or systematic or word.head
        if not more and not _is_vague(modifier, word):
            yield Place(page, start, end, name, built, False, confidence, begin)


def _begins_sentence(text: str, begin: int) -> bool:
    """Tell whether a word has its capital from its place alone."""
    first = max(0, begin - 12)
    return _SENTENCE.search(text, first, begin) is not None and (
        _SOMEBODY.search(text, first, begin) is None
    )


def _words_before(
    text: str, stream: Sequence[tuple[int, str]], number: int, word: Word
) -> list[tuple[int, str, bool]]:
    """Return the words before a word that may belong to its name, the nearest first."""
    found: list[tuple[int, str, bool]] = []
    if word.start > 0 or not (word.head or word.systematic or word.alone):
        return found
    at = stream[number][0]
    for start, token in reversed(stream[max(0, number - _MOST_WORDS + 1) : number]):
        gap = text[start + len(token) : at]
        left, right = trimmed(token, 0, len(token))
        name = token[left:right]
        name = name[:1].lower() + name[1:] if name[1:2].islower() else name
        if "|" in gap or gap.count("\n") > 1 or right < len(token) or not may_precede(name):
            break
        parts = read_token(token)
        systematic = any(part.systematic for part in parts) or "(" in name
        found.append((start + left, name, systematic))
        if left > 0:
            break
        at = start
    return found


def _is_bound(modifier: str) -> bool:
    """Tell whether a word before a name belongs to it, so that the rest is not the compound."""
    known = words()
    bound = modifier.endswith(_BINDING)
    return bound or modifier in known.elements or modifier in known.before


def _is_vague(modifier: str, word: Word) -> bool:
    """Tell names such as iron oxide, which may be several compounds."""
    return word.head and modifier in words().several_states


def _confidence(text: str, begin: int, end: int, word: Word) -> float:
    known = words()
    following = _NEXT.match(text, end)
    next_word = following[1].lower() if following else ""
    joined = text[end : end + 1] in ("-", "–") or text[begin - 1 : begin] == "-"
    if next_word in known.part or _ENZYME.fullmatch(next_word):
        return 0.0
    if _NUMBERED.match(text, end) and not word.systematic:
        return 0.0  # “pyrazole 39” is one of many
    if _SALT.fullmatch(next_word) and not word.head:
        return 0.0
    if word.name in known.elements:
        if next_word in known.as_substance:
            return _SUBSTANCE
        return _ELEMENT if _ENDS.match(text, end) and not joined else 0.0
    before = text[max(0, begin - 24) : begin].split()
    if before and before[-1].lower().strip("(") in known.changed:
        return 0.0
    return _JOINED if joined else _TABLE


def _korean(page: int, start: int, token: str) -> Iterator[Place]:
    """Yield the beginnings of a Korean word that leave a small word behind them."""
    known = words()
    for match in _HANGUL_WORD.finditer(token):
        written = match[0]
        for length in range(min(len(written), _LONGEST_KOREAN), 1, -1):
            rest, name = written[length:], written[:length]
            if (not rest or rest in known.particles) and name not in known.never_korean:
                begin = start + match.start()
                yield Place(page, begin, begin + length, name, False, False, _TABLE, begin)


class Name(NamedTuple):
    """A name with its structure.

    Args:
        place: Where it stands.
        structure: Its structure.
        how: What resolved it.
    """

    place: Place
    structure: Structure
    how: str


def read_names(
    found: Sequence[Place], resolver: Resolver, systematic: Systematic | None
) -> list[Name]:
    """Tell which candidates are names.

    Args:
        found: Candidates of a document.
        resolver: The table of names.
        systematic: Reads systematic names; asked once for all that the table does not know.

    Returns:
        The names; of the readings of one place the longest.
    """
    resolved = _from_table({place.name for place in found}, resolver)
    if systematic is not None:
        asked = sorted({p.name for p in found if p.built and p.name not in resolved})
        answers = systematic(asked) if asked else {}
        for name, smiles in answers.items():
            structure = identify(smiles)
            # OPSIN reads “lithium nickel oxide” as the sum of its words.
            if structure and not structure.charge and "c" in structure.smiles.lower():
                resolved[name] = (structure, "OPSIN")
    common = {p.name for p in found if not p.capital and p.name in resolved}
    longest: dict[tuple[int, int], Place] = {}
    for place in found:
        if place.name not in resolved or (place.capital and place.name not in common):
            continue
        kept = longest.get((place.page, place.anchor))
        if kept is None or place.end - place.start > kept.end - kept.start:
            longest[place.page, place.anchor] = place
    return [Name(place, *resolved[place.name]) for place in longest.values()]


def _from_table(names: Iterable[str], resolver: Resolver) -> dict[str, tuple[Structure, str]]:
    """Look names up; bare ions such as “carbonate” are no compounds."""
    resolved = {}
    for name in resolver.known(names):
        smiles = resolver.resolve(name)
        structure = identify(smiles) if smiles else None
        if structure is not None and not structure.charge:
            resolved[name] = (structure, "name table")
    return resolved
