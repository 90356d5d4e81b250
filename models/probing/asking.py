"""One trial of a model: what was asked, what came back, whether it will do."""

import time
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import LabwrightError, ServerFault

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

_LONGEST = 90
_THOUGHTS = 2048
"""Tokens that a model which thinks aloud may spend before it answers a question of a trial."""
Outcome = tuple[bool | None, str]
"""Whether it passed (None: it could not be tried), and what came back."""


class Trial(BaseModel):
    """A trial with its outcome.

    Args:
        name: What was tried.
        passed: Whether the model did it; None if it could not be tried.
        shown: What came back, in one line.
        seconds: How long it took.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    passed: bool | None
    shown: str
    seconds: float = 0.0


@cache
def questions() -> dict[str, Any]:
    """Return the questions."""
    text = (files("labwright.models.probing") / "questions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def tried(
    name: str, attempt: Callable[[], Outcome], answers: Callable[[], object] = lambda: None
) -> Trial:
    """Make a trial; a server or model that fails at it has not passed.

    Args:
        name: What is tried.
        attempt: Tries it.
        answers: Asks the server something plain after a fault, and raises if it does not answer:
            such a fault says nothing of the model.

    Returns:
        The trial.

    Raises:
        ServerFault: If the server is lost.
    """
    begun = time.monotonic()
    passed, shown = _outcome(attempt, answers)
    line = " ".join(shown.split())
    if len(line) > _LONGEST:
        line = line[: _LONGEST - 1] + "…"
    seconds = round(time.monotonic() - begun, 2)
    return Trial(name=name, passed=passed, shown=line, seconds=seconds)


def _outcome(attempt: Callable[[], Outcome], answers: Callable[[], object]) -> Outcome:
    said = ""
    for _ in range(2):
        try:
            return attempt()
        except ServerFault as error:
            answers()
            said = error.message
            if not error.passing:
                break
        except LabwrightError as error:
            return False, error.message
    return False, said


def room(model: "BaseChatModel", tokens: int) -> int:
    """Return the most tokens of a reply: its own, and those of the thoughts before it."""
    from labwright.models.selection import profile_of

    profile = profile_of(model)
    return tokens + (min(_THOUGHTS, profile.context // 2) if profile.reasons else 0)


def ask(model: "BaseChatModel", text: str, system: str = "", **options: Any) -> "AIMessage":
    """Ask a model as plainly as can be: what is in the options reaches it as it is."""
    from langchain_core.messages import HumanMessage, SystemMessage

    said = [SystemMessage(system)] if system else []
    return model.invoke([*said, HumanMessage(text)], **options)
