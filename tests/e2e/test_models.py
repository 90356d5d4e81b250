"""Language models in whole answers: small contexts, no network, schemas, documents of the docs."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tiny_models
from model_server import ModelServer

from labwright import Lab
from labwright.core.settings import Settings
from labwright.models.local.chat import LocalChatModel
from labwright.models.local.profile import unmeasured
from labwright.models.selection import choose_model, profile_of
from labwright.models.serving.presets import presets

pytestmark = pytest.mark.e2e


def test_where_the_context_is_small_the_answer_says_what_was_left_out(tmp_path: Path) -> None:
    folder = tiny_models.tiny_exaone(tmp_path / "tiny", context=600)
    model = LocalChatModel(folder=folder, abilities=unmeasured(folder, "tiny"))
    question = "Compare aspirin, caffeine, ibuprofen and paracetamol on logP, TPSA and molar mass"
    answer = Lab(tmp_path / "lab", model=model, prose="always").ask(question)
    assert answer.status == "answered"
    assert len(answer.claims) >= 4
    assert any("left out" in said for said in answer.left_out)
    assert answer.left_out[0] in answer.text
    tiny = LocalChatModel(
        folder=folder, abilities=unmeasured(folder, "tiny").model_copy(update={"context": 100})
    )
    answer = Lab(tmp_path / "lab2", model=tiny, prose="always").ask(question)
    assert answer.status == "answered"
    assert any("The prompt has" in said for said in answer.left_out)


def test_the_prompt_of_a_server_keeps_the_question_whatever_the_evidence(tmp_path: Path) -> None:
    with ModelServer() as server:
        lab = Lab(tmp_path, model=server.address, prose="always")
        question = "Compare aspirin, caffeine and ibuprofen on logP, TPSA and molar mass"
        answer = lab.ask(question)
        asked = server.requests[-1]["messages"][-1]["content"]
    assert question in asked
    assert answer.status == "answered"
    assert answer.model == "good"


def test_without_any_network_everything_embedded_works(tmp_path: Path, command: list[str]) -> None:
    cut = (
        ["unshare", "-rn"] if works(["unshare", "-rn", "true"]) else refusing_connections(tmp_path)
    )
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(Path.home())}
    asked = [*command, "ask", "logP of aspirin", "--workspace", str(tmp_path / "w"), "--json"]
    done = subprocess.run(
        [*cut, *asked], capture_output=True, text=True, check=False,
        env=environment | {"LABWRIGHT_PROSE": "always"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "answered"
    document = tmp_path / "r.md"
    document.write_text("# Report\n\nAlphaite melts at 101 °C in dry argon.\n")
    added = [*command, "add", str(document), "--workspace", str(tmp_path / "w")]
    found = [*command, "search", "melting point of alphaite", "--workspace", str(tmp_path / "w")]
    for run in (added, found):
        done = subprocess.run(
            [*cut, *run], capture_output=True, text=True, check=False, env=environment
        )
        assert done.returncode == 0, done.stderr
    assert "Alphaite melts" in done.stdout


def works(command: list[str]) -> bool:
    return bool(shutil.which(command[0])) and subprocess.run(command, check=False).returncode == 0


def refusing_connections(folder: Path) -> list[str]:
    """Where there are no namespaces, a hook refuses every connection in the process."""
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        "def hook(event, given):\n"
        "    if event == 'socket.connect' and 'AF_UNIX' not in str(given[0]):\n"
        "        raise OSError('no network')\n"
        "sys.addaudithook(hook)\n"
    )
    return ["env", f"PYTHONPATH={folder}"]


def test_random_weights_write_valid_calls_of_every_tool(
    benchmark_module: Callable[[str], Any], tmp_path: Path
) -> None:
    from labwright.models.local.vocabulary import Vocabulary
    from labwright.models.weights import located

    benchmark = benchmark_module("local_model")
    folder = located("language")
    network = benchmark.random_network(folder, tmp_path / "random")
    valid, overhead = benchmark.valid_calls(network, Vocabulary(folder), 30, temperature=1.0)
    assert valid == 30
    assert overhead > 0


def test_the_embedded_model_is_ready_soon_and_chooses_in_a_moment(
    benchmark_module: Callable[[str], Any],
) -> None:
    benchmark = benchmark_module("local_model")
    from labwright.models.weights import located

    started = min(benchmark.started(benchmark._OURS, located("language")) for _ in range(2))
    assert started < 6  # two seconds on an idle machine, see docs/measurements.md
    rows = dict(benchmark.choice(located("language"), 1))
    spent = float(rows["question to tool, by the model"].split(" s")[0])
    assert spent < 1.5


def test_a_folder_and_a_server_answer_like_the_embedded_model(tmp_path: Path) -> None:
    from labwright.models.weights import located

    embedded = choose_model(Settings())
    by_folder = choose_model(Settings(model=str(located("language"))))
    assert embedded is not None
    assert by_folder is not None
    asked = {"input": "What is aspirin?", "max_tokens": 12}
    assert by_folder.invoke(**asked).text == embedded.invoke(**asked).text
    assert profile_of(by_folder).context == 8192


def test_the_python_of_the_models_page_runs(root: Path) -> None:
    text = (root / "docs" / "models.md").read_text(encoding="utf-8")
    for code in re.findall(r"```python\n(.*?)```", text, re.S):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_the_serving_page_names_every_preset(root: Path) -> None:
    text = (root / "docs" / "serving.md").read_text(encoding="utf-8")
    for name, preset in presets().items():
        family = name.split("-")[0]
        assert name in text or (family == "qwen3" and "qwen3-0.6b` … `qwen3-32b" in text), name
        if family != "qwen3":
            assert f"{preset.context:,}".replace(",", " ") in text
