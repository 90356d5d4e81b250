"""Tools at the command line."""

import inspect
import json
import re
from collections.abc import Sequence
from typing import Any

from labwright.core.errors import BadUsage, ModelCanMend
from labwright.core.rendering import long_table_text
from labwright.session import Lab
from labwright.tools.contract import Tool

_HEAD = """# Tools

{count} tools compute, look up and draw. A question reaches them by itself; `labwright tools NAME` \
shows one with its parameters, and `labwright call NAME KEY=VALUE` calls it without any model. \
This page is written by `labwright tools --markdown`."""
_SUCH_AS = {
    "pattern": "carboxylic acid", "element": "carbon", "formula": "Cu(NO3)2",
    "reaction": "Fe + O2 -> Fe2O3", "quantity": "25 mL", "file": "solvents.csv",
}  # fmt: skip


def show_tools(
    name: str | None, workspace: str | None, as_json: bool, as_markdown: bool = False
) -> int:
    """List tools or show one; return the exit code."""
    lab = Lab(workspace)
    try:
        chosen = [lab.toolbox.get(name)] if name else list(lab.toolbox.tools.values())
    except ModelCanMend as error:
        raise BadUsage(error.message, error.remedy) from error
    if as_json:
        print(json.dumps([_described(tool) for tool in chosen], ensure_ascii=False, indent=2))
    elif as_markdown:
        print(catalogue(chosen), end="")
    elif name:
        _print_one(chosen[0])
    else:
        for field, tools in by_field(chosen).items():
            print(f"\n{field}")
            for tool in tools:
                print(f"  {tool.name:<26} {tool.summary}")
    return 0


def catalogue(tools: Sequence[Tool]) -> str:
    """Write all tools as a page of the documentation.

    Args:
        tools: The tools.

    Returns:
        Markdown: a table for each field with name, what it does and a question it answers.
    """
    parts = [_HEAD.format(count=len(tools))]
    for field, some in by_field(tools).items():
        rows = [
            f"| `{t.name}` | {t.summary.rstrip('.')} | {_asked(t.declaration.examples[0])} |"
            for t in some
        ]
        title = field[0].upper() + field[1:]
        parts.append("\n".join([f"## {title}", "", "| tool | what it does | such as |",
                                "|---|---|---|", *rows]))  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _asked(example: str) -> str:
    others = iter(("caffeine", "theobromine", "aspirin"))
    named = re.sub(r"\{molecule\}", lambda _: next(others, "ethanol"), example)
    return named.format_map(_SUCH_AS).replace("|", "\\|")


def by_field(tools: Sequence[Tool]) -> dict[str, list[Tool]]:
    """Sort tools by the folder they stand in.

    Args:
        tools: The tools.

    Returns:
        Tools in alphabetical order by field, such as ``chemistry, structure``; those of other
        packages by the name of the package.
    """
    fields: dict[str, list[Tool]] = {}
    for tool in sorted(tools, key=lambda t: (_field(t), t.name)):
        fields.setdefault(_field(tool), []).append(tool)
    return fields


def _field(tool: Tool) -> str:
    parts = tool.module.split(".")
    own = parts[:2] == ["labwright", "tools"]
    return ", ".join(parts[2:-1]) if own else parts[0]


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
    if finding.table:
        print(long_table_text(finding.table))
    if finding.caution:
        print(f"Note: {finding.caution}")
    if finding.figure:
        print("Drawing: add --json to get the SVG, or ask labwright to draw it.")
    return 0


def _parsed(tool: Tool, arguments: Sequence[str]) -> dict[str, Any]:
    """Read KEY=VALUE pairs; of lists of molecules each is a pair of its own."""
    parsed: dict[str, Any] = {}
    kinds = {p.name: p.kind for p in tool.parameters}
    for pair in arguments:
        key, equals, value = pair.partition("=")
        if not equals:
            raise BadUsage(f"“{pair}” is not KEY=VALUE.", "Write for example molecule=aspirin.")
        if kinds.get(key) == "molecules":  # a name may hold a comma
            parsed.setdefault(key, []).append(value)
        elif kinds.get(key) == "property" or key == "about":
            parsed[key] = [v.strip() for v in value.split(",")]
        else:
            parsed[key] = _value(tool, key, value)
    return parsed


def _value(tool: Tool, key: str, value: str) -> Any:
    """Read a number or a yes where the tool takes one; what else it takes is text."""
    from pydantic import TypeAdapter, ValidationError

    wanted = inspect.signature(tool.function).parameters.get(key)
    if wanted is None:
        return value
    try:
        return TypeAdapter(wanted.annotation).validate_python(value)
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
        raise BadUsage(
            f"{key}={value} cannot be used: {reason}.", "Write for example 1.5."
        ) from error
