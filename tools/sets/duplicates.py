"""Molecules that a set has more than once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Line, TableFile
from labwright.tools.sets.calculations import Properties
from labwright.tools.sets.loading import MOST_ROWS, Reading, place_for, read_set, write_rows
from labwright.tools.sets.work import Outcome

_SKELETON = 14
"""Letters of an InChIKey that stand for which atom is bound to which."""
_SHOWN_RECORDS = 12


@dataclass
class _Keys:
    """Records by InChIKey, and what the first of each is called."""

    reading: Reading
    records: dict[str, list[int]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def firsts(self) -> Iterator[tuple[Outcome, tuple[Any, ...]]]:
        """Yield each molecule when it comes for the first time."""
        for outcome in self.reading:
            key = str((outcome.values or ("",))[0]) or f"record {outcome.number}"
            known = self.records.setdefault(key, [])
            known.append(outcome.number)
            if len(known) == 1:
                self.labels[key] = self.reading.label(outcome)
                yield outcome, (key,)


@tool(
    examples=(
        "Are there duplicates in {file}?",
        "Find duplicate molecules in {file}",
        "Which compounds appear more than once in {file}?",
        "Remove duplicates from {file}",
        "deduplicate {file} by InChIKey",
        "Does {file} contain stereoisomers of the same compound?",
    ),
    yields=(
        Yield("duplicates", ("duplicate molecules", "duplicate compounds", "duplicate structures",
                             "duplicates in", "duplicates from", "deduplicate",
                             "appear more than once", "중복 분자", "중복 제거")),
        Yield("skeletons", ("same skeleton", "same connectivity")),
    ),
    domain="Sets of any size; standard InChI, in which tautomers may be one molecule or several.",
    agent="analyst",
    cost="minutes",
)  # fmt: skip
def duplicates_in_set(file: TableFile, output: Line = "") -> Finding:
    """Find molecules that a set has more than once, and write the set without repetitions.

    Args:
        file: Path of a CSV, TSV, SMILES or SDF file.
        output: Table to write, .csv or .tsv; beside the file by default.

    Returns:
        How many records repeat an earlier one (same standard InChIKey; Heller et al., J.
        Cheminf. 2015, 7, 23), which they are, and how many molecules differ from another one in
        stereochemistry or isotopes only (same first block of the key).

    Raises:
        MissingFile: If there is no such file.
        BadArgument: If it holds no molecules.

    Example:
        >>> duplicates_in_set("molecules.csv").sentence()    # doctest: +SKIP
        '12 of 500 molecules in molecules.csv repeat an earlier one; 488 are different …'
    """
    reading = read_set(file, Properties(("inchikey",)))
    place = place_for(reading.file, output, "unique")
    keys = _Keys(reading)
    write_rows(place, reading, ("inchikey",), keys.firsts(), "duplicates_in_set", {})
    skeletons: dict[str, list[str]] = {}
    for key in keys.records:
        skeletons.setdefault(key[:_SKELETON], []).append(key)
    repeated = {key: records for key, records in keys.records.items() if len(records) > 1}
    alike = {bare: several for bare, several in skeletons.items() if len(several) > 1}
    repeats = sum(len(records) - 1 for records in repeated.values())
    rows = list(_rows(keys, repeated, alike))
    left = f"{len(rows) - MOST_ROWS} further rows are left out." * (len(rows) > MOST_ROWS)
    return Finding(
        statement=f"{{duplicates}} of {{molecules}} molecules in {reading.file.path.name} repeat "
        "an earlier one; {different} are different, and {variants} of these differ from another "
        f"one in stereochemistry or isotopes only. Each is once in {place}.",
        quantities=(
            Quantity(key="duplicates", name="records that repeat an earlier one", value=repeats,
                     method="standard InChIKey"),
            Quantity(key="repeated", name="molecules that come more than once",
                     value=len(repeated)),
            Quantity(key="different", name="different molecules", value=len(keys.records)),
            Quantity(key="skeletons", name="different skeletons", value=len(skeletons),
                     method="first block of the InChIKey"),
            Quantity(key="variants", name="molecules of the skeleton of another one",
                     value=sum(map(len, alike.values()))),
            *reading.counts(),
            Quantity(key="output", name="table without repetitions", value=str(place)),
        ),
        table=(("what", "InChIKey", "name", "records"), *rows[:MOST_ROWS]),
        caution=reading.caution(left),
    )  # fmt: skip


def _rows(
    keys: _Keys, repeated: dict[str, list[int]], alike: dict[str, list[str]]
) -> Iterator[tuple[str, ...]]:
    for key, records in sorted(repeated.items(), key=lambda pair: -len(pair[1])):
        yield "same molecule", key, keys.labels[key], _listed(records)
    for several in alike.values():
        records = [keys.records[key][0] for key in several]
        names = " / ".join(keys.labels[key] for key in several[:3])
        yield "same skeleton", several[0][:_SKELETON], names, _listed(records)


def _listed(records: list[int]) -> str:
    shown = ", ".join(map(str, records[:_SHOWN_RECORDS]))
    more = len(records) - _SHOWN_RECORDS
    return f"{shown} and {more} more" if more > 0 else shown
