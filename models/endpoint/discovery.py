"""Finding out what serves at an address, and which servers run on this machine."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import ServerFault
from labwright.models.endpoint.faults import not_a_reply, of_status
from labwright.models.endpoint.servers import (
    UNKNOWN,
    ServerKind,
    dug_out,
    entry_of,
    server_kinds,
    usual_ports,
)
from labwright.models.endpoint.transport import Transport
from labwright.models.endpoint.wellformed import well_formed
from labwright.models.serving.licences import licence_of

_REFUSED, _LOADING = (401, 403), 503
_PATIENT, _HASTY = (5.0, 10.0), (0.5, 2.0)
"""Seconds to connect and to reply: whoever serves here answers such questions at once."""


class Served(BaseModel):
    """What serves at an address.

    Args:
        address: The address.
        kind: Kind of server, as found.
        version: Its version, where it tells.
        models: Names of the models it serves.
        context: Tokens really served to a call, where it tells.
        loading: Whether it is still loading.
        licence: Licence of the model, where the server tells or the name is known.
        refuses: Whether it refuses the key, or wants one.
        wants_key: Whether it answered only when it was given the key.
    """

    model_config = ConfigDict(frozen=True)

    address: str
    kind: ServerKind = UNKNOWN
    version: str = ""
    models: tuple[str, ...] = ()
    context: int | None = None
    loading: bool = False
    licence: str = ""
    refuses: bool = False
    wants_key: bool = False

    @property
    def ready(self) -> bool:
        """Whether it is up and says what it serves."""
        return bool(self.models) and not self.loading

    def shown(self) -> str:
        """Return one line about it."""
        state = "loading" if self.loading else ", ".join(self.models) or "no model"
        state = "it wants a key, or another one" if self.refuses else state
        version = f" {self.version}" if self.version else ""
        return f"{self.kind.title}{version} at {self.address}: {state}"


def identify(address: str, key: str = "", model: str = "", patient: bool = True) -> Served:
    """Ask an address what it is.

    Args:
        address: With ``/v1``.
        key: Its key.
        model: The model whose context is wanted; empty for the first.
        patient: Whether a slow server is waited for.

    Returns:
        What serves there.

    Raises:
        ServerFault: If nothing listens there, or no model server.
    """
    found = _asked(address, key, model, _PATIENT if patient else _HASTY)
    if found.refuses:
        raise of_status(401, "", address, "")
    return found


def _asked(address: str, key: str, model: str, limits: tuple[float, float]) -> Served:
    """Return what serves at an address, also if it refuses the key."""
    connect, seconds = limits
    transport = Transport(address, key, connect, seconds, total=seconds)
    status, listed = transport.look("/models")
    if status in _REFUSED:
        return Served(address=address, refuses=True)
    entries = listed.get("data") if isinstance(listed, dict) else None
    models = _entries(entries)
    kind = _kind(transport, {str(entry.get("owned_by")) for entry in models})
    loading = status == _LOADING
    if kind is UNKNOWN and not models and not loading:
        raise not_a_reply(f"no list of models, status {status}", address)
    name = _listed_name(model, models, kind)
    entry = entry_of(models, name) or {"id": name}
    return Served(
        address=address,
        kind=kind,
        version=_version(transport, kind),
        models=tuple(e["id"] for e in models),
        context=_context(transport, kind, entry),
        loading=loading,
        licence=_licence(entry, _file(transport, kind)),
    )


def _entries(listed: Any) -> list[dict[str, Any]]:
    listed = well_formed(listed) if isinstance(listed, list) else []
    return [e for e in listed if isinstance(e, dict) and isinstance(e.get("id"), str)]


def _listed_name(model: str, models: list[dict[str, Any]], kind: ServerKind) -> str:
    """Return the name under which a server lists a model; the first of all if none is meant."""
    if not model:
        return str(models[0]["id"]) if models else ""
    tagged = f"{model}:{kind.tag}" if kind.tag and ":" not in model else model
    return model if entry_of(models, model) else tagged


def served_here(key: str = "") -> list[Served]:
    """Return the model servers that run on the usual ports of this machine.

    Args:
        key: Given to a server that wants one, and to no other.

    Returns:
        Servers, in the order of the ports; most machines have none.
    """
    from concurrent.futures import ThreadPoolExecutor

    ports = usual_ports()
    with ThreadPoolExecutor(len(ports)) as pool:
        found = list(pool.map(lambda port: _at_port(port, key), ports))
    return [served for served in found if served is not None]


def _at_port(port: int, key: str) -> Served | None:
    address = f"http://127.0.0.1:{port}/v1"
    try:
        found = _asked(address, "", "", _HASTY)
        if found.refuses and key:
            found = _asked(address, key, "", _HASTY)
            return found.model_copy(update={"wants_key": True})
    except ServerFault:
        return None
    return found


def _kind(transport: Transport, owners: set[str]) -> ServerKind:
    kinds = server_kinds()
    named = [kind for kind in kinds if owners & set(kind.owners)]
    signed: Sequence[ServerKind] = [kind for kind in named or kinds if kind.sign]
    for kind in signed:
        if kind.sign and dug_out(transport.get(transport.root(kind.sign[0])), kind.sign[1]):
            return kind
    return named[0] if named else UNKNOWN


def _version(transport: Transport, kind: ServerKind) -> str:
    if kind.version is None:
        return ""
    found = dug_out(transport.get(transport.root(kind.version[0])), kind.version[1])
    return str(found or "")


def _file(transport: Transport, kind: ServerKind) -> str:
    if kind.file is None:
        return ""
    return str(dug_out(transport.get(transport.root(kind.file[0])), kind.file[1]) or "")


def _licence(entry: dict[str, Any], file: str) -> str:
    """Return what the server tells of the licence, else what follows from the model's names."""
    told = entry.get("licence")
    if isinstance(told, str) and told:
        return told
    # Under a name of its own choice, a server may tell where the model came from.
    names = [entry[key] for key in ("id", "root", "parent") if isinstance(entry.get(key), str)]
    names += [file] if file else []
    found = [licence for name in names if (licence := licence_of(name))]
    binding = [licence for licence in found if licence.binds]
    return next((licence.name for licence in [*binding, *found]), "")


def _context(transport: Transport, kind: ServerKind, entry: dict[str, Any]) -> int | None:
    for path, key in kind.context:
        found = dug_out(
            entry if path == "model" else transport.get(transport.root(path)), key, str(entry["id"])
        )
        if isinstance(found, int) and found > 0:
            return found
    return None
