"""The command line as a user types it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from labwright import Lab

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
        done = run(command, *words, *where)
        assert "Traceback" not in done.stdout + done.stderr
        assert done.returncode in (1, 2, 3)
        assert (done.stdout + done.stderr).strip()


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


def test_an_ask_connects_to_nothing_outside(command: list[str], lab: Lab, tmp_path: Path) -> None:
    """Watched by Python's audit hook everywhere, and by strace where it is installed."""
    question = "How far is the experimental logP of caffeine in the documents from the computed?"
    where = ["--workspace", str(lab.workspace.folder)]
    hook = tmp_path / "sitecustomize.py"
    hook.write_text(
        "import sys\n"
        "def watch(event, args):\n"
        "    if event == 'socket.connect' and not isinstance(args[1], (str, bytes)):\n"
        "        sys.stderr.write(f'CONNECT {args[1]}\\n')\n"
        "sys.addaudithook(watch)\n"
    )
    trace = tmp_path / "trace"
    watched = [*command, "ask", question, *where]
    if shutil.which("strace"):
        watched = ["strace", "-f", "-qq", "-e", "trace=connect", "-o", str(trace), *watched]
    environment = {
        "PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path), "HOME": str(Path.home()),
        "LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "x",
    }  # fmt: skip
    done = subprocess.run(watched, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert "CONNECT" not in done.stderr
    calls = trace.read_text().splitlines() if trace.exists() else []
    outside = [c for c in calls if "AF_INET" in c and not re.search(r'"(127\.|::1)', c)]
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
