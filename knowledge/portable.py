"""A whole store as one file, and back."""

import json
import os
import sqlite3
import tempfile
import zipfile
from pathlib import Path

from labwright.core.errors import BadUsage, CorruptStore, MissingFile
from labwright.core.workspace import file_faults
from labwright.knowledge.storage.database import CatalogueFile
from labwright.knowledge.storage.versions import UPGRADES, VERSION

_CATALOGUE, _FACTS = "catalogue.sqlite", "store.json"


def export_store(catalogue: Path, into: Path) -> None:
    """Write a store into one file, while others may read and write it.

    Args:
        catalogue: The catalogue's file. Everything else is derived from it.
        into: The file to make.

    Raises:
        BadUsage: If it exists already.
        UserCanMend: If it cannot be written.
    """
    if into.exists():
        raise BadUsage(f"{into} exists already.", "Give a new name, or move it away.")
    with file_faults(into.parent), tempfile.TemporaryDirectory(dir=into.parent) as scratch:
        copy = Path(scratch) / _CATALOGUE
        source, target = sqlite3.connect(catalogue), sqlite3.connect(copy)
        try:
            source.backup(target)
        finally:
            source.close()
            target.close()
        half = Path(scratch) / "half"
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(copy, _CATALOGUE)
            archive.writestr(_FACTS, json.dumps({"version": VERSION, "kind": "labwright store"}))
        os.replace(half, into)


def import_store(source: Path, catalogue: Path) -> None:
    """Make a catalogue from an exported store.

    Args:
        source: A file that ``export_store`` wrote.
        catalogue: The catalogue's file, which must not exist or hold no document.

    Raises:
        MissingFile: If there is no such file.
        BadUsage: If the store holds documents already.
        CorruptStore: If the file is no store, or of a version that is not known here.
    """
    if not source.is_file():
        raise MissingFile(f"{source} does not exist.", "Give a file made by labwright export.")
    if catalogue.exists() and _documents(catalogue):
        raise BadUsage(
            "This workspace holds documents already.",
            "Name another one with --workspace DIR, or remove its documents first.",
        )
    with file_faults(catalogue.parent):
        catalogue.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=catalogue.parent) as scratch:
            made = _unpacked(source, Path(scratch))
            CatalogueFile(made).close()  # brought up to date, or refused, before it is used
            for ending in ("-wal", "-shm"):
                Path(f"{catalogue}{ending}").unlink(missing_ok=True)
            os.replace(made, catalogue)


def _unpacked(source: Path, into: Path) -> Path:
    try:
        with zipfile.ZipFile(source) as archive:
            facts = json.loads(archive.read(_FACTS))
            if facts.get("version") not in (VERSION, *UPGRADES):
                raise CorruptStore(
                    f"{source} has version {facts.get('version')}, expected {VERSION}.",
                    "Use the labwright that made it.",
                )
            return Path(archive.extract(_CATALOGUE, into))
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, AttributeError) as error:
        raise CorruptStore(
            f"{source} is no exported store, or damaged ({error}).", "Export it again."
        ) from error


def _documents(catalogue: Path) -> int:
    file = CatalogueFile(catalogue)
    try:
        return int(file.db.execute("SELECT count(*) FROM documents").fetchone()[0])
    finally:
        file.close()
