"""Finding tool calls that a model wrote as text, and checking any tool call."""

import ast
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from langchain_core.messages import InvalidToolCall, ToolCall
from pydantic import BaseModel, ConfigDict

from labwright.core.errors import BadReply
from labwright.models.parsing.json_text import read_json

_NAME = ("name", "tool", "tool_name", "function_name", "function", "action")
_ARGUMENTS = ("arguments", "args", "parameters", "params", "input", "tool_input", "action_input")
# Between marks, or behind a mark up to the end or to the next one.
_MARKED = re.compile(
    r"<(tool_call|function_call|tool)>\s*(?P<a>.*?)\s*(?:</\1>|(?=<\1>)|\Z)"
    r"|\[TOOL_CALLS\]\s*(?P<b>.*)|<\|python_tag\|>\s*(?P<c>.*)|<\|tool_call\|>\s*(?P<d>.*)"
    r"|```(?:json|tool_call|tool)?[ \t]*\n(?P<e>\s*[\[{].*?)\s*(?:```|\Z)",
    re.DOTALL,
)
_XML_FUNCTION = re.compile(r"<function=([\w.-]+)>(.*?)(?:</function>|\Z)", re.DOTALL)
_XML_PARAMETER = re.compile(
    r"<parameter=([\w.-]+)>\n?(.*?)\n?(?:</parameter>|(?=<parameter=)|\Z)", re.DOTALL
)


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
        The calls and the text around them.

    Example:
        >>> weigh = {"function": {"name": "weigh", "parameters": {"type": "object",
        ...     "properties": {"molecule": {"type": "string"}}, "required": ["molecule"]}}}
        >>> read_tool_calls('<tool_call>{"name": "weigh", "args": {"molecule": "CCO"}}', [weigh])
        ...     .valid[0]["args"]  # doctest: +SKIP
        {'molecule': 'CCO'}
    """
    names = {tool["function"]["name"] for tool in tools}
    found, rest = _marked(text, names)
    if not found:
        found, rest = _bare(text.strip(), names)
    if not found:
        return Calls(text=text)
    return _sorted_out(rest.strip(), found, tools)


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
    return _sorted_out(text, list(calls), tools)


_Found = list[tuple[str, Any, str]]


def _marked(text: str, names: set[str]) -> tuple[_Found, str]:
    found: _Found = []
    cut: list[tuple[int, int]] = []
    for match in _MARKED.finditer(text):
        body = next(part for part in match.group("a", "b", "c", "d", "e") if part is not None)
        fence = match["e"] is not None
        calls = _functions(body) or _objects(body, names if fence else None)
        if not calls and not fence:  # marked as a call, so not to be shown as an answer
            calls = [("", body, "")]
        if calls:
            found += calls
            cut.append(match.span())
    if not found and (calls := _functions(text)):
        return calls, _XML_FUNCTION.sub("", text)
    for start, end in reversed(cut):
        text = text[:start] + text[end:]
    return found, text


def _bare(text: str, names: set[str]) -> tuple[_Found, str]:
    """Read a reply that is nothing but calls, without any mark."""
    if text.startswith(("{", "[")) and (calls := _objects(text, names)):
        return calls, ""
    if calls := _python(text, names):
        return calls, ""
    return [], text


def _functions(text: str) -> _Found:
    found: _Found = []
    for name, body in _XML_FUNCTION.findall(text):
        parameters = _XML_PARAMETER.findall(body)
        values = {key: _scalar(value) for key, value in parameters}
        found.append((name, values if parameters else body.strip() or "{}", ""))
    return found


def _scalar(text: str) -> Any:
    """Read a bare value: JSON where it is a number, a list or a truth value, else the text."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return text if isinstance(value, str) else value


def _objects(text: str, names: set[str] | None) -> _Found:
    """Read calls as JSON; with ``names``, only objects that name one of these tools."""
    try:
        value = read_json(text)
    except BadReply:
        return []
    found: _Found = []
    for item in value if isinstance(value, list) else [value]:
        inner = item.get("function") if isinstance(item, dict) else None
        call = inner if isinstance(inner, dict) else item
        if not isinstance(call, dict):
            return []
        name = next((call[key] for key in _NAME if isinstance(call.get(key), str)), "")
        if not name or (names is not None and name not in names):
            return []
        arguments: Any = next((call[key] for key in _ARGUMENTS if key in call), {})
        found.append((name, {} if arguments is None else arguments, str(item.get("id") or "")))
    return found


def _python(text: str, names: set[str]) -> _Found:
    """Read ``[name(key="value")]``."""
    if not re.match(r"\[?\s*\w+\(", text):
        return []
    try:
        body = ast.parse(text, mode="eval").body
        nodes = body.elts if isinstance(body, ast.List) else [body]
        return [_python_call(node, names) for node in nodes]
    except (SyntaxError, ValueError, RecursionError):
        return []


def _python_call(node: ast.expr, names: set[str]) -> tuple[str, Any, str]:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        raise ValueError("not a call")
    if node.func.id not in names or node.args or any(k.arg is None for k in node.keywords):
        raise ValueError("not a call of a known tool by keywords")
    return node.func.id, {str(k.arg): ast.literal_eval(k.value) for k in node.keywords}, ""


def _sorted_out(text: str, calls: _Found, tools: Sequence[dict[str, Any]]) -> Calls:
    known = {tool["function"]["name"]: tool["function"].get("parameters") or {} for tool in tools}
    valid: list[ToolCall] = []
    invalid: list[InvalidToolCall] = []
    for number, (name, given, given_id) in enumerate(calls, start=1):
        call_id = given_id or f"call_{number}"
        arguments, fault = _arguments(name, given, known)
        if fault:
            raw = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
            invalid.append(
                InvalidToolCall(
                    type="invalid_tool_call", name=name or None, args=raw, id=call_id, error=fault
                )
            )
        else:
            valid.append(ToolCall(type="tool_call", name=name, args=arguments, id=call_id))
    return Calls(text=text, valid=tuple(valid), invalid=tuple(invalid))


def _arguments(name: str, given: Any, known: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the arguments of a call and, where they cannot be used, why."""
    from jsonschema import Draft202012Validator

    if name not in known:
        said = f"There is no tool “{name}”" if name else "The call names no tool"
        return {}, f"{said}; there are: {', '.join(sorted(known)) or 'none'}."
    if isinstance(given, str):
        try:
            given = read_json(given) if given.strip() else {}
        except BadReply as error:
            return {}, error.message
    if not isinstance(given, dict):
        return {}, f"The arguments of “{name}” are no object."
    faults = sorted(Draft202012Validator(known[name]).iter_errors(given), key=lambda e: e.path)
    if faults:
        where = ".".join(map(str, faults[0].path))
        return {}, f"Argument {where + ': ' if where else ''}{faults[0].message}."
    return given, ""
