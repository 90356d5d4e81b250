"""From pieces of text to a LangChain message, at once or as a stream."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage
from langchain_core.messages.ai import UsageMetadata

from labwright.models.parsing.chunk import ReplyChunk, Shown, reply_chunk
from labwright.models.parsing.reasoning import opens_thought, split_reasoning, still_thinking
from labwright.models.parsing.tool_calls import (
    Calls,
    before_any_call,
    read_required_call,
    read_tool_calls,
)

if TYPE_CHECKING:
    from labwright.models.local.asked import Asked
    from labwright.models.local.writing import Piece

_END_OF_PROMPT = 16
"""Tokens among which a tag would stand that opens a thought."""


class Reply:
    """A reply that is being written.

    Args:
        question: The call it answers.
        model: Name of the model.
    """

    def __init__(self, question: "Asked", model: str) -> None:
        self._question = question
        self._model = model
        self._text = ""
        self._tokens = 0
        self._ended = ""

    def add(self, piece: "Piece") -> None:
        """Take the next piece."""
        self._text += piece.text
        self._tokens = piece.tokens
        self._ended = piece.ended

    def message(self) -> AIMessage:
        """Return the whole reply."""
        calls, fields = self._finished()
        return AIMessage(
            content=calls.text.strip(),
            tool_calls=list(calls.valid),
            invalid_tool_calls=list(calls.invalid),
            **fields,
        )

    @cached_property
    def _opened(self) -> bool:
        """Whether the prompt has opened a thought, as some templates do."""
        end = self._question.prompt[-_END_OF_PROMPT:]
        return opens_thought(self._question.model.vocabulary.decode(end))

    def _parts(self) -> tuple[str, str]:
        """Return thought and answer; under a grammar there is no thought."""
        if self._question.constraint:
            return "", self._text
        return split_reasoning(self._text, self._opened)

    def _finished(self) -> tuple[Calls, dict[str, Any]]:
        thought, answer = self._parts()
        calls = self._calls(answer)
        read = len(self._question.prompt)
        fields: dict[str, Any] = {
            "additional_kwargs": {"reasoning_content": thought} if thought else {},
            "usage_metadata": UsageMetadata(
                input_tokens=read, output_tokens=self._tokens, total_tokens=read + self._tokens
            ),
            "response_metadata": {
                "finish_reason": "tool_calls" if calls.valid else self._ended,
                "model_name": self._model,
            },
        }
        return calls, fields

    def _calls(self, answer: str) -> Calls:
        if self._question.must_call:
            return read_required_call(answer, self._question.tools)
        if self._question.tools:
            return read_tool_calls(answer, self._question.tools)
        return Calls(text=answer)


class StreamedReply(Reply):
    """A reply that is shown while it is being written."""

    def __init__(self, question: "Asked", model: str) -> None:
        super().__init__(question, model)
        self._shown = Shown()

    def add(self, piece: "Piece") -> "list[ReplyChunk]":  # type: ignore[override]
        """Take the next piece and return what can be shown now."""
        super().add(piece)
        if piece.ended:
            return [self._last()]
        fresh = self._shown.fresh(self._visible())
        return [reply_chunk(fresh)] if fresh else []

    def _visible(self) -> str:
        if self._question.must_call:
            return ""
        if not self._question.constraint and still_thinking(self._text, self._opened):
            return ""
        answer = self._parts()[1]
        return before_any_call(answer, self._question.tools) if self._question.tools else answer

    def _last(self) -> "ReplyChunk":
        calls, fields = self._finished()
        return reply_chunk(self._shown.fresh(calls.text), calls.valid, calls.invalid, **fields)
