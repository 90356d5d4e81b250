"""A language model in this process as a LangChain chat model."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, PrivateAttr

from labwright.models.local.replies import Reply, StreamedReply
from labwright.models.local.writing import Limits, Sampling
from labwright.models.profile import EMBEDDED, ModelProfile

if TYPE_CHECKING:
    from langchain_core.language_models import LanguageModelInput
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

    from labwright.models.local.adapters import Adapters
    from labwright.models.local.asked import Asked
    from labwright.models.local.loading import LoadedModel

_FOR_A_SCHEMA = 2048
"""Tokens for a reply under a schema: its bounds end it long before, and a half is worth nothing."""


class LocalChatModel(BaseChatModel):
    """A model in this process.

    Args:
        folder: Folder with safetensors and tokenizer; None means the embedded weights.
        abilities: What was measured of it; by default, of the embedded model.
        adapter: Folder of a LoRA adapter that is used from the start.
        max_tokens: Most tokens of a reply in words.
        seconds: Most seconds of a reply; what was written until then is given back.
        temperature: 0 takes the likeliest token.
        top_k: Draw among so many tokens; 0 means all.
        top_p: Draw among the likeliest tokens that together have this probability.
        seed: For the same draw again.
        thinks: Whether a model that can think aloud shall do so.
        device: ``cpu``, ``cuda`` or ``mps``; empty means the best there is.

    Example:
        >>> LocalChatModel()._llm_type
        'labwright-local'
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    folder: Path | None = None
    abilities: ModelProfile = EMBEDDED
    adapter: Path | None = None
    max_tokens: int = 512
    seconds: float = 600.0
    temperature: float = 0.0
    top_k: int = 0
    top_p: float = 1.0
    seed: int | None = None
    thinks: bool = False
    device: str = ""
    _turn: threading.RLock = PrivateAttr(default_factory=threading.RLock)

    @property
    def _llm_type(self) -> str:
        return "labwright-local"

    @property
    def labwright_profile(self) -> ModelProfile:
        """What this model can do."""
        return self.abilities

    @cached_property
    def _loaded(self) -> "LoadedModel":
        from labwright.models.local.loading import load
        from labwright.models.quiet import without_collection
        from labwright.models.weights import located

        with without_collection():
            model = load(self.folder or located("language"), self.device)
        if self.adapter is not None:
            model.adapters.add(self.adapter.name, self.adapter)
            model.adapters.use(self.adapter.name)
        return model

    @property
    def adapters(self) -> "Adapters":
        """LoRA adapters: ``add(name, folder)``, ``use(name)``, ``use(None)``, ``names``."""
        with self._turn:
            return self._loaded.adapters

    def _asked(
        self, messages: Sequence[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> "Asked":
        from labwright.models.local.asked import asked

        under_schema = bool(options.get("response_format")) or options.get("tool_choice") not in (
            None, "auto", "none",
        )  # fmt: skip
        room = max(self.max_tokens, _FOR_A_SCHEMA) if under_schema else self.max_tokens
        limits = Limits(
            tokens=int(options.get("max_tokens") or room),
            seconds=float(options.get("seconds") or self.seconds),
            stop=tuple(stop or ()),
        )
        sampling = Sampling(
            temperature=float(options.get("temperature", self.temperature)),
            top_k=self.top_k,
            top_p=self.top_p,
            seed=options.get("seed", self.seed),
        )
        return asked(self._loaded, messages, limits, sampling, self.thinks, options)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return self._answered(messages, stop, kwargs, lambda: False)

    def _answered(
        self,
        messages: Sequence[BaseMessage],
        stop: list[str] | None,
        options: dict[str, Any],
        cancelled: Callable[[], bool],
    ) -> ChatResult:
        with self._turn:
            question = self._asked(messages, stop, options)
            reply = Reply(question, self.abilities.name)
            for piece in question.written(cancelled):
                reply.add(piece)
        return ChatResult(generations=[ChatGeneration(message=reply.message())])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        yield from self._streamed(messages, stop, kwargs, lambda: False)

    def _streamed(
        self,
        messages: Sequence[BaseMessage],
        stop: list[str] | None,
        options: dict[str, Any],
        cancelled: Callable[[], bool],
    ) -> Iterator[ChatGenerationChunk]:
        with self._turn:
            question = self._asked(messages, stop, options)
        reply = StreamedReply(question, self.abilities.name)
        pieces = question.written(cancelled)
        while True:
            # Held for one token only: whoever reads the stream may ask something else meanwhile.
            with self._turn:
                piece = next(pieces, None)
            if piece is None:
                return
            for chunk in reply.add(piece):
                yield ChatGenerationChunk(message=chunk)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        given_up = threading.Event()
        try:
            return await asyncio.to_thread(self._answered, messages, stop, kwargs, given_up.is_set)
        finally:
            given_up.set()  # a cancelled task leaves its thread behind

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        given_up = threading.Event()
        chunks = self._streamed(messages, stop, kwargs, given_up.is_set)
        try:
            while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
                yield chunk
        finally:
            given_up.set()

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: Any = None, **kwargs: Any
    ) -> "Runnable[LanguageModelInput, AIMessage]":
        """Offer tools.

        Args:
            tools: Tools, functions, pydantic classes or dictionaries.
            tool_choice: ``auto``, ``required`` (also ``any``, True), ``none``, or a tool's name.
            kwargs: Other options of a call.

        Returns:
            The model with the tools; required and named calls follow their schemas by grammar.

        Raises:
            BadArgument: If the choice names no tool that is offered.
        """
        from langchain_core.utils.function_calling import convert_to_openai_tool

        from labwright.models.parsing.tool_choice import checked_choice

        offered = [convert_to_openai_tool(tool) for tool in tools]
        choice = checked_choice(tool_choice, offered)
        return super().bind(tools=offered, tool_choice=choice, **kwargs)

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> "Runnable[LanguageModelInput, Any]":
        """Make every reply follow a schema, by grammar, and check it nevertheless.

        Args:
            schema: JSON schema, ``TypedDict`` or pydantic class.
            include_raw: Whether the reply comes beside the value.
            kwargs: Other options of a call.

        Returns:
            A runnable that gives the value.
        """
        from labwright.models.structured.asking import reply_in_shape
        from labwright.models.structured.shape import Shape

        kwargs.pop("method", None)
        kwargs.pop("strict", None)
        shape = Shape.of(schema)
        form = {"type": "json_schema", "json_schema": {"schema": shape.json_schema}}
        bound = self.bind(response_format=form, **kwargs)
        return reply_in_shape(self, bound, shape, told=True, include_raw=include_raw)

    def choose(self, messages: Sequence[BaseMessage], labels: Sequence[str]) -> list[float]:
        """Return how probable each label is as the reply, given that it is one of them.

        Args:
            messages: The prompt.
            labels: Possible replies, all different.

        Returns:
            Probabilities in the order of the labels.

        Raises:
            BadArgument: If there is no label, or one twice.
        """
        from labwright.models.local.choice import chosen_among

        with self._turn:
            return chosen_among(self._loaded, messages, labels, self.thinks)

    def get_token_ids(self, text: str) -> list[int]:
        """Return the tokens of a text in this model's own vocabulary."""
        with self._turn:
            return self._loaded.vocabulary.encode(text)

    def get_num_tokens_from_messages(
        self, messages: list[BaseMessage], tools: Sequence[Any] | None = None
    ) -> int:
        """Return the number of tokens of a whole prompt, tools and template included."""
        from langchain_core.utils.function_calling import convert_to_openai_tool

        from labwright.models.local.asked import prompt_of

        offered = [convert_to_openai_tool(tool) for tool in tools or ()]
        with self._turn:
            return len(prompt_of(self._loaded, messages, offered, self.thinks)[0])
