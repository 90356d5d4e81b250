"""A language model behind the address of a local server, as a LangChain chat model."""

from collections.abc import AsyncIterator, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, PrivateAttr, SecretStr, field_validator

from labwright.models.addresses import checked_address
from labwright.models.endpoint.known import Standing, known_of
from labwright.models.endpoint.replies import ServedReply
from labwright.models.endpoint.requests import images_in
from labwright.models.endpoint.transport import Transport
from labwright.models.estimates import A_TURN, AN_IMAGE, estimated_tokens
from labwright.models.profile import ModelProfile

if TYPE_CHECKING:
    from langchain_core.language_models import LanguageModelInput
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

    from labwright.models.endpoint.discovery import Served

_PASSED_ON = ("tools", "tool_choice", "response_format", "max_tokens", "temperature", "seed")


class EndpointChatModel(BaseChatModel):
    """A model that any OpenAI-compatible server serves.

    Requests are passed on as they are asked. ``bind_tools`` and ``with_structured_output`` ask in
    the way that the profile says the server obeys, never by the name of server or model.

    Args:
        address: Address of the server, with ``/v1``.
        name: Name of the model as served; empty means the one it serves first.
        api_key: Its key.
        abilities: What was measured of it; None means that nothing was.
        max_tokens: Most tokens of a reply.
        temperature: 0 asks for the likeliest words.
        sampling: Further options of sampling, such as ``top_p``.
        connect: Seconds until a connection must stand.
        read: Seconds between two pieces of a reply.
        total: Seconds for a whole reply.
        largest: Bytes of a whole reply.
        tries: How often a busy or loading server is asked.

    Example:
        >>> EndpointChatModel(address="http://127.0.0.1:8000/v1")._llm_type
        'labwright-endpoint'
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    address: str
    name: str = ""
    api_key: SecretStr = SecretStr("")
    abilities: ModelProfile | None = None
    max_tokens: int = 1024
    temperature: float = 0.0
    sampling: dict[str, Any] = {}  # noqa: RUF012
    connect: float = 5.0
    read: float = 300.0
    total: float = 600.0
    largest: int = 32_000_000
    tries: int = 3
    _standing: Standing = PrivateAttr(default_factory=Standing)
    _counts: bool = PrivateAttr(default=True)

    @field_validator("address")
    @classmethod
    def _checked(cls, address: str) -> str:
        return checked_address(address, allow_remote=True)

    @property
    def _llm_type(self) -> str:
        return "labwright-endpoint"

    @cached_property
    def transport(self) -> Transport:
        """The connection."""
        key = self.api_key.get_secret_value()
        return Transport(
            self.address, key, self.connect, self.read, self.tries, self.total, self.largest
        )

    @property
    def served(self) -> "Served":
        """What serves at the address; kept once it is up and lists its models.

        Raises:
            ServerFault: If nothing does.
        """
        from labwright.models.endpoint.discovery import identify

        key = self.api_key.get_secret_value()
        return self._standing.served(lambda: identify(self.address, key, self.name))

    @property
    def served_name(self) -> str:
        """Name of the model as the server knows it."""
        return self.name or next(iter(self.served.models), "default")

    @property
    def labwright_profile(self) -> ModelProfile:
        """What this model can do; a server that cannot be asked is known by its address only."""
        return self.abilities or self._standing.profile(lambda: known_of(self))

    def body(
        self, messages: Sequence[BaseMessage], stop: Sequence[str] | None, options: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the request for messages.

        Raises:
            BadArgument: If there is no message, or an image for a model that reads none.
            PromptTooLong: If the prompt leaves no room in the context that was measured.
        """
        from labwright.models.endpoint.requests import request

        made = request(self, messages, options)
        made |= {key: options[key] for key in _PASSED_ON if options.get(key) is not None}
        if stop:
            made["stop"] = list(stop)
        if not made.get("tools"):
            made.pop("tools", None)
            made.pop("tool_choice", None)
        return made

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        body = self.body(messages, stop, kwargs)
        return self._result(self.transport.ask(body), body, kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        import asyncio

        body = await asyncio.to_thread(self.body, messages, stop, kwargs)
        return self._result(await self.transport.ask_async(body), body, kwargs)

    def _result(
        self, reply: dict[str, Any], body: dict[str, Any], options: dict[str, Any]
    ) -> ChatResult:
        self._standing.answered()
        message = ServedReply(self.address, self._offered(options), body).take(reply)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        body = self.body(messages, stop, kwargs)
        reply = ServedReply(self.address, self._offered(kwargs), body)
        for piece in self.transport.pieces(body | _STREAMED):
            if chunk := reply.add(piece):
                yield ChatGenerationChunk(message=chunk)
        self._standing.answered()
        yield ChatGenerationChunk(message=reply.last())

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        import asyncio

        body = await asyncio.to_thread(self.body, messages, stop, kwargs)
        reply = ServedReply(self.address, self._offered(kwargs), body)
        async for piece in self.transport.pieces_async(body | _STREAMED):
            if chunk := reply.add(piece):
                yield ChatGenerationChunk(message=chunk)
        self._standing.answered()
        yield ChatGenerationChunk(message=reply.last())

    def _offered(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        if options.get("tool_choice") == "none":
            return []
        return list(options.get("tools") or options.get("described_tools") or [])

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: Any = None, **kwargs: Any
    ) -> "Runnable[LanguageModelInput, AIMessage]":
        """Offer tools, in the way the server was measured to obey.

        Args:
            tools: Tools, functions, pydantic classes or dictionaries.
            tool_choice: ``auto``, ``required`` (also ``any``, True), ``none``, or a tool's name.
            kwargs: Other options of a call.

        Returns:
            A runnable that gives a message with calls that can be run; others are invalid calls.

        Raises:
            BadArgument: If the choice names no tool that is offered.
        """
        from labwright.models.endpoint.strategy import with_tools

        return with_tools(self, tools, tool_choice, kwargs)

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> "Runnable[LanguageModelInput, Any]":
        """Ask for replies in a shape, enforced by the server where it was measured to do so.

        Args:
            schema: JSON schema, ``TypedDict`` or pydantic class.
            include_raw: Whether the reply comes beside the value.
            kwargs: Other options of a call.

        Returns:
            A runnable that gives the value; it is checked here in any case.
        """
        from labwright.models.endpoint.strategy import in_shape
        from labwright.models.structured.shape import Shape

        kwargs.pop("method", None)
        kwargs.pop("strict", None)
        return in_shape(self, Shape.of(schema), include_raw, kwargs)

    def choose(self, messages: Sequence[BaseMessage], labels: Sequence[str]) -> list[float]:
        """Return which label the model replies with: one for it, nought for the others.

        A server tells the probabilities of few tokens at best; a choice is not made up from them.

        Args:
            messages: The prompt.
            labels: Possible replies, all different.

        Returns:
            Numbers in the order of the labels; their sum is one.

        Raises:
            BadArgument: If there is no label, or one twice.
            BadReply: If the model names none of them, twice.
        """
        from labwright.models.endpoint.strategy import chosen

        return chosen(self, messages, labels)

    def get_num_tokens(self, text: str) -> int:
        """Return the tokens of a text, by the server's own tokenizer where it can be asked.

        Elsewhere it is estimated, rather high.
        """
        asked = self.served.kind.tokenize
        if asked is not None and self._counts:
            path, field, key = asked
            transport = self.transport
            found = transport.post(transport.root(path), {field: text, "model": self.served_name})
            counted = found.get(key) if isinstance(found, dict) else None
            if isinstance(counted, list | int):
                return counted if isinstance(counted, int) else len(counted)
            self._counts = False  # a server that is busy is not asked a dozen times more
        return estimated_tokens(text)

    def get_num_tokens_from_messages(
        self, messages: list[BaseMessage], tools: Sequence[Any] | None = None
    ) -> int:
        """Return the tokens of a prompt; those of the template and of images are estimated."""
        import json

        from langchain_core.utils.function_calling import convert_to_openai_tool

        texts = [str(message.text) for message in messages]
        texts += [json.dumps(getattr(m, "tool_calls", None) or "") for m in messages]
        texts += [json.dumps(convert_to_openai_tool(tool)) for tool in tools or ()]
        beside = A_TURN * (len(messages) + 1) + AN_IMAGE * images_in(messages)
        return self.get_num_tokens("\n".join(texts)) + beside


_STREAMED = {"stream": True, "stream_options": {"include_usage": True}}
