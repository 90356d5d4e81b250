"""Adding, removing and searching documents at the command line."""

import json
from collections.abc import Sequence

from labwright.core.errors import MissingFile
from labwright.knowledge.document import AddReport, FileReport
from labwright.session import Lab


def add_and_show(paths: Sequence[str], workspace: str | None, as_json: bool) -> int:
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

            files += lab.add(path, moved).files
    report = AddReport(files=files)
    if as_json:
        print(report.model_dump_json(indent=2))
    else:
        _print(report, lab)
    if not files:
        raise MissingFile(
            f"No documents under {', '.join(paths)}.", "PDF, Markdown and text files are read."
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


def remove_and_show(paths: Sequence[str], workspace: str | None, as_json: bool) -> int:
    """Forget documents; return the exit code."""
    lab = Lab(workspace)
    report = AddReport(files=[file for path in paths for file in lab.remove(path).files])
    if as_json:
        print(report.model_dump_json(indent=2))
    else:
        _print(report, lab)
    return 0


def _print(report: AddReport, lab: Lab) -> None:
    for file in report.files:
        if file.state in ("added", "replaced"):
            note = f"  ({file.reason})" if file.reason else ""
            print(
                f"{file.state:<9} {file.path}  {file.pages} pages, {file.passages} passages{note}"
            )
    print(report)
    counts = lab.store.catalogue.counts()
    print(f"The workspace holds {counts['documents']} documents, {counts['passages']} passages.")


def search_and_show(text: str, count: int, workspace: str | None, as_json: bool) -> int:
    """Search and print hits; return the exit code."""
    lab = Lab(workspace)
    hits = lab.search(text, k=count)
    if as_json:
        print(json.dumps([hit.model_dump() for hit in hits], ensure_ascii=False, indent=2))
        return 0 if hits else 3
    if not hits:
        held = lab.store.catalogue.counts()["documents"]
        print("Nothing found." if held else "No documents yet. Add some with: labwright add PATH")
        return 3
    for number, hit in enumerate(hits, 1):
        section = f", “{hit.section}”" if hit.section else ""
        print(f"{number}. {hit.source}, p. {hit.page}{section}  (score {hit.score:.2f})")
        print(f"   “{' '.join(hit.quote.split())}”\n")
    return 0
