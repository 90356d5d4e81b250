"""Finding out what serves at an address, and which servers run on this machine."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import ServerFault
from labwright.models.endpoint.faults import not_a_reply
from labwright.models.endpoint.servers import (
    UNKNOWN,
    ServerKind,
    dug_out,
    server_kinds,
    usual_ports,
)
from labwright.models.endpoint.transport import Transport
from labwright.models.serving.licences import licence_of

_CONNECT, _READ = 0.5, 2.0
"""Seconds: whoever serves on this machine answers such questions at once."""


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
    """

    model_config = ConfigDict(frozen=True)

    address: str
    kind: ServerKind = UNKNOWN
    version: str = ""
    models: tuple[str, ...] = ()
    context: int | None = None
    loading: bool = False
    licence: str = ""

    def shown(self) -> str:
        """Return one line about it."""
        state = "loading" if self.loading else ", ".join(self.models) or "no model"
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
    transport = Transport(address, key, 5.0 if patient else _CONNECT, 15.0 if patient else _READ)
    status, listed = transport.look("/models")
    entries = listed.get("data") if isinstance(listed, dict) else None
    models = [e for e in entries or [] if isinstance(e, dict) and isinstance(e.get("id"), str)]
    owners = {str(entry.get("owned_by")) for entry in models}
    kind = _kind(transport, owners)
    loading = status == 503  # noqa: PLR2004
    if kind is UNKNOWN and not models and not loading:
        raise not_a_reply(f"no list of models, status {status}", address)
    entry = next((e for e in models if e["id"] == model), models[0] if models else {})
    return Served(
        address=address,
        kind=kind,
        version=_version(transport, kind),
        models=tuple(e["id"] for e in models),
        context=_context(transport, kind, entry),
        loading=loading,
        licence=_licence(entry, model),
    )


def served_here() -> list[Served]:
    """Return the model servers that run on the usual ports of this machine.

    Returns:
        Servers, in the order of the ports; most machines have none.
    """
    from concurrent.futures import ThreadPoolExecutor

    ports = usual_ports()
    with ThreadPoolExecutor(len(ports)) as pool:
        found = list(pool.map(_at_port, ports))
    return [served for served in found if served is not None]


def _at_port(port: int) -> Served | None:
    try:
        return identify(f"http://127.0.0.1:{port}/v1", patient=False)
    except ServerFault:
        return None


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


def _licence(entry: dict[str, Any], model: str) -> str:
    known = licence_of(str(entry.get("id") or model))
    return str(entry.get("licence") or (known.name if known else ""))


def _context(transport: Transport, kind: ServerKind, entry: dict[str, Any]) -> int | None:
    for path, key in kind.context:
        found = dug_out(entry if path == "model" else transport.get(transport.root(path)), key)
        if isinstance(found, int) and found > 0:
            return found
    return None
