"""All settings, in one typed place.

Read in this order, later wins: defaults, ``settings.toml`` of the workspace, variables of the
environment (``LABWRIGHT_MODEL`` and so on), arguments.
"""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from labwright.core.errors import BadSetting

_ENVIRONMENT = "LABWRIGHT_"


class Settings(BaseModel):
    """How labwright behaves.

    Args:
        model: The language model: ``embedded``; a folder of safetensors or a GGUF file; the
            address of a local server such as ``http://127.0.0.1:8000/v1``; ``auto`` for whatever
            server runs here; ``none`` for answers without model prose.
        embedder: The embedding model: ``embedded``, a sentence-transformers folder, or the
            address of a server.
        adapter: A LoRA adapter for the model in this process: its folder.
        api_key: What the server wants as key; best given as ``LABWRIGHT_API_KEY``.
        allow_remote: Whether model and embedder may run on another machine.
        router: Who chooses the tools.
        prose: Whether the language model may phrase a lead sentence: ``auto`` lets it where its
            profile says that it helps.
        steps: Most steps one answer may take.
        seconds: Most seconds the steps of one answer may take.

    Example:
        >>> Settings().model
        'embedded'
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = "embedded"
    embedder: str = "embedded"
    adapter: str = ""
    api_key: SecretStr = SecretStr("")
    allow_remote: bool = False
    router: Literal["fit", "similarity", "model"] = "fit"
    prose: Literal["auto", "always", "never"] = "auto"
    steps: int = Field(default=40, ge=1, le=1000)
    seconds: float = Field(default=600.0, gt=0)


def load_settings(file: Path | None = None, **chosen: Any) -> Settings:
    """Read the settings.

    Args:
        file: A ``settings.toml``; a missing file is no fault.
        chosen: Settings named by the caller; None means not named.

    Returns:
        The settings in force.

    Raises:
        BadSetting: If a value cannot be used or a name is unknown.

    Example:
        >>> load_settings(None, steps=3).steps
        3
    """
    values: dict[str, Any] = {}
    if file is not None and file.exists():
        try:
            values |= tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSetting(f"{file} is not valid TOML: {error}.", "Mend or delete it.") from error
    for name in Settings.model_fields:
        if (text := os.environ.get(_ENVIRONMENT + name.upper())) is not None:
            values[name] = text
    values |= {name: value for name, value in chosen.items() if value is not None}
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise BadSetting(
            f"The setting “{name}” cannot be {first.get('input')!r}: {first['msg']}.",
            f"Known settings: {', '.join(Settings.model_fields)}.",
        ) from error
