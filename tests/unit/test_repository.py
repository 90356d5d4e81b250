"""The house rules: layout, packaging, imports, size, start-up time."""

import ast
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

LAYERS = ["core", "models", "knowledge", "tools", "agents", "graphs", "foundry"]
HEAVY = {"torch", "rdkit", "chromadb", "langgraph", "transformers", "langchain_core"}


def _sources(root: Path) -> list[Path]:
    return [
        path
        for folder in [*LAYERS, "labwright"]
        for path in (root / folder).rglob("*.py")
        if not any(parent.is_symlink() for parent in path.parents)
    ]


def test_the_package_list_is_what_is_on_disk(root: Path) -> None:
    listed = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    found = {
        "labwright." + str(init.parent.relative_to(root)).replace("/", ".")
        for folder in LAYERS
        for init in (root / folder).rglob("__init__.py")
    }
    found |= {"labwright", "labwright.cli"}
    assert sorted(listed) == sorted(found)


@pytest.mark.parametrize("layer", LAYERS)
def test_links_lead_from_the_package_to_the_folders(root: Path, layer: str) -> None:
    assert (root / "labwright" / layer).resolve() == root / layer


def test_imports_point_one_way(root: Path) -> None:
    wrong = []
    for path in _sources(root):
        top = path.relative_to(root).parts[0]
        if top == "labwright":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("labwright."):
                target = str(node.module).split(".")[1]
                allowed = LAYERS[: LAYERS.index(top) + 1]
                if target not in allowed:
                    wrong.append(f"{path.relative_to(root)} imports {node.module}")
    assert not wrong


def test_modules_stay_short(root: Path) -> None:
    long = {p.name: n for p in _sources(root) if (n := len(p.read_text().splitlines())) > 330}
    assert not long


def test_direct_dependencies_stay_few(root: Path) -> None:
    """Nineteen for questions and models, five for documents, five for chemistry and materials."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert len(project["dependencies"]) < 30


def test_every_dependency_is_pinned_and_none_is_for_cuda(root: Path) -> None:
    import re

    pinned = {
        re.sub(r"[-_.]+", "-", line.split("==")[0]).lower()
        for line in (root / "constraints.txt").read_text().splitlines()
        if "==" in line
    }
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + [
        name for extra in project["optional-dependencies"].values() for name in extra
    ]
    names = {re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~ ]", w)[0]).lower() for w in wanted}
    assert names - {"labwright"} <= pinned
    cuda = {name for name in pinned if name.startswith(("nvidia", "cuda", "triton"))}
    assert cuda <= {"nvidia-ml-py3"}  # some Python that CHGNet asks for; it brings no CUDA


@pytest.mark.parametrize("start", ["import labwright", "import labwright.cli.main"])
def test_starting_loads_nothing_heavy(start: str) -> None:
    code = f"{start}; import sys; print(*sorted(set(m.split('.')[0] for m in sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not HEAVY & set(loaded)


def test_help_answers_at_once(command: list[str]) -> None:
    def seconds() -> float:
        began = time.perf_counter()
        subprocess.run([*command, "--help"], capture_output=True, check=True)
        return time.perf_counter() - began

    assert min(seconds() for _ in range(5)) < 0.3
