"""What the files of a model say of where it comes from."""

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import BadSetting, MissingFile

_NUMBERS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_TEXT, _LIST = 8, 9
_NAMES = (
    "name",
    "basename",
    "organization",
    "license.name",
    "license.link",
    "repo_url",
    "source.url",
)


class Marks(BaseModel):
    """What files say.

    Args:
        types: Kinds of network.
        names: What the model and those it was made from are called.
        licence: The licence that is stated.
    """

    model_config = ConfigDict(frozen=True)

    types: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    licence: str = ""


def marks_of(path: Path) -> Marks:
    """Read what the files of a model say of where it comes from.

    Args:
        path: Its folder, or its GGUF file.

    Returns:
        What is said; nothing for files that cannot be read.
    """
    if path.suffix.lower() == ".gguf" and path.is_file():
        return _of_gguf(path)
    from labwright.models.local.loading import check

    try:
        config = check(path)
    except (BadSetting, MissingFile):
        return Marks()
    inner = config.get("text_config")
    types = [part.get("model_type") for part in (config, inner) if isinstance(part, dict)]
    made = config.get("architectures")
    names = [config.get("_name_or_path"), *(made if isinstance(made, list) else [])]
    return Marks(types=_texts(types), names=_texts(names))


def _of_gguf(file: Path) -> Marks:
    held: dict[str, Any] = {}
    try:
        with (
            file.open("rb") as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            held.update((k, v) for k, v in _gguf_fields(data) if k.startswith("general."))
    except (OSError, ValueError, struct.error, KeyError, IndexError, RecursionError):
        pass  # what was read before the damage counts
    bases = [value for key, value in held.items() if key.startswith("general.base_model.")]
    names = [held.get(f"general.{key}") for key in _NAMES]
    return Marks(
        types=_texts([held.get("general.architecture")]),
        names=_texts([*names, *bases]),
        licence=next(iter(_texts([held.get("general.license")])), ""),
    )


def _gguf_fields(data: mmap.mmap) -> Iterator[tuple[str, Any]]:
    """Yield the fields in the head of a GGUF file; a list comes as None."""
    magic, version, _, count = struct.unpack_from("<4sIQQ", data, 0)
    if magic != b"GGUF" or version not in (2, 3):
        raise ValueError("another format")
    at = 24
    for _ in range(count):
        key, at = _gguf_text(data, at)
        kind = struct.unpack_from("<I", data, at)[0]
        value, at = _gguf_value(data, at + 4, kind)
        yield key, value


def _gguf_value(data: mmap.mmap, at: int, kind: int) -> tuple[Any, int]:
    if kind == _TEXT:
        return _gguf_text(data, at)
    if kind != _LIST:
        form = "<" + _NUMBERS[kind]
        return struct.unpack_from(form, data, at)[0], at + struct.calcsize(form)
    inner, length = struct.unpack_from("<IQ", data, at)
    at += 12
    if inner in _NUMBERS:
        return None, at + length * struct.calcsize("<" + _NUMBERS[inner])
    for _ in range(length):
        _, at = _gguf_value(data, at, inner)
    return None, at


def _gguf_text(data: mmap.mmap, at: int) -> tuple[str, int]:
    length = struct.unpack_from("<Q", data, at)[0]
    end = at + 8 + length
    if end > len(data):
        raise ValueError("it breaks off")
    return data[at + 8 : end].decode("utf-8", "replace"), end


def _texts(values: list[Any]) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str) and value)
