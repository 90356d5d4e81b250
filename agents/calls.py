"""Calls of tools: filled from entities, gathered, and put in words."""

from itertools import combinations
from typing import Any

from labwright.agents.intake.modifiers import complaint
from labwright.agents.routing import SEARCH, Route
from labwright.agents.segments import Segment
from labwright.core.reading import Reading
from labwright.tools.contract import ParameterKind, Tool
from labwright.tools.toolbox import Toolbox

Call = tuple[str, dict[str, Any]]
"""Name of a tool, and its arguments."""

_FILTERS = ("about", "names", "figure", "unit", "property")


def without_modified(calls: list[Call], reading: Reading) -> tuple[list[Call], list[str]]:
    """Drop computations on molecules that a word beside them makes other compounds.

    Args:
        calls: The calls.
        reading: The question; its molecules carry their modifiers.

    Returns:
        The calls that stay, and a sentence for each molecule dropped.
    """
    plain = {m.value for m in reading.of("molecule") if not m.modifier}
    others = {m.value: m for m in reading.of("molecule") if m.modifier and m.value not in plain}
    kept, told = [], []
    for name, arguments in calls:
        meant = [others[v] for v in arguments.values() if isinstance(v, str) and v in others]
        if name == SEARCH or not meant:
            kept.append((name, arguments))
        told += [complaint(m) for m in meant if name != SEARCH]
    return kept, list(dict.fromkeys(told))


def gathered(calls: list[Call], toolbox: Toolbox) -> list[Call]:
    """Drop calls made twice, and ask one tool once for all properties of a molecule.

    Args:
        calls: The calls in the order of the question.
        toolbox: Tells which parameters are properties.

    Returns:
        The calls.
    """
    kept: list[Call] = []
    for name, arguments in calls:
        if any(n == name and arguments.items() < more.items() for n, more in calls):
            continue  # a drawing without the highlight that another call has
        slots = toolbox.get(name).names_of("property")
        rest = {k: v for k, v in arguments.items() if k not in slots}
        twin = next(
            (c for c in kept if slots and c[0] == name and rest.items() <= c[1].items()), None
        )
        if twin is None:
            if (name, arguments) not in kept:
                kept.append((name, dict(arguments)))
            continue
        for slot in slots:
            merged = dict.fromkeys([*twin[1].get(slot, []), *arguments.get(slot, [])])
            twin[1][slot] = list(merged)
    return kept


def fill(tool: Tool, segment: Segment, route: Route) -> list[dict[str, Any]]:
    """Fill a tool's parameters from the entities at hand.

    Args:
        tool: The tool.
        segment: The part of the question with its molecules.
        route: Which of the tool's properties are asked for.

    Returns:
        The arguments of each call; none where what the tool needs is not at hand.
    """
    slots = [p.name for p in tool.parameters if p.kind == "molecule" and p.required]
    patterns = [e.value for e in segment.entities if e.kind == "pattern"]
    molecules = list(segment.molecules)
    if tool.count("pattern") and not patterns and len(molecules) > len(slots):
        patterns = [molecules.pop().value]
    filled: list[dict[str, Any]] = [
        dict(zip(slots, (m.value for m in group), strict=True))
        for group in combinations(molecules, len(slots))
    ]
    elements = list(dict.fromkeys(e.value for e in segment.entities if e.kind == "element"))
    needed = {p.kind for p in tool.parameters if p.required}
    given: dict[ParameterKind, list[str]] = {
        "pattern": list(dict.fromkeys(patterns)), "element": elements,
    }  # fmt: skip
    for kind, values in given.items():
        for name in tool.names_of(kind):
            if values or kind in needed:  # what may be left out, such as a highlight, is
                filled = [{**f, name: value} for f in filled for value in values]
    for name in tool.names_of("property"):
        if route.properties:
            filled = [{**f, name: list(route.properties)} for f in filled]
    return filled


def task(tool: Tool, arguments: dict[str, Any]) -> str:
    """Put a call in words, for the plan that a person sees.

    Args:
        tool: The tool.
        arguments: Its arguments.

    Returns:
        What is done, and with what.
    """
    shown = ", ".join(str(v) for k, v in arguments.items() if k not in _FILTERS)
    return f"{tool.summary.rstrip('.')}: {shown}"
