"""Finding tool calls that a model wrote as text, and checking any tool call."""

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from langchain_core.messages import InvalidToolCall, ToolCall
from pydantic import BaseModel, ConfigDict

from labwright.core.errors import BadReply, BadSetting
from labwright.models.parsing.json_text import whole_json
from labwright.models.parsing.schema_check import SchemaCheck
from labwright.models.parsing.written_calls import CallFinder, Written, call_in

_MAY_BEGIN_A_CALL = "<[{`"


class Calls(BaseModel):
    """What a reply asks for.

    Args:
        text: The reply without its tool calls.
        valid: Calls of known tools with arguments that fit.
        invalid: Calls that cannot be run, each with its reason.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    valid: tuple[ToolCall, ...] = ()
    invalid: tuple[InvalidToolCall, ...] = ()


def read_tool_calls(text: str, tools: Sequence[dict[str, Any]]) -> Calls:
    """Find the tool calls in a reply, in any of the ways models write them.

    Args:
        text: A reply without its reasoning.
        tools: The tools offered, in the form of the OpenAI API.

    Returns:
        The calls and the text around them, which begins as the reply does.

    Example:
        >>> weigh = {"function": {"name": "weigh", "parameters": {"type": "object",
        ...     "properties": {"molecule": {"type": "string"}}, "required": ["molecule"]}}}
        >>> written = '<tool_call>{"name": "weigh", "args": {"molecule": "CCO"}}</tool_call>'
        >>> read_tool_calls(written, [weigh]).valid[0]["args"]
        {'molecule': 'CCO'}
    """
    offered = _Offered(tools)
    finder = CallFinder(text, offered.names, offered.takes_text).run()
    if not finder.found:
        return Calls(text=text)
    return _sorted_out(finder.rest.rstrip(), finder.found, offered)


def read_required_call(text: str, tools: Sequence[dict[str, Any]]) -> Calls:
    """Read a reply that a grammar made a call: JSON as a whole, and no text beside it.

    Args:
        text: The reply.
        tools: The tools of which one was to be called.

    Returns:
        The call.
    """
    offered = _Offered(tools)
    return _sorted_out("", [call_in(text, offered.names)], offered)


def check_tool_calls(
    text: str, calls: Iterable[tuple[str, Any, str]], tools: Sequence[dict[str, Any]]
) -> Calls:
    """Check calls that a server has read already.

    Args:
        text: The text beside them.
        calls: Name, arguments (an object, or JSON) and id of each.
        tools: The tools offered.

    Returns:
        The calls that can be run and those that cannot.
    """
    written = [Written(name, arguments, id=given) for name, arguments, given in calls]
    return _sorted_out(text, written, _Offered(tools))


def before_any_call(text: str, tools: Sequence[dict[str, Any]]) -> str:
    """Return as much of a reply that is being written as cannot belong to a call.

    Args:
        text: The beginning of a reply without its reasoning.
        tools: The tools offered.

    Returns:
        What may be shown; ``read_tool_calls`` leaves it where it is.

    Example:
        >>> before_any_call("Both: <tool", []), before_any_call("wei", [{"function":
        ...     {"name": "weigh"}}])
        ('Both: ', '')
    """
    start = text.lstrip()
    begun = (f"{tool['function']['name']}(" for tool in tools)
    if any(call.startswith(start[: len(call)]) for call in begun):
        return ""
    signs = [at for sign in _MAY_BEGIN_A_CALL if (at := text.find(sign)) >= 0]
    return text[: min(signs, default=len(text))]


class _Offered:
    """The tools offered, and checks of their arguments."""

    def __init__(self, tools: Sequence[dict[str, Any]]) -> None:
        functions = [tool["function"] for tool in tools]
        self._schemas = {f["name"]: f.get("parameters") or {} for f in functions}
        self._checks: dict[str, SchemaCheck] = {}

    @property
    def names(self) -> list[str]:
        return sorted(self._schemas)

    def check(self, name: str) -> SchemaCheck:
        if name not in self._checks:
            self._checks[name] = SchemaCheck(self._schemas[name])
        return self._checks[name]

    def takes_text(self, name: str, key: str, text: str) -> bool:
        try:
            return name in self._schemas and self.check(name).takes_text(key, text)
        except BadSetting:  # which becomes the reason why the call cannot be run
            return True


def _sorted_out(text: str, calls: Sequence[Written], offered: _Offered) -> Calls:
    valid: list[ToolCall] = []
    invalid: list[InvalidToolCall] = []
    taken: set[str] = set()
    for call in calls:
        # A conversation holds the calls of many replies, and none may answer for another.
        call_id = call.id if call.id and call.id not in taken else f"call_{uuid.uuid4().hex}"
        taken.add(call_id)
        arguments, fault = _arguments(call, offered)
        if fault:
            raw = call.arguments
            raw = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
            invalid.append(
                InvalidToolCall(
                    type="invalid_tool_call", name=call.name or None, args=raw, id=call_id,
                    error=fault,
                )
            )  # fmt: skip
        else:
            valid.append(ToolCall(type="tool_call", name=call.name, args=arguments, id=call_id))
    return Calls(text=text, valid=tuple(valid), invalid=tuple(invalid))


def _arguments(call: Written, offered: _Offered) -> tuple[dict[str, Any], str]:
    """Return the arguments of a call and, where they cannot be used, why."""
    name, given = call.name, call.arguments
    if (name and name not in offered.names) or not (name or call.fault):
        said = f"There is no tool “{name}”" if name else "The call names no tool"
        return {}, f"{said}; there are: {', '.join(offered.names) or 'none'}."
    if call.fault:
        return {}, call.fault
    try:
        if isinstance(given, str):
            given = whole_json(given) if given.strip() else {}
        if not isinstance(given, dict):
            return {}, f"The arguments of “{name}” are no object."
        faults = offered.check(name).faults(given)
    except (BadReply, BadSetting) as error:
        return {}, error.message
    return (given, "") if not faults else ({}, f"Argument {faults[0]}.")
