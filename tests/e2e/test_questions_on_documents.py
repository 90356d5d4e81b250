"""Questions over the example documents, two of them PDF: right page, verbatim, or silent."""

from pathlib import Path
from typing import Any

import pytest

from labwright import Lab

pytestmark = pytest.mark.e2e

FEWEST = 0.9


def test_questions_are_answered_from_the_right_page_or_not_at_all(
    root: Path, lab: Lab, benchmark_module: Any
) -> None:
    quotes = benchmark_module("quotes")
    records = quotes.read_records(root / "tests" / "data" / "examples.jsonl")
    answerable = [r for r in records if r["places"]]
    assert len(answerable) >= 20
    assert {Path(p["file"]).suffix for r in answerable for p in r["places"]} == {".md", ".pdf"}
    misses = []
    for record in records:
        answer = lab.ask(record["question"])
        got = quotes.grade(record, answer)
        assert not quotes.misplaced(answer, root / "examples" / "documents"), record["question"]
        if record["places"] and got not in ("first", "among"):
            misses.append(f"{record['id']} {got}: {record['question']}")
        if not record["places"]:
            assert got in ("silent", "told"), record["question"]
    assert len(misses) <= (1 - FEWEST) * len(answerable), "\n".join(misses)
