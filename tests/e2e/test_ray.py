"""Parsing over Ray gives what parsing here gives."""

from pathlib import Path

import ray

from labwright import Lab


def stored(lab: Lab) -> list[tuple[object, ...]]:
    rows = lab.store.catalogue._db.execute("SELECT page, text FROM passages ORDER BY text")
    return [tuple(row) for row in rows]


def test_documents_are_read_over_ray(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(6):
        (papers / f"{number}.md").write_text(f"# Note {number}\n\nToluene boils at {number} K.\n")
    (papers / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    over_ray, here = Lab(tmp_path / "ray", model="none"), Lab(tmp_path / "here", model="none")
    report = over_ray.add(papers, engine="ray")
    assert len(report.of("added")) == 6
    assert "damaged" in report.of("failed")[0].reason
    here.add(papers, engine="here")
    assert stored(over_ray) == stored(here)
    assert over_ray.store.agrees()
    assert not ray.is_initialized()  # what was started for it has ended with it
