"""Properties of all molecules of a file, written into a table beside it."""

import csv
from collections.abc import Iterator
from itertools import islice

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Line, Question, TableFile
from labwright.tools.sets.columns import Column, chosen_keys, properties
from labwright.tools.sets.loading import heading, shortened
from labwright.tools.sets.mapping import MappedSet, map_tool

_SHOWN = 20
_FAULTS = 3


@tool(
    examples=(
        "Compute logP and TPSA for all molecules in {file}",
        "Add molecular weight and QED columns to {file}",
        "calculate descriptors for every compound in {file}",
        "What is the average logP of the molecules in {file}?",
        "Give me the InChIKeys for {file}",
        "InChIKey column for each row of {file}",
        "run H-bond donors and acceptors over the whole of {file}",
        "SA score of each molecule in {file}, as a table",
    ),
    yields=(
        Yield("computed", ("for all molecules", "for every molecule", "for each molecule",
                           "for all compounds", "for every compound", "for each compound",
                           "for every row", "for each row", "모든 분자", "각 분자")),
    ),
    domain="CSV, TSV, SMILES and SDF files, also .gz; properties that take microseconds each.",
    agent="analyst",
    cost="minutes",
)  # fmt: skip
def compute_over_set(file: TableFile, wanted: Question = "", output: Line = "") -> Finding:
    """Compute properties for every molecule of a file and write them into a table beside it.

    Args:
        file: Path of a CSV, TSV, SMILES or SDF file.
        wanted: The properties: words such as “logP and TPSA”, or keys; nothing for the usual ones.
        output: Table to write, .csv, .tsv or .parquet; beside the file by default.

    Returns:
        How many molecules were computed, where the table lies, the mean of each property, and
        the first rows. Records that cannot be read stay in the table, with the reason.

    Raises:
        MissingFile: If there is no such file.
        BadArgument: If no known property is asked for, or the file holds no molecules.

    Example:
        >>> compute_over_set("molecules.csv", "logP").sentence()    # doctest: +SKIP
        'logP (Crippen) was computed for 499 of 500 molecules … into molecules.logp.csv.'
    """
    keys = chosen_keys(wanted)
    made = map_tool(list(keys), file, output or None)
    computed = made.records - made.bad
    means = tuple(_means(made))
    names = ", ".join(column.name for column in made.columns.values())
    shown = "; ".join(f"{q.name} {{{q.key}}}" for q in means)
    return Finding(
        statement=f"For {{computed}} of {{records}} records, these were computed into "
        f"{made.output}: {names}." + (f" On the whole: {shown}." if means else ""),
        quantities=(
            Quantity(key="computed", name="molecules computed", value=computed),
            Quantity(key="records", name="records", value=made.records),
            Quantity(key="bad_records", name="records without result", value=made.bad),
            Quantity(key="output", name="table of results", value=str(made.output)),
            *means,
        ),
        table=_first_rows(made),
        caution=_caution(made),
    )


def _rows(made: MappedSet) -> Iterator[dict[str, str]]:
    if made.output.suffix == ".parquet":
        from pyarrow import parquet

        for batch in parquet.ParquetFile(made.output).iter_batches():
            for row in batch.to_pylist():
                yield {k: "" if v is None else str(v) for k, v in row.items()}
        return
    delimiter = "\t" if made.output.suffix == ".tsv" else ","
    with made.output.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter=delimiter)


def _means(made: MappedSet) -> Iterator[Quantity]:
    columns = {n: c for n, c in made.columns.items() if properties()[c.key].numeric}
    sums = dict.fromkeys(columns, 0.0)
    counts = dict.fromkeys(columns, 0)
    if not columns:
        return
    for row in _rows(made):
        for name in columns:
            if row[name]:
                sums[name] += float(row[name])
                counts[name] += 1
    for name, column in columns.items():
        if counts[name]:
            yield _mean(column, sums[name] / counts[name])


def _mean(column: Column, value: float) -> Quantity:
    return Quantity(
        key=f"mean_{column.key}", name=f"mean {column.name}", value=value, unit=column.unit,
        decimals=min(max(properties()[column.key].decimals, 2), 4), method=column.method,
    )  # fmt: skip


def _first_rows(made: MappedSet) -> tuple[tuple[str, ...], ...]:
    """Return the first rows, without what makes them wide: two columns of the file, and ours."""
    rows = list(islice(_rows(made), _SHOWN))
    if not rows:
        return ()
    given = [name for name in rows[0] if name not in made.columns][:-1][:2]
    header = (*given, *(heading(name, c.unit) for name, c in made.columns.items()))
    names = (*given, *made.columns)
    return (header, *(tuple(shortened(row[name] or "") for name in names) for row in rows))


def _caution(made: MappedSet) -> str:
    parts = [f"The table here shows the first {_SHOWN} rows."] if made.records > _SHOWN else []
    if made.bad:
        shown = "; ".join(map(str, made.faults[:_FAULTS]))
        more = f" and {made.bad - _FAULTS:,} more" if made.bad > _FAULTS else ""
        parts.append(f"Records without result: {shown}{more}.")
    return " ".join((*parts, *made.notes))
