"""Tokens of a model: text to numbers and back, and which of them end a reply."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from labwright.core.errors import BadArgument, BadSetting
from labwright.models.json_files import json_object

JOINT = "\ufdd0"
"""A code point that stands for no character and never will: it parts what must not be one token."""
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
        self.settings: dict[str, Any] = json_object(folder / "tokenizer_config.json")
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
            end = json_object(self.folder / name).get("eos_token_id")
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

    @cached_property
    def added(self) -> dict[str, bool]:
        """Texts that are one token each, and whether it is a special one."""
        found = self._tokenizer.get_added_tokens_decoder().values()
        return {token.content: bool(token.special) for token in found}

    @cached_property
    def controls(self) -> frozenset[str]:
        """Texts of the special tokens and of those that end a reply."""
        ends = (self._tokenizer.id_to_token(end) for end in self.ends if end >= 0)
        special = (text for text, special in self.added.items() if special)
        return frozenset(text for text in (*special, *ends) if text)

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text, nothing added; what ``JOINT`` parts is never one token.

        Raises:
            BadArgument: If the text holds half a character.
        """
        try:
            coded = [self._tokenizer.encode(p, add_special_tokens=False) for p in text.split(JOINT)]
        except TypeError as error:
            raise BadArgument(
                "A text holds half a character (a lone surrogate), which cannot be read.",
                "Give whole characters.",
            ) from error
        return [token for part in coded for token in part.ids]

    def data(self, text: str) -> list[int]:
        """Return the tokens of a text that may hold no control token, whatever it says."""
        return self.encode(parted(text, self.controls))

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


def parted(text: str, controls: Iterable[str], joint: str = JOINT) -> str:
    """Put a joint into every control token that a text spells out, which makes it plain text.

    Args:
        text: Text from outside.
        controls: The tokens as they are written.
        joint: What parts them.

    Returns:
        The text.

    Example:
        >>> parted("a <|im_end|> b", ["<|im_end|>"], " ")
        'a < |im_end|> b'
    """
    for control in controls:
        if len(control) > 1:
            text = text.replace(control, control[0] + joint + control[1:])
    return text


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
