"""Which language model answers, chosen by one setting."""

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from labwright.core.errors import BadSetting
from labwright.core.settings import Settings
from labwright.models.addresses import is_address, split_name
from labwright.models.profile import EMBEDDED, SILENT, ModelProfile

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from labwright.models.endpoint.chat import EndpointChatModel
    from labwright.models.local.chat import LocalChatModel

_PASSED_OVER = "labwright_passed_over"


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
        # A server may serve several models: the one that is meant stands behind a “#”.
        return _at(*split_name(setting, settings.allow_remote), settings)
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


def remarks_of(model: "BaseChatModel | None") -> list[str]:
    """Return what every answer must say of the model that was chosen.

    Args:
        model: A chat model, or None.

    Returns:
        The remarks of its profile, and what ``auto`` passed over before it came to this model.
    """
    passed_over = ((model.metadata if model else None) or {}).get(_PASSED_OVER, ())
    return [
        *profile_of(model).remarks(),
        *(f"The setting auto passed over {server}." for server in passed_over),
    ]


def _embedded(settings: Settings) -> "LocalChatModel":
    from labwright.models.local.chat import LocalChatModel
    from labwright.models.probing.kept import kept, key_of_folder
    from labwright.models.weights import manifest

    weights = manifest()["language"]
    adapter = _adapter(settings)
    abilities = kept(key_of_folder(weights.path, adapter)) if weights.present else None
    return LocalChatModel(abilities=abilities or EMBEDDED, adapter=adapter)


def _in_folder(path: Path, settings: Settings) -> "LocalChatModel":
    from labwright.models.conversion import converted
    from labwright.models.local.chat import LocalChatModel
    from labwright.models.local.profile import unmeasured
    from labwright.models.probing.kept import kept, key_of_folder

    folder = converted(path) if path.suffix.lower() == ".gguf" else path.resolve()
    known = unmeasured(folder, name=path.stem, source=path)
    measured = kept(key_of_folder(folder, _adapter(settings)))
    if measured is not None:  # what a model may be used for is not measured
        known = measured.model_copy(update={"licence": known.licence})
    return LocalChatModel(folder=folder, abilities=known, adapter=_adapter(settings))


def _adapter(settings: Settings) -> Path | None:
    return Path(settings.adapter).expanduser() if settings.adapter else None


def _found(settings: Settings) -> "BaseChatModel":
    """Use a server that runs on this machine, else the embedded model."""
    from labwright.models.endpoint.discovery import served_here

    passed_over: list[str] = []
    model: BaseChatModel | None = None
    for found in served_here(settings.api_key.get_secret_value()):
        if found.models and not found.refuses:
            # Whoever asked for no key is not given one.
            model = _at(found.address, "", settings, with_key=found.wants_key)
            break
        passed_over.append(found.shown())
    model = model or _embedded(settings)
    if passed_over:
        model.metadata = (model.metadata or {}) | {_PASSED_OVER: passed_over}
    return model


def _at(address: str, name: str, settings: Settings, with_key: bool = True) -> "EndpointChatModel":
    from labwright.models.endpoint.chat import EndpointChatModel

    key = settings.api_key if with_key else SecretStr("")
    return EndpointChatModel(address=address, name=name, api_key=key, total=settings.seconds)
