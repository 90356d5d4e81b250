"""Workers: each takes one step of a plan and returns evidence, or says why not."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

from labwright.core.errors import BadArgument, LabwrightError, MustStop
from labwright.core.evidence import Evidence
from labwright.core.plan import Step

_COMPARE = "compare_values"
Run = Callable[[Step, str, Mapping[str, Any]], Evidence]
"""Runs a tool once for a step, whatever is killed when: (step, tool, arguments) → evidence."""


class Outcome(BaseModel):
    """What became of a step.

    Args:
        step: Id of the step.
        evidence: What was found, without ledger ids.
        failure: Why it failed; empty if it did not.
    """

    model_config = ConfigDict(frozen=True)

    step: str
    evidence: tuple[Evidence, ...] = Field(default=())
    failure: str = ""


class Worker(Protocol):
    """An agent that can do a step."""

    def work(self, step: Step, needed: Sequence[Evidence], run: Run) -> list[Evidence]:
        """Do the step.

        Args:
            step: What is to be done.
            needed: What the steps it needs have found.
            run: Runs a tool.

        Returns:
            The evidence found.
        """


def do_step(worker: Worker, step: Step, needed: Sequence[Evidence], run: Run) -> Outcome:
    """Let a worker do a step; its failure costs only the step.

    Args:
        worker: The agent.
        step: What is to be done.
        needed: What the steps it needs have found.
        run: Runs a tool.

    Returns:
        The outcome.

    Raises:
        MustStop: If going on would do harm.
    """
    try:
        return Outcome(step=step.id, evidence=tuple(worker.work(step, needed, run)))
    except MustStop:
        raise
    except LabwrightError as error:
        return Outcome(step=step.id, failure=str(error))
    except Exception as error:  # a fault in a tool or a library loses its step, not the answer
        reason = f"{step.tool} failed: {type(error).__name__}: {error}"
        return Outcome(step=step.id, failure=reason)


class Operator:
    """Runs the tool of its step: a chemist, a materials scientist, an analyst with figures."""

    def work(self, step: Step, needed: Sequence[Evidence], run: Run) -> list[Evidence]:
        """Run the step's tool."""
        return [run(step, step.tool, step.arguments)]


class Retriever:
    """Looks things up in the documents."""

    def work(self, step: Step, needed: Sequence[Evidence], run: Run) -> list[Evidence]:
        """Search; each quote becomes evidence of its own.

        Raises:
            BadArgument: If no passage answers.
        """
        found = run(step, step.tool, step.arguments)
        if not found.finding.quotes:
            things = [*step.arguments.get("about", []), *step.arguments.get("names", [])]
            about = ", ".join(things)
            named = f" (it would have to name {about})" if about else ""
            raise BadArgument(
                f"No passage in the documents answers “{step.arguments['query']}”{named}."
            )
        return [
            found.model_copy(
                update={
                    "finding": found.finding.model_copy(
                        update={"quotes": (quote,), "statement": quote.text}
                    )
                }
            )
            for quote in found.finding.quotes
        ]


class Analyst:
    """Works on what other steps found."""

    def work(self, step: Step, needed: Sequence[Evidence], run: Run) -> list[Evidence]:
        """Compare a stated figure with a computed one.

        Raises:
            BadArgument: If the passages hold no figure that can be compared.
        """
        from labwright.knowledge.figures import figure_for

        if step.tool != _COMPARE:
            return [run(step, step.tool, step.arguments)]
        key, subject = step.arguments["property"], step.arguments["of"]
        computed = next((q for e in needed if (q := e.finding.quantity(key)) is not None), None)
        if computed is None or isinstance(computed.value, bool | str):
            raise BadArgument(f"Nothing was computed to compare with ({key} of {subject}).")
        for evidence in needed:
            for quote in evidence.finding.quotes:
                figure = figure_for(
                    quote.text, [subject, *computed.name.split()[:1]], computed.unit
                )
                if figure is not None:
                    return [
                        run(step, step.tool, {
                            "name": f"{computed.name} of {subject}", "stated": figure.value,
                            "computed": computed.value, "unit": computed.unit,
                            "decimals": min(3, computed.decimals or 2),
                        })
                    ]  # fmt: skip
        raise BadArgument(f"No passage states a figure for the {computed.name} of {subject}.")


WORKERS: dict[str, Worker] = {
    "chemist": Operator(),
    "materials": Operator(),
    "retriever": Retriever(),
    "analyst": Analyst(),
}
