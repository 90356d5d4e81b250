"""Threads at the command line."""

import json
from collections.abc import Sequence

from labwright.session import Lab


def show_threads(deleted: Sequence[str], workspace: str | None, as_json: bool) -> int:
    """Delete threads if wanted and list the questions asked; return the exit code."""
    lab = Lab(workspace)
    for thread in deleted:
        lab.delete_thread(thread)
    turns = lab.threads()
    if as_json:
        print(json.dumps([t.model_dump(exclude={"answer"}) for t in turns], ensure_ascii=False,
                         indent=2))  # fmt: skip
        return 0
    if not turns:
        print('No questions yet. Ask one with: labwright ask "…"')
    for turn in turns:
        status = "interrupted (labwright resume)" if turn.status == "open" else turn.status
        print(f"{turn.thread} #{turn.number}  {turn.asked[:16]}  {status:<12}  {turn.question}")
    return 0
