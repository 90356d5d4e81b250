"""How a catalogue of an older version becomes one of this version."""

from collections.abc import Callable
from importlib.resources import files

from labwright.core.workspace import Database
from labwright.knowledge.lexical import grams, searchable

VERSION = "2"


def _from_1(db: Database) -> None:
    """Add metadata, mentions, molecules and records; index words anew with their new columns."""
    for column in (
        "authors TEXT NOT NULL DEFAULT ''", "year INTEGER NOT NULL DEFAULT 0",
        "date TEXT NOT NULL DEFAULT ''", "doi TEXT NOT NULL DEFAULT ''",
        "venue TEXT NOT NULL DEFAULT ''", "kind TEXT NOT NULL DEFAULT ''",
        "details TEXT NOT NULL DEFAULT '{}'", "abstract TEXT NOT NULL DEFAULT ''",
        "labels TEXT NOT NULL DEFAULT '[]'", "work TEXT NOT NULL DEFAULT ''",
        "reading INTEGER NOT NULL DEFAULT 0",
    ):  # fmt: skip
        db.execute(f"ALTER TABLE documents ADD COLUMN {column}")
    for column in (
        "container TEXT NOT NULL DEFAULT ''", "project TEXT NOT NULL DEFAULT ''",
    ):  # fmt: skip
        db.execute(f"ALTER TABLE files ADD COLUMN {column}")
    db.execute("DROP INDEX IF EXISTS passages_document")
    db.execute("DROP TABLE lexical")
    for statement in _statements():
        db.execute(statement)
    rows = db.execute(
        "SELECT p.id, d.title, p.section, p.text FROM passages p "
        "JOIN documents d ON d.hash = p.document"
    ).fetchall()
    db.executemany(
        "INSERT INTO lexical (rowid, title, section, text, grams) VALUES (?, ?, ?, ?, ?)",
        [
            (i, searchable(title), searchable(section), searchable(text), grams(text))
            for i, title, section, text in rows
        ],
    )


def _statements() -> list[str]:
    schema = (files("labwright.knowledge.storage") / "schema.sql").read_text("utf-8")
    lines = [line for line in schema.splitlines() if not line.lstrip().startswith("--")]
    return [s for s in "\n".join(lines).split(";") if s.strip()]


UPGRADES: dict[str, tuple[str, Callable[[Database], None]]] = {"1": ("2", _from_1)}
"""By version: the version it becomes, and what to do; inside one transaction."""
