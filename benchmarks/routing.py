"""Whether the plan of a question holds the calls that it should, over held-out questions.

Example:
    $ python benchmarks/routing.py tests/data/routing.jsonl
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from labwright import Lab, LabwrightError
from labwright.core.plan import Plan, Step

DOCUMENTS = Path(__file__).resolve().parent.parent / "examples" / "documents"

_SEARCH = "search_documents"
_SAME = {"resolve_name": "resolve_name/identifiers", "identifiers": "resolve_name/identifiers"}
_ONLY_THE_TOOL = (_SEARCH, "compare_values")

Record = dict[str, Any]
Signature = tuple[str, tuple[str, ...]]


def read_records(path: str | Path) -> list[Record]:
    """Read a JSON Lines file.

    Args:
        path: The file, such as ``path/to/questions.jsonl``.

    Returns:
        One dictionary a line.
    """
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def canonical(molecule: str) -> str:
    """Write a molecule as canonical SMILES.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        Its SMILES; the text itself, marked, where it cannot be read.
    """
    from rdkit import Chem

    from labwright.tools.chemistry.names import resolve

    try:
        return str(Chem.CanonSmiles(resolve(molecule).smiles))
    except LabwrightError:
        return f"unread:{molecule.lower()}"


def planned(lab: Lab, record: Record) -> Plan:
    """Ask a question after the questions that go before it, in one thread.

    Args:
        lab: A workspace with the documents.
        record: The question.

    Returns:
        The plan of the last one.
    """
    thread: str | None = None
    for question in record["previous"]:
        thread = lab.ask(question, thread).thread
    return lab.ask(record["question"], thread).plan


def grade(lab: Lab, record: Record) -> tuple[bool, str]:
    """Ask a question and compare its plan with the calls expected.

    Args:
        lab: A workspace with the documents.
        record: The question with its expected ``calls``.

    Returns:
        Whether the plan is right, and a text with both sides.
    """
    plan = planned(lab, record)
    right = matches(lab, plan.steps, record["calls"])
    shown = [f"{step.tool}({_shown(step.arguments)})" for step in plan.steps]
    wanted = [f"{call['tool']}({_expected(call)})" for call in record["calls"]]
    text = f"expected: {'; '.join(wanted)}\n     planned:  {'; '.join(shown) or 'nothing'}"
    if plan.missing:
        text += f"\n     missing:  {' '.join(plan.missing)}"
    return right, text


def matches(lab: Lab, steps: Sequence[Step], calls: Sequence[Record]) -> bool:
    """Tell whether steps are the calls expected, in any order and with no other beside them.

    Args:
        lab: Gives the tools.
        steps: Steps of a plan.
        calls: Calls expected.

    Returns:
        True if both hold the same tools on the same molecules, and what is asked for is there.
    """
    wanted = Counter(_of_call(call) for call in calls)
    made = Counter(_of_step(lab, step) for step in steps)
    search: Signature = (_SEARCH, ())
    if wanted[search] and made[search]:
        made[search] = wanted[search]
    return made == wanted and all(_detailed(lab, steps, call) for call in calls)


def _of_call(call: Record) -> Signature:
    return _signature(call["tool"], call["molecules"])


def _of_step(lab: Lab, step: Step) -> Signature:
    values = (step.arguments.get(n) for n in lab.toolbox.get(step.tool).names_of("molecule"))
    return _signature(step.tool, [value for value in values if value])


def _signature(tool: str, molecules: Sequence[str]) -> Signature:
    read = () if tool in _ONLY_THE_TOOL else tuple(sorted(canonical(m) for m in molecules))
    return _SAME.get(tool, tool), read


def _detailed(lab: Lab, steps: Sequence[Step], call: Record) -> bool:
    """Tell whether a step of the call's tool and molecules has the properties asked for."""
    alike = [step.arguments for step in steps if _of_step(lab, step) == _of_call(call)]
    asked = call["properties"] or []
    if call["tool"] == "count_atoms":
        return any([arguments.get("element")] == asked for arguments in alike)
    if call["tool"] == "descriptors":
        keys = {key.lower() for key in asked}
        return any(keys <= set(arguments.get("properties") or ()) for arguments in alike)
    return True


def _shown(arguments: dict[str, Any]) -> str:
    return ", ".join(f"{key}={value!r}" for key, value in arguments.items())


def _expected(call: Record) -> str:
    parts = [*call["molecules"], *(call["properties"] or [])]
    return ", ".join([*parts, call["pattern"]] if call["pattern"] else parts)


def workspace(folder: str, **settings: Any) -> Lab:
    """Make a workspace with the example documents.

    Args:
        folder: Where it is made.
        settings: Settings by name.

    Returns:
        The workspace.
    """
    lab = Lab(folder, **settings)
    lab.add(DOCUMENTS)
    return lab


def main() -> int:
    """Grade every question and print the misses.

    Returns:
        0.
    """
    parser = argparse.ArgumentParser(description="Grade the plans of held-out questions.")
    parser.add_argument("questions", help="such as tests/data/routing.jsonl")
    records = read_records(parser.parse_args().questions)
    right: Counter[str] = Counter()
    misses = []
    with tempfile.TemporaryDirectory() as folder:
        lab = workspace(folder)
        for record in records:
            good, text = grade(lab, record)
            right[record["lang"]] += good
            if not good:
                before = "".join(f"{q} / " for q in record["previous"])
                misses.append(f"{record['id']}  {before}{record['question']}\n     {text}")
    total = Counter(record["lang"] for record in records)
    print(f"right: {right.total()}/{total.total()}   Korean: {right['ko']}/{total['ko']}\n")
    print("\n".join(misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
