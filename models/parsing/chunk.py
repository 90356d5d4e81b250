"""The piece of a streamed reply, whose tool calls are never guessed."""

import json
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessageChunk, InvalidToolCall, ToolCall
from langchain_core.messages.tool import tool_call_chunk
from pydantic import model_validator

_INVALID = "invalid_tool_calls"


class ReplyChunk(AIMessageChunk):
    """A chunk that LangChain may add to others without completing a broken call.

    LangChain closes the brackets of arguments that broke off, so that half a call looks like a
    whole one. Here calls come whole or as invalid, and stay so.

    Example:
        >>> from langchain_core.messages import InvalidToolCall
        >>> broken = InvalidToolCall(type="invalid_tool_call", name="weigh", id="1",
        ...     args='{"molecule": "CC', error="It breaks off.")
        >>> added = ReplyChunk(content="") + reply_chunk("", invalid=[broken])
        >>> added.tool_calls, added.invalid_tool_calls[0]["error"]
        ([], 'It breaks off.')
    """

    @model_validator(mode="after")
    def init_tool_calls(self) -> "ReplyChunk":
        """Read the calls from their chunks, which hold whole JSON."""
        self.tool_calls = [
            ToolCall(
                type="tool_call",
                name=str(chunk["name"]),
                args=json.loads(chunk["args"] or "{}"),
                id=chunk["id"],
            )
            for chunk in self.tool_call_chunks
        ]
        self.invalid_tool_calls = list(self.additional_kwargs.get(_INVALID, ()))
        return self


class Shown:
    """What of a streamed reply was shown already.

    Example:
        >>> shown = Shown()
        >>> shown.fresh("Eth"), shown.fresh("Ethanol"), shown.fresh("Eth")
        ('Eth', 'anol', '')
    """

    def __init__(self) -> None:
        self._text = ""

    def fresh(self, text: str) -> str:
        """Return what of a text was not shown yet, and take it for shown.

        Args:
            text: The reply as far as it is known.

        Returns:
            The rest of it; all of it if it begins in another way, as when a closing tag that
            nothing opened makes a thought of what was shown as an answer.
        """
        if self._text.startswith(text):
            return ""
        fresh = text[len(self._text) :] if text.startswith(self._text) else text
        self._text = text
        return fresh


def reply_chunk(
    text: str,
    calls: Sequence[ToolCall] = (),
    invalid: Sequence[InvalidToolCall] = (),
    **more: Any,
) -> ReplyChunk:
    """Return a chunk of a reply.

    Args:
        text: Its text.
        calls: Whole tool calls.
        invalid: Calls that cannot be run.
        more: Other fields of the message.

    Returns:
        The chunk.
    """
    extra = dict(more.pop("additional_kwargs", {}))
    if invalid:
        extra[_INVALID] = list(invalid)
    chunks = [
        tool_call_chunk(
            name=call["name"],
            args=json.dumps(call["args"], ensure_ascii=False),
            id=call["id"],
            index=index,
        )
        for index, call in enumerate(calls)
    ]
    return ReplyChunk(content=text, tool_call_chunks=chunks, additional_kwargs=extra, **more)
