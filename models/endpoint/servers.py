"""The kinds of local model servers."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict


class ServerKind(BaseModel):
    """What is known of a kind of server, see ``servers.toml``.

    Args:
        key: Its short name.
        title: Its name.
        owners: What it writes as owner of its models.
        sign: Path and key that only it has.
        ports: Its usual ports.
        version: Path and key of its version.
        context: Paths and keys of the context served, tried in turn.
        file: Path and key of the model's file.
        tokenize: Path that counts tokens, field of the text, key of the count.
        tag: What a name without a tag means.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    title: str
    owners: tuple[str, ...] = ()
    sign: tuple[str, str] | None = None
    ports: tuple[int, ...] = ()
    version: tuple[str, str] | None = None
    context: tuple[tuple[str, str], ...] = ()
    file: tuple[str, str] | None = None
    tokenize: tuple[str, str, str] | None = None
    tag: str = ""


UNKNOWN = ServerKind(key="any", title="a server of the OpenAI kind")


@cache
def server_kinds() -> tuple[ServerKind, ...]:
    """Return the kinds that can be told apart."""
    text = (files("labwright.models.endpoint") / "servers.toml").read_text(encoding="utf-8")
    return tuple(ServerKind(key=key, **entry) for key, entry in tomllib.loads(text).items())


def usual_ports() -> tuple[int, ...]:
    """Return the ports on which servers are looked for.

    Example:
        >>> 11434 in usual_ports()
        True
    """
    return tuple(dict.fromkeys(port for kind in server_kinds() for port in kind.ports))


def dug_out(value: Any, key: str, model: str = "") -> Any:
    """Return what lies under a dotted key; None if there is nothing.

    In a list, ``*`` is the entry of the model.

    Example:
        >>> dug_out({"models": [{"n": 4096}]}, "models.0.n")
        4096
        >>> dug_out([{"id": "a", "n": 1}, {"id": "b", "n": 2}], "*.n", model="b")
        2
    """
    # A path such as /load_model has no dot; a list is entered by its index.
    for part in key.split("."):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, list) and part == "*":
            value = entry_of(value, model)
        else:
            return None
    return value


def entry_of(entries: list[Any], model: str) -> dict[str, Any] | None:
    """Return the entry of a model in a list; None if it has none."""
    found = (entry for entry in entries if isinstance(entry, dict))
    return next((e for e in found if model in (e.get("id"), e.get("name"), e.get("model"))), None)
