"""How a served model is asked, given what it was measured to obey.

A turn for a schema and a turn for tools are never one request: servers drop the calls then.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, BadReply
from labwright.models.parsing.tool_choice import call_schema, checked_choice, tools_to_call
from labwright.models.structured.asking import reply_in_shape
from labwright.models.structured.shape import Shape

if TYPE_CHECKING:
    from langchain_core.language_models import LanguageModelInput
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import Runnable

    from labwright.models.endpoint.chat import EndpointChatModel


def with_tools(
    model: "EndpointChatModel", tools: Sequence[Any], tool_choice: Any, options: dict[str, Any]
) -> "Runnable[LanguageModelInput, AIMessage]":
    """Offer tools to a model.

    Args:
        model: The model.
        tools: Whatever LangChain takes for a tool.
        tool_choice: What the caller wants of them.
        options: Other options of a call.

    Returns:
        A runnable from messages to a message with calls.
    """
    from langchain_core.utils.function_calling import convert_to_openai_tool

    offered = [convert_to_openai_tool(tool) for tool in tools]
    choice = checked_choice(tool_choice, offered)
    able = model.labwright_profile.tools
    wanted = "named" if isinstance(choice, dict) else choice
    if not offered or (wanted == "none" and "none" not in able):
        return model.bind(**options)
    if wanted in able:
        return model.bind(tools=offered, tool_choice=choice, **options)
    if wanted == "auto":
        return model.bind(described_tools=offered, **options)
    return _called_by_schema(model, tools_to_call(choice, offered), options)


def in_shape(
    model: "EndpointChatModel", shape: Shape, include_raw: bool, options: dict[str, Any]
) -> "Runnable[LanguageModelInput, Any]":
    """Ask a model for replies in a shape.

    Args:
        model: The model.
        shape: The shape.
        include_raw: Whether the reply comes beside the value.
        options: Other options of a call.

    Returns:
        A runnable from messages to the value.
    """
    enforced = model.labwright_profile.schema_by == "server"
    form = {
        "type": "json_schema",
        "json_schema": {"name": shape.name, "schema": shape.json_schema, "strict": True},
    }
    bound = model.bind(response_format=form, **options) if enforced else model.bind(**options)
    return reply_in_shape(model, bound, shape, told=True, include_raw=include_raw)


def chosen(
    model: "EndpointChatModel", messages: "Sequence[BaseMessage]", labels: Sequence[str]
) -> list[float]:
    """Let a model name one of some labels.

    Args:
        model: The model.
        messages: The prompt.
        labels: The labels.

    Returns:
        One for the label it named, nought for the others.

    Raises:
        BadArgument: If there is no label, or one twice.
        BadReply: If it names none of them.
    """
    if not labels or len(set(labels)) < len(labels):
        raise BadArgument(
            f"One cannot choose among {list(labels)!r}.", "Give labels, each of them once."
        )
    schema = {
        "title": "choice",
        "type": "object",
        "properties": {"choice": {"enum": list(labels)}},
        "required": ["choice"],
        "additionalProperties": False,
    }
    found = in_shape(model, Shape.of(schema), False, {}).invoke(list(messages))
    return [1.0 if label == found["choice"] else 0.0 for label in labels]


def _called_by_schema(
    model: "EndpointChatModel", tools: list[dict[str, Any]], options: dict[str, Any]
) -> "Runnable[LanguageModelInput, AIMessage]":
    """Ask for a call as a value in the shape of one, for a server that cannot be told to call."""
    from langchain_core.runnables import RunnableLambda

    shape = Shape(name="call", json_schema=call_schema(tools))

    def as_call(given: dict[str, Any]) -> "AIMessage":
        return _message(given["raw"], given["parsed"], given["parsing_error"], tools)

    asked = in_shape(model, shape, True, options)
    return asked | RunnableLambda(as_call)


def _message(
    raw: "AIMessage", value: Any, fault: BadReply | None, tools: list[dict[str, Any]]
) -> "AIMessage":
    from labwright.models.parsing.tool_calls import check_tool_calls

    name, arguments = (value["name"], value["arguments"]) if fault is None else ("", raw.text)
    calls = check_tool_calls("", [(name, arguments, "")], tools)
    return raw.model_copy(
        update={
            "content": "",
            "tool_calls": list(calls.valid),
            "invalid_tool_calls": list(calls.invalid),
            "response_metadata": raw.response_metadata
            | ({"finish_reason": "tool_calls"} if calls.valid else {}),
        }
    )
