"""Messages that hold images, for models with eyes."""

import base64
import binascii
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument
from labwright.models.local.template import turn_of

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from PIL.Image import Image

_KINDS = ("image", "image_url")


def hold_images(messages: "Sequence[BaseMessage]") -> bool:
    """Tell whether any message holds an image."""
    return any(block.get("type") in _KINDS for m in messages for block in _blocks(m))


def inputs_with_images(
    processor: Any, messages: "Sequence[BaseMessage]"
) -> tuple[list[int], dict[str, Any]]:
    """Turn messages into what a vision model reads.

    Args:
        processor: The model's own processor.
        messages: The conversation; images as ``data:`` URLs or base64 blocks.

    Returns:
        The tokens of the prompt and the tensors that go with them.

    Raises:
        BadArgument: If an image cannot be read or lies elsewhere.
    """
    turns = [
        turn_of(message) | {"content": [_part(block) for block in _blocks(message)]}
        for message in messages
    ]
    made = processor.apply_chat_template(
        turns, tokenize=True, add_generation_prompt=True, return_dict=True, return_tensors="pt"
    )
    tokens = made["input_ids"][0].tolist()
    others = {key: made[key] for key in made if key not in ("input_ids", "attention_mask")}
    return tokens, others


def _blocks(message: "BaseMessage") -> list[dict[str, Any]]:
    if isinstance(message.content, str):
        return [{"type": "text", "text": message.content}]
    return [
        {"type": "text", "text": block} if isinstance(block, str) else block
        for block in message.content
    ]


def _part(block: dict[str, Any]) -> dict[str, Any]:
    if block.get("type") not in _KINDS:
        return {"type": "text", "text": str(block.get("text", ""))}
    return {"type": "image", "image": _image(block)}


def _image(block: dict[str, Any]) -> "Image":
    from PIL import Image, UnidentifiedImageError

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
        return Image.open(io.BytesIO(base64.b64decode(data, validate=True))).convert("RGB")
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError) as error:
        raise BadArgument(
            f"An image in the message cannot be read: {error}.", "Give a PNG or JPEG."
        ) from error
