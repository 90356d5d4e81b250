"""A language model in this process as a LangChain chat model."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, PrivateAttr

from labwright.models.local.options import limits_of, sampling_of
from labwright.models.local.replies import Reply, StreamedReply
from labwright.models.local.turn import Clock
from labwright.models.local.writing import Sampling
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
        abilities: What was measured of it; by default, what is known without measuring.
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
    abilities: ModelProfile | None = None
    adapter: Path | None = None
    max_tokens: int = 512
    seconds: float = 600.0
    temperature: float = 0.0
    top_k: int = 0
    top_p: float = 1.0
    seed: int | None = None
    thinks: bool = False
    device: str = ""
    _loading: threading.RLock = PrivateAttr(default_factory=threading.RLock)

    @property
    def _llm_type(self) -> str:
        return "labwright-local"

    @property
    def labwright_profile(self) -> ModelProfile:
        """What this model can do."""
        if self.abilities is not None:
            return self.abilities
        if self.folder is None:
            return EMBEDDED
        from labwright.models.local.profile import unmeasured

        return unmeasured(self.folder, self.folder.name)

    @property
    def _identifying_params(self) -> dict[str, Any]:
        """What a reply depends on beside its prompt: caches tell models apart by it."""
        loaded: LoadedModel | None = self.__dict__.get("_loaded")
        used = loaded.adapters.used if loaded else self.adapter and self.adapter.name
        added = loaded.adapters.folders if loaded else {used: self.adapter}
        names = ("max_tokens", "seconds", "temperature", "top_k", "top_p", "seed", "thinks")
        return {
            "model": _mark(self.folder) if self.folder else EMBEDDED.name,
            "adapter": used,
            "adapters": {name: _mark(folder) for name, folder in added.items() if folder},
            **{name: getattr(self, name) for name in names},
        }

    @cached_property
    def _loaded(self) -> "LoadedModel":
        from labwright.models.local.loading import load
        from labwright.models.quiet import without_collection
        from labwright.models.weights import located

        with self._loading:
            if "_loaded" in self.__dict__:  # by whoever was first
                return cast("LoadedModel", self.__dict__["_loaded"])
            with without_collection():
                model = load(self.folder or located("language"), self.device)
            if self.adapter is not None:
                model.adapters.add(self.adapter.name, self.adapter)
                model.adapters.use(self.adapter.name)
            self.__dict__["_loaded"] = model
            return model

    @property
    def adapters(self) -> "Adapters":
        """LoRA adapters: ``add(name, folder)``, ``use(name)``, ``use(None)``, ``names``."""
        return self._loaded.adapters

    def _asked(
        self, messages: Sequence[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> "Asked":
        from labwright.models.local.asked import asked

        under_schema = bool(options.get("response_format")) or options.get("tool_choice") not in (
            None, "auto", "none",
        )  # fmt: skip
        room = max(self.max_tokens, _FOR_A_SCHEMA) if under_schema else self.max_tokens
        limits = limits_of(options, room, self.seconds, stop)
        own = Sampling(self.temperature, self.top_k, self.top_p, self.seed)
        sampling = sampling_of(options, own)
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
        question = self._asked(messages, stop, options)
        clock = Clock(question.limits.seconds)
        reply = Reply(question, self.labwright_profile.name)
        # Kept for the whole reply: to take turns would only make everybody later.
        with self._loaded.turn.taken(lambda: cancelled() or clock.over):
            for piece in question.written(cancelled, clock):
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
        question = self._asked(messages, stop, options)
        reply = StreamedReply(question, self.labwright_profile.name)
        # Whoever reads the stream may ask something else meanwhile.
        for piece in question.written(cancelled, Clock(question.limits.seconds)):
            for chunk in reply.add(piece):
                yield ChatGenerationChunk(message=chunk)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        with _own_thread() as (run, given_up):
            result: ChatResult = await run(self._answered, messages, stop, kwargs, given_up)
            return result

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        with _own_thread() as (run, given_up):
            chunks = self._streamed(messages, stop, kwargs, given_up)
            while (chunk := await run(next, chunks, None)) is not None:
                yield chunk

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

        model = self._loaded
        with model.turn.taken():
            model.adapters.apply(model.adapters.current())
            return chosen_among(model, messages, labels, self.thinks)

    def get_token_ids(self, text: str) -> list[int]:
        """Return the tokens of a text in this model's own vocabulary."""
        return self._loaded.vocabulary.encode(text)

    def get_num_tokens_from_messages(
        self, messages: list[BaseMessage], tools: Sequence[Any] | None = None
    ) -> int:
        """Return the number of tokens of a whole prompt, tools and template included."""
        from langchain_core.utils.function_calling import convert_to_openai_tool

        from labwright.models.local.asked import prompt_of

        offered = [convert_to_openai_tool(tool) for tool in tools or ()]
        return len(prompt_of(self._loaded, messages, offered, self.thinks)[0])


def _mark(folder: Path) -> str:
    from labwright.models.probing.kept import key_of_folder

    return key_of_folder(folder)


@contextmanager
def _own_thread() -> Iterator[tuple[Callable[..., Awaitable[Any]], Callable[[], bool]]]:
    """Give a call a thread of its own, and word to it when it is given up.

    Calls that wait for their turn would fill the threads that everybody shares.
    """
    given_up = threading.Event()
    threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="labwright-model")
    try:
        yield partial(asyncio.get_running_loop().run_in_executor, threads), given_up.is_set
    finally:
        given_up.set()  # a cancelled task leaves its thread behind
        threads.shutdown(wait=False)
