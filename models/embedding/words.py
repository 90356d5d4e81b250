"""Words and tokens of an embedding model."""

import re
from functools import cached_property
from pathlib import Path
from typing import Any

from labwright.core.errors import BadSetting

_STARTS = ("", "▁", "Ġ")
"""How tokenizers mark a token that begins a word."""


class Words:
    """The tokenizer of an embedding model.

    Args:
        folder: Folder of the model.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        file = self._folder / "tokenizer.json"
        made = Tokenizer.from_file(str(file)) if file.exists() else _by_transformers(self._folder)
        made.no_padding()
        made.no_truncation()
        return made

    def tokens(self, text: str, limit: int) -> list[int]:
        """Return the tokens of a text, special ones included, cut at a limit."""
        ids = list(self._tokenizer.encode(text).ids)
        if len(ids) <= limit:
            return ids
        return [*ids[: limit - 1], ids[-1]]  # the last one says that the text has ended

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the character span of each token, special tokens left out."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return [(start, end) for start, end in encoded.offsets]

    def is_word(self, text: str) -> bool:
        """Tell whether a lower-case text is one token that begins a word."""
        return any(self._tokenizer.token_to_id(start + text) is not None for start in _STARTS)


def _by_transformers(folder: Path) -> Any:
    from transformers import AutoTokenizer

    try:
        return AutoTokenizer.from_pretrained(str(folder), local_files_only=True).backend_tokenizer
    except Exception as error:  # it raises whatever its parts raise
        raise BadSetting(
            f"{folder} holds no tokenizer that can be loaded: {error}.",
            "Expected: tokenizer.json.",
        ) from error


class PlainWords:
    """Words and tokens where no tokenizer is at hand: rather too many tokens than too few."""

    _PIECE = re.compile(r"[^\W\d_]{1,4}|\d|\S")
    _WORD = re.compile(r"[^\W\d_]{2,}")

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the character spans of pieces of at most four letters."""
        return [found.span() for found in self._PIECE.finditer(text)]

    def is_word(self, text: str) -> bool:
        """Tell whether a text is letters only."""
        return self._WORD.fullmatch(text) is not None
