"""Threads and receipts: what was asked, and which tool calls are done."""

import json
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from labwright.core.errors import CorruptStore, UnknownThread
from labwright.core.evidence import Evidence
from labwright.core.workspace import Database, storable

_REMEDY = (
    "Put a copy back if you have one. Otherwise move the file away: documents stay, the questions "
    "and answers in it do not."
)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS turns (
    thread TEXT NOT NULL, number INTEGER NOT NULL, question TEXT NOT NULL, asked TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'open', answer TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (thread, number)
);
CREATE TABLE IF NOT EXISTS receipts (
    thread TEXT NOT NULL, turn INTEGER NOT NULL, step TEXT NOT NULL, call TEXT NOT NULL,
    tool TEXT NOT NULL, started INTEGER NOT NULL DEFAULT 0, evidence TEXT NOT NULL DEFAULT '',
    finished TEXT NOT NULL DEFAULT '', PRIMARY KEY (thread, turn, step, call)
);
"""


class Turn(BaseModel):
    """One question of a thread.

    Args:
        thread: Id of the thread.
        number: Number of the turn, from 1.
        question: As asked.
        asked: When, ISO 8601 in UTC.
        status: ``open`` until it is answered, then the answer's status.
        answer: The answer as JSON; empty until there is one.
    """

    thread: str
    number: int
    question: str
    asked: str
    status: str
    answer: str = ""


class Threads:
    """Turns and receipts in one SQLite file, written through at once.

    Args:
        file: The file; made if missing.

    Raises:
        CorruptStore: If the file is damaged.
        UserCanMend: If it cannot be used for another reason.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        with self._open() as db:
            db.executescript(_SCHEMA)

    def _open(self) -> Database:
        # A connection a call: workers run in threads, and processes may share the file.
        db = _Closing(self._file, _REMEDY)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        return db

    def ask(self, question: str, thread: str | None) -> Turn:
        """Write a question down before anything else happens.

        Args:
            question: As asked.
            thread: The thread it continues; None starts one.

        Returns:
            The turn.

        Raises:
            UnknownThread: If the thread is not held here.
        """
        with self._open() as db:
            last = self._last_number(db, thread) if thread else 0
            question = storable(question)
            name = thread or uuid.uuid4().hex[:8]
            asked = datetime.now(UTC).isoformat(timespec="seconds")
            db.execute(
                "INSERT INTO turns (thread, number, question, asked) VALUES (?, ?, ?, ?)",
                (name, last + 1, question, asked),
            )
        return Turn(thread=name, number=last + 1, question=question, asked=asked, status="open")

    def _last_number(self, db: sqlite3.Connection, thread: str) -> int:
        row = db.execute("SELECT max(number) FROM turns WHERE thread = ?", (thread,)).fetchone()
        if row[0] is None:
            raise UnknownThread(
                f"There is no thread “{thread}” in this workspace.", "List them: labwright threads"
            )
        return int(row[0])

    def unfinished(self, thread: str | None) -> Turn | None:
        """Return the last turn that has no answer yet, of a thread or of all; None if none."""
        query = "SELECT * FROM turns WHERE status = 'open'"
        arguments: tuple[str, ...] = ()
        with self._open() as db:
            if thread:
                self._last_number(db, thread)
                query, arguments = query + " AND thread = ?", (thread,)
            row = db.execute(query + " ORDER BY rowid DESC LIMIT 1", arguments)
            found = row.fetchone()
        return _turn(found) if found else None

    def last(self, thread: str) -> Turn:
        """Return the last turn of a thread."""
        with self._open() as db:
            number = self._last_number(db, thread)
            row = db.execute(
                "SELECT * FROM turns WHERE thread = ? AND number = ?", (thread, number)
            ).fetchone()
        return _turn(row)

    def finish(self, thread: str, number: int, status: str, answer: str) -> None:
        """Write the answer of a turn down."""
        with self._open() as db:
            db.execute(
                "UPDATE turns SET status = ?, answer = ? WHERE thread = ? AND number = ?",
                (status, answer, thread, number),
            )

    def turns(self) -> list[Turn]:
        """Return all turns, oldest first."""
        with self._open() as db:
            return [_turn(r) for r in db.execute("SELECT * FROM turns ORDER BY asked, number")]

    def once(
        self,
        turn: tuple[str, int],
        step: str,
        tool: str,
        arguments: Mapping[str, Any],
        run: Callable[[], Evidence],
    ) -> tuple[Evidence, bool]:
        """Run a tool call once for a step of a turn, whatever is killed when.

        Args:
            turn: Thread and number.
            step: Id of the step.
            tool: Name of the tool.
            arguments: Its arguments.
            run: Makes the call.

        Returns:
            The evidence, and whether it was read back from a receipt.
        """
        call = json.dumps([tool, arguments], sort_keys=True, ensure_ascii=False, default=str)
        key = (*turn, step, call)
        with self._open() as db:
            row = db.execute(
                "SELECT evidence FROM receipts WHERE thread=? AND turn=? AND step=? AND call=? "
                "AND finished != ''",
                key,
            ).fetchone()
            if row:
                return Evidence.model_validate_json(row[0]), True
            db.execute(
                "INSERT INTO receipts (thread, turn, step, call, tool, started) "
                "VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET started = started + 1",
                (*key, tool),
            )
        evidence = run()
        with self._open() as db:
            db.execute(
                "UPDATE receipts SET evidence = ?, finished = ? "
                "WHERE thread=? AND turn=? AND step=? AND call=?",
                (evidence.model_dump_json(), datetime.now(UTC).isoformat(), *key),
            )
        return evidence, False

    def receipts(self, thread: str) -> list[dict[str, Any]]:
        """Return the receipts of a thread: step, tool, number of starts, time of finishing."""
        with self._open() as db:
            rows = db.execute(
                "SELECT turn, step, tool, started, finished FROM receipts WHERE thread = ?",
                (thread,),
            ).fetchall()
        keys = ("turn", "step", "tool", "started", "finished")
        return [dict(zip(keys, row, strict=True)) for row in rows]

    def check(self) -> int:
        """Check the whole file.

        Returns:
            The number of turns that it holds.

        Raises:
            CorruptStore: If it is damaged.
        """
        with self._open() as db:
            found = " ".join(str(db.execute("PRAGMA quick_check(1)").fetchone()[0]).split())
            if found != "ok":
                raise CorruptStore(f"{self._file} is damaged: {found}.", _REMEDY)
            return int(db.execute("SELECT count(*) FROM turns").fetchone()[0])


class _Closing(Database):
    """A connection that its context manager closes."""

    def __exit__(self, *details: Any) -> Any:
        super().__exit__(*details)
        self.close()
        return False


def _turn(row: tuple[Any, ...]) -> Turn:
    return Turn(**dict(zip(("thread", "number", "question", "asked", "status", "answer"), row,
                           strict=True)))  # fmt: skip
