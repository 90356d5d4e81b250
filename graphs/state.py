"""State of the research graph: ids and small things; bodies lie in the workspace by hash."""

from typing import Annotated, Any, TypedDict

from labwright.core.memory import Memory
from labwright.core.plan import Plan
from labwright.core.reading import Reading


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
        left_out: What the language model was not shown.
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
    left_out: list[str]
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


def reading_of(state: State) -> Reading:
    """Return the question as read."""
    return Reading.model_validate(state["reading"])


def plan_of(state: State) -> Plan:
    """Return the plan."""
    return Plan.model_validate(state["plan"])


def done_in(state: State) -> dict[str, dict[str, Any]]:
    """Return the outcome of each step of this turn, by step."""
    outcomes = state["outcomes"]
    return outcomes["steps"] if outcomes["turn"] == state["turn"] else {}


def remembered(state: State, plan: Plan) -> Memory:
    """Keep what the next turn may lean on; a turn without molecules leaves those before it."""
    old = Memory.model_validate(state.get("memory") or {})
    unique = {e.smiles: e for e in reversed(reading_of(state).of("molecule"))}
    molecules = tuple(reversed(unique.values())) or old.molecules
    calls = tuple((s.tool, s.arguments) for s in plan.steps)
    asked = tuple(reading_of(state).of("property", "element", "pattern", "measured"))
    thread = {e.smiles: e for e in (*old.thread, *molecules)}
    return Memory(
        molecules=molecules, thread=tuple(thread.values()), question=state["question"],
        asked=asked, calls=calls,
    )  # fmt: skip
