"""Walking through the nodes of a JSON schema."""

from collections.abc import Iterator
from typing import Any

from labwright.models.structured.patterns import ends

FIXED = ("enum", "const", "$ref")
COMBINED = ("anyOf", "oneOf", "allOf")

_MAPS = ("properties", "$defs", "definitions", "patternProperties")
_SHORT_FORMATS = ("date", "time", "date-time", "uuid", "ipv4", "ipv6")


def kinds_of(node: dict[str, Any]) -> set[str]:
    """Return the types that a node allows; none if it does not say."""
    given = node.get("type", [])
    return {given} if isinstance(given, str) else set(given)


def text_ends(node: dict[str, Any]) -> bool:
    """Tell whether a text that follows a node is of limited length."""
    if "maxLength" in node or node.get("format") in _SHORT_FORMATS:
        return True
    return "pattern" in node and ends(node["pattern"])


def inner_nodes(node: dict[str, Any]) -> Iterator[tuple[Any, str, bool]]:
    """Yield the schemas inside a schema.

    Args:
        node: A schema.

    Yields:
        A schema, the name of its place, and whether it says more of the same value (``anyOf``)
        and not something of another one (``properties``).
    """
    for key in _MAPS:
        for name, inner in dict(node.get(key) or {}).items():
            yield inner, name, False
    for inner in node.get("prefixItems") or []:
        yield inner, "[]", False
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict) or (key == "additionalProperties" and node.get(key)):
            yield node[key], "[]", False
    for key in COMBINED:
        for inner in node.get(key) or []:
            yield inner, "", True


def refers_to_itself(schema: dict[str, Any]) -> list[str]:
    """List the references of a schema that lead back to where they stand.

    Args:
        schema: A schema.

    Returns:
        Where each of them leads.
    """
    found: dict[str, None] = {}
    done: set[str] = set()

    def follow(node: Any, inside: frozenset[int]) -> None:
        if not isinstance(node, dict):
            return
        inside = inside | {id(node)}
        target = node.get("$ref")
        if isinstance(target, str) and target.startswith("#"):
            there = _at(schema, target)
            if id(there) in inside:
                found[target.rpartition("/")[2]] = None
            elif target not in done:
                follow(there, inside)
                done.add(target)
        for inner, _, _ in inner_nodes(node):
            follow(inner, inside)

    follow(schema, frozenset())
    return list(found)


def _at(schema: Any, pointer: str) -> Any:
    """Return what a pointer within a schema points to, if anything."""
    for name in pointer[1:].split("/")[1:]:
        key = name.replace("~1", "/").replace("~0", "~")
        if isinstance(schema, list):
            schema = dict(enumerate(schema)).get(int(key)) if key.isdigit() else None
        else:
            schema = schema.get(key) if isinstance(schema, dict) else None
    return schema
