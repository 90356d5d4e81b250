"""Similarity of molecules: Tanimoto over fingerprints, by FPSim2's kernels on our own file.

The file holds what FPSim2 keeps in memory: a row a molecule (id, 32 words of fingerprint, number of
bits), ordered by number of bits, so that a threshold leaves out most of it. Source of the bounds:
S. J. Swamidass, P. Baldi, J. Chem. Inf. Model. 2007, 47, 302–317.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labwright.knowledge.structures.molecule import BITS, RADIUS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from rdkit.Chem import Mol

    Rows = NDArray[np.uint64]

_WORDS = BITS // 64
_TANIMOTO = 0
"""FPSim2's number of the metric."""


def fingerprint(mol: "Mol") -> bytes:
    """Return the Morgan fingerprint of a molecule as bytes."""
    from rdkit import DataStructs
    from rdkit.Chem import rdFingerprintGenerator

    morgan = rdFingerprintGenerator.GetMorganGenerator(radius=RADIUS, fpSize=BITS)
    return bytes(DataStructs.BitVectToBinaryText(morgan.GetFingerprint(mol)))


def rows_of(molecules: Iterable[tuple[int, bytes]]) -> "Rows":
    """Return the rows of some molecules, ordered by number of bits.

    Args:
        molecules: (id, fingerprint) pairs.

    Returns:
        Array of shape (molecules, 34): id, words, number of bits.
    """
    import numpy as np

    pairs = list(molecules)
    rows = np.zeros((len(pairs), _WORDS + 2), dtype=np.uint64)
    if not pairs:
        return rows
    rows[:, 0] = [number for number, _ in pairs]
    bits = np.frombuffer(b"".join(made for _, made in pairs), dtype=np.uint64)
    rows[:, 1:-1] = bits.reshape(len(pairs), _WORDS)
    rows[:, -1] = np.bitwise_count(rows[:, 1:-1]).sum(axis=1)
    return rows[np.argsort(rows[:, -1], kind="stable")]


def save(rows: "Rows", file: Path) -> None:
    """Write rows to a file, whole or not at all."""
    import numpy as np

    half = file.with_name(f"{file.name}.{os.getpid()}.part")
    with half.open("wb") as stream:
        np.save(stream, rows)
    half.replace(file)


class Likeness:
    """Fingerprints that can be searched.

    Args:
        rows: As ``rows_of`` makes them; may be mapped from a file.
    """

    def __init__(self, rows: "Rows") -> None:
        import numpy as np

        self._rows = rows
        self._bits = np.ascontiguousarray(rows[:, -1])

    def search(self, mol: "Mol", threshold: float, k: int = 0) -> list[tuple[int, float]]:
        """Find similar molecules.

        Args:
            mol: The query.
            threshold: Least Tanimoto similarity, 0…1.
            k: Most hits; 0 means all.

        Returns:
            (id, similarity) pairs, most similar first.
        """
        import numpy as np

        query = rows_of([(0, fingerprint(mol))])[0]
        first, last = self._bounds(int(query[-1]), threshold)
        if last <= first:
            return []
        from FPSim2.FPSim2lib import GenericSearch

        found: Any = GenericSearch(query, self._rows, threshold, k, _TANIMOTO, first, last)
        order = np.lexsort((found["mol_id"], -found["coeff"]))
        pairs = [(int(found["mol_id"][i]), float(found["coeff"][i])) for i in order]
        return pairs[:k] if k else pairs

    def _bounds(self, bits: int, threshold: float) -> tuple[int, int]:
        """Return the rows whose number of bits allows a similarity of at least the threshold."""
        import numpy as np

        if threshold <= 0:
            return 0, len(self._rows)
        least, most = np.ceil(bits * threshold), np.floor(bits / threshold)
        first = np.searchsorted(self._bits, np.uint64(least), "left")
        return int(first), int(np.searchsorted(self._bits, np.uint64(most), "right"))
