"""Two processes add, edit and forget documents while three search: is what they find right?

Example:
    $ python benchmarks/together.py --seconds 300
"""

import argparse
import multiprocessing
import queue
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from kills import faults, opened, scribble

_ANCHORS = 20
_ADDERS, _SEARCHERS = 2, 3


def anchor(number: int) -> str:
    """Return the text of a document that is always there."""
    return f"# Anchor {number}\n\nAnchorite {number} boils at {1000 + number} K in dry helium.\n"


def adding(workspace: str, folder: str, seed: int, until: float, told: Any) -> None:
    """Change a folder and add it, again and again."""
    store, chance, rounds = opened(workspace), random.Random(seed), 0
    try:
        while time.time() < until:
            scribble(Path(folder), chance)
            store.add(folder, sync=True, engine="here")
            rounds += 1
    except Exception as error:
        told.put(("fault", f"adding: {type(error).__name__}: {error}"))
    told.put(("added", rounds))


def searching(workspace: str, seed: int, until: float, told: Any) -> None:
    """Search for documents that are always there; whatever is found must be verbatim."""
    store, chance, rounds = opened(workspace), random.Random(seed), 0
    try:
        while time.time() < until:
            said = anchor(chance.randrange(_ANCHORS)).splitlines()[-1]
            hits = store.search(said, k=5)
            if not hits or hits[0].quote.splitlines()[-1] != said:
                told.put(("fault", f"searching: “{said}” is not found first"))
            for hit in hits:
                if store.quote_stands(hit.document, hit.page, hit.span, hit.quote):
                    continue
                if store.catalogue.has_document(hit.document):  # else it was forgotten meanwhile
                    told.put(("fault", f"searching: “{hit.quote}” does not stand at its place"))
            rounds += 1
    except Exception as error:
        told.put(("fault", f"searching: {type(error).__name__}: {error}"))
    told.put(("searched", rounds))


def main() -> None:
    """Run all of them, and look at the store at the end."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=300.0)
    asked = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    told: Any = spawn.Queue()
    with tempfile.TemporaryDirectory() as scratch:
        top, workspace = Path(scratch) / "papers", str(Path(scratch) / "w")
        folders = [top / f"of{number}" for number in range(_ADDERS)]
        still = top / "still"
        for folder in (*folders, still):
            folder.mkdir(parents=True)
        for number in range(_ANCHORS):
            (still / f"anchor{number}.md").write_text(anchor(number))
        opened(workspace).add(still)
        until = time.time() + asked.seconds
        jobs: list[tuple[Any, tuple[Any, ...]]] = [
            (adding, (workspace, str(folder), n, until, told)) for n, folder in enumerate(folders)
        ]
        jobs += [(searching, (workspace, n, until, told)) for n in range(_SEARCHERS)]
        running = [spawn.Process(target=target, args=given) for target, given in jobs]
        for process in running:
            process.start()
        counts = {"added": 0, "searched": 0}
        wrong: list[str] = []
        ended = 0
        while ended < len(running):
            try:
                kind, what = told.get(timeout=asked.seconds + 120)
            except queue.Empty:
                wrong.append("a process hangs")
                break
            if kind == "fault":
                wrong.append(what)
            else:
                counts[kind] += what
                ended += 1
        for process in running:
            process.join(timeout=10)
            if process.is_alive():
                process.kill()
        wrong += faults(opened(workspace), top)
    print("\n".join(wrong))
    print(f"{counts['added']} additions, {counts['searched']} searches, {len(wrong)} faults")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
