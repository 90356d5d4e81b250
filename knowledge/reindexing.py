"""Embedding all passages by another model."""

import time
from collections.abc import Callable

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import WrongEmbedder
from labwright.knowledge.storage.catalogue import Catalogue
from labwright.models.embedding.protocol import Embedder

_BATCH = 64
Progress = Callable[[int, int], None]


class Reindexed(BaseModel):
    """What reindexing did.

    Args:
        embedder: The model in force now.
        embedded: Passages that were embedded in this run.
        passages: Passages in all.
        too_long: Passages of which the model reads only the beginning.
        seconds: Wall time.
    """

    model_config = ConfigDict(frozen=True)

    embedder: str
    embedded: int
    passages: int
    too_long: int
    seconds: float


def check_embedder(catalogue: Catalogue, embedder: Embedder) -> None:
    """Refuse to compare vectors of different models.

    Raises:
        WrongEmbedder: If the documents were embedded by another model.
    """
    held = catalogue.embeddings.embedder
    if held and held != embedder.name:
        raise WrongEmbedder(
            f"The documents were embedded by “{held}”, and the settings name “{embedder.name}”: "
            "their vectors cannot be compared.",
            "Embed them anew with: labwright reindex; or set the embedder back.",
        )


def embed_anew(
    catalogue: Catalogue, embedder: Embedder, progress: Progress = lambda done, total: None
) -> Reindexed:
    """Embed all passages by a model and let its vectors be searched from then on.

    Until the end the old vectors stay in force. A run that was interrupted goes on where it
    stopped: what is embedded stays.

    Args:
        catalogue: The catalogue; the caller holds the writer's lock.
        embedder: The model.
        progress: Told (passages done, passages in all).

    Returns:
        What was done.
    """
    began = time.perf_counter()
    name, total = embedder.name, len(catalogue.embeddings.ids())
    embedded = too_long = 0
    while batch := catalogue.embeddings.missing(name, _BATCH):
        keys, texts = [key for key, _ in batch], [text for _, text in batch]
        catalogue.embeddings.keep(name, keys, embedder.embed(texts))
        too_long += sum(len(embedder.token_offsets(text)) > embedder.limit for text in texts)
        embedded += len(batch)
        progress(embedded, total)
    if total and catalogue.embeddings.embedder != name:
        catalogue.embeddings.switch(name)
    return Reindexed(
        embedder=name,
        embedded=embedded,
        passages=total,
        too_long=too_long,
        seconds=round(time.perf_counter() - began, 2),
    )
