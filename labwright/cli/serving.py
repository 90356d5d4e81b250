"""The command that serves a model."""

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from labwright.core.errors import BadUsage
from labwright.models.serving.commands import (
    Serving,
    choose_server,
    has_gpu,
    written_out,
)
from labwright.models.serving.licences import accept, accepted, demand, licence_of
from labwright.models.serving.presets import Licence, preset, presets
from labwright.models.serving.process import RunningServer, download, located_model, served


def print_commands(model: str) -> int:
    """Print the command lines for a preset, without starting anything."""
    chosen = preset(model)
    licence = licence_of(chosen.repository)
    if licence and licence.binds:
        print(f"# Licence: {licence.name}. {licence.binds}\n# {licence.text}")
    print(written_out(chosen))
    return 0


def serve_and_wait(
    model: str, folder: str, server: str, port: int, wait: float, accept_licence: bool,
    fetch: bool, as_json: bool,
) -> int:  # fmt: skip
    """Serve a model until the user ends it; return the exit code."""
    chosen = presets().get(model.lower())
    named = chosen.repository if chosen else model
    _agree(licence_of(named, Path(folder or model)), named, accept_licence)
    if fetch:
        if chosen is None:
            raise BadUsage("Only presets can be fetched.", f"Presets: {', '.join(presets())}.")
        print(f"fetching {chosen.repository} from Hugging Face", file=sys.stderr)
        download(chosen.repository)
    path, name = located_model(model, folder)
    _agree(licence_of(name, Path(path)), name, accept_licence)
    serving = Serving(
        server=choose_server(path, server, has_gpu()), model=path, name=name, preset=chosen
    )
    signal.signal(signal.SIGTERM, _stop)
    try:
        with served(serving, port, wait, _progress()) as running:
            _tell(running, serving, as_json)
            signal.pause()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
    return 0


def _agree(licence: Licence | None, model: str, accept_licence: bool) -> None:
    """Show a licence that binds, before first use, and want a yes."""
    if licence is None or accepted(licence):
        return
    if not accept_licence and sys.stdin.isatty() and sys.stderr.isatty():
        print(f"{model}: {licence.name}\n{licence.binds}\n{licence.text}", file=sys.stderr)
        print("Type yes to accept it: ", end="", file=sys.stderr, flush=True)
        accept_licence = sys.stdin.readline().strip().lower() == "yes"
    if accept_licence:
        accept(licence, model)
    demand(licence, model)


def _tell(running: RunningServer, serving: Serving, as_json: bool) -> None:
    key = running.key.get_secret_value()
    if as_json:
        told = {"model": running.address, "api_key": key, "name": running.name,
                "server": serving.server}  # fmt: skip
        print(json.dumps(told, ensure_ascii=False), flush=True)
        return
    print(
        f"{running.name} is served by {serving.server}. In another terminal:\n\n"
        f"export LABWRIGHT_MODEL={running.address}\n"
        f"export LABWRIGHT_API_KEY={key}\n\n"
        "Ctrl-C stops it.",
        flush=True,
    )


def _progress() -> Callable[[str], None]:
    if not sys.stderr.isatty():
        return lambda text: None

    def show(text: str) -> None:
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    return show


def _stop(*_: object) -> None:
    raise KeyboardInterrupt
