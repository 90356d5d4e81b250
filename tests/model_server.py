"""A model server by script: one that obeys, and one for each fault seen in real servers.

The name of the model in a request says how the server behaves.
"""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

CONTEXT = 200
"""Words that the server reads at most."""
FAULTS = (
    "ignores-schema", "ignores-choice", "malformed-call-500", "reasoning-beside", "think-tags",
    "leaked-call", "truncated-call", "object-arguments", "no-choices", "html", "html-404",
    "loading", "busy", "busy-once", "hangs", "breaks-off", "drops", "duplicate-keys", "latex",
    "unknown-field", "drops-front", "redirects", "empty-stream", "no-usage", "length", "error-200",
    "plain-text", "null-content", "wrong-json",
)  # fmt: skip


CHAT = "/v1/chat/completions"
WEIGH = {
    "type": "function",
    "function": {
        "name": "weigh",
        "parameters": {
            "type": "object", "properties": {"m": {"type": "string"}}, "required": ["m"],
        },
    },
}  # fmt: skip


class _Running:
    """A server on this machine, running while it is entered."""

    _server: ThreadingHTTPServer

    def _listen(self, handler: type[BaseHTTPRequestHandler], port: int = 0) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class ModelServer(_Running):
    """The server, running while it is entered.

    Args:
        key: The key it wants; empty for none.
        models: Names it lists.
    """

    def __init__(self, key: str = "", models: tuple[str, ...] = ("good",)) -> None:
        self.key = key
        self.models = models
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.broken_pipes = 0
        self.elsewhere = "http://127.0.0.1:9/v1"
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: object) -> None:
                pass

            def do_GET(self) -> None:
                _get(server, self)

            def do_POST(self) -> None:
                try:
                    _post(server, self)
                except (BrokenPipeError, ConnectionResetError):
                    server.broken_pipes += 1

        self._listen(Handler)


def _send(
    handler: Any, status: int, body: Any, kind: str = "application/json", **headers: str
) -> None:
    data = (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(data)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(data)


def _allowed(server: ModelServer, handler: Any) -> bool:
    if server.key and handler.headers.get("Authorization") != f"Bearer {server.key}":
        _send(handler, 401, {"error": {"message": "wrong key"}})
        return False
    return True


def _get(server: ModelServer, handler: Any) -> None:
    if not _allowed(server, handler):
        return
    if handler.path == "/v1/models":
        entries = [{"id": name, "object": "model", "owned_by": "script"} for name in server.models]
        _send(handler, 200, {"object": "list", "data": entries})
    else:
        _send(handler, 404, "<html><h1>Not here</h1></html>", "text/html")


def _post(server: ModelServer, handler: Any) -> None:
    body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
    server.requests.append(body)
    server.headers.append(dict(handler.headers))
    if not _allowed(server, handler):
        return
    if handler.path == "/v1/embeddings":
        _send(handler, 404, {"error": {"message": "no embeddings"}})
        return
    mode = body["model"]
    if mode not in server.models and mode not in FAULTS:
        _send(handler, 404, {"error": {"message": f"The model `{mode}` does not exist."}})
        return
    if _refused(server, handler, mode, body):
        return
    message, ended = reply_to(body, mode)
    if body.get("stream"):
        _stream(handler, mode, message, ended)
    else:
        _whole(handler, mode, message, ended, body)


def _refused(server: ModelServer, handler: Any, mode: str, body: dict[str, Any]) -> bool:  # noqa: C901, PLR0912
    """Answer as servers do that give no reply at all."""
    words = sum(len(str(m.get("content")).split()) for m in body["messages"])
    first = sum(r["model"] == mode for r in server.requests) == 1
    if mode == "html":
        _send(handler, 200, "<html><body>Welcome to nginx!</body></html>", "text/html")
    elif mode == "html-404":
        _send(handler, 404, "<html><h1>404</h1></html>", "text/html")
    elif mode == "plain-text":
        _send(handler, 200, "Hello", "text/plain")
    elif mode == "wrong-json":
        _send(handler, 200, ["Hello"])
    elif mode == "loading":
        _send(handler, 503, {"error": {"message": "Loading model", "type": "unavailable_error"}})
    elif mode == "busy" or (mode == "busy-once" and first):
        _send(handler, 429, {"error": "too many requests"}, Retry_After="0")
    elif mode == "hangs":
        time.sleep(1.5)
    elif mode == "drops":
        handler.connection.close()
        handler.close_connection = True
    elif mode == "redirects":
        _send(handler, 307, "", Location=server.elsewhere + "/chat/completions")
    elif mode == "unknown-field" and set(body) & {"seed", "response_format", "stream_options"}:
        _send(
            handler, 422, {"detail": [{"msg": "Extra inputs are not permitted", "loc": ["seed"]}]}
        )
    elif mode == "malformed-call-500" and body.get("tools"):
        _send(handler, 500, {"error": {"message": "Failed to parse the tool call of the model"}})
    elif mode == "error-200":
        _send(handler, 200, {"error": {"message": "CUDA out of memory", "code": 500}})
    elif mode == "no-choices":
        _send(handler, 200, {"object": "chat.completion", "choices": None})
    elif mode == "good" and words > CONTEXT:
        said = f"This model's maximum context length is {CONTEXT} tokens, you asked for {words}."
        _send(handler, 400, {"error": {"message": said}})
    else:
        return False
    return True


def reply_to(body: dict[str, Any], mode: str) -> tuple[dict[str, Any], str]:  # noqa: C901, PLR0912
    """Return the message for a request and why it ends."""
    asked = " ".join(str(m.get("content")) for m in body["messages"])
    said = str(body["messages"][-1].get("content"))
    tools, choice = body.get("tools") or [], body.get("tool_choice", "auto")
    form = body.get("response_format")
    if mode == "ignores-choice":
        tools = []
    if mode in ("reasoning-beside", "think-tags"):
        thought = "It is a common drug."
        if mode == "think-tags":
            return {"content": f"<think>{thought}</think>Aspirin"}, "stop"
        return {"content": "Aspirin", "reasoning_content": thought}, "stop"
    if mode == "leaked-call":
        call = {"name": "weigh", "arguments": {"molecule": "C\\C=C/C"}}
        return {"content": f"<tool_call>\n{json.dumps(call)}\n</tool_call>"}, "stop"
    if mode == "truncated-call":
        return {"tool_calls": [_call("weigh", '{"molecule": "CC')], "content": None}, "length"
    if mode == "object-arguments":
        return {"tool_calls": [_call("weigh", {"molecule": "CCO"})], "content": None}, "tool_calls"
    if mode == "duplicate-keys":
        return {"content": '{"name": "a", "name": "b", "n": 1}'}, "stop"
    if mode == "latex":
        return {"content": r'{"name": "\beta-C\C=C/C \frac{1}{2}", "n": 1}'}, "stop"
    if mode == "drops-front":
        kept = asked.split()[-CONTEXT:]
        return {"content": f"The first word I see is {kept[0]}."}, "stop"
    if mode == "null-content":
        return {"content": None}, "stop"
    if mode == "length":
        return {"content": '{"name": "brea'}, "length"
    if form and mode != "ignores-schema":
        return {"content": json.dumps(instance(form["json_schema"]["schema"]))}, "stop"
    if tools and choice != "none" and (choice != "auto" or "weigh" in said):
        names = [tool["function"]["name"] for tool in tools]
        name = choice["function"]["name"] if isinstance(choice, dict) else names[0]
        tool = tools[names.index(name)]["function"]
        return {
            "tool_calls": [_call(name, json.dumps(instance(tool["parameters"])))],
            "content": None,
        }, "tool_calls"
    words = f"You said: {said}"
    for stop in body.get("stop") or []:
        words = words.split(stop, maxsplit=1)[0]
    limit = body.get("max_tokens") or 10_000
    pieces = words.split(" ")
    return {"content": " ".join(pieces[:limit])}, "length" if len(pieces) > limit else "stop"


def instance(schema: dict[str, Any]) -> Any:
    """Return the least value that follows a schema."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return instance(schema["anyOf"][0])
    kind = schema.get("type")
    if kind == "object":
        properties = schema.get("properties", {})
        return {key: instance(properties[key]) for key in schema.get("required", [])}
    if kind == "array":
        return [instance(schema["items"])] * schema.get("minItems", 0)
    plain = {"string": "", "integer": schema.get("minimum", 0), "number": schema.get("minimum", 0)}
    return {**plain, "boolean": True, "null": None}.get(str(kind), "")


def _call(name: str, arguments: Any) -> dict[str, Any]:
    return {"id": "call_a", "type": "function", "function": {"name": name, "arguments": arguments}}


def _whole(
    handler: Any, mode: str, message: dict[str, Any], ended: str, body: dict[str, Any]
) -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
    reply = {
        "id": "r", "object": "chat.completion", "model": body["model"],
        "choices": [{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": ended}],
        "usage": None if mode == "no-usage" else usage,
    }  # fmt: skip
    if mode == "breaks-off":
        data = json.dumps(reply).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data) + 100))
        handler.end_headers()
        handler.wfile.write(data[: len(data) // 2])
        handler.close_connection = True
        return
    _send(handler, 200, reply)


def _pieces(message: dict[str, Any], ended: str) -> Iterator[dict[str, Any]]:
    yield {"choices": [{"index": 0, "delta": {"role": "assistant"}}]}
    for key in ("reasoning_content", "content"):
        text = message.get(key) or ""
        for start in range(0, len(text), 5):
            yield {"choices": [{"index": 0, "delta": {key: text[start : start + 5]}}]}
    for index, call in enumerate(message.get("tool_calls", [])):
        arguments = call["function"]["arguments"]
        parts = [arguments]
        if isinstance(arguments, str):
            parts = [arguments[i : i + 4] for i in range(0, len(arguments), 4)] or [""]
        for number, part in enumerate(parts):
            whole = {**call, "index": index, "function": {**call["function"], "arguments": part}}
            later = {"index": index, "function": {"arguments": part}}
            yield {"choices": [{"index": 0, "delta": {"tool_calls": [later if number else whole]}}]}
    yield {"choices": [{"index": 0, "delta": {}, "finish_reason": ended}]}
    yield {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}}


def _stream(handler: Any, mode: str, message: dict[str, Any], ended: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    pieces = [] if mode == "empty-stream" else list(_pieces(message, ended))
    if mode == "breaks-off":
        pieces = pieces[: len(pieces) // 2]
    for piece in pieces:
        handler.wfile.write(f"data: {json.dumps({'model': mode, **piece})}\n\n".encode())
        handler.wfile.flush()
        if mode == "slow":
            time.sleep(0.05)
    if mode != "breaks-off":
        handler.wfile.write(b"data: [DONE]\n\n")


class BareServer(_Running):
    """A server whose every answer is given by the test, for what no whole server does.

    Args:
        paths: What a path gives: a value for JSON, an integer for a status, bytes as they are, or
            a function of the handler, which answers itself where it returns nothing.
        key: The key it wants; empty for none.
        port: Its port; 0 takes a free one.
    """

    def __init__(self, paths: dict[str, Any], key: str = "", port: int = 0) -> None:
        self.paths = paths
        self.key = key
        self.asked: list[str] = []
        self.bodies: list[Any] = []
        self.keys: list[str | None] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: object) -> None:
                pass

            def do_GET(self) -> None:
                server._answer(self)

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                server.bodies.append(json.loads(self.rfile.read(length)))
                server._answer(self)

        self._listen(Handler, port)

    def _answer(self, handler: Any) -> None:
        self.asked.append(handler.path)
        self.keys.append(handler.headers.get("Authorization"))
        given = self.paths.get(handler.path, 404)
        if self.key and self.keys[-1] != f"Bearer {self.key}":
            given = 401
        try:
            if callable(given):
                given = given(handler)
            if isinstance(given, int):
                _send(handler, given, {"error": {"message": f"status {given}"}})
            elif isinstance(given, bytes):
                _send(handler, 200, given.decode())
            elif given is not None:
                _send(handler, 200, given)
        except (BrokenPipeError, ConnectionResetError):
            pass


def listing(*names: str, **more: Any) -> dict[str, Any]:
    """Return a list of models."""
    return {"object": "list", "data": [{"id": name, "object": "model"} | more for name in names]}


def said(text: Any = "So it is.", ended: str = "stop", **more: Any) -> dict[str, Any]:
    """Return a whole reply."""
    message = {"role": "assistant", "content": text, **more}
    return {"model": "m", "choices": [{"index": 0, "message": message, "finish_reason": ended}]}


def streamed(*lines: bytes) -> Any:
    """Return what answers with a stream of these bytes."""

    def answer(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        for line in lines:
            handler.wfile.write(line)
            handler.wfile.flush()

    return answer


def dripping(every: float = 0.05, head: bool = True) -> Any:
    """Return what answers with a blank again and again, and never to the end."""

    def answer(handler: Any) -> None:
        if head:
            handler.send_response(200)
            handler.send_header("Content-Length", str(10**9))
            handler.end_headers()
        handler.close_connection = True
        for _ in range(400):
            handler.wfile.write(b" " if head else b"H")
            handler.wfile.flush()
            time.sleep(every)

    return answer
