"""Any tool that takes one molecule, or properties by key, over a file of any size."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Any

from labwright.tools.sets.calculations import Calculation, Properties
from labwright.tools.sets.columns import Column, check_keys, properties
from labwright.tools.sets.engines import Engine, cores, run
from labwright.tools.sets.layouts import open_molecules
from labwright.tools.sets.molecule_file import MoleculeFile, Place, Raw
from labwright.tools.sets.results import (
    GrowingTable,
    check_output,
    fingerprint_of,
    provenance_of,
    write_whole,
)
from labwright.tools.sets.tool_calls import as_calculation
from labwright.tools.sets.work import Fault, Work

PROBLEM = "problem"
"""Column that says why a record has no result."""


@dataclass(frozen=True)
class Progress:
    """How far a run has got.

    Args:
        records: Records that are done.
        bad: Those without result.
        fraction: Part of the file, 0 to 1.
        rate: Records a second.
        left: Seconds that it will still take, about; -1 while nobody knows.
    """

    records: int
    bad: int
    fraction: float
    rate: float
    left: float


@dataclass(frozen=True)
class MappedSet:
    """What became of a file.

    Args:
        output: The table of results.
        provenance: The file that tells how it was made.
        records: How many records there are.
        bad: How many have no result.
        faults: The first of these, with line and reason.
        columns: What was computed, by heading.
        seconds: How long this run took.
        resumed: Records that an earlier run had done.
        notes: What was guessed.
    """

    output: Path
    provenance: Path
    records: int
    bad: int
    faults: tuple[Fault, ...]
    columns: dict[str, Column]
    seconds: float
    resumed: int
    notes: tuple[str, ...]


def map_tool(
    what: str | Sequence[str], file: str, output: str | Path | None = None,
    engine: Engine = "processes", progress: Callable[[Progress], None] | None = None, *,
    arguments: Mapping[str, Any] | None = None, column: str = "", workers: int = 0,
    seconds: float = 10.0, fresh: bool = False,
) -> MappedSet:  # fmt: skip
    """Compute something for every molecule of a file, whatever its length.

    Records that cannot be read or computed stay in the results, with the reason in the column
    “problem”. A run that is stopped leaves ``OUTPUT.partial``; the same call goes on with it.

    Args:
        what: The name of a tool that takes one molecule, or keys of properties such as ``logp``.
        file: CSV, TSV, SMILES or SDF, also compressed by gzip.
        output: Table of results, .csv, .tsv or .parquet; beside the file by default.
        engine: ``processes``, ``ray``, or ``serial``, which nothing guards against crashes.
        progress: Is told how far the run has got, about twice a second at most.
        arguments: Further arguments of the tool, by name.
        column: Column with the structures, where it shall not be looked for.
        workers: How many processes; 0 takes one a core.
        seconds: How long one molecule may take.
        fresh: Whether to begin anew although an earlier run left a part.

    Returns:
        Where the results lie, with counts and the first bad records.

    Raises:
        MissingFile: If the file is not there, or the output cannot be written.
        BadArgument: If the tool, a property, the file or the output cannot be used.
        MissingExtra: If pyarrow or Ray is wanted and not installed.

    Example:
        >>> map_tool(["logp"], "molecules.csv").output    # doctest: +SKIP
        PosixPath('molecules.logp.csv')
    """
    began = time.perf_counter()
    source = open_molecules(file, column)
    calculation, title = _calculation(what, source, arguments or {}, engine, seconds)
    place = Path(output).expanduser() if output else _beside(source.path, title)
    check_output(place, source.path)
    if place.suffix.lower() == ".parquet":
        from labwright.tools.sets.parquet import require

        require()
    separator = "\t" if place.suffix.lower() == ".tsv" else ","
    work = Work(source, calculation, seconds, as_text=True, separator=separator)
    headings = _headings(source.columns, calculation.columns)
    digest = _Digest(source.path)
    identity = {"file": fingerprint_of(source.path), "path": str(source.path.resolve()),
                "structure": source.structure, "work": repr(calculation),
                "versions": versions()}  # fmt: skip
    table = GrowingTable(place, headings, separator, identity, fresh)
    try:
        _fill(table, work, engine, workers, _Meter(progress, table.records))
        table.finish(_types(headings, calculation, len(source.columns)))
    except BaseException:
        table.stop()
        raise
    made = MappedSet(
        output=place, provenance=provenance_of(place), records=table.records, bad=table.bad,
        faults=tuple(table.faults), seconds=time.perf_counter() - began, resumed=table.resumed,
        columns=dict(zip(headings[len(source.columns) : -1], calculation.columns, strict=True)),
        notes=source.notes,
    )  # fmt: skip
    told = {"what": list(what) if not isinstance(what, str) else what,
            "arguments": dict(arguments or {}), "engine": engine, "workers": workers or cores(),
            "structures": source.columns[source.structure], "sha256": digest.value()}  # fmt: skip
    _tell(made, source, told)
    return made


def _calculation(
    what: str | Sequence[str], source: MoleculeFile, arguments: Mapping[str, Any], engine: Engine,
    seconds: float,
) -> tuple[Calculation, str]:  # fmt: skip
    if isinstance(what, str) and what not in properties():
        return as_calculation(what, source, arguments, engine, seconds), what
    keys = (what,) if isinstance(what, str) else tuple(dict.fromkeys(what))
    check_keys(keys)
    return Properties(keys), keys[0] if len(keys) == 1 else "properties"


def _beside(path: Path, title: str) -> Path:
    bare = path.name.removesuffix(".gz")
    return path.with_name(f"{bare.rpartition('.')[0] or bare}.{title}.csv")


def _headings(given: Sequence[str], computed: Sequence[Column]) -> list[str]:
    headings = list(given)
    for name in (*(column.key for column in computed), PROBLEM):
        unlike = name
        while unlike in headings:
            unlike += " (computed)"
        headings.append(unlike)
    return headings


def _fill(
    table: GrowingTable, work: Work, engine: Engine, workers: int, meter: "_Meter"
) -> None:  # fmt: skip
    records = islice(meter.watched(work.file), table.records, None)
    for done in run(work, records, engine, workers):
        table.add(done)
        meter.show(table.records, table.bad)
    meter.show(table.records, table.bad, last=True)


class _Meter:
    """Tells how far a run has got."""

    _EVERY = 0.4

    def __init__(self, progress: Callable[[Progress], None] | None, before: int) -> None:
        self._progress = progress
        self._before = before
        self._place = Place()
        self._read = 0
        self._began = time.monotonic()
        self._shown = 0.0

    def watched(self, file: MoleculeFile) -> Iterator[Raw]:
        for raw in file.records(self._place):
            self._read = raw.number
            yield raw

    def show(self, records: int, bad: int, last: bool = False) -> None:
        now = time.monotonic()
        if self._progress is None or (now - self._shown < self._EVERY and not last):
            return
        self._shown = now
        rate = (records - self._before) / max(now - self._began, 1e-3)
        part = 1.0 if last else self._place.fraction * records / max(self._read, 1)
        left = records * (1 / part - 1) / rate if part and rate else -1.0
        self._progress(Progress(records, bad, part, rate, left))


class _Digest:
    """The hash of a file, computed meanwhile."""

    def __init__(self, path: Path) -> None:
        self._value = ""
        self._thread = Thread(target=self._compute, args=(path,), daemon=True)
        self._thread.start()

    def _compute(self, path: Path) -> None:
        with suppress(OSError), path.open("rb") as stream:
            self._value = hashlib.file_digest(stream, "sha256").hexdigest()

    def value(self) -> str:
        self._thread.join()
        return self._value


def _types(headings: Sequence[str], calculation: Calculation, given: int) -> dict[str, str]:
    kinds = dict.fromkeys(headings, "text")
    for name, column in zip(headings[given:-1], calculation.columns, strict=True):
        known = properties().get(column.key) if isinstance(calculation, Properties) else None
        kinds[name] = column.kind
        if known is not None and known.numeric:
            kinds[name] = "number" if known.decimals else "whole"
    return kinds


def versions() -> dict[str, str]:
    """Return the versions that results depend on."""
    found = {}
    for package in ("labwright", "rdkit"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "unknown"
    return found


def _tell(made: MappedSet, source: MoleculeFile, told: dict[str, Any]) -> None:
    """Write down how the results were made."""
    digest = told.pop("sha256")
    body = {
        "output": made.output.name,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions(),
        "input": {"path": str(source.path.resolve()), "sha256": digest,
                  "bytes": source.path.stat().st_size},
        "calculation": told,
        "columns": {name: asdict(column) for name, column in made.columns.items()},
        "counts": {"records": made.records, "computed": made.records - made.bad, "bad": made.bad},
        "bad_records": [fault._asdict() for fault in made.faults],
        "notes": list(made.notes),
        "seconds": round(made.seconds, 3),
        "resumed_after": made.resumed,
    }  # fmt: skip
    write_whole(made.provenance, json.dumps(body, ensure_ascii=False, indent=2, default=str))
