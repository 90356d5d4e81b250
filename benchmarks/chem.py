"""Chemistry questions asked end to end, and what the answers show, graded.

With ``--direct`` the right tool is called with what intake read in the question, without routing:
what is measured is then the tools alone.

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

from grading import agrees
from routing import Record, read_records

from labwright import Answer, Lab, LabwrightError
from labwright.agents.filling import fill
from labwright.agents.intake.reader import Intake
from labwright.agents.routes import Route
from labwright.agents.segments import Segment, molecules_in
from labwright.core.finding import Finding

ANSWERED_BY: dict[str, tuple[str, tuple[str, ...]]] = {
    "mw": ("molecular_mass", ("average_mass", "monoisotopic_mass")),
    "logp": ("descriptors", ("logp",)),
    "tpsa": ("descriptors", ("tpsa",)),
    "qed": ("descriptors", ("qed",)),
    "sa": ("descriptors", ("sa_score",)),
    "pains": ("structural_alerts", ("pains_triggered",)),
    "brenk": ("structural_alerts", ("brenk_triggered",)),
    "druglike": ("drug_likeness", ("lipinski",)),
    "bbb": ("boiled_egg", ("bbb_permeant",)),
    "gi": ("boiled_egg", ("gi_absorption",)),
    "counting_ring": ("descriptors", ("rings",)),
    "counting_carbon": ("count_atoms", ("atoms",)),
    "electron_counts": ("electron_count", ("electrons",)),
    "oxidation_states": ("oxidation_states", ("oxidation_state",)),
    "number_of_isomers": ("constitutional_isomers", ("isomers",)),
    "number_of_nmr_peaks": ("nmr_signals", ("proton_signals",)),
    "point_group": ("point_group", ("point_group",)),
    "shortest_path": ("shortest_path", ("bonds",)),
    "atom_mapping": ("map_atoms", ("mapping",)),
    "smiles_to_iupac": ("iupac_name", ("iupac_name",)),
    "smiles_to_name": ("iupac_name", ("iupac_name",)),
    "name_to_smiles": ("resolve_name", ("smiles",)),
    "sar": ("fit_additive_scores", ("predicted_score",)),
    "reaction": ("predict_product", ("product",)),
}
"""The tool of a category, and the keys of the quantities that answer it.

A category that is not listed is graded by all quantities that the answer shows.
"""

_MOST_MISSES = 40
_ELEMENT = {"counting_carbon": "C"}


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
        element = _ELEMENT.get(category)
        if element and entry.call.arguments.get("element") != element:
            continue
        values = [
            q.number() if not isinstance(q.value, str) else q.value
            for q in _quantities(entry.finding, category)
            if words and (isinstance(q.value, bool) or q.number() in words)
        ]
        if values:
            entries.append(values)
    return entries


def _quantities(finding: Finding, category: str) -> list[Any]:
    if category not in ANSWERED_BY:
        return list(finding.quantities)
    keys = ANSWERED_BY[category][1]
    return [q for q in finding.quantities if q.key in keys]


def right(entries: Sequence[Sequence[str]], record: Record) -> bool:
    """Tell whether what is shown answers a record.

    Args:
        entries: The values of each ledger entry.
        record: The question.

    Returns:
        True if every entry holds a value that agrees, and there is one.
    """
    return bool(entries) and all(any(agrees(v, record) for v in values) for values in entries)


def ask_all(records: Sequence[Record], direct: bool = False) -> list[Record]:
    """Ask every question in one process and an empty workspace.

    Args:
        records: The questions.
        direct: Call the tool of the category instead.

    Returns:
        The records with ``right``, ``seconds``, ``status``, ``shown`` and ``said``.
    """
    results = []
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(folder)
        intake = Intake(lab.toolbox, lab.store.embedder.is_word, lab.store.has_word)
        for record in records:
            began = time.perf_counter()
            found = called(lab, intake, record) if direct else asked(lab, record)
            found["seconds"] = round(time.perf_counter() - began, 4)
            results.append(record | found | {"right": right(found["shown"], record)})
            if len(results) % 50 == 0:
                print(f"{len(results)} of {len(records)}", file=sys.stderr, flush=True)
    return results


def asked(lab: Lab, record: Record) -> Record:
    """Ask a question.

    Args:
        lab: The session.
        record: The question.

    Returns:
        What the answer shows, and how it came.
    """
    answer = lab.ask(record["question"])
    shown = shown_values(answer, record["category"]) if answer.status != "unanswerable" else []
    return {
        "shown": shown, "status": answer.status,
        "steps": [(step.tool, step.arguments) for step in answer.plan.steps],
        "said": [claim.text for claim in answer.claims], "missing": answer.missing,
    }  # fmt: skip


def called(lab: Lab, intake: Intake, record: Record) -> Record:
    """Call the tool of a question's category with what intake reads in it.

    Args:
        lab: The session.
        intake: Reads questions.
        record: The question.

    Returns:
        What the tool found.
    """
    name, keys = ANSWERED_BY[record["category"]]
    tool = lab.toolbox.get(name)
    reading = intake.read(record["question"])
    whole = Segment(0, len(reading.plain), reading.entities, molecules_in(reading.entities))
    route = Route(tool=name, score=1.0, why="named", properties=keys)
    shown, said, missing = [], [], []
    for arguments in fill(tool, whole, route, reading):
        try:
            finding = lab.call(name, **arguments)
        except LabwrightError as error:
            missing.append(str(error))
            continue
        said.append(finding.sentence())
        shown.append([q.value if isinstance(q.value, str) else q.number()
                      for q in _quantities(finding, record["category"])])  # fmt: skip
    return {"shown": shown, "status": "called", "steps": [], "said": said, "missing": missing}


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
    parser.add_argument("--categories", nargs="+", help="all by default")
    parser.add_argument("--verified", action="store_true", help="only rows marked verified")
    parser.add_argument("--direct", action="store_true", help="call the tools, without routing")
    parser.add_argument("--out", type=Path, help="where all results are written as JSON")
    parser.add_argument("--limit", type=int, help="most questions asked")
    given = parser.parse_args()
    records = [
        r for r in read_records(given.questions)
        if (not given.categories or r["category"] in given.categories)
        and (not given.verified or r.get("verified"))
        and (not given.direct or r["category"] in ANSWERED_BY)
    ]  # fmt: skip
    if not records[: given.limit]:
        print("No question of these categories.", file=sys.stderr)
        return 2
    results = ask_all(records[: given.limit], given.direct)
    if given.out:
        given.out.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    print(table(results))
    misses = [r for r in results if not r["right"]]
    print(f"\n{len(misses)} missed" + (", the first of them:" if misses else ""))
    for row in misses[:_MOST_MISSES]:
        known = f"{row['category']}, verified: {row.get('verified')}"
        print(f"- {row['id']} ({known}): {row['question'][:300]}")
        print(f"  expected {row['answer']}, shown {row['shown']}, {row['status']}")
        print(f"  {str(row['said'])[:300]}")
        print(f"  {str(row['missing'])[:300]}" if row["missing"] else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
