"""Which embedding model is used, chosen by one setting."""

from pathlib import Path

from labwright.core.errors import BadSetting
from labwright.core.settings import Settings
from labwright.models.addresses import is_address, same_server, split_name
from labwright.models.embedding.folder import EmbeddedEmbedder, SentenceFolder
from labwright.models.embedding.protocol import Embedder


def choose_embedder(settings: Settings) -> Embedder:
    """Return the embedding model that the settings name.

    Args:
        settings: ``embedder`` says which: ``embedded``, a sentence-transformers folder, or the
            address of a server, with ``#name`` where it serves several models.

    Returns:
        The model; a folder was checked, and all else is loaded when it is needed.

    Raises:
        BadSetting: If the setting names nothing that is known here, or a folder that is broken.
        MissingFile: If a folder holds no model.
    """
    setting = settings.embedder.strip()
    if setting == "embedded":
        return EmbeddedEmbedder()
    if is_address(setting):
        from labwright.models.embedding.endpoint import EndpointEmbedder

        address, name = split_name(setting, settings.allow_remote)
        # The key of the model is for the model's server alone.
        shared = is_address(settings.model) and same_server(settings.model, address)
        key = settings.embedder_key.get_secret_value()
        if shared and not key:
            key = settings.api_key.get_secret_value()
        return EndpointEmbedder(address, name, key)
    path = Path(setting).expanduser()
    if setting and path.is_dir():
        embedder = SentenceFolder(path.resolve())
        embedder.check()
        return embedder
    raise BadSetting(
        f"The embedder “{setting}” is not known, and there is no such folder.",
        "Use embedded, a sentence-transformers folder, or an address such as "
        "http://127.0.0.1:8000/v1.",
    )
