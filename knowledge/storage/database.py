"""Opening the catalogue's file: its schema, its version, its transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from labwright.core.errors import CorruptStore
from labwright.core.workspace import Database
from labwright.knowledge.storage.versions import UPGRADES, VERSION

LISTED = "SELECT value FROM json_each(?)"
"""A list of any length as JSON: SQLite takes no more than 250,000 parameters."""
_REMEDY = "Move the file away and add the documents again."


def read_meta(db: Database, key: str) -> str:
    """Return a stored fact about the catalogue; empty if unset."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def state_of(db: Database) -> str:
    """Tell the states of what is searched apart: what was derived from another one is stale."""
    return read_meta(db, "changes") or "0"


class CatalogueFile:
    """The SQLite file of a catalogue.

    Args:
        file: The file; made if missing, brought up to date if it is of an older version.

    Raises:
        CorruptStore: If the file is damaged or of a version that is not known here.
        UserCanMend: If it cannot be used for another reason.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.db = Database(file, _REMEDY)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA foreign_keys=ON")
        self.db.execute("PRAGMA secure_delete=ON")
        self._prepare()

    def _prepare(self) -> None:
        made = self.db.execute("SELECT 1 FROM sqlite_master WHERE name='lexical'").fetchone()
        version = self.meta("version") if made else ""
        if not version:
            # Also completes a catalogue whose making was killed before the version was written.
            schema = (files("labwright.knowledge.storage") / "schema.sql").read_text("utf-8")
            self.db.executescript(f"BEGIN IMMEDIATE; {schema} COMMIT;")
        elif version != VERSION:
            self._upgrade(version)

    def _upgrade(self, version: str) -> None:
        if version not in UPGRADES:
            raise CorruptStore(
                f"The catalogue {self.file} has version {version}, expected {VERSION}.",
                "Use the labwright that made it, or add the documents to a new workspace.",
            )
        self.db.execute("PRAGMA foreign_keys=OFF")
        try:
            with self.transaction() as db:
                # Another process may have done it while this one waited for its turn.
                while (version := self.meta("version")) in UPGRADES:
                    version, upgrade = UPGRADES[version]
                    upgrade(db)
                    self.set_meta("version", version)
        finally:
            self.db.execute("PRAGMA foreign_keys=ON")

    @contextmanager
    def transaction(self, changes: bool = True) -> Iterator[Database]:
        """Do all or nothing; a change of what is searched leaves the indexes behind."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
            if changes:
                self.db.execute(
                    "INSERT INTO meta VALUES ('changes', '1') "
                    "ON CONFLICT(key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
                )
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:  # SQLite has rolled back by itself where the disk is full
                self.db.execute("ROLLBACK")
            raise

    def meta(self, key: str) -> str:
        """Return a stored fact about the catalogue; empty if unset."""
        return read_meta(self.db, key)

    def set_meta(self, key: str, value: str) -> None:
        """Store a fact about the catalogue."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def wipe(self) -> None:
        """Leave no byte of what was deleted in the file or beside it."""
        # The full-text index keeps deleted words until it is merged.
        self.db.execute("INSERT INTO lexical (lexical) VALUES ('rebuild')")
        self.db.execute("VACUUM")
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        self.db.close()
