"""What is routed, and where to: the words that routers and the planner share."""

from typing import Protocol

from pydantic import BaseModel, ConfigDict

from labwright.core.reading import Entity

FORM = ""
"""The route of words that only say how the answer shall look."""
SEARCH = "search_documents"
COUNT = "count_atoms"


class Request(BaseModel):
    """A part of a question that is to be routed.

    Args:
        text: The part, with placeholders for its entities.
        entities: Entities in the part.
        molecules: Molecules at hand, from the part, the question, or the turn before.
        figures: Quantities, numbers, formulae, equations and files of the whole question.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    entities: tuple[Entity, ...] = ()
    molecules: int = 0
    figures: tuple[Entity, ...] = ()


class Route(BaseModel):
    """A tool that fits a request.

    Args:
        tool: Name of the tool; ``FORM`` if nothing is asked for.
        score: How well it fits, 0…1.
        why: What spoke for it: ``named``, ``similar`` or ``model``.
        properties: Keys of the properties asked for.
    """

    model_config = ConfigDict(frozen=True)

    tool: str
    score: float
    why: str
    properties: tuple[str, ...] = ()


class Router(Protocol):
    """Chooses tools for a part of a question."""

    def route(self, request: Request) -> list[Route]:
        """Return the tools to use, in the order of the question; none if nothing fits."""
