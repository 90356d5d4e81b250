"""The plain Llama network in torch alone, for models such as the embedded one.

transformers runs it too, but takes seconds to import and half as long again for each token: its
layers serve hundreds of variants. This one serves the plain variant only, and the tests compare
the two token by token.

Source of the architecture: H. Touvron et al., arXiv:2302.13971 (2023), with the grouped queries of
J. Ainslie et al., arXiv:2305.13245 (2023).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from labwright.core.errors import BadSetting
from labwright.models.local.adapters import add_to_weights
from labwright.models.local.precision import best_device, best_dtype

if TYPE_CHECKING:
    from torch import Tensor

    from labwright.models.local.adapters import Adapter

_FILE = "model.safetensors"
_NEEDED = (
    "max_position_embeddings", "num_attention_heads", "hidden_size", "rms_norm_eps",
    "num_hidden_layers",
)  # fmt: skip
"""What has other defaults in other versions of transformers, which knows them."""
_PLAIN: dict[str, tuple[Any, ...]] = {
    "rope_type": ("default", None), "type": ("default", None), "partial_rotary_factor": (1, None),
}  # fmt: skip
_ROOM = 256
"""Tokens by which the room for keys and values grows."""


class _Layer(NamedTuple):
    norm: "Tensor"
    qkv: "Tensor"
    out: "Tensor"
    mlp_norm: "Tensor"
    gate_up: "Tensor"
    down: "Tensor"


def is_plain_llama(folder: Path) -> bool:
    """Tell whether a folder holds a Llama without any of the variants' additions.

    Args:
        folder: A model's folder.

    Returns:
        Whether ``LlamaNetwork`` computes it exactly.
    """
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (
        isinstance(config, dict)
        and config.get("model_type") == "llama"
        and (folder / _FILE).exists()
        and all(isinstance(config.get(key), int | float) for key in _NEEDED)
        and _turns_plainly(_rope(config))
        and config.get("hidden_act") == "silu"
        and not config.get("attention_bias")
        and not config.get("mlp_bias")
        and "quantization_config" not in config
    )


def _rope(config: dict[str, Any]) -> dict[str, Any]:
    """Return what a configuration, new or old, says of the rotation of positions."""
    given = [config.get(key) or {} for key in ("rope_scaling", "rope_parameters")]
    return {"rope_theta": config.get("rope_theta"), **given[0], **given[1]}


def _turns_plainly(rope: dict[str, Any]) -> bool:
    # What is not known here may change every number.
    return all(key == "rope_theta" or value in _PLAIN.get(key, ()) for key, value in rope.items())


class LlamaNetwork:
    """A plain Llama: RMS norm, rotary positions, grouped queries, SwiGLU.

    Args:
        folder: Folder for which ``is_plain_llama`` holds.
        device: ``cpu``, ``cuda`` or ``mps``; empty means the best there is.

    Raises:
        BadSetting: If its weights are damaged or incomplete.
    """

    def __init__(self, folder: Path, device: str = "") -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.device = device or best_device()
        self.context = int(config["max_position_embeddings"])
        self._heads = int(config["num_attention_heads"])
        self._groups = int(config.get("num_key_value_heads") or self._heads)
        self._width = int(config.get("head_dim") or config["hidden_size"] // self._heads)
        self._eps = float(config["rms_norm_eps"])
        self._folder = folder
        self._depth = int(config["num_hidden_layers"])
        self.adapter: Adapter | None = None
        self._take(None)
        self._turn(float(_rope(config)["rope_theta"] or 10000.0))
        self._held: list[int] = []
        self._keys = self._values = self._room(0)

    def _take(self, adapter: Path | None) -> None:
        weights = self._weights()
        if adapter is not None:
            add_to_weights(weights, adapter)
        try:
            self._place(weights)
        except (KeyError, RuntimeError) as error:
            raise self._damaged(f"{error} is missing or of a wrong shape") from error

    def _weights(self) -> "dict[str, Tensor]":
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        dtype = best_dtype(self.device)
        try:
            kept = load_file(str(self._folder / _FILE), device=self.device)
        except (SafetensorError, OSError, ValueError) as error:
            raise self._damaged(str(error)) from error
        return {name: weight.to(dtype) for name, weight in kept.items()}

    def _damaged(self, reason: str) -> BadSetting:
        return BadSetting(
            f"{self._folder / _FILE} cannot be loaded: {reason}.", "Copy or download it anew."
        )

    def _place(self, weights: "dict[str, Tensor]") -> None:
        import torch

        self._embedding = weights["model.embed_tokens.weight"]
        self._norm = weights["model.norm.weight"]
        self._head = weights.get("lm_head.weight", self._embedding)
        self.vocabulary = int(self._head.shape[0])

        def joined(start: str, names: Sequence[str]) -> "Tensor":
            return torch.cat([weights[f"{start}.{name}_proj.weight"] for name in names])

        self._layers = [
            _Layer(
                norm=weights[f"{at}.input_layernorm.weight"],
                qkv=joined(f"{at}.self_attn", "qkv"),
                out=weights[f"{at}.self_attn.o_proj.weight"],
                mlp_norm=weights[f"{at}.post_attention_layernorm.weight"],
                gate_up=joined(f"{at}.mlp", ("gate", "up")),
                down=weights[f"{at}.mlp.down_proj.weight"],
            )
            for at in (f"model.layers.{number}" for number in range(self._depth))
        ]

    def _turn(self, theta: float) -> None:
        """Compute the rotation of each position, cosines and sines of shape (context, width)."""
        import torch

        rate = 1.0 / theta ** (torch.arange(0, self._width, 2).float() / self._width)
        angle = torch.arange(self.context).float()[:, None] * rate
        both = torch.cat((angle, angle), -1)
        where: dict[str, Any] = {"device": self.device, "dtype": self._embedding.dtype}
        self._cosines, self._sines = both.cos().to(**where), both.sin().to(**where)

    def _room(self, length: int) -> "Tensor":
        import torch

        return torch.empty(
            (len(self._layers), 1, self._groups, length, self._width),
            dtype=self._embedding.dtype, device=self.device,
        )  # fmt: skip

    @property
    def held(self) -> list[int]:
        """Tokens whose keys and values are kept."""
        return self._held

    def rewind(self, length: int) -> None:
        """Keep at most the first ``length`` tokens."""
        del self._held[max(length, 0) :]

    def swap(self, memory: Any = None) -> Any:
        """Take up another memory, None for an empty one, and return the one so far."""
        former = (self._held, self._keys, self._values)
        empty = self._room(0)
        self._held, self._keys, self._values = memory or ([], empty, empty)
        return former

    def adapt(self, adapter: "Adapter | None") -> None:
        """Add a LoRA adapter to the weights as they came; None takes them as they came."""
        self._take(adapter.folder if adapter else None)
        self.adapter = adapter

    def read(self, tokens: Sequence[int], **images: Any) -> "Tensor":
        """Read on and return the scores of the next token, float32, shape (vocabulary,)."""
        import torch
        from torch.nn import functional

        start, end = len(self._held), len(self._held) + len(tokens)
        self._grow(end)
        with torch.inference_mode():
            ids = torch.tensor([list(tokens)], device=self.device)
            x = functional.embedding(ids, self._embedding)
            mask = None
            if start and len(tokens) > 1:
                seen = torch.ones(len(tokens), end, dtype=torch.bool, device=self.device)
                mask = seen.tril(start)
            for number, layer in enumerate(self._layers):
                x = x + self._attention(number, layer, self._normed(x, layer.norm), start, mask)
                h = functional.linear(self._normed(x, layer.mlp_norm), layer.gate_up)
                gate, up = h.chunk(2, -1)
                x = x + functional.linear(functional.silu(gate) * up, layer.down)
            scores = functional.linear(self._normed(x[0, -1], self._norm), self._head)
        self._held.extend(tokens)
        return scores.float().cpu()

    def _attention(
        self, number: int, layer: _Layer, x: "Tensor", start: int, mask: "Tensor | None"
    ) -> "Tensor":
        import torch
        from torch.nn import functional

        count = x.shape[1]
        end = start + count
        sizes = [self._heads * self._width, *[self._groups * self._width] * 2]
        query, key, value = (
            part.view(1, count, -1, self._width).transpose(1, 2)
            for part in torch.split(functional.linear(x, layer.qkv), sizes, -1)
        )
        self._keys[number, :, :, start:end] = self._rotated(key, start)
        self._values[number, :, :, start:end] = value
        mixed = functional.scaled_dot_product_attention(
            self._rotated(query, start),
            self._keys[number, :, :, :end],
            self._values[number, :, :, :end],
            attn_mask=mask,
            is_causal=count > 1 and mask is None,
            enable_gqa=self._groups != self._heads,
        )
        return functional.linear(mixed.transpose(1, 2).reshape(1, count, -1), layer.out)

    def _rotated(self, x: "Tensor", start: int) -> "Tensor":
        import torch

        at = slice(start, start + x.shape[2])
        first, second = x.chunk(2, -1)
        return x * self._cosines[at] + torch.cat((-second, first), -1) * self._sines[at]

    def _normed(self, x: "Tensor", weight: "Tensor") -> "Tensor":
        from torch.nn import functional

        return functional.rms_norm(x, (x.shape[-1],), weight, self._eps)

    def _grow(self, length: int) -> None:
        have = self._keys.shape[3]
        if length <= have:
            return
        more = max(length, 2 * have, _ROOM)
        used = len(self._held)
        keys, values = self._room(more), self._room(more)
        keys[:, :, :, :used] = self._keys[:, :, :, :used]
        values[:, :, :, :used] = self._values[:, :, :, :used]
        self._keys, self._values = keys, values
