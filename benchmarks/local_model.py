"""The model in this process beside bare transformers: start, reading, writing, constraint, choice.

Example:
    $ python benchmarks/local_model.py            # everything, some minutes
    $ python benchmarks/local_model.py --only schemas --count 50
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

PARTS = ("start", "speed", "schemas", "choice")
_PROMPT = (
    "You are a careful chemist. Explain in simple words what aspirin, caffeine and ibuprofen are, "
    "how each of them was discovered, and what they are used for today. "
)
_OURS = """
from labwright.models.local.chat import LocalChatModel
model = LocalChatModel()
model.get_num_tokens("ready")
print("ready", flush=True)
"""
_BARE = """
import sys
from transformers import AutoModelForCausalLM, AutoTokenizer
import torch
folder = sys.argv[1]
AutoTokenizer.from_pretrained(folder, local_files_only=True)
AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, dtype=torch.bfloat16)
print("ready", flush=True)
"""
Row = tuple[str, str]


def started(code: str, folder: Path) -> float:
    """Return the seconds from the start of a process until it says that its model is ready."""
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        return time.perf_counter() - begun


def start(folder: Path, count: int) -> list[Row]:
    """Compare the time from process start to ready."""
    ours, bare = [], []
    for _ in range(max(3, count // 100)):
        ours.append(started(_OURS, folder))
        bare.append(started(_BARE, folder))
    return [
        ("process start to ready", f"{median(ours):.2f} s, best {min(ours):.2f} s"),
        ("the same, transformers", f"{median(bare):.2f} s, best {min(bare):.2f} s"),
        ("ratio", f"{median(ours) / median(bare):.2f}"),
    ]


def timed(run: Callable[[], Any], times: int = 5) -> float:
    """Return the median seconds of a call."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begun)
    return median(spent)


def speed(folder: Path, count: int) -> list[Row]:
    """Compare reading and writing with a bare transformers ``generate``, call by call."""
    import torch

    from labwright.models.local.llama import LlamaNetwork
    from labwright.models.local.network import Reader, TransformersNetwork
    from labwright.models.local.vocabulary import Vocabulary
    from labwright.models.local.writing import Limits, Sampling, Writer

    vocabulary = Vocabulary(folder)
    vocabulary.__dict__["ends"] = (-1,)  # as many tokens as generate is told to write
    ours, theirs = LlamaNetwork(folder), TransformersNetwork(folder)
    prompt = vocabulary.encode(_PROMPT)
    long = (prompt * 40)[:1024]
    tokens = 64

    def bare() -> None:
        ids = torch.tensor([prompt])
        theirs.model.generate(
            ids, attention_mask=torch.ones_like(ids), do_sample=False,
            max_new_tokens=tokens, min_new_tokens=tokens,
        )  # fmt: skip

    def written(network: Any) -> Callable[[], None]:
        def run() -> None:
            network.rewind(0)
            pieces = Writer(Reader(network), vocabulary).write(prompt, Limits(tokens), Sampling())
            assert list(pieces)[-1].tokens == tokens

        return run

    def read(network: Any) -> Callable[[], None]:
        def run() -> None:
            network.rewind(0)
            Reader(network).after(long)

        return run

    base = timed(bare)
    rows = [("transformers generate", f"{tokens / base:.1f} tokens/s written")]
    for name, network in (("our Llama", ours), ("our loop over transformers", theirs)):
        spent = timed(written(network))
        rows.append((name, f"{tokens / spent:.1f} tokens/s written, {base / spent:.2f} × generate"))
    one, other = timed(read(ours), 3), timed(read(theirs), 3)
    rows.append(("our Llama", f"{1024 / one:.0f} tokens/s read, {other / one:.2f} × transformers"))
    return rows


def tool_schemas() -> list[dict[str, Any]]:
    """Return the schema of a call of every tool of labwright."""
    from langchain_core.utils.function_calling import convert_to_openai_tool

    from labwright import Lab
    from labwright.models.parsing.tool_choice import call_schema

    with tempfile.TemporaryDirectory() as folder:
        toolbox = Lab(folder).toolbox
        tools = [convert_to_openai_tool(toolbox.as_langchain(name)) for name in toolbox.tools]
    return [call_schema([tool]) for tool in tools]


def valid_calls(network: Any, vocabulary: Any, count: int, temperature: float) -> tuple[int, float]:
    """Write calls under labwright's own schemas; return how many are valid, and the overhead.

    The overhead is the time spent in the constraint for each second spent in the network.
    """
    from labwright.core.errors import BadReply
    from labwright.models.local.grammar import Constraint, Grammars
    from labwright.models.local.network import Reader
    from labwright.models.local.writing import Limits, Sampling, Writer
    from labwright.models.structured.shape import Shape

    spent = 0.0

    def watched(method: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            nonlocal spent
            begun = time.perf_counter()
            try:
                return method(*args)
            finally:
                spent += time.perf_counter() - begun

        return run

    grammars = Grammars(vocabulary, network.vocabulary)
    shapes = [Shape(name="call", json_schema=schema) for schema in tool_schemas()]
    prompt = vocabulary.encode(_PROMPT)
    writer = Writer(Reader(network), vocabulary)
    valid, total = 0, 0.0
    methods = {name: getattr(Constraint, name) for name in ("allowed", "take", "forced")}
    try:
        for name, method in methods.items():
            setattr(Constraint, name, watched(method))
        for number in range(count):
            shape = shapes[number % len(shapes)]
            constraint = grammars.of_schema(shape.json_schema)
            sampling = Sampling(temperature=temperature, seed=number)
            begun = time.perf_counter()
            written = writer.write(prompt, Limits(3000), sampling, constraint)
            text = "".join(piece.text for piece in written)
            total += time.perf_counter() - begun
            try:
                shape.read(text)
                valid += 1
            except BadReply as error:
                print(f"  {error} {text[:200]!r}", file=sys.stderr)
            if number % 20 == 19:
                print(f"  {valid} of {number + 1}, {total:.0f} s", file=sys.stderr, flush=True)
    finally:
        for name, method in methods.items():
            setattr(Constraint, name, method)
    return valid, spent / (total - spent)


def random_network(folder: Path, into: Path) -> Any:
    """Make a network with random weights over the embedded vocabulary."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from labwright.models.local.network import TransformersNetwork
    from labwright.models.local.vocabulary import Vocabulary

    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(Vocabulary(folder)), hidden_size=64, intermediate_size=128,
        num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=8192,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(into)
    return TransformersNetwork(into)


def schemas(folder: Path, count: int) -> list[Row]:
    """Count valid replies under labwright's schemas, and what the constraint costs."""
    from labwright.models.local.llama import LlamaNetwork
    from labwright.models.local.vocabulary import Vocabulary

    vocabulary = Vocabulary(folder)
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for name, network, temperature in (
            ("random weights", random_network(folder, Path(scratch)), 1.0),
            ("embedded model", LlamaNetwork(folder), 1.0),
        ):
            valid, overhead = valid_calls(network, vocabulary, count, temperature)
            rows.append((f"schemas, {name}", f"{valid} of {count} valid"))
        rows.append(("constraint, embedded model", f"{overhead:.1%} of a token's time"))
    return rows


def choice(folder: Path, count: int) -> list[Row]:
    """Time the choice of a tool among four by the embedded model, and by similarity."""
    from labwright import Lab
    from labwright.agents.choosing import ModelRouter
    from labwright.agents.routes import Request
    from labwright.agents.similarity import SimilarityRouter
    from labwright.models.local.chat import LocalChatModel

    with tempfile.TemporaryDirectory() as scratch:
        lab = Lab(scratch)
        similarity = SimilarityRouter(lab.toolbox, lab.store.embedder)
        router = ModelRouter(similarity, LocalChatModel(), lab.toolbox)
        questions = [
            Request(text=f"What is the {what} of a molecule?")
            for what in ("molar mass", "logP", "scaffold", "drug-likeness", "formula", "similarity")
        ]
        router.route(questions[0])
        spent = []
        for question in questions * 3:
            begun = time.perf_counter()
            router.route(question)
            spent.append(time.perf_counter() - begun)
            similarity.rank(question.text)
        near = timed(lambda: similarity.rank(questions[0].text))
    return [
        ("question to tool, by the model", f"{median(spent):.3f} s, slowest {max(spent):.3f} s"),
        ("question to tool, by similarity", f"{near:.3f} s"),
    ]


def main() -> None:
    """Run the parts that were asked for and print a table."""
    from labwright.models.weights import located

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--count", type=int, default=500)
    asked = parser.parse_args()
    for part in asked.only or PARTS:
        for name, shown in globals()[part](located("language"), asked.count):
            print(f"{name:<34} {shown}", flush=True)


if __name__ == "__main__":
    main()
