"""Which language model answers, chosen by one setting."""

from typing import TYPE_CHECKING

from labwright.core.errors import BadSetting
from labwright.models.profile import SILENT, ModelProfile

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def choose_model(setting: "str | BaseChatModel") -> "BaseChatModel | None":
    """Return the language model that a setting names.

    Args:
        setting: ``embedded``, ``none``, or any LangChain chat model.

    Returns:
        The model; None for ``none``.

    Raises:
        BadSetting: If the setting names nothing that is known here.

    Example:
        >>> choose_model("none") is None
        True
    """
    if not isinstance(setting, str):
        return setting
    if setting == "none":
        return None
    if setting == "embedded":
        from labwright.models.local.chat import LocalChatModel

        return LocalChatModel()
    raise BadSetting(
        f"The model “{setting}” is not known.",
        "Use “embedded” or “none”; from Python, any LangChain chat model can be given.",
    )


def profile_of(model: "BaseChatModel | None") -> ModelProfile:
    """Return what a model can do; a foreign model is trusted to phrase, its words are verified.

    Args:
        model: A chat model, or None.

    Returns:
        Its profile.
    """
    if model is None:
        return SILENT
    own = getattr(model, "labwright_profile", None)
    if isinstance(own, ModelProfile):
        return own
    return ModelProfile(name=type(model).__name__, phrases=True, measured="not measured")
