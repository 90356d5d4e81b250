"""Serving a model: command lines, presets, licences, refusals."""

import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from model_server import ModelServer

from labwright.cli.main import cli
from labwright.core.errors import BadSetting, BadUsage, MissingFile, MissingProgram, ServerFault
from labwright.models.serving.commands import KEY, Serving, choose_server, written_out
from labwright.models.serving.licences import accept, accepted, demand, licence_of
from labwright.models.serving.presets import licences, preset, presets
from labwright.models.serving.process import located_model, served


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LABWRIGHT_CONFIG", str(tmp_path / "config"))
    return tmp_path / "config" / "licences.json"


def program(folder: Path, name: str, body: str = "exit 3") -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.mark.parametrize("name", presets())
def test_every_preset_stays_on_this_machine_and_keeps_its_key_to_itself(name: str) -> None:
    serving = Serving(server="vllm", model="folder", name=name, preset=preset(name))
    command = serving.command(8123)
    assert command[:3] == ["vllm", "serve", "folder"]
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "8123"
    assert "hermes" in command
    sampling = json.loads(command[command.index("--override-generation-config") + 1])
    assert 0 < sampling["temperature"] <= 1
    assert "secret" not in command
    environment = serving.environment("secret")
    assert environment["VLLM_API_KEY"] == "secret"
    assert environment["HF_HUB_OFFLINE"] == "1"


@pytest.mark.parametrize("server", ["llama-server", "transformers"])
def test_other_servers_too(server: str) -> None:
    serving = Serving(server=server, model="m.gguf", name="m")
    assert "secret" not in " ".join(serving.command(8123))
    assert "secret" in serving.environment("secret").values()
    assert KEY == "LABWRIGHT_SERVE_KEY"


@pytest.mark.parametrize(
    ("name", "parser"),
    [("exaone-4.0-32b", "deepseek_r1"), ("exaone-4.5-33b", "qwen3"), ("k-exaone", "deepseek_v3"), ("qwen3-8b", "qwen3")],
)  # fmt: skip
def test_each_family_has_its_own_reader_of_thoughts(name: str, parser: str) -> None:
    flags = preset(name).vllm
    assert flags[flags.index("--reasoning-parser") + 1] == parser


def test_the_written_out_commands_tell_of_several_gpus_and_machines() -> None:
    for name in presets():
        text = written_out(preset(name).repository, name, preset(name))
        for part in ("--tensor-parallel-size", "--pipeline-parallel-size 2", "ray start --head",
                     "--distributed-executor-backend ray", "unencrypted", "VLLM_API_KEY"):  # fmt: skip
            assert part in text
        assert "0.0.0.0" not in text


@pytest.mark.parametrize(
    ("name", "key"),
    [("LGAI-EXAONE/EXAONE-4.0-1.2B", "exaone-nc"), ("EXAONE-4.5-33B-AWQ", "exaone-nc"),
     ("k-exaone", "k-exaone"), ("LGAI-EXAONE/K-EXAONE-236B-A23B", "k-exaone"),
     ("EXAONE-3.5-7.8B-Instruct", "exaone-3"), ("Qwen3-4B", "apache"), ("my-model", None), ("", None)],
)  # fmt: skip
def test_a_licence_is_known_by_the_models_name(name: str, key: str | None) -> None:
    found = licence_of(name)
    assert (found.key if found else None) == key


def test_a_licence_is_known_by_the_models_own_files(exaone: Path, llama: Path) -> None:
    found = licence_of("renamed", exaone)
    assert found is not None
    assert found.key == "exaone-nc"
    assert "commercial" in found.binds
    assert licence_of("renamed", llama) is None


def test_a_licence_that_binds_is_accepted_once_and_written_down(config: Path) -> None:
    licence = licences()["exaone-nc"]
    with pytest.raises(BadUsage, match="must not be used commercially") as told:
        demand(licence, "EXAONE")
    assert "--accept-licence" in told.value.remedy
    accept(licence, "EXAONE-4.0-1.2B")
    demand(licence, "EXAONE")
    kept = json.loads(config.read_text())["exaone-nc"]
    assert kept["model"] == "EXAONE-4.0-1.2B"
    assert not accepted(licences()["k-exaone"])
    config.write_text("{broken")
    assert not accepted(licence)
    assert accepted(licences()["apache"])


def test_the_server_is_chosen_by_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert choose_server("folder", "", has_gpu=True) == "transformers"
    assert choose_server("m.gguf", "", has_gpu=True) == "transformers"
    with pytest.raises(MissingProgram, match="llama-server"):
        choose_server("m.gguf", "llama-server", has_gpu=False)
    with pytest.raises(MissingProgram, match="vllm"):
        choose_server("folder", "vllm", has_gpu=True)
    program(tmp_path, "vllm")
    program(tmp_path, "llama-server")
    assert choose_server("folder", "", has_gpu=True) == "vllm"
    assert choose_server("folder", "", has_gpu=False) == "transformers"
    assert choose_server("m.gguf", "", has_gpu=True) == "llama-server"
    with pytest.raises(BadUsage):
        choose_server("folder", "llama-server", has_gpu=False)
    with pytest.raises(BadUsage, match="no server “ollama”"):
        choose_server("folder", "ollama", has_gpu=False)


def test_a_model_that_is_not_there_is_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadSetting, match="Presets: "):
        located_model("nonsense")
    with pytest.raises(MissingFile, match="--download"):
        located_model("qwen3-0.6b")
    with pytest.raises(MissingFile):
        located_model("qwen3-0.6b", str(tmp_path / "nowhere"))


def test_a_server_that_dies_is_shown_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "vllm", "echo 'no CUDA device was found' >&2; exit 3")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    serving = Serving(server="vllm", model="folder", name="m")
    with pytest.raises(ServerFault, match="no CUDA device was found"), served(serving):
        pass


def test_a_server_that_never_answers_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "vllm", "exec sleep 60")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    serving = Serving(server="vllm", model="folder", name="m")
    with pytest.raises(ServerFault, match="did not answer within 1 s"), served(serving, seconds=1):
        pass


SERVER = """#!{python}
import json, os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
mode, key = "{mode}", os.environ["VLLM_API_KEY"]
name = sys.argv[sys.argv.index("--served-model-name") + 1]
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        given = self.headers.get("Authorization")
        open("{seen}", "a").write(f"{{given}}\\n")
        wanted = {{"open": given, "locked": "another key"}}.get(mode, "Bearer " + key)
        status = 401 if given != wanted else 405 if "chat" in self.path else 200
        data = json.dumps({{"data": [{{"id": "stranger" if mode == "other" else name}}]}}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
print("the last word", flush=True)
open("{pid}", "w").write(str(os.getpid()))
HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler).serve_forever()
"""


def scripted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str) -> Serving:
    """Put a program on the PATH that passes for vLLM."""
    file = program(tmp_path / "bin", "vllm")
    parts = {"python": sys.executable, "mode": mode, "seen": tmp_path / "seen"}
    file.write_text(SERVER.format(**parts, pid=tmp_path / "pid"))
    monkeypatch.setenv("PATH", f"{file.parent}:/usr/bin:/bin")
    return Serving(server="vllm", model="folder", name="m")


def ended(pid: int, within: float = 5.0) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("mode", ["open", "other", "locked"])
def test_a_stranger_at_the_port_is_not_taken_for_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    serving = scripted(tmp_path, monkeypatch, mode)
    with pytest.raises(ServerFault, match="did not answer within 2 s"), served(serving, seconds=2):
        pass
    if mode == "open":  # whoever asks for no key is not given it
        assert set((tmp_path / "seen").read_text().split()) == {"None"}


def test_our_own_server_is_handed_a_socket_that_listens() -> None:
    serving = Serving(server="transformers", model="folder", name="m")
    assert serving.takes_socket
    assert serving.command(8123, 7)[-2] == "7"
    assert "8123" not in serving.command(8123, 7)


def test_the_end_of_a_server_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serving = scripted(tmp_path, monkeypatch, "good")
    said: list[str] = []
    with served(serving, seconds=20, report=said.append) as running:
        assert said[-1] == ""
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
        with pytest.raises(ServerFault, match="The server ended .*\n  the last word"):
            running.wait()


def test_a_server_does_not_outlive_a_watcher_that_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving = scripted(tmp_path, monkeypatch, "good")
    with served(serving, seconds=20) as running:
        server = int((tmp_path / "pid").read_text())
        os.kill(os.getpgid(server), signal.SIGKILL)
        with pytest.raises(ServerFault, match="The server ended"):
            running.wait()
    assert ended(server)


@pytest.mark.parametrize("body", ["exec sleep 60", "trap '' TERM; sleep 60 & wait; sleep 60"])
def test_a_watcher_that_is_told_to_end_ends_what_it_watches(tmp_path: Path, body: str) -> None:
    script = program(tmp_path, "watched-program", f"echo $$ > {tmp_path}/pid\n{body}")
    watcher = subprocess.Popen(
        [sys.executable, "-m", "labwright.models.serving.watched", str(script)],
        stdin=subprocess.PIPE,
    )
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():
        time.sleep(0.02)
    begun = time.monotonic()
    with contextlib.closing(watcher.stdin):  # type: ignore[type-var]
        watcher.send_signal(signal.SIGTERM)
        watcher.wait(30)
    assert time.monotonic() - begun < (3 if "exec" in body else 15)
    assert ended(int((tmp_path / "pid").read_text()))


def test_a_file_for_a_server_that_reads_none_is_converted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, llama: Path
) -> None:
    from labwright.cli import serving
    from labwright.models import conversion

    monkeypatch.setenv("PATH", str(tmp_path))
    file = tmp_path / "chemist.gguf"
    file.write_bytes(b"GGUF")
    monkeypatch.setattr(conversion, "converted", lambda path, report: llama)
    made = serving._serving(str(file), "", "", 0, False, False)
    assert (made.server, made.model, made.name) == ("transformers", str(llama), "chemist")


def test_a_model_is_named_by_its_folder_wherever_one_stands(
    monkeypatch: pytest.MonkeyPatch, llama: Path, tmp_path: Path
) -> None:
    monkeypatch.chdir(llama)
    assert located_model(".") == (str(llama.resolve()), llama.name)
    with pytest.raises(BadSetting, match="holds no model"):
        located_model(str(tmp_path))


def test_the_context_can_be_set() -> None:
    for server, flag in (("vllm", "--max-model-len"), ("llama-server", "-c")):
        command = Serving(server=server, model="m.gguf", name="m", context=4321).command(1)
        assert command[command.index(flag) + 1] == "4321"
    done = CliRunner().invoke(
        cli, ["serve", "embedded", "--server", "transformers", "--context", "99"]
    )
    assert "cannot be held to 99 tokens" in str(done.exception)


def test_print_takes_a_folder_and_the_embedded_model_too(llama: Path) -> None:
    for model in (str(llama), "embedded"):
        done = CliRunner().invoke(cli, ["serve", model, "--print", "--context", "777"])
        assert done.exit_code == 0, done.exception
        assert "vllm serve /" in done.output
        assert "--max-model-len 777" in done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "no preset"),
        (["exaone-4.0-1.2b"], "must not be used commercially"),
        (["k-exaone", "--server", "vllm"], "conditions of its own"),
        (["embedded", "--server", "apache"], "no server “apache”"),
        (["embedded", "--download"], "Only presets"),
        (["qwen3-4b", "--folder", "/no/such/folder"], "no folder"),
        (["nonsense", "--print"], "no preset"),
    ],
)
def test_a_wrong_command_is_answered_with_a_sentence(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(cli, ["serve", *arguments])
    assert said in str(done.exception) + done.output


@pytest.mark.parametrize(
    ("name", "mark"),
    [("gone", "FAULT"), ("loading", "FAULT"), ("busy", "FAULT"), ("good", "ok   ")],
)
def test_doctor_looks_at_the_model_that_is_named(tmp_path: Path, name: str, mark: str) -> None:
    with ModelServer(models=(name,)) as server:
        address = "http://127.0.0.1:9/v1" if name == "gone" else server.address
        arguments = ["doctor", "--model", address, "--workspace", str(tmp_path / "w")]
        said = CliRunner().invoke(cli, arguments).output.splitlines()
    line = next(line for line in said if "language model" in line)
    assert line.startswith(mark)
    wanted = {
        "gone": "Nothing listens",
        "loading": "still loading",
        "busy": "too much to do",
        "good": "not measured",
    }
    assert wanted[name] in line


def test_print_starts_nothing_and_shows_the_licence() -> None:
    done = CliRunner().invoke(cli, ["serve", "exaone-4.5-33b", "--print"])
    assert done.exit_code == 0
    assert "# Licence: EXAONE AI Model License Agreement 1.2 - NC" in done.output
    assert "vllm serve LGAI-EXAONE/EXAONE-4.5-33B" in done.output
