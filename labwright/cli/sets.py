"""The command that runs a tool, or properties, over a file of molecules."""

import click

from labwright.cli.options import common


@click.command()
@click.argument("file", type=click.Path())
@click.option(
    "--compute",
    "wanted",
    default="",
    metavar="NAMES",
    help="Properties, such as logp,tpsa; the usual ones by default.",
)
@click.option("--tool", default="", help="A tool that takes one molecule (see: labwright tools).")
@click.option("--set", "arguments", multiple=True, metavar="KEY=VALUE", help="For the tool.")
@click.option("--output", "-o", default="", help="Table to write: .csv, .tsv or .parquet.")
@click.option("--column", default="", help="Column with the structures, if it is not found.")
@click.option("--engine", default="processes", type=click.Choice(["processes", "serial", "ray"]))
@click.option("--workers", default=0, type=click.IntRange(0, 1024), help="0 takes one a core.")
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1),
              help="How long one molecule may take.")  # fmt: skip
@click.option("--fresh", is_flag=True, help="Begin anew instead of going on where it stopped.")
@common
def screen(
    file: str, wanted: str, tool: str, arguments: tuple[str, ...], output: str, column: str,
    engine: str, workers: int, seconds: float, fresh: bool, workspace: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Compute something for every molecule of a file, of any size.

    \b
    labwright screen library.smi --compute logp,tpsa,qed
    labwright screen hits.sdf.gz --tool structural_alerts -o alerts.parquet

    Bad records stay in the table with the reason. After Ctrl-C the same command goes on.
    """  # noqa: D301
    from labwright.cli.screening import screen_and_show

    options = {"output": output or None, "column": column, "engine": engine, "workers": workers,
               "seconds": seconds, "fresh": fresh}  # fmt: skip
    raise SystemExit(screen_and_show(file, wanted, tool, arguments, options, as_json))


COMMANDS = (screen,)
