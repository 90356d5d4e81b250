"""A portion of a file, worked off in one process, and with a guard against what ends it."""

import csv
import io
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from labwright.tools.sets.calculations import Calculation, Nothing
from labwright.tools.sets.members import BadRecord, Member, member_of
from labwright.tools.sets.molecule_file import MoleculeFile, Raw

_DIGITS = ".10g"
_LONGEST_FAULT = 300


@dataclass(frozen=True)
class Work:
    """What is done with the records of a file.

    Args:
        file: The file.
        calculation: What is computed.
        seconds: How long one molecule may take.
        as_text: Whether results are wanted as lines of CSV, and not as values.
        separator: Between the columns of these lines.
    """

    file: MoleculeFile
    calculation: Calculation
    seconds: float = 10.0
    as_text: bool = False
    separator: str = ","


class Fault(NamedTuple):
    """A record without result.

    Args:
        number: Number of the record, counted from 1.
        line: Line of the file where it begins.
        reason: What is wrong with it.
    """

    number: int
    line: int
    reason: str

    def __str__(self) -> str:
        """Say where and why."""
        return f"record {self.number} (line {self.line}): {self.reason}"


class Outcome(NamedTuple):
    """What came out for a record: values, or None beside a reason; some may be missing as well."""

    number: int
    line: int
    cells: list[str]
    values: tuple[Any, ...] | None
    reason: str = ""


@dataclass
class Done:
    """A portion that was worked off.

    Args:
        count: How many records it had.
        faults: Those without result.
        text: Lines of CSV, if they were wanted.
        outcomes: What came out, if lines were not wanted.
        seconds: How long it took.
    """

    count: int
    faults: list[Fault] = field(default_factory=list)
    text: str = ""
    outcomes: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0


def work_off(work: Work, portion: Sequence[Raw]) -> Done:
    """Compute what is wanted for the records of a portion.

    Args:
        work: What is wanted.
        portion: The records.

    Returns:
        What came out, in order; whatever goes wrong with one record is told, and goes no further.
    """
    from rdkit import rdBase

    began = time.perf_counter()
    with rdBase.BlockLogs():
        outcomes = [_outcome(member_of(raw, work.file), work) for raw in portion]
    faults = [Fault(o.number, o.line, o.reason) for o in outcomes if o.reason]
    done = Done(len(portion), faults)
    if work.as_text:
        done.text = _lines(outcomes, len(work.calculation.columns), work.separator)
    else:
        done.outcomes = outcomes
    done.seconds = time.perf_counter() - began
    return done


def refused(work: Work, portion: Sequence[Raw], reason: str) -> Done:
    """Return the records of a portion without result.

    Args:
        work: What was wanted.
        portion: The records.
        reason: Why there is none.

    Returns:
        The records with the reason; no structure is read.
    """
    nothing = Nothing(reason, work.calculation.columns)
    return work_off(Work(work.file, nothing, 0, work.as_text, work.separator), portion)


def _outcome(member: Member, work: Work) -> Outcome:
    try:
        values = work.calculation.values(member, work.file)
    except BadRecord as error:
        values, reason = None, str(error)
    except Exception as error:  # whatever a library raises, the next record is read
        values, reason = None, f"{type(error).__name__}: {error}"
    else:
        return Outcome(member.number, member.line, member.cells, values, member.fault)
    reason = " ".join(reason.split())[:_LONGEST_FAULT]
    return Outcome(member.number, member.line, member.cells, None, reason)


def _lines(outcomes: Sequence[Outcome], width: int, separator: str) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator="\n")
    for outcome in outcomes:
        values = outcome.values if outcome.values is not None else (None,) * width
        writer.writerow([*outcome.cells, *map(_written, values), outcome.reason])
    return stream.getvalue()


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if value != value else format(value, _DIGITS)  # noqa: PLR0124 - not a number
    return str(value)
