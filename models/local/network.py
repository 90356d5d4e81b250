"""Networks that score the next token and keep what they have read."""

import inspect
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from labwright.core.errors import BadSetting, MissingExtra
from labwright.models.local.adapters import PeftAdapters, first_line
from labwright.models.local.reading import Reader

if TYPE_CHECKING:
    from torch import Tensor

    from labwright.models.local.adapters import Adapter

__all__ = ["Network", "Reader", "TransformersNetwork"]


class Network(Protocol):
    """A language model that reads tokens one after the other.

    It keeps the keys and values of what it has read. Two prompts that begin alike are read from
    where they part.
    """

    context: int
    vocabulary: int
    device: str
    adapter: "Adapter | None"

    @property
    def held(self) -> list[int]:
        """Tokens whose keys and values are kept."""

    def rewind(self, length: int) -> None:
        """Keep at most the first ``length`` tokens; a network that cannot keeps none."""

    def swap(self, memory: Any = None) -> Any:
        """Take up another memory, None for an empty one, and return the one so far."""

    def adapt(self, adapter: "Adapter | None") -> None:
        """Use a LoRA adapter; None means the model as it came. What is held stays."""

    def read(self, tokens: Sequence[int], **images: Any) -> "Tensor":
        """Read on and return the scores of the next token, float32, shape (vocabulary,)."""


class TransformersNetwork:
    """Any causal language model, with or without eyes, by transformers.

    Args:
        folder: Folder with ``config.json`` and safetensors.
        device: ``cpu``, ``cuda`` or ``mps``; empty means the best there is.
        images: Whether the model shall read images.

    Raises:
        BadSetting: If the folder holds no such model.
    """

    def __init__(self, folder: Path, device: str = "", images: bool = False) -> None:
        from labwright.models.local.precision import best_device, best_dtype

        self.device = device or best_device()
        self.model = _loaded(folder, self.device, best_dtype(self.device), images)
        text = self.model.config.get_text_config()
        self.context = int(getattr(text, "max_position_embeddings", None) or 2048)
        self.vocabulary = int(self.model.get_output_embeddings().weight.shape[0])
        self.adapter: Adapter | None = None
        self._adapters = PeftAdapters(self.model)
        self._held: list[int] = []
        self._cache: Any = None
        # Models that place tokens by their pictures keep how far these pushed the text.
        self._placing = [part for part in self.model.modules() if hasattr(part, "rope_deltas")]
        # Some models score every token whether asked or not.
        able = "logits_to_keep" in inspect.signature(self.model.forward).parameters
        self._last_only = {"logits_to_keep": 1} if able else {}

    @property
    def held(self) -> list[int]:
        """Tokens whose keys and values are kept."""
        return self._held

    def rewind(self, length: int) -> None:
        """Keep at most the first ``length`` tokens; none where the cache is no plain one."""
        from transformers.cache_utils import DynamicLayer

        plain = self._cache is not None and all(type(x) is DynamicLayer for x in self._cache.layers)
        length = max(length, 0)
        surplus = len(self._held) - length
        if surplus <= 0:
            return
        if length > 0 and plain:
            self._cache.crop(-surplus)
            del self._held[length:]
        else:
            self._cache = None
            self._held = []

    def swap(self, memory: Any = None) -> Any:
        """Take up another memory, None for an empty one, and return the one so far."""
        placed = [part.rope_deltas for part in self._placing]
        former = (self._held, self._cache, placed)
        self._held, self._cache, placed = memory or ([], None, [None] * len(placed))
        for part, delta in zip(self._placing, placed, strict=True):
            part.rope_deltas = delta
        return former

    def adapt(self, adapter: "Adapter | None") -> None:
        """Use a LoRA adapter by PEFT; None means the model as it came."""
        if adapter is not None:
            try:
                import peft  # noqa: F401
            except ImportError as error:
                raise MissingExtra("peft", "adapters") from error
        self.adapter = None  # which a refused one leaves behind
        self._adapters.switch(adapter)
        self.adapter = adapter

    def read(self, tokens: Sequence[int], **images: Any) -> "Tensor":
        """Read on and return the scores of the next token, float32, shape (vocabulary,)."""
        import torch
        from transformers import DynamicCache

        if self._cache is None:
            self._cache = DynamicCache(config=self.model.config)
        ids = torch.tensor([list(tokens)], device=self.device)
        # Half-written keys after a fault would spoil the next call.
        cache, held, self._cache, self._held = self._cache, self._held, None, []
        with torch.inference_mode():
            output = self.model(
                input_ids=ids, past_key_values=cache, use_cache=True, **self._last_only,
                **{key: _placed(value, self.device) for key, value in images.items()},
            )  # fmt: skip
        held.extend(tokens)
        self._cache, self._held = cache, held
        scores: Tensor = output.logits[0, -1].float().cpu()
        return scores


def _placed(value: Any, device: str) -> Any:
    return value.to(device) if hasattr(value, "to") else value


def _loaded(folder: Path, device: str, dtype: Any, images: bool) -> Any:
    from labwright.models.quiet import quietly

    try:
        with quietly():
            import transformers

            kind = "AutoModelForImageTextToText" if images else "AutoModelForCausalLM"
            model = getattr(transformers, kind).from_pretrained(
                str(folder), local_files_only=True, dtype=dtype, trust_remote_code=False
            )
    except Exception as error:  # it raises whatever its parts raise
        raise BadSetting(
            f"{folder} holds no language model that can be loaded: {first_line(error)}",
            "Expected: config.json of a model that transformers knows, and *.safetensors.",
        ) from error
    return model.to(device).eval()
