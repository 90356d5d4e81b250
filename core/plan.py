"""The plan of an answer: a small graph of steps, each given to one agent."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

AgentName = Literal["retriever", "chemist", "materials", "analyst"]


class Step(BaseModel):
    """One piece of work.

    Args:
        id: Short id, unique in the plan, e.g. ``s1``.
        agent: Who does it.
        task: What is to be done, in words.
        tool: The tool the agent is to use.
        arguments: Its arguments, all taken from entities that intake resolved.
        needs: Ids of steps whose results it reads.

    Example:
        >>> Step(id="s1", agent="chemist", task="mass of ethanol", tool="molecular_mass").needs
        ()
    """

    model_config = ConfigDict(frozen=True)

    id: str
    agent: AgentName
    task: str
    tool: str
    arguments: dict[str, Any] = Field(default_factory=dict)
    needs: tuple[str, ...] = ()


class Plan(BaseModel):
    """Steps to take, and what cannot be done.

    Args:
        steps: The steps, in the order they are shown.
        notes: How the question was read, where that is worth telling.
        missing: What stands in the way of parts of the question.
        doubts: What could not be read, and matters only if nothing is found.

    Example:
        >>> Plan().ready(done=set())
        []
    """

    model_config = ConfigDict(frozen=True)

    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    def ready(self, done: set[str]) -> list[Step]:
        """Return the steps that are not done and whose needs all are."""
        return [s for s in self.steps if s.id not in done and set(s.needs) <= done]
