"""Replies under a schema: reading, bounds, and one repair."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage
from pydantic import BaseModel, Field

from labwright import Lab
from labwright.core.errors import BadArgument, BadReply, PromptTooLong
from labwright.models.structured.asking import reply_in_shape
from labwright.models.structured.bounds import bounded, refuse_unbounded, unbounded
from labwright.models.structured.shape import Shape


class Solvent(BaseModel):
    """A solvent."""

    name: str = Field(max_length=40)
    boils: float = Field(ge=-273.15, le=5000)


class Script(GenericFakeChatModel):
    """Answers by script and keeps what it was asked."""

    asked: list[Any] = Field(default_factory=list)

    def _generate(self, messages: Any, *args: Any, **options: Any) -> Any:
        self.asked.append(messages)
        return super()._generate(messages, *args, **options)


def script(*replies: str) -> Script:
    lines: Iterator[Any] = iter([AIMessage(reply) for reply in replies])
    return Script(messages=lines)


def test_a_reply_becomes_an_instance() -> None:
    made = Shape.of(Solvent).read('{"name": "DMSO", "boils": 189}')
    assert made == Solvent(name="DMSO", boils=189)


@pytest.mark.parametrize(
    "reply",
    ['{"name": "DMSO"}', '{"name": 5, "boils": 1}', '{"name": "x", "boils": 99999}', "[]", "DMSO"],
)
def test_a_reply_of_another_shape_is_refused(reply: str) -> None:
    with pytest.raises(BadReply):
        Shape.of(Solvent).read(reply)


def test_a_bad_reply_is_repaired_once_with_the_fault_shown() -> None:
    model = script('{"name": "DMSO"}', '{"name": "DMSO", "boils": 189}')
    asked = reply_in_shape(model, model, Shape.of(Solvent), told=True)
    assert asked.invoke("Which solvent?").name == "DMSO"
    first, second = model.asked
    assert "boils" in first[-1].text
    assert "Which solvent?" in first[-1].text
    assert "'boils' is a required property" in second[-1].text
    assert [m.type for m in second] == ["human", "ai", "human"]


def test_a_model_that_does_not_learn_is_asked_twice_and_no_more() -> None:
    model = script("no", "no", '{"name": "DMSO", "boils": 189}')
    asked = reply_in_shape(model, model, Shape.of(Solvent), told=False)
    with pytest.raises(BadReply):
        asked.invoke("Which solvent?")
    assert len(model.asked) == 2


class Narrow(Script):
    """Has no room for a second turn."""

    def _generate(self, messages: Any, *args: Any, **options: Any) -> Any:
        if len(messages) > 1:
            raise PromptTooLong(3000, 2048)
        return super()._generate(messages, *args, **options)


@pytest.mark.parametrize("way", ["at once", "asynchronous"])
def test_a_bad_reply_that_leaves_no_room_for_its_repair_stays_a_bad_reply(way: str) -> None:
    model = Narrow(messages=iter([AIMessage("no")]))
    asked = reply_in_shape(model, model, Shape.of(Solvent), told=True)
    with pytest.raises(BadReply):
        asked.invoke("Which?") if way == "at once" else asyncio.run(asked.ainvoke("Which?"))


def test_a_first_prompt_that_is_too_long_is_said_to_be() -> None:
    model = Narrow(messages=iter([]))
    asked = reply_in_shape(model, model, Shape.of(Solvent), told=True)
    with pytest.raises(PromptTooLong):
        asked.invoke([HumanMessage("One."), HumanMessage("Two.")])


def test_the_raw_reply_comes_with_its_fault_where_it_is_wanted() -> None:
    model = script("no", "never")
    asked = reply_in_shape(model, model, Shape.of(Solvent), told=False, include_raw=True)
    given = asyncio.run(asked.ainvoke([HumanMessage("Which solvent?")]))
    assert (given["raw"].text, given["parsed"]) == ("never", None)
    assert isinstance(given["parsing_error"], BadReply)


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"type": "string"}, "the reply"),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, "a: a text"),
        ({"type": "array", "items": {"enum": [1]}}, "a list"),
        ({"type": "integer", "minimum": 0}, "maximum"),
        ({"type": "number", "maximum": 0}, "minimum"),
        ({"type": "object"}, "any keys"),
        ({"type": "string", "pattern": "^a+$"}, "a text"),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, "a text"),
        ({}, "any kind"),
        (
            {"$defs": {"N": {"type": "array", "maxItems": 2, "items": {"$ref": "#/$defs/N"}}}},
            "itself",
        ),
    ],
)
def test_what_could_go_on_for_ever_is_found(schema: dict[str, Any], place: str) -> None:
    assert any(place in fault for fault in unbounded(schema))
    with pytest.raises(BadArgument, match="not bounded"):
        refuse_unbounded(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": ["a", "b"]},
        {"type": "string", "maxLength": 3},
        {"type": "string", "pattern": "^[A-Z]{2,5}$"},
        {"type": "string", "format": "date"},
        {"type": "integer", "minimum": 0, "exclusiveMaximum": 9},
        {"type": "boolean"},
    ],
)
def test_what_ends_by_itself_is_let_be(schema: dict[str, Any]) -> None:
    assert unbounded(schema) == []
    assert bounded(schema) == schema


def test_bounds_are_put_without_touching_what_was_given() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 20_000}}}
    made = bounded(schema)
    assert unbounded(made) == []
    assert made["properties"]["a"]["maxLength"] < 1000
    assert schema["properties"]["a"]["maxLength"] == 20_000


def test_every_tool_of_labwright_has_a_bounded_schema(tmp_path: Any) -> None:
    toolbox = Lab(tmp_path).toolbox
    for name in toolbox.tools:
        schema: Any = toolbox.as_langchain(name).args_schema
        refuse_unbounded(schema.model_json_schema())
