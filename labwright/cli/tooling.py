"""Tools at the command line."""

import json
from collections.abc import Sequence
from typing import Any

from labwright.core.errors import BadUsage, ModelCanMend
from labwright.session import Lab
from labwright.tools.contract import Tool


def show_tools(name: str | None, workspace: str | None, as_json: bool) -> int:
    """List tools or show one; return the exit code."""
    lab = Lab(workspace)
    try:
        chosen = [lab.toolbox.get(name)] if name else list(lab.toolbox.tools.values())
    except ModelCanMend as error:
        raise BadUsage(error.message, error.remedy) from error
    if as_json:
        print(json.dumps([_described(tool) for tool in chosen], ensure_ascii=False, indent=2))
    elif name:
        _print_one(chosen[0])
    else:
        for tool in sorted(chosen, key=lambda t: (t.declaration.agent, t.name)):
            print(f"{tool.name:<18} {tool.summary}")
    return 0


def _described(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "summary": tool.summary,
        "agent": tool.declaration.agent,
        "parameters": [
            {"name": p.name, "kind": p.kind, "required": p.required, "description": p.description}
            for p in tool.parameters
        ],
        "examples": list(tool.declaration.examples),
        "yields": [y.key for y in tool.declaration.yields],
        "domain": tool.declaration.domain,
        "cost": tool.declaration.cost,
        "needs": list(tool.declaration.needs),
    }


def _print_one(tool: Tool) -> None:
    print(f"{tool.name}: {tool.summary}\n")
    for p in tool.parameters:
        print(f"  {p.name}{'' if p.required else ' (optional)'}: {p.description}")
    print(f"\nValid for: {tool.declaration.domain}\n\nQuestions it answers:")
    for example in tool.declaration.examples:
        print(f"  {example}")


def call_and_show(tool: str, arguments: Sequence[str], workspace: str | None, as_json: bool) -> int:
    """Call a tool and print what it found; return the exit code."""
    lab = Lab(workspace)
    try:
        chosen = lab.toolbox.get(tool)
        evidence = lab.toolbox.run(tool, _parsed(chosen, arguments))
    except ModelCanMend as error:
        raise BadUsage(error.message, error.remedy) from error
    finding = evidence.finding
    if as_json:
        print(evidence.model_dump_json(indent=2))
        return 0
    print(finding.sentence())
    for quantity in finding.quantities:
        print(f"  {quantity.name}: {quantity.text()}")
    for quote in finding.quotes:
        print(f"  {quote.source}, p. {quote.page}")
    if finding.caution:
        print(f"Note: {finding.caution}")
    if finding.figure:
        print("Drawing: add --json to get the SVG, or ask labwright to draw it.")
    return 0


def _parsed(tool: Tool, arguments: Sequence[str]) -> dict[str, Any]:
    """Read KEY=VALUE pairs; lists are written with commas."""
    parsed: dict[str, Any] = {}
    kinds = {p.name: p.kind for p in tool.parameters}
    for pair in arguments:
        key, equals, value = pair.partition("=")
        if not equals:
            raise BadUsage(f"“{pair}” is not KEY=VALUE.", "Write for example molecule=aspirin.")
        listed = kinds.get(key) == "property" or key == "about"
        parsed[key] = [v.strip() for v in value.split(",")] if listed else _value(tool, key, value)
    return parsed


def _value(tool: Tool, key: str, value: str) -> Any:
    import inspect

    wanted = inspect.signature(tool.function).parameters.get(key)
    try:
        if wanted is not None and wanted.annotation in (int, float):
            return wanted.annotation(value)
    except ValueError as error:
        raise BadUsage(f"{key}={value} is not a number.", "Write for example 1.5.") from error
    if wanted is not None and wanted.annotation is bool:
        return value.lower() in ("1", "true", "yes")
    return value
