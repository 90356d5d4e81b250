"""Asking at the command line: steps as they happen, then the answer."""

import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext

from labwright.core.answer import Answer
from labwright.core.errors import LabwrightError, UnknownThread
from labwright.core.events import (
    Answered,
    Event,
    Planned,
    StepFinished,
    StepStarted,
    Understood,
    Verified,
)
from labwright.core.plan import Plan
from labwright.session import Lab

_CODES = {"answered": 0, "partial": 0, "unanswerable": 3}


def ask_and_show(
    question: str,
    thread: str | None,
    model: str | None,
    approve: bool,
    workspace: str | None,
    as_json: bool,
) -> int:
    """Ask and print; return the exit code."""
    lab = Lab(workspace, model=model)
    asker: Callable[[Plan], Plan | None] | None = _approve if approve else None
    return _show(lambda: lab.stream(question, thread, asker), as_json)


def resume_and_show(thread: str | None, workspace: str | None, as_json: bool) -> int:
    """Finish an interrupted question and print; return the exit code."""
    lab = Lab(workspace)
    turn = lab.unfinished(thread)
    if turn is not None:
        if not as_json:
            print(f"Going on with: {turn.question}", file=sys.stderr)
        return _show(lambda: lab.run(turn, _approve), as_json)
    if thread is None:
        raise UnknownThread("Nothing is unfinished in this workspace.", "Ask a question first.")
    return _print(lab.resume(thread), as_json)


def _approve(plan: Plan) -> Plan | None:
    import click

    for step in plan.steps:
        click.echo(f"  {step.id}  {step.agent}: {step.task}", err=True)
    return plan if click.confirm("Run this plan?", default=True, err=True) else None


def _show(run: Callable[[], Iterator[Event]], as_json: bool) -> int:
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    live = console.is_terminal and not as_json
    answer: Answer | None = None
    spinner = console.status("Loading the models…") if live else nullcontext()
    with spinner as status:
        for event in run():
            if isinstance(event, Answered):
                answer = event.answer
                break
            if (line := _line(event)) and not as_json:
                console.print(line, style="dim", markup=False)
            if status is not None:
                status.update(_doing(event))
    return _print(answer, as_json)


def _print(answer: Answer | None, as_json: bool) -> int:
    if answer is None:
        raise LabwrightError("The run ended without an answer.", "Try: labwright resume")
    print(answer.model_dump_json(indent=2) if as_json else f"\n{answer}\n")
    if not as_json:
        print(f"Thread {answer.thread} · {answer.seconds:.1f} s · model {answer.model}",
              file=sys.stderr)  # fmt: skip
    return _CODES[answer.status]


def _line(event: Event) -> str:
    match event:
        case Understood(molecules=names) if names:
            return f"read      {', '.join(names)}"
        case Planned(plan=plan) if plan.steps:
            return f"plan      {len(plan.steps)} step{'s' * (len(plan.steps) != 1)}"
        case StepStarted(agent=agent, task=task):
            return f"{agent:<9} {task}"
        case StepFinished(replayed=True, step=step):
            return f"          {step} was done before; its result is read back"
        case StepFinished(failure=failure, step=step) if failure:
            return f"          {step}: {failure}"
        case Verified(supported=kept, dropped=dropped):
            return f"verify    {kept} supported, {dropped} dropped"
    return ""


def _doing(event: Event) -> str:
    match event:
        case Understood():
            return "Planning…"
        case Planned() | StepStarted() | StepFinished():
            return "Working…"
    return "Writing…"
