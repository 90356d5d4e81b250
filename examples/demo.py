"""Three questions over the example documents: computed, looked up, and both."""

import sys
import time
from pathlib import Path

from labwright import Lab

QUESTIONS = (
    "Compare ibuprofen and naproxen on logP, TPSA and rotatable bonds, and their similarity.",
    "What is the ionic conductivity of Li10GeP2S12 according to the report?",
    "How far is the experimental logP of caffeine in the documents from the computed one?",
)


def main(workspace: str) -> int:
    """Ask the questions and print the answers with their evidence.

    Args:
        workspace: Folder of a workspace that holds the example documents.

    Returns:
        0 if all were answered.
    """
    print("==> Loading the models")
    lab = Lab(workspace)
    answered = 0
    for question in QUESTIONS:
        began = time.perf_counter()
        answer = lab.ask(question)
        answered += answer.status == "answered"
        print(f"\n{'─' * 96}\n{question}\n\n{answer}\n\n({time.perf_counter() - began:.1f} s)")
    shown = Path(workspace)
    print(f"{'─' * 96}\n{answered} of {len(QUESTIONS)} answered. Ask your own:")
    print(f'  .venv/bin/labwright ask "Draw caffeine" --workspace {shown}')
    return 0 if answered == len(QUESTIONS) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ".labwright/demo"))
