"""From what a server sends to LangChain messages; nothing in it is taken on trust."""

import json
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, InvalidToolCall
from langchain_core.messages.ai import UsageMetadata

from labwright.core.errors import LabwrightError
from labwright.models.endpoint.calls import ServedCall, ServedCalls
from labwright.models.endpoint.faults import not_a_reply, of_status, said_in
from labwright.models.endpoint.wellformed import well_formed
from labwright.models.estimates import estimated_tokens
from labwright.models.parsing.chunk import ReplyChunk, Shown, reply_chunk
from labwright.models.parsing.reasoning import split_reasoning, still_thinking
from labwright.models.parsing.tool_calls import (
    Calls,
    before_any_call,
    check_tool_calls,
    read_tool_calls,
)

Body = dict[str, Any]
_THOUGHT = ("reasoning_content", "reasoning", "thinking")


class ServedReply:
    """A reply as it is put together.

    Args:
        address: Where it comes from.
        tools: The tools that were offered.
        sent: The request: a server that does not tell what it cost leaves it to be estimated.
    """

    def __init__(self, address: str, tools: Sequence[Body], sent: Body) -> None:
        self._address = address
        self._tools = tools
        self._sent = sent
        self._text = ""
        self._thought = ""
        self._calls = ServedCalls()
        self._usage: Body = {}
        self._ended = ""
        self._model = ""
        self._shown = Shown()

    def take(self, body: Body) -> AIMessage:
        """Take a whole reply and return it as a message.

        Raises:
            ServerFault: If it is none.
        """
        choice = self._choice(body)
        if choice is None:
            raise not_a_reply("a reply without choices", self._address)
        message = choice.get("message")
        if not isinstance(message, dict):
            raise not_a_reply("a choice without a message", self._address)
        self._add(message, choice, whole=True)
        calls, fields = self._finished()
        return AIMessage(
            content=calls.text.strip(),
            tool_calls=list(calls.valid),
            invalid_tool_calls=list(calls.invalid),
            **fields,
        )

    def add(self, body: Body) -> ReplyChunk | None:
        """Take a piece of a stream and return what can be shown of it now."""
        choice = self._choice(body)
        if choice is None:  # usage comes in a piece of its own
            return None
        delta = choice.get("delta")
        self._add(delta if isinstance(delta, dict) else {}, choice, whole=False)
        fresh = self._shown.fresh(self._visible())
        return reply_chunk(fresh) if fresh else None

    def last(self) -> ReplyChunk:
        """Return what was held back, at the end of a stream."""
        calls, fields = self._finished()
        return reply_chunk(self._shown.fresh(calls.text), calls.valid, calls.invalid, **fields)

    def _choice(self, body: Body) -> Body | None:
        if body.get("error"):
            raise of_status(500, said_in(body), self._address, self._model)
        self._model = well_formed(str(body.get("model") or self._model))
        if isinstance(body.get("usage"), dict):
            self._usage = body["usage"]
        choices = body.get("choices")
        if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
            return None
        return choices[0]

    def _add(self, part: Body, choice: Body, whole: bool) -> None:
        self._text += _text_of(part.get("content"))
        self._thought += next(filter(None, (_text_of(part.get(key)) for key in _THOUGHT)), "")
        calls = part.get("tool_calls")
        for call in calls if isinstance(calls, list) else ():
            if isinstance(call, dict):
                self._calls.add(call, whole)
        self._ended = well_formed(str(choice.get("finish_reason") or self._ended))

    def _visible(self) -> str:
        if still_thinking(self._text):
            return ""
        answer = split_reasoning(self._text)[1]
        if answer and _is_half(answer[-1]):  # of a character that is still coming
            answer = answer[:-1]
        answer = well_formed(answer)
        return before_any_call(answer, self._tools) if self._tools else answer

    def _finished(self) -> tuple[Calls, dict[str, Any]]:
        thought, answer = split_reasoning(well_formed(self._text))
        thought = "\n".join(filter(None, (well_formed(self._thought).strip(), thought)))
        calls = self._read_calls(answer)
        ended = "tool_calls" if calls.valid else self._ended
        told = _usage(self._usage)
        fields: dict[str, Any] = {
            "additional_kwargs": {"reasoning_content": thought} if thought else {},
            "response_metadata": {
                "finish_reason": ended,
                "model_name": self._model,
                **({} if told else {"usage": "estimated"}),
            },
            "usage_metadata": told or self._estimated_usage(),
        }
        return calls, fields

    def _estimated_usage(self) -> UsageMetadata:
        arguments = [str(call.arguments) for call in self._calls.all()]
        read = json.dumps(self._sent.get("messages"), ensure_ascii=False)
        written = "".join([self._thought, self._text, *arguments])
        return _counted(estimated_tokens(read), estimated_tokens(written))

    def _read_calls(self, answer: str) -> Calls:
        found = self._calls.all()
        if not found:
            return read_tool_calls(answer, self._tools) if self._tools else Calls(text=answer)
        good = [(c.name, c.arguments, c.id) for c in found if not c.fault]
        calls = check_tool_calls(answer, good, self._tools)
        bad = [_invalid(call) for call in found if call.fault]
        return well_formed_calls(calls, bad)


def malformed_call(error: LabwrightError) -> bool:
    """Tell whether a server failed because it could not read the model's own tool call."""
    said = error.message.lower()
    return "tool" in said and any(
        word in said for word in ("parse", "malformed", "invalid", "json")
    )


def well_formed_calls(calls: Calls, more: Sequence[InvalidToolCall]) -> Calls:
    """Return calls in whole characters, with those added that could not even be checked."""
    return Calls(
        text=calls.text,
        valid=tuple(well_formed(list(calls.valid))),
        invalid=tuple(well_formed([*calls.invalid, *more])),
    )


def _invalid(call: ServedCall) -> InvalidToolCall:
    return InvalidToolCall(
        type="invalid_tool_call", name=call.name or None, args=str(call.arguments), id=call.id,
        error=call.fault,
    )  # fmt: skip


def _is_half(sign: str) -> bool:
    return "\ud800" <= sign <= "\udbff"


def _text_of(content: Any) -> str:
    """Return the text in what should be one: a string, or a list of strings and blocks of text."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    parts = (part.get("text") if isinstance(part, dict) else part for part in content)
    return "".join(part for part in parts if isinstance(part, str))


def _usage(given: Body) -> UsageMetadata | None:
    read, written = given.get("prompt_tokens"), given.get("completion_tokens")
    if not isinstance(read, int) or not isinstance(written, int):
        return None
    return _counted(read, written)


def _counted(read: int, written: int) -> UsageMetadata:
    return UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
