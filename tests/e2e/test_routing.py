"""Questions as people type them are routed to the right tools with the right arguments.

The questions in tests/data/routing.jsonl were written by someone who had not seen the tools'
examples. Slips, lower case, Korean, follow-ups, several things at once.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from labwright import Lab

pytestmark = pytest.mark.e2e

FEWEST = 0.9


def test_nine_in_ten_questions_find_their_tools(
    root: Path, lab: Lab, benchmark_module: Any
) -> None:
    routing = benchmark_module("routing")
    lines = (root / "tests" / "data" / "routing.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len(records) >= 40
    korean = [r for r in records if r["lang"] == "ko"]
    assert len(korean) >= 5
    misses = []
    for record in records:
        right, told = routing.grade(lab, record)
        if not right:
            misses.append(f"{record['id']}: {told}")
    assert len(records) - len(misses) >= FEWEST * len(records), "\n".join(misses)
