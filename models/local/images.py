"""Messages that hold images, for models with eyes."""

import base64
import io
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, BadSetting
from labwright.models.local.template import IMAGES, ChatTemplate, blocks_of, turn_of
from labwright.models.parsing.described_tools import with_tools_described

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from PIL.Image import Image

_MOST_PIXELS = 50_000_000
_one_at_a_time = threading.Lock()
"""A fast tokenizer refuses to be set up by two threads at once, and a processor sets it up."""


def hold_images(messages: "Sequence[BaseMessage]") -> bool:
    """Tell whether any message holds an image."""
    return any(block["type"] in IMAGES for m in messages for block in blocks_of(m))


def inputs_with_images(
    processor: Any,
    messages: "Sequence[BaseMessage]",
    tools: Sequence[dict[str, Any]] = (),
    thinking: bool = False,
    template: ChatTemplate | None = None,
) -> tuple[list[int], dict[str, Any]]:
    """Turn messages into what a vision model reads.

    Args:
        processor: The model's own processor.
        messages: The conversation; images as ``data:`` URLs or base64 blocks.
        tools: Tools in the form of the OpenAI API; described in words where the processor's
            template knows none.
        thinking: Whether the model may think aloud.
        template: Knows which texts are control tokens.

    Returns:
        The tokens of the prompt and the tensors that go with them.

    Raises:
        BadArgument: If an image cannot be read or lies elsewhere.
        BadSetting: If the processor refuses the conversation.
    """
    if tools and "tools" not in str(getattr(processor, "chat_template", "")):
        messages, tools = with_tools_described(messages, tools), ()
    turns = [
        turn_of(message) | {"content": [_part(block) for block in blocks_of(message)]}
        for message in messages
    ]
    if template is not None:  # the processor knows no joint, but a space parts as well
        turns = template.as_data(turns, " ")
    try:
        with _one_at_a_time:
            made = processor.apply_chat_template(
                turns, tools=list(tools) or None, enable_thinking=thinking, tokenize=True,
                add_generation_prompt=True, return_dict=True, return_tensors="pt",
            )  # fmt: skip
    except Exception as error:  # templates and processors raise whatever their parts raise
        raise BadSetting(
            f"The model's own processor refuses the conversation: {error}.",
            "Put an image into a turn of the user, and use a model with its own template.",
        ) from error
    tokens = made["input_ids"][0].tolist()
    others = {key: made[key] for key in made if key not in ("input_ids", "attention_mask")}
    return tokens, others


def _part(block: dict[str, Any]) -> dict[str, Any]:
    if block["type"] not in IMAGES:
        return {"type": "text", "text": str(block.get("text", ""))}
    return {"type": "image", "image": _image(block)}


def _image(block: dict[str, Any]) -> "Image":
    from PIL import Image

    link = block.get("image_url") or block.get("url") or ""
    url = link.get("url", "") if isinstance(link, dict) else link
    data = block.get("base64") or block.get("data") or ""
    if url.startswith("data:"):
        data = url.partition(",")[2]
    elif url:
        raise BadArgument(
            f"The image {url[:80]} lies elsewhere, and labwright fetches nothing.",
            "Give the image itself, as base64 or a data: URL.",
        )
    try:
        opened = Image.open(io.BytesIO(base64.b64decode(data, validate=True)))
        if opened.width * opened.height > _MOST_PIXELS:
            raise ValueError(f"{opened.width} × {opened.height} pixels are too many")
        return opened.convert("RGB")
    except Exception as error:  # a damaged file makes a decoder raise anything
        raise BadArgument(
            f"An image in the message cannot be read: {error}.", "Give a PNG or JPEG."
        ) from error
