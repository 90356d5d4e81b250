"""Teaching the classifier that chooses tools, and measuring what it learnt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from labwright.agents.classifier import Classifier, features
from labwright.foundry.asking import Wording

if TYPE_CHECKING:
    from labwright.models.embedding.protocol import Embedder

_ROUNDS = 120
_RATE, _DECAY, _SMOOTHING = 0.02, 2e-4, 0.05
"""Step of Adam (Kingma and Ba, arXiv:1412.6980), weight decay, label smoothing."""
Progress = Callable[[int, int, float], None]


@dataclass(frozen=True)
class Measured:
    """How many wordings that were kept aside are told right.

    Args:
        count: How many there are.
        taught: How many the classifier gets right.
        similar: How many the most similar of the other wordings gets right.
    """

    count: int
    taught: int
    similar: int


def teach(
    wordings: Sequence[Wording], embedder: "Embedder", seed: int = 0,
    progress: Progress = lambda done, of, loss: None,
) -> Classifier:  # fmt: skip
    """Teach a classifier.

    Args:
        wordings: What it learns from.
        embedder: Turns requests into vectors.
        seed: Of the arithmetic; the same wordings and seed give the same weights on one machine.
        progress: Called with rounds done, rounds in all, and the loss.

    Returns:
        The classifier.
    """
    import torch

    torch.manual_seed(seed)
    given, wanted, labels = _table(wordings, embedder)
    weights = torch.zeros(given.shape[1], len(labels), requires_grad=True)
    bias = torch.zeros(len(labels), requires_grad=True)
    adam = torch.optim.Adam([weights, bias], lr=_RATE)
    for number in range(_ROUNDS):
        scores = given @ weights + bias
        loss = torch.nn.functional.cross_entropy(scores, wanted, label_smoothing=_SMOOTHING)
        loss = loss + _DECAY * (weights**2).sum()
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        adam.step()
        progress(number + 1, _ROUNDS, float(loss.detach()))
    return Classifier(tuple(labels), weights.detach().numpy(), bias.detach().numpy(), embedder.name)


def measure(wordings: Sequence[Wording], embedder: "Embedder", part: int = 0) -> Measured:
    """Teach on four of five parts and measure on the fifth, beside similarity.

    Args:
        wordings: All wordings.
        embedder: Turns requests into vectors.
        part: Which part is kept aside.

    Returns:
        What was told right.
    """
    aside = [wording for wording in wordings if wording.part == part]
    rest = [wording for wording in wordings if wording.part != part]
    taught = teach(rest, embedder)
    known = [(text, wording.label) for wording in rest for text in wording.as_seen()]
    vectors = embedder.embed([text for text, _ in known])
    asked = embedder.embed([wording.as_seen()[0] for wording in aside])
    right = similar = 0
    for wording, vector in zip(aside, asked, strict=True):
        chances = taught.probabilities(wording.as_seen()[0], vector)
        right += max(chances, key=lambda label: chances[label]) == wording.label
        similar += known[int((vectors @ vector).argmax())][1] == wording.label
    return Measured(len(aside), right, similar)


def _table(wordings: Sequence[Wording], embedder: "Embedder") -> tuple[Any, Any, list[str]]:
    import numpy as np
    import torch

    pairs = [(text, wording.label) for wording in wordings for text in wording.as_seen()]
    labels = sorted({label for _, label in pairs})
    numbers = {label: number for number, label in enumerate(labels)}
    vectors = embedder.embed([text for text, _ in pairs])
    rows = [features(text, vector) for (text, _), vector in zip(pairs, vectors, strict=True)]
    wanted = torch.tensor([numbers[label] for _, label in pairs])
    return torch.from_numpy(np.stack(rows)), wanted, labels
