"""Structure search over many molecules, beside bare FPSim2 in the same run.

The molecules are made by joining those of a SMILES file two by two.

Example:
    $ python benchmarks/structures.py molecules.smi --count 1000000
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from searching import middle

from labwright.core.settings import Settings
from labwright.core.workspace import Workspace
from labwright.knowledge.store import KnowledgeStore
from labwright.models.embedding.choice import choose_embedder

_K, _THRESHOLD, _QUERIES = 10, 0.7, 40
_PARTS = ("c1ccncc1", "C(=O)N", "[#6]-[OX2H]", "C1CCCCC1", "C#N", "[N+](=O)[O-]")


def joined(smiles: Sequence[str], count: int) -> Iterator[str]:
    """Yield different valid SMILES of molecules joined end to beginning."""
    from rdkit import Chem, RDLogger

    RDLogger.DisableLog("rdApp.*")
    chance = np.random.default_rng(0)
    seen: set[str] = set()
    while len(seen) < count:
        first, second = (smiles[int(i)] for i in chance.integers(len(smiles), size=2))
        mol = Chem.MolFromSmiles(first + second)
        if mol is not None and (made := Chem.MolToSmiles(mol)) not in seen:
            seen.add(made)
            yield made


def bare(file: Path, scratch: Path) -> Any:
    """Return FPSim2's own engine over the molecules of a file."""
    from FPSim2 import FPSim2Engine
    from FPSim2.io import create_db_file

    rows = ((line.split()[0], n) for n, line in enumerate(file.read_text().splitlines(), 1))
    made = scratch / "bare.h5"
    create_db_file(rows, str(made), "smiles", "Morgan", {"radius": 2, "fpSize": 2048})
    return FPSim2Engine(str(made))


def main() -> None:
    """Fill a store, time searches, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", type=Path, help="SMILES, one a line")
    parser.add_argument("--count", type=int, default=1_000_000)
    asked = parser.parse_args()
    given = [line.split()[0] for line in asked.file.read_text().splitlines() if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        file = scratch / "made.smi"
        file.write_text("\n".join(f"{s} m{n}" for n, s in enumerate(joined(given, asked.count))))
        store = KnowledgeStore(Workspace(scratch / "w"), choose_embedder(Settings()))
        begun = time.perf_counter()
        report = store.add(file)
        spent = time.perf_counter() - begun
        print(f"{report}: {asked.count} molecules added, {asked.count / spent:.0f} a second")
        begun = time.perf_counter()
        engine = bare(file, scratch)
        print(f"FPSim2's file made, {asked.count / (time.perf_counter() - begun):.0f} a second")
        lines = file.read_text().splitlines()
        step = max(1, len(lines) // _QUERIES)
        # Molecules of the set itself: one of another size would be done with by its bit count.
        compared(store, engine, [line.split()[0] for line in lines[::step]][:_QUERIES])


def compared(store: KnowledgeStore, engine: Any, queries: Sequence[str]) -> None:
    """Print the times of both."""
    from labwright.knowledge.structures.molecule import read_structure

    index = store._structures
    ways: dict[str, tuple[Callable[[str], Any], Callable[[str], Any]]] = {
        f"top {_K}": (
            lambda s: index.like(s, 0.0, _K),
            lambda s: engine.top_k(read_structure(s), k=_K, threshold=0.0, n_workers=1),
        ),
        f"similarity at least {_THRESHOLD}": (
            lambda s: index.like(s, _THRESHOLD),
            lambda s: engine.similarity(read_structure(s), _THRESHOLD, n_workers=1),
        ),
        f"with facts and places, top {_K}": (
            lambda s: store.molecules(like=s, k=_K),
            lambda s: engine.top_k(read_structure(s), k=_K, threshold=0.0, n_workers=1),
        ),
    }
    print("| search | p50 in ms | FPSim2 | ratio |\n|---|---|---|---|")
    for name, (ours, theirs) in ways.items():
        one, other = middle(ours, queries), middle(theirs, queries)
        print(f"| {name} | {one:.2f} | {other:.2f} | {one / other:.2f} |", flush=True)
    begun = time.perf_counter()
    index.contains(_PARTS[0])
    print(f"first search of a substructure: {time.perf_counter() - begun:.1f} s")
    for part in _PARTS:
        begun = time.perf_counter()
        found = index.contains(part)
        spent = time.perf_counter() - begun
        print(f"  {part:<16} {len(found):>7} found in {spent:.2f} s", flush=True)


if __name__ == "__main__":
    main()
