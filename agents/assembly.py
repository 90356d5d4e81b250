"""Puts a planner together from the settings: the one place where a router is chosen."""

from typing import TYPE_CHECKING, cast

from labwright.agents.choosing import Chooser, ModelRouter
from labwright.agents.classifier import shipped
from labwright.agents.intake.reader import Intake
from labwright.agents.planner import Planner
from labwright.agents.routes import Router
from labwright.agents.routing import FitRouter
from labwright.agents.similarity import SimilarityRouter
from labwright.agents.taught import TaughtRouter
from labwright.core.errors import BadSetting
from labwright.core.settings import Settings
from labwright.models.selection import profile_of
from labwright.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from labwright.models.embedding.protocol import Embedder


def planner_for(
    settings: Settings,
    toolbox: Toolbox,
    embedder: "Embedder",
    intake: Intake,
    model: "BaseChatModel | None",
) -> Planner:
    """Build the planner that the settings ask for.

    Args:
        settings: ``router`` names who chooses the tools.
        toolbox: The tools.
        embedder: Compares meanings.
        intake: Gives the vocabulary.
        model: The language model, which the router ``model`` asks.

    Returns:
        The planner.

    Raises:
        BadSetting: If the router needs a model that cannot score replies.
    """
    similarity = SimilarityRouter(toolbox, embedder)
    fit = FitRouter(similarity, toolbox)
    router: Router = fit
    if settings.router == "taught" and shipped().embedder == embedder.name:
        # Taught with other vectors, it would guess: rules of fit over similarity are used then.
        router = TaughtRouter(fit, similarity, shipped())
    elif settings.router == "similarity":
        router = similarity
    elif settings.router == "model":
        if model is None or not profile_of(model).chooses:
            raise BadSetting(
                f"The router “model” needs a model that can score labels; "
                f"{profile_of(model).name} cannot.",
                'Set router = "fit", or measure the model with: labwright doctor --probe',
            )
        router = ModelRouter(similarity, cast("Chooser", model), toolbox)
    return Planner(toolbox, router, intake.vocabulary)
