"""Tools described in words, for whatever knows no tools: a template, or a server."""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage


def with_tools_described(
    messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]
) -> list[BaseMessage]:
    """Return a conversation in which tools, calls and their results are words.

    Args:
        messages: The conversation.
        tools: Tools in the form of the OpenAI API.

    Returns:
        Messages of the system, the user and the assistant; the system speaks first.

    Example:
        >>> tools = [{"type": "function", "function": {"name": "weigh"}}]
        >>> [m.type for m in with_tools_described([HumanMessage("Mass?")], tools)]
        ['system', 'human']
    """
    prompt = (files("labwright.models.parsing") / "described_tools.md").read_text(encoding="utf-8")
    lines = [json.dumps(tool["function"], ensure_ascii=False) for tool in tools]
    described = prompt.strip().format(tools="\n".join(lines))
    rest = [_in_words(message) for message in messages]
    if rest and rest[0].type == "system":
        described = f"{rest[0].text}\n\n{described}"
        rest = rest[1:]
    return [SystemMessage(described), *rest]


def _in_words(message: BaseMessage) -> BaseMessage:
    if message.type == "tool":
        return HumanMessage(f"<tool_response>\n{message.text}\n</tool_response>")
    if not isinstance(message, AIMessage) or not message.tool_calls:
        return message
    calls = "".join(
        f"\n<tool_call>\n{json.dumps(_call(call), ensure_ascii=False)}\n</tool_call>"
        for call in message.tool_calls
    )
    return AIMessage((message.text + calls).strip())


def _call(call: Any) -> dict[str, Any]:
    return {"name": call["name"], "arguments": call["args"]}
