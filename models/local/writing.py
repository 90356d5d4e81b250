"""Writing a reply token by token, within limits."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from labwright.core.errors import BadArgument, BadSetting
from labwright.models.local.reading import Line, Reader
from labwright.models.local.turn import Clock
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
        seconds: Most seconds, the reading of the prompt included.
        stop: Texts before which it ends; empty ones end nothing.

    Raises:
        BadArgument: If there can be no such limit.
    """

    tokens: int
    seconds: float = float("inf")
    stop: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what means nothing."""
        if not (self.tokens >= 0 and self.seconds >= 0):
            raise BadArgument(
                f"A reply cannot have {self.tokens} tokens in {self.seconds} seconds.",
                "max_tokens and seconds are at least 0.",
            )
        object.__setattr__(self, "stop", tuple(mark for mark in self.stop if mark))


@dataclass(frozen=True)
class Sampling:
    """How a token is drawn.

    Args:
        temperature: 0 takes the likeliest.
        top_k: Draw among so many; 0 means all.
        top_p: Draw among the likeliest that together have this probability.
        seed: For the same draw again; None means another each time.

    Raises:
        BadArgument: If one of them is out of its bounds.
    """

    temperature: float = 0.0
    top_k: int = 0
    top_p: float = 1.0
    seed: int | None = None

    def __post_init__(self) -> None:
        """Refuse what means nothing."""
        if not (self.temperature >= 0 and self.top_k >= 0 and 0 <= self.top_p <= 1):
            raise BadArgument(
                f"temperature={self.temperature}, top_k={self.top_k}, top_p={self.top_p} cannot "
                "be drawn by.",
                "temperature and top_k are at least 0, top_p lies between 0 and 1.",
            )

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

        best = scores.max()
        if not best.isfinite():
            raise BadSetting(
                "The model scores no token that may be written.", "Its weights may be damaged."
            )
        if self.temperature <= 0:
            return int(scores.argmax())
        # From the best one down, so that no temperature is too low.
        ranked, tokens = ((scores.double() - best) / self.temperature).sort(descending=True)
        if self.top_k:
            ranked, tokens = ranked[: self.top_k], tokens[: self.top_k]
        shares = ranked.softmax(-1)
        # The token that crosses the threshold still counts.
        kept = shares.cumsum(-1) - shares < self.top_p
        kept[0] = True
        shares = shares * kept
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
        clock: Clock | None = None,
        images: Mapping[str, Any] | None = None,
    ) -> Iterator[Piece]:
        """Write a reply.

        Args:
            prompt: Tokens of the prompt.
            limits: When it ends at the latest.
            sampling: How tokens are drawn.
            constraint: What may be written.
            cancelled: Asked before each token, and between two chunks of what is read.
            clock: Counts the seconds; by default, from the first piece that is asked for.
            images: What the network reads beside the prompt.

        Yields:
            Pieces; the last one says why the reply ended.
        """
        shown = 0
        text = ""
        time = clock or Clock(limits.seconds)
        score = partial(
            self._reader.after, prompt, stopped=lambda: cancelled() or time.over, images=images,
            line=Line(),
        )  # fmt: skip
        for written, ended in self._tokens(score, limits, sampling, constraint, cancelled):
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
        self, score: "Callable[[Sequence[int]], Tensor]", limits: Limits, sampling: Sampling,
        constraint: "Constraint | None", cancelled: Callable[[], bool],
    ) -> Iterator[tuple[list[int], Reason | Literal[""]]]:  # fmt: skip
        chance = sampling.generator()
        written: list[int] = constraint.forced() if constraint else []
        while not (ended := _ended(written, limits, constraint)):
            try:
                scores = score(written)
            except InterruptedError:
                yield written, "cancelled" if cancelled() else "time"
                return
            token = sampling.draw(constraint.allowed(scores) if constraint else scores, chance)
            if constraint:
                constraint.take(token)
            if token in self._vocabulary.ends:
                yield written, "stop"
                return
            written.append(token)
            if constraint:
                written += constraint.forced()
            yield written[: limits.tokens], ""
        yield written[: limits.tokens], ended


def _ended(
    written: Sequence[int], limits: Limits, constraint: "Constraint | None"
) -> Reason | Literal[""]:
    whole = constraint is not None and constraint.ended
    if whole and len(written) <= limits.tokens:
        return "stop"
    return "length" if whole or len(written) >= limits.tokens else ""


def _safe_length(text: str, stop: Sequence[str]) -> int:
    """Return how much of a text can be shown: no half character, no beginning of a stop text."""
    length = len(text.rstrip(_UNFINISHED)) if text.endswith(_UNFINISHED) else len(text)
    for mark in stop:
        for size in range(min(len(mark) - 1, length), 0, -1):
            if text[:length].endswith(mark[:size]):
                length -= size
                break
    return length
