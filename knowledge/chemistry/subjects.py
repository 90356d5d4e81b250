"""What a sentence may speak of: compounds and materials, composites and doped ones included."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from labwright.knowledge.chemistry.mention import Mention
from labwright.knowledge.chemistry.view import View

_SURE = 0.8
_CHANGED = re.compile(
    r"-(?:based|coated|doped|modified|decorated|functionali[sz]ed|supported|loaded|containing|free|rich|like"
    r"|derived|type|induced|catalyzed|catalysed|mediated|assisted|treated|saturated|water|soluble|poor|filled"
    r"|terminated|capped|grafted|deficient|phase|ion|[a-z]+ed\b)"
)
_MIXED = re.compile(
    r"\s(?:composites?|blends?|mixtures?|hybrids?|heterostructures?|heterojunctions?|copolymers?|alloys?"
    r"|nanocomposites?|derivatives?|analogues?|analogs?|complex(?:es)?|adducts?|salts?|precursors?|interfaces?"
    r"|substrates?|content|concentration|loading|ratio|vapou?r|atmosphere|flow|bath|addition|reduction|oxidation"
    r"|evolution|cofs?|mofs?|frameworks?|networks?|glass(?:es)?|solid solutions?|electrolysis"
    r"|production|formation"
    r"|molecules?\s(?:per|in)|adsorption|coverage|equivalents?)\b",
    re.I,
)
_ADDED = re.compile(
    r"(?:\S+-(?:doped|coated|modified|decorated|substituted|loaded|capped|stabili[sz]ed|rich))\s$"
)
_JOINT = re.compile(r"\s?[/@:–]\s?|-")
_JOINED_AFTER = re.compile(r"[/@–](?=[A-Za-z])[\w@/.()-]*[\w)]")
_JOINED_BEFORE = re.compile(r"(?:[\w.()-]*[A-Za-z)])[/@–-]$")
_SHARE = re.compile(r"(?:%|\bof|equiv\.?|mol|mg|mL|µL|\bg|\bM)\s$")
_PREFIX = re.compile(
    r"(?:[α-ωnpidlo]|tert|cis|trans|bulk|sub|nano|meso|anti|rac|[0-9A-Z]{1,3}[A-Z]?)-$"
)
_AMOUNT = re.compile(
    r"[\d.]+\s?(?:wt\s?%|mol\s?%|at\s?%|vol\s?%|%|equiv\.?|mg|mL|µL|g|M|mM|mmol)\s$"
)


class Subject(NamedTuple):
    """Something that may have a property.

    Args:
        start: Where it begins in the view of its page.
        end: Offset behind it.
        text: Its words, verbatim.
        key: Its key; empty for composites and doped materials.
        confidence: How surely it is meant.
        part: Whether it is only a share of something, which has no properties of its own.
    """

    start: int
    end: int
    text: str
    key: str
    confidence: float
    part: bool


def subjects(view: View, mentions: Sequence[Mention], end: int) -> list[Subject]:
    """Return what a sentence may speak of.

    Args:
        view: The view of the page.
        mentions: The mentions that begin in the sentence, in order.
        end: Where the sentence ends in the view.

    Returns:
        The subjects in order; neighbours joined by a slash are one.
    """
    found: list[Subject] = []
    for mention in mentions:
        subject = _subject(view, mention, view.seen(mention.start), end)
        if subject is None:
            continue
        if found and _JOINT.fullmatch(view.text, found[-1].end, subject.start):
            found[-1] = _joined(view, found[-1], subject)
        elif not found or subject.start >= found[-1].end:
            found.append(subject)
    return found


def _subject(view: View, mention: Mention, begin: int, end: int) -> Subject | None:
    text = view.text
    behind = max(begin + 1, view.seen(mention.end))
    if mention.confidence < _SURE and mention.kind != "label":
        tied = text[behind : behind + 1] in ("–", "/") or text[begin - 1 : begin] in ("-", "–")
        if not tied:
            return None
    key, part = mention.key, False
    before = text[max(0, begin - 40) : begin]
    if _CHANGED.match(text, behind) or _MIXED.match(text, behind):
        part = True
    if after := _JOINED_AFTER.match(text, behind, end):
        behind, key = after.end(), ""
    if added := _ADDED.search(before):
        begin, key = begin - len(added[0]), ""
    elif (joined := _JOINED_BEFORE.search(before)) and not _PREFIX.search(before):
        begin, key = begin - len(joined[0]), ""
    if _AMOUNT.search(before):
        part = True
    first, last = view.span(begin, behind)
    return Subject(begin, behind, view.page[first:last], key, max(mention.confidence, 0.8), part)


def _joined(view: View, first: Subject, second: Subject) -> Subject:
    """Make one subject of two that stand together, such as EC/DMC."""
    begin, behind = view.span(first.start, second.end)
    return first._replace(end=second.end, text=view.page[begin:behind], key="", part=second.part)
