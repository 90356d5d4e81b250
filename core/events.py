"""What happens while an answer is made, as typed events."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from labwright.core.answer import Answer
from labwright.core.plan import Plan


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True)


class Understood(_Event):
    """The question was read.

    Args:
        molecules: Names of the molecules it speaks of.
        problems: What could not be read.
    """

    kind: Literal["understood"] = "understood"
    molecules: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Planned(_Event):
    """The plan was made."""

    kind: Literal["planned"] = "planned"
    plan: Plan


class StepStarted(_Event):
    """A worker began a step."""

    kind: Literal["step_started"] = "step_started"
    step: str
    agent: str
    task: str


class StepFinished(_Event):
    """A worker ended a step.

    Args:
        step: Id of the step.
        failure: Why it failed; empty if it did not.
        seconds: Wall time.
        replayed: Whether the result was read back from a receipt.
    """

    kind: Literal["step_finished"] = "step_finished"
    step: str
    failure: str = ""
    seconds: float = 0.0
    replayed: bool = False


class Verified(_Event):
    """The statements were checked against the evidence."""

    kind: Literal["verified"] = "verified"
    supported: int
    dropped: int


class Answered(_Event):
    """The answer is there; always the last event."""

    kind: Literal["answered"] = "answered"
    answer: Answer


Event = Annotated[
    Understood | Planned | StepStarted | StepFinished | Verified | Answered,
    Field(discriminator="kind"),
]

EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
