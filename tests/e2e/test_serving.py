"""Real servers: started by the command, asked, stopped, killed."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import tiny_models

from labwright import Lab
from labwright.core.errors import ServerFault
from labwright.core.settings import Settings
from labwright.models.selection import choose_model, profile_of

pytestmark = pytest.mark.e2e


@contextlib.contextmanager
def serving(command: list[str], *arguments: str) -> Iterator[tuple[Any, dict[str, str]]]:
    process = subprocess.Popen(
        [*command, "serve", *arguments, "--json"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        process.wait(30)


def gone(address: str, within: float = 15.0) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            httpx.get(address.replace("/v1", "/health"), timeout=1)
        except httpx.HTTPError:
            return True
        time.sleep(0.2)
    return False


def test_the_embedded_model_is_served_to_whoever_has_the_key(
    command: list[str], tmp_path: Path
) -> None:
    with serving(command, "embedded") as (process, told):
        address, key = told["model"], {"Authorization": f"Bearer {told['api_key']}"}
        assert address.startswith("http://127.0.0.1:")
        chat = address + "/chat/completions"
        body = {
            "model": told["name"],
            "messages": [{"role": "user", "content": "Hi"}],
            "max_tokens": 4,
        }
        assert httpx.post(chat, json=body, timeout=60).status_code == 401
        assert httpx.post(chat, json=body, headers=key, timeout=60).status_code == 200
        other = httpx.post(chat, json=body | {"model": "/etc"}, headers=key, timeout=60)
        assert other.status_code == 404
        load = httpx.post(address.replace("/v1", "/load_model"), json={"model": "x"}, headers=key)
        assert load.status_code == 404
        settings = Settings(model=address, api_key=told["api_key"])
        model = choose_model(settings)
        assert model is not None
        assert model.invoke("Say hello.", max_tokens=8).text
        assert profile_of(model).server == "transformers serve"
        answer = Lab(tmp_path, model=address, api_key=told["api_key"], prose="always").ask(
            "logP of aspirin"
        )
        assert answer.status == "answered"
        assert told["name"] in answer.model
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert gone(address)
    answer = Lab(tmp_path, model=address, prose="always").ask("logP of caffeine")
    assert answer.status == "answered"
    assert any("Nothing listens" in said for said in answer.left_out)
    with pytest.raises(ServerFault, match="Nothing listens"):
        model.invoke("Hi")


def test_a_killed_command_leaves_no_server_behind(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABWRIGHT_CONFIG", str(tmp_path / "config"))
    folder = tiny_models.tiny_exaone(tmp_path / "tiny-exaone")
    refused = subprocess.run(
        [*command, "serve", str(folder)], capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2
    assert "must not be used commercially" in refused.stderr
    assert "Traceback" not in refused.stderr
    with serving(command, str(folder), "--accept-licence") as (process, told):
        model = choose_model(Settings(model=told["model"], api_key=told["api_key"]))
        assert model is not None
        assert model.invoke("Hi", max_tokens=5).usage_metadata["output_tokens"] == 5
        assert profile_of(model).context == 2048
        assert "1.2 - NC" in profile_of(model).licence
        answer = Lab(tmp_path / "lab", model=told["model"], api_key=told["api_key"]).ask(
            "logP of urea"
        )
        assert "1.2 - NC" in answer.licence
        assert any("1.2 - NC" in note for note in answer.notes)
        os.kill(process.pid, signal.SIGKILL)
        assert gone(told["model"])
