"""The language model as a judge of passages: each is asked about alone, so none is forgotten.

Source of the method (relevance by the probability of one word): R. Nogueira, Z. Jiang, R. Pradeep,
J. Lin, Findings of EMNLP 2020, 708–718.
"""

from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel, Field

from labwright.core.errors import BadReply, BadSetting

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_LABELS = ("yes", "no")
_MOST = 10
_LONGEST = 4_000
"""Characters of a passage that the model is shown."""


class Relevance(BaseModel):
    """How well a passage answers a question: 0 not at all, 10 wholly."""

    relevance: int = Field(ge=0, le=_MOST)


class ModelRanker:
    """Ranks passages anew by asking the language model about each.

    Args:
        model: Gives the model when the first passage is ranked.

    Example:
        >>> ModelRanker(lambda: None)("melting point?", [])
        []
    """

    def __init__(self, model: "Callable[[], BaseChatModel | None]") -> None:
        self._model = model

    def __call__(self, question: str, passages: Sequence[str]) -> list[float]:
        """Score passages.

        Args:
            question: The question.
            passages: Texts; of a long one the end is not read.

        Returns:
            A number for each, higher for better: the probability of “yes” where the model scores
            labels, else the mark that it gives. A reply that is no mark counts 0.

        Raises:
            BadSetting: If there is no language model.
            ServerFault: If a model server does not answer.
        """
        from labwright.models.selection import profile_of

        if not passages:
            return []
        model = self._model()
        if model is None:
            raise BadSetting(
                'The setting reranker = "model" needs a language model; the setting model is none.',
                "Name a model, or a folder with a cross-encoder.",
            )
        judge = _likely if profile_of(model).chooses else _marked
        return [judge(model, question, passage[:_LONGEST]) for passage in passages]


def _likely(model: "BaseChatModel", question: str, passage: str) -> float:
    prompt = _prompt(question, passage, "Reply yes or no.")
    return float(cast("Any", model).choose(prompt, _LABELS)[0])


def _marked(model: "BaseChatModel", question: str, passage: str) -> float:
    prompt = _prompt(question, passage, f"Give its relevance from 0 (no) to {_MOST} (wholly).")
    try:
        found = model.with_structured_output(Relevance).invoke(prompt)
    except BadReply:
        return 0.0
    return float(cast("Relevance", found).relevance)


def _prompt(question: str, passage: str, reply: str) -> "list[Any]":
    from langchain_core.messages import HumanMessage

    text = (files("labwright.models") / "ranking.md").read_text(encoding="utf-8")
    # Filled in one pass: braces in a passage are its own.
    return [HumanMessage(text.format(question=question, passage=passage, reply=reply))]
