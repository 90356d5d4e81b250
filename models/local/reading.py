"""Reading prompts so that a reply depends on nothing but its prompt."""

import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

    from labwright.models.local.adapters import Adapter
    from labwright.models.local.network import Network

_CHUNK = 256
"""Tokens read at once: between two chunks a call can be cancelled."""
_MEMORIES = 4
"""Replies that can be written by turns before one of them must be read again."""

Piece = tuple[int, ...]


class Line:
    """A reply that is being written: as long as it lives, its memory is left to it.

    Attributes:
        pieces: What was written, as it was read.
    """

    def __init__(self) -> None:
        self.pieces: list[Piece] = []


@dataclass(eq=False)
class _Memory:
    """What a prompt and its reply left behind.

    Args:
        adapter: The adapter it was read with.
        images: The very images that were read first, if any.
        pieces: What was read, as it was read.
        laid_aside: The network's own part, while it works with another memory.
        line: The reply it belongs to, as long as that is written.
    """

    adapter: "Adapter | None" = None
    images: Mapping[str, Any] | None = None
    pieces: list[Piece] = field(default_factory=list)
    laid_aside: Any = None
    line: Callable[[], Line | None] = lambda: None

    def shared(self, adapter: Any, images: Any, want: Sequence[Piece]) -> int:
        """Return how many pieces of what is wanted it holds."""
        if self.adapter is not adapter or self.images is not images:
            return 0
        pairs = zip(self.pieces, want, strict=False)
        alike = (number for number, (a, b) in enumerate(pairs) if a != b)
        return next(alike, min(len(self.pieces), len(want)))


class Reader:
    """Reads prompts for a network.

    In bfloat16 the same tokens give slightly other numbers when they are read in other company,
    and a small model then says something else. So everything is always read in the same pieces: a
    prompt in chunks from its beginning and its last token alone, a prompt with images at once,
    and a reply as it was written. Only what was read in the same pieces is kept.

    Each reply that is being written has a memory of its own, up to a few.

    Args:
        network: The network.
    """

    def __init__(self, network: "Network") -> None:
        self.network = network
        self._now = _Memory()
        self._memories = [self._now]

    def after(
        self,
        prompt: Sequence[int],
        written: Sequence[int] = (),
        stopped: Callable[[], bool] = lambda: False,
        images: Mapping[str, Any] | None = None,
        line: Line | None = None,
    ) -> "Tensor":
        """Return the scores of the token that follows.

        Args:
            prompt: The prompt, at least one token; what is held of it is not read again.
            written: What follows it so far.
            stopped: Asked before each piece that is read.
            images: What is read beside the prompt.
            line: The reply that is being written.

        Returns:
            Scores (logits), float32, shape (vocabulary,).

        Raises:
            InterruptedError: If ``stopped`` said so.
        """
        images = images or None
        start = _chunks(prompt, whole=images is not None)
        memory = self._memory_of(line) or self._free(images, start)
        known = line.pieces if line else memory.pieces[len(start) :]
        rest = _as_read(written, known)
        if stopped():
            raise InterruptedError
        if line:
            line.pieces = rest
            memory.line = weakref.ref(line)
        self._take_up(memory, images)
        return self._read(memory, [*start, *rest], stopped)

    def forget(self) -> None:
        """Keep nothing of what was read."""
        self.network.swap()
        self._now = _Memory()
        self._memories = [self._now]

    def _memory_of(self, line: Line | None) -> _Memory | None:
        return next((m for m in self._memories if line and m.line() is line), None)

    def _free(self, images: Mapping[str, Any] | None, want: Sequence[Piece]) -> _Memory:
        """Return the memory that holds most among those no reply needs, or else a new one."""
        free = [memory for memory in self._memories if memory.line() is None]
        if free:
            best = max(free, key=lambda m: m.shared(self.network.adapter, images, want))
            # Keys and values are large: no more is kept than there are replies, and one.
            self._memories = [m for m in self._memories if m is best or m not in free]
            return best
        if len(self._memories) < _MEMORIES:
            self._memories.append(_Memory())
        else:  # the reply that waited longest will be read again
            self._memories.append(self._memories.pop(0))
        return self._memories[-1]

    def _take_up(self, memory: _Memory, images: Mapping[str, Any] | None) -> None:
        if memory is not self._now:
            self._now.laid_aside = self.network.swap(memory.laid_aside)
            memory.laid_aside, self._now = None, memory
        if memory.adapter is not self.network.adapter or memory.images is not images:
            memory.pieces = []
        memory.adapter, memory.images = self.network.adapter, images
        self._memories = [*(m for m in self._memories if m is not memory), memory]

    def _read(
        self, memory: _Memory, want: Sequence[Piece], stopped: Callable[[], bool]
    ) -> "Tensor":
        network = self.network
        if sum(map(len, memory.pieces)) != len(network.held):
            memory.pieces = []  # it failed in mid-piece, or somebody rewound it
        at = min(memory.shared(memory.adapter, memory.images, want), len(want) - 1)
        size = sum(map(len, want[:at]))
        network.rewind(size)
        if len(network.held) != size:  # it cannot go back
            network.rewind(0)
            at = 0
        del memory.pieces[at:]
        while True:
            images = memory.images if at == 0 and memory.images else {}
            scores = network.read(want[at], **images)
            memory.pieces.append(want[at])
            at += 1
            if at == len(want):
                return scores
            if stopped():
                raise InterruptedError


def _chunks(prompt: Sequence[int], whole: bool) -> list[Piece]:
    if whole:  # what an image stands for must not be cut
        return [tuple(prompt)]
    last = len(prompt) - 1
    starts = range(0, last, _CHUNK)
    return [*(tuple(prompt[at : min(at + _CHUNK, last)]) for at in starts), tuple(prompt[last:])]


def _as_read(written: Sequence[int], known: Sequence[Piece]) -> list[Piece]:
    """Cut what was written as it was read before; what is new is one piece."""
    made: list[Piece] = []
    at = 0
    for piece in known:
        if tuple(written[at : at + len(piece)]) != piece:
            break
        made.append(piece)
        at += len(piece)
    return [*made, tuple(written[at:])] if at < len(written) else made
