"""Choosing among labels by their probabilities, without writing any."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, PromptTooLong
from labwright.models.local.asked import prompt_of
from labwright.models.local.reading import Line, Reader

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from torch import Tensor

    from labwright.models.local.loading import LoadedModel

_END = -1
"""Stands for every token that ends a reply."""


def chosen_among(
    model: "LoadedModel", messages: "Sequence[BaseMessage]", labels: Sequence[str], thinking: bool
) -> list[float]:
    """Return how probable each label is as the reply to messages.

    Args:
        model: The model.
        messages: The prompt.
        labels: Possible replies.
        thinking: Whether the template shall open a thought.

    Returns:
        Probabilities in the order of the labels.

    Raises:
        BadArgument: If there is no label, or one twice.
        PromptTooLong: If the prompt leaves no room.
    """
    tokens = [model.vocabulary.data(label) for label in labels]
    if not labels or len(set(map(tuple, tokens))) < len(labels):
        raise BadArgument(
            f"One cannot choose among {list(labels)!r}.", "Give labels, each of them once."
        )
    prompt, images = prompt_of(model, messages, (), thinking)
    longest = len(prompt) + max(map(len, tokens))
    if longest >= model.network.context:
        raise PromptTooLong(longest, model.network.context)
    return probabilities(model.reader, prompt, tokens, model.vocabulary.ends, images)


def probabilities(
    reader: Reader,
    prompt: Sequence[int],
    labels: Sequence[Sequence[int]],
    ends: Sequence[int],
    images: Mapping[str, Any] | None = None,
) -> list[float]:
    """Return how probable each label is as the reply, given that it is one of them.

    Labels that begin alike share what is read: the tree of their tokens is walked, and the model
    is asked only where it branches. Where all part at the first token, that is one pass.

    Args:
        reader: Reads for the model.
        prompt: Tokens of the prompt.
        labels: Tokens of each label, all different.
        ends: Tokens that end a reply; together they part a label from one that goes on.
        images: What is read beside the prompt.

    Returns:
        Probabilities in the order of the labels; their sum is one.
    """
    rows = [(*label, _END) for label in labels]
    line = Line()
    found = [0.0] * len(rows)

    def walk(members: list[int], depth: int, logarithm: float) -> None:
        if len(members) == 1:
            found[members[0]] = math.exp(logarithm)
            return
        branches: dict[int, list[int]] = {}
        for member in members:
            branches.setdefault(rows[member][depth], []).append(member)
        if len(branches) == 1:
            walk(members, depth + 1, logarithm)
            return
        scores = reader.after(prompt, rows[members[0]][:depth], images=images, line=line)
        shares = _log_shares(scores, list(branches), list(ends))
        for (_, inner), share in zip(branches.items(), shares, strict=True):
            walk(inner, depth + 1, logarithm + share)

    walk(list(range(len(rows))), 0, 0.0)
    return found


def _log_shares(scores: "Tensor", tokens: list[int], ends: list[int]) -> list[float]:
    import torch

    scores = scores.double()
    ended = scores[ends].logsumexp(-1)
    each = torch.stack([ended if token == _END else scores[token] for token in tokens])
    return [float(share) for share in each.log_softmax(-1)]
