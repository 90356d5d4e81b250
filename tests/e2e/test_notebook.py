"""The notebook runs from top to bottom."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e


def test_the_notebook_runs(root: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(root / "notebooks" / "first-steps.ipynb", as_version=4)
    done = NotebookClient(
        notebook, timeout=300, resources={"metadata": {"path": str(root / "notebooks")}}
    ).execute()
    outputs = [o for cell in done.cells for o in cell.get("outputs", [])]
    shown = str(outputs)
    assert "labwright" in shown
    assert not [o for o in outputs if o.output_type == "error"]
