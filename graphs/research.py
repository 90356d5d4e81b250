"""The way of a question: intake, plan, workers in parallel, ledger, prose, verification."""

import time
from typing import TYPE_CHECKING, Any

from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.types import Send, interrupt

from labwright.agents import verifier, writer
from labwright.agents.lead import lead
from labwright.agents.workers import WORKERS, Outcome, do_step
from labwright.core.answer import Answer, Balance, Claim
from labwright.core.errors import LabwrightError
from labwright.core.events import (
    Answered,
    Event,
    Planned,
    StepFinished,
    StepStarted,
    Understood,
    Verified,
)
from labwright.core.evidence import Evidence
from labwright.core.memory import Memory
from labwright.core.plan import Plan, Step
from labwright.core.reading import Reading
from labwright.graphs.evidence_files import EvidenceFiles
from labwright.graphs.parts import Parts
from labwright.graphs.state import State, Work, done_in, plan_of, reading_of, remembered
from labwright.models.embedding.protocol import remarks_of_embedder
from labwright.models.selection import profile_of, remarks_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.graph.state import CompiledStateGraph

_REPLANS = 1
_NOTHING = "Nothing here answers this question. labwright tools lists what can be asked."
_UNSUPPORTED = "What was found could not be stated in words that the evidence supports."


def research_graph(
    parts: Parts, checkpointer: "BaseCheckpointSaver[Any] | None" = None
) -> "CompiledStateGraph[State, None, State, State]":
    """Build the research graph.

    Args:
        parts: What it works with.
        checkpointer: Any LangGraph checkpointer.

    Returns:
        The compiled graph.
    """
    nodes = _Nodes(parts)
    graph = StateGraph(State)
    for name in ("intake", "plan", "approve", "dispatch", "gather", "assess", "replan", "write",
                 "verify", "answer"):  # fmt: skip
        graph.add_node(name, getattr(nodes, name))
    graph.add_node("work", nodes.work, input_schema=Work)  # type: ignore[call-overload]
    graph.add_edge(START, "intake")
    graph.add_edge("intake", "plan")
    graph.add_edge("plan", "approve")
    graph.add_edge("approve", "dispatch")
    graph.add_conditional_edges("dispatch", nodes.sends, ["work", "gather"])
    graph.add_edge("work", "gather")
    graph.add_conditional_edges("gather", nodes.more, ["dispatch", "assess"])
    graph.add_conditional_edges("assess", nodes.enough, ["replan", "write"])
    graph.add_edge("replan", "dispatch")
    graph.add_edge("write", "verify")
    graph.add_edge("verify", "answer")
    graph.add_edge("answer", END)
    return graph.compile(checkpointer=checkpointer)


def _tell(event: Event) -> None:
    get_stream_writer()(event.model_dump(mode="json"))


class _Nodes:
    """The nodes; each reads the state and returns what changes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._files = EvidenceFiles(parts.workspace)
        self._clocks: dict[tuple[str, int], float] = {}

    def intake(self, state: State) -> State:
        """Read the question."""
        memory = Memory.model_validate(state.get("memory") or {})
        reading = self._read(state["question"], memory, state["turn"] > 1)
        names = tuple(dict.fromkeys(e.name for e in reading.of("molecule")))
        unread = tuple(sentence for _, sentence in (*reading.problems, *reading.unknown))
        _tell(Understood(molecules=names, problems=unread))
        return {
            "reading": reading.model_dump(mode="json"),
            "outcomes": {"turn": state["turn"], "steps": {}},
            "used": [], "claims": [], "counts": {}, "replans": 0, "answer": {},
        }  # fmt: skip

    def _read(self, question: str, memory: Memory, continues: bool) -> Reading:
        """Read a question; what cannot be read at all is a problem of it, not the end of a run."""
        try:
            return self._parts.intake.read(question, memory, continues=continues)
        except LabwrightError as error:
            return Reading(question=question, plain=question, problems=((question, str(error)),))

    def plan(self, state: State) -> State:
        """Plan the answer."""
        memory = Memory.model_validate(state.get("memory") or {})
        plan = self._parts.planner.plan(reading_of(state), memory)
        most = self._parts.settings.steps
        if len(plan.steps) > most:
            note = (
                f"The plan has {len(plan.steps)} steps; the budget allows {most} (setting steps)."
            )
            plan = plan.model_copy(
                update={"steps": plan.steps[:most], "missing": (*plan.missing, note)}
            )
        _tell(Planned(plan=plan))
        return {"plan": plan.model_dump(mode="json")}

    def approve(self, state: State) -> State:
        """Wait for a person, if one wants to see the plan first."""
        if not state.get("approval") or not plan_of(state).steps:
            return {}
        decided = interrupt(state["plan"])
        return {"plan": Plan.model_validate(decided).model_dump(mode="json")}

    def dispatch(self, state: State) -> State:
        """Stop if the time is used up."""
        # Counted in this process, after approval: waiting for a person or a restart is free.
        began = self._clocks.setdefault((state["thread"], state["turn"]), time.monotonic())
        late = time.monotonic() - began > self._parts.settings.seconds
        if not late:
            return {}
        note = f"The time budget of {self._parts.settings.seconds:g} s was used up."
        open_steps = plan_of(state).ready(set(done_in(state)))
        steps = {s.id: {"evidence": [], "failure": note} for s in open_steps}
        return {"outcomes": {"turn": state["turn"], "steps": steps}}

    def sends(self, state: State) -> list[Send] | str:
        """Send every step whose needs are met to a worker of its own."""
        done = done_in(state)
        ready = plan_of(state).ready(set(done))
        if not ready:
            return "gather"
        return [
            Send(
                "work",
                Work(
                    thread=state["thread"], turn=state["turn"], step=step.model_dump(mode="json"),
                    needed=[h for need in step.needs for h in done[need]["evidence"]],
                ),
            )
            for step in ready
        ]  # fmt: skip

    def work(self, work: Work) -> State:
        """Do one step."""
        step = Step.model_validate(work["step"])
        _tell(StepStarted(step=step.id, agent=step.agent, task=step.task))
        began = time.perf_counter()
        replayed = False

        def run(step: Step, tool: str, arguments: "Mapping[str, Any]") -> Evidence:
            nonlocal replayed
            evidence, replayed = self._parts.threads.once(
                (work["thread"], work["turn"]), step.id, tool, arguments,
                lambda: self._parts.toolbox.run(tool, arguments),
            )  # fmt: skip
            return evidence

        needed = [self._files.get(digest) for digest in work["needed"]]
        outcome: Outcome = do_step(WORKERS[step.agent], step, needed, run)
        digests = [self._files.keep(evidence) for evidence in outcome.evidence]
        seconds = round(time.perf_counter() - began, 3)
        _tell(
            StepFinished(step=step.id, failure=outcome.failure, seconds=seconds, replayed=replayed)
        )
        result = {"evidence": digests, "failure": outcome.failure}
        return {"outcomes": {"turn": work["turn"], "steps": {step.id: result}}}

    def gather(self, state: State) -> State:
        """Enter what was found into the ledger, in the order of the plan."""
        ledger = self._files.ledger(state.get("ledger") or [])
        used: list[str] = []
        done = done_in(state)
        for step in plan_of(state).steps:
            for digest in done.get(step.id, {}).get("evidence", []):
                used.append(ledger.add(self._files.get(digest)).id)
        return {"ledger": self._files.lines(ledger), "used": list(dict.fromkeys(used))}

    def more(self, state: State) -> str:
        """Go on while steps are ready; a step whose need failed is ready too, and says so."""
        return "dispatch" if plan_of(state).ready(set(done_in(state))) else "assess"

    def assess(self, state: State) -> State:
        """Nothing to note: the decision is in the edge."""
        return {}

    def enough(self, state: State) -> str:
        """Replan where nothing was found and the documents were not asked."""
        searched = any(s.agent == "retriever" for s in plan_of(state).steps)
        passages = self._parts.store.catalogue.counts()["passages"]
        again = state.get("replans", 0) < _REPLANS
        hopeless = bool(plan_of(state).missing) or searched or not passages or not again
        return "write" if state["used"] or hopeless else "replan"

    def replan(self, state: State) -> State:
        """Look the whole question up in the documents."""
        plan = self._parts.planner.search_plan(reading_of(state))
        steps = [
            step.model_copy(update={"id": f"r{number}"})
            for number, step in enumerate(plan.steps, 1)
        ]
        old = plan_of(state)
        plan = old.model_copy(update={"steps": (*old.steps, *steps)})
        _tell(Planned(plan=plan))
        return {"plan": plan.model_dump(mode="json"), "replans": state.get("replans", 0) + 1}

    def write(self, state: State) -> State:
        """Write claims over the ledger."""
        claims = writer.write(self._evidence(state), reading_of(state))
        return {"claims": [claim.model_dump(mode="json") for claim in claims]}

    def verify(self, state: State) -> State:
        """Keep what the evidence holds; the model may add a lead sentence that it holds too."""
        evidence = {entry.id: entry for entry in self._evidence(state)}
        claims = [Claim.model_validate(claim) for claim in state["claims"]]
        kept = [c for c in claims if not self._faults(c, evidence)]
        dropped = len(claims) - len(kept)
        led = lead(
            self._parts.model, self._parts.settings.prose, state["question"], kept,
            lambda claim: self._faults(claim, evidence),
        )  # fmt: skip
        kept = [*([led.claim] if led.claim else []), *kept]
        _tell(Verified(supported=len(kept), dropped=dropped + led.refused))
        revised = 1 if led.claim and led.refused else 0
        counts = {
            "supported": len(kept) - revised,
            "revised": revised,
            "dropped": dropped + (0 if led.claim else led.refused),
        }
        return {
            "claims": [claim.model_dump(mode="json") for claim in kept],
            "counts": counts,
            "left_out": [led.left_out] if led.left_out else [],
        }

    def _faults(self, claim: Claim, evidence: dict[str, Evidence]) -> list[str]:
        cited = [evidence[i] for i in claim.evidence if i in evidence]
        store = self._parts.store
        return verifier.faults(
            claim, cited,
            lambda q: store.quote_stands(q.document, q.page, (q.start, q.end), q.text),
        )  # fmt: skip

    def answer(self, state: State) -> State:
        """Put the answer together and write it down."""
        plan, done = plan_of(state), done_in(state)
        failures = [done[s.id]["failure"] for s in plan.steps if done.get(s.id, {}).get("failure")]
        failures += [f"Step {s.id} did not run: {s.task}" for s in plan.steps if s.id not in done]
        claims = [Claim.model_validate(claim) for claim in state["claims"]]
        evidence = self._evidence(state)
        unfound = [e.finding.missing for e in evidence if e.finding.missing]
        missing = list(dict.fromkeys([*plan.missing, *failures, *unfound]))
        if not claims:
            missing = list(dict.fromkeys([*missing, *plan.doubts]))
        if not claims and not missing:
            missing = [_UNSUPPORTED if evidence else _NOTHING]
        status = "unanswerable" if not claims else "partial" if missing else "answered"
        cautions = [e.finding.caution for e in evidence if e.finding.caution]
        profile = profile_of(self._parts.model)
        left_out = state.get("left_out", [])
        remarks = [
            *remarks_of(self._parts.model), *remarks_of_embedder(self._parts.store.embedder)
        ]  # fmt: skip
        answer = Answer(
            question=state["question"], thread=state["thread"], status=status, claims=claims,
            table=writer.comparison(evidence),
            notes=list(dict.fromkeys([*plan.notes, *cautions, *left_out, *remarks])),
            left_out=left_out, licence=profile.licence,
            missing=missing, evidence=evidence,
            balance=Balance(**state["counts"], unanswerable=len(missing)), plan=plan,
            model=profile.shown(),
            drawings=self._files.draw(evidence),
            seconds=round(time.time() - state["began"], 2),
        )  # fmt: skip
        self._parts.threads.finish(state["thread"], state["turn"], status, answer.model_dump_json())
        _tell(Answered(answer=answer))
        return {
            "answer": {"status": status},
            "memory": remembered(state, plan).model_dump(mode="json"),
        }

    def _evidence(self, state: State) -> list[Evidence]:
        return self._files.ledger(state["ledger"]).pick(state["used"])
