"""Examples in README and docs do what they say."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e


def blocks(file: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", file.read_text(encoding="utf-8"), re.S)


@pytest.fixture
def place(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own that has the example documents, as a clone has."""
    (tmp_path / "examples").symlink_to(root / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_python_of_the_readme_runs(root: Path, place: Path) -> None:
    (code,) = blocks(root / "README.md", "python")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "logP (Crippen)" in done.stdout
    assert "answered" in done.stdout
    assert "titanium-dioxide-photocatalysts.md 1" in done.stdout


def test_the_commands_of_the_readme_run(root: Path, place: Path, command: list[str]) -> None:
    shutil.copytree(root / "examples" / "documents", place / "papers")
    (use,) = [b for b in blocks(root / "README.md", "") if b.startswith("labwright add papers/")]
    thread = ""
    for line in use.splitlines():
        arguments = shlex.split(line, comments=True)[1:]
        if "1a2b3c4d" in arguments:
            listed = subprocess.run(
                [*command, "threads"], capture_output=True, text=True, check=True
            )
            thread = listed.stdout.split()[0]
            arguments[arguments.index("1a2b3c4d")] = thread
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
        idle = "Nothing is unfinished" in done.stderr  # resume has nothing to do here
        assert done.returncode == 0 or idle, f"{line}\n{done.stdout}\n{done.stderr}"
    assert thread


def test_the_answer_shown_in_the_readme_is_the_answer(
    root: Path, place: Path, command: list[str]
) -> None:
    shown = next(b for b in blocks(root / "README.md", "") if b.startswith("$ labwright ask"))
    asked, _, text = shown.partition("\n")
    subprocess.run([*command, "add", "examples/documents"], capture_output=True, check=True)
    arguments = shlex.split(asked)[2:]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True)
    given = " ".join(done.stdout.split())
    for part in re.split(r"\n\s*\n|(?=•)", text):
        assert " ".join(part.split()) in given


def test_the_tool_of_the_architecture_works(root: Path, tmp_path: Path) -> None:
    code = next(c for c in blocks(root / "docs" / "architecture.md", "python") if "@tool" in c)
    module = tmp_path / "halogens.py"
    module.write_text(code, encoding="utf-8")
    check = (
        "import doctest, halogens\n"
        "from labwright.tools.toolbox import Toolbox\n"
        "assert doctest.testmod(halogens).failed == 0\n"
        "print(halogens.halogen_content('chloroform').sentence())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    assert "89.1 %" in done.stdout


def test_the_page_of_the_tools_is_what_the_command_writes(root: Path, command: list[str]) -> None:
    done = subprocess.run(
        [*command, "tools", "--markdown"], capture_output=True, text=True, check=True
    )
    assert done.stdout == (root / "docs" / "tools.md").read_text()
