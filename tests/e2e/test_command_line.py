"""The command line as a user types it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from labwright import Lab
from labwright.cli.documents import add_and_show, remove_and_show
from labwright.cli.searching import search_and_show

pytestmark = pytest.mark.e2e


def run(command: list[str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*command, *words], capture_output=True, text=True, check=False)


def test_exit_codes_tell_four_cases_apart(command: list[str], tmp_path: Path) -> None:
    where = ["--workspace", str(tmp_path)]
    assert run(command, "ask", "formula of aspirin", *where).returncode == 0
    assert run(command, "ask", "mass of foobarium", *where).returncode == 3
    assert run(command, "ask", *where).returncode == 2
    assert run(command, "call", "molecular_mass", "molecule", *where).returncode == 2
    broken = tmp_path / "file"
    broken.write_text("")
    assert run(command, "ask", "formula of aspirin", "--workspace", str(broken)).returncode == 1


def test_no_fault_ends_in_a_traceback(command: list[str], tmp_path: Path) -> None:
    where = ["--workspace", str(tmp_path)]
    for words in (
        ["ask", "\x01\x02 ((((( [[[ {molecule} %s"],
        ["ask", "x" * 3000],
        ["call", "descriptors", "molecule=aspirin", "properties=nonsense"],
        ["call", "nonsense"],
        ["add", str(tmp_path / "not there")],
        ["resume"],
        ["resume", "nothing"],
        ["ask", "logP of aspirin", "--model", "nonsense"],
    ):
        _check_fault(run(command, *words, *where))


def _check_fault(done: subprocess.CompletedProcess[str]) -> None:
    assert "Traceback" not in done.stdout + done.stderr
    assert "labwright broke" not in done.stderr
    assert done.returncode in (1, 2, 3)
    assert (done.stdout + done.stderr).strip()


@pytest.mark.parametrize(
    ("name", "fault", "words"),
    [
        ("threads.sqlite", "garbage", ["ask", "logP of aspirin"]),
        ("threads.sqlite", "folder", ["threads"]),
        ("knowledge/catalogue.sqlite", "garbage", ["search", "melting"]),
        ("knowledge/catalogue.sqlite", "folder", ["search", "melting"]),
        ("knowledge", "garbage", ["search", "melting"]),
        ("artifacts", "garbage", ["ask", "logP of aspirin"]),
        ("threads.sqlite", "garbage", ["doctor"]),
        ("artifacts", "garbage", ["doctor"]),
    ],
)
def test_a_broken_workspace_is_told_with_a_remedy(
    command: list[str], tmp_path: Path, name: str, fault: str, words: list[str]
) -> None:
    broken = tmp_path / "w" / name
    broken.parent.mkdir(parents=True)
    if fault == "folder":
        broken.mkdir()
    else:
        broken.write_bytes(b"garbage " * 500)
    done = run(command, *words, "--workspace", str(tmp_path / "w"))
    _check_fault(done)
    assert broken.name in done.stdout + done.stderr


def test_a_question_that_is_no_text_is_told(command: list[str], tmp_path: Path) -> None:
    asked = [*command, "ask", b"\xff\xed\xa0\x80 of foobarium", "--workspace", str(tmp_path)]
    done = subprocess.run(asked, capture_output=True, check=False)
    text = subprocess.CompletedProcess(
        asked, done.returncode, done.stdout.decode(), done.stderr.decode()
    )
    _check_fault(text)


def test_documents_are_removed_at_the_command_line(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "a.md"
    file.write_text("# Alpha\n\nAlphaite melts at 101 °C in dry argon.\n")
    where = str(tmp_path / "w")
    assert add_and_show([str(file)], {}, where, as_json=True) == 0
    file.unlink()
    capsys.readouterr()
    assert remove_and_show([str(file)], False, where, as_json=False) == 0
    assert "1 removed" in capsys.readouterr().out
    assert search_and_show("alphaite", 1, "", "", (), 0, where, as_json=False) == 3


def test_json_is_one_object_and_text_is_str_of_the_answer(command: list[str], lab: Lab) -> None:
    where = ["--workspace", str(lab.workspace.folder)]
    done = run(command, "ask", "formula of aspirin", "--json", *where)
    answer = json.loads(done.stdout)
    assert answer["status"] == "answered"
    shown = run(command, "ask", "formula of aspirin", *where).stdout
    assert str(lab.ask("formula of aspirin")) in shown
    for words in (["tools"], ["threads"], ["doctor"], ["models", "list"], ["search", "melting"]):
        assert json.loads(run(command, *words, "--json", *where).stdout)


def test_tools_can_be_called_directly(command: list[str]) -> None:
    done = run(command, "call", "molecular_mass", "molecule=1,2-dibromoethane")
    assert "187.862 g/mol" in done.stdout
    assert "185.8680" in done.stdout


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, str]:
    """An environment whose Pythons tell each address outside that they look up or send to."""
    hook = tmp_path / "sitecustomize.py"
    hook.write_text(
        "import sys\n"
        "def inside(host):\n"
        "    host = host.decode() if isinstance(host, bytes) else host\n"
        "    return host in (None, '', 'localhost', '::1') or str(host).startswith('127.')\n"
        "def watch(event, args):\n"
        "    if event in ('socket.getaddrinfo', 'socket.gethostbyname', 'socket.gethostbyaddr'):\n"
        "        host = args[0]\n"
        "    elif event in ('socket.connect', 'socket.sendto', 'socket.sendmsg'):\n"
        "        if not isinstance(args[1], tuple):\n"
        "            return\n"  # a socket of this machine, by its file
        "        host = args[1][0]\n"
        "    else:\n"
        "        return\n"
        "    if not inside(host):\n"
        "        sys.stderr.write(f'OUTSIDE {event} {host}\\n')\n"
        "sys.addaudithook(watch)\n"
        "sys.stderr.write('WATCHING\\n')\n"
    )
    return {
        "PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path), "HOME": str(Path.home()),
        "LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "x",
    }  # fmt: skip


@pytest.fixture
def asking(command: list[str], lab: Lab) -> list[str]:
    question = "How far is the experimental logP of caffeine in the documents from the computed?"
    return [*command, "ask", question, "--workspace", str(lab.workspace.folder)]


@pytest.mark.parametrize(
    "code",
    ["s.getaddrinfo('example.invalid', 80)", "s.gethostbyname('example.invalid')",
     "s.socket(s.AF_INET, s.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
     "s.create_connection(('192.0.2.1', 80), 0.1)"],
)  # fmt: skip
def test_the_watch_sees_a_leak(watched: dict[str, str], code: str) -> None:
    leak = [sys.executable, "-c", f"import socket as s; {code}"]
    done = subprocess.run(leak, capture_output=True, text=True, check=False, env=watched)
    assert "OUTSIDE" in done.stderr


def test_an_ask_looks_up_and_connects_to_nothing_outside(
    asking: list[str], watched: dict[str, str]
) -> None:
    done = subprocess.run(asking, capture_output=True, text=True, check=False, env=watched)
    assert done.returncode == 0, done.stderr
    assert "WATCHING" in done.stderr
    assert "OUTSIDE" not in done.stderr


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_no_process_of_an_ask_connects_outside(
    asking: list[str], watched: dict[str, str], tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    calls = "trace=execve,connect,sendto,sendmsg,sendmmsg"
    traced = ["strace", "-f", "-qq", "-e", calls, "-o", str(trace), *asking]
    done = subprocess.run(traced, capture_output=True, text=True, check=False, env=watched)
    assert done.returncode == 0, done.stderr
    lines = trace.read_text().splitlines()
    assert any("execve(" in line for line in lines)
    outside = [
        line
        for line in lines
        if "htons(53)" in line or ("AF_INET" in line and not re.search(r'"(127\.|::1")', line))
    ]
    assert not outside


def test_the_wheel_answers_from_another_folder(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, text=True,
        check=True,
    ).stdout.split("\n")  # fmt: skip
    for name in filter(None, listed):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (root / name).is_symlink():
            target.symlink_to((root / name).readlink())
        elif (root / name).is_file():
            shutil.copy(root / name, target)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run([*build, str(copy)], check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    fresh = tmp_path / "fresh"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(fresh)], check=True)
    python = fresh / "bin" / "python"
    packages = next((fresh / "lib").glob("python*")) / "site-packages"
    # The libraries are borrowed by path, which leaves this environment's editable install out.
    borrowed = [p for p in sys.path if p.endswith("site-packages")]
    (packages / "borrowed.pth").write_text("\n".join(borrowed) + "\n")
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target"]
    subprocess.run([*install, str(packages), str(wheel)], check=True)
    code = (
        "import labwright as lw, labwright.agents as a; print(a.__file__);"
        f"print(lw.Lab({str(tmp_path / 'w')!r}).ask('molecular weight of aspirin'))"
    )
    done = subprocess.run(
        [python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "180.159 g/mol" in done.stdout, done.stderr
    assert str(fresh) in done.stdout
