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
