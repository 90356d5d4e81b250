"""Which value of a sentence is of which property of which subject."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from labwright.knowledge.chemistry.clause import Clause
from labwright.knowledge.chemistry.signs import C, P, S, U, V, X, other, pattern, phrases
from labwright.knowledge.chemistry.subjects import Subject
from labwright.knowledge.chemistry.values import TextValue, Value
from labwright.knowledge.chemistry.vocabulary import Named, Property, properties

_LIST, _SEVERAL, _GOVERNED, _KOREAN, _FURTHER = 0.9, 0.85, 0.85, 0.85, 0.9
_MOST_FURTHER = 6
# “N2 uptake of 5 mmol/g”: the compound before the property is not what has it.
_OF_HOSTS = frozenset(
    ("adsorption uptake", "adsorption energy", "isosteric heat of adsorption", "contact angle",
     "diffusion coefficient", "activation energy", "BET surface area", "pore volume")
)  # fmt: skip
_MASSES = ("g", "mg", "mmol", "kg", "mol")
_FURTHER_GROUPS = (("p", "v"), ("p2", "v2"), ("d", "v3"))


@dataclass(frozen=True, slots=True)
class Pair:
    """Subject, property and value that belong together.

    Args:
        subject: The subject.
        property: The property.
        value: The value.
        conditions: Places of the conditions in the view.
        method: Words such as “calculated” that say where the value comes from.
        confidence: How surely they belong together.
    """

    subject: Subject
    property: Property
    value: Value | TextValue
    conditions: tuple[tuple[int, int], ...] = ()
    method: str = ""
    confidence: float = 1.0


@dataclass(slots=True)
class _Matching:
    """A clause and which of its values are taken."""

    clause: Clause
    taken: set[int] = field(default_factory=set)


def pairs(clause: Clause) -> list[Pair]:
    """Find what belongs together in a sentence.

    Args:
        clause: The sentence, reduced to its bones.

    Returns:
        Pairs in the order of the values.
    """
    matching = _Matching(clause)
    found = [*_lists(matching), *_governed(matching), *_afforded(matching)]
    if re.search("[가-힣]", clause.text):
        found += _korean(matching)
    for rule in phrases()["single"]:
        for match in pattern(rule["pattern"]).finditer(clause.text):
            found += _single(matching, match, rule)
    return sorted(found, key=lambda pair: pair.value.start)


def _single(matching: _Matching, match: re.Match[str], rule: Mapping[str, Any]) -> Iterator[Pair]:
    clause = matching.clause
    s, p, v = match.start("s"), match.start("p"), match.start("v")
    if v in matching.taken or _is_vetoed(clause, match) or _is_listed(clause, v):
        return
    compound = rule.get("compound", False)
    if compound and clause.text[s + 1 : s + 2] == " " and _is_of_guest(clause, p):
        return
    adjacent = compound and p == s + 2  # “a furfural yield of 63 %” whatever stands before
    if not (rule.get("governs", False) or adjacent) and not _is_subject(clause, s):
        return
    own = rule.get("first", False)
    confidence = float(rule["confidence"])
    pair = _pair(clause, s, p, v, match.span(), confidence, own=own)
    if pair is None:
        return
    matching.taken.add(v)
    yield pair
    yield from _further(matching, s, match.end())


def _is_of_guest(clause: Clause, p: int) -> bool:
    named = clause.things[p]
    return isinstance(named, Named) and any(prop.name in _OF_HOSTS for prop in named.properties)


def _further(matching: _Matching, s: int, at: int) -> Iterator[Pair]:
    """Yield what is said of the same subject in one breath."""
    clause = matching.clause
    for _ in range(_MOST_FURTHER):
        match = other("further").match(clause.text, at)
        if match is None:
            return
        p, v = next((match.start(p), match.start(v)) for p, v in _FURTHER_GROUPS if match[p])
        pair = None
        if v not in matching.taken and not _is_listed(clause, v):
            pair = _pair(clause, s, p, v, match.span(), _FURTHER, own=match["p2"] is not None)
        if pair is None:
            return
        matching.taken.add(v)
        yield pair
        at = match.end()


def _lists(matching: _Matching) -> Iterator[Pair]:
    clause = matching.clause
    for rule in phrases()["lists"]:
        for match in pattern(rule["pattern"]).finditer(clause.text):
            ss, vs = _signs(match, "ss", S), _signs(match, "vs", V + U)
            if len(ss) == len(vs) and not _is_vetoed(clause, match):
                yield from _together(matching, match, ss, [match.start("p")] * len(ss), vs, _LIST)
    for match in other("several").finditer(clause.text):
        ps, vs = _signs(match, "ps", P), _signs(match, "vs", V + U)
        s = match.start("s")
        if len(ps) == len(vs) and not _is_vetoed(clause, match) and _is_subject(clause, s):
            yield from _together(matching, match, [s] * len(ps), ps, vs, _SEVERAL)


def _signs(match: re.Match[str], group: str, signs: str) -> list[int]:
    start = match.start(group)
    return [start + i for i, sign in enumerate(match[group]) if sign in signs]


def _together(
    matching: _Matching, match: re.Match[str], ss: list[int], ps: list[int], vs: list[int],
    confidence: float,
) -> list[Pair]:  # fmt: skip
    """Pair lists of equal length; all of it or nothing."""
    clause = matching.clause
    if any(v in matching.taken for v in vs):
        return []
    found = [
        _pair(clause, s, p, v, match.span(), confidence) for s, p, v in zip(ss, ps, vs, strict=True)
    ]
    whole = [pair for pair in found if pair is not None]
    if len(whole) < len(found):
        return []
    matching.taken.update(vs)
    return whole


def _governed(matching: _Matching) -> Iterator[Pair]:
    """Yield the values of one property that stand each beside its subject."""
    clause = matching.clause
    for rule in phrases()["beside"]:
        for match in pattern(rule["pattern"]).finditer(clause.text):
            if _is_vetoed(clause, match):
                continue
            for one in pattern(rule["inner"]).finditer(clause.text, *match.span("list")):
                v = one.start("v")
                pair = _pair(clause, one.start("s"), match.start("p"), v, one.span(), _GOVERNED)
                if v not in matching.taken and pair is not None:
                    matching.taken.add(v)
                    yield pair


def _afforded(matching: _Matching) -> Iterator[Pair]:
    """Yield the yields that stand in brackets beside the mass of a product: “(0.34 g, 78%)”."""
    clause = matching.clause
    yielded = next(prop for prop in properties() if prop.name == "yield")
    for match in other("afforded").finditer(clause.text):
        inside = {i: clause.things[i] for i in range(*match.span("in"))}
        shares = [i for i, v in inside.items() if isinstance(v, Value) and v.unit == "percent"]
        masses = [v for v in inside.values() if isinstance(v, Value) and v.unit in _MASSES]
        subject = clause.things[match.start("s")]
        if len(shares) != 1 or not masses or not isinstance(subject, Subject):
            continue
        value = clause.things[shares[0]]
        if isinstance(value, Value) and _fits(yielded, value, own=False):
            matching.taken.add(shares[0])
            yield Pair(subject, yielded, value, confidence=round(_GOVERNED * subject.confidence, 3))


def _korean(matching: _Matching) -> Iterator[Pair]:
    clause = matching.clause
    if other("korean_veto").search(clause.text):
        return
    for rule in phrases()["korean"]:
        for match in pattern(rule["pattern"]).finditer(clause.text):
            v = match.start("v")
            if v in matching.taken or _is_listed(clause, v):
                continue
            pair = _pair(clause, match.start("s"), match.start("p"), v, match.span(), _KOREAN)
            if pair is not None:
                matching.taken.add(v)
                yield pair


def _pair(
    clause: Clause, s: int, p: int, v: int, span: tuple[int, int], confidence: float,
    *, own: bool = False,
) -> Pair | None:  # fmt: skip
    subject, named, value = clause.things[s], clause.things[p], clause.things[v]
    if not isinstance(subject, Subject) or not isinstance(named, Named):
        return None
    prop = next((q for q in named.properties if _fits(q, value, own)), None)
    if prop is None or not isinstance(value, Value | TextValue):
        return None
    behind = clause.text[v + 1 :]
    bare = isinstance(value, Value) and not value.unit
    if other("different").match(behind) or (bare and not other("bare").match(behind)):
        return None
    begin, end = span
    method = other("method").search(clause.text, begin, end)
    return Pair(
        subject, prop, value, _conditions(clause, begin, end, v), method[1] if method else "",
        round(confidence * subject.confidence, 3),
    )  # fmt: skip


def _fits(prop: Property, value: object, own: bool) -> bool:
    if isinstance(value, TextValue):
        return prop.text
    if not isinstance(value, Value) or prop.text or (own and not prop.own):
        return False
    high = value.high if value.high is not None else value.value
    return prop.allows(value.value, value.unit) and prop.allows(high, value.unit)


def _conditions(clause: Clause, begin: int, end: int, v: int) -> tuple[tuple[int, int], ...]:
    """Return the conditions of a value: inside the phrase, behind it, and first in the sentence."""
    found = [i for i in range(begin, end) if clause.text[i] == C]
    others = [i for i in range(begin, end) if clause.text[i] in V + U and i != v]
    if others:  # each value of a list keeps what follows it
        found = [i for i in found if v < i < min([o for o in others if o > v], default=end)]
    if behind := other("when_behind").match(clause.text, max(end, v + 1)):
        found += [i for i in range(*behind.span()) if clause.text[i] == C]
    if first := other("when_first").match(clause.text):
        found.insert(0, first.end() - 1)
    return tuple(clause.places[i] for i in dict.fromkeys(found))


def _is_vetoed(clause: Clause, match: re.Match[str]) -> bool:
    """Tell whether the clause denies, supposes or demands what a phrase says."""
    begin = max(clause.text.rfind(sign, 0, match.start()) for sign in ";.") + 1
    return other("veto").search(clause.text, begin, match.end()) is not None or (
        clause.text.rstrip().endswith("?")
    )


def _is_listed(clause: Clause, v: int) -> bool:
    """Tell whether another value of the same kind stands beside a value."""
    behind = other("listed").match(clause.text, v + 1)
    before = other("listed_before").search(clause.text[: v + 1])
    beside = [behind.end() - 1] if behind else []
    beside += [before.start()] if before else []
    here = clause.things[v]
    there = [clause.things[place] for place in beside]
    return isinstance(here, Value) and any(
        isinstance(value, Value) and value.unit == here.unit for value in there
    )


def _is_subject(clause: Clause, s: int) -> bool:
    """Tell whether a subject stands where the subject of its clause stands."""
    before = clause.text[:s]
    cuts = [match.end() for match in other("boundary").finditer(before)]
    begin = cuts[-1] if cuts else 0
    segment = before[begin:]
    if any(sign in segment for sign in (S, X)) or before[:begin].rstrip(" ,").endswith((S, X)):
        return False
    if before.endswith((" and ", ", ")) and before.rstrip(" ,and").endswith(S):
        return False
    if other("stuff").search(segment):
        return True
    return other("preposition").search(segment) is None
