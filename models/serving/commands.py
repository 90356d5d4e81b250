"""The command line of each server, and which of them is used."""

import json
import shutil
import sys
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import BadUsage, MissingExtra, MissingProgram
from labwright.models.serving.presets import Preset

ServerName = Literal["vllm", "llama-server", "transformers"]
KEY = "LABWRIGHT_SERVE_KEY"
_HOST = "127.0.0.1"
_QUIET = (
    "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "VLLM_NO_USAGE_STATS",
    "DO_NOT_TRACK",
)  # fmt: skip
_KEYS = {"vllm": "VLLM_API_KEY", "llama-server": "LLAMA_API_KEY", "transformers": KEY}


class Serving(BaseModel):
    """What is served, by what.

    Args:
        server: The server.
        model: Folder or GGUF file.
        name: Name under which it is served.
        preset: The preset, if it is one.
        context: Tokens to serve; 0 leaves it to the preset or the server.
        licence: Name of its licence, which our own server tells.
    """

    model_config = ConfigDict(frozen=True)

    server: ServerName
    model: str
    name: str
    preset: Preset | None = None
    context: int = 0
    licence: str = ""

    @property
    def takes_socket(self) -> bool:
        """Whether the server is our own and takes a socket that already listens."""
        return self.server == "transformers"

    def command(self, port: int, socket: int | None = None) -> list[str]:
        """Return the command line; the key is handed over in the environment.

        Args:
            port: Port of 127.0.0.1.
            socket: File descriptor of a socket that listens there, for a server that takes one.
        """
        if self.server == "vllm":
            return vllm_command(self.model, self.name, port, self.preset, context=self.context)
        if self.server == "llama-server":
            size = ["-c", str(self.context)] if self.context else []
            return [
                "llama-server", "-m", self.model, "--alias", self.name, "--host", _HOST,
                "--port", str(port), "--jinja", "--no-context-shift", "--no-webui", *size,
            ]  # fmt: skip
        module = "labwright.models.serving.keyed"
        return [
            sys.executable, "-m", module, self.model, self.name, str(socket), self.licence,
        ]  # fmt: skip

    def environment(self, key: str) -> dict[str, str]:
        """Return the variables that the server needs: its key, and no way to the network."""
        return {_KEYS[self.server]: key, **dict.fromkeys(_QUIET, "1")}


def vllm_command(
    model: str, name: str, port: int, preset: Preset | None, parallel: tuple[str, ...] = (),
    context: int = 0,
) -> list[str]:  # fmt: skip
    """Return a command line of vLLM.

    Args:
        model: Folder or repository.
        name: Name under which it is served.
        port: Port.
        preset: Gives flags for tools, reasoning and sampling.
        parallel: Flags that spread it over GPUs.
        context: Tokens to serve; 0 takes what the preset says, or the model can.

    Returns:
        The command line.
    """
    flags = ["vllm", "serve", model, "--served-model-name", name, "--host", _HOST]
    flags += ["--port", str(port), *parallel]
    if size := context or (preset.context if preset else 0):
        flags += ["--max-model-len", str(size)]
    if preset is not None:
        flags += [*preset.vllm]
        flags += ["--override-generation-config", json.dumps(preset.sampling)]
    return flags


def choose_server(model: str, wanted: str, has_gpu: bool) -> ServerName:
    """Choose the server for a model.

    Args:
        model: Folder or GGUF file.
        wanted: A server's name, or empty.
        has_gpu: Whether there is a GPU.

    Returns:
        The server.

    Raises:
        BadUsage: If the server that is wanted cannot serve such a model.
        MissingProgram: If it is not installed.
        MissingExtra: If nothing is installed that could serve it.
    """
    gguf = model.lower().endswith(".gguf")
    if wanted:
        return _checked(wanted, gguf)
    if not gguf and has_gpu and shutil.which("vllm"):
        return "vllm"
    if gguf and shutil.which("llama-server"):
        return "llama-server"
    return _checked("transformers", gguf=False)


def _checked(wanted: str, gguf: bool) -> ServerName:
    if wanted == "transformers":
        _demand_extra()
        return "transformers"
    if wanted == "llama-server":
        if not gguf:
            raise BadUsage("llama-server serves GGUF files only.", "Give a .gguf file.")
        return _installed("llama-server", "See the llama.cpp project for packages.")
    if wanted == "vllm":
        remedy = "Install it in an environment of its own: its pins exclude those of labwright."
        return _installed("vllm", remedy)
    raise BadUsage(f"There is no server “{wanted}”.", "Use vllm, llama-server or transformers.")


def _installed(name: Literal["vllm", "llama-server"], remedy: str) -> ServerName:
    if shutil.which(name) is None:
        raise MissingProgram(f"The program {name} is not on the PATH.", remedy)
    return name


def _demand_extra() -> None:
    from importlib.util import find_spec

    for library in ("fastapi", "uvicorn", "openai", "accelerate"):
        if find_spec(library) is None:
            raise MissingExtra(library, "serve")


def written_out(
    model: str, name: str, preset: Preset | None = None, context: int = 0, port: int = 8000
) -> str:
    """Return the command lines for one GPU, several, and several machines, without running any.

    Args:
        model: Folder or repository.
        name: Name under which it is served.
        preset: The preset, if it is one.
        context: Tokens to serve; 0 takes what the preset says, or the model can.
        port: Port.

    Returns:
        A shell script with comments.
    """
    import shlex

    def line(*parallel: str) -> str:
        return shlex.join(vllm_command(model, name, port, preset, parallel, context))

    ray = ("--distributed-executor-backend", "ray")
    many = max(2, preset.gpus if preset else 2)
    weights = f"{preset.memory if preset else _gigabytes(Path(model))} GB of weights"
    note = f", {preset.note}" if preset else ""
    return "\n".join(
        [
            f"# {name}: {model}, {weights}{note}",
            "# A key, so that other users of this machine cannot ask the model:",
            "export VLLM_API_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(24))')",
            "export HF_HUB_OFFLINE=1  # the files must be here already",
            "",
            f"# One GPU ({weights}):",
            line(),
            "",
            f"# {many} GPUs of one machine:",
            line("--tensor-parallel-size", str(many)),
            "",
            "# Two machines with 4 GPUs each. What the model computes crosses the network between",
            "# them, unencrypted: use one that only they are on. On the first:",
            'ray start --head --node-ip-address "$FIRST" --port 6379',
            "# on the second:",
            'ray start --address "$FIRST:6379" --node-ip-address "$SECOND"',
            "# and again on the first, which alone answers questions, and only to itself:",
            line("--tensor-parallel-size", "4", "--pipeline-parallel-size", "2", *ray),
            "",
            "# Then:",
            f"export LABWRIGHT_MODEL=http://127.0.0.1:{port}/v1 LABWRIGHT_API_KEY=$VLLM_API_KEY",
        ]
    )


def _gigabytes(folder: Path) -> str:
    return f"{sum(file.stat().st_size for file in folder.glob('*.safetensors')) / 1e9:.1f}"


def has_gpu() -> bool:
    """Tell whether vLLM would find a GPU, without loading torch."""
    return Path("/dev/nvidia0").exists() or Path("/dev/kfd").exists()
