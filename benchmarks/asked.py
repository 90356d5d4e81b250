"""Whether the plan of a question calls the tool that answers it, and none where none does.

The questions were written by someone who knew the names of the tools and one line on each, and
nothing of their examples or of what the classifier is taught on.

Example:
    $ python benchmarks/asked.py asked.jsonl --none unanswerable.jsonl
"""

import argparse
import tempfile
import time
from pathlib import Path

from routing import Record, read_records

from labwright import Lab
from labwright.agents.assembly import planner_for
from labwright.agents.intake.reader import Intake
from labwright.core.memory import Memory

_SEARCH = "search_documents"


def called(records: list[Record], router: str) -> list[Record]:
    """Plan each question.

    Args:
        records: With ``question``.
        router: Name of the router.

    Returns:
        The records with ``tools``, those that the plan calls beside the search, and ``seconds``.
    """
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(folder, router=router)
        intake = Intake(lab.toolbox, lab.store.embedder.is_word, lab.store.has_word)
        planner = planner_for(lab.settings, lab.toolbox, lab.store.embedder, intake, None)
        done = []
        for record in records:
            began = time.perf_counter()
            plan = planner.plan(intake.read(record["question"]), Memory())
            tools = [step.tool for step in plan.steps if step.tool != _SEARCH]
            done.append(record | {"tools": tools, "seconds": time.perf_counter() - began})
    return done


def main() -> None:
    """Measure each router and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("asked", type=Path, help="question and tool (a name, or several)")
    parser.add_argument("--none", type=Path, help="questions that no tool answers")
    parser.add_argument("--routers", nargs="+", default=["taught", "fit"])
    parser.add_argument("--misses", action="store_true", help="show them")
    given = parser.parse_args()
    records = read_records(given.asked)
    none = read_records(given.none) if given.none else []
    print("| router | right tool | another tool | no tool | a tool where none answers |")
    print("|---|---|---|---|---|")
    for router in given.routers:
        results = called(records, router)
        right = [r for r in results if set(r["tools"]) & set(_wanted(r))]
        silent = [r for r in results if not r["tools"]]
        wrong = len(results) - len(right) - len(silent)
        guessed = [r for r in called(none, router) if r["tools"]]
        print(f"| {router} | {len(right)} of {len(results)} | {wrong} | {len(silent)} "
              f"| {len(guessed)} of {len(none)} |", flush=True)  # fmt: skip
        for row in results if given.misses else ():
            if row not in right:
                print(f"- {_wanted(row)[0]}: {row['question'][:120]} → {row['tools']}")


def _wanted(record: Record) -> list[str]:
    tool = record["tool"]
    return tool if isinstance(tool, list) else [tool]


if __name__ == "__main__":
    main()
