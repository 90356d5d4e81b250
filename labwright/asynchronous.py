"""The session's methods for programs with an event loop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labwright.core.answer import Answer
from labwright.core.events import Event
from labwright.core.plan import Plan

if TYPE_CHECKING:
    from labwright.knowledge.adding import Progress
    from labwright.knowledge.document import AddReport, Hit

Approve = Callable[[Plan], Plan | None]


class AsynchronousLab:
    """Each method runs its namesake of ``Lab`` in a thread."""

    ask: Any
    add: Any
    search: Any
    resume: Any
    stream: Any

    async def aask(
        self, question: str, thread: str | None = None, approve: Approve | None = None
    ) -> Answer:
        """Ask a question without blocking the event loop; see ``ask``."""
        return await asyncio.to_thread(self.ask, question, thread, approve)

    async def aadd(
        self, path: str | Path, progress: "Progress | None" = None, **options: Any
    ) -> "AddReport":
        """Add documents without blocking the event loop; see ``add``."""
        return await asyncio.to_thread(self.add, path, progress, **options)

    async def asearch(self, text: str = "", k: int = 5, **options: Any) -> "list[Hit]":
        """Search without blocking the event loop; see ``search``."""
        return await asyncio.to_thread(self.search, text, k, **options)

    async def aresume(self, thread: str | None = None) -> Answer:
        """Finish an interrupted question without blocking the event loop; see ``resume``."""
        return await asyncio.to_thread(self.resume, thread)

    async def astream(
        self, question: str, thread: str | None = None, approve: Approve | None = None
    ) -> AsyncIterator[Event]:
        """Watch a question being answered without blocking the event loop; see ``stream``."""
        events = self.stream(question, thread, approve)
        end = object()
        while (event := await asyncio.to_thread(next, events, end)) is not end:
            yield event  # type: ignore[misc]
