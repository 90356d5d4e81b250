"""Sentence embeddings in process."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors.

    ``name`` and ``dimension`` are stored with every vector: vectors of different embedders are
    never compared.
    """

    @property
    def name(self) -> str:
        """Name of the embedding model."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def limit(self) -> int:
        """Most tokens of a text that count."""

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the character span of each token."""

    def is_word(self, text: str) -> bool:
        """Tell whether a lower-case text is one ordinary word."""

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> "Vectors":
        """Return one unit vector a text, shape (texts, dimension)."""


class MiniLMEmbedder:
    """all-MiniLM-L6-v2 by transformers: mean of token vectors, scaled to length one.

    Args:
        folder: The model's folder; None means the embedded weights.

    Example:
        >>> MiniLMEmbedder().embed(["aspirin"]).shape  # doctest: +SKIP
        (1, 384)
    """

    name = "all-MiniLM-L6-v2"
    dimension = 384
    limit = 256
    _batch = 32

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._located() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _model(self) -> Any:
        import torch

        from labwright.models.quiet import quietly

        folder = str(self._located())
        with quietly():
            from transformers import BertConfig, BertModel

            config = BertConfig.from_pretrained(folder, local_files_only=True)
            model = BertModel.from_pretrained(
                folder, config=config, add_pooling_layer=False, local_files_only=True
            )
        return model.to(torch.float32).eval()

    def is_word(self, text: str) -> bool:
        """Tell whether a lower-case text is one ordinary word of the tokenizer's vocabulary."""
        return self._tokenizer.token_to_id(text) is not None

    def _located(self) -> Path:
        from labwright.models.weights import located

        return self._folder or located("embedding")

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the character span of each token, special tokens left out.

        Args:
            text: Any text.

        Returns:
            Pairs of start and end offset.
        """
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return [(start, end) for start, end in encoded.offsets]

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> "Vectors":
        """Embed texts.

        Args:
            texts: The texts; what lies behind the 256th token does not count.
            progress: Told how many texts were done since the last call.

        Returns:
            Unit vectors, float32, shape (texts, 384), in the order of the texts.
        """
        import numpy as np

        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encoded = [self._tokenizer.encode(text).ids[: self.limit] for text in texts]
        # Texts of like length together: padding is work for nothing.
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i]))
        for first in range(0, len(order), self._batch):
            rows = order[first : first + self._batch]
            vectors[rows] = self._forward([encoded[row] for row in rows])
            if progress is not None:
                progress(len(rows))
        return vectors

    def _forward(self, batch: list[list[int]]) -> "Vectors":
        import torch

        width = max(map(len, batch))
        ids = torch.zeros((len(batch), width), dtype=torch.long)
        mask = torch.zeros((len(batch), width), dtype=torch.long)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            mask[row, : len(tokens)] = 1
        with torch.inference_mode():
            hidden = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).float()
        mean = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1)
        vectors: Vectors = torch.nn.functional.normalize(mean, dim=1).numpy()
        return vectors
