"""Hostile inputs over all tools: a finding or a typed error, and no crash."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from labwright.tools.toolbox import Toolbox

BENCHMARKS = str(Path(__file__).resolve().parents[2] / "benchmarks")


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    sys.path.insert(0, BENCHMARKS)
    try:
        import fuzz
    finally:
        sys.path.remove(BENCHMARKS)
    return fuzz


def test_hostile_inputs_end_in_findings_or_typed_errors(fuzz: ModuleType, tmp_path: Path) -> None:
    toolbox = Toolbox()
    slow = {"minutes"}
    wrong = []
    for name, arguments in fuzz.calls(toolbox, 380, 7, fuzz.files(tmp_path)):
        if toolbox.get(name).declaration.cost in slow:
            continue
        kind, words = fuzz.outcome(toolbox, name, arguments)
        if kind == "UNTYPED":
            wrong.append((name, arguments, words))
    assert not wrong
