"""Which language model answers, chosen by one setting."""

from pathlib import Path
from typing import TYPE_CHECKING

from labwright.core.errors import BadSetting
from labwright.core.settings import Settings
from labwright.models.addresses import checked_address, is_address
from labwright.models.profile import EMBEDDED, SILENT, ModelProfile

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from labwright.models.endpoint.chat import EndpointChatModel
    from labwright.models.local.chat import LocalChatModel


def choose_model(settings: Settings) -> "BaseChatModel | None":
    """Return the language model that the settings name.

    Args:
        settings: ``model`` says which: ``embedded``, ``none``, ``auto``, the folder or GGUF file
            of a model, or the address of a server.

    Returns:
        The model, nothing of it loaded yet; None for ``none``.

    Raises:
        BadSetting: If the setting names nothing that is known here.
        MissingFile: If it names a file or folder that is not there.

    Example:
        >>> choose_model(Settings(model="none")) is None
        True
    """
    setting = settings.model.strip()
    if setting == "none":
        return None
    if setting == "embedded":
        return _embedded(settings)
    if setting == "auto":
        return _found(settings)
    if is_address(setting):
        address, mark, name = setting.partition("#")
        return _at(checked_address(address, settings.allow_remote) + mark + name, settings)
    path = Path(setting).expanduser()
    if setting and (path.is_dir() or path.suffix.lower() == ".gguf"):
        return _in_folder(path, settings)
    raise BadSetting(
        f"The model “{setting}” is not known, and there is no such folder or GGUF file.",
        "Use embedded, none, auto, a folder, a .gguf file, or an address such as "
        "http://127.0.0.1:8000/v1.",
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


def _embedded(settings: Settings) -> "LocalChatModel":
    from labwright.models.local.chat import LocalChatModel
    from labwright.models.probing.kept import kept, key_of_folder
    from labwright.models.weights import manifest

    weights = manifest()["language"]
    abilities = kept(key_of_folder(weights.path)) if weights.present else None
    return LocalChatModel(abilities=abilities or EMBEDDED, adapter=_adapter(settings))


def _in_folder(path: Path, settings: Settings) -> "LocalChatModel":
    from labwright.models.conversion import converted
    from labwright.models.local.chat import LocalChatModel
    from labwright.models.local.profile import unmeasured
    from labwright.models.probing.kept import kept, key_of_folder

    folder = converted(path) if path.suffix.lower() == ".gguf" else path.resolve()
    abilities = kept(key_of_folder(folder)) or unmeasured(folder, name=path.stem)
    return LocalChatModel(folder=folder, abilities=abilities, adapter=_adapter(settings))


def _adapter(settings: Settings) -> Path | None:
    return Path(settings.adapter).expanduser() if settings.adapter else None


def _found(settings: Settings) -> "BaseChatModel":
    """Use a server that runs on this machine, else the embedded model."""
    from labwright.models.endpoint.discovery import served_here

    for served in served_here():
        if served.models:
            return _at(served.address, settings)
    return _embedded(settings)


def _at(address: str, settings: Settings) -> "EndpointChatModel":
    from labwright.models.endpoint.chat import EndpointChatModel

    # A server may serve several models: the one that is meant stands behind a “#”.
    address, _, name = address.partition("#")
    return EndpointChatModel(address=address, name=name, api_key=settings.api_key)
