"""Sets of molecules as the tools over them read them, and the findings they share."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from labwright.core.errors import BadArgument, MissingFile, TooLarge
from labwright.core.quantity import Quantity
from labwright.tools.sets.calculations import Calculation
from labwright.tools.sets.engines import cores, run
from labwright.tools.sets.layouts import open_molecules
from labwright.tools.sets.mapping import versions
from labwright.tools.sets.molecule_file import MoleculeFile
from labwright.tools.sets.results import check_output, provenance_of, write_whole
from labwright.tools.sets.work import Fault, Outcome, Work

MOST_ROWS = 200
_SMALL = 200_000
"""Bytes below which a second process costs more than it saves."""
_SHOWN_FAULTS = 3
_NAMES = ("name", "title", "compound", "molecule", "id", "compound_id", "identifier", "cas")
_LONGEST = 60


@dataclass
class Reading:
    """A set that is being read, record by record.

    Args:
        file: Its file.
        calculation: What is computed for each molecule.
        records: How many records have been read.
        bad: How many of them have no result.
        faults: The first of these.
    """

    file: MoleculeFile
    calculation: Calculation
    records: int = 0
    bad: int = 0
    faults: list[Fault] = field(default_factory=list)

    def __iter__(self) -> Iterator[Outcome]:
        """Yield what came out for each good record."""
        small = self.file.path.stat().st_size < _SMALL and ".gz" not in self.file.path.suffixes
        work = Work(self.file, self.calculation)
        for done in run(work, self.file.records(), "processes", 1 if small else cores()):
            self.records += done.count
            self.bad += len(done.faults)
            self.faults += done.faults[: max(0, _SHOWN_FAULTS - len(self.faults))]
            yield from (outcome for outcome in done.outcomes if not outcome.reason)

    def at_most(self, most: int, what: str) -> list[Outcome]:
        """Return the good records of a set that must not be too large.

        Args:
            most: How many there may be.
            what: What cannot be done with more.

        Returns:
            The records.

        Raises:
            TooLarge: If there are more; reading ends there.
            BadArgument: If there is none.
        """
        kept: list[Outcome] = []
        for outcome in self:
            kept.append(outcome)
            if len(kept) > most:
                raise TooLarge(
                    f"“{self.file.path.name}” has more than {most:,} molecules, too many {what}.",
                    "Take a part of it, or raise most=… if time and memory allow.",
                )
        self.refuse_nothing()
        return kept

    def refuse_nothing(self) -> None:
        """Raise if no molecule could be read.

        Raises:
            BadArgument: Saying what is wrong with the first record.
        """
        if self.records == self.bad:
            first = f" The first: {self.faults[0]}." if self.faults else ""
            raise BadArgument(
                f"No molecule of “{self.file.path.name}” can be read.{first}",
                "Check the file, or the column with the structures.",
            )

    def counts(self) -> tuple[Quantity, ...]:
        """Return how many molecules and bad records there are."""
        return (
            Quantity(key="molecules", name="molecules read", value=self.records - self.bad),
            Quantity(key="bad_records", name="records that cannot be read", value=self.bad),
        )

    def caution(self, *more: str) -> str:
        """Return what must be kept in mind: bad records, what was guessed, and more."""
        parts = list(more)
        if self.bad:
            shown = "; ".join(map(str, self.faults))
            rest = f" and {self.bad - len(self.faults):,} more" * (self.bad > len(self.faults))
            parts.append(f"Records without result: {shown}{rest}.")
        return " ".join(part for part in (*parts, *self.file.notes) if part)

    def label(self, outcome: Outcome) -> str:
        """Return what a molecule is called: its name in the file, or its record number."""
        lowered = [column.lower() for column in self.file.columns]
        for name in _NAMES:
            at = lowered.index(name) if name in lowered else -1
            if at >= 0 and at != self.file.structure and outcome.cells[at]:
                return shortened(outcome.cells[at])
        return f"record {outcome.number}"

    def smiles(self, outcome: Outcome) -> str:
        """Return the structure of a molecule as the file has it."""
        return shortened(outcome.cells[self.file.structure])


def read_set(file: str, calculation: Calculation) -> Reading:
    """Open a set of molecules; it is read when it is iterated over.

    Args:
        file: Path of the file.
        calculation: What is computed for each molecule.

    Returns:
        The set.
    """
    return Reading(open_molecules(file), calculation)


def shortened(text: str) -> str:
    """Return a text that fits into a cell of a table."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def place_for(file: MoleculeFile, output: str, title: str) -> Path:
    """Return where results go: what was said, or beside the file.

    Args:
        file: The file that is read.
        output: What was said; may be empty.
        title: Part of the name that is given otherwise.

    Returns:
        The place.

    Raises:
        BadArgument: If something lies there that was not made here.
    """
    bare = file.path.name.removesuffix(".gz")
    place = file.path.with_name(f"{bare.rpartition('.')[0] or bare}.{title}.csv")
    place = Path(output).expanduser() if output else place
    check_output(place, file.path)
    if place.suffix.lower() == ".parquet":
        raise BadArgument(f"“{place.name}” cannot be written here.", "End it in .csv or .tsv.")
    return place


def write_rows(
    place: Path, reading: Reading, more: Sequence[str],
    rows: Iterable[tuple[Outcome, Sequence[Any]]], tool: str, arguments: dict[str, Any],
) -> None:  # fmt: skip
    """Write records with further columns, and beside them how they were made.

    Args:
        place: Where to.
        reading: The set they come from.
        more: Names of the further columns.
        rows: Each record with its further values.
        tool: Name of the tool.
        arguments: Its arguments.

    Raises:
        MissingFile: If nothing can be written there.
        BadArgument: If no molecule of the set can be read.
    """
    aside = place.with_name(place.name + ".new")
    columns = reading.file.columns
    names = [name if name not in columns else f"{name} (computed)" for name in more]
    delimiter = "\t" if place.suffix == ".tsv" else ","
    count = 0
    try:
        with aside.open("w", encoding="utf-8", errors="replace", newline="") as stream:
            writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
            writer.writerow([*columns, *names])
            for outcome, values in rows:
                writer.writerow([*outcome.cells, *map(_written, values)])
                count += 1
        reading.refuse_nothing()
        aside.replace(place)
        told = {
            "output": place.name, "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "versions": versions(), "input": str(reading.file.path.resolve()), "tool": tool,
            "arguments": arguments, "rows": count, "records": reading.records, "bad": reading.bad,
        }  # fmt: skip
        write_whole(provenance_of(place), json.dumps(told, ensure_ascii=False, indent=2))
    except OSError as error:
        raise MissingFile(
            f"{place} cannot be written: {error.strerror or error}.", "Give another output."
        ) from error
    finally:
        aside.unlink(missing_ok=True)


def _written(value: Any) -> str:
    return format(value, ".6g") if isinstance(value, float) else str(value)


def heading(name: str, unit: str) -> str:
    """Return a name with its unit, as tables and axes have it."""
    shown = {"angstrom**2": "Å²", "cm**3/mol": "cm³/mol"}.get(unit, unit)
    return f"{name} / {shown}" if shown else name


def svg_of(figure: Any) -> str:
    """Return a matplotlib figure as SVG text without the XML header."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    FigureCanvasSVG(figure)
    stream = io.StringIO()
    figure.savefig(stream, format="svg", transparent=True)
    text = stream.getvalue()
    return text[text.index("<svg") :]
