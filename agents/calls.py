"""Calls of tools: gathered, and put in words."""

from typing import Any

from labwright.agents.intake.modifiers import amount_only, complaint
from labwright.agents.routes import SEARCH
from labwright.core.reading import Reading
from labwright.tools.contract import Tool
from labwright.tools.toolbox import Toolbox

Call = tuple[str, dict[str, Any]]
"""Name of a tool, and its arguments."""

_FILTERS = ("about", "names", "figure", "unit", "property")


def without_modified(
    calls: list[Call], reading: Reading, toolbox: Toolbox
) -> tuple[list[Call], list[str]]:
    """Drop computations on molecules that a word beside them makes other compounds.

    Args:
        calls: The calls.
        reading: The question; its molecules carry their modifiers.
        toolbox: Tells which tools are given amounts.

    Returns:
        The calls that stay, and a sentence for each molecule dropped.
    """
    plain = {m.value for m in reading.of("molecule") if not m.modifier}
    others = {m.value: m for m in reading.of("molecule") if m.modifier and m.value not in plain}
    kept, told = [], []
    for name, arguments in calls:
        amounts = toolbox.get(name).takes_figures
        meant = [others[v] for v in arguments.values() if isinstance(v, str) and v in others]
        meant = [m for m in meant if not (amounts and amount_only(m))]
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
