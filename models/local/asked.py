"""What a call asks of a model in this process: prompt, limits and constraint."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from langchain_core.messages import HumanMessage

from labwright.core.errors import BadArgument, PromptTooLong
from labwright.models.local.images import hold_images, inputs_with_images
from labwright.models.local.turn import Clock
from labwright.models.parsing.tool_choice import call_schema, tools_to_call

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from labwright.models.local.adapters import Adapter
    from labwright.models.local.grammar import Constraint
    from labwright.models.local.loading import LoadedModel
    from labwright.models.local.writing import Limits, Piece, Sampling

_CALL_MARK = "<tool_call>"


@dataclass(frozen=True)
class Asked:
    """One call, ready to be written.

    Args:
        model: The model.
        prompt: Tokens of the prompt.
        limits: When the reply ends at the latest.
        sampling: How tokens are drawn.
        constraint: What may be written.
        tools: Tools the model may call.
        must_call: Whether the reply is a call and nothing else.
        images: What is read beside the prompt.
        adapter: The adapter it is written with, from beginning to end.
    """

    model: "LoadedModel"
    prompt: list[int]
    limits: "Limits"
    sampling: "Sampling"
    constraint: "Constraint | None" = None
    tools: tuple[dict[str, Any], ...] = ()
    must_call: bool = False
    images: dict[str, Any] = field(default_factory=dict)
    adapter: "Adapter | None" = None

    def written(self, cancelled: Callable[[], bool], clock: Clock) -> "Iterator[Piece]":
        """Write the reply, piece by piece, having the turn while a piece is written.

        Args:
            cancelled: Asked while waiting and writing.
            clock: Runs while one waits for a piece, and stands while nobody asks for one.

        Yields:
            Pieces; the last one says why the reply ended.
        """
        model = self.model
        pieces = model.writer.write(
            self.prompt, self.limits, self.sampling, self.constraint, cancelled, clock, self.images
        )
        ended = False
        while not ended:
            with model.turn.taken(lambda: cancelled() or clock.over) as mine:
                if mine:
                    model.adapters.apply(self.adapter)
                piece = next(pieces)  # without the turn it only says why it ends
            ended = bool(piece.ended)
            with clock.paused():
                yield piece


def asked(
    model: "LoadedModel",
    messages: "Sequence[BaseMessage]",
    limits: "Limits",
    sampling: "Sampling",
    thinking: bool,
    options: dict[str, Any],
) -> Asked:
    """Put a call together.

    Args:
        model: The model.
        messages: The conversation.
        limits: When the reply ends at the latest.
        sampling: How tokens are drawn.
        thinking: Whether the model may think aloud.
        options: ``tools``, ``tool_choice`` and ``response_format`` in the form of the OpenAI API,
            and ``adapter``, the name of one; None means the model as it came.

    Returns:
        The call.

    Raises:
        BadArgument: If the options contradict each other.
        PromptTooLong: If the prompt leaves no room for a reply.
    """
    choice = options.get("tool_choice") or "auto"
    tools = () if choice == "none" else tuple(options.get("tools") or ())
    forced = tools_to_call(choice, tools)
    form = options.get("response_format")
    if form and tools:
        raise BadArgument(
            "A reply cannot both follow a schema and call tools.", "Ask for one, then the other."
        )
    schema = call_schema(forced) if forced else _schema(form)
    thinking = thinking and not schema
    tokens, images = prompt_of(model, messages, tools, thinking, must_call=bool(forced))
    adapters = model.adapters
    named = "adapter" in options
    adapter = adapters.named(options["adapter"]) if named else adapters.current()
    room = model.network.context - len(tokens)
    if room < 1:
        raise PromptTooLong(len(tokens), model.network.context)
    return Asked(
        model=model,
        prompt=tokens,
        limits=replace(limits, tokens=min(limits.tokens, room)),
        sampling=sampling,
        constraint=model.grammars.of_schema(schema) if schema else None,
        tools=tools,
        must_call=bool(forced),
        images=images,
        adapter=adapter,
    )


def _schema(form: Any) -> dict[str, Any] | None:
    if not form:
        return None
    try:
        found = form["json_schema"]["schema"]
    except (KeyError, TypeError) as error:
        raise BadArgument(
            f"The response_format {form!r} holds no schema.",
            'Give {"type": "json_schema", "json_schema": {"schema": {…}}}.',
        ) from error
    return dict(found)


def prompt_of(
    model: "LoadedModel",
    messages: "Sequence[BaseMessage]",
    tools: Sequence[dict[str, Any]],
    thinking: bool,
    must_call: bool = False,
) -> tuple[list[int], dict[str, Any]]:
    """Return the tokens of a prompt and what is read beside them.

    Args:
        model: The model.
        messages: The conversation.
        tools: Tools in the form of the OpenAI API.
        thinking: Whether the model may think aloud.
        must_call: Whether the reply begins as a tool call.

    Returns:
        Tokens, and tensors of images by name.

    Raises:
        BadArgument: If there are images and the model reads none.
    """
    if hold_images(messages):
        if model.processor is None:
            raise BadArgument(
                f"The model in {model.folder.name} reads no images.", "Ask in words, or choose "
                "a vision model.",
            )  # fmt: skip
        return inputs_with_images(model.processor, messages, tools, thinking, model.template)
    text = model.template.prompt(messages, tools, thinking)
    if must_call and _CALL_MARK in model.template.prompt([HumanMessage("")], tools, thinking=False):
        text += _CALL_MARK + "\n"  # where a model is used to write its calls
    return model.vocabulary.encode(text), {}
