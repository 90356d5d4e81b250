"""Tokens of a model: text to numbers and back, and which of them end a reply."""

import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from labwright.core.errors import BadSetting

_SPECIAL = ("bos_token", "eos_token", "pad_token", "unk_token")


class Vocabulary:
    """The tokenizer of a model's folder.

    Only the ``tokenizers`` library is loaded where the folder holds a ``tokenizer.json``:
    transformers takes a second to import, which a short question should not wait for.

    Args:
        folder: Folder of the model.

    Raises:
        BadSetting: If the folder holds no tokenizer that can be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings: dict[str, Any] = _json(folder / "tokenizer_config.json")
        self._tokenizer = _tokenizer(folder)

    @cached_property
    def special(self) -> dict[str, str]:
        """Texts of the special tokens by their role, as templates want them."""
        found = {name: self.settings.get(name) for name in _SPECIAL}
        texts = {name: v["content"] if isinstance(v, dict) else v for name, v in found.items()}
        return {name: text for name, text in texts.items() if isinstance(text, str)}

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Tokens that end a reply, those of the tokenizer first."""
        ids = [self._tokenizer.token_to_id(self.special.get("eos_token", ""))]
        for name in ("generation_config.json", "config.json"):
            end = _json(self.folder / name).get("eos_token_id")
            ids += end if isinstance(end, list) else [end]
        found = tuple(dict.fromkeys(i for i in ids if i is not None))
        if not found:
            raise BadSetting(
                f"{self.folder} does not say which token ends a reply.",
                "Expected: eos_token_id in generation_config.json or config.json.",
            )
        return found

    def __len__(self) -> int:
        """Return the number of tokens."""
        return int(self._tokenizer.get_vocab_size(with_added_tokens=True))

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text, nothing added."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def decode(self, tokens: Iterable[int]) -> str:
        """Return the text of tokens without those that end a reply.

        Other special tokens stay: ``<tool_call>`` is one in some vocabularies.
        """
        kept = [token for token in tokens if token not in self.ends]
        return str(self._tokenizer.decode(kept, skip_special_tokens=False))

    def for_grammar(self, size: int) -> Any:
        """Return the tokenizer in the form that llguidance reads.

        Args:
            size: Tokens the model can score, which may be more than the tokenizer knows.

        Returns:
            An ``LLTokenizer``.
        """
        from llguidance import LLTokenizer

        return LLTokenizer(self._tokenizer.to_str(), n_vocab=size, eos_token=list(self.ends))


def _tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    file = folder / "tokenizer.json"
    try:
        if file.exists():
            made = Tokenizer.from_file(str(file))
        else:
            from transformers import AutoTokenizer

            made = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
            made = made.backend_tokenizer
    except Exception as error:  # both libraries raise whatever their parts raise
        raise BadSetting(
            f"{folder} holds no tokenizer that can be read: {error}.",
            "A model's folder holds tokenizer.json beside config.json and *.safetensors.",
        ) from error
    made.no_padding()
    made.no_truncation()
    return made


def _json(file: Path) -> dict[str, Any]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
