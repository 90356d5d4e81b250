"""What each local server really does: the same probe over all that are installed.

Servers that run already are named by their addresses; the embedded model and ``transformers
serve`` are started here, llama-server and vLLM where they are on the PATH.

Example:
    $ python benchmarks/conformance.py http://127.0.0.1:8080/v1 --write docs/models.md
"""

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from labwright.core.errors import LabwrightError
from labwright.models.endpoint.chat import EndpointChatModel
from labwright.models.local.chat import LocalChatModel
from labwright.models.probing.probe import Probed, probe
from labwright.models.serving.commands import Serving
from labwright.models.serving.process import located_model, served

_MARKS = {True: "yes", False: "no", None: "–"}
_START, _END = "<!-- conformance -->", "<!-- end of conformance -->"


@contextmanager
def started(server: str, model: str, name: str) -> Iterator[EndpointChatModel]:
    """Serve a model and give it as a chat model."""
    context = 2048 if server != "transformers" else 0  # which that one cannot be told
    serving = Serving(server=server, model=model, name=name, context=context)
    with served(serving) as running:
        yield EndpointChatModel(address=running.address, api_key=running.key)


def subjects(addresses: list[str], gguf: str) -> Iterator[tuple[str, Any]]:
    """Yield every model that can be measured here, with a title."""
    yield "embedded, in process", LocalChatModel()
    folder, name = located_model("embedded")
    with started("transformers", folder, name) as model:
        yield "transformers serve", model
    if gguf and shutil.which("llama-server"):
        with started("llama-server", gguf, "smollm2") as model:
            yield "llama-server", model
    if shutil.which("vllm"):
        with started("vllm", folder, name) as model:
            yield "vLLM", model
    for address in addresses:
        model = EndpointChatModel(address=address)
        yield model.served.kind.title, model


def table(measured: dict[str, Probed]) -> str:
    """Return the outcomes as a Markdown table, a row a trial."""
    titles = list(measured)
    names = list(dict.fromkeys(_plain(t.name) for p in measured.values() for t in p.trials))
    rows = [f"| trial | {' | '.join(titles)} |", f"|---|{'---|' * len(titles)}"]
    for name in names:
        marks = []
        for probed in measured.values():
            trial = next((t for t in probed.trials if _plain(t.name) == name), None)
            marks.append(_MARKS[trial.passed] if trial else "")
        rows.append(f"| {name} | {' | '.join(marks)} |")
    return "\n".join(rows)


def _plain(name: str) -> str:
    """Leave out how long the context is: it differs from server to server."""
    return name.split("% of ", maxsplit=1)[0] + "%" if name.startswith("context") else name


def main() -> None:
    """Measure and print, and write the table into a document if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("addresses", nargs="*")
    parser.add_argument("--gguf", default="", help="a GGUF file for llama-server")
    parser.add_argument("--write", type=Path, help="document with the marks for the table")
    asked = parser.parse_args()
    measured: dict[str, Probed] = {}
    for title, model in subjects(asked.addresses, asked.gguf):
        print(f"== {title}", flush=True)
        try:
            measured[title] = probe(
                model, lambda t: print(f"  {t.name}: {_MARKS[t.passed]}  {t.shown}")
            )
        except LabwrightError as error:
            print(f"  {error}")
    made = f"{_START}\nMeasured on {date.today().isoformat()}.\n\n{table(measured)}\n{_END}"
    print(made)
    if asked.write:
        text = asked.write.read_text(encoding="utf-8")
        before, _, rest = text.partition(_START)
        asked.write.write_text(before + made + rest.partition(_END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
