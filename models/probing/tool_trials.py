"""Trials of tool calls and schemas: whether the server enforces what it is asked to."""

from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadReply
from labwright.models.probing.asking import Outcome, ask, questions, room
from labwright.models.structured.shape import Shape

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

_LONG = 400


def _tool(name: str, says: str, key: str) -> dict[str, Any]:
    parameters = {
        "type": "object",
        "properties": {key: {"type": "string", "maxLength": 60}},
        "required": [key],
        "additionalProperties": False,
    }
    return {
        "type": "function",
        "function": {"name": name, "description": says, "parameters": parameters},
    }


LOOK_UP = _tool("look_up_melting_point", "Look up the melting point of a substance.", "substance")
CONVERT = _tool("convert_unit", "Convert a quantity into another unit.", "quantity")
TOOLS = [LOOK_UP, CONVERT]
SHAPES = (
    {"title": "verdict", "type": "object", "required": ["soluble", "grade"],
     "additionalProperties": False,
     "properties": {"soluble": {"type": "boolean"}, "grade": {"enum": ["low", "medium", "high"]}}},
    {"title": "counts", "type": "object", "required": ["counts"], "additionalProperties": False,
     "properties": {"counts": {"type": "array", "minItems": 2, "maxItems": 3,
                               "items": {"type": "integer", "minimum": 0, "maximum": 99}}}},
    {"title": "nested", "type": "object", "required": ["sample"], "additionalProperties": False,
     "properties": {"sample": {"type": "object", "required": ["name", "mass"],
                               "additionalProperties": False,
                               "properties": {"name": {"type": "string", "maxLength": 20},
                                              "mass": {"type": "number", "minimum": 0,
                                                       "maximum": 1000}}}}},
)  # fmt: skip


def _called(reply: "AIMessage") -> str:
    calls = [f"{call['name']}({call['args']})" for call in reply.tool_calls]
    bad = [f"invalid: {call['error']}" for call in reply.invalid_tool_calls]
    return "; ".join([*calls, *bad]) or reply.text


def calls_when_needed(model: "BaseChatModel") -> Outcome:
    """Call a tool of its own accord, with arguments that fit."""
    asked = questions()["needed"]
    reply = ask(model, asked["ask"], tools=TOOLS, tool_choice="auto", max_tokens=room(model, _LONG))
    right = [
        call for call in reply.tool_calls
        if call["name"] == LOOK_UP["function"]["name"]
        and asked["want"] in str(call["args"]).lower()
    ]  # fmt: skip
    return bool(right), _called(reply)


def abstains(model: "BaseChatModel") -> Outcome:
    """Call none where none is needed."""
    asked = questions()["needless"]["ask"]
    reply = ask(model, asked, tools=TOOLS, tool_choice="auto", max_tokens=room(model, _LONG))
    return not reply.tool_calls and not reply.invalid_tool_calls, _called(reply)


def must_call(model: "BaseChatModel") -> Outcome:
    """Call one because it must, though nothing asks for it."""
    asked = questions()["forced"]["ask"]
    reply = ask(model, asked, tools=TOOLS, tool_choice="required", max_tokens=room(model, _LONG))
    return bool(reply.tool_calls), _called(reply)


def must_call_named(model: "BaseChatModel") -> Outcome:
    """Call the one that is named, though nothing asks for it."""
    asked = questions()["forced"]["ask"]
    name = CONVERT["function"]["name"]
    choice = {"type": "function", "function": {"name": name}}
    reply = ask(model, asked, tools=TOOLS, tool_choice=choice, max_tokens=room(model, _LONG))
    return [call["name"] for call in reply.tool_calls] == [name], _called(reply)


def must_not_call(model: "BaseChatModel") -> Outcome:
    """Call none because it must not, though the question asks for it."""
    asked = questions()["needed"]["ask"]
    reply = ask(model, asked, tools=TOOLS, tool_choice="none", max_tokens=room(model, _LONG))
    return not reply.tool_calls and not reply.invalid_tool_calls, _called(reply)


def reads_results(model: "BaseChatModel") -> Outcome:
    """Answer from what a tool returned."""
    from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

    asked = questions()["answered"]
    call = {"name": LOOK_UP["function"]["name"], "args": {"substance": "naphthalene"}, "id": "c1"}
    turns = [
        HumanMessage(asked["ask"]),
        AIMessage("", tool_calls=[call]),
        ToolMessage(asked["result"], tool_call_id="c1", name=call["name"]),
    ]
    reply = model.invoke(turns, tools=TOOLS, max_tokens=room(model, _LONG))
    return asked["want"] in reply.text, _called(reply)


def streams_calls(model: "BaseChatModel") -> Outcome:
    """Stream a call that is whole in the end."""
    from langchain_core.messages import HumanMessage

    asked = [HumanMessage(questions()["needed"]["ask"])]
    whole: Any = None
    for choice in ("required", "auto"):
        whole = None
        options: dict[str, Any] = {
            "tools": TOOLS,
            "tool_choice": choice,
            "max_tokens": room(model, _LONG),
        }
        for chunk in model.stream(asked, **options):
            whole = chunk if whole is None else whole + chunk
        if whole is not None and whole.tool_calls:
            return True, _called(whole)
    return False, _called(whole) if whole is not None else "nothing"


def follows_schema(model: "BaseChatModel", schema: dict[str, Any]) -> Outcome:
    """Follow a schema although the words ask for something else."""
    shape = Shape.of(schema)
    form = {
        "type": "json_schema",
        "json_schema": {"name": shape.name, "schema": schema, "strict": True},
    }
    reply = ask(
        model, questions()["schema"]["ask"], response_format=form, max_tokens=room(model, _LONG)
    )
    try:
        shape.read(reply.text)
    except BadReply as error:
        return False, f"{error.message} {reply.text}"
    return True, reply.text


def keeps_latex(model: "BaseChatModel") -> Outcome:
    """Bring backslashes through JSON unharmed."""
    asked = questions()["latex"]
    schema = {
        "title": "value",
        "type": "object",
        "properties": {"value": {"type": "string", "maxLength": 80}},
        "required": ["value"],
        "additionalProperties": False,
    }
    words = asked["ask"].format(text=asked["text"])
    found: Any = model.with_structured_output(schema, max_tokens=room(model, 200)).invoke(words)
    return found["value"] == asked["text"], str(found["value"])
