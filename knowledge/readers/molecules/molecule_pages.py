"""The pages of a file of molecules, a record for each, and what became of the broken ones."""

from collections.abc import Mapping

from labwright.knowledge.document import Document, Metadata
from labwright.knowledge.readers.molecules.molecular import Molecule
from labwright.knowledge.readers.pages import Pages

MOST_RECORDS = 2_000_000
MOST_CHARACTERS = 400_000_000
PAGE = 200
_NAMED = 20
_SHOWN = 60


class MoleculePages:
    """Pages of molecules, 200 records each; a record that is left out moves no other.

    Args:
        counted: Whether to turn pages by the count of records; otherwise there is one page.

    Example:
        >>> pages = MoleculePages()
        >>> pages.add(Molecule("C", "CH4"), {"name": "methane", "SMILES": "C"}, "methane")
        >>> pages.skip("has no atoms")
        >>> pages.document("gases").labels
        ('records 1–2',)
    """

    def __init__(self, counted: bool = True) -> None:
        self.pages = Pages()
        self._counted = counted
        self.number = 0
        self.kept = 0
        self._length = 0
        self._last_page = 0
        self._full = False
        self._broken: list[str] = []
        self._left_out = 0
        self._empty = 0
        self._reactions = 0
        self._shapes = _Shapes()

    def has_room(self) -> bool:
        """Tell whether one more record is taken; the first time not, that is noted."""
        self._full = self.number >= MOST_RECORDS or self._length >= MOST_CHARACTERS
        return not self._full

    def add(self, molecule: Molecule, fields: Mapping[str, str], label: str = "") -> None:
        """Write the next record."""
        self._turn()
        self._empty += not molecule.smiles
        self._shapes.see(self.number, molecule, label)
        self._write(fields, molecule.smiles, label)

    def add_reaction(self, fields: Mapping[str, str], label: str = "") -> None:
        """Write the next record, which is a reaction and no molecule."""
        self._turn()
        self._reactions += 1
        self._write(fields, "", label)

    def _write(self, fields: Mapping[str, str], smiles: str, label: str) -> None:
        self.kept += 1
        self._length += sum(map(len, fields.values()))
        self.pages.record(fields, smiles=smiles, label="" if _is_count(label) else label)

    def skip(self, reason: str, where: str = "", shown: str = "") -> None:
        """Count the next record as broken.

        Args:
            reason: What is wrong with it, as said of it.
            where: Where it stands, if its number does not say so.
            shown: Its text.
        """
        self.number += 1
        self._left_out += 1
        if len(self._broken) < _NAMED:
            place = f"{self.number} ({where})" if where else str(self.number)
            text = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
            self._broken.append(f"{place}{f' “{text}”' if text else ''} {reason}")

    def _turn(self) -> None:
        self.number += 1
        page = (self.number - 1) // PAGE + 1
        if self._counted and page != self._last_page:
            self._last_page = page
            self.pages.turn(_label(page, page * PAGE))

    @property
    def first_fault(self) -> str:
        """What is wrong with the first broken record."""
        return self._broken[0] if self._broken else ""

    def document(
        self,
        title: str,
        notes: tuple[str, ...] = (),
        kind: str = "dataset",
        metadata: Metadata | None = None,
    ) -> Document:
        """Return what was written.

        Args:
            title: Title of the document.
            notes: What else was noticed.
            kind: What kind of document it is.
            metadata: What it says of itself.
        """
        said = (*notes, *self._notes(), *self._shapes.notes())
        made = self.pages.document(title, metadata or Metadata(kind=kind), said)
        if not self._counted:
            return made
        last = min(self._last_page * PAGE, self.number)
        return made.model_copy(
            update={"labels": (*made.labels[:-1], _label(self._last_page, last))}
        )

    def _notes(self) -> list[str]:
        notes = []
        if self._left_out:
            more = self._left_out - len(self._broken)
            named = "; ".join(self._broken) + (f"; and {more:,} more" if more else "")
            notes.append(f"{self._left_out:,} of {self.number:,} records left out: record {named}")
        if self._empty:
            notes.append(f"records without atoms, kept for their other values: {self._empty:,}")
        if self._reactions:
            notes.append(f"reactions among the records: {self._reactions:,}")
        if self._full:
            notes.append(f"only the first {self.number:,} records are read; split the file")
        return notes


def _label(page: int, last: int) -> str:
    first = (page - 1) * PAGE + 1
    return f"records {first}–{last}" if last > first else f"record {first}"


def _is_count(label: str) -> bool:
    """Tell whether a label is a bare number: it would be found wherever that number stands."""
    return label.replace(".", "", 1).lstrip("-").isdigit()


class _Shapes:
    """Runs of records that are one molecule in several shapes."""

    def __init__(self) -> None:
        self._smiles = self._label = ""
        self._first = self._last = 0
        self._found: list[str] = []
        self._more = 0

    def see(self, number: int, molecule: Molecule, label: str) -> None:
        if molecule.solid and molecule.smiles == self._smiles and number == self._last + 1:
            self._last = number
            return
        self._close()
        self._smiles = molecule.smiles if molecule.solid else ""
        self._label, self._first, self._last = label, number, number

    def _close(self) -> None:
        count = self._last - self._first + 1
        if self._smiles and count > 1:
            if len(self._found) < _NAMED:
                what = self._label or self._smiles
                self._found.append(f"{self._first}–{self._last} ({count} of {what})")
            else:
                self._more += 1
        self._smiles = ""

    def notes(self) -> list[str]:
        self._close()
        if not self._found:
            return []
        more = f"; and {self._more:,} more runs" if self._more else ""
        runs = "; ".join(self._found)
        return [f"several 3D conformers of one molecule in records {runs}{more}"]
