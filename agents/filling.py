"""Filling a tool's parameters from what stands in a question."""

from itertools import combinations
from typing import Any

from labwright.agents.figures import chosen, figures_for
from labwright.agents.routes import Route
from labwright.agents.segments import Segment, is_condition
from labwright.core.reading import Entity, EntityKind, Reading
from labwright.tools.contract import Parameter, Tool
from labwright.tools.parameters import ParameterKind

_SINGLE: dict[ParameterKind, EntityKind] = {"reaction": "reaction", "file": "datafile"}


def fill(tool: Tool, segment: Segment, route: Route, reading: Reading) -> list[dict[str, Any]]:
    """Fill a tool's parameters from the entities at hand.

    Args:
        tool: The tool.
        segment: The part of the question with its molecules.
        route: Which of the tool's properties are asked for.
        reading: The whole question: its figures serve where the part has too few.

    Returns:
        The arguments of each call; none where what the tool needs is not at hand.
    """
    filled = _of_molecules(tool, segment, reading)
    elements = _elements(tool, segment, reading)
    filled = _spread(filled, tool, "element", elements)
    for name in tool.names_of("property"):
        if route.properties:
            filled = [{**f, name: list(route.properties)} for f in filled]
    shared = _shared(tool, segment, reading)
    if shared is None:
        return []
    return [{**f, **shared} for f in filled]


def _elements(tool: Tool, segment: Segment, reading: Reading) -> list[str]:
    """Return the elements asked about; those of a neighbouring part for what a compound holds."""
    own = [e.value for e in segment.entities if e.kind in ("element", "part")]
    if not own and not tool.count("element"):
        own = [e.value for e in reading.of("part")]
    return list(dict.fromkeys(own))


def _of_molecules(tool: Tool, segment: Segment, reading: Reading) -> list[dict[str, Any]]:
    """Return the arguments that are molecules, patterns and formulae, for each call."""
    slots = [p.name for p in tool.parameters if p.kind == "molecule" and p.required]
    patterns = [e.value for e in segment.entities if e.kind == "pattern"]
    molecules = list(segment.molecules)
    if tool.takes_figures:  # “5 g of salt in water” is about the salt
        molecules = [m for m in molecules if not is_condition(reading, m)] or molecules
    if tool.count("pattern") and not patterns and len(molecules) > len(slots):
        patterns = [molecules.pop().value]
    filled: list[dict[str, Any]] = [
        dict(zip(slots, (m.value for m in group), strict=True))
        for group in combinations(molecules, len(slots))
    ]
    for name in tool.names_of("molecules"):
        filled = [{name: [m.value for m in molecules]}] if molecules else []
    filled = _optional_molecules(filled, tool, molecules)
    filled = _spread(filled, tool, "pattern", list(dict.fromkeys(patterns)))
    formulae = _formulae(segment, reading) if tool.names_of("formula") else []
    return _spread(filled, tool, "formula", formulae)


def _optional_molecules(
    filled: list[dict[str, Any]], tool: Tool, molecules: list[Entity]
) -> list[dict[str, Any]]:
    names = [p.name for p in tool.parameters if p.kind == "molecule" and not p.required]
    if len(filled) != 1:
        return filled
    spare = [m.value for m in molecules if m.value not in filled[0].values()]
    return [{**filled[0], **dict(zip(names, spare, strict=False))}]


def _formulae(segment: Segment, reading: Reading) -> list[str]:
    """Return the formulae of a part; else its molecules, of which only the atoms count."""
    own = [e for e in segment.entities if e.kind == "formula"]
    own = [e for e in own if not is_condition(reading, e)] or own
    if not own and not segment.molecules:
        own = reading.of("formula")
    placed = {(e.start, e.end) for e in own}
    others = [m.value for m in segment.molecules if (m.start, m.end) not in placed]
    return list(dict.fromkeys([*(e.value for e in own), *([] if own else others)]))


def _spread(
    filled: list[dict[str, Any]], tool: Tool, kind: ParameterKind, values: list[str]
) -> list[dict[str, Any]]:
    """Give each value a call of its own; what may be left out, such as a highlight, is."""
    for name in tool.names_of(kind):
        required = any(p.name == name and p.required for p in tool.parameters)
        if values or required:
            filled = [{**f, name: value} for f in filled for value in values]
    return filled


def _shared(tool: Tool, segment: Segment, reading: Reading) -> dict[str, Any] | None:
    """Return the arguments that are the same in each call; None if one that is needed lacks."""
    shared: dict[str, Any] = {}
    for parameter in tool.parameters:
        if parameter.kind == "question":
            shared[parameter.name] = reading.question
        elif parameter.kind == "choice":
            text = reading.plain[segment.start : segment.end]
            if value := chosen(parameter, text) or chosen(parameter, reading.plain):
                shared[parameter.name] = value
        elif (kind := _SINGLE.get(parameter.kind)) is not None:
            given = [e for e in reading.of(kind) if _ends(parameter, e.value)]
            given = [e for e in given if e in segment.entities] or given
            if given:
                shared[parameter.name] = given[0].value
    shared |= figures_for(tool, "quantity", segment, reading)
    shared |= figures_for(tool, "number", segment, reading)
    kinds = ("question", "choice", "reaction", "file", "quantity", "number")
    lacks = [p for p in tool.parameters
             if p.required and p.kind in kinds and p.name not in shared]  # fmt: skip
    return None if lacks else shared


def _ends(parameter: Parameter, value: str) -> bool:
    endings = tuple(ending.lower() for ending in parameter.mark.endings)
    return not endings or value.lower().endswith(endings)
