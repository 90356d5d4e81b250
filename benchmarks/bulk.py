"""Descriptors over many molecules, beside a bare RDKit loop on every core in the same run.

Both compute the same seven descriptors. The bare loop reads, parses and computes, and neither
checks, writes nor reports anything; it runs in one process a core, and its time is that of the
slowest. Rounds of both alternate, and the middle of each is compared.

Example:
    $ python benchmarks/bulk.py molecules.smi --count 100000
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path

from labwright.tools.sets.columns import USUAL
from labwright.tools.sets.engines import cores
from labwright.tools.sets.mapping import map_tool

_BARE = """
import sys, time, resource
from rdkit import Chem, RDLogger
from rdkit.Chem.Crippen import MolLogP
from rdkit.Chem.Descriptors import MolWt
from rdkit.Chem.rdMolDescriptors import (
    CalcNumHBA, CalcNumHBD, CalcNumRings, CalcNumRotatableBonds, CalcTPSA)
RDLogger.DisableLog("rdApp.*")
print("ready", flush=True)
sys.stdin.readline()
began = time.perf_counter()
for line in open(sys.argv[1]):
    mol = Chem.MolFromSmiles(line.split()[0])
    if mol is not None:
        (MolWt(mol), MolLogP(mol), CalcTPSA(mol), CalcNumHBD(mol), CalcNumHBA(mol),
         CalcNumRotatableBonds(mol), CalcNumRings(mol))
used = resource.getrusage(resource.RUSAGE_SELF)
print(time.perf_counter() - began, used.ru_utime + used.ru_stime)
"""


def bare(lines: list[str], scratch: Path, workers: int) -> tuple[float, float]:
    """Return wall and processor seconds of bare loops over equal parts, one process a core."""
    processes = []
    for number in range(workers):
        part = scratch / f"part{number}.smi"
        part.write_text("".join(lines[number::workers]))
        processes.append(
            subprocess.Popen([sys.executable, "-c", _BARE, str(part)], text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        )  # fmt: skip
    for process in processes:  # imports are nobody's time
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    told = [list(map(float, process.communicate()[0].split())) for process in processes]
    return max(wall for wall, _ in told), sum(used for _, used in told)


def ours(file: Path, output: Path, workers: int) -> tuple[float, float]:
    """Return wall and processor seconds of the whole call, from its start to the provenance."""
    began, before = time.perf_counter(), _used()
    made = map_tool(list(USUAL), str(file), output, workers=workers)
    seconds = time.perf_counter() - began, _used() - before
    assert made.records == sum(1 for _ in output.open()) - 1
    return seconds


def _used() -> float:
    """Return the processor seconds of this process and of its children that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


class Memory:
    """The most memory that this process and its children hold together, sampled."""

    def __init__(self) -> None:
        self.most = 0.0
        self._over = threading.Event()

    def watch(self, run: Callable[[], tuple[float, float]]) -> tuple[float, float]:
        """Run something while memory is sampled."""
        thread = threading.Thread(target=self._sample, daemon=True)
        thread.start()
        try:
            return run()
        finally:
            self._over.set()
            thread.join()

    def _sample(self) -> None:
        while not self._over.wait(0.2):
            held = 0
            for pid in _family():
                try:
                    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
                    held += int(pages) * resource.getpagesize()
                except OSError:
                    continue
            self.most = max(self.most, held / 2**20)


def _family() -> list[int]:
    found = [os.getpid()]
    for file in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
        with suppress(OSError):  # a thread may end meanwhile
            found += map(int, file.read_text().split())
    return found


def main() -> None:
    """Time both, and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", type=Path, help="SMILES, one a line")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with asked.file.open() as stream:
        lines = [line for line in islice(stream, asked.count) if line.strip()]
    workers = cores()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        file = scratch / "all.smi"
        file.write_text("".join(lines))
        few = scratch / "few.smi"
        few.write_text("".join(lines[: len(lines) // 5]))
        small, large = Memory(), Memory()
        small.watch(lambda: ours(few, scratch / "few.csv", workers))
        times: dict[str, list[tuple[float, float]]] = {"bare": [], "labwright": []}
        for number in range(asked.rounds):
            times["bare"].append(bare(lines, scratch, workers))
            times["labwright"].append(
                large.watch(lambda: ours(file, scratch / "all.csv", workers)) if not number
                else ours(file, scratch / "all.csv", workers)
            )  # fmt: skip
    print(f"{len(lines):,} molecules on {workers} cores")
    for name, taken in times.items():
        wall, used = (statistics.median(both) for both in zip(*taken, strict=True))
        print(f"{name:<10} {len(lines) / wall:>9,.0f} molecules/s  {wall:6.2f} s, "
              f"processors {used:6.2f} s")  # fmt: skip
    for at, what in enumerate(("wall time", "processor time")):
        each = [b[at] / o[at] for b, o in zip(times["bare"], times["labwright"], strict=True)]
        print(f"share of the bare loops by {what}: {statistics.median(each):.0%} "
              f"(rounds: {', '.join(f'{share:.0%}' for share in each)})")  # fmt: skip
    print(f"memory at {len(lines) // 5:,} molecules {small.most:.0f} MB, at {len(lines):,} "
          f"{large.most:.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
