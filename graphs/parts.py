"""The parts that a graph is made of, built by the session and handed in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labwright.agents.intake.reader import Intake
from labwright.agents.planner import Planner
from labwright.core.settings import Settings
from labwright.core.workspace import Workspace
from labwright.graphs.threads import Threads
from labwright.knowledge.store import KnowledgeStore
from labwright.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


@dataclass(frozen=True)
class Parts:
    """Everything a graph works with.

    Args:
        workspace: Where bodies lie.
        settings: Budgets and choices.
        threads: Turns and receipts.
        store: The documents.
        toolbox: The tools.
        intake: Reads questions.
        planner: Plans answers.
        model: The language model, if there is one.
    """

    workspace: Workspace
    settings: Settings
    threads: Threads
    store: KnowledgeStore
    toolbox: Toolbox
    intake: Intake
    planner: Planner
    model: "BaseChatModel | None"
