"""Numbered compounds: “4-bromoanisole (3a)” and, later, “compound 3a”."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_LABEL = r"(?:\d{1,3}[a-z]?'?|[A-Z]\d{1,2}[a-z]?)"
_BEHIND = re.compile(
    rf"\s?\((?:compound\s|cpd\.?\s)?(?P<bold>\*\*)?(?P<label>{_LABEL})(?(bold)\*\*)\)"
    rf"|\s(?:\(\s?)?\*\*(?P<plain>{_LABEL})\*\*"
    rf"|,?\s(?:compound|cpd\.?)\s(?P<called>{_LABEL})(?![A-Za-z0-9_-])"
)
_BEFORE = re.compile(
    rf"(?:[Cc]ompound\s\*{{0,2}}({_LABEL})\*{{0,2}}\s?(?:=|:|is|was|,|\()\s?(?:identified\sas\s)?"
    rf"|(?:^|\n)\*{{0,2}}(\d{{1,3}}[a-z])\*{{0,2}}\s?[=:]\s)$"
)
_CALLED = re.compile(
    rf"(?<![\w-])[Cc](?:ompounds?|pds?\.?)\s(?P<list>\(?\*{{0,2}}{_LABEL}\*{{0,2}}\)?"
    rf"(?:(?:,\s?(?:and\s)?|\sand\s|\sor\s|\s?–\s?)\*{{0,2}}{_LABEL}\*{{0,2}}(?![A-Za-z0-9_.-]))*)(?![A-Za-z0-9_.]*[A-Za-z0-9_])"
)
_BOLD = re.compile(rf"\*\*({_LABEL})\*\*")
_BARE = re.compile(r"(?<![\w.,/–-])(\d{1,3}[a-z])(?![A-Za-z0-9_'-]|\s?[%°]|\.\d)")
_ONE = re.compile(_LABEL)
_ELSEWHERE = re.compile(
    r"(?i)(?:fig(?:ure|s|ures)?|tables?|schemes?|eqs?|equations?|refs?|entry|entries|sections?|steps?|panels?"
    r"|charts?|parts?|runs?|chapters?|no|vol|page|pp?|day|and|to|,|–|-|&|\[)\.?\s?\(?$"
)
_LONGEST_BEFORE = 48


class Label(NamedTuple):
    """A label in a text.

    Args:
        label: The label, such as ``3a``.
        start: Where it begins.
        end: Offset behind it.
        called: Whether the text says that it is a compound's.
    """

    label: str
    start: int
    end: int
    called: bool


def definitions(
    text: str, spans: Mapping[tuple[int, int], str]
) -> Iterator[tuple[Label, int, int]]:
    """Find where a page gives a named compound a label.

    Args:
        text: The view of the page.
        spans: Where compounds are named on it.

    Yields:
        The label, which is called one where bold type or a letter shows that it is no citation,
        and the place of the name.

    Example:
        >>> [(d[0].label, d[1]) for d in definitions("4-bromoanisole (3a)", {(0, 14): ""})]
        [('3a', 0)]
    """
    for start, end in spans:
        if match := _BEHIND.match(text, end):
            name = next(n for n in ("label", "plain", "called") if match[n])
            label = match[name]
            shown = name != "label" or match["bold"] or not label.isdigit()
            yield Label(label, *match.span(name), bool(shown)), start, end
        elif match := _BEFORE.search(text, max(0, start - _LONGEST_BEFORE), start):
            group = 1 if match[1] else 2
            yield Label(match[group], *match.span(group), True), start, end


def labels(text: str) -> Iterator[Label]:
    """Find what may be the label of a compound.

    Args:
        text: The view of a page.

    Yields:
        Labels behind the word “compound”, in bold type, or a number with a letter.

    Example:
        >>> [(l.label, l.called) for l in labels("Compounds 3a and 3b; see Figure 4c; 5d melts.")]
        [('3a', True), ('3b', True), ('5d', False)]
    """
    seen: set[int] = set()
    for match in _CALLED.finditer(text):
        for one in _ONE.finditer(text, *match.span("list")):
            seen.add(one.start())
            yield Label(one[0], *one.span(), True)
    for match in _BOLD.finditer(text):
        if match.start(1) not in seen:
            seen.add(match.start(1))
            yield Label(match[1], *match.span(1), True)
    for match in _BARE.finditer(text):
        elsewhere = _ELSEWHERE.search(text, max(0, match.start() - 24), match.start())
        if match.start() not in seen and elsewhere is None:
            yield Label(match[1], *match.span(), False)


def bound(found: Mapping[str, Counter[str]], called: frozenset[str]) -> dict[str, str]:
    """Decide which compound each label is of.

    Args:
        found: For each label the compounds that it was put behind.
        called: Labels that somewhere are said to be of a compound.

    Returns:
        The compound of each label that has one only; a bare number, which may be a citation,
        only where the document elsewhere calls it a compound's.
    """
    return {
        label: next(iter(compounds))
        for label, compounds in found.items()
        if len(compounds) == 1 and label in called
    }
