"""What the tests share: the repository, and one lab with the example documents."""

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from labwright import Lab

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    made = Lab(tmp_path_factory.mktemp("workspace"))
    report = made.add(ROOT / "examples" / "documents")
    assert not report.of("failed")
    return made


@pytest.fixture
def benchmark_module(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Import a module of benchmarks/, which are scripts and no package."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return importlib.import_module


@pytest.fixture(scope="session")
def command() -> list[str]:
    """The command line as users start it, in this environment."""
    return [str(Path(sys.executable).parent / "labwright")]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("LABWRIGHT_") and name != "LABWRIGHT_CACHE":
            monkeypatch.delenv(name)
