"""The classifier that is shipped, over questions that it was not taught on."""

import json
from pathlib import Path
from typing import Any

import pytest

from labwright import Lab
from labwright.core.finding import Finding
from labwright.tools import toolbox as module
from labwright.tools.contract import tool
from labwright.tools.parameters import Molecule

pytestmark = pytest.mark.e2e


def steps(lab: Lab, question: str) -> list[str]:
    return [step.tool for step in lab.ask(question).plan.steps]


@pytest.mark.parametrize(("question", "expected"), [
    ("Which peaks, and how high, should the molecular ion of C2H4Br2 show in the mass spectrum?",
     "isotope_pattern"),
    ("My bench has 2 M HCl; I need 250 mL at 0.1 M. What do I pipette?", "dilution"),
    ("Please even out the atoms on both sides: Fe + O2 -> Fe2O3", "balance_equation"),
    ("which bottles in shelf.csv hold the same compound", "duplicates_in_set"),
    ("Does CC(C)(C)OO endanger me, any explosive groups?", "hazard_alerts"),
])  # fmt: skip
def test_what_is_asked_in_other_words_reaches_the_tool(
    tmp_path: Path, question: str, expected: str
) -> None:
    assert expected in steps(Lab(tmp_path, model="none"), question)


def test_what_no_tool_answers_reaches_none(root: Path, tmp_path: Path) -> None:
    lab = Lab(tmp_path, model="none")
    lines = (root / "benchmarks" / "data" / "unanswerable.jsonl").read_text().splitlines()
    asked = [json.loads(line)["question"] for line in lines]
    reached = [q for q in asked if set(steps(lab, q)) - {"search_documents"}]
    assert len(reached) <= 0.05 * len(asked), reached


class EntryPoint:
    def load(self) -> Any:
        return scent


@tool(examples=("How does {molecule} smell?", "Describe the scent of {molecule}"), domain="Any.")
def scent(molecule: Molecule) -> Finding:
    """Describe how a molecule smells.

    Args:
        molecule: A name or SMILES.
    """
    return Finding(statement=f"{molecule} smells.")


def test_a_tool_that_came_later_is_reached_by_its_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "entry_points", lambda group: [EntryPoint()])
    assert "scent" in steps(Lab(tmp_path, model="none"), "How does vanillin smell?")
