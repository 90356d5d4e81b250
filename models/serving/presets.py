"""Models that are served by name, and the licences they are under."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import BadSetting


class Licence(BaseModel):
    """A licence of models.

    Args:
        key: Short name.
        name: Its name.
        text: Where it can be read.
        binds: What it forbids or asks; empty if it leaves its users free.
        types: Values of ``model_type`` of the models under it.
        names: Beginnings of the names of the models under it.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    name: str
    text: str
    binds: str = ""
    types: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Preset(BaseModel):
    """A model with all that is needed to serve it, see ``presets.toml``.

    Args:
        key: Its name here.
        repository: Where its files come from.
        licence: Key of its licence.
        context: Tokens it reads and writes in one call.
        memory: GB of its weights.
        gpus: GPUs that hold it.
        vllm: Flags for vLLM.
        sampling: Recommended sampling.
        note: What else to know.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    repository: str
    licence: str
    context: int
    memory: int
    gpus: int
    vllm: tuple[str, ...]
    sampling: dict[str, float]
    note: str = ""


@cache
def _read() -> dict[str, Any]:
    text = (files("labwright.models.serving") / "presets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def presets() -> dict[str, Preset]:
    """Return the presets by name.

    Example:
        >>> presets()["k-exaone"].gpus
        4
    """
    return {key: Preset(key=key, **entry) for key, entry in _read()["models"].items()}


def licences() -> dict[str, Licence]:
    """Return the licences by key."""
    return {key: Licence(key=key, **entry) for key, entry in _read()["licences"].items()}


def preset(name: str) -> Preset:
    """Return a preset.

    Args:
        name: Its name; letters may be of any case.

    Raises:
        BadSetting: If there is none of that name.
    """
    known = presets()
    found = known.get(name.strip().lower())
    if found is None:
        raise BadSetting(
            f"There is no model “{name}”: no preset, no folder and no GGUF file of that name.",
            f"Presets: {', '.join(known)}.",
        )
    return found
