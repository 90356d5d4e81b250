"""A light classifier over a request: which tool is meant, learnt from how people ask.

One layer over the embedding of the request and over its words and pairs of neighbouring words,
each hashed to one of a few thousand numbers. It is taught by ``labwright foundry teach``.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

WORDS = 4096
"""Numbers that words are hashed to."""
_OF_MEANING, _OF_WORDS = 4.0, 2.0
"""Weights of the two parts of the features; measured on wordings that were kept aside."""
_WORD = re.compile(r"[a-z0-9가-힣]+")
BEYOND = "beyond"
"""The label of what no tool answers."""


def features(text: str, vector: "Vector") -> "Vector":
    """Return what the classifier sees of a request.

    Args:
        text: The request with placeholders.
        vector: Its embedding, a unit vector.

    Returns:
        Embedding and hashed words beside each other.

    Example:
        >>> import numpy as np
        >>> features("mass of the molecule", np.ones(3, dtype=np.float32)).shape
        (4099,)
    """
    import numpy as np

    words = _WORD.findall(text.lower())
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    counts = np.zeros(WORDS, dtype=np.float32)
    for term in (*words, *pairs):
        counts[crc32(term.encode()) % WORDS] += 1
    length = float(np.linalg.norm(counts))
    said = counts / length if length else counts
    joined: Vector = np.concatenate([_OF_MEANING * vector, _OF_WORDS * said]).astype(np.float32)
    return joined


@dataclass(frozen=True)
class Classifier:
    """Weights, and what each column of them stands for.

    Args:
        labels: Names of tools, the empty label of words on the form of an answer, and ``beyond``.
        weights: Shape (features, labels).
        bias: Shape (labels,).
        embedder: Whose vectors it was taught with.
    """

    labels: tuple[str, ...]
    weights: Any
    bias: Any
    embedder: str

    def probabilities(self, text: str, vector: "Vector") -> dict[str, float]:
        """Return how probable each label is.

        Args:
            text: The request with placeholders.
            vector: Its embedding.

        Returns:
            Probabilities by label; they sum to 1.
        """
        import numpy as np

        scores = features(text, vector) @ self.weights + self.bias
        powers = np.exp(scores - scores.max())
        return dict(zip(self.labels, (powers / powers.sum()).tolist(), strict=True))

    def save(self, file: Path) -> None:
        """Write it to a file, in half precision."""
        import numpy as np

        np.savez_compressed(
            file, labels=np.array(self.labels), weights=self.weights.astype(np.float16),
            bias=self.bias.astype(np.float32), embedder=np.array(self.embedder),
        )  # fmt: skip


def read_classifier(file: Path) -> Classifier:
    """Read a classifier from a file.

    Args:
        file: As ``Classifier.save`` writes it.

    Returns:
        The classifier.
    """
    import numpy as np

    with np.load(file, allow_pickle=False) as held:
        return Classifier(
            labels=tuple(str(label) for label in held["labels"]),
            weights=held["weights"].astype(np.float32),
            bias=held["bias"],
            embedder=str(held["embedder"]),
        )


@cache
def shipped() -> Classifier:
    """Return the classifier that comes with labwright."""
    return read_classifier(Path(str(files("labwright.agents") / "classifier.npz")))
