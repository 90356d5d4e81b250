"""From CSV to Parquet, block by block."""

from pathlib import Path
from typing import Any

from labwright.core.errors import MissingExtra


def require() -> None:
    """Raise if Parquet cannot be written.

    Raises:
        MissingExtra: If pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise MissingExtra("pyarrow", "parquet") from error


def convert(source: Path, output: Path, types: dict[str, str]) -> None:
    """Write a CSV file as Parquet, without holding it.

    Args:
        source: The CSV file, with headings.
        output: Where the Parquet file goes; it is there whole or not at all.
        types: ``number``, ``whole``, ``truth`` or ``text`` by column.

    Raises:
        MissingExtra: If pyarrow is not installed.
    """
    require()
    import pyarrow as pa
    from pyarrow import csv, parquet

    known: dict[str, Any] = {
        "number": pa.float64(), "whole": pa.int64(), "truth": pa.bool_(), "text": pa.string(),
    }  # fmt: skip
    reading = csv.open_csv(
        source,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={name: known[kind] for name, kind in types.items()},
            strings_can_be_null=False,
            null_values=[""],
            true_values=["True"],
            false_values=["False"],
        ),
    )
    aside = output.with_name(output.name + ".new")
    with reading, parquet.ParquetWriter(aside, reading.schema) as writer:
        for batch in reading:
            writer.write_batch(batch)
    aside.replace(output)
