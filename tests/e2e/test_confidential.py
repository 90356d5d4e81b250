"""After a confidential removal no byte of the document is left in the workspace."""

from pathlib import Path

import pytest

from labwright import Lab
from labwright.core.errors import MissingFile, UnknownThread
from labwright.graphs.forgetting import ThreadRemover

SECRET = b"unobtainium"


def files_with(folder: Path, words: bytes) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if words in path.read_bytes().lower()]


def test_threads_that_quote_a_confidential_document_go_with_it(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "secret.md").write_text("# Unobtainium\n\nUnobtainium melts at 424.2 °C.\n")
    (papers / "open.md").write_text("# Alphaite\n\nAlphaite melts at 101.5 °C.\n")
    lab = Lab(tmp_path / "w", model="none")
    lab.add(papers)
    told = lab.ask("At which temperature does unobtainium melt?")
    other = lab.ask("At which temperature does alphaite melt?")
    assert "424.2" in told.text
    assert "101.5" in other.text
    assert files_with(tmp_path / "w" / "artifacts", SECRET)

    report = Lab(tmp_path / "w", model="none").remove(papers / "secret.md", confidential=True)

    assert report.threads == [told.thread]
    assert told.thread in str(report)
    assert files_with(tmp_path / "w", SECRET) == []
    again = Lab(tmp_path / "w", model="none")
    assert [turn.thread for turn in again.threads()] == [other.thread]
    assert again.ask("And at which temperature, in kelvin?", other.thread).thread == other.thread
    assert again.workspace.check_artifacts() > 0


def test_a_thread_is_deleted_with_its_evidence_and_no_other(tmp_path: Path) -> None:
    lab = Lab(tmp_path / "w", model="none")
    first, second = lab.ask("What is the logP of caffeine?"), lab.ask("What is the mass of urea?")
    lab.delete_thread(first.thread)
    assert [turn.thread for turn in lab.threads()] == [second.thread]
    assert files_with(tmp_path / "w", b"caffeine") == []
    assert files_with(tmp_path / "w" / "artifacts", b"urea")
    with pytest.raises(UnknownThread):
        lab.delete_thread(first.thread)
    assert "60.056" in lab.ask("What is the mass of it again?", second.thread).text


def test_a_confidential_removal_of_nothing_deletes_no_thread(tmp_path: Path) -> None:
    lab = Lab(tmp_path / "w", model="none")
    asked = lab.ask("What is the mass of urea?")
    with pytest.raises(MissingFile):
        lab.remove(tmp_path / "never-added.md", confidential=True)
    assert ThreadRemover(lab.workspace).mentioning([]) == []
    assert [turn.thread for turn in lab.threads()] == [asked.thread]
