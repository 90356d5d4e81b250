"""Embeddings by a server of the OpenAI kind."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from labwright.core.errors import ServerFault
from labwright.models.addresses import is_loopback
from labwright.models.embedding.protocol import Progress
from labwright.models.embedding.words import PlainWords, Words
from labwright.models.endpoint.faults import not_a_reply
from labwright.models.endpoint.transport import Transport

if TYPE_CHECKING:
    from labwright.models.embedding.protocol import Vectors

_BATCH = 32
_TOKENS = 256
"""Tokens a passage may have: what every embedding model in use reads."""


class EndpointEmbedder:
    """An embedding model behind an address.

    Args:
        address: Address of the server, with ``/v1``.
        model: Name of the model as served; empty takes the first.
        key: Key of the server.
    """

    limit = _TOKENS

    def __init__(self, address: str, model: str = "", key: str = "") -> None:
        self.address = address
        self.place = address
        self.remote = not is_loopback(address)
        self._model = model
        self._transport = Transport(address, key, 5.0, 120.0)
        self._length = 0

    @cached_property
    def served_name(self) -> str:
        """Name of the model as the server knows it."""
        if self._model:
            return self._model
        _, listed = self._transport.look("/models")
        try:
            return str(listed["data"][0]["id"])
        except (TypeError, KeyError, IndexError) as error:
            raise not_a_reply("no list of models", self.address) from error

    @property
    def dimension(self) -> int:
        """Length of a vector, found by asking."""
        if not self._length:
            self.embed(["length"])
        return self._length

    @property
    def name(self) -> str:
        """Name and dimension: another model at the same address is another embedder."""
        return f"{self.served_name} ({self.dimension})"

    @cached_property
    def _words(self) -> Words | PlainWords:
        """The tokens of the embedded model stand for those of a model behind an address."""
        from labwright.models.weights import manifest

        weights = manifest()["embedding"]
        return Words(weights.path) if weights.present else PlainWords()

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return character spans of tokens, near enough to cut passages by."""
        return self._words.offsets(text)

    def is_word(self, text: str) -> bool:
        """Tell whether a lower-case text is one ordinary word."""
        return self._words.is_word(text)

    def embed_query(self, text: str) -> "Vectors":
        """Return the unit vector of a question, shape (dimension,)."""
        found: Vectors = self.embed([text])[0]
        return found

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> "Vectors":
        """Embed texts.

        Args:
            texts: The texts.
            progress: Told how many texts were done since the last call.

        Returns:
            Unit vectors, float32, shape (texts, dimension), in the order of the texts.

        Raises:
            ServerFault: If the server fails, or sends what cannot be vectors of these texts.
        """
        import numpy as np

        made = [np.zeros((0, self._length), dtype=np.float32)] if not texts else []
        for first in range(0, len(texts), _BATCH):
            some = list(texts[first : first + _BATCH])
            made.append(self._vectors(some))
            if progress is not None:
                progress(len(some))
        return np.concatenate(made)

    def _vectors(self, texts: list[str]) -> "Vectors":
        import numpy as np

        reply = self._transport.send(
            "/embeddings", {"model": self.served_name, "input": texts, "encoding_format": "float"}
        )
        try:
            ordered = sorted(reply["data"], key=lambda entry: int(entry["index"]))
            rows = [entry["embedding"] for entry in ordered]
            numbers = [int(entry["index"]) for entry in ordered]
            vectors = np.array(rows, dtype=np.float32)
        except (KeyError, TypeError, ValueError) as error:
            raise not_a_reply(str(reply), self.address) from error
        self._check(vectors, numbers, len(texts))
        length = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = (vectors / np.maximum(length, 1e-12)).astype(np.float32)
        return unit

    def _check(self, vectors: Any, numbers: list[int], wanted: int) -> None:
        import numpy as np

        fault = ""
        if numbers != list(range(wanted)) or vectors.ndim != 2:  # noqa: PLR2004
            fault = f"{len(numbers)} vectors for {wanted} texts"
        elif self._length and vectors.shape[1] != self._length:
            fault = f"vectors of {vectors.shape[1]} numbers after vectors of {self._length}"
        elif not np.isfinite(vectors).all() or not np.abs(vectors).sum(1).all():
            fault = "a vector that is no direction"
        if fault:
            raise ServerFault(
                f"The server at {self.address} sends {fault}.", "Use another embedding server."
            )
        self._length = int(vectors.shape[1])
