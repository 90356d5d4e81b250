"""What each part of routing and prose adds: the same questions with one part exchanged.

Example:
    $ python benchmarks/ablation.py path/to/questions.jsonl tests/data/routing.jsonl
"""

import argparse
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chem import ANSWERED_BY
from routing import Record, read_records, workspace

from labwright import Lab, Plan
from labwright.core.answer import Answer
from labwright.core.events import Answered, Verified

TOOLS = {
    "mw": "molecular_mass", "logp": "descriptors", "tpsa": "descriptors", "qed": "descriptors",
    "sa": "descriptors", "pains": "structural_alerts", "brenk": "structural_alerts",
    "druglike": "drug_likeness", "counting_ring": "descriptors", "counting_carbon": "count_atoms",
}  # fmt: skip
ROUTERS = {
    "similarity": "similarity alone",
    "fit": "rules of fit, then similarity",
    "model": "language model among the 4 most similar",
}
PROSE = (
    "What is the melting point of aspirin according to the documents?",
    "What is the ionic conductivity of Li10GeP2S12 according to the report?",
    "How far is the experimental logP of caffeine in the documents from the computed one?",
    "What do the documents say about why perovskite solar cells degrade?",
    "Which green solvents replace DMF according to the documents?",
    "How soluble is paracetamol in water according to the documents?",
    "What is the molecular weight of ibuprofen?",
    "Does curcumin trigger the PAINS filter?",
    "Compare ibuprofen and naproxen on logP and TPSA.",
    "How similar are caffeine and theophylline?",
    "Is naproxen drug-like?",
    "How many rings does naproxen have?",
)
"""Questions over the example documents, half of them computed."""

_SHORTLIST = 4
_ALTERNATIVES = {"resolve_name": "identifiers", "identifiers": "resolve_name"}


@dataclass(frozen=True)
class Asked:
    """A question with the tools that are right for it.

    Args:
        group: ``chemistry`` or ``held-out``.
        question: The question.
        previous: Questions before it in the thread.
        tools: Tools of which any may come first.
    """

    group: str
    question: str
    previous: tuple[str, ...]
    tools: frozenset[str]


def sample(chem: Sequence[Record], routing: Sequence[Record], each: int, seed: int) -> list[Asked]:
    """Draw the same number of questions from each category, and add the routing questions.

    Args:
        chem: Records with a ``category``.
        routing: Records with ``calls``.
        each: How many a category.
        seed: Seed of the draw.

    Returns:
        The questions.
    """
    draw = random.Random(seed)
    asked = []
    for category in ANSWERED_BY:
        rows = [r for r in chem if r["category"] == category]
        for row in draw.sample(rows, min(each, len(rows))):
            right = frozenset({TOOLS[category]})
            asked.append(Asked("chemistry", row["question"], (), right))
    for row in routing:
        tools = {call["tool"] for call in row["calls"]}
        tools |= {_ALTERNATIVES[tool] for tool in tools if tool in _ALTERNATIVES}
        asked.append(Asked("held-out", row["question"], tuple(row["previous"]), frozenset(tools)))
    return asked


def first_choice(lab: Lab, asked: Asked) -> str:
    """Return the tool that the plan of a question takes first; nothing is computed.

    Args:
        lab: A workspace with the router under test.
        asked: The question.

    Returns:
        The tool's name, empty if the plan has no step.
    """
    thread: str | None = None
    for question in asked.previous:
        thread = lab.ask(question, thread).thread
    seen: list[Plan] = []

    def look(plan: Plan) -> None:
        seen.append(plan)

    lab.ask(asked.question, thread, approve=look)
    return seen[0].steps[0].tool if seen else ""


def shortlisted(lab: Lab, questions: Sequence[Asked], most: int) -> dict[str, int]:
    """Count questions whose right tool is among the most similar ones.

    Args:
        lab: Gives the tools and the embedder.
        questions: The questions.
        most: How many tools are looked at.

    Returns:
        Counts by group.
    """
    from labwright.agents.intake.reader import Intake, mask
    from labwright.agents.similarity import SimilarityRouter

    intake = Intake(lab.toolbox, lab.store.embedder.is_word)
    router = SimilarityRouter(lab.toolbox, lab.store.embedder)
    right: dict[str, int] = defaultdict(int)
    for asked in questions:
        reading = intake.read(asked.question, continues=bool(asked.previous))
        text = mask(reading, intake.vocabulary, 0, len(reading.plain))
        few = [route.tool for route in router.rank(text) if route.tool][:most]
        right[asked.group] += bool(asked.tools & set(few))
    return right


def routing_table(questions: Sequence[Asked]) -> Iterator[str]:
    """Tabulate how often the first tool is right under each router.

    Args:
        questions: The questions.

    Yields:
        Lines of a Markdown table, each as soon as it is known.
    """
    groups = list(dict.fromkeys(asked.group for asked in questions))
    total = {g: sum(asked.group == g for asked in questions) for g in groups}
    yield f"| chooser | {' | '.join(groups)} | all | s a question |"
    yield "|---" * (len(groups) + 3) + "|"
    for router, described in ROUTERS.items():
        right: dict[str, int] = defaultdict(int)
        with tempfile.TemporaryDirectory() as folder:
            lab = workspace(folder, router=router)
            first_choice(lab, questions[0])  # loads the models
            began = time.perf_counter()
            for asked in questions:
                right[asked.group] += first_choice(lab, asked) in asked.tools
            seconds = (time.perf_counter() - began) / len(questions)
            yield _row(described, right, total, f"{seconds:.2f}")
            if router == "similarity":
                for most in (1, _SHORTLIST):
                    within = shortlisted(lab, questions, most)
                    yield _row(f"right tool in similarity's top {most}", within, total, "")


def _row(name: str, right: dict[str, int], total: dict[str, int], last: str) -> str:
    pairs = [(right[g], total[g]) for g in total]
    pairs.append((sum(p[0] for p in pairs), sum(total.values())))
    cells = [f"{r}/{n} ({100 * r / n:.0f} %)" for r, n in pairs]
    return f"| {name} | {' | '.join(cells)} | {last} |"


def prose_table() -> tuple[str, list[str]]:
    """Tabulate the model's lead sentences: how many stood, and what they cost.

    Returns:
        A Markdown table, and the sentences that stood.
    """
    shown = refused = 0
    spent: dict[str, float] = {}
    sentences = []
    for prose in ("never", "always"):
        with tempfile.TemporaryDirectory() as folder:
            lab = workspace(folder, prose=prose)
            _answered(lab, PROSE[0])  # loads the models
            began = time.perf_counter()
            for question in PROSE:
                answer, dropped = _answered(lab, question)
                leads = [c.text for c in answer.claims if c.origin == "model"]
                sign = 1 if prose == "always" else -1
                refused += sign * dropped
                shown += len(leads)
                sentences += [f"{question} → {lead}" for lead in leads]
            spent[prose] = (time.perf_counter() - began) / len(PROSE)
    added = spent["always"] - spent["never"]
    lines = [
        "| questions | lead sentences that stood | sentences refused | s without | s added |",
        "|---" * 5 + "|",
        f"| {len(PROSE)} | {shown} | {refused} | {spent['never']:.2f} | {added:.2f} |",
    ]
    return "\n".join(lines), sentences


def _answered(lab: Lab, question: str) -> tuple[Answer, int]:
    """Ask, and count the statements that verification refused."""
    dropped = 0
    for event in lab.stream(question):
        if isinstance(event, Verified):
            dropped += event.dropped
        elif isinstance(event, Answered):
            return event.answer, dropped
    raise RuntimeError(f"No answer to: {question}")


def main() -> int:
    """Run both ablations and print their tables.

    Returns:
        0.
    """
    parser = argparse.ArgumentParser(description="Measure what routing rules and prose add.")
    parser.add_argument("chem", help="such as path/to/questions.jsonl")
    parser.add_argument("routing", help="such as tests/data/routing.jsonl")
    parser.add_argument("--each", type=int, default=12, help="questions a category")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    questions = sample(
        read_records(given.chem), read_records(given.routing), given.each, given.seed
    )
    print(f"First tool of the plan right, {len(questions)} questions\n")
    for line in routing_table(questions):
        print(line, flush=True)
    table, sentences = prose_table()
    print(f"\nLead sentences of the language model, each verified\n\n{table}\n")
    print("\n".join(f"- {sentence}" for sentence in sentences))
    return 0


if __name__ == "__main__":
    sys.exit(main())
