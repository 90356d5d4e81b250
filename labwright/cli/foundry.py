"""Teaching at the command line."""

from pathlib import Path

import click

from labwright.cli.options import common


@click.group()
def foundry() -> None:
    """Teach labwright which tool a question asks for."""


@foundry.command()
@click.option("--wordings", "-w", multiple=True, type=click.Path(path_type=Path),
              help="A file of wordings of your own tools: [tool], then one a line.")  # fmt: skip
@click.option("--out", "-o", default="classifier.npz", type=click.Path(path_type=Path),
              show_default=True, help="Where the weights are written.")  # fmt: skip
@click.option("--seed", default=0, show_default=True)
@common
def teach(
    wordings: tuple[Path, ...], out: Path, seed: int, workspace: str | None, as_json: bool
) -> None:
    """Teach the classifier anew from all wordings, and write its weights."""
    from labwright.cli.teaching import teach_and_show

    teach_and_show(wordings, out, seed, workspace, as_json)


@foundry.command()
@click.option("--wordings", "-w", multiple=True, type=click.Path(path_type=Path),
              help="A file of wordings of your own tools.")  # fmt: skip
@common
def evaluate(wordings: tuple[Path, ...], workspace: str | None, as_json: bool) -> None:
    """Measure what is learnt on wordings that are kept aside, beside similarity."""
    from labwright.cli.teaching import evaluate_and_show

    evaluate_and_show(wordings, workspace, as_json)


COMMANDS = (foundry,)
