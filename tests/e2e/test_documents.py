"""Documents in: once, replaced, failed, torn, and under two writers."""

import multiprocessing
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from labwright import Lab

pytestmark = pytest.mark.e2e


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papers"
    made.mkdir()
    (made / "a.md").write_text("# Alpha\n\nAlphaite melts at 101 °C in dry argon.\n")
    (made / "b.txt").write_text("Betaite has a density of 3.1 g/mL at room temperature.\n")
    return made


def test_adding_twice_does_nothing_and_a_changed_file_is_replaced(
    tmp_path: Path, folder: Path
) -> None:
    lab = Lab(tmp_path / "w")
    assert [f.state for f in lab.add(folder).files] == ["added", "added"]
    assert [f.state for f in lab.add(folder).files] == ["unchanged", "unchanged"]
    (folder / "a.md").write_text("# Alpha\n\nAlphaite melts at 202 °C in dry argon.\n")
    assert [f.state for f in lab.add(folder).files] == ["replaced", "unchanged"]
    quotes = " ".join(hit.quote for hit in lab.search("alphaite melts", k=10))
    assert "202" in quotes
    assert "101" not in quotes
    assert lab.store.catalogue.counts()["passages"] == 2
    assert lab.store.agrees()


def test_the_same_content_under_two_names_is_one_document(tmp_path: Path, folder: Path) -> None:
    shutil.copy(folder / "a.md", folder / "copy.md")
    lab = Lab(tmp_path / "w")
    lab.add(folder)
    assert lab.store.catalogue.counts()["documents"] == 2


def test_a_bad_file_is_reported_and_stops_nothing(tmp_path: Path, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (folder / "empty.md").write_text("")
    lab = Lab(tmp_path / "w")
    report = lab.add(folder)
    assert {Path(f.path).name for f in report.of("failed")} == {"broken.pdf", "empty.md"}
    assert all(f.reason for f in report.of("failed"))
    assert len(report.of("added")) == 2
    (folder / "empty.md").write_text("Now it says something about gammaite.")
    assert len(lab.add(folder).of("added")) == 1


def test_a_renamed_file_and_a_removed_one_are_not_quoted_by_their_old_names(
    tmp_path: Path, folder: Path
) -> None:
    lab = Lab(tmp_path / "w")
    lab.add(folder)
    (folder / "a.md").rename(folder / "z.md")
    report = lab.add(folder)
    assert [f.state for f in report.files] == ["unchanged", "added"]
    assert lab.search("alphaite melting", k=1)[0].source == "z.md"
    assert [f.state for f in lab.remove(folder / "z.md").files] == ["removed"]
    assert all("Alphaite" not in hit.quote for hit in lab.search("alphaite melting", k=5))
    assert (folder / "z.md").exists()
    assert lab.store.agrees()


def test_a_torn_index_is_rebuilt_from_the_catalogue(tmp_path: Path, folder: Path) -> None:
    first = Lab(tmp_path / "w")
    first.add(folder)
    index = tmp_path / "w" / "knowledge" / "g1"
    for file in index.rglob("*"):
        if file.is_file():
            file.write_bytes(b"torn")
    second = Lab(tmp_path / "w")
    assert "Alphaite" in second.search("alphaite melting", k=1)[0].quote
    assert not second.store.agrees()
    second.store.repair()
    assert second.store.agrees()
    assert "Alphaite" in second.search("alphaite melting", k=1)[0].quote


def _write(workspace: str, folder: str, name: str) -> None:
    for number in range(5):
        file = Path(folder) / f"{name}{number}.md"
        file.write_text(f"# {name} {number}\n\nSample {name}{number} was heated for {number} h.\n")
        Lab(workspace).add(file)


def test_two_processes_may_add_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    spawn = multiprocessing.get_context("spawn")
    writers = [
        spawn.Process(target=_write, args=(str(tmp_path / "w"), str(folder), name))
        for name in ("xena", "yara")
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(300)
        assert writer.exitcode == 0
    lab = Lab(tmp_path / "w")
    assert lab.store.catalogue.counts()["documents"] == 10
    assert lab.store.agrees()


def test_steps_may_search_at_once_in_a_fresh_process(tmp_path: Path, folder: Path) -> None:
    """Opening the index in two threads at once once hung for good."""
    Lab(tmp_path / "w").add(folder)
    code = (
        "import sys, logging, labwright as lw\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "lab = lw.Lab(sys.argv[1])\n"
        "lab.store.embedder.embed(['warm'])\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    hits = list(pool.map(lambda n: lab.search(f'alphaite melts {n}', k=1), range(16)))\n"
        "print(sum(h[0].source == 'a.md' for h in hits))\n"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "w")],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.stdout.strip() == "16", done.stderr
        assert "unusable" not in done.stderr
