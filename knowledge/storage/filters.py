"""Conditions on passages, answered as sets of passage ids."""

import json
import re
from fnmatch import translate
from typing import TYPE_CHECKING

from labwright.core.workspace import Database
from labwright.knowledge.storage.database import LISTED
from labwright.knowledge.storage.files import HELD
from labwright.knowledge.storage.passage_map import PassageMap
from labwright.knowledge.where import Where

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ids = NDArray[np.int64]

_PART = {"author": "authors", "title": "title", "venue": "venue"}
_WHOLE = {"kind": "kind", "doi": "doi"}


class Filters:
    """Finds the passages that meet conditions.

    Args:
        db: The catalogue's database.
        passages: Knows the passages of documents.
    """

    def __init__(self, db: Database, passages: PassageMap) -> None:
        self._db = db
        self._passages = passages
        self._last: tuple[object, Ids] | None = None

    def allowed(self, where: Where, compounds: tuple[list[int], str] | None = None) -> "Ids":
        """Return the ids of passages that meet all conditions.

        Args:
            where: The conditions.
            compounds: Molecules, and a formula, one of which a passage must speak of.

        Returns:
            Sorted ids.
        """
        import numpy as np

        documents, given = self._documents(where)
        if not where.section and compounds is None:
            return self._of_documents(documents, given)
        query = f"SELECT p.id FROM passages p WHERE p.document IN ({documents})"  # noqa: S608
        if where.section:
            query += " AND instr(lower(p.section), lower(?)) > 0"
            given.append(where.section)
        if compounds is not None:
            query, given = _speaking_of(query, given, compounds)
        rows = self._db.execute(query, given).fetchall()
        return np.sort(np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows)))

    def _of_documents(self, documents: str, given: list[object]) -> "Ids":
        """Return the passages of documents; the last conditions are remembered: they come again."""
        key = (self._passages.state, documents, tuple(given))
        last = self._last
        if last is None or last[0] != key:
            found = self._passages.of(row[0] for row in self._db.execute(documents, given))
            self._last = last = (key, found)
        return last[1]

    def _documents(self, where: Where) -> tuple[str, list[object]]:
        tests, given = [], []
        for name, column in _PART.items():
            if value := getattr(where, name):
                tests.append(f"instr(lower(d.{column}), lower(?)) > 0")
                given.append(value)
        for name, column in _WHOLE.items():
            if value := getattr(where, name):
                tests.append(f"lower(d.{column}) = lower(?)")
                given.append(value)
        if where.year is not None:
            first, last = where.year
            tests.append("d.year BETWEEN ? AND ? AND d.year > 0")
            given += [first if first is not None else 1, last if last is not None else 9999]
        if where.document:
            tests.append("d.hash = ?")
            given.append(where.document)
        if where.project or where.tag or where.source:
            test, values = self._files(where)
            tests.append(f"d.hash IN ({test})")
            given += values
        return f"SELECT d.hash FROM documents d WHERE {' AND '.join(tests) or '1'}", given  # noqa: S608

    def _files(self, where: Where) -> tuple[str, list[object]]:
        query = f"SELECT f.hash FROM files f WHERE f.state IN {HELD}"  # noqa: S608
        given: list[object] = []
        if where.project:
            query += " AND lower(f.project) = lower(?)"
            given.append(where.project)
        for tag in where.tag:
            query += " AND EXISTS (SELECT 1 FROM tags t WHERE t.path = f.path AND "
            query += "lower(t.name) = lower(?))"
            given.append(tag)
        if where.source:
            query += f" AND f.path IN ({LISTED})"
            given.append(json.dumps(self._paths(where.source)))
        return query, given

    def _paths(self, source: str) -> list[str]:
        """Return the files whose name, or the end of whose path, a pattern matches."""
        pattern = re.compile(f"(?:.*/)?{translate(source)}", re.IGNORECASE)
        rows = self._db.execute(f"SELECT path FROM files WHERE state IN {HELD}").fetchall()  # noqa: S608
        return [path for (path,) in rows if pattern.fullmatch(path)]


def _speaking_of(
    query: str, given: list[object], compounds: tuple[list[int], str]
) -> tuple[str, list[object]]:
    molecules, formula = compounds
    tests = [f"m.molecule IN ({LISTED})"] if molecules else []
    listed = [json.dumps(molecules)] if molecules else []
    if formula:
        tests.append("m.formula = ?")
    either = " OR ".join(tests) or "0"
    spoken = (
        "SELECT 1 FROM mentions m WHERE m.document = p.document AND m.page = p.page "  # noqa: S608
        f'AND m.start < p."end" AND m."end" > p.start AND ({either})'
    )
    query += f" AND EXISTS ({spoken})"
    return query, [*given, *listed, *([formula] if formula else [])]
