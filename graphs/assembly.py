"""Putting the research graph together."""

import sqlite3
from typing import TYPE_CHECKING, Any

from labwright.agents.assembly import planner_for
from labwright.agents.intake.reader import Intake
from labwright.core.settings import Settings
from labwright.core.workspace import Workspace, database_fault
from labwright.graphs.parts import Parts
from labwright.graphs.research import research_graph
from labwright.graphs.threads import Threads
from labwright.knowledge.store import KnowledgeStore
from labwright.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langgraph.graph.state import CompiledStateGraph


def assemble(
    workspace: Workspace, settings: Settings, threads: Threads, store: KnowledgeStore,
    toolbox: Toolbox, model: "BaseChatModel | None",
) -> "CompiledStateGraph[Any, None, Any, Any]":  # fmt: skip
    """Build the research graph of a workspace, with its checkpoints in the workspace.

    Args:
        workspace: Where everything is kept.
        settings: Budgets and choices.
        threads: Turns and receipts.
        store: The documents.
        toolbox: The tools.
        model: The language model, if there is one.

    Returns:
        The compiled graph.

    Raises:
        CorruptStore: If the file of threads is no database.
        WorkspaceBusy: If another process holds it.
    """
    from langgraph.checkpoint.sqlite import SqliteSaver

    intake = Intake(toolbox, store.embedder.is_word, store.has_word)
    parts = Parts(
        workspace=workspace, settings=settings, threads=threads, store=store, toolbox=toolbox,
        intake=intake, planner=planner_for(settings, toolbox, store.embedder, intake, model),
        model=model,
    )  # fmt: skip
    # The saver closes with the process; workers of one run share the connection.
    try:
        connection = sqlite3.connect(workspace.threads, check_same_thread=False, timeout=60)
    except sqlite3.Error as error:
        raise database_fault(error, str(workspace.threads)) from error
    return research_graph(parts, SqliteSaver(connection))
