"""Measuring a model: the trials, and the profile that follows from them."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import ServerFault
from labwright.models.probing import skill_trials, text_trials, tool_trials
from labwright.models.probing.asking import Outcome, Trial, questions, room, tried
from labwright.models.profile import ModelProfile, ToolChoice
from labwright.models.selection import profile_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Report = Callable[[Trial], None]
_CHOICES: tuple[tuple[ToolChoice, str], ...] = (
    ("auto", "call when needed"), ("required", "required call"), ("named", "named call"),
    ("none", "forbidden call"),
)  # fmt: skip
_HALF, _NEARLY = 0.5, 0.95
_THINKS = "thoughts apart"


class Probed(BaseModel):
    """What a measurement gave.

    Args:
        trials: The trials in order.
        profile: What the model can do, by these trials alone.
    """

    model_config = ConfigDict(frozen=True)

    trials: tuple[Trial, ...]
    profile: ModelProfile


def probe(model: "BaseChatModel", report: Report = lambda trial: None) -> Probed:
    """Measure a model.

    Args:
        model: One of labwright's own models.
        report: Told of each trial when it is done.

    Returns:
        Trials and profile.

    Raises:
        ServerFault: If the server does not answer, at first or later; a part says nothing.
    """
    known = profile_of(model)
    text_trials.replies(model)  # a dead server is no model to be measured
    trials: dict[str, Trial] = {}

    def run(name: str, attempt: Callable[[Any], Outcome], subject: Any) -> None:
        try:
            made = tried(name, lambda: attempt(subject), lambda: text_trials.replies(model))
        except ServerFault as error:
            raise _lost(name, error) from error
        trials[name] = made
        report(made)

    # First of all, since every later question must leave room for thoughts.
    # A model that does not think aloud takes no harm from being asked as if it did.
    thinker = known.model_copy(update={"reasons": True})
    run(_THINKS, text_trials.thinks_apart, _trusting(model, thinker))
    known = known.model_copy(update={"reasons": trials[_THINKS].passed is True})
    for name, attempt in _raw_trials(model, known):
        run(name, attempt, _trusting(model, known))
    profile = _profile(known, trials)
    measured = _with_abilities(model, profile)
    for name, attempt in _skilled_trials():
        run(name, attempt, measured)
    return Probed(trials=tuple(trials.values()), profile=_with_skills(profile, trials))


def _lost(name: str, error: ServerFault) -> ServerFault:
    return ServerFault(
        f"The measurement ended at “{name}”, and nothing of it was kept. {error.message}",
        error.remedy,
        error.passing,
    )


def _with_abilities(model: "BaseChatModel", profile: ModelProfile) -> "BaseChatModel":
    able = model.model_copy(update={"abilities": profile})
    longest = getattr(model, "max_tokens", None)
    return able.model_copy(update={"max_tokens": room(able, longest)}) if longest else able


def _trusting(model: "BaseChatModel", known: ModelProfile) -> "BaseChatModel":
    """Return a model that passes everything on, so that the server and not we decide."""
    return _with_abilities(model, known.model_copy(update={"images": True}))


def _raw_trials(
    model: "BaseChatModel", known: ModelProfile
) -> Iterator[tuple[str, Callable[[Any], Outcome]]]:
    served = hasattr(model, "transport")
    yield "plain reply", text_trials.replies
    yield "system turn", text_trials.heeds_system
    yield "end at tokens", text_trials.ends_at_tokens
    yield "end at a text", text_trials.ends_at_stop
    yield "stream of text", text_trials.streams
    yield "same again", text_trials.same_again
    yield "call when needed", tool_trials.calls_when_needed
    yield "no call when not", tool_trials.abstains
    yield "required call", tool_trials.must_call
    yield "named call", tool_trials.must_call_named
    yield "forbidden call", tool_trials.must_not_call
    yield "result of a tool", tool_trials.reads_results
    yield "stream of calls", tool_trials.streams_calls
    for shape in tool_trials.SHAPES:
        yield f"schema: {shape['title']}", partial(tool_trials.follows_schema, schema=shape)
    for name, text in zip(("Korean, units", "SMILES", "InChI"), _texts(), strict=True):
        yield f"exact: {name}", partial(text_trials.repeats, text=text)
    for share in (_HALF, _NEARLY):
        name = f"context: {share:.0%} of {known.context}"
        yield name, partial(text_trials.reads_long, claimed=known.context, share=share)
    if served or known.images:
        yield "image", text_trials.sees
    if served:
        yield "embeddings", text_trials.embeds
        yield "two at once", text_trials.at_once


def _texts() -> list[str]:
    return list(questions()["echo"]["texts"])


def _skilled_trials() -> Iterator[tuple[str, Callable[[Any], Outcome]]]:
    """Yield the trials that are asked in the way the profile says."""
    yield "exact: LaTeX in JSON", tool_trials.keeps_latex
    yield "choice", text_trials.chooses
    for number, asked in enumerate(skill_trials.every("plan"), start=1):
        yield f"plan {number}", partial(skill_trials.plans, asked=asked)
    for number, asked in enumerate(skill_trials.every("phrase"), start=1):
        yield f"sentence {number}", partial(skill_trials.phrases, asked=asked)


def _profile(known: ModelProfile, trials: dict[str, Trial]) -> ModelProfile:
    def passed(name: str) -> bool:
        return name in trials and trials[name].passed is True

    enforced = all(passed(name) for name in trials if name.startswith("schema: "))
    by = "grammar" if known.schema_by == "grammar" else "server"
    seconds = sum(trial.seconds for trial in trials.values())
    return known.model_copy(
        update={
            "context": _context(known.context, trials),
            "tools": tuple(choice for choice, name in _CHOICES if passed(name)),
            "schema_by": by if enforced else "repair",
            "streams": passed("stream of text"),
            "streams_tools": passed("stream of calls"),
            "exact": all(passed(name) for name in trials if name.startswith("exact: ")),
            "embeds": passed("embeddings"),
            "images": passed("image"),
            "reasons": passed(_THINKS),
            "parallel": 2 if passed("two at once") else 1,
            "measured": f"labwright doctor --probe, {date.today().isoformat()}, {seconds:.0f} s",
        }
    )


def _context(claimed: int, trials: dict[str, Trial]) -> int:
    half, nearly = (
        trials[f"context: {share:.0%} of {claimed}"].passed for share in (_HALF, _NEARLY)
    )
    if nearly:
        return claimed
    return claimed // 2 if half or half is None else claimed // 4


def _with_skills(profile: ModelProfile, trials: dict[str, Trial]) -> ModelProfile:
    def all_of(start: str) -> bool:
        return all(t.passed is True for name, t in trials.items() if name.startswith(start))

    return profile.model_copy(
        update={
            "exact": profile.exact and all_of("exact: LaTeX"),
            "chooses": all_of("choice"),
            "plans": all_of("plan "),
            "phrases": all_of("sentence "),
        }
    )


def in_words(profile: ModelProfile) -> list[str]:
    """Say how a model will be asked, given its profile.

    Args:
        profile: What was measured.

    Returns:
        A sentence a matter.

    Example:
        >>> in_words(ModelProfile(name="m", context=4096))[0]
        'Schemas: written into the prompt, checked here, repaired once.'
    """
    by = {
        "server": "enforced by the server, checked here.",
        "grammar": "enforced by a grammar in this process, checked here.",
        "repair": "written into the prompt, checked here, repaired once.",
    }
    missing = [choice for choice in ("required", "named") if choice not in profile.tools]
    tools = "passed on" if "auto" in profile.tools else "described in the prompt"
    asked = f"; {' and '.join(missing)} calls are asked for by schema" if missing else ""
    prose = "may phrase lead sentences" if profile.phrases else "phrases nothing"
    plan = "may write plans" if profile.plans else "writes no plans"
    streams = "comes piece by piece" if profile.streams else "comes as a whole"
    embeds = "embeds texts too" if profile.embeds else "embeds no texts"
    at_once = "one question" if profile.parallel == 1 else f"{profile.parallel} questions"
    exact = "come back exactly" if profile.exact else "do not come back exactly"
    served = [f"The server {embeds} and answers {at_once} at once."] if profile.server else []
    return [
        f"Schemas: {by[profile.schema_by]}",
        f"Tools: {tools}{asked}.",
        f"Context: {profile.context} tokens.",
        f"SMILES, InChI, LaTeX and Korean {exact}.",
        f"Text {streams}.",
        *served,
        f"The model {prose} and {plan}.",
    ]
