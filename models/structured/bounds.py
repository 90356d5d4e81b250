"""Bounds of schemas: what may be endless, a small model will not end."""

import copy
from collections.abc import Iterator
from typing import Any

from labwright.core.errors import BadArgument, BadSetting
from labwright.models.structured.bounding import Bounds
from labwright.models.structured.nodes import (
    COMBINED,
    FIXED,
    inner_nodes,
    kinds_of,
    refers_to_itself,
    text_ends,
)


def unbounded(schema: dict[str, Any]) -> list[str]:
    """List the places of a JSON schema where a reply could go on for ever.

    Args:
        schema: A JSON schema.

    Returns:
        A sentence a place.

    Raises:
        BadSetting: If it is nested too deeply to be looked through.

    Example:
        >>> unbounded({"type": "object", "additionalProperties": False,
        ...     "properties": {"name": {"type": "string"}}})
        ['name: a text without maxLength, enum or bounded pattern']
    """
    try:
        found = list(_walk(schema, "", alone=True))
        return found + [
            f"{at}: a definition that contains itself" for at in refers_to_itself(schema)
        ]
    except RecursionError as error:
        raise _too_deep() from error


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

    Bounds only become narrower, and never narrower than what the schema asks for: a text that may
    have thousands of characters is one that a small model never ends. Numbers are another matter:
    how many digits they have the grammar bounds by itself, and a range is left to the check of
    the reply where a grammar of it would forbid exponents that are needed.

    Args:
        schema: A JSON schema; it stays as it is.

    Returns:
        A copy.

    Raises:
        BadSetting: If it is nested too deeply.

    Example:
        >>> bounded({"type": "string"})
        {'type': 'string', 'maxLength': 400}
        >>> bounded({"type": "string", "minLength": 500})["maxLength"]
        500
    """
    return for_grammar(schema)[0]


def for_grammar(schema: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Return a schema with bounds, as ``bounded`` does, and the largest exponent it needs."""
    try:
        made = copy.deepcopy(schema)
        return made, Bounds(made).put()
    except RecursionError as error:
        raise _too_deep() from error


def _too_deep() -> BadSetting:
    return BadSetting("This schema is nested too deeply.", "Nest it less, or use definitions.")


def _walk(node: Any, place: str, alone: bool) -> Iterator[str]:
    if node is True:
        node = {}
    if not isinstance(node, dict):
        return
    yield from (f"{place or 'the reply'}: {fault}" for fault in _faults(node, alone))
    for inner, name, combined in inner_nodes(node):
        yield from _walk(inner, f"{place}.{name}".strip("."), alone=not combined)


def _faults(node: dict[str, Any], alone: bool) -> Iterator[str]:
    if any(key in node for key in FIXED):
        return
    kinds = kinds_of(node)
    if not kinds and alone and not any(key in node for key in COMBINED):
        yield "a value of any kind"
    if "string" in kinds and not text_ends(node):
        yield "a text without maxLength, enum or bounded pattern"
    if "array" in kinds and "maxItems" not in node:
        yield "a list without maxItems"
    if "array" in kinds and node.get("items", "prefixItems" not in node) is True:
        yield "a list of values of any kind"
    for end in ("minimum", "maximum") if kinds & {"number", "integer"} else ():
        if not {end, f"exclusive{end.capitalize()}"} & node.keys():
            yield f"a number without {end}"
    yield from _faults_of_keys(node, kinds)


def _faults_of_keys(node: dict[str, Any], kinds: set[str]) -> Iterator[str]:
    if "object" in kinds and "additionalProperties" not in node:
        yield "an object that may have any keys"
    more = node.get("additionalProperties") or "patternProperties" in node
    if more and "maxProperties" not in node:
        yield "an object that may have any number of keys"
