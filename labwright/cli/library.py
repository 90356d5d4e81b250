"""Commands on the library of documents: molecules, records, files, citations, export, watching."""

import click

from labwright.cli.options import common


@click.command()
@click.option("--like", default="", help="SMILES of a similar molecule.")
@click.option("--contains", default="", help="SMARTS or SMILES of a part.")
@click.option("--formula", default="", help="Molecular formula in Hill order.")
@click.option("--mass", nargs=2, type=float, help="Least and highest monoisotopic mass in Da.")
@click.option("-k", "--count", default=10, show_default=True, type=click.IntRange(1, 10_000))
@common
def molecules(
    like: str, contains: str, formula: str, mass: tuple[float, float] | None, count: int,
    workspace: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Find molecules that documents and molecule files speak of."""
    from labwright.cli.searching import molecules_and_show

    raise SystemExit(molecules_and_show(like, contains, formula, mass, count, workspace, as_json))


@click.command()
@click.argument("compound", default="")
@click.option("--property", "name", default="", help="Name of a property.")
@click.option("-k", "--count", default=50, show_default=True, type=click.IntRange(1, 100_000))
@common
def records(compound: str, name: str, count: int, workspace: str | None, as_json: bool) -> None:
    """Show properties that the documents state, with page and conditions."""
    from labwright.cli.searching import records_and_show

    raise SystemExit(records_and_show(compound, name, count, workspace, as_json))


@click.command()
@common
def files(workspace: str | None, as_json: bool) -> None:
    """List what became of each file that was added."""
    from labwright.cli.documents import show_files

    raise SystemExit(show_files(workspace, as_json))


@click.command()
@click.option("--style", default="bibtex", type=click.Choice(["bibtex", "csl", "text"]))
@common
def cite(style: str, workspace: str | None, as_json: bool) -> None:
    """Print citations of all documents, from what they say of themselves."""
    from labwright.session import Lab

    print(Lab(workspace).cite("csl" if as_json else style))


@click.command()
@click.argument("file", type=click.Path())
@common
def export(file: str, workspace: str | None, as_json: bool) -> None:
    """Write all documents into one file."""
    from labwright.cli.documents import export_and_show

    raise SystemExit(export_and_show(file, workspace, as_json))


@click.command("import")
@click.argument("file", type=click.Path())
@common
def import_(file: str, workspace: str | None, as_json: bool) -> None:
    """Take over an exported store into a workspace without documents."""
    from labwright.cli.documents import import_and_show

    raise SystemExit(import_and_show(file, workspace, as_json))


@click.command()
@click.argument("folder", type=click.Path())
@click.option("--seconds", default=2.0, show_default=True, type=click.FloatRange(0.1))
@common
def watch(folder: str, seconds: float, workspace: str | None, as_json: bool) -> None:
    """Keep the store in step with a folder until Ctrl-C."""
    from labwright.cli.documents import watch_and_show

    raise SystemExit(watch_and_show(folder, seconds, workspace, as_json))


COMMANDS = (molecules, records, files, cite, export, import_, watch)
