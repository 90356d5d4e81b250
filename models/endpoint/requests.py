"""Messages in the form that servers read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, PromptTooLong
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
    if _shows_images(messages) and not model.labwright_profile.images:
        raise BadArgument(
            f"{model.served_name} was not found to read images.",
            "Ask in words, or measure a vision model with: labwright doctor --probe",
        )
    described = options.get("described_tools")
    if described:
        messages = with_tools_described(messages, described)
    _check_length(model, messages, options)
    # A model that thinks aloud runs in circles at a temperature of 0: the server's own holds.
    settings = {} if model.labwright_profile.reasons else {"temperature": model.temperature}
    return {
        "model": model.served_name,
        "messages": convert_to_openai_messages(list(messages)),
        "max_tokens": model.max_tokens,
        **settings,
        **model.sampling,
    }


def _shows_images(messages: "Sequence[BaseMessage]") -> bool:
    return any(
        isinstance(block, dict) and block.get("type") in _IMAGES
        for message in messages
        if isinstance(message.content, list)
        for block in message.content
    )


def _check_length(
    model: "EndpointChatModel", messages: "Sequence[BaseMessage]", options: dict[str, Any]
) -> None:
    """Refuse a prompt that is too long before the server drops its beginning without a word."""
    context = model.labwright_profile.context
    shortest = sum(len(str(message.text)) for message in messages) // _SIGNS_A_TOKEN
    if shortest < context // 2:  # far from the limit: no need to count
        return
    tokens = model.get_num_tokens_from_messages(list(messages), options.get("tools"))
    if tokens >= context:
        raise PromptTooLong(tokens, context)


_SIGNS_A_TOKEN = 6
"""No tokenizer in use makes fewer tokens of running text than one for six characters."""
