"""A model server as a process: started, waited for, stopped."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, PrivateAttr, SecretStr

from labwright.core.errors import BadUsage, ServerFault
from labwright.models.serving.commands import Serving

_PATIENCE = 15.0
_LAST_LINES = 12
_UNAUTHORISED = 401
Report = Callable[[str], None]


class RunningServer(BaseModel):
    """A server that answers.

    Args:
        address: Its address, with ``/v1``.
        key: Its key.
        name: Name of the model it serves.
    """

    model_config = ConfigDict(frozen=True)

    address: str
    key: SecretStr
    name: str
    _process: "subprocess.Popen[bytes]" = PrivateAttr()
    _log: Any = PrivateAttr()

    def wait(self) -> None:
        """Wait until the server ends.

        Raises:
            ServerFault: When it has ended, with the last lines it wrote.
        """
        code = self._process.wait()
        raise _ended("The server ended", code, self._log)


@contextmanager
def served(
    serving: Serving, port: int = 0, seconds: float = 900.0, report: Report = lambda text: None
) -> Iterator[RunningServer]:
    """Serve a model as long as the context lasts.

    Args:
        serving: What is served, by what.
        port: Port of 127.0.0.1; 0 takes a free one.
        seconds: How long to wait until it answers.
        report: Told what happens, a line at a time; an empty one when there is no more to tell.

    Yields:
        The server, once it answers.

    Raises:
        ServerFault: If it ends, or does not answer in time; with the last lines it wrote.
        BadUsage: If the port is taken.
    """
    key = secrets.token_urlsafe(24)
    with tempfile.TemporaryFile() as log:
        process, port = _started(serving, port, key, log)
        try:
            running = RunningServer(
                address=f"http://127.0.0.1:{port}/v1", key=SecretStr(key), name=serving.name
            )
            running._process, running._log = process, log
            try:
                _wait(process, running, seconds, report, log)
            finally:
                report("")
            yield running
        finally:
            _stop(process)


def _started(
    serving: Serving, port: int, key: str, log: Any
) -> "tuple[subprocess.Popen[bytes], int]":
    """Start a server; one of our own is handed the socket, so that nobody else can be there."""
    with socket.socket() as door:
        port = _bind(door, port)
        number: int | None = None
        if serving.takes_socket:
            door.listen()
            number = door.fileno()
        else:
            door.close()  # it binds the port itself
        watched = [sys.executable, "-m", "labwright.models.serving.watched"]
        process = subprocess.Popen(
            [*watched, *serving.command(port, number)], stdin=subprocess.PIPE, stdout=log,
            stderr=subprocess.STDOUT, env=os.environ | serving.environment(key),
            start_new_session=True, pass_fds=() if number is None else (number,),
        )  # fmt: skip
    return process, port


def _wait(
    process: "subprocess.Popen[bytes]",
    server: RunningServer,
    seconds: float,
    report: Report,
    log: Any,
) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        answers = _answers(server)
        if process.poll() is not None:
            raise _ended("The server ended before it answered", process.returncode, log)
        if answers:
            return
        report(f"loading {server.name}, {time.monotonic() - begun:.0f} s")
        time.sleep(0.3)
    raise ServerFault(
        f"The server did not answer within {seconds:.0f} s.\n{_last_lines(log)}",
        "A large model needs longer to load: --wait SECONDS.",
    )


def _answers(server: RunningServer) -> bool:
    """Tell whether the server is ours and up: it keeps others out and serves the model to us.

    Another program may have taken the port; it is not given the key unless it wants one.
    """
    from labwright.models.endpoint.transport import Transport

    chat = "/chat/completions"
    outside = Transport(server.address, "", 1.0, 5.0, tries=1)
    inside = Transport(server.address, server.key.get_secret_value(), 1.0, 5.0, tries=1)
    try:
        if outside.look(chat)[0] != _UNAUTHORISED or inside.look(chat)[0] == _UNAUTHORISED:
            return False
        _, listed = inside.look("/models")
    except ServerFault:
        return False
    entries = listed.get("data") if isinstance(listed, dict) else None
    entries = entries if isinstance(entries, list) else []
    names = [entry.get("id") for entry in entries if isinstance(entry, dict)]
    return server.name in names and inside.healthy()


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin is not None:
        process.stdin.close()  # the watcher ends the server and itself
    with suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE)
    with suppress(ProcessLookupError):  # what is left of them, also if the watcher was killed
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _ended(what: str, code: int, log: Any) -> ServerFault:
    return ServerFault(f"{what} (exit code {code}).\n{_last_lines(log)}", "What it wrote says why.")


def _last_lines(log: Any) -> str:
    log.seek(0)
    lines = log.read().decode("utf-8", "replace").strip().splitlines()
    return "\n".join(f"  {line[:200]}" for line in lines[-_LAST_LINES:])


def _bind(door: socket.socket, port: int) -> int:
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        raise BadUsage(f"Port {port} cannot be used: {error}.", "Choose another.") from error
    return int(door.getsockname()[1])


def located_model(model: str, folder: str = "") -> tuple[str, str]:
    """Find the files of a model that is to be served.

    Args:
        model: ``embedded``, a folder, a GGUF file, or the name of a preset.
        folder: Where the files of a preset lie; empty looks into the Hugging Face cache.

    Returns:
        Folder or file, and the name to serve it under.

    Raises:
        BadSetting: If there is no such model, or the folder holds none.
        MissingFile: If the files are not on this machine.
    """
    from labwright.models.local.loading import check
    from labwright.models.serving.presets import preset
    from labwright.models.weights import located, manifest

    if model == "embedded":
        return str(located("language")), manifest()["language"].name
    path = Path(model).expanduser().resolve()
    if path.suffix.lower() == ".gguf" and path.is_file():
        return str(path), path.stem
    if path.is_dir():
        check(path)
        return str(path), path.name
    chosen = preset(model)
    if folder:
        check(Path(folder).expanduser())
        return str(Path(folder).expanduser().resolve()), chosen.key
    return str(_in_cache(chosen.repository)), chosen.key


def _in_cache(repository: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    from labwright.core.errors import MissingFile

    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except (LocalEntryNotFoundError, OSError) as error:
        raise MissingFile(
            f"The files of {repository} are not on this machine.",
            "Name their folder with --folder, or let them be fetched with --download.",
        ) from error


def download(repository: str) -> None:
    """Fetch the files of a repository from Hugging Face: only ever because the user said so.

    Raises:
        ServerFault: If they cannot be fetched.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    try:
        snapshot_download(repository)
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise ServerFault(
            f"{repository} could not be fetched: {str(error).splitlines()[0][:200]}",
            "Look whether this machine may reach the Hub, or copy the files and use --folder.",
        ) from error
