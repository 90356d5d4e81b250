"""Words and meaning in one ranking."""

from collections.abc import Mapping
from dataclasses import dataclass

LEXICAL_SHARE, COSINE_SHARE, PAIRS_SHARE = 0.58, 0.29, 0.13
"""Shares of the score; see ``benchmarks/retrieval.py`` and docs/measurements.md."""


@dataclass(frozen=True)
class Ranked:
    """A passage with its score and what it is made of.

    Args:
        id: The passage.
        score: Relevance, 0…1.
        cosine: Cosine similarity to the question.
        lexical: BM25 score as a share of the highest that the question allows.
        pairs: Share of the question's neighbouring words that stand together here too.
    """

    id: int
    score: float
    cosine: float
    lexical: float
    pairs: float


def fuse(
    lexical: Mapping[int, float],
    cosine: Mapping[int, float],
    pairs: Mapping[int, float] | None = None,
    highest: float = 0.0,
) -> list[Ranked]:
    """Mix lexical scores, cosine similarities and words that stand together.

    The lexical score counts as a share of the highest that any passage could have. So it weighs
    much where a passage holds most of the question's rare words, and little where the best hit
    holds few of them: then meaning decides.

    Args:
        lexical: BM25 score by passage id.
        cosine: Cosine similarity by passage id; must cover all ids of ``lexical``.
        pairs: Share of neighbouring words by passage id.
        highest: The highest possible BM25 score.

    Returns:
        The passages, best first.

    Example:
        >>> fuse({1: 4.0}, {1: 0.5, 2: 0.9}, highest=8.0)[0].id
        1
    """
    top = max([highest, *lexical.values()]) or 1.0
    together = pairs or {}
    mixed = []
    for key, near in cosine.items():
        share = min(lexical.get(key, 0.0) / top, 1.0)
        beside = together.get(key, 0.0)
        score = LEXICAL_SHARE * share + COSINE_SHARE * max(near, 0.0) + PAIRS_SHARE * beside
        mixed.append(Ranked(key, score, near, share, beside))
    return sorted(mixed, key=lambda item: (-item.score, item.id))
