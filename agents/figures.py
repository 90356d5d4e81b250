"""Which figure of a question is which parameter, and which value of a choice it names."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from labwright.agents.intake.vocabulary import find_term
from labwright.agents.segments import Segment
from labwright.core.measures import read_measure
from labwright.core.quantity import same_dimension
from labwright.core.reading import Entity, Reading
from labwright.tools.contract import Parameter, Tool
from labwright.tools.parameters import ParameterKind

_NEAR_BEFORE, _NEAR_BEHIND = 30, 22
"""Characters in which a word speaks for a figure."""
_RANK = 3
"""How much nearer a word must stand than the one that the tool names before it."""


def chosen(parameter: Parameter, text: str) -> str:
    """Return the value of a choice that a text names, by its longest word; empty if none.

    Args:
        parameter: A parameter that is one of a few values.
        text: The text.

    Returns:
        The value.
    """
    lower = text.lower()
    found = [
        (len(word), value)
        for value, words in choices(parameter).items()
        for word in (value, *words)
        if find_term(word.lower(), lower) >= 0
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else ""


@cache
def choices(parameter: Parameter) -> dict[str, tuple[str, ...]]:
    """Return what people say for each value of a choice."""
    words = parameter.mark.words
    return {value: tuple(said) for value, said in words().items()} if words else {}


def figures_for(
    tool: Tool, kind: ParameterKind, segment: Segment, reading: Reading
) -> dict[str, Any]:
    """Give each figure of a question to the parameter that it fits: by dimension, then by words.

    Args:
        tool: The tool.
        kind: Figures with units, or bare numbers.
        segment: The part of the question; its own figures are enough where they suffice.
        reading: The whole question.

    Returns:
        Arguments by the name of the parameter.
    """
    slots = [p for p in tool.parameters if p.kind == kind]
    if not slots:
        return {}
    figures = [e for e in reading.entities if e.kind == kind]
    own = [e for e in figures if e in segment.entities]
    figures = own if len(own) >= sum(p.required for p in slots) and own else figures
    pairs = sorted(_pairs(slots, figures, reading), key=lambda pair: pair[0])
    given: dict[str, Entity] = {}
    for _, parameter, figure in pairs:
        if parameter.name not in given and figure not in given.values():
            given[parameter.name] = figure
    for figure in figures:
        free = [p for p in slots if p.name not in given and fits(p, figure)
                and (kind == "quantity" or p.required)]  # fmt: skip
        if figure not in given.values() and free:
            given[sorted(free, key=lambda p: not p.required)[0].name] = figure
    return {name: _value(kind, entity.value) for name, entity in given.items()}


def _value(kind: ParameterKind, text: str) -> Any:
    if kind == "quantity":
        return text
    return int(text) if re.fullmatch(r"[-+]?\d+", text) else read_measure(text, "")


def _pairs(
    slots: Sequence[Parameter], figures: Sequence[Entity], reading: Reading
) -> Iterator[tuple[int, Parameter, Entity]]:
    """Yield (distance of the cue, parameter, figure) where a word beside a figure speaks for it."""
    for figure in figures:
        start = max((e.end for e in figures if e.end <= figure.start), default=0)
        end = min((e.start for e in figures if e.start >= figure.end), default=len(reading.plain))
        before = reading.plain[max(start, figure.start - _NEAR_BEFORE) : figure.start].lower()
        behind = reading.plain[figure.end : min(end, figure.end + _NEAR_BEHIND)].lower()
        for parameter in slots:
            if not fits(parameter, figure):
                continue
            for rank, cue in enumerate(parameter.mark.cues):
                if (at := _last(cue.lower(), before)) >= 0:
                    yield len(before) - at - len(cue) + _RANK * rank, parameter, figure
                elif (at := find_term(cue.lower(), behind)) >= 0:
                    yield at + 1 + _RANK * rank, parameter, figure


def _last(term: str, text: str) -> int:
    at = last = find_term(term, text)
    while at >= 0:
        last, at = at, find_term(term, text, at + 1)
    return last


def fits(parameter: Parameter, figure: Entity) -> bool:
    """Tell whether a figure has the dimension of a parameter."""
    if figure.kind == "number":
        return parameter.kind == "number"
    unit = parameter.mark.unit
    if unit == "pH" or figure.name == "pH":
        return unit == figure.name
    return any(same_dimension(figure.name, one) for one in unit.split("|"))
