"""The plain BERT encoder, without transformers: seconds sooner for the first question.

A few short texts are computed by numpy alone, many by torch; the tests compare both with
transformers. Source of the architecture: J. Devlin et al., arXiv:1810.04805 (2018).
"""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadSetting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

_FEW = 600
"""Tokens up to which numpy is done before torch is imported."""
_PARTS = ("query", "key", "value")


def is_plain_bert(folder: Path) -> bool:
    """Tell whether a folder holds a BERT that ``BertEncoder`` computes exactly.

    Args:
        folder: A model's folder.
    """
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and (folder / "model.safetensors").exists()
    )


class BertEncoder:
    """A plain BERT.

    Args:
        folder: Folder for which ``is_plain_bert`` holds.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        try:
            self._heads = int(config["num_attention_heads"])
            self._depth = int(config["num_hidden_layers"])
            self._eps = float(config["layer_norm_eps"])
            self.dimension = int(config["hidden_size"])
            self.limit = int(config["max_position_embeddings"])
        except (KeyError, TypeError, ValueError) as error:
            raise _unfit(folder / "config.json", error) from error

    def hidden(self, rows: Sequence[Sequence[int]]) -> "tuple[Array, Array]":
        """Return the vectors of tokens.

        Args:
            rows: Tokens of each text.

        Returns:
            Vectors, shape (texts, longest, dimension), and 1 where there is a token, 0 where the
            row is filled up, shape (texts, longest).
        """
        import numpy as np

        width = max(map(len, rows))
        ids = np.zeros((len(rows), width), dtype=np.int64)
        mask = np.zeros((len(rows), width), dtype=np.float32)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
            mask[number, : len(row)] = 1
        few = ids.size <= _FEW and "_tensors" not in self.__dict__
        return (self._by_numpy(ids, mask) if few else self._by_torch(ids, mask)), mask

    def check(self) -> None:
        """Check the weights by the head of their file, without reading them.

        Raises:
            BadSetting: If they are damaged, or not those that the configuration tells of.
        """
        from safetensors import SafetensorError, safe_open

        file = self._folder / "model.safetensors"
        try:
            with safe_open(str(file), "np") as held:
                shapes = {
                    name.removeprefix("bert."): held.get_slice(name).get_shape()
                    for name in held.keys()  # noqa: SIM118
                }
        except (OSError, SafetensorError) as error:
            raise _unfit(file, error) from error
        wanted = {
            "embeddings.word_embeddings.weight": 1,
            f"encoder.layer.{self._depth - 1}.output.dense.weight": 0,
        }
        for name, axis in wanted.items():
            shape = shapes.get(name)
            if shape is None or shape[axis] != self.dimension:
                said = f"{name} has the shape {shape}, which config.json does not tell"
                raise _unfit(file, ValueError(said))

    @cached_property
    def _weights(self) -> "dict[str, Array]":
        import numpy as np
        from safetensors.numpy import load_file

        read = load_file(str(self._folder / "model.safetensors"))
        weights = {
            name.removeprefix("bert."): np.asarray(value, dtype=np.float32)
            for name, value in read.items()
            if "pooler" not in name and "position_ids" not in name
        }
        for number in range(self._depth):  # one product instead of three
            at = f"encoder.layer.{number}.attention.self"
            for kind in ("weight", "bias"):
                weights[f"{at}.{kind}"] = np.concatenate(
                    [weights.pop(f"{at}.{part}.{kind}") for part in _PARTS]
                )
        return weights

    @cached_property
    def _tensors(self) -> dict[str, Any]:
        import torch

        return {name: torch.from_numpy(value) for name, value in self._weights.items()}

    def _by_torch(self, ids: "NDArray[np.int64]", mask: "Array") -> "Array":
        import torch
        from torch.nn import functional

        weights = self._tensors

        def normed(x: Any, name: str) -> Any:
            weight, bias = weights[f"{name}.LayerNorm.weight"], weights[f"{name}.LayerNorm.bias"]
            return functional.layer_norm(x, (self.dimension,), weight, bias, self._eps)

        def linear(x: Any, name: str) -> Any:
            return functional.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

        count, width = ids.shape
        shape = (count, width, 3, self._heads, self.dimension // self._heads)
        with torch.inference_mode():
            kept = torch.from_numpy(mask).bool()[:, None, None, :]
            x = normed(self._embedded(weights, torch.from_numpy(ids)), "embeddings")
            for number in range(self._depth):
                at = f"encoder.layer.{number}"
                parts = linear(x, f"{at}.attention.self").view(shape).permute(2, 0, 3, 1, 4)
                mixed = functional.scaled_dot_product_attention(
                    parts[0], parts[1], parts[2], attn_mask=kept
                )
                mixed = mixed.transpose(1, 2).reshape(count, width, -1)
                mixed = linear(mixed, f"{at}.attention.output.dense")
                x = normed(x + mixed, f"{at}.attention.output")
                inner = functional.gelu(linear(x, f"{at}.intermediate.dense"))
                x = normed(x + linear(inner, f"{at}.output.dense"), f"{at}.output")
            hidden: Array = x.numpy()
        return hidden

    def _embedded(self, weights: dict[str, Any], ids: Any) -> Any:
        at = "embeddings"
        return (
            weights[f"{at}.word_embeddings.weight"][ids]
            + weights[f"{at}.position_embeddings.weight"][: ids.shape[1]]
            + weights[f"{at}.token_type_embeddings.weight"][0]
        )

    def _by_numpy(self, ids: "NDArray[np.int64]", mask: "Array") -> "Array":
        import numpy as np

        weights = self._weights

        def normed(x: "Array", name: str) -> "Array":
            x = x - x.mean(-1, keepdims=True)
            x /= np.sqrt((x * x).mean(-1, keepdims=True) + self._eps)
            return x * weights[f"{name}.LayerNorm.weight"] + weights[f"{name}.LayerNorm.bias"]

        def linear(x: "Array", name: str) -> "Array":
            return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

        count, width = ids.shape
        shape = (count, width, 3, self._heads, self.dimension // self._heads)
        scale = np.float32((self.dimension // self._heads) ** -0.5)
        hidden_from = ((1 - mask) * np.float32(-1e9))[:, None, None, :]
        x = normed(self._embedded(weights, ids), "embeddings")
        for number in range(self._depth):
            at = f"encoder.layer.{number}"
            parts = linear(x, f"{at}.attention.self").reshape(shape).transpose(2, 0, 3, 1, 4)
            scores = parts[0] @ parts[1].transpose(0, 1, 3, 2) * scale + hidden_from
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            scores /= scores.sum(-1, keepdims=True)
            mixed = (scores @ parts[2]).transpose(0, 2, 1, 3).reshape(count, width, -1)
            mixed = linear(mixed, f"{at}.attention.output.dense")
            x = normed(x + mixed, f"{at}.attention.output")
            inner = _gelu(linear(x, f"{at}.intermediate.dense"))
            x = normed(x + linear(inner, f"{at}.output.dense"), f"{at}.output")
        return x.astype(np.float32, copy=False)


def _unfit(file: Path, error: Exception) -> BadSetting:
    return BadSetting(
        f"{file} cannot be used ({type(error).__name__}: {error}).",
        "Copy the files of the model anew, all from one place.",
    )


def _gelu(x: "Array") -> "Array":
    """Return x·Φ(x); the error function by Abramowitz and Stegun 7.1.26, good to 1.5e-7."""
    import numpy as np

    z = np.abs(x) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + np.float32(factor)) * t
    made: Array = np.float32(0.5) * (x + np.abs(x) * (1 - series * np.exp(-z * z)))
    return made
