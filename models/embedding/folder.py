"""Sentence embeddings by a model in a folder, as sentence-transformers lays it out."""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadSetting, MissingFile
from labwright.models.embedding.bert import BertEncoder, is_plain_bert
from labwright.models.embedding.contents import check_tokenizer, digest_of
from labwright.models.embedding.protocol import Progress
from labwright.models.embedding.words import Words
from labwright.models.json_files import json_object

if TYPE_CHECKING:
    from labwright.models.embedding.protocol import Vectors

_BATCH = 32
_KNOWN = ("Transformer", "Pooling", "Normalize")
_POOLINGS = {
    "pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
}  # fmt: skip
_FOR_QUERIES, _FOR_PASSAGES = ("query", "s2p_query"), ("passage", "document")
EMBEDDED_NAME = "all-MiniLM-L6-v2"


class SentenceFolder:
    """A sentence-transformers model, by our own BERT or by transformers.

    Args:
        folder: Its folder.
        name: Name under which vectors are stored; None makes one from name and content.

    Raises:
        MissingFile: If there is no such folder.
        BadSetting: If it holds something that would be computed otherwise than its makers meant.

    Example:
        >>> EmbeddedEmbedder().embed(["aspirin"]).shape  # doctest: +SKIP
        (1, 384)
    """

    def __init__(self, folder: Path, name: str | None = None) -> None:
        self._given = folder
        self._name = name

    @cached_property
    def _folder(self) -> Path:
        if not (self._given / "config.json").is_file():
            raise MissingFile(f"{self._given} holds no embedding model.", "Expected: config.json.")
        check_tokenizer(self._given)
        return self._given

    @cached_property
    def _pooling(self) -> str:
        return _pooling(self._folder)

    @cached_property
    def name(self) -> str:
        """Name of the model; other weights have another name."""
        if self._name:
            return self._name
        return f"{self._folder.name}-{digest_of(self._folder)[:8]}-{self._pooling}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._encoder.dimension)

    @cached_property
    def limit(self) -> int:
        """Most tokens of a text that count."""
        asked = json_object(self._folder / "sentence_bert_config.json").get("max_seq_length")
        return min(int(asked or self._encoder.limit), int(self._encoder.limit))

    @cached_property
    def _words(self) -> Words:
        return Words(self._folder)

    @cached_property
    def _encoder(self) -> Any:
        if is_plain_bert(self._folder):
            return BertEncoder(self._folder)
        from labwright.models.embedding.encoder import TransformersEncoder

        return TransformersEncoder(self._folder)

    @cached_property
    def _prompts(self) -> dict[str, str]:
        found = json_object(self._folder / "config_sentence_transformers.json").get("prompts")
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}

    def _prompt(self, names: Sequence[str]) -> str:
        return next((self._prompts[name] for name in names if name in self._prompts), "")

    def check(self) -> None:
        """Check that the files are whole and fit together, so that no document is blamed for them.

        Raises:
            MissingFile: If there is no model.
            BadSetting: If they do not, or would be computed otherwise than their makers meant.
        """
        self._encoder.check()
        if not self._pooling or not self.limit:
            raise BadSetting(f"{self._folder} reads no tokens.", "Look at max_seq_length.")

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the character span of each token, special tokens left out."""
        return self._words.offsets(text)

    def is_word(self, text: str) -> bool:
        """Tell whether a lower-case text is one ordinary word of the tokenizer's vocabulary."""
        return self._words.is_word(text)

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> "Vectors":
        """Embed passages.

        Args:
            texts: The texts; what lies behind the last token that counts does not.
            progress: Told how many texts were done since the last call.

        Returns:
            Unit vectors, float32, shape (texts, dimension), in the order of the texts.
        """
        return self._embed([self._prompt(_FOR_PASSAGES) + text for text in texts], progress)

    def embed_query(self, text: str) -> "Vectors":
        """Return the unit vector of a question, shape (dimension,)."""
        found: Vectors = self._embed([self._prompt(_FOR_QUERIES) + text], None)[0]
        return found

    def _embed(self, texts: Sequence[str], progress: Progress | None) -> "Vectors":
        import numpy as np

        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        rows = [self._words.tokens(text, self.limit) for text in texts]
        # Texts of like length together: filling up is work for nothing.
        order = sorted(range(len(texts)), key=lambda i: len(rows[i]))
        for first in range(0, len(order), _BATCH):
            some = order[first : first + _BATCH]
            vectors[some] = self._pooled([rows[i] for i in some])
            if progress is not None:
                progress(len(some))
        return vectors

    def _pooled(self, rows: list[list[int]]) -> "Vectors":
        import numpy as np

        hidden, mask = self._encoder.hidden(rows)
        weight = mask[..., None]
        if self._pooling == "cls":
            pooled = hidden[:, 0]
        elif self._pooling == "max":
            pooled = np.where(weight > 0, hidden, -np.inf).max(1)
        else:
            pooled = (hidden * weight).sum(1) / weight.sum(1)
        length = np.linalg.norm(pooled, axis=1, keepdims=True)
        unit: Vectors = (pooled / np.maximum(length, 1e-12)).astype(np.float32)
        return unit


class EmbeddedEmbedder(SentenceFolder):
    """The embedded model; that its weights are missing is said when they are used."""

    def __init__(self) -> None:
        from labwright.models.weights import manifest

        super().__init__(manifest()["embedding"].path, EMBEDDED_NAME)

    @cached_property
    def _folder(self) -> Path:
        from labwright.models.weights import located

        return located("embedding")


def _pooling(folder: Path) -> str:
    modules = _json_list(folder / "modules.json")
    kinds = [str(module.get("type", "")).rsplit(".", 1)[-1] for module in modules]
    if unknown := [kind for kind in kinds if kind not in _KNOWN]:
        raise BadSetting(
            f"The embedding model in {folder} has a part that is not known: {unknown[0]}.",
            "Serve it and give the address, or use another model.",
        )
    path = next(
        (m.get("path", "") for m, k in zip(modules, kinds, strict=True) if k == "Pooling"), ""
    )
    config = json_object(folder / str(path) / "config.json") if path else {}
    if config.get("include_prompt") is False:
        raise BadSetting(
            f"The embedding model in {folder} leaves its prompts out when it pools "
            "(include_prompt is false), which is not done here.",
            "Serve it and give the address, or use another model.",
        )
    chosen = [name for key, name in _POOLINGS.items() if config.get(key)]
    others = [key for key, on in config.items() if on is True and key.startswith("pooling_mode")]
    if len(chosen) > 1 or len(others) != len(chosen):
        raise BadSetting(
            f"The embedding model in {folder} pools in a way that is not known: {others}.",
            "Known are the mean, the first token and the maximum.",
        )
    return chosen[0] if chosen else "mean"


def _json_list(file: Path) -> list[dict[str, Any]]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [entry for entry in read if isinstance(entry, dict)] if isinstance(read, list) else []
