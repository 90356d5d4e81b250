"""What fits into a prompt: sources give way by rank, the question and the schema never."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import PromptTooLong
from labwright.models.estimates import A_TURN, estimated_tokens
from labwright.models.selection import profile_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

    Build = Callable[[Sequence[str]], list[BaseMessage]]

_WORTH_KEEPING = 80
"""Characters below which the rest of a source says nothing."""


class Fitted(BaseModel):
    """Sources that fit a model's context.

    Args:
        sources: What the model is shown, best first.
        whole: How many of them are whole.
        offered: How many there were.
        context: Tokens that the model reads and writes in one call.
    """

    model_config = ConfigDict(frozen=True)

    sources: tuple[str, ...]
    whole: int
    offered: int
    context: int

    def left_out(self) -> str:
        """Return a sentence on what the model was not shown; empty if nothing."""
        if self.whole == self.offered:
            return ""
        parts = []
        if gone := self.offered - len(self.sources):
            parts.append(f"{gone} of {self.offered} left out")
        if cut := len(self.sources) - self.whole:
            parts.append(f"{cut} shortened")
        return (
            "Not all the evidence fitted the language model’s context of "
            f"{self.context} tokens: {', '.join(parts)}."
        )


def fit(model: "BaseChatModel", build: "Build", sources: Sequence[str], reply: int) -> Fitted:
    """Choose what a prompt can hold, counted by the model's own tokenizer.

    Args:
        model: The model.
        build: Makes the prompt from the sources that are kept; whatever it writes beside them,
            the question and the schema, stays whole.
        sources: Texts, the most important first.
        reply: Tokens to keep free for the reply.

    Returns:
        The sources that fit; the last one may be shortened.

    Raises:
        PromptTooLong: If the prompt does not fit even without sources.
    """
    context = profile_of(model).context
    room = context - reply

    def count(kept: Sequence[str]) -> int:
        return tokens_of(model, build(kept))

    if (alone := count([])) > room:
        raise PromptTooLong(alone + reply, context)
    whole = _most(lambda number: count(sources[:number]) <= room, len(sources))
    kept = list(sources[:whole])
    if whole < len(sources):
        last = sources[whole]
        size = _most(lambda end: count([*kept, _cut(last, end)]) <= room, len(last) - 1)
        if size >= _WORTH_KEEPING:
            kept.append(_cut(last, size))
    return Fitted(sources=tuple(kept), whole=whole, offered=len(sources), context=context)


def tokens_of(model: "BaseChatModel", messages: "list[BaseMessage]") -> int:
    """Count the tokens of a prompt by the model's own tokenizer.

    Args:
        model: The model. Of one that is not labwright's own the count is estimated, rather high:
            LangChain would fetch another model's tokenizer from the network.
        messages: The prompt.

    Returns:
        Tokens.
    """
    if hasattr(model, "labwright_profile"):
        return model.get_num_tokens_from_messages(messages)
    return sum(A_TURN + estimated_tokens(str(m.text)) for m in messages)


def _most(fits: Callable[[int], bool], limit: int) -> int:
    """Return the largest number up to a limit that fits; what is smaller fits too."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _cut(text: str, end: int) -> str:
    """Return the beginning of a text, up to a word's end."""
    part = text[:end]
    if not text[end : end + 1].isspace() and " " in part:
        part = part.rsplit(" ", 1)[0]
    return part.rstrip() + " …"
