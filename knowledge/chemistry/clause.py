"""A sentence reduced to its bones: subjects, properties, values and conditions as single signs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from labwright.knowledge.chemistry.signs import C, D, P, S, U, V, X, condition, phrases
from labwright.knowledge.chemistry.subjects import Subject
from labwright.knowledge.chemistry.units import dimension
from labwright.knowledge.chemistry.values import TextValue, Value
from labwright.knowledge.chemistry.vocabulary import Named


@dataclass(slots=True)
class Clause:
    """A sentence with one sign for each thing it names.

    Args:
        text: The sentence in small letters, white space single, citations left out.
        places: Where each sign of it begins and ends in the view of the page.
        things: What each sign stands for; None for letters.
    """

    text: str
    places: list[tuple[int, int]]
    things: list[object]

    def fold(
        self, pattern: re.Pattern[str], sign: str, fits: Callable[[re.Match[str]], bool]
    ) -> None:
        """Replace what a pattern matches, where it fits, by a sign."""
        for match in reversed(list(pattern.finditer(self.text))):
            first, last = match.span()
            if last > first and fits(match):
                self.text = self.text[:first] + sign + self.text[last:]
                self.places[first:last] = [(self.places[first][0], self.places[last - 1][1])]
                self.things[first:last] = [None]


def read_clause(
    page: str,
    start: int,
    end: int,
    subjects: Sequence[Subject],
    names: Sequence[Named],
    values: Sequence[Value],
    texts: Sequence[TextValue] = (),
) -> Clause:
    """Reduce a sentence to its bones.

    Args:
        page: The view of the page.
        start: Where the sentence begins.
        end: Offset behind it.
        subjects: What it may speak of.
        names: The properties that it names.
        values: Its values, with places in the view.
        texts: Its values that are no numbers.

    Returns:
        The sentence, conditions folded.
    """
    clause = _signed(page, start, end, _things(subjects, names, values, texts))
    _fold_aliases(clause)
    clause.fold(condition("stated"), C, lambda match: True)
    clause.fold(condition("measured"), C, lambda match: _is_condition(clause, match))
    clause.fold(condition("korean"), C, lambda match: _is_condition(clause, match))
    clause.fold(condition("in_solvent"), C, lambda match: _is_medium(clause, match))
    clause.fold(condition("under_gas"), C, lambda match: True)
    clause.fold(
        condition("bracketed"), C, lambda match: C in match[0] or _is_condition(clause, match)
    )
    return clause


def _things(
    subjects: Sequence[Subject],
    names: Sequence[Named],
    values: Sequence[Value],
    texts: Sequence[TextValue],
) -> list[tuple[int, int, str, object]]:
    """Return what gets a sign: of what overlaps the property, then the subject, then the value."""
    found: list[tuple[int, int, str, object]] = []
    found += [(n.start, n.end, D if n.verb else P, n) for n in names]
    found += [(t.start, t.end, V, t) for t in texts]
    found += [(s.start, s.end, X if s.part else S, s) for s in subjects]
    found += [(v.start, v.end, V if v.unit else U, v) for v in values]
    kept: list[tuple[int, int, str, object]] = []
    for thing in found:
        if all(thing[1] <= other[0] or thing[0] >= other[1] for other in kept):
            kept.append(thing)
    return sorted(kept, key=lambda thing: thing[0])


def _signed(page: str, start: int, end: int, things: list[tuple[int, int, str, object]]) -> Clause:
    text: list[str] = []
    places: list[tuple[int, int]] = []
    held: list[object] = []
    at = start
    for first, last, sign, thing in [*things, (end, end, "", None)]:
        _letters(page, at, first, text, places, held)
        if sign:
            text.append(sign)
            places.append((first, last))
            held.append(thing)
        at = max(at, last)
    return Clause("".join(text), places, held)


def _letters(
    page: str,
    start: int,
    end: int,
    text: list[str],
    places: list[tuple[int, int]],
    held: list[object],
) -> None:
    left_out = condition("left_out").finditer(page, start, end)
    skipped = {i for match in left_out for i in range(*match.span())}
    for place in range(start, end):
        letter = page[place]
        if place in skipped:
            continue
        if letter.isspace():
            if text and text[-1] == " ":
                continue
            letter = " "
        small = letter.lower()
        text.append(small if len(small) == 1 else letter)
        places.append((place, place + 1))
        held.append(None)


def _fold_aliases(clause: Clause) -> None:
    """Make one subject of a name and its abbreviation or label in brackets."""
    for match in reversed(list(condition("alias").finditer(clause.text))):
        first, second = clause.things[match.start()], clause.things[match.end() - 2]
        if isinstance(first, Subject) and isinstance(second, Subject) and first.key == second.key:
            begin, end = match.start() + 1, match.end()
            clause.text = clause.text[:begin] + clause.text[end:]
            del clause.places[begin:end], clause.things[begin:end]


@cache
def _condition_dimensions() -> frozenset[str]:
    return frozenset(filter(None, map(dimension, phrases()["conditions"]["units"].split())))


@cache
def _media() -> frozenset[str]:
    return frozenset(phrases()["conditions"]["media"].split())


def _is_condition(clause: Clause, match: re.Match[str]) -> bool:
    """Tell conditions from values: a value of the property's own unit is the property's."""
    found = [clause.things[i] for i in range(*match.span())]
    measured = [thing for thing in found if isinstance(thing, Value) and thing.unit]
    humid = "rh" in match[0] or "humid" in match[0]
    if not humid and any(dimension(v.unit) not in _condition_dimensions() for v in measured):
        return False
    before = [t for t in clause.things[: match.start()] if isinstance(t, Named)]
    near = before[-1:] or [t for t in clause.things[match.end() :] if isinstance(t, Named)][:1]
    return not any(
        prop.takes(value.unit) for name in near for prop in name.properties for value in measured
    )


def _is_medium(clause: Clause, match: re.Match[str]) -> bool:
    """Tell whether what follows “in” is what something is dissolved or measured in."""
    thing = clause.things[match.start("s")]
    text = thing.text.lower() if isinstance(thing, Subject) else ""
    names = [t for t in clause.things if isinstance(t, Named)]
    solubility = any(prop.name == "solubility" for name in names for prop in name.properties)
    return solubility or text in _media() or V in match[0] or "solution" in match[0]
