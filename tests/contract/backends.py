"""The back ends that all keep the same contract."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tiny_models
from model_server import ModelServer

from labwright.models.endpoint.chat import EndpointChatModel
from labwright.models.local.chat import LocalChatModel
from labwright.models.local.profile import unmeasured
from labwright.models.profile import EMBEDDED, ModelProfile
from labwright.models.serving.commands import Serving
from labwright.models.serving.process import served


@dataclass(frozen=True)
class BackEnd:
    """A model with what one may expect of it.

    Args:
        model: The model.
        knows: Whether its words mean anything.
        local: Whether it runs in this process.
        garbles: Whether its server decodes half characters in a stream.
    """

    model: Any
    knows: bool
    local: bool
    garbles: bool = False


ABLE = ModelProfile(
    name="able", tools=("auto", "required", "named", "none"), schema_by="server", context=1000,
    streams=True, chooses=True,
)  # fmt: skip
BARE = ModelProfile(name="bare", context=1024)


@contextmanager
def back_end(name: str, folder: Path) -> Iterator[BackEnd]:
    """Start a back end."""
    if name == "embedded":
        yield BackEnd(LocalChatModel(abilities=EMBEDDED, max_tokens=24), knows=True, local=True)
    elif name == "exaone in process":
        made = tiny_models.tiny_exaone(folder / "exaone")
        model = LocalChatModel(folder=made, abilities=unmeasured(made, "tiny"), max_tokens=24)
        yield BackEnd(model, knows=False, local=True)
    elif name == "exaone by transformers serve":
        made = tiny_models.tiny_exaone(folder / "exaone")
        with served(Serving(server="transformers", model=str(made), name="tiny")) as running:
            model = EndpointChatModel(
                address=running.address, api_key=running.key, max_tokens=24, abilities=BARE
            )
            yield BackEnd(model, knows=False, local=False, garbles=True)
    elif name in ("server that obeys", "server that obeys nothing"):
        obeys = name == "server that obeys"
        with ModelServer(models=("good" if obeys else "ignores-schema",)) as server:
            abilities = (
                ABLE if obeys else ABLE.model_copy(update={"schema_by": "repair", "tools": ()})
            )
            model = EndpointChatModel(address=server.address, abilities=abilities, max_tokens=24)
            yield BackEnd(model, knows=False, local=False)
    elif name == "llama-server":
        file = os.environ["LABWRIGHT_GGUF"]
        serving = Serving(server="llama-server", model=file, name="smollm2", context=2048)
        with served(serving) as running:
            abilities = ModelProfile(name="smollm2", schema_by="server", context=2048)
            model = EndpointChatModel(
                address=running.address, api_key=running.key, abilities=abilities, max_tokens=24
            )
            yield BackEnd(model, knows=True, local=False)
    else:  # the address of a server that runs
        abilities = ModelProfile(name="served", context=2048)
        yield BackEnd(
            EndpointChatModel(address=name, abilities=abilities, max_tokens=24), True, False
        )
