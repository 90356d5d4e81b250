"""The structure index: derived from the catalogue, brought up to date when it is searched."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from labwright.knowledge.storage.compounds import Compounds
from labwright.knowledge.structures.likeness import Likeness, rows_of, save
from labwright.knowledge.structures.molecule import read_pattern, read_structure
from labwright.knowledge.structures.substructure import Substructures

if TYPE_CHECKING:
    from labwright.knowledge.structures.likeness import Rows

_FILE = "fingerprints-{last}.npy"
_PROBES = 5
_TAIL = 20_000
"""Molecules that may be searched beside the file before it is written anew."""


class StructureIndex:
    """Searches the molecules of a catalogue by structure.

    Args:
        folder: Where its file is kept.
        compounds: The molecules.
    """

    def __init__(self, folder: Path, compounds: Compounds) -> None:
        self._folder = folder
        self._compounds = compounds
        self._lock = threading.RLock()
        self._seen = ""
        self._state = (-1, -1)
        self._parts: list[Likeness] = []
        self._substructures: Substructures | None = None
        self._screened = (-1, -1)
        self._filed = 0

    def like(self, smiles: str, threshold: float = 0.0, k: int = 0) -> list[tuple[int, float]]:
        """Find molecules that are similar to one.

        Args:
            smiles: The query.
            threshold: Least Tanimoto similarity of Morgan fingerprints.
            k: Most hits; 0 means all above the threshold.

        Returns:
            (molecule id, similarity) pairs, most similar first.

        Raises:
            BadStructure: If the SMILES cannot be read.
        """
        mol = read_structure(smiles)
        with self._lock:
            self._refresh()
            extra = max(0, self._filed - self._state[0])
            found = [
                hit
                for part in self._parts
                for hit in part.search(mol, threshold, k + extra if k else 0)
            ]
        alive = self._compounds.present(number for number, _ in found) if extra else None
        kept = [hit for hit in found if alive is None or hit[0] in alive]
        kept.sort(key=lambda hit: (-hit[1], hit[0]))
        return kept[:k] if k else kept

    def contains(self, smarts: str, most: int = 0) -> list[int]:
        """Find molecules that contain a pattern.

        Args:
            smarts: SMARTS or SMILES.
            most: Most hits; 0 means all: of what is left out nobody would know.

        Returns:
            Molecule ids.

        Raises:
            BadStructure: If the pattern cannot be read.
        """
        pattern = read_pattern(smarts)
        with self._lock:
            library = self._library()
            found = library.search(pattern, most or len(library))
        alive = self._compounds.present(found)
        return [number for number in found if number in alive]

    def sync(self) -> None:
        """Write the file of fingerprints anew if too many molecules are not in it."""
        with self._lock:
            self._refresh()

    def rebuild(self) -> None:
        """Write the file of fingerprints anew, without molecules that were deleted."""
        with self._lock:
            self._write(self._compounds.extent()[1])
            self._seen, self._state, self._screened = "", (-1, -1), (-1, -1)
            self._substructures = None
            self._refresh()

    def verify(self) -> None:
        """Check that each molecule of a sample is found as the most similar to itself.

        Raises:
            ValueError: If one is not.
        """
        sample = self._compounds.sample(_PROBES)
        for number, smiles in sample:
            found = self.like(smiles, 0.999, 0)  # float32 kernels
            if number not in {hit for hit, _ in found}:
                raise ValueError(f"{smiles} is not found by itself")

    def _refresh(self) -> None:
        """Bring what is searched to the state of the catalogue.

        Molecules that came since the file was written are searched beside it; those that were
        deleted stay in it and are left out of what is found.
        """
        seen = self._compounds.state
        if seen == self._seen:  # counting a million takes longer than a search
            return
        state = self._compounds.extent()
        if state != self._state:
            self._reread(state)
        self._seen = seen

    def _reread(self, state: tuple[int, int]) -> None:
        rows, last = self._filed_rows()
        held = self._compounds.extent(last)[0]
        if state[0] - held + len(rows) - held > _TAIL or (state[0] and not len(rows)):
            rows, last = self._write(state[1]), state[1]
        tail = rows_of(self._compounds.fingerprints(last))
        self._parts = [Likeness(some) for some in (rows, tail) if len(some)]
        self._filed = len(rows) + len(tail)
        self._state = state

    def _filed_rows(self) -> "tuple[Rows, int]":
        import numpy as np

        for file in sorted(self._folder.glob(_FILE.format(last="*")), key=_last, reverse=True):
            try:
                rows: Rows = np.load(file, mmap_mode="r")
            except (OSError, ValueError):  # torn: it is written anew
                continue
            if rows.ndim == 2 and _last(file) <= self._compounds.extent()[1]:  # noqa: PLR2004
                return rows, _last(file)
        return rows_of(()), 0

    def _write(self, last: int) -> "Rows":
        rows = rows_of(self._compounds.fingerprints(0))
        self._folder.mkdir(parents=True, exist_ok=True)
        made = self._folder / _FILE.format(last=last)
        save(rows, made)
        for file in self._folder.glob(_FILE.format(last="*")):
            if file != made:
                file.unlink(missing_ok=True)
        return rows

    def _library(self) -> Substructures:
        self._refresh()
        if self._substructures is None:
            self._substructures = Substructures(self._compounds.screens(0))
        elif self._state[1] > self._screened[1]:
            self._substructures.add(self._compounds.screens(self._screened[1]))
        self._screened = self._state
        return self._substructures


def _last(file: Path) -> int:
    digits = file.stem.rpartition("-")[2]
    return int(digits) if digits.isdigit() else -1
