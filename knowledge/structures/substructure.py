"""Substructures: RDKit's library with a screen of pattern fingerprints."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rdkit.Chem import Mol


class Substructures:
    """Molecules that can be searched by SMARTS.

    Args:
        molecules: (id, canonical SMILES, pattern fingerprint) triples.
    """

    def __init__(self, molecules: Iterable[tuple[int, str, bytes]]) -> None:
        from rdkit import DataStructs
        from rdkit.Chem import rdSubstructLibrary

        self._ids: list[int] = []
        # Trusted: the SMILES are RDKit's own, so that they need not be sanitised again.
        self._mols = rdSubstructLibrary.CachedTrustedSmilesMolHolder()
        self._screens = rdSubstructLibrary.PatternHolder()
        self._library: Any = rdSubstructLibrary.SubstructLibrary(self._mols, self._screens)
        self._read: Any = DataStructs.CreateFromBinaryText
        self.add(molecules)

    def __len__(self) -> int:
        """Return the number of molecules."""
        return len(self._ids)

    def add(self, molecules: Iterable[tuple[int, str, bytes]]) -> None:
        """Add molecules; see the class."""
        for number, smiles, pattern in molecules:
            self._mols.AddSmiles(smiles)
            self._screens.AddFingerprint(self._read(pattern))
            self._ids.append(number)

    def search(self, pattern: "Mol", most: int) -> list[int]:
        """Find the molecules that contain a pattern.

        Args:
            pattern: From ``read_pattern``.
            most: Most hits.

        Returns:
            Their ids, in the order in which they were added.
        """
        if not self._ids:  # which RDKit takes for a fault
            return []
        # 0 means all processors; -1, the default, all but one.
        found = self._library.GetMatches(pattern, maxResults=most, numThreads=0)
        return sorted(self._ids[i] for i in found)
