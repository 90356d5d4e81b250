"""The molecules of a set that meet conditions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Line, Pattern, Question, TableFile
from labwright.tools.sets.columns import properties
from labwright.tools.sets.conditions import Sieve
from labwright.tools.sets.loading import Reading, heading, place_for, read_set, write_rows
from labwright.tools.sets.wishes import read_wish
from labwright.tools.sets.work import Outcome

_SHOWN = 50


@tool(
    examples=(
        "Filter {file} for molecules with MW below 500 and logP under 5",
        "Keep only the compounds in {file} that pass Lipinski",
        "Which molecules in {file} contain a {pattern}?",
        "Remove molecules with {pattern} from {file}",
        "How many compounds in {file} have a TPSA between 40 and 90?",
        "all entries of {file} with at most 3 rings and no {pattern}",
        "substructure search for {pattern} in {file}",
        "exclude PAINS from {file}",
    ),
    yields=(
        Yield("kept", ("filter the molecules", "filter the set", "filter the file",
                       "keep only the molecules", "keep only the compounds",
                       "substructure search", "subset that passes", "분자 필터")),
    ),
    domain="Sets of any size; limits on computed properties, rules, functional groups, SMARTS.",
    agent="analyst",
    cost="minutes",
)  # fmt: skip
def filter_set(
    file: TableFile, conditions: Question, pattern: Pattern = "", output: Line = ""
) -> Finding:
    """Keep the molecules of a set that meet conditions said in words.

    Args:
        file: Path of a CSV, TSV, SMILES or SDF file.
        conditions: Such as “MW below 500, logP between 1 and 3 and no esters”.
        pattern: A functional group, SMARTS or molecule that is named in the conditions, or is a
            further one.
        output: Table to write, .csv or .tsv; beside the file by default.

    Returns:
        How many molecules are kept, how many meet each condition, and the first of them; all are
        in the table.

    Raises:
        MissingFile: If there is no such file.
        BadArgument: If any word or number of the conditions is not understood.

    Example:
        >>> filter_set("molecules.csv", "MW < 300, no esters").sentence()    # doctest: +SKIP
        '120 of 500 molecules in molecules.csv are kept …'
    """
    sieve = read_wish(conditions, pattern)
    reading = read_set(file, sieve)
    place = place_for(reading.file, output, "filtered")
    sifted = _Sifted(reading, sieve)
    more = [properties()[key].column.key for key in sifted.keys]
    write_rows(place, reading, more, sifted.kept(), "filter_set", {"conditions": sieve.text})
    held = tuple(
        Quantity(key=f"meet_{number}", name=f"molecules of which holds: {condition.text}",
                 value=count)
        for number, (condition, count) in enumerate(
            zip(sieve.conditions, sifted.held, strict=True), 1)
    )  # fmt: skip
    left = f"The table here shows the first {_SHOWN}." if sifted.count > _SHOWN else ""
    return Finding(
        statement=f"{{kept}} of {{molecules}} molecules in {reading.file.path.name} are kept by "
        f"{{condition}}; they are in {place}.",
        quantities=(
            Quantity(key="kept", name="molecules kept", value=sifted.count),
            Quantity(key="removed", name="molecules not kept",
                     value=reading.records - reading.bad - sifted.count),
            Quantity(key="condition", name="condition as it was read", value=sieve.text),
            *held,
            *reading.counts(),
            Quantity(key="output", name="table of the molecules kept", value=str(place)),
        ),
        table=(sifted.header, *sifted.shown) if sifted.shown else (),
        caution=reading.caution(left),
    )  # fmt: skip


@dataclass
class _Sifted:
    """What remains of a set, and how many meet each condition."""

    reading: Reading
    sieve: Sieve
    count: int = 0
    shown: list[tuple[str, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.held = [0] * len(self.sieve.conditions)
        found = (condition.key_of_value for condition in self.sieve.conditions)
        self.keys = list(dict.fromkeys(key for key in found if key))

    @property
    def header(self) -> tuple[str, ...]:
        columns = (properties()[key].column for key in self.keys)
        return ("record", "name", "structure", *(heading(c.name, c.unit) for c in columns))

    def kept(self) -> Iterator[tuple[Outcome, tuple[Any, ...]]]:
        for outcome in self.reading:
            good, held, values = outcome.values or (False, (), ())
            self.held = [count + one for count, one in zip(self.held, held, strict=True)]
            if not good:
                continue
            self.count += 1
            keys = (condition.key_of_value for condition in self.sieve.conditions)
            by_key = dict(zip(keys, values, strict=True))
            row = tuple(by_key[key] for key in self.keys)
            if len(self.shown) < _SHOWN:
                self.shown.append(self._row(outcome, row))
            yield outcome, row

    def _row(self, outcome: Outcome, values: tuple[Any, ...]) -> tuple[str, ...]:
        shown = (f"{v:.4g}" if isinstance(v, float) else str(v) for v in values)
        label, smiles = self.reading.label(outcome), self.reading.smiles(outcome)
        return (str(outcome.number), label, smiles, *shown)
