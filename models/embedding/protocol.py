"""What every embedding model can do."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

Progress = Callable[[int], None]


class Embedder(Protocol):
    """Turns texts into unit vectors.

    ``name`` is stored with every vector and differs wherever vectors cannot be compared.
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

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> "Vectors":
        """Return one unit vector a passage, shape (texts, dimension)."""

    def embed_query(self, text: str) -> "Vectors":
        """Return the unit vector of a question, shape (dimension,)."""


def place_of(embedder: Embedder) -> tuple[str, bool]:
    """Return where an embedder runs, and whether that is another machine.

    One that has no ``place`` and ``remote`` runs in this process.
    """
    place = str(getattr(embedder, "place", "in process"))
    return place, bool(getattr(embedder, "remote", False))


def remarks_of_embedder(embedder: Embedder) -> list[str]:
    """Return what every answer must say of an embedder: where questions and passages went."""
    place, remote = place_of(embedder)
    if not remote:
        return []
    return [f"Questions and passages went to the embedding model at {place}, on another machine."]
