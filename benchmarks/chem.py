"""Chemistry questions asked end to end, and the figures that the answers show, graded.

Example:
    $ python benchmarks/chem.py path/to/questions.jsonl --out results.json
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from routing import Record, read_records

from labwright import Answer, Lab

KEYS: dict[str, tuple[str, ...]] = {
    "mw": ("average_mass", "monoisotopic_mass"),
    "logp": ("logp",),
    "tpsa": ("tpsa",),
    "qed": ("qed",),
    "sa": ("sa_score",),
    "pains": ("pains_triggered",),
    "brenk": ("brenk_triggered",),
    "druglike": ("lipinski",),
    "counting_ring": ("rings",),
    "counting_carbon": ("atoms",),
}
"""Quantities that answer a category."""

_MOST_MISSES = 20


def grade(answer: Answer, record: Record) -> bool:
    """Tell whether an answer shows what is expected.

    Args:
        answer: The answer.
        record: The question with ``category``, ``answer`` and its tolerances.

    Returns:
        True if every cited entry that holds the quantity agrees, and there is one.
    """
    if answer.status == "unanswerable":
        return False
    entries = shown_values(answer, record["category"])
    wanted = [w for w in (record["answer"], record.get("alt_answer")) if w is not None]
    return bool(entries) and all(
        any(_agrees(value, want, record) for value in values for want in wanted)
        for values in entries
    )


def shown_values(answer: Answer, category: str) -> list[list[str]]:
    """Return the values of a category that the claims show, one list a ledger entry.

    Args:
        answer: The answer.
        category: The category.

    Returns:
        Values as shown; a yes/no is shown by the words of the claim.
    """
    entries = []
    for entry in answer.evidence:
        words = " ".join(c.text for c in answer.claims if entry.id in c.evidence)
        quantities = [q for q in entry.finding.quantities if q.key in KEYS[category]]
        if category == "counting_carbon" and entry.call.arguments.get("element") != "C":
            continue
        values = [
            q.number() for q in quantities
            if words and (isinstance(q.value, bool) or q.number() in words)
        ]  # fmt: skip
        if values:
            entries.append(values)
    return entries


def _agrees(value: str, wanted: Any, record: Record) -> bool:
    if record["answer_type"] == "yesno":
        return value == str(wanted).strip().lower()
    tolerance = max(
        (record.get("rel_tol") or 0) * abs(float(wanted)), record.get("abs_tol") or 0, 1e-9
    )
    return abs(float(value) - float(wanted)) <= tolerance


def ask_all(records: Sequence[Record]) -> list[Record]:
    """Ask every question in one process and an empty workspace.

    Args:
        records: The questions.

    Returns:
        The records with ``right``, ``seconds``, ``status``, ``shown`` and ``said``.
    """
    results = []
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(folder)
        for record in records:
            began = time.perf_counter()
            answer = lab.ask(record["question"])
            seconds = time.perf_counter() - began
            results.append(
                record | {
                    "right": grade(answer, record), "seconds": round(seconds, 4),
                    "status": answer.status, "shown": shown_values(answer, record["category"]),
                    "steps": [(step.tool, step.arguments) for step in answer.plan.steps],
                    "said": [claim.text for claim in answer.claims], "missing": answer.missing,
                }
            )  # fmt: skip
    return results


def table(results: Sequence[Record]) -> str:
    """Tabulate results by source and category.

    Args:
        results: Graded records.

    Returns:
        A Markdown table.
    """
    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for result in results:
        groups[result["source"], result["category"]].append(result)
    lines = ["| source | category | right | percent | median s | 90 % s |", "|---" * 6 + "|"]
    for (source, category), rows in [*sorted(groups.items()), (("all", ""), list(results))]:
        right = sum(row["right"] for row in rows)
        seconds = sorted(row["seconds"] for row in rows)
        late = seconds[min(len(seconds) - 1, int(0.9 * len(seconds)))]
        lines.append(
            f"| {source} | {category} | {right}/{len(rows)} | {100 * right / len(rows):.1f}"
            f" | {statistics.median(seconds):.3f} | {late:.3f} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Ask, grade and print.

    Returns:
        0; 2 if there is nothing to ask.
    """
    parser = argparse.ArgumentParser(description="Grade answers to chemistry questions.")
    parser.add_argument("questions", help="such as path/to/questions.jsonl")
    parser.add_argument("--categories", nargs="+", choices=list(KEYS), default=list(KEYS))
    parser.add_argument("--out", type=Path, help="where all results are written as JSON")
    parser.add_argument("--limit", type=int, help="most questions asked")
    given = parser.parse_args()
    records = [r for r in read_records(given.questions) if r["category"] in given.categories]
    if not records[: given.limit]:
        print("No question of these categories.", file=sys.stderr)
        return 2
    results = ask_all(records[: given.limit])
    if given.out:
        given.out.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    print(table(results))
    misses = [r for r in results if not r["right"]]
    print(f"\n{len(misses)} missed" + (", the first of them:" if misses else ""))
    for row in misses[:_MOST_MISSES]:
        print(f"- {row['id']} ({row['category']}, verified: {row['verified']}): {row['question']}")
        print(f"  expected {row['answer']}, shown {row['shown']}, {row['status']}: {row['said']}")
        print(f"  {row['missing']}" if row["missing"] else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
