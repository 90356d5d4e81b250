"""Putting bounds into a schema, so that a grammar made of it comes to an end."""

import math
from collections.abc import Iterator
from typing import Any

from labwright.models.structured.nodes import (
    COMBINED,
    FIXED,
    inner_nodes,
    kinds_of,
    text_ends,
)
from labwright.models.structured.patterns import ends, room_for

LONGEST_TEXT, LONGEST_LIST, MOST_KEYS, LONGEST_KEY = 400, 16, 16, 60
"""Bounds put where a schema sets none; what it asks for goes before them."""

LARGEST_EXPONENT = 99
LARGEST_NUMBER = 1_000_000
"""Beyond this, and wherever a number has no two bounds, people write exponents."""

# Words about a schema, which say nothing of the value.
_WORDS = {"title", "description", "default", "examples", "discriminator", *COMBINED}


class Bounds:
    """Puts bounds into one schema, which it changes.

    Args:
        schema: The schema. What it asks for anywhere is heeded everywhere, because parts of a
            schema may speak of the same value.
    """

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        self._large: list[float] = []
        nodes = list(_all(schema))
        self._text = max([LONGEST_TEXT, *(n.get("minLength", 0) for n in nodes)])
        self._list = max(
            [LONGEST_LIST, *(n.get("minItems", 0) for n in nodes)]
            + [len(n.get("prefixItems") or []) for n in nodes]
        )
        self._keys = max(
            [MOST_KEYS, *(n.get("minProperties", 0) for n in nodes)]
            + [len(n.get("required") or []) for n in nodes]
        )
        self._shared = {
            part["$ref"]
            for node in nodes
            for part in node.get("allOf") or []
            if isinstance(part, dict) and "$ref" in part
        }

    def put(self) -> int:
        """Put them.

        Returns:
            The exponent of the power of ten below which all numbers lie.
        """
        self._node(self._schema, alone=True)
        return math.ceil(math.log10(min(10.0**LARGEST_EXPONENT, max(self._large, default=1e6))))

    def _node(self, node: dict[str, Any], alone: bool, branch: bool = False) -> None:
        """Bound a node.

        Args:
            node: The node.
            alone: Whether nothing else speaks of the same value.
            branch: Whether it stands in an ``anyOf``.
        """
        self._inside(node, alone)
        if any(key in node for key in FIXED):
            return
        if alone:
            self._kind(node, branch)
        kinds = kinds_of(node)
        if "string" in kinds:
            self._bound_text(node)
        if "array" in kinds:
            node.setdefault("maxItems", self._list)
            if alone and node.get("items", True) is True:
                node["items"] = self._anything()
        if kinds & {"number", "integer"}:
            self._bound_number(node)
        if "object" in kinds and alone:
            self._bound_object(node)

    def _inside(self, node: dict[str, Any], alone: bool) -> None:
        # A union says nothing itself, so that each of its branches stands alone.
        union = alone and not (node.keys() - _WORDS) and "allOf" not in node
        for key in ("$defs", "definitions"):
            for name, inner in dict(node.get(key) or {}).items():
                if isinstance(inner, dict):
                    self._node(inner, alone=f"#/{key}/{name}" not in self._shared)
        for inner, _, combined in inner_nodes({**node, "$defs": None, "definitions": None}):
            if isinstance(inner, dict):
                self._node(inner, alone=union if combined else alone, branch=combined)

    def _kind(self, node: dict[str, Any], branch: bool) -> None:
        """Give a node that allows values of any kind an end."""
        if "type" in node or any(key in node for key in COMBINED):
            return
        if "properties" in node:
            if not branch:
                node["type"] = "object"
        else:
            node |= self._anything()

    def _bound_text(self, node: dict[str, Any]) -> None:
        pattern = node.get("pattern", "")
        if room_for(pattern) > self._text:
            return  # it may need more than that, and no grammar holds both
        too_long = node.get("maxLength", 0) > self._text and not ends(pattern)
        if too_long or not text_ends(node):
            node["maxLength"] = self._text

    def _bound_number(self, node: dict[str, Any]) -> None:
        """Take away a range of which no grammar can be made, or none that allows exponents."""
        limits = {key: node[key] for key in node if key.lower().endswith(("minimum", "maximum"))}
        largest = max(map(abs, limits.values()), default=0)
        both = len({key.lower()[-7:] for key in limits}) > 1
        whole = "number" not in kinds_of(node)
        if largest <= LARGEST_NUMBER and (both or whole):
            return
        self._large.append(largest if both else math.inf)
        if not whole or largest > LARGEST_NUMBER**2:
            for key in limits:
                del node[key]

    def _bound_object(self, node: dict[str, Any]) -> None:
        listed: dict[str, Any] = node.get("properties") or {}
        if "additionalProperties" not in node and "patternProperties" not in node:
            self._close(node, listed)
        if node.get("additionalProperties") is True:
            node["additionalProperties"] = self._anything()
        more = node.get("additionalProperties")
        if not more or "maxProperties" in node:
            return
        if listed.keys() <= set(node.get("required") or []):
            node["maxProperties"] = max(self._keys, len(listed))
        elif node.get("minProperties", 0) <= len(listed):
            # Keys can be counted only where those that are listed must be there.
            node["additionalProperties"] = False
        if not listed and "patternProperties" not in node and "required" not in node:
            node["patternProperties"] = {f"^.{{0,{LONGEST_KEY}}}$": more}
            node["additionalProperties"] = False

    def _close(self, node: dict[str, Any], listed: dict[str, Any]) -> None:
        """Allow the keys that a node and its branches know, and no others."""
        parts = [part for key in COMBINED for part in node.get(key) or []]
        if any("$ref" in part for part in _all(parts)):
            return
        named = {key for part in _all(parts) for key in part.get("properties") or {}}
        if missing := named - listed.keys():
            node["properties"] = listed | {key: {} for key in sorted(missing)}
        node["additionalProperties"] = False

    def _anything(self, depth: int = 2) -> dict[str, Any]:
        """Return a schema of values of any kind that end."""
        plain: list[dict[str, Any]] = [
            {"type": "string", "maxLength": self._text},
            {"type": ["number", "boolean", "null"]},
        ]
        self._large.append(math.inf)
        if not depth:
            return {"anyOf": plain}
        inner = self._anything(depth - 1)
        return {
            "anyOf": [
                *plain,
                {"type": "array", "items": inner, "maxItems": self._list},
                {
                    "type": "object",
                    "patternProperties": {f"^.{{0,{LONGEST_KEY}}}$": inner},
                    "additionalProperties": False,
                    "maxProperties": self._keys,
                },
            ]
        }


def _all(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every dictionary within a schema."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            yield from _all(inner)
