"""Checking values against JSON schemas, without ever leaving this machine."""

from typing import Any

from labwright.core.errors import BadReply, BadSetting

_LONGEST_FAULT = 200


class SchemaCheck:
    """Says what in a value does not follow a schema.

    References are followed inside the schema only: one to an address is refused, never fetched.

    Args:
        schema: A JSON schema, from whomever.

    Raises:
        BadSetting: If it is no schema.

    Example:
        >>> SchemaCheck({"type": "integer", "minimum": 1}).faults(0)
        ['0 is less than the minimum of 1']
    """

    def __init__(self, schema: dict[str, Any]) -> None:
        from jsonschema import Draft202012Validator, SchemaError
        from referencing import Registry

        formats = Draft202012Validator.FORMAT_CHECKER
        try:
            Draft202012Validator.check_schema(schema, format_checker=formats)
        except SchemaError as error:
            where = ".".join(map(str, error.path))
            raise _no_schema(f"{where + ': ' if where else ''}{error.message}") from error
        except Exception as error:  # a pattern, a number or a depth it cannot even look at
            raise _no_schema(_said(error)) from error
        self._validator = Draft202012Validator(
            schema,
            registry=Registry(),  # an empty one retrieves nothing
            format_checker=formats,
        )

    def faults(self, value: Any) -> list[str]:
        """List what is wrong with a value.

        Args:
            value: Whatever JSON can hold.

        Returns:
            A sentence a fault, beginning with its place.

        Raises:
            BadSetting: If the schema cannot be followed, for it refers to nothing that is there.
            BadReply: If the value is beyond what can be checked.
        """
        from referencing.exceptions import Unresolvable

        try:
            errors = list(self._validator.iter_errors(value))
        except Unresolvable as error:
            raise _no_schema(f"there is no “{error.ref}” in it") from error
        except (ArithmeticError, RecursionError) as error:
            raise BadReply(
                f"The reply cannot be checked against its schema: {_said(error)}.",
                "Reply with smaller numbers and less nesting.",
            ) from error
        found = [
            (".".join(map(str, error.path)), error.message[:_LONGEST_FAULT]) for error in errors
        ]
        return [f"{where}: {said}" if where else said for where, said in sorted(found)]

    def fits(self, value: Any) -> bool:
        """Tell whether a value follows the schema."""
        return not self.faults(value)

    def takes_text(self, name: str, text: str) -> bool:
        """Tell whether a text may be the value of a property of this schema."""
        from referencing.exceptions import Unresolvable

        part = self._validator.schema.get("properties", {}).get(name, {})
        try:
            return bool(self._validator.evolve(schema=part).is_valid(text))
        except Unresolvable as error:
            raise _no_schema(f"there is no “{error.ref}” in it") from error


def _said(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _no_schema(reason: str) -> BadSetting:
    return BadSetting(
        f"This is no JSON schema that a reply can be checked by: {reason[:_LONGEST_FAULT]}.",
        "Give one that is whole in itself, by JSON Schema 2020-12.",
    )
