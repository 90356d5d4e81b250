"""What a thread carries from one turn to the next."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from labwright.core.reading import Entity


class Memory(BaseModel):
    """The turn before, as far as a follow-up may lean on it.

    Args:
        molecules: Molecules it spoke of, in order.
        thread: Molecules of the whole thread, in order of their first mention.
        question: The question as read.
        asked: Properties, elements and groups it asked for.
        calls: Tools it used, with their arguments.

    Example:
        >>> Memory().molecules
        ()
    """

    model_config = ConfigDict(frozen=True)

    molecules: tuple[Entity, ...] = ()
    thread: tuple[Entity, ...] = ()
    question: str = ""
    asked: tuple[Entity, ...] = ()
    calls: tuple[tuple[str, dict[str, Any]], ...] = ()
