"""A model server as a process: started, waited for, stopped."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr

from labwright.core.errors import BadUsage, ServerFault
from labwright.models.serving.commands import Serving

_PATIENCE = 15.0
_LAST_LINES = 12
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


@contextmanager
def served(
    serving: Serving, port: int = 0, seconds: float = 900.0, report: Report = lambda text: None
) -> Iterator[RunningServer]:
    """Serve a model as long as the context lasts.

    Args:
        serving: What is served, by what.
        port: Port of 127.0.0.1; 0 takes a free one.
        seconds: How long to wait until it answers.
        report: Told what happens, a line at a time.

    Yields:
        The server, once it answers.

    Raises:
        ServerFault: If it ends, or does not answer in time; with the last lines it wrote.
        BadUsage: If the port is taken.
    """
    port = _free(port)
    key = secrets.token_urlsafe(24)
    command = [sys.executable, "-m", "labwright.models.serving.watched", *serving.command(port)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT,
            env=os.environ | serving.environment(key), start_new_session=True,
        )  # fmt: skip
        try:
            running = RunningServer(
                address=f"http://127.0.0.1:{port}/v1", key=SecretStr(key), name=serving.name
            )
            _wait(process, running, seconds, report, log)
            yield running
        finally:
            _stop(process)


def _wait(
    process: "subprocess.Popen[bytes]",
    server: RunningServer,
    seconds: float,
    report: Report,
    log: Any,
) -> None:
    from labwright.models.endpoint.transport import Transport

    transport = Transport(server.address, server.key.get_secret_value(), 1.0, 5.0, tries=1)
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if process.poll() is not None:
            raise ServerFault(
                f"The server ended before it answered (exit code {process.returncode}).\n"
                f"{_last_lines(log)}",
                "What it wrote says why.",
            )
        listed = transport.get("/models")
        if isinstance(listed, dict) and listed.get("data") and transport.healthy():
            return
        report(f"loading {server.name}, {time.monotonic() - begun:.0f} s")
        time.sleep(0.3)
    raise ServerFault(
        f"The server did not answer within {seconds:.0f} s.\n{_last_lines(log)}",
        "A large model needs longer to load: --wait SECONDS.",
    )


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin is not None:
        process.stdin.close()  # the watcher ends the server and itself
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _last_lines(log: Any) -> str:
    log.seek(0)
    lines = log.read().decode("utf-8", "replace").strip().splitlines()
    return "\n".join(f"  {line[:200]}" for line in lines[-_LAST_LINES:])


def _free(port: int) -> int:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise BadUsage(f"Port {port} cannot be used: {error}.", "Choose another.") from error
        return int(taken.getsockname()[1])


def located_model(model: str, folder: str = "") -> tuple[str, str]:
    """Find the files of a model that is to be served.

    Args:
        model: ``embedded``, a folder, a GGUF file, or the name of a preset.
        folder: Where the files of a preset lie; empty looks into the Hugging Face cache.

    Returns:
        Folder or file, and the name to serve it under.

    Raises:
        BadSetting: If there is no such model.
        MissingFile: If the files of a preset are not on this machine.
    """
    from labwright.models.serving.presets import preset
    from labwright.models.weights import located, manifest

    if model == "embedded":
        return str(located("language")), manifest()["language"].name
    path = Path(model).expanduser()
    if path.is_dir() or (path.suffix.lower() == ".gguf" and path.is_file()):
        return str(path.resolve()), path.stem if path.is_file() else path.name
    chosen = preset(model)
    if folder:
        from labwright.models.local.loading import check

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
