"""Kills a process that adds, edits and forgets documents, and looks what is left of the store.

Example:
    $ python benchmarks/kills.py 200
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from labwright.core.workspace import Workspace
from labwright.knowledge.lexical import lexical_query
from labwright.knowledge.store import KnowledgeStore
from labwright.models.embedding.choice import choose_embedder

_NAMES = "labwright.tools.chemistry.known_names:known_names"
_FILES = 12
_WORKER = """
import random, sys
from pathlib import Path
sys.path[:0] = [str(Path(sys.argv[3]))]
from kills import opened, scribble
store, folder, chance = opened(sys.argv[1]), Path(sys.argv[2]), random.Random(int(sys.argv[4]))
print("ready", flush=True)
while True:
    scribble(folder, chance)
    store.add(folder, sync=True, engine="here")
    if chance.random() < 0.2:
        store.remove(chance.choice(sorted(folder.iterdir())), confidential=chance.random() < 0.3)
"""


def opened(workspace: str) -> KnowledgeStore:
    """Open a store with the embedded models."""
    from labwright.core.settings import Settings

    return KnowledgeStore(Workspace(workspace), choose_embedder(Settings()), _NAMES)


def scribble(folder: Path, chance: random.Random) -> None:
    """Write, edit and delete some files of a folder."""
    for _ in range(3):
        number = chance.randrange(_FILES)
        file = folder / f"{number}.md"
        if file.exists() and chance.random() < 0.3:
            file.unlink()
            continue
        half = folder / f".{number}.part"
        half.write_text(
            f"# Sample {number}\n\nSample {number} melts at {chance.randrange(9999)} K in ethanol, "
            f"and its yield was {chance.randrange(99)} % after {chance.randrange(99)} h.\n"
        )
        half.replace(file)


def faults(store: KnowledgeStore, folder: Path) -> list[str]:
    """Bring a store in step with its folder and list what is wrong in it."""
    store.add(folder, sync=True, engine="here")
    found = []
    texts = {str(file): file.read_text() for file in folder.rglob("*.md")}
    held = [file for file in store.catalogue.reports() if file.state == "added"]
    if sorted(file.path for file in held) != sorted(texts):
        found.append(f"held {len(held)} files of {len(texts)}")
    if store.catalogue.counts()["documents"] != len(set(texts.values())):
        found.append("documents are doubled or lost")
    for path, text in texts.items():
        said = text.splitlines()[-1]
        hits = store.search(said, k=1)
        if not hits or hits[0].quote.splitlines()[-1] != said:
            found.append(f"{Path(path).name} is not found by its own words")
        ids = [i for i, _ in store.catalogue.lexicon.search(lexical_query(said), 50)]
        if len(set(ids)) != len(ids):
            found.append(f"{Path(path).name} is found twice")
    if texts and not store.molecules(like="CCO", k=1):
        found.append("ethanol is not found by its structure")
    if not store.agrees():
        found.append("catalogue and indexes do not agree")
    return found


def killed(kills: int, seed: int, longest: float = 3.0) -> list[str]:
    """Kill a worker some times and return what was wrong afterwards, after each kill."""
    chance = random.Random(seed)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder, workspace = Path(scratch) / "papers", str(Path(scratch) / "w")
        folder.mkdir()
        for number in range(kills):
            arguments = [workspace, str(folder), str(Path(__file__).parent), str(number)]
            with subprocess.Popen(
                [sys.executable, "-c", _WORKER, *arguments], stdout=subprocess.PIPE, text=True
            ) as worker:
                assert worker.stdout is not None
                worker.stdout.readline()
                time.sleep(chance.uniform(0.02, longest))
                worker.send_signal(signal.SIGKILL)
            store = opened(workspace)
            wrong += [f"kill {number + 1}: {fault}" for fault in faults(store, folder)]
            store.catalogue.close()
    return wrong


def main() -> None:
    """Kill and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("kills", type=int, nargs="?", default=20)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    wrong = killed(asked.kills, asked.seed)
    print("\n".join(wrong))
    print(f"{asked.kills} kills, {len(wrong)} faults")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
