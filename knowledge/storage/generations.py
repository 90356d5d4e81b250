"""Where generations of the vector index are kept: folders of this machine, or a Chroma server."""

import shutil
from collections.abc import Collection as Names
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from labwright.core.errors import BadSetting

_MADE = {"hnsw": {"space": "cosine", "ef_search": 400}}
_HTTP, _HTTPS = 80, 443


class Generations(Protocol):
    """Collections of vectors, each built from the catalogue and named ``g1``, ``g2``, …."""

    @property
    def place(self) -> str:
        """Where they are; empty for the workspace itself."""

    def names(self) -> list[str]:
        """Return the names of the generations that are kept."""

    def open(self, name: str) -> Any:
        """Return Chroma's collection of a generation, made if there is none."""

    def drop(self, names: Names[str]) -> None:
        """Drop some generations; one that another process still reads may stay for a while."""


class FolderGenerations:
    """A folder a generation.

    Args:
        folder: The knowledge folder.
    """

    place = ""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Return the names of the generations that are kept."""
        return [path.name for path in self._folder.glob("g*") if path.name[1:].isdigit()]

    def open(self, name: str) -> Any:
        """Return Chroma's collection of a generation, made if there is none."""
        import chromadb

        return _collection(
            chromadb.PersistentClient(path=str(self._folder / name), settings=_silent()), "passages"
        )

    def drop(self, names: Names[str]) -> None:
        """Drop some generations."""
        for name in names:
            shutil.rmtree(self._folder / name, ignore_errors=True)


class ServerGenerations:
    """A collection of a Chroma server a generation; several workspaces may share the server.

    Args:
        address: The server, such as ``http://127.0.0.1:8000``; checked by the caller.
        folder: The knowledge folder, which tells this workspace from others.
    """

    def __init__(self, address: str, folder: Path) -> None:
        self.place = address
        self._address = urlsplit(address)
        mark = blake2b(str(folder.absolute()).encode("utf-8", "surrogateescape"), digest_size=6)
        self._prefix = f"labwright-{mark.hexdigest()}-"

    def names(self) -> list[str]:
        """Return the names of the generations that are kept."""
        found = (collection.name for collection in self._client().list_collections())
        ours = (name.removeprefix(self._prefix) for name in found if name.startswith(self._prefix))
        return [name for name in ours if name[1:].isdigit()]

    def open(self, name: str) -> Any:
        """Return Chroma's collection of a generation, made if there is none."""
        return _collection(self._client(), self._prefix + name)

    def drop(self, names: Names[str]) -> None:
        """Drop some generations."""
        client = self._client()
        for name in names:
            client.delete_collection(self._prefix + name)

    def _client(self) -> Any:
        import chromadb

        secure = self._address.scheme == "https"
        host = self._address.hostname or "127.0.0.1"
        _refuse_proxy(self._address.scheme, host)
        return chromadb.HttpClient(
            host=host,
            port=self._address.port or (_HTTPS if secure else _HTTP),
            ssl=secure,
            settings=_silent(),
        )


def _refuse_proxy(scheme: str, host: str) -> None:
    """Refuse to ask through a proxy: Chroma's client would follow the environment to one."""
    proxies = getproxies()
    if (scheme in proxies or "all" in proxies) and not proxy_bypass(host):
        raise BadSetting(
            f"The Chroma server at {host} would be asked through a proxy of the environment.",
            f"Set NO_PROXY={host}, or leave the setting chroma empty.",
        )


def _silent() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _collection(client: Any, name: str) -> Any:
    return client.get_or_create_collection(name, embedding_function=None, configuration=_MADE)
