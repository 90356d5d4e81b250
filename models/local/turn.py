"""Whose turn it is: a network computes one thing at a time, and time is counted while one waits."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_A_MOMENT = 0.05
"""Seconds after which somebody who waits asks whether to go on waiting."""


class Clock:
    """Seconds that a reply may take; it can be stopped while nobody works at the reply.

    Args:
        seconds: How many there are.
    """

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._since = time.monotonic()

    @property
    def over(self) -> bool:
        """Whether the seconds are spent."""
        return time.monotonic() - self._since >= self._left

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stop the clock."""
        self._left -= time.monotonic() - self._since
        try:
            yield
        finally:
            self._since = time.monotonic()


class Turn:
    """The turn at a network. Whoever has it may take it again."""

    def __init__(self) -> None:
        self._lock = threading.RLock()

    @contextmanager
    def taken(self, given_up: Callable[[], bool] = lambda: False) -> Iterator[bool]:
        """Wait for the turn and keep it.

        Args:
            given_up: Asked now and then while waiting.

        Yields:
            Whether it was got; not, if the wait was given up.
        """
        while not self._lock.acquire(timeout=_A_MOMENT):
            if given_up():
                yield False
                return
        try:
            yield True
        finally:
            self._lock.release()
