"""From pieces of text to a LangChain message, at once or as a stream."""

from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage
from langchain_core.messages.ai import UsageMetadata

from labwright.models.parsing.chunk import ReplyChunk, reply_chunk
from labwright.models.parsing.reasoning import split_reasoning, still_thinking
from labwright.models.parsing.tool_calls import Calls, check_tool_calls, read_tool_calls

if TYPE_CHECKING:
    from labwright.models.local.asked import Asked
    from labwright.models.local.writing import Piece

_MAY_BE_A_CALL = "<[{`"
"""Signs with which calls begin; what follows one is held back until the reply is whole."""


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

    def _finished(self) -> tuple[Calls, dict[str, Any]]:
        thought, answer = split_reasoning(self._text)
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
        tools = self._question.tools
        if not tools:
            return Calls(text=answer)
        found = read_tool_calls(answer, tools)
        if self._question.must_call and not found.valid and not found.invalid:
            # It broke off, or the grammar let through what the schema does not.
            return check_tool_calls("", [("", answer, "")], tools)
        return found


class StreamedReply(Reply):
    """A reply that is shown while it is being written."""

    def __init__(self, question: "Asked", model: str) -> None:
        super().__init__(question, model)
        self._shown = 0

    def add(self, piece: "Piece") -> "list[ReplyChunk]":  # type: ignore[override]
        """Take the next piece and return what can be shown now."""
        super().add(piece)
        if piece.ended:
            return [self._last()]
        visible = self._visible()
        fresh = visible[self._shown :]
        self._shown += len(fresh)
        return [reply_chunk(fresh)] if fresh else []

    def _visible(self) -> str:
        if still_thinking(self._text):
            return ""
        answer = split_reasoning(self._text)[1]
        if not self._question.tools:
            return answer
        starts = [at for sign in _MAY_BE_A_CALL if (at := answer.find(sign)) >= 0]
        return answer[: min(starts, default=len(answer))]

    def _last(self) -> "ReplyChunk":
        calls, fields = self._finished()
        none = not calls.valid and not calls.invalid
        rest = split_reasoning(self._text)[1][self._shown :] if none else ""
        return reply_chunk(rest, calls.valid, calls.invalid, **fields)
