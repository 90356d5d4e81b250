"""The files of an embedding model: whether they fit together, and what tells them from others."""

import hashlib
import os
from pathlib import Path

from labwright.core.errors import BadSetting
from labwright.models.json_files import json_object

_WEIGHTS = ("*.safetensors", "*.bin")
_OTHERS = ("*.json", "*.txt", "*.model", "*/config.json")
"""Tokenizer, modules, pooling, prompts and lengths."""
_TOKENIZERS = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model")


def digest_of(folder: Path) -> str:
    """Return a digest of all that decides which vectors a model makes.

    Args:
        folder: Folder of the model.

    Returns:
        SHA-256 in hexadecimal; that of a file is kept in the cache, by path, size and date.
    """
    files = {file for pattern in (*_WEIGHTS, *_OTHERS) for file in folder.glob(pattern)}
    whole = hashlib.sha256()
    for file in sorted(files):
        whole.update(f"{file.relative_to(folder)} {_digest(file)}\n".encode())
    return whole.hexdigest()


def _digest(file: Path) -> str:
    from labwright.models.weights import cache_folder

    state = file.stat()
    mark = f"{file.resolve()} {state.st_size} {state.st_mtime_ns}"
    name = hashlib.sha256(mark.encode()).hexdigest()[:32]
    kept = cache_folder().parent / "digests" / name
    try:
        return kept.read_text(encoding="ascii")
    except (OSError, ValueError):
        pass
    with file.open("rb") as stream:
        made = hashlib.file_digest(stream, "sha256").hexdigest()
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(f".{os.getpid()}.part")
        half.write_text(made, encoding="ascii")
        half.replace(kept)
    except OSError:
        pass  # it is computed again the next time
    return made


def check_tokenizer(folder: Path) -> None:
    """Check that a model has a tokenizer whose tokens it knows.

    Raises:
        BadSetting: If there is none, or one that belongs to another model.
    """
    if not any(file for pattern in _TOKENIZERS for file in folder.glob(pattern)):
        raise BadSetting(f"{folder} holds no tokenizer.", "Expected: tokenizer.json.")
    size = json_object(folder / "config.json").get("vocab_size")
    if not (folder / "tokenizer.json").exists() or not isinstance(size, int):
        return
    highest = _highest(folder / "tokenizer.json")
    if highest >= size:
        raise BadSetting(
            f"The tokenizer in {folder} has a token {highest}; the model knows {size}.",
            "Take all files of a model from one place.",
        )


def _highest(file: Path) -> int:
    """Return the highest number of a token.

    Raises:
        BadSetting: If the file is damaged.
    """
    from tokenizers import Tokenizer

    try:
        vocabulary = Tokenizer.from_file(str(file)).get_vocab()
    except Exception as error:  # the library raises Exception itself
        raise BadSetting(
            f"{file} cannot be read: {error}.", "Copy it anew from where the model came from."
        ) from error
    if not vocabulary:
        raise BadSetting(f"{file} has no tokens.", "Copy it anew from where the model came from.")
    return int(max(vocabulary.values()))
