"""The server of transformers with a lock on its door: run as a process of its own.

``transformers serve`` answers whoever asks, loads whatever model a request names, and lists the
whole cache. This process serves one model to whoever has the key, and nothing else.
"""

import hmac
import json
import os
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from labwright.models.probing.kept import mark_of_folder
from labwright.models.serving.commands import KEY

_OPEN = ("/health",)
_SERVED = ("/v1/models", "/v1/chat/completions", "/v1/completions", "/openapi.json")
_BAD, _UNAUTHORISED, _NOT_FOUND = 400, 401, 404
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Keyed:
    """An ASGI application that lets only the holder of a key through, to one model.

    Args:
        app: The application behind it.
        key: The key.
        name: Name under which the model is served.
        folder: Name that the application knows it by.
        licence: Name of its licence; empty where none is known.
    """

    def __init__(self, app: Any, key: str, name: str, folder: str, licence: str = "") -> None:
        self._app = app
        self._folder = folder
        self._licence = licence
        self._mark = mark_of_folder(Path(folder))
        self._wanted = f"Bearer {key}".encode()
        self._name = name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http" or scope["path"] in _OPEN:
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"authorization", b"")
        if not hmac.compare_digest(given, self._wanted):
            await _reply(send, _UNAUTHORISED, _error("The key is missing or wrong."))
        elif scope["path"] not in _SERVED:
            await _reply(send, _NOT_FOUND, _error("Not served here."))
        elif scope["path"] == "/v1/models":
            entry = {"id": self._name, "object": "model", "owned_by": "labwright"}
            entry["mark"] = self._mark
            if self._licence:
                entry["licence"] = self._licence
            await _reply(send, 200, {"object": "list", "data": [entry]})
        elif scope["method"] == "POST":
            await self._ask(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _ask(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            part = await receive()
            body += part.get("body", b"")
            more = part.get("more_body", False)
        try:
            asked = dict(json.loads(body))
        except (ValueError, TypeError):
            await _reply(send, _BAD, _error("The request is not a JSON object."))
            return
        if asked.get("model") != self._name:
            said = f"The model {asked.get('model')!r} is not served here; “{self._name}” is."
            await _reply(send, _NOT_FOUND, _error(said))
            return
        body = json.dumps(asked | {"model": self._folder}).encode()
        given = False

        async def again() -> dict[str, Any]:
            nonlocal given
            if given:
                return await receive()  # the client's leaving
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, again, send)


async def _reply(send: Send, status: int, body: dict[str, Any]) -> None:
    data = json.dumps(body, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(data))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})


def _error(said: str) -> dict[str, Any]:
    return {"error": {"message": said}}


def main(folder: str, name: str, door: int, licence: str, key: str) -> None:
    """Serve a model until the process is ended.

    Args:
        folder: The model's folder.
        name: Name under which it is served.
        door: File descriptor of the socket that listens.
        licence: Name of its licence; empty where none is known.
        key: Key that is wanted.
    """
    import uvicorn
    from transformers.cli.serve import Serve
    from transformers.cli.serving import server

    build, run = server.build_server, uvicorn.Server.run

    def build_keyed(*args: Any, **options: Any) -> Any:
        app = build(*args, **options)
        app.add_middleware(Keyed, key=key, name=name, folder=folder, licence=licence)
        return app

    def run_at_door(self: Any, sockets: Any = None) -> Any:
        return run(self, [socket.socket(fileno=door)])

    server.build_server = build_keyed
    uvicorn.Server.run = run_at_door  # type: ignore[method-assign]
    Serve(force_model=folder, log_level="error")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], os.environ[KEY])
