"""Tools ranked by how much their own example questions are like a request."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from labwright.agents.intake.reader import PLACEHOLDERS
from labwright.agents.routes import FORM, Request, Route
from labwright.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from labwright.models.embedding.protocol import Embedder, Vectors


def read_words(name: str) -> str:
    """Return the text of a word file or prompt of this package."""
    return (files("labwright.agents") / name).read_text(encoding="utf-8")


def spoken(example: str) -> list[str]:
    """Write an example as questions are masked: a formula may be given by a molecule as well."""
    spoken = example.format_map(PLACEHOLDERS)
    other = example.replace("{formula}", "{molecule}").format_map(PLACEHOLDERS)
    return [spoken] if spoken == other else [spoken, other]


class SimilarityRouter:
    """The tool whose own example questions are most like the request.

    Args:
        toolbox: The tools with their examples.
        embedder: Compares meanings.
    """

    def __init__(self, toolbox: Toolbox, embedder: "Embedder") -> None:
        self._toolbox = toolbox
        self._embedder = embedder
        self._last: tuple[str, Vectors | None] = ("", None)

    def route(self, request: Request) -> list[Route]:
        """Return the most similar tool."""
        ranked = self.rank(request.text)
        return ranked[:1]

    @property
    def names(self) -> frozenset[str]:
        """Names of the tools it ranks."""
        return frozenset(self._toolbox.names)

    def vector(self, text: str) -> "Vectors":
        """Return the embedding of a request; that of the last one is kept."""
        last, vector = self._last  # read at once: steps may run side by side
        if vector is None or last != text:
            vector = self._embedder.embed([text])[0]
            self._last = (text, vector)
        return vector

    def rank(self, text: str) -> list[Route]:
        """Rank all tools by their most similar example.

        Args:
            text: A request with placeholders.

        Returns:
            One route a tool, best first; ``FORM`` is among them.
        """
        owners, vectors = self._examples
        scores = vectors @ self.vector(text)
        best: dict[str, float] = {}
        for owner, score in zip(owners, scores.tolist(), strict=True):
            best[owner] = max(score, best.get(owner, -1.0))
        ranked = sorted(best.items(), key=lambda item: -item[1])
        return [Route(tool=name, score=round(s, 4), why="similar") for name, s in ranked]

    @cached_property
    def _examples(self) -> "tuple[list[str], Vectors]":
        pairs = [
            (name, text)
            for name, tool in self._toolbox.tools.items()
            for example in tool.declaration.examples
            for text in spoken(example)
        ]
        pairs += [(FORM, line) for line in read_words("forms.txt").splitlines() if line.strip()]
        return [name for name, _ in pairs], self._embed([text for _, text in pairs])

    def _embed(self, texts: Sequence[str]) -> "Vectors":
        """Embed the examples, once for each set of them: the vectors are kept in the cache."""
        import numpy as np

        from labwright.models.weights import cache_folder

        digest = hashlib.sha256("\n".join((self._embedder.name, *texts)).encode()).hexdigest()
        file = cache_folder() / f"examples-{digest[:16]}.npy"
        if file.exists():
            kept: Vectors = np.load(file)
            return kept
        vectors = self._embedder.embed(texts)
        half = file.with_name(f"{digest[:16]}.part.npy")
        np.save(half, vectors)
        half.replace(file)
        return vectors
