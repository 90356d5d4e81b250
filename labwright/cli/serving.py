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


def print_commands(model: str, folder: str, context: int) -> int:
    """Print the command lines of vLLM for a model, without starting anything."""
    chosen = None if _lies_here(model) else preset(model)
    if chosen is not None and not folder:
        path, name = chosen.repository, chosen.key
    else:
        path, name = located_model(model, folder)
    if path.lower().endswith(".gguf"):
        raise BadUsage(f"{path} is not for vLLM.", "Leave --print out: labwright serve starts it.")
    licence = licence_of(chosen.repository if chosen else name, Path(path))
    if licence and licence.binds:
        print(f"# Licence: {licence.name}. {licence.binds}\n# {licence.text}")
    print(written_out(path, name, chosen, context))
    return 0


def _lies_here(model: str) -> bool:
    return model == "embedded" or Path(model).expanduser().exists()


def serve_and_wait(
    model: str, folder: str, server: str, port: int, wait: float, context: int,
    accept_licence: bool, fetch: bool, as_json: bool,
) -> int:  # fmt: skip
    """Serve a model until the user ends it; return the exit code.

    Raises:
        ServerFault: If the server ends by itself.
    """
    signal.signal(signal.SIGTERM, _stop)
    try:
        serving = _serving(model, folder, server, context, accept_licence, fetch)
        with served(serving, port, wait, _progress()) as running:
            _tell(running, serving, as_json)
            running.wait()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
    return 0


def _serving(
    model: str, folder: str, server: str, context: int, accept_licence: bool, fetch: bool
) -> Serving:
    """Return what is to be served; a GGUF file is converted for a server that reads none."""
    chosen = None if _lies_here(model) else presets().get(model.lower())
    named = chosen.repository if chosen else model
    _agree(licence_of(named, Path(folder or model)), named, accept_licence)
    if fetch:
        if chosen is None:
            raise BadUsage("Only presets can be fetched.", f"Presets: {', '.join(presets())}.")
        print(f"fetching {chosen.repository} from Hugging Face", file=sys.stderr)
        download(chosen.repository)
    path, name = located_model(model, folder)
    licence = licence_of(name, Path(path))
    _agree(licence, name, accept_licence)
    by = choose_server(path, server, has_gpu())
    if by == "transformers":
        path = _for_transformers(path, context)
    return Serving(
        server=by, model=path, name=name, preset=chosen, context=context,
        licence=licence.name if licence else "",
    )  # fmt: skip


def _for_transformers(path: str, context: int) -> str:
    """Return a folder that the server of transformers loads."""
    if context:
        raise BadUsage(
            f"The server of transformers cannot be held to {context} tokens.",
            "Leave --context out: it serves what the model can read.",
        )
    if not path.lower().endswith(".gguf"):
        return path
    from labwright.models.conversion import converted

    return str(converted(Path(path), lambda said: print(said, file=sys.stderr)))


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
    """Return what shows a line in place of the one before; an empty one clears it."""
    if not sys.stderr.isatty():
        return lambda text: None

    def show(text: str) -> None:
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    return show


def _stop(*_: object) -> None:
    raise KeyboardInterrupt
