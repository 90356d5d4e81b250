"""Mapping over Ray gives what mapping over processes gives, crash and all."""

from pathlib import Path

import pytest

from labwright.tools.sets.mapping import map_tool


@pytest.mark.e2e
def test_sets_are_mapped_over_ray(tmp_path: Path) -> None:
    ray = pytest.importorskip("ray")
    path = tmp_path / "set.smi"
    texts = ["C" * (1 + n % 30) + "O" for n in range(400)]
    texts[100] = "C1CC"
    path.write_text("\n".join(texts) + "\n")
    keys = ["average_mass", "logp", "formula"]
    over_ray = map_tool(keys, str(path), tmp_path / "ray.csv", engine="ray")
    here = map_tool(keys, str(path), tmp_path / "here.csv", engine="processes")
    assert over_ray.output.read_bytes() == here.output.read_bytes()
    assert (over_ray.records, over_ray.bad) == (400, 1)
    assert over_ray.faults == here.faults
    assert not ray.is_initialized()  # what was started for it has ended with it
