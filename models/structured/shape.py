"""The shape a reply shall have, and reading a reply in that shape."""

import json
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from labwright.core.errors import BadReply
from labwright.models.parsing.json_text import read_json
from labwright.models.parsing.schema_check import SchemaCheck


class Shape(BaseModel):
    """A JSON schema, and the class whose instances it describes, if there is one.

    Args:
        name: Name of the schema, as servers want one.
        json_schema: The schema.
        kind: The pydantic class; None gives plain values.

    Example:
        >>> shape = Shape.of({"title": "Yes", "type": "object", "properties": {
        ...     "yes": {"type": "boolean"}}, "required": ["yes"]})
        >>> shape.read('{"yes": true}')
        {'yes': True}
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    name: str
    json_schema: dict[str, Any] = Field(repr=False)
    kind: type[BaseModel] | None = None

    @classmethod
    def of(cls, given: dict[str, Any] | type) -> "Shape":
        """Return the shape that a schema or a class describes.

        Args:
            given: A JSON schema, a tool in the form of the OpenAI API, a ``TypedDict`` or a
                pydantic class.

        Returns:
            The shape.

        Raises:
            BadSetting: If it is no schema.
        """
        made = cls._described(given)
        _ = made._check
        return made

    @classmethod
    def _described(cls, given: dict[str, Any] | type) -> "Shape":
        if isinstance(given, type) and issubclass(given, BaseModel):
            return cls(name=given.__name__, json_schema=given.model_json_schema(), kind=given)
        if isinstance(given, dict) and not _is_tool(given):
            return cls(name=_plain(given.get("title")), json_schema=given)
        from langchain_core.utils.function_calling import convert_to_json_schema

        schema = convert_to_json_schema(given)
        return cls(name=_plain(schema.get("title")), json_schema=schema)

    @cached_property
    def _check(self) -> SchemaCheck:
        return SchemaCheck(self.json_schema)

    @property
    def text(self) -> str:
        """The schema as JSON in one line."""
        return json.dumps(self.json_schema, ensure_ascii=False, separators=(",", ":"))

    def read(self, reply: str) -> Any:
        """Read a reply and check it, whoever promised that it follows the schema.

        Args:
            reply: A reply as text.

        Returns:
            The value: an instance of the class, if the shape has one.

        Raises:
            BadReply: If it is no JSON or does not follow the schema.
            BadSetting: If nothing can follow the schema.
        """
        value = read_json(reply, self._check.fits)
        faults = self._check.faults(value)
        if faults:
            raise BadReply(
                f"The reply does not follow its schema: {faults[0]}.",
                "Reply with JSON that follows the schema.",
                reply,
            )
        if self.kind is None:
            return value
        try:
            return self.kind.model_validate_json(json.dumps(value))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise BadReply(
                f"The reply does not follow its schema: {where}: {first['msg']}.", "", reply
            ) from error


def _is_tool(given: dict[str, Any]) -> bool:
    """Tell a tool, in the form of the OpenAI or the Anthropic API, from a schema."""
    named = isinstance(given.get("name"), str)
    return isinstance(given.get("function"), dict) or (
        named and bool({"parameters", "input_schema"} & given.keys())
    )


def _plain(name: Any) -> str:
    signs = (sign if sign.isalnum() else "_" for sign in str(name or "reply"))
    return "".join(signs)[:60]
