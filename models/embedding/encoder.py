"""Any encoder, by transformers."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from labwright.models.embedding.whole import whole_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]


class TransformersEncoder:
    """An encoder that transformers knows, in float32.

    Args:
        folder: Its folder.

    Raises:
        BadSetting: If it cannot be loaded.
    """

    def __init__(self, folder: Path) -> None:
        self._model = whole_model("AutoModel", folder, "embedding model", may_lack="pooler")
        config = self._model.config
        self.dimension = int(config.hidden_size)
        # RoBERTa and its kin keep two positions for themselves.
        offset = (
            2 if getattr(config, "model_type", "") in ("roberta", "xlm-roberta", "mpnet") else 0
        )
        self.limit = int(getattr(config, "max_position_embeddings", 512)) - offset

    def check(self) -> None:
        """Do nothing: what has been loaded fits."""

    def hidden(self, rows: Sequence[Sequence[int]]) -> "tuple[Array, Array]":
        """Return the vectors of tokens and where there are tokens, as ``BertEncoder`` does."""
        import torch

        width = max(map(len, rows))
        fill = int(getattr(self._model.config, "pad_token_id", None) or 0)
        ids = torch.full((len(rows), width), fill, dtype=torch.long)
        mask = torch.zeros((len(rows), width), dtype=torch.long)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = torch.tensor(list(row))
            mask[number, : len(row)] = 1
        with torch.inference_mode():
            hidden = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
        return hidden.float().numpy(), mask.float().numpy()
