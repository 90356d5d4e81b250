"""Measuring a model at the command line."""

import json
import sys

from labwright.core.errors import BadUsage
from labwright.models.probing.asking import Trial
from labwright.models.probing.kept import keep_of, key_of
from labwright.models.probing.probe import Probed, in_words, probe
from labwright.session import Lab

_MARKS = {True: "[green]yes[/]", False: "[red]no[/]", None: "–"}


def probe_and_show(model: str | None, workspace: str | None, as_json: bool) -> int:
    """Measure the model, keep its profile and print both; return the exit code."""
    lab = Lab(workspace, model=model)
    asked = lab.model
    if asked is None or key_of(asked) is None:
        raise BadUsage(
            f"The model “{lab.settings.model}” cannot be measured.",
            "Name one with --model: embedded, auto, a folder, a GGUF file, or an address.",
        )
    live = sys.stderr.isatty()

    def report(trial: Trial) -> None:
        if live:
            print(f"\r\033[K{trial.name}: {trial.shown[:60]}", end="", file=sys.stderr, flush=True)

    try:
        probed = probe(asked, report)
    finally:
        if live:
            print("\r\033[K", end="", file=sys.stderr)
    file = keep_of(asked, probed.profile)
    if as_json:
        print(json.dumps(probed.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        _show(probed)
        print(f"\nKept in {file}")
    return 0


def _show(probed: Probed) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    profile = probed.profile
    table = Table(title=f"{profile.name} · {profile.server or profile.place}", title_justify="left")
    table.add_column("trial", no_wrap=True)
    table.add_column("does it")
    table.add_column("what came back", overflow="fold")
    table.add_column("s", justify="right")
    for trial in probed.trials:
        shown = escape(trial.shown)
        table.add_row(trial.name, _MARKS[trial.passed], shown, f"{trial.seconds:.1f}")
    console = Console()
    console.print(table)
    for sentence in in_words(profile):
        console.print(sentence, highlight=False)
