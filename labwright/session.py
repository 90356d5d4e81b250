"""The session: everything a researcher can do, in one object."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labwright.asynchronous import AsynchronousLab
from labwright.core.answer import Answer
from labwright.core.errors import BadUsage, LabwrightError, UnknownThread
from labwright.core.events import EVENTS, Answered, Event
from labwright.core.finding import Finding
from labwright.core.plan import Plan
from labwright.core.settings import Settings, load_settings
from labwright.core.workspace import Workspace
from labwright.documents import DocumentedLab
from labwright.graphs.threads import Threads, Turn

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from labwright.knowledge.search import Rerank
    from labwright.knowledge.store import KnowledgeStore
    from labwright.tools.toolbox import Toolbox

Approve = Callable[[Plan], Plan | None]
_NAMES = "labwright.tools.chemistry.known_names:known_names"
"""Who resolves the names of compounds in documents, also in the processes that read them."""


class Lab(DocumentedLab, AsynchronousLab):
    """A workspace with its documents, tools, model and threads.

    Args:
        workspace: The workspace folder; None means ``.labwright`` in the working directory.
        model: ``embedded``, ``none``, ``auto``, a model's folder or GGUF file, a server's address,
            or any LangChain chat model; None means the setting.
        settings: Other settings by name, see ``labwright.core.settings``.

    Raises:
        BadSetting: If a setting cannot be used.

    Example:
        >>> lab = Lab("my-project")                              # doctest: +SKIP
        >>> lab.add("papers/")                                   # doctest: +SKIP
        >>> answer = lab.ask("What is the logP of caffeine?")    # doctest: +SKIP
        >>> answer.status                                        # doctest: +SKIP
        'answered'
    """

    def __init__(
        self,
        workspace: str | Path | None = None,
        model: "str | BaseChatModel | None" = None,
        **settings: Any,
    ) -> None:
        self.workspace = Workspace(workspace)
        named = model if isinstance(model, str) else None
        self.settings: Settings = load_settings(self.workspace.settings, model=named, **settings)
        self._given = None if isinstance(model, str) else model

    @cached_property
    def model(self) -> "BaseChatModel | None":
        """The language model; None if the setting is ``none``."""
        from labwright.models.selection import choose_model

        return self._given or choose_model(self.settings)

    @cached_property
    def store(self) -> "KnowledgeStore":
        """The documents of this workspace."""
        from labwright.knowledge.store import KnowledgeStore
        from labwright.models.addresses import checked_address
        from labwright.models.embedding.choice import choose_embedder

        server = self.settings.chroma
        if server:
            server = checked_address(server, self.settings.allow_remote)
        return KnowledgeStore(
            self.workspace, choose_embedder(self.settings), _NAMES, server,
            self._reranker(),
        )  # fmt: skip

    def _reranker(self) -> "Rerank | None":
        from labwright.models.embedding.cross import choose_reranker
        from labwright.models.ranking import ModelRanker

        if self.settings.reranker == "model":
            return ModelRanker(lambda: self.model)
        return choose_reranker(self.settings.reranker)

    @cached_property
    def toolbox(self) -> "Toolbox":
        """The tools, those of other packages included."""
        from labwright.tools.toolbox import Toolbox

        return Toolbox({"store": self.store})

    @cached_property
    def _threads(self) -> Threads:
        return Threads(self.workspace.threads)

    @cached_property
    def _graph(self) -> Any:
        from labwright.graphs.assembly import assemble

        return assemble(
            self.workspace, self.settings, self._threads, self.store, self.toolbox, self.model
        )

    def call(self, tool: str, **arguments: Any) -> Finding:
        """Call a tool directly, without any model.

        Args:
            tool: Name of the tool.
            arguments: Its arguments.

        Returns:
            What it found.

        Raises:
            BadArgument: If an argument cannot be accepted.

        Example:
            >>> Lab().call("molecular_formula", molecule="aspirin").sentence()  # doctest: +SKIP
            'The molecular formula of aspirin is C9H8O4.'
        """
        return self.toolbox.run(tool, arguments).finding

    def ask(
        self, question: str, thread: str | None = None, approve: Approve | None = None
    ) -> Answer:
        """Ask a question.

        Args:
            question: In plain words.
            thread: The thread it continues, ``answer.thread``; None starts one.
            approve: Sees the plan first and returns it, changed or not; None cancels.

        Returns:
            The answer with its evidence and balance.

        Raises:
            BadUsage: If the question is empty.
            UnknownThread: If the thread is not held here.
        """
        return _last(self.stream(question, thread, approve))

    def stream(
        self, question: str, thread: str | None = None, approve: Approve | None = None
    ) -> Iterator[Event]:
        """Ask a question and watch it being answered.

        Args:
            question: In plain words.
            thread: The thread it continues; None starts one.
            approve: Sees the plan first, as in ``ask``.

        Yields:
            Events; the last is ``Answered``.
        """
        if not question.strip():
            raise BadUsage("The question is empty.", "Ask something.")
        # Written down before anything is loaded: from here on a kill loses nothing.
        yield from self.run(self._threads.ask(question, thread), approve)

    def resume(self, thread: str | None = None, approve: Approve | None = None) -> Answer:
        """Finish the question that was interrupted last.

        Args:
            thread: Its thread; None means the last one interrupted in this workspace.
            approve: Sees the plan first, as in ``ask``.

        Returns:
            The answer; finished tool calls are not made again. The last answer of the thread if
            nothing is unfinished.

        Raises:
            UnknownThread: If there is nothing to resume.
        """
        turn = self._threads.unfinished(thread)
        if turn is not None:
            return _last(self.run(turn, approve))
        if thread is None:
            raise UnknownThread("Nothing is unfinished in this workspace.", "Ask a question first.")
        return Answer.model_validate_json(self._threads.last(thread).answer)

    def unfinished(self, thread: str | None = None) -> Turn | None:
        """Return the question that was interrupted last, of a thread or of all; None if none."""
        return self._threads.unfinished(thread)

    def run(self, turn: Turn, approve: Approve | None = None) -> Iterator[Event]:
        """Run a turn that was written down, from where it stands.

        Args:
            turn: The turn.
            approve: Sees the plan first, as in ``ask``.

        Yields:
            Events; the last is ``Answered``.
        """
        from langgraph.types import Command
        from langsmith.run_helpers import tracing_context

        graph = self._graph
        config = {"configurable": {"thread_id": turn.thread}, "recursion_limit": 200}
        state = graph.get_state(config)
        started = state.values.get("turn") == turn.number and bool(state.next)
        given: Any = None if started else self._input(turn, approve is not None)
        answered: Answered | None = None
        while True:
            parts = graph.stream(given, config, stream_mode="custom", durability="sync")
            while True:
                # A variable of the environment must not send the run to a hosted tracer. Entered
                # at every step: an asynchronous caller may take each in a context of its own.
                with tracing_context(enabled=False):
                    part = next(parts, None)
                if part is None:
                    break
                event = EVENTS.validate_python(part)
                if isinstance(event, Answered):
                    answered = event  # told when the last checkpoint is written
                else:
                    yield event
            if answered is not None:
                yield answered
                return
            waiting = graph.get_state(config).interrupts
            if not waiting:
                return
            plan = Plan.model_validate(waiting[0].value)
            if approve is None:
                raise BadUsage(
                    "The plan of this question waits for approval.",
                    "Give approve=… to resume, or use labwright resume in a terminal.",
                )
            chosen = approve(plan)
            cancelled = Plan(missing=("The plan was not approved.",))
            given = Command(resume=(chosen or cancelled).model_dump(mode="json"))

    def _input(self, turn: Turn, approval: bool) -> dict[str, Any]:
        return {
            "thread": turn.thread, "turn": turn.number, "question": turn.question,
            "approval": approval, "began": time.time(),
        }  # fmt: skip

    def threads(self) -> list[Turn]:
        """Return all questions asked in this workspace, oldest first."""
        return self._threads.turns()

    def delete_thread(self, thread: str) -> None:
        """Delete a thread with its answers and the evidence that no other thread has.

        Args:
            thread: Its id.

        Raises:
            UnknownThread: If it is not held here.
        """
        from labwright.graphs.forgetting import ThreadRemover

        self._threads.last(thread)
        ThreadRemover(self.workspace).delete([thread])

    def receipts(self, thread: str) -> list[dict[str, Any]]:
        """Return the tool calls of a thread: step, tool, number of starts, time of finishing."""
        return self._threads.receipts(thread)

    def _repr_html_(self) -> str:
        from labwright.models.selection import profile_of

        with suppress(LabwrightError):
            counts = self.store.catalogue.counts()
            return (
                f"<b>labwright</b> · {self.workspace.folder.name} · {counts['documents']} documents"
                f" · {counts['passages']} passages · model {profile_of(self.model).name}"
            )
        return "<b>labwright</b>"


def _last(events: Iterator[Event]) -> Answer:
    for event in events:
        if isinstance(event, Answered):
            return event.answer
    raise LabwrightError("The run ended without an answer.", "Try: labwright resume")
