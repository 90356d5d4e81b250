"""State of the research graph: ids and small things; bodies lie in the workspace by hash."""

from typing import Annotated, Any, TypedDict


class Outcomes(TypedDict):
    """Results of the steps of one turn: evidence hashes and failure by step."""

    turn: int
    steps: dict[str, dict[str, Any]]


def merge_outcomes(old: Outcomes | None, new: Outcomes) -> Outcomes:
    """Join results of parallel workers; a new turn starts afresh.

    Args:
        old: What is known.
        new: What a worker adds; adding it twice changes nothing.

    Returns:
        Both together.

    Example:
        >>> a, b = ({"turn": 1, "steps": {name: {}}} for name in "ab")
        >>> merge_outcomes(a, b)["steps"]
        {'a': {}, 'b': {}}
    """
    if not old or old["turn"] != new["turn"]:
        return new
    return {"turn": new["turn"], "steps": {**old["steps"], **new["steps"]}}


class State(TypedDict, total=False):
    """What a checkpoint holds.

    Args:
        thread: Id of the thread.
        turn: Number of the turn.
        question: As asked.
        approval: Whether a person approves the plan first.
        began: Wall-clock time at the start of the turn, seconds.
        reading: The reading, as JSON.
        plan: The plan, as JSON.
        outcomes: Results by step.
        ledger: (evidence id, hash of the evidence) in order; grows over the thread.
        used: Evidence ids of this turn, in the order of the plan.
        claims: Claims, as JSON.
        counts: Balance so far.
        replans: Times the plan was made anew in this turn.
        memory: What the next turn may lean on, as JSON.
        answer: The answer, as JSON.
    """

    thread: str
    turn: int
    question: str
    approval: bool
    began: float
    reading: dict[str, Any]
    plan: dict[str, Any]
    outcomes: Annotated[Outcomes, merge_outcomes]
    ledger: list[tuple[str, str]]
    used: list[str]
    claims: list[dict[str, Any]]
    counts: dict[str, int]
    replans: int
    memory: dict[str, Any]
    answer: dict[str, Any]


class Work(TypedDict):
    """What a worker is sent.

    Args:
        thread: Id of the thread.
        turn: Number of the turn.
        step: The step, as JSON.
        needed: Hashes of the evidence it reads.
    """

    thread: str
    turn: int
    step: dict[str, Any]
    needed: list[str]
