"""Messages in the form that servers read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, PromptTooLong
from labwright.models.estimates import most_tokens
from labwright.models.parsing.described_tools import with_tools_described

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from labwright.models.endpoint.chat import EndpointChatModel

_IMAGES = ("image", "image_url")


def request(
    model: "EndpointChatModel", messages: "Sequence[BaseMessage]", options: dict[str, Any]
) -> dict[str, Any]:
    """Return the part of a request that comes from messages and model.

    Args:
        model: The model.
        messages: The conversation.
        options: Options of the call; ``described_tools`` are written into the prompt.

    Returns:
        The request.

    Raises:
        BadArgument: If there is no message, or an image for a model that reads none.
        PromptTooLong: If the prompt leaves no room for a reply.
    """
    from langchain_core.messages import convert_to_openai_messages

    if not messages:
        raise BadArgument("There is no message to be answered.", "Ask something.")
    if images_in(messages) and not model.labwright_profile.images:
        raise BadArgument(
            f"{model.served_name} was not found to read images.",
            "Ask in words, or measure a vision model with: labwright doctor --probe",
        )
    described = options.get("described_tools")
    if described:
        messages = with_tools_described(messages, described)
    written = convert_to_openai_messages(list(messages))
    _check_length(model, messages, written, options)
    # A model that thinks aloud runs in circles at a temperature of 0: the server's own holds.
    settings = {} if model.labwright_profile.reasons else {"temperature": model.temperature}
    return {
        "model": model.served_name,
        "messages": written,
        "max_tokens": model.max_tokens,
        **settings,
        **model.sampling,
    }


def images_in(messages: "Sequence[BaseMessage]") -> int:
    """Return the number of images in messages."""
    return sum(
        isinstance(block, dict) and block.get("type") in _IMAGES
        for message in messages
        if isinstance(message.content, list)
        for block in message.content
    )


def _check_length(
    model: "EndpointChatModel",
    messages: "Sequence[BaseMessage]",
    written: Sequence[Any],
    options: dict[str, Any],
) -> None:
    """Refuse a prompt that is too long before the server drops its beginning without a word."""
    context = model.labwright_profile.context
    tools = options.get("tools") or []
    reply = min(options.get("max_tokens") or model.max_tokens, _SHORTEST_REPLY)
    if most_tokens([*written, *tools]) + reply <= context:  # however it is counted, it fits
        return
    tokens = model.get_num_tokens_from_messages(list(messages), tools)
    if tokens + reply > context:
        raise PromptTooLong(tokens + reply, context)


_SHORTEST_REPLY = 64
"""Tokens that are kept free for a reply, unless less is asked for."""
