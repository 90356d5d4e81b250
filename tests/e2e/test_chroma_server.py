"""The vectors in a Chroma server that is started here."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from labwright import Lab
from labwright.core.errors import BadSetting

PROGRAM = shutil.which("chroma", path=str(Path(sys.executable).parent))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("chroma")
    assert PROGRAM, "chromadb comes with its server"
    port = 18_765
    command = [PROGRAM, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as it:
        try:
            for _ in range(150):
                assert it.poll() is None, (folder / "log").read_text()
                try:
                    httpx.get(f"{address}/api/v2/heartbeat", trust_env=False).raise_for_status()
                    break
                except httpx.HTTPError:
                    time.sleep(0.2)
            yield address
        finally:
            it.terminate()


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.md").write_text("# Alphaite\n\nAlphaite melts at 101 °C in dry argon.\n")
    (folder / "b.txt").write_text("Betaite has a density of 3.1 g/mL at room temperature.\n")
    return folder


def test_two_workspaces_share_a_server_and_not_their_passages(
    server: str, papers: Path, tmp_path: Path
) -> None:
    first = Lab(tmp_path / "first", chroma=server)
    second = Lab(tmp_path / "second", chroma=server)
    first.add(papers / "a.md")
    second.add(papers / "b.txt")
    assert first.store.agrees()
    assert second.store.agrees()
    assert not list(first.store.folder.glob("g*/chroma.sqlite3"))
    assert [hit.source for hit in first.store.search("melting point", k=3)] == ["a.md"]
    first.add(papers)
    first.remove(papers / "a.md")
    assert first.store.agrees()
    assert [hit.source for hit in first.store.search("how dense is it", k=3)] == ["b.txt"]
    first.store.repair()
    first.store.repair()
    assert len(first.store._index._generations.names()) <= 2


def test_vectors_move_to_a_server_and_back(server: str, papers: Path, tmp_path: Path) -> None:
    Lab(tmp_path / "w").add(papers)
    for place in (server, ""):
        lab = Lab(tmp_path / "w", chroma=place)
        assert not lab.store.agrees()
        assert [hit.source for hit in lab.store.search("melting point", k=1)] == ["a.md"]
        lab.store.reindex()
        assert lab.store.agrees()


def test_a_server_that_is_gone_takes_no_document_along(papers: Path, tmp_path: Path) -> None:
    lab = Lab(tmp_path / "w", chroma="http://127.0.0.1:9")
    assert {file.state for file in lab.add(papers).files} == {"added"}
    assert [hit.source for hit in lab.store.search("melting point", k=1)] == ["a.md"]


def test_vectors_do_not_go_through_a_proxy(
    server: str, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://10.0.0.7:3128")
    lab = Lab(tmp_path / "w", chroma=server)
    lab.add(papers)
    with pytest.raises(BadSetting, match="NO_PROXY=127.0.0.1"):
        lab.store._index.verify()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    lab.store.reindex()
    assert lab.store.agrees()


def test_a_server_on_another_machine_needs_leave(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="another machine"):
        _ = Lab(tmp_path / "w", chroma="http://10.0.0.7:8000").store
