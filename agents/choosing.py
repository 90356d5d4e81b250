"""The language model as the one who chooses a tool."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from labwright.agents.routes import Request, Route
from labwright.agents.similarity import SimilarityRouter, read_words
from labwright.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage


class Chooser(Protocol):
    """A language model that scores labels, as labwright's own can."""

    def choose(self, messages: "Sequence[BaseMessage]", labels: Sequence[str]) -> list[float]:
        """Return the probability of each label."""


class ModelRouter:
    """The language model chooses among the few tools that are most similar.

    Args:
        similarity: Makes the shortlist.
        model: Scores the tools' names as replies, by its ``choose``.
        toolbox: The tools.
        shortlist: How many tools the model sees.
    """

    def __init__(
        self, similarity: SimilarityRouter, model: "Chooser", toolbox: Toolbox,
        shortlist: int = 4,
    ) -> None:  # fmt: skip
        self._similarity = similarity
        self._model = model
        self._toolbox = toolbox
        self._shortlist = shortlist

    def route(self, request: Request) -> list[Route]:
        """Return the tool that the model finds most likely."""
        from langchain_core.messages import HumanMessage

        few = [r for r in self._similarity.rank(request.text) if r.tool][: self._shortlist]
        prompt = read_words("routing.md")
        menu = "\n".join(f"- {r.tool}: {self._toolbox.get(r.tool).summary}" for r in few)
        filled = prompt.format(menu=menu, question=request.text)
        scores = self._model.choose([HumanMessage(filled)], [r.tool for r in few])
        best = max(range(len(few)), key=lambda i: scores[i])
        return [few[best].model_copy(update={"why": "model"})]
