"""Profiles that were measured, kept in the user's cache for the next time."""

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from labwright.models.profile import ModelProfile

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Claims = dict[str, Any]
_HERE = ("localhost", "::1")


def key_of_folder(folder: Path, adapter: Path | None = None) -> str:
    """Return the key of a model in a folder: other weights, or an adapter, are another model."""
    folders = [folder, *([adapter] if adapter else [])]
    return "\n".join(line for each in folders for line in _marks(each))


def _marks(folder: Path) -> list[str]:
    states = [(file.name, file.stat()) for file in sorted(folder.glob("*.safetensors"))]
    marks = [f"{name} {state.st_size} {state.st_mtime_ns}" for name, state in states]
    return [str(folder.resolve()), *marks]


def key_of_address(address: str, name: str) -> str:
    """Return the key of a model that a server serves; this machine's names are one."""
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(address)
    if parts.hostname in _HERE:
        parts = parts._replace(netloc=parts.netloc.replace(_host(parts.netloc), "127.0.0.1"))
    return f"{urlunsplit(parts)}\n{name}"


def _host(netloc: str) -> str:
    bare = netloc.rpartition("@")[2]
    return bare[: bare.index("]") + 1] if bare.startswith("[") else bare.partition(":")[0]


def mark_of_folder(folder: Path) -> str:
    """Return what ``labwright serve`` tells of the files it serves, whatever its port."""
    return hashlib.sha256(key_of_folder(folder).encode()).hexdigest()[:24]


def key_of(model: "BaseChatModel") -> str | None:
    """Return the key of a model of labwright's own; None for others."""
    from labwright.models.endpoint.chat import EndpointChatModel
    from labwright.models.local.chat import LocalChatModel
    from labwright.models.weights import located

    if isinstance(model, EndpointChatModel):
        return key_of_address(model.address, model.served_name)
    if isinstance(model, LocalChatModel):
        return key_of_folder(model.folder or located("language"), model.adapter)
    return None


def _key_of_files(model: "BaseChatModel") -> str | None:
    """Return the key of the files behind a server that tells their mark, as our own does."""
    from labwright.models.endpoint.chat import EndpointChatModel
    from labwright.models.endpoint.servers import dug_out

    if not isinstance(model, EndpointChatModel):
        return None
    entry = dug_out(model.transport.get("/models"), "data.*", model.served_name) or {}
    mark = entry.get("mark") if entry.get("owned_by") == "labwright" else None
    return f"labwright serve\n{mark}" if mark else None


def claims_of(model: "BaseChatModel") -> Claims | None:
    """Return what a server tells of itself: whoever tells something else is another server."""
    from labwright.models.endpoint.chat import EndpointChatModel

    if not isinstance(model, EndpointChatModel):
        return None
    served = model.served
    return {"kind": served.kind.key, "version": served.version, "context": served.context}


def kept_of(model: "BaseChatModel") -> ModelProfile | None:
    """Return the profile that was measured of a model, as it is served now."""
    keys = [key for key in (_key_of_files(model), key_of(model)) if key]
    found = (kept(key, claims_of(model)) for key in keys)
    return next((profile for profile in found if profile), None)


def keep_of(model: "BaseChatModel", profile: ModelProfile) -> Path | None:
    """Keep the profile that was measured of a model; None for a foreign one."""
    keys = [key for key in (_key_of_files(model), key_of(model)) if key]
    files = [keep(key, profile, claims_of(model)) for key in keys]
    return files[0] if files else None


def file_of(key: str) -> Path:
    """Return the file of a key."""
    from labwright.models.weights import cache_folder

    name = hashlib.sha256(key.encode()).hexdigest()[:24]
    return cache_folder().parent / "profiles" / f"{name}.json"


def kept(key: str, claims: Claims | None = None) -> ModelProfile | None:
    """Return the profile that was measured, if one was and can be read.

    Args:
        key: Of the model.
        claims: What its server tells of itself now; None compares nothing.

    Returns:
        The profile; None if it was measured of another server, and also for a damaged file,
        which the next measurement replaces.
    """
    try:
        held = json.loads(file_of(key).read_text(encoding="utf-8"))
        same = held["key"] == key and (claims is None or held["claims"] in (None, claims))
        return ModelProfile.model_validate(held["profile"]) if same else None
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return None


def keep(key: str, profile: ModelProfile, claims: Claims | None = None) -> Path:
    """Keep a profile.

    Args:
        key: Of the model.
        profile: What was measured.
        claims: What its server told of itself.

    Returns:
        The file.
    """
    file = file_of(key)
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(f".{os.getpid()}.part")
    held = {"key": key, "claims": claims, "profile": profile.model_dump(mode="json")}
    half.write_text(json.dumps(held, ensure_ascii=False, indent=2), encoding="utf-8")
    half.replace(file)
    return file
