"""An event loop in the background, so that there is one way to ask a server and not two."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncGenerator, Coroutine, Iterator
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")
_loops: dict[int, asyncio.AbstractEventLoop] = {}
_lock = threading.Lock()
_END: Any = object()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do asynchronous work and wait for it, wherever one is; leaving it ends the work.

    Args:
        work: The work.

    Returns:
        What it returns; what it raises is raised.
    """
    future = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        return future.result()
    finally:
        future.cancel()


def iterate(pieces: AsyncGenerator[T, None]) -> Iterator[T]:
    """Iterate over what comes asynchronously.

    Args:
        pieces: They are closed when the iterator is.

    Yields:
        The pieces.
    """

    async def step() -> T:
        return await anext(pieces, _END)

    async def close() -> None:
        with suppress(RuntimeError):  # a step that was interrupted is still ending
            await pieces.aclose()

    try:
        while (piece := run(step())) is not _END:
            yield piece
    finally:
        if not sys.is_finalizing():  # the loop stands still then
            run(close())


def _loop() -> asyncio.AbstractEventLoop:
    with _lock:
        process = os.getpid()  # a fork has no thread of its parent's
        if process not in _loops:
            _loops[process] = asyncio.new_event_loop()
            run_forever = _loops[process].run_forever
            threading.Thread(target=run_forever, name="labwright-servers", daemon=True).start()
        return _loops[process]
