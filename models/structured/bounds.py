"""Bounds of schemas: what may be endless, a small model will not end."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

from labwright.core.errors import BadArgument

LONGEST_TEXT, LONGEST_LIST, MOST_KEYS = 400, 16, 16
"""Bounds put where a schema of someone else's sets none."""
LARGEST_NUMBER, FINEST_STEP = 1_000_000, 0.000001

_FIXED = ("enum", "const", "$ref", "anyOf", "oneOf", "allOf")
_SHORT_FORMATS = ("date", "time", "date-time", "uuid", "ipv4", "ipv6")
# A repetition without an upper end: a star or a plus, or {3,}, none of them escaped.
_ENDLESS = re.compile(r"(?<!\\)(?:[*+]|\{\d+,\})")
_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")
_MAPS = ("properties", "$defs", "definitions", "patternProperties")


def unbounded(schema: dict[str, Any]) -> list[str]:
    """List the places of a JSON schema where a reply could go on for ever.

    Args:
        schema: A JSON schema.

    Returns:
        A sentence a place.

    Example:
        >>> unbounded({"type": "object", "properties": {"name": {"type": "string"}}})
        ['name: a text without maxLength, enum or pattern']
    """
    found: list[str] = []
    _walk(schema, "", lambda node, place: found.extend(_faults(node, place)))
    return found + [f"{name}: a definition that contains itself" for name in _circular(schema)]


def refuse_unbounded(schema: dict[str, Any]) -> None:
    """Raise if a schema of labwright's own leaves anything unbounded.

    Raises:
        BadArgument: Naming every place.
    """
    if faults := unbounded(schema):
        raise BadArgument(
            f"The schema “{schema.get('title', '')}” is not bounded: {'; '.join(faults)}.",
            "Give texts a maxLength, lists a maxItems, numbers a minimum and a maximum.",
        )


def bounded(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with bounds wherever it set none, for a grammar.

    What follows the copy follows the schema too: bounds only become narrower. A text that may
    have thousands of characters is one that a small model never ends.

    Args:
        schema: A JSON schema; it stays as it is.

    Returns:
        A copy.

    Example:
        >>> bounded({"type": "string"})
        {'type': 'string', 'maxLength': 400}
    """
    made = copy.deepcopy(schema)
    _walk(made, "", lambda node, place: node.update(_missing(node) | _narrower(node)))
    return made


def _narrower(node: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if node.get("maxLength", 0) > LONGEST_TEXT >= node.get("minLength", 0):
        made["maxLength"] = LONGEST_TEXT
    # As a grammar, a range of sixty digits is too large to be built.
    if node.get("minimum", 0) < -LARGEST_NUMBER:
        made["minimum"] = -LARGEST_NUMBER
    if node.get("maximum", 0) > LARGEST_NUMBER:
        made["maximum"] = LARGEST_NUMBER
    return made


def _walk(node: Any, place: str, visit: Callable[[dict[str, Any], str], None]) -> None:
    if not isinstance(node, dict):
        return
    visit(node, place)
    for key in _MAPS:
        for name, inner in dict(node.get(key) or {}).items():
            _walk(inner, f"{place}.{name}" if place else name, visit)
    for key in _LISTS:
        for inner in node.get(key) or []:
            _walk(inner, place, visit)
    for key in ("items", "additionalProperties"):
        _walk(node.get(key), f"{place}[]", visit)


_SAID = {
    "maxLength": "a text without maxLength, enum or bounded pattern",
    "maxItems": "a list without maxItems",
    "minimum": "a number without minimum",
    "maximum": "a number without maximum",
    "additionalProperties": "an object that may have any keys",
    "maxProperties": "an object that may have any number of keys",
    "type": "a value of any kind",
}


def _faults(node: dict[str, Any], place: str) -> list[str]:
    return [f"{place or 'the reply'}: {_SAID[key]}" for key in _missing(node) if key in _SAID]


def _missing(node: dict[str, Any]) -> dict[str, Any]:
    """Return the bounds that a node lacks, with values for them."""
    if any(key in node for key in _FIXED):
        return {}
    if "type" not in node:
        node = {"type": "object" if "properties" in node else "string"} | node
        lacks: dict[str, Any] = {"type": node["type"]}
    else:
        lacks = {}
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    if "string" in kinds and not _text_ends(node):
        lacks["maxLength"] = LONGEST_TEXT
    if "array" in kinds and "maxItems" not in node:
        lacks["maxItems"] = LONGEST_LIST
    if "number" in kinds or "integer" in kinds:
        lacks |= _missing_of_number(node, whole="number" not in kinds)
    if "object" in kinds and "additionalProperties" not in node:
        lacks["additionalProperties"] = False
    if node.get("additionalProperties") and "maxProperties" not in node:
        lacks["maxProperties"] = MOST_KEYS
    return lacks


def _circular(schema: dict[str, Any]) -> list[str]:
    kept = {**schema.get("definitions", {}), **schema.get("$defs", {})}
    refers = {
        name: set(re.findall(r'"\$ref": "#/(?:\$defs|definitions)/([^"]+)"', json.dumps(node)))
        for name, node in kept.items()
    }
    for _ in refers:  # each pass follows one reference more
        for seen in refers.values():
            seen |= {far for near in list(seen) for far in refers.get(near, ())}
    return [name for name, seen in refers.items() if name in seen]


def _text_ends(node: dict[str, Any]) -> bool:
    if "maxLength" in node or node.get("format") in _SHORT_FORMATS:
        return True
    return "pattern" in node and not _ENDLESS.search(node["pattern"])


def _missing_of_number(node: dict[str, Any], whole: bool) -> dict[str, Any]:
    lacks: dict[str, Any] = {}
    if not {"minimum", "exclusiveMinimum"} & node.keys():
        lacks["minimum"] = -LARGEST_NUMBER
    if not {"maximum", "exclusiveMaximum"} & node.keys():
        lacks["maximum"] = LARGEST_NUMBER
    if not whole and "multipleOf" not in node:
        lacks["multipleOf"] = FINEST_STEP
    return lacks
