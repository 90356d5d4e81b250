"""Networks that score the next token and keep what they have read."""

import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from labwright.core.errors import BadSetting, MissingExtra

if TYPE_CHECKING:
    from torch import Tensor

_CHUNK = 256
"""Tokens read at once: between two chunks a call can be cancelled."""


class Network(Protocol):
    """A language model that reads tokens one after the other.

    It keeps the keys and values of what it has read. Two prompts that begin alike are read from
    where they part.
    """

    context: int
    vocabulary: int
    device: str

    @property
    def held(self) -> list[int]:
        """Tokens whose keys and values are kept."""

    def rewind(self, length: int) -> None:
        """Keep at most the first ``length`` tokens; a network that cannot keeps none."""

    def adapt(self, name: str | None, folder: Path | None) -> None:
        """Use a LoRA adapter; None means the model as it came."""

    def read(self, tokens: Sequence[int], **images: Any) -> "Tensor":
        """Read on and return the scores of the next token, float32, shape (vocabulary,)."""


class Reader:
    """Reads prompts so that a reply depends on nothing but its prompt.

    In bfloat16 the same tokens give slightly other numbers when they are read in other company,
    and a small model then says something else. So a prompt is always read in the same pieces: in
    chunks from its beginning, and its last token alone. Only whole chunks are kept from one prompt
    to the next.

    Args:
        network: The network.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self._prompt: list[int] = []

    def after(
        self,
        prompt: Sequence[int],
        written: Sequence[int] = (),
        stopped: Callable[[], bool] = lambda: False,
    ) -> "Tensor":
        """Return the scores of the token that follows.

        Args:
            prompt: The prompt, at least one token; what is held of it is not read again.
            written: What follows it so far.
            stopped: Asked between two chunks.

        Returns:
            Scores (logits), float32, shape (vocabulary,).

        Raises:
            InterruptedError: If ``stopped`` said so.
        """
        network, size = self.network, len(prompt)
        tokens = [*prompt, *written]
        same = self._prompt == tokens[:size] and network.held[:size] == self._prompt
        if not written or not same:
            scores = self._begin(tokens[:size], same, stopped)
            for token in written:
                scores = network.read([token])
            return scores
        network.rewind(max(size, _common(network.held, tokens[:-1])))
        if len(network.held) < size:  # its cache cannot go back
            return self.after(prompt, (), stopped) if not written else self._again(prompt, written)
        return network.read(tokens[len(network.held) :])

    def with_images(self, prompt: Sequence[int], images: dict[str, Any]) -> "Tensor":
        """Read a prompt with images, which is never kept: its tokens may stand for others."""
        self.network.rewind(0)
        scores = self.network.read(prompt, **images)
        self._prompt = list(prompt)
        return scores

    def forget(self) -> None:
        """Keep nothing of what was read."""
        self.network.rewind(0)
        self._prompt = []

    def _again(self, prompt: Sequence[int], written: Sequence[int]) -> "Tensor":
        self.forget()
        return self.after(prompt, written)

    def _begin(self, prompt: list[int], same: bool, stopped: Callable[[], bool]) -> "Tensor":
        last = len(prompt) - 1
        whole = min(len(self._prompt) - 1, _common(self.network.held, prompt), last)
        self.network.rewind(last if same else whole // _CHUNK * _CHUNK)
        self._prompt = []  # until it is read
        start = len(self.network.held)
        while start < last:
            if stopped():
                raise InterruptedError("The reading of the prompt was cancelled.")
            end = min((start // _CHUNK + 1) * _CHUNK, last)
            self.network.read(prompt[start:end])
            start = end
        scores = self.network.read(prompt[last:])
        self._prompt = prompt
        return scores


def _common(first: Sequence[int], second: Sequence[int]) -> int:
    for index, (a, b) in enumerate(zip(first, second, strict=False)):
        if a != b:
            return index
    return min(len(first), len(second))


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
        self._held: list[int] = []
        self._cache: Any = None
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
        surplus = len(self._held) - length
        if surplus <= 0:
            return
        if length > 0 and plain:
            self._cache.crop(-surplus)
            del self._held[length:]
        else:
            self._cache = None
            self._held = []

    def adapt(self, name: str | None, folder: Path | None) -> None:
        """Use a LoRA adapter by PEFT; None means the model as it came."""
        self.rewind(0)
        if name is None or folder is None:
            self.model.disable_adapters()
            return
        try:
            import peft  # noqa: F401
        except ImportError as error:
            raise MissingExtra("peft", "adapters") from error
        from labwright.models.quiet import quietly

        known = getattr(self.model, "peft_config", {})
        try:
            if name not in known:
                local = {"local_files_only": True}
                with quietly():
                    self.model.load_adapter(str(folder), adapter_name=name, adapter_kwargs=local)
        except (ValueError, RuntimeError, OSError) as error:
            raise BadSetting(
                f"The adapter in {folder} does not fit the model: {_first_line(error)}",
                "Use it with the model it was trained on.",
            ) from error
        self.model.set_adapter(name)
        self.model.enable_adapters()

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
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise BadSetting(
            f"{folder} holds no language model that can be loaded: {_first_line(error)}",
            "Expected: config.json of a model that transformers knows, and *.safetensors.",
        ) from error
    return model.to(device).eval()


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:300]
