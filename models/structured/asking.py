"""Asking a model for a reply in a given shape, with one bounded repair."""

from collections.abc import Generator, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadReply, PromptTooLong
from labwright.models.structured.shape import Shape

if TYPE_CHECKING:
    from langchain_core.language_models import LanguageModelInput
    from langchain_core.language_models.chat_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import Runnable

    _Turns = Generator[list[BaseMessage], AIMessage, tuple[AIMessage, Any, BadReply | None]]

_TRIES = 2


def reply_in_shape(
    model: "BaseChatModel",
    bound: "Runnable[Any, AIMessage]",
    shape: Shape,
    told: bool,
    include_raw: bool = False,
) -> "Runnable[LanguageModelInput, Any]":
    """Make a runnable that answers in a shape.

    Args:
        model: The model.
        bound: The model bound to whatever constraint it has.
        shape: The shape.
        told: Whether the schema is written into the prompt.
        include_raw: Whether the reply comes too, as in LangChain.

    Returns:
        A runnable from messages to the value; with ``include_raw`` to ``raw``, ``parsed`` and
        ``parsing_error``. Without it a reply that cannot be used raises ``BadReply``.
    """
    from langchain_core.runnables import RunnableLambda

    def ask(given: "LanguageModelInput", **options: Any) -> Any:
        turns = _turns(_messages(model, given), shape, told)
        prompt = next(turns)
        try:
            while True:
                try:
                    reply = bound.invoke(prompt, **options)
                except PromptTooLong as error:
                    prompt = turns.throw(error)
                    continue
                prompt = turns.send(reply)
        except StopIteration as end:
            raw, value, fault = end.value
            return _given_back(raw, value, fault, include_raw)

    async def ask_async(given: "LanguageModelInput", **options: Any) -> Any:
        turns = _turns(_messages(model, given), shape, told)
        prompt = next(turns)
        try:
            while True:
                try:
                    reply = await bound.ainvoke(prompt, **options)
                except PromptTooLong as error:
                    prompt = turns.throw(error)
                    continue
                prompt = turns.send(reply)
        except StopIteration as end:
            raw, value, fault = end.value
            return _given_back(raw, value, fault, include_raw)

    return RunnableLambda(ask, afunc=ask_async, name=f"{type(model).__name__} in shape")


def _messages(model: "BaseChatModel", given: "LanguageModelInput") -> "list[BaseMessage]":
    return model._convert_input(given).to_messages()


def _turns(messages: "Sequence[BaseMessage]", shape: Shape, told: bool) -> "_Turns":
    """Yield prompts and take replies until one fits or the tries are used up."""
    from langchain_core.messages import HumanMessage

    prompt = list(messages)
    if told:
        prompt = _with_words(prompt, _filled("shape.md", schema=shape.text))
    replies: list[AIMessage] = []
    fault: BadReply | None = None
    for _ in range(_TRIES):
        try:
            reply = yield prompt
        except PromptTooLong:
            if not replies:
                raise
            break  # the bad reply left no room to ask for a better one
        replies.append(reply)
        try:
            return reply, shape.read(reply.text), None
        except BadReply as error:
            fault = error
            said = _filled("mend.md", schema=shape.text, fault=error.message)
            prompt = [*prompt, reply, HumanMessage(said)]
    return replies[-1], None, fault


def _with_words(messages: "list[BaseMessage]", words: str) -> "list[BaseMessage]":
    """Add words to the last turn of the user: two in a row are more than some templates take."""
    from langchain_core.messages import HumanMessage

    last = messages[-1] if messages else None
    if not isinstance(last, HumanMessage):
        return [*messages, HumanMessage(words)]
    content: Any = f"{last.content}\n\n{words}"
    if not isinstance(last.content, str):
        content = [*last.content, {"type": "text", "text": words}]
    return [*messages[:-1], last.model_copy(update={"content": content})]


def _filled(name: str, **words: str) -> str:
    text = (files("labwright.models.structured") / name).read_text(encoding="utf-8").strip()
    return text.format(**words)


def _given_back(raw: "AIMessage", value: Any, fault: BadReply | None, include_raw: bool) -> Any:
    if include_raw:
        return {"raw": raw, "parsed": value, "parsing_error": fault}
    if fault is not None:
        raise fault
    return value
