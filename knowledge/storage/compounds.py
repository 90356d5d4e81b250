"""Compounds: molecules, where documents speak of them, and what they say of them."""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from labwright.core.workspace import Database
from labwright.knowledge.chemistry.mention import Mention
from labwright.knowledge.chemistry.record import PropertyRecord
from labwright.knowledge.storage.database import LISTED, state_of

if TYPE_CHECKING:
    from labwright.knowledge.parsing import Parsed
    from labwright.knowledge.structures.molecule import Molecule

_RECORD = (
    "subject", "subject_key", "property", "value", "value_high", "unit", "uncertainty",
    "comparator", "conditions", "page", "start", "end", "confidence",
)  # fmt: skip


class Compounds:
    """The tables of molecules, mentions and property records.

    Args:
        db: The catalogue's database.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def write(self, db: Database, document: str, parsed: "Parsed") -> None:
        """Write what a document speaks of; the caller has begun a transaction."""
        ids = {smiles: self._molecule(db, made) for smiles, made in parsed.molecules.items()}
        db.executemany(
            'INSERT INTO mentions (document, page, start, "end", kind, text, molecule, formula, '
            "confidence, how) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(document, *_mention_row(m), ids.get(m.smiles), m.formula, m.confidence, m.how)
             for m in parsed.mentions],
        )  # fmt: skip
        names = ", ".join(f'"{name}"' for name in _RECORD)
        marks = ", ".join("?" * (len(_RECORD) + 3))
        db.executemany(
            f"INSERT INTO records (document, quote_start, quote_end, {names}) VALUES ({marks})",  # noqa: S608
            [(document, *r.quote, *(getattr(r, name) for name in _RECORD)) for r in parsed.records],
        )

    def _molecule(self, db: Database, made: "Molecule") -> int:
        row = db.execute("SELECT id FROM molecules WHERE smiles = ?", (made.smiles,)).fetchone()
        if row is not None:
            return int(row[0])
        written = db.execute(
            "INSERT INTO molecules (smiles, inchikey, formula, mass, morgan, pattern) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (made.smiles, made.inchikey, made.formula, made.mass, made.morgan, made.pattern),
        )
        return int(written.lastrowid or 0)

    def molecules_of(self, document: str) -> list[int]:
        """Return the molecules that a document speaks of."""
        rows = self._db.execute(
            "SELECT DISTINCT molecule FROM mentions WHERE document = ? AND molecule IS NOT NULL",
            (document,),
        )
        return [int(row[0]) for row in rows]

    def drop_unused(self, db: Database, molecules: Iterable[int]) -> None:
        """Drop those of some molecules that no document speaks of any more."""
        db.executemany(
            "DELETE FROM molecules WHERE id = ?1 "
            "AND NOT EXISTS (SELECT 1 FROM mentions WHERE molecule = ?1)",
            [(number,) for number in molecules],
        )

    @property
    def state(self) -> str:
        """Which state of the catalogue this is: molecules come and go with its documents."""
        return state_of(self._db)

    def extent(self, last: int | None = None) -> tuple[int, int]:
        """Return the number of molecules, up to an id, and the highest id."""
        query = "SELECT count(*), coalesce(max(id), 0) FROM molecules"
        row = (
            self._db.execute(query).fetchone()
            if last is None
            else self._db.execute(f"{query} WHERE id <= ?", (last,)).fetchone()
        )
        return int(row[0]), int(row[1])

    def fingerprints(self, after: int) -> Iterator[tuple[int, bytes]]:
        """Yield (id, Morgan fingerprint) of the molecules after an id."""
        rows = self._db.execute(
            "SELECT id, morgan FROM molecules WHERE id > ? ORDER BY id", (after,)
        )
        yield from ((int(row[0]), bytes(row[1])) for row in rows)

    def screens(self, after: int) -> Iterator[tuple[int, str, bytes]]:
        """Yield (id, SMILES, pattern fingerprint) of the molecules after an id."""
        rows = self._db.execute(
            "SELECT id, smiles, pattern FROM molecules WHERE id > ? ORDER BY id", (after,)
        )
        yield from ((int(row[0]), str(row[1]), bytes(row[2])) for row in rows)

    def present(self, ids: Iterable[int]) -> set[int]:
        """Return those of some ids that are held."""
        rows = self._db.execute(
            f"SELECT id FROM molecules WHERE id IN ({LISTED})",  # noqa: S608
            (json.dumps(list(ids)),),
        )
        return {int(row[0]) for row in rows}

    def sample(self, count: int) -> list[tuple[int, str]]:
        """Return (id, SMILES) of some molecules, spread over all of them."""
        number, _ = self.extent()
        step = max(1, number // count)
        rows = self._db.execute("SELECT id, smiles FROM molecules WHERE id % ? = 0 LIMIT ?",
                                (step, count))  # fmt: skip
        return [(int(row[0]), str(row[1])) for row in rows]

    def facts(self, ids: Iterable[int]) -> dict[int, tuple[str, str, float]]:
        """Return (SMILES, formula, monoisotopic mass) of molecules by id."""
        rows = self._db.execute(
            f"SELECT id, smiles, formula, mass FROM molecules WHERE id IN ({LISTED})",  # noqa: S608
            (json.dumps(list(ids)),),
        )
        return {int(row[0]): (str(row[1]), str(row[2]), float(row[3])) for row in rows}

    def keys_of(self, ids: Iterable[int]) -> list[str]:
        """Return the InChIKeys of molecules, as far as they were made."""
        keys = []
        for number in ids:
            row = self._db.execute("SELECT inchikey FROM molecules WHERE id = ?", (number,))
            keys += [str(key) for (key,) in row if key]
        return keys

    def by_formula(self, formula: str) -> list[int]:
        """Return the molecules of a formula in Hill order."""
        rows = self._db.execute("SELECT id FROM molecules WHERE formula = ?", (formula,))
        return [int(row[0]) for row in rows]

    def by_mass(self, least: float, most: float) -> list[int]:
        """Return the molecules whose monoisotopic mass lies between two, both included."""
        rows = self._db.execute(
            "SELECT id FROM molecules WHERE mass BETWEEN ? AND ? ORDER BY mass", (least, most)
        )
        return [int(row[0]) for row in rows]

    def by_smiles(self, smiles: str) -> int | None:
        """Return the molecule of a canonical SMILES."""
        row = self._db.execute("SELECT id FROM molecules WHERE smiles = ?", (smiles,)).fetchone()
        return int(row[0]) if row else None

    def formula_of(self, text: str) -> str:
        """Return the formula that mentions with these words, or this formula, have."""
        row = self._db.execute(
            "SELECT formula FROM mentions WHERE formula = ?1 "
            "UNION SELECT formula FROM mentions WHERE formula <> '' AND text = ?1 LIMIT 1",
            (text,),
        ).fetchone()
        return str(row[0]) if row else ""

    def places(self, molecule: int, most: int) -> list[tuple[str, int, int, int, str, str]]:
        """Return (document, page, start, end, words, how) of mentions, the surest first."""
        rows = self._db.execute(
            'SELECT document, page, start, "end", text, how FROM mentions WHERE molecule = ? '
            "ORDER BY confidence DESC, document, page, start LIMIT ?",
            (molecule, most),
        )
        return [(str(r[0]), int(r[1]), int(r[2]), int(r[3]), str(r[4]), str(r[5])) for r in rows]

    def records(
        self, subject: str = "", property: str = "", document: str = "", most: int = 1000
    ) -> list[tuple[str, PropertyRecord]]:
        """Return stated properties with the documents that state them.

        Args:
            subject: InChIKey, reduced formula or the words themselves; empty for any.
            property: Name of the property; empty for any.
            document: Content hash; empty for any.
            most: Most records.
        """
        names = ", ".join(f'"{name}"' for name in _RECORD)
        conditions, given = ["1"], []
        for test, value, times in (
            ("(subject_key = ? OR lower(subject) = lower(?))", subject, 2),
            ("property = ?", property, 1),
            ("document = ?", document, 1),
        ):
            if value:
                conditions.append(test)
                given += [value] * times
        rows = self._db.execute(
            f"SELECT document, quote_start, quote_end, {names} FROM records "  # noqa: S608
            f"WHERE {' AND '.join(conditions)} ORDER BY confidence DESC, rowid LIMIT ?",
            (*given, most),
        )
        return [(row[0], _record(row)) for row in rows]


def _mention_row(mention: Mention) -> tuple[int, int, int, str, str]:
    return mention.page, mention.start, mention.end, mention.kind, mention.text


def _record(row: tuple[object, ...]) -> PropertyRecord:
    values = dict(zip(_RECORD, row[3:], strict=True))
    return PropertyRecord.model_validate(values | {"quote": (row[1], row[2])})
