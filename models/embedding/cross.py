"""Cross-encoders: question and passage read together, for ranking what was found anew.

Source of the method: R. Nogueira, K. Cho, arXiv:1901.04085 (2019).
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from labwright.core.errors import BadSetting, MissingFile
from labwright.models.embedding.whole import whole_model

_BATCH = 16


class CrossEncoder:
    """A model in a folder that scores how well a passage answers a question.

    Args:
        folder: Its folder, with ``config.json``, ``tokenizer.json`` and safetensors.

    Raises:
        MissingFile: If it holds no model.

    Example:
        >>> CrossEncoder(Path("models/ms-marco-MiniLM"))("melting point?", [])  # doctest: +SKIP
        []
    """

    def __init__(self, folder: Path) -> None:
        missing = [n for n in ("config.json", "tokenizer.json") if not (folder / n).is_file()]
        if missing:
            raise MissingFile(
                f"{folder} holds no cross-encoder: {missing[0]} is missing.",
                "Give a folder with config.json, tokenizer.json and *.safetensors.",
            )
        self._folder = folder

    def __call__(self, question: str, passages: Sequence[str]) -> list[float]:
        """Score passages.

        Args:
            question: The question.
            passages: Texts; of a long one the end is not read.

        Returns:
            A number for each, higher for better; only their order means something.

        Raises:
            BadSetting: If the model cannot be loaded, or gives something else than one score.
        """
        scores = [0.0] * len(passages)
        # Of like length together: what is added to the shorter ones is computed for nothing.
        order = sorted(range(len(passages)), key=lambda i: len(passages[i]))
        for first in range(0, len(order), _BATCH):
            some = order[first : first + _BATCH]
            found = self._scores(question, [passages[i] for i in some])
            for at, score in zip(some, found, strict=True):
                scores[at] = score
        return scores

    def _scores(self, question: str, passages: Sequence[str]) -> list[float]:
        import torch

        given = self._tokenizer(
            [question] * len(passages), list(passages), padding=True, truncation="only_second",
            max_length=self._limit, return_tensors="pt",
        )  # fmt: skip
        with torch.inference_mode():
            scores = self._model(**given).logits.float()
        return [float(score) for score in scores[:, 0]]

    @property
    def _limit(self) -> int:
        asked = int(self._tokenizer.model_max_length)
        return min(asked, int(getattr(self._model.config, "max_position_embeddings", 512)))

    @cached_property
    def _tokenizer(self) -> Any:
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(str(self._folder), local_files_only=True)

    @cached_property
    def _model(self) -> Any:
        model = whole_model("AutoModelForSequenceClassification", self._folder, "cross-encoder")
        if model.config.num_labels != 1:
            raise BadSetting(
                f"{self._folder} holds no cross-encoder that can be used: it gives "
                f"{model.config.num_labels} scores instead of one.",
                "Expected: a model for sequence classification with one label.",
            )
        return model


def choose_reranker(setting: str) -> CrossEncoder | None:
    """Return the cross-encoder that a setting names; None if it is empty.

    Args:
        setting: Its folder.

    Raises:
        MissingFile: If the folder holds none.

    Example:
        >>> choose_reranker("") is None
        True
    """
    return CrossEncoder(Path(setting).expanduser().resolve()) if setting.strip() else None
