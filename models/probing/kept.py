"""Profiles that were measured, kept in the user's cache for the next time."""

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from labwright.models.profile import ModelProfile

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def key_of_folder(folder: Path) -> str:
    """Return the key of a model in a folder: other weights are another model."""
    weights = sorted(folder.glob("*.safetensors"))
    marks = [f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in weights]
    return "\n".join((str(folder.resolve()), *marks))


def key_of_address(address: str, name: str) -> str:
    """Return the key of a model that a server serves."""
    return f"{address}\n{name}"


def key_of(model: "BaseChatModel") -> str | None:
    """Return the key of a model of labwright's own; None for others."""
    from labwright.models.endpoint.chat import EndpointChatModel
    from labwright.models.local.chat import LocalChatModel
    from labwright.models.weights import located

    if isinstance(model, EndpointChatModel):
        return key_of_address(model.address, model.served_name)
    if isinstance(model, LocalChatModel):
        return key_of_folder(model.folder or located("language"))
    return None


def file_of(key: str) -> Path:
    """Return the file of a key."""
    from labwright.models.weights import cache_folder

    name = hashlib.sha256(key.encode()).hexdigest()[:24]
    return cache_folder().parent / "profiles" / f"{name}.json"


def kept(key: str) -> ModelProfile | None:
    """Return the profile that was measured, if one was and can be read.

    Args:
        key: Of the model.

    Returns:
        The profile; None also for a damaged file, which the next measurement replaces.
    """
    try:
        held = json.loads(file_of(key).read_text(encoding="utf-8"))
        return ModelProfile.model_validate(held["profile"]) if held["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return None


def keep(key: str, profile: ModelProfile) -> Path:
    """Keep a profile.

    Args:
        key: Of the model.
        profile: What was measured.

    Returns:
        The file.
    """
    file = file_of(key)
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(f".{os.getpid()}.part")
    held = {"key": key, "profile": profile.model_dump(mode="json")}
    half.write_text(json.dumps(held, ensure_ascii=False, indent=2), encoding="utf-8")
    half.replace(file)
    return file
