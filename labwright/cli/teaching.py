"""What the commands of the foundry do."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from labwright.core.errors import MissingFile
from labwright.foundry.asking import Wording, own_wordings, read_wordings
from labwright.foundry.teaching import measure, teach
from labwright.session import Lab


def teach_and_show(
    files: Iterable[Path], out: Path, seed: int, workspace: str | None, as_json: bool
) -> None:
    """Teach, write the weights, and tell what they were taught on."""
    lab = Lab(workspace)
    wordings = _wordings(lab, files)

    def shown(done: int, of: int, loss: float) -> None:
        print(f"\rround {done} of {of}, loss {loss:.3f}", end="", file=sys.stderr, flush=True)

    made = teach(wordings, lab.store.embedder, seed, shown)
    print(file=sys.stderr)
    made.save(out)
    told = {"wordings": len(wordings), "labels": len(made.labels), "file": str(out),
            "bytes": out.stat().st_size}  # fmt: skip
    print(json.dumps(told) if as_json else
          f"{told['wordings']} wordings of {told['labels']} labels; written to {out} "
          f"({told['bytes']} bytes).")  # fmt: skip


def evaluate_and_show(files: Iterable[Path], workspace: str | None, as_json: bool) -> None:
    """Measure and print a table."""
    lab = Lab(workspace)
    found = measure(_wordings(lab, files), lab.store.embedder)
    if as_json:
        print(json.dumps(found.__dict__))
        return
    print(f"{found.count} wordings kept aside, tool chosen among all labels")
    for name, right in (("classifier", found.taught), ("most similar wording", found.similar)):
        print(f"  {name:<22} {right:>5}  {100 * right / max(1, found.count):.1f} %")


def _wordings(lab: Lab, files: Iterable[Path]) -> list[Wording]:
    wordings = own_wordings(lab.toolbox.tools)
    for file in files:
        if not file.is_file():
            raise MissingFile(
                f"There is no file “{file}”.", "Write [tool], then one wording a line."
            )
        wordings += read_wordings(file.read_text(encoding="utf-8"))
    return wordings
