"""Adding, removing and searching documents at the command line."""

import json
from collections.abc import Sequence
from typing import Any

from labwright.core.errors import MissingFile
from labwright.knowledge.document import AddReport, FileReport
from labwright.session import Lab


def add_and_show(
    paths: Sequence[str], options: dict[str, Any], workspace: str | None, as_json: bool
) -> int:
    """Add documents with a progress bar; return the exit code."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    lab = Lab(workspace)
    files: list[FileReport] = []
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=console, disable=as_json, transient=True) as bar:
        for path in paths:
            task = bar.add_task(f"Reading {path}", total=None)

            def moved(name: str, done: int, total: int, task: object = task) -> None:
                bar.update(task, description=name[:40] or "indexing", completed=done, total=total)  # type: ignore[arg-type]

            files += lab.add(path, moved, **options).files
    report = AddReport(files=files)
    if as_json:
        print(report.model_dump_json(indent=2))
    else:
        _print(report, lab)
    if not files:
        raise MissingFile(
            f"No documents under {', '.join(paths)}.",
            "Papers, tables, molecules, crystals and archives of these are read.",
        )
    present = len(files) - len(report.of("missing", "removed"))
    return 1 if present and len(report.of("failed", "kept")) == present else 0


def reindex_and_show(workspace: str | None, as_json: bool) -> int:
    """Embed all documents anew with a progress bar; return the exit code."""
    from rich.console import Console
    from rich.progress import Progress

    lab = Lab(workspace)
    with Progress(console=Console(stderr=True), disable=as_json, transient=True) as bar:
        task = bar.add_task("embedding", total=None)
        done = lab.reindex(lambda count, total: bar.update(task, completed=count, total=total))
    if as_json:
        print(done.model_dump_json(indent=2))
        return 0
    print(
        f"{done.passages} passages are searched by {done.embedder}; "
        f"{done.embedded} were embedded in {done.seconds:.1f} s."
    )
    if done.too_long:
        print(f"Of {done.too_long} passages it reads the beginning only: it reads fewer tokens.")
    return 0


def remove_and_show(
    paths: Sequence[str], confidential: bool, workspace: str | None, as_json: bool
) -> int:
    """Forget documents; return the exit code."""
    lab = Lab(workspace)
    removed = [lab.remove(path, confidential) for path in paths]
    report = AddReport(
        files=[file for one in removed for file in one.files],
        threads=[thread for one in removed for thread in one.threads],
    )
    if as_json:
        print(report.model_dump_json(indent=2))
    else:
        _print(report, lab)
    return 0


def _print(report: AddReport, lab: Lab) -> None:
    for file in report.files:
        if file.state in ("added", "replaced"):
            held = f"{file.pages} pages, {file.passages} passages"
            print(f"{file.state:<9} {file.path}  {held}{file.notes()}")
    print(report)
    counts = lab.store.catalogue.counts()
    print(f"The workspace holds {counts['documents']} documents, {counts['passages']} passages.")


def show_files(workspace: str | None, as_json: bool) -> int:
    """Print the manifest; return the exit code."""
    held = Lab(workspace).files()
    if as_json:
        print(AddReport(files=held).model_dump_json(indent=2))
        return 0
    for file in held:
        counts = f"{file.pages} pages, {file.passages} passages, {file.molecules} molecules"
        print(f"{file.state:<9} {file.path}  {counts}, {file.seconds:.1f} s{file.notes()}")
    if not held:
        print("No documents yet. Add some with: labwright add PATH")
    return 0 if held else 3


def export_and_show(file: str, workspace: str | None, as_json: bool) -> int:
    """Export the store; return the exit code."""
    made = Lab(workspace).export_store(file)
    size = made.stat().st_size
    print(json.dumps({"file": str(made), "bytes": size}) if as_json else f"{made}  {size} bytes")
    return 0


def import_and_show(file: str, workspace: str | None, as_json: bool) -> int:
    """Import a store; return the exit code."""
    counts = Lab(workspace).import_store(file)
    print(json.dumps(counts) if as_json else ", ".join(f"{n} {what}" for what, n in counts.items()))
    return 0


def watch_and_show(folder: str, seconds: float, workspace: str | None, as_json: bool) -> int:
    """Keep the store in step with a folder until the user ends it; return the exit code."""
    from pathlib import Path

    from labwright.knowledge.watching import watch

    lab = Lab(workspace)
    path = Path(folder).expanduser()

    def told(report: AddReport) -> None:
        if as_json:
            print(report.model_dump_json(), flush=True)
        else:
            print(report, flush=True)

    try:
        watch(path, lambda found: lab.add(found, sync=True), told, seconds)
    except KeyboardInterrupt:
        print("stopped", flush=True)
    return 0
