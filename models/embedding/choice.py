"""Which embedding model is used, chosen by one setting."""

from pathlib import Path

from labwright.core.errors import BadSetting
from labwright.core.settings import Settings
from labwright.models.addresses import checked_address, is_address
from labwright.models.embedding.folder import EmbeddedEmbedder, SentenceFolder
from labwright.models.embedding.protocol import Embedder


def choose_embedder(settings: Settings) -> Embedder:
    """Return the embedding model that the settings name.

    Args:
        settings: ``embedder`` says which: ``embedded``, a sentence-transformers folder, or the
            address of a server, with ``#name`` where it serves several models.

    Returns:
        The model, nothing of it loaded yet.

    Raises:
        BadSetting: If the setting names nothing that is known here.
    """
    setting = settings.embedder.strip()
    if setting == "embedded":
        return EmbeddedEmbedder()
    if is_address(setting):
        from labwright.models.embedding.endpoint import EndpointEmbedder

        address, _, name = setting.partition("#")
        checked = checked_address(address, settings.allow_remote)
        return EndpointEmbedder(checked, name, settings.api_key.get_secret_value())
    path = Path(setting).expanduser()
    if setting and path.is_dir():
        return SentenceFolder(path.resolve())
    raise BadSetting(
        f"The embedder “{setting}” is not known, and there is no such folder.",
        "Use embedded, a sentence-transformers folder, or an address such as "
        "http://127.0.0.1:8000/v1.",
    )
