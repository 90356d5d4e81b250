"""Writing a reply token by token, within limits."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from labwright.models.local.network import Reader
from labwright.models.local.vocabulary import Vocabulary

if TYPE_CHECKING:
    from torch import Generator, Tensor

    from labwright.models.local.grammar import Constraint

Reason = Literal["stop", "length", "time", "cancelled"]
_UNFINISHED = "\ufffd"
"""What a decoder shows for a character of which only some bytes are there."""


@dataclass(frozen=True)
class Limits:
    """When a reply ends at the latest.

    Args:
        tokens: Most tokens of a reply.
        seconds: Most seconds from the start of reading the prompt.
        stop: Texts before which it ends.
    """

    tokens: int
    seconds: float = float("inf")
    stop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sampling:
    """How a token is drawn.

    Args:
        temperature: 0 takes the likeliest.
        top_k: Draw among so many; 0 means all.
        top_p: Draw among the likeliest that together have this probability.
        seed: For the same draw again; None means another each time.
    """

    temperature: float = 0.0
    top_k: int = 0
    top_p: float = 1.0
    seed: int | None = None

    def generator(self) -> "Generator":
        """Return the source of chance for one reply."""
        import torch

        made = torch.Generator()
        made.seed() if self.seed is None else made.manual_seed(self.seed)
        return made

    def draw(self, scores: "Tensor", chance: "Generator") -> int:
        """Draw a token.

        Args:
            scores: Logits, shape (vocabulary,).
            chance: From ``generator``.

        Returns:
            The token.
        """
        import torch

        if self.temperature <= 0:
            return int(scores.argmax())
        ranked, tokens = (scores / self.temperature).sort(descending=True)
        if self.top_k:
            ranked, tokens = ranked[: self.top_k], tokens[: self.top_k]
        shares = ranked.softmax(-1)
        # The token that crosses the threshold still counts.
        shares = shares * (shares.cumsum(-1) - shares < self.top_p)
        return int(tokens[torch.multinomial(shares, 1, generator=chance)])


@dataclass(frozen=True)
class Piece:
    """A piece of a reply.

    Args:
        text: Its text.
        tokens: Tokens written so far.
        ended: Why the reply ended; empty while it goes on.
    """

    text: str
    tokens: int
    ended: Reason | Literal[""] = ""


class Writer:
    """Lets a network write.

    Args:
        reader: Reads for it.
        vocabulary: Its tokenizer.
    """

    def __init__(self, reader: Reader, vocabulary: Vocabulary) -> None:
        self._reader = reader
        self._vocabulary = vocabulary

    def write(
        self,
        prompt: Sequence[int],
        limits: Limits,
        sampling: Sampling,
        constraint: "Constraint | None" = None,
        cancelled: Callable[[], bool] = lambda: False,
        **images: Any,
    ) -> Iterator[Piece]:
        """Write a reply.

        Args:
            prompt: Tokens of the prompt.
            limits: When it ends at the latest.
            sampling: How tokens are drawn.
            constraint: What may be written.
            cancelled: Asked before each token.
            images: What the network reads beside the first tokens.

        Yields:
            Pieces; the last one says why the reply ended.
        """
        shown = 0
        text = ""
        for written, ended in self._tokens(prompt, limits, sampling, constraint, cancelled, images):
            text = self._vocabulary.decode(written)
            cut = min((at for s in limits.stop if (at := text.find(s)) >= 0), default=-1)
            if cut >= 0:
                yield Piece(text[shown:cut], len(written), "stop")
                return
            safe = len(text) if ended else _safe_length(text, limits.stop)
            if safe > shown or ended:
                yield Piece(text[shown:safe], len(written), ended)
                shown = max(shown, safe)

    def _tokens(
        self, prompt: Sequence[int], limits: Limits, sampling: Sampling,
        constraint: "Constraint | None", cancelled: Callable[[], bool], images: dict[str, Any],
    ) -> Iterator[tuple[list[int], Reason | Literal[""]]]:  # fmt: skip
        if images:
            self._reader.forget()  # the same tokens may stand for another picture
        until = time.monotonic() + limits.seconds
        chance = sampling.generator()
        written: list[int] = constraint.forced() if constraint else []
        images_left = dict(images)
        while True:
            if constraint and constraint.ended:
                yield written, "stop"
                return
            if len(written) >= limits.tokens:
                yield written[: limits.tokens], "length"
                return
            if time.monotonic() > until:
                yield written, "time"
                return
            try:
                scores = self._scores(prompt, written, cancelled, images_left)
            except InterruptedError:
                yield written, "cancelled"
                return
            images_left = {}
            token = sampling.draw(constraint.allowed(scores) if constraint else scores, chance)
            if constraint:
                constraint.take(token)
            if token in self._vocabulary.ends:
                yield written, "stop"
                return
            written.append(token)
            if constraint:
                written += constraint.forced()
            yield written, ""

    def _scores(
        self, prompt: Sequence[int], written: Sequence[int], cancelled: Callable[[], bool],
        images: dict[str, Any],
    ) -> "Tensor":  # fmt: skip
        if cancelled():
            raise InterruptedError
        if not images:
            return self._reader.after(prompt, written, cancelled)
        return self._reader.with_images(prompt, images)


def _safe_length(text: str, stop: Sequence[str]) -> int:
    """Return how much of a text can be shown: no half character, no beginning of a stop text."""
    length = len(text.rstrip(_UNFINISHED)) if text.endswith(_UNFINISHED) else len(text)
    for mark in stop:
        for size in range(min(len(mark) - 1, length), 0, -1):
            if text[:length].endswith(mark[:size]):
                length -= size
                break
    return length
