"""The lead sentence: the one place where a language model's own words enter an answer."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from labwright.agents import writer
from labwright.core.answer import Claim
from labwright.core.errors import LabwrightError
from labwright.models.selection import profile_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_TRIES = 2


class Lead(BaseModel):
    """What came of asking for a lead sentence.

    Args:
        claim: The sentence, if one passed.
        refused: Sentences that did not pass.
        left_out: What the model was not shown, or why it was not asked.
    """

    model_config = ConfigDict(frozen=True)

    claim: Claim | None = None
    refused: int = 0
    left_out: str = ""


def lead(
    model: "BaseChatModel | None",
    prose: Literal["auto", "always", "never"],
    question: str,
    claims: Sequence[Claim],
    faults: Callable[[Claim], list[str]],
) -> Lead:
    """Ask for a lead sentence; what fails verification is tried once more.

    A model that cannot be asked costs its sentence, never the answer.

    Args:
        model: The model.
        prose: Whether it may phrase; ``auto`` lets it where its profile says that it helps.
        question: The question.
        claims: What is known.
        faults: Says what is wrong with a sentence; nothing if it holds.

    Returns:
        The outcome.
    """
    wanted = prose == "always" or (prose == "auto" and profile_of(model).phrases)
    if model is None or not wanted or not claims:
        return Lead()
    refused, left_out, asked = 0, "", question
    for _ in range(_TRIES):
        try:
            claim, left_out = writer.phrase(model, asked, claims)
        except LabwrightError as error:
            return Lead(refused=refused, left_out=f"The language model wrote nothing. {error}")
        if claim is None:
            break
        found = faults(claim)
        if not found:
            return Lead(claim=claim, refused=refused, left_out=left_out)
        refused += 1
        asked = f"{question} (Not acceptable: {found[0]})"
    return Lead(refused=refused, left_out=left_out)
