"""Which tool a model shall call, in one form."""

from collections.abc import Sequence
from typing import Any

from labwright.core.errors import BadArgument

Choice = str | dict[str, Any] | None

_SAME = {True: "required", "any": "required", "required": "required", "auto": "auto",
         False: "none", "none": "none", None: "auto"}  # fmt: skip


def checked_choice(given: Any, tools: Sequence[dict[str, Any]]) -> Choice:
    """Return a choice in the form of the OpenAI API.

    Args:
        given: What a caller of ``bind_tools`` may write: a word, a truth value, the name of a
            tool, or the form of the OpenAI API.
        tools: The tools offered, in the form of the OpenAI API.

    Returns:
        ``auto``, ``required``, ``none``, or the object that names a tool.

    Raises:
        BadArgument: If it names no tool that is offered.

    Example:
        >>> checked_choice("any", [])
        'required'
    """
    if given is None or isinstance(given, bool) or given in ("any", "required", "auto", "none"):
        return _SAME[given]
    name = given.get("function", {}).get("name", "") if isinstance(given, dict) else str(given)
    names = [tool["function"]["name"] for tool in tools]
    if name not in names:
        raise BadArgument(
            f"There is no tool “{name}” to be called.", f"Offered are: {', '.join(names)}."
        )
    return {"type": "function", "function": {"name": name}}


def tools_to_call(choice: Choice, tools: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tools of which one must be called; none where the model is free.

    Args:
        choice: As ``checked_choice`` returns it.
        tools: The tools offered.

    Returns:
        Tools in the form of the OpenAI API.
    """
    if choice == "required":
        return list(tools)
    if isinstance(choice, dict):
        name = choice["function"]["name"]
        return [tool for tool in tools if tool["function"]["name"] == name]
    return []


def call_schema(tools: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of a call of one of some tools.

    Args:
        tools: Tools in the form of the OpenAI API, at least one.

    Returns:
        A JSON schema of an object with ``name`` and ``arguments``.

    Example:
        >>> call_schema([{"function": {"name": "now"}}])["properties"]["name"]
        {'const': 'now'}
    """
    shared: dict[str, Any] = {}
    shapes = [
        {
            "type": "object",
            "properties": {
                "name": {"const": tool["function"]["name"]},
                "arguments": _arguments(tool["function"], shared),
            },
            "required": ["name", "arguments"],
            "additionalProperties": False,
        }
        for tool in tools
    ]
    whole = shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
    return whole | ({"$defs": shared} if shared else {})


def _arguments(function: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of arguments; one that refers to itself moves, whole, to the root.

    There it has a place of its own, for two tools may each define what “Options” are.
    """
    name: str = function["name"]
    given = function.get("parameters")
    made: dict[str, Any] = given or {
        "type": "object",
        "properties": {},
        "additionalProperties": False,
    }
    place = "#/$defs/" + name.replace("~", "~0").replace("/", "~1")
    moved = _moved(made, place)
    if moved == made:
        return made
    shared[name] = moved
    return {"$ref": place}


def _moved(node: Any, place: str) -> Any:
    """Return a schema whose references begin at a new place."""
    if isinstance(node, list):
        return [_moved(inner, place) for inner in node]
    if not isinstance(node, dict):
        return node
    return {
        key: place + inner[1:]
        if key == "$ref" and isinstance(inner, str) and inner.startswith("#")
        else _moved(inner, place)
        for key, inner in node.items()
    }
