"""All settings, in one typed place.

Read in this order, later wins: defaults, ``settings.toml`` of the workspace, variables of the
environment (``LABWRIGHT_MODEL`` and so on), arguments.
"""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

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
        api_key: What the server of the model wants as key; best given as ``LABWRIGHT_API_KEY``.
        embedder_key: What the server of the embedder wants, where it is another server.
        reranker: Who ranks what a search found anew: the folder of a cross-encoder, ``model`` for
            the language model, or empty for nobody.
        chroma: Address of a Chroma server that keeps the vectors; empty keeps them in the
            workspace. The documents themselves stay in the workspace either way.
        allow_remote: Whether model, embedder and Chroma may run on another machine.
        router: Who chooses the tools.
        prose: Whether the language model may phrase a lead sentence: ``auto`` lets it where its
            profile says that it helps.
        steps: Most steps one answer may take.
        seconds: Most seconds the steps of one answer may take, and one reply of a server.

    Example:
        >>> Settings().model
        'embedded'
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    model: str = "embedded"
    embedder: str = "embedded"
    adapter: str = ""
    api_key: SecretStr = SecretStr("")
    embedder_key: SecretStr = SecretStr("")
    reranker: str = ""
    chroma: str = ""
    allow_remote: bool = False
    router: Literal["taught", "fit", "similarity", "model"] = "taught"
    prose: Literal["auto", "always", "never"] = "auto"
    steps: int = Field(default=40, ge=1, le=1000)
    seconds: float = Field(default=600.0, gt=0)

    @field_validator("api_key", "embedder_key")
    @classmethod
    def _sendable(cls, key: SecretStr) -> SecretStr:
        return SecretStr(checked_key(key.get_secret_value()))


def checked_key(key: str) -> str:
    r"""Return a key as it is sent: without the blanks and line ends of the file it came from.

    Raises:
        BadSetting: If it holds what no header can carry; the key itself is not shown.

    Example:
        >>> checked_key("sk-1234\n")
        'sk-1234'
    """
    bare = key.strip()
    if not (bare.isascii() and (not bare or bare.isprintable())):
        raise BadSetting(
            "The key of a server holds a character that cannot be sent.",
            "Keys consist of printable ASCII characters: look at api_key and embedder_key.",
        )
    return bare


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
        # Of a misspelt name nobody knows whether its value is a secret.
        shown = name in Settings.model_fields and not name.endswith("_key")
        value = f"{first.get('input')!r}" if shown else "what it is"
        raise BadSetting(
            f"The setting “{name}” cannot be {value}: {first['msg']}.",
            f"Known settings: {', '.join(Settings.model_fields)}.",
        ) from error
