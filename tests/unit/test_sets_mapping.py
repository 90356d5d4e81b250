"""Properties and tools over files: results, bad records, crashes, stopping and going on."""

import csv
import hashlib
import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from rdkit import Chem
from rdkit.Chem.Crippen import MolLogP
from rdkit.Chem.Descriptors import MolWt

from labwright.core.errors import BadArgument, MissingExtra, MissingFile
from labwright.tools.sets import engines, mapping
from labwright.tools.sets.engines import Portions, run
from labwright.tools.sets.layouts import open_molecules
from labwright.tools.sets.mapping import map_tool
from labwright.tools.sets.results import provenance_of
from labwright.tools.sets.work import Work

SMILES = ["CCO", "c1ccccc1", "CC(=O)O", "C1CC", "CC(=O)Nc1ccc(O)cc1", "O"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "set.csv"
    path.write_text("id,smiles\n" + "".join(f"m{i},{s}\n" for i, s in enumerate(SMILES, 1)))
    return path


def chains(folder: Path, count: int) -> Path:
    """Alkanes, chlorides and alcohols: as many different molecules as wanted, made by rule."""
    path = folder / "chains.smi"
    ends = ("", "Cl", "O", "N", "F")
    path.write_text("".join(f"{'C' * (1 + i // 5)}{ends[i % 5]} n{i}\n" for i in range(count)))
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


# Results


@pytest.mark.parametrize("engine", ["serial", "processes"])
def test_results_are_those_of_a_plain_loop_in_the_order_of_the_file(file, engine):
    made = map_tool(["average_mass", "logp"], str(file), engine=engine)
    found = rows(made.output)
    assert [row["id"] for row in found] == ["m1", "m2", "m3", "m4", "m5", "m6"]
    for row in found:
        mol = Chem.MolFromSmiles(row["smiles"])
        if row["id"] == "m4":
            assert row["average_mass"] == row["logp"] == ""
            assert "ring bond 1" in row["problem"]
        else:
            assert float(row["average_mass"]) == pytest.approx(MolWt(mol), rel=1e-9)
            assert float(row["logp"]) == pytest.approx(MolLogP(mol), rel=1e-9)
    assert (made.records, made.bad, made.faults[0].line) == (6, 1, 5)


def test_order_holds_over_many_portions_and_processes(tmp_path):
    path = chains(tmp_path, 1500)
    made = map_tool(["heavy_atoms"], str(path), workers=2)
    found = rows(made.output)
    assert [row["name"] for row in found] == [f"n{i}" for i in range(1500)]
    # A chain of n carbons with an end of one atom has n + 1 of them, or n without an end.
    assert [int(row["heavy_atoms"]) for row in found] == [
        1 + i // 5 + (i % 5 > 0) for i in range(1500)
    ]


def test_any_tool_that_takes_a_molecule_can_be_mapped(file):
    made = map_tool("molecular_mass", str(file))
    water = rows(made.output)[5]
    assert float(water["average_mass"]) == pytest.approx(18.015, abs=1e-3)
    assert float(water["monoisotopic_mass"]) == pytest.approx(18.0106, abs=1e-4)
    assert made.columns["average_mass"].unit == "g/mol"
    made = map_tool("substructure", str(file), arguments={"pattern": "carboxylic acid"})
    assert [row["present"] for row in rows(made.output)] == [
        "False", "False", "True", "", "False", "False"]  # fmt: skip


def test_smiles_in_bulk_are_not_taken_for_names(tmp_path, monkeypatch):
    # CO and NO are refused as ambiguous in a question; in a column of SMILES they are SMILES.
    path = tmp_path / "a.smi"
    path.write_text("CO\nNO\nPCC\nCCCO\n")
    monkeypatch.setattr("labwright.tools.chemistry.names.lookup", None)
    made = map_tool("molecular_mass", str(path), engine="serial")
    assert made.bad == 0
    assert [round(float(row["average_mass"]), 2) for row in rows(made.output)] == [
        32.04, 33.03, 62.05, 60.10]  # fmt: skip


def test_quantities_that_only_late_molecules_have_are_not_lost(tmp_path):
    path = tmp_path / "a.smi"
    path.write_text("CCO\n" * 40 + "CC(=O)Cl\n")
    last = rows(map_tool("functional_groups", str(path)).output)[-1]
    assert last["alcohol"] == ""
    assert "acyl_halide = 1" in last["other_results"]


def test_columns_of_the_file_keep_their_names_and_ours_give_way(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("smiles,logp,problem\nCCO,measured,none\n")
    (row,) = rows(map_tool(["logp"], str(path)).output)
    assert (row["logp"], row["problem"]) == ("measured", "none")
    assert float(row["logp (computed)"]) == pytest.approx(-0.0014, abs=1e-4)


def test_provenance_tells_how_results_were_made(file):
    made = map_tool(["tpsa"], str(file))
    told = json.loads(provenance_of(made.output).read_text())
    assert told["input"]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert told["counts"] == {"records": 6, "computed": 5, "bad": 1}
    assert told["columns"]["tpsa"]["unit"] == "angstrom**2"
    assert "Ertl" in told["columns"]["tpsa"]["method"]
    assert told["bad_records"][0]["line"] == 5
    assert {"labwright", "rdkit"} <= set(told["versions"])


def test_parquet_has_types(file, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    made = map_tool(["average_mass", "hbd", "formula"], str(file), tmp_path / "a.parquet")
    table = parquet.read_table(made.output)
    types = {name: str(table.schema.field(name).type) for name in table.column_names}
    assert types == {"id": "string", "smiles": "string", "average_mass": "double", "hbd": "int64",
                     "formula": "string", "problem": "string"}  # fmt: skip
    assert table.column("hbd").to_pylist() == [1, 0, 1, None, 2, 0]
    assert not list(tmp_path.glob("*.partial*"))


def test_without_pyarrow_the_extra_is_named_before_anything_is_computed(file, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match="parquet"):
        map_tool(["logp"], str(file), file.with_name("a.parquet"))
    assert not list(file.parent.glob("*.partial*"))


def test_progress_grows_to_the_whole(tmp_path):
    seen = []
    map_tool(["logp"], str(chains(tmp_path, 400)), engine="serial", progress=seen.append)
    assert seen[-1].fraction == 1.0
    assert seen[-1].records == 400
    assert [s.records for s in seen] == sorted(s.records for s in seen)


def test_a_property_that_fails_does_not_take_the_others_along(tmp_path, monkeypatch):
    from labwright.tools.sets import columns

    def failing(mol):
        if mol.GetNumAtoms() == 1:
            raise ValueError("no such thing\nfor one atom")
        return 1.0

    from labwright.tools.sets import calculations

    columns.compute.cache_clear()
    calculations._functions.cache_clear()
    one = columns.properties()["qed"]
    monkeypatch.setitem(columns.properties(), "qed",
                        columns.Property(one.column, lambda: failing))  # fmt: skip
    path = tmp_path / "a.smi"
    path.write_text("CC\nC\n")
    made = map_tool(["qed", "heavy_atoms"], str(path), engine="serial")
    first, second = rows(made.output)
    assert (first["qed"], first["problem"]) == ("1", "")
    assert (second["qed"], second["heavy_atoms"]) == ("", "1")
    assert second["problem"] == "qed: no such thing for one atom"
    assert made.bad == 1


# What cannot be done


@pytest.mark.parametrize(
    ("what", "options", "error", "says"),
    [("nothing_such", {}, BadArgument, "neither a tool nor a property"),
     (["logp", "zzz"], {}, BadArgument, "“zzz”"),
     ("compare_values", {}, BadArgument, "takes no molecule|needs"),
     ("substructure", {}, BadArgument, "needs pattern="),
     ("molecular_mass", {"arguments": {"colour": "red"}}, BadArgument, "no parameter “colour”"),
     ("search_documents", {}, BadArgument, "workspace"),
     (["logp"], {"output": "set.csv.txt"}, BadArgument, "no table"),
     (["logp"], {"engine": "steam"}, BadArgument, "no engine")],
)  # fmt: skip
def test_wrong_wishes_are_refused(file, monkeypatch, what, options, error, says):
    monkeypatch.chdir(file.parent)
    with pytest.raises(error, match=says):
        map_tool(what, "set.csv", **options)


def test_files_that_are_not_ours_are_not_written_over(file):
    other = file.with_name("mine.csv")
    other.write_text("precious")
    with pytest.raises(BadArgument, match="not made by labwright"):
        map_tool(["logp"], str(file), other)
    with pytest.raises(BadArgument, match="the file that is read"):
        map_tool(["logp"], str(file), file)
    assert other.read_text() == "precious"
    first = map_tool(["logp"], str(file))
    assert map_tool(["logp"], str(file)).output == first.output  # our own may be made anew


def test_an_output_that_cannot_be_written_is_told(file):
    (file.parent / "f").write_text("a file, no folder")
    with pytest.raises(MissingFile, match="cannot be written"):
        map_tool(["logp"], str(file), file.parent / "f" / "out.csv")


# Molecules that hang or crash


PERILOUS = textwrap.dedent(
    """
    import os, time
    from dataclasses import dataclass
    from labwright.tools.sets.columns import Column
    from labwright.tools.sets.members import read_structure

    @dataclass(frozen=True)
    class Perilous:
        columns = (Column("atoms", "atoms"),)

        def values(self, member, file):
            if member.text == "[Og]":
                os._exit(7)
            if member.text == "[Ts]":
                time.sleep(60)
            return (read_structure(member, file).GetNumAtoms(),)
    """
)


@pytest.fixture
def perilous(tmp_path, monkeypatch):
    """A calculation that ends its process at one element and hangs at another."""
    (tmp_path / "perilous_work.py").write_text(PERILOUS)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    import perilous_work

    yield perilous_work.Perilous()
    sys.modules.pop("perilous_work", None)


def test_a_molecule_that_crashes_or_hangs_is_a_bad_record(tmp_path, monkeypatch, perilous):
    monkeypatch.setattr(engines, "_START", 0.5)
    texts = ["C" * (1 + i % 9) for i in range(60)]
    texts[7], texts[31] = "[Og]", "[Ts]"
    path = tmp_path / "a.smi"
    path.write_text("\n".join(texts))
    file = open_molecules(str(path))
    done = list(run(Work(file, perilous, seconds=1.0), file.records(), "processes", 2))
    faults = [fault for one in done for fault in one.faults]
    assert [fault.number for fault in faults] == [8, 32]
    assert "ended the process" in faults[0].reason
    assert "given up after 1 s" in faults[1].reason
    found = [o for one in done for o in one.outcomes]
    assert [o.number for o in found] == list(range(1, 61))
    assert all(o.values == (len(t),) for o, t in zip(found, texts, strict=True) if "[" not in t)


def test_a_chain_that_ends_rdkit_costs_only_its_record(tmp_path):
    # Writing the SMILES of a long chain runs out of stack: a true crash, not one made up.
    path = tmp_path / "a.smi"
    path.write_text("CCO\n" + "C" * 19_500 + "\nCC\n")
    made = map_tool(["canonical_smiles"], str(path))
    found = rows(made.output)
    assert [found[0]["canonical_smiles"], found[2]["canonical_smiles"]] == ["CCO", "CC"]
    assert len(found) == 3
    assert made.bad in (0, 1)  # an RDKit that writes it is as well


def test_portions_grow_with_quick_molecules_and_shrink_with_slow_ones():
    from labwright.tools.sets.work import Done

    portions = Portions(iter([]))
    portions.learn(Done(20, seconds=0.002))
    assert portions._size > 20
    for _ in range(30):
        portions.learn(Done(20, seconds=40.0))
    assert portions._size == 1


# Stopping and going on


class Stop(BaseException):
    pass


def stopped_after(portions: int):
    """Progress that stops the run as Ctrl-C does."""
    seen = []

    def moved(now):
        seen.append(now)
        if len(seen) == portions:
            raise KeyboardInterrupt

    return moved


def test_a_run_that_is_stopped_leaves_a_table_and_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(mapping._Meter, "_EVERY", 0.0)
    path = chains(tmp_path, 700)
    with pytest.raises(KeyboardInterrupt):
        map_tool(["logp"], str(path), engine="serial", progress=stopped_after(3))
    partial = tmp_path / "chains.logp.csv.partial"
    held = rows(partial)
    assert 0 < len(held) < 700
    assert all(row["logp"] for row in held)
    assert not (tmp_path / "chains.logp.csv").exists()
    made = map_tool(["logp"], str(path), engine="serial")
    assert made.resumed == len(held)
    assert made.records == 700
    assert not partial.exists()
    whole = map_tool(["logp"], str(path), tmp_path / "whole.csv", engine="serial")
    assert whole.resumed == 0
    assert made.output.read_bytes() == whole.output.read_bytes()


def test_what_was_begun_otherwise_is_not_gone_on_with(tmp_path, monkeypatch):
    monkeypatch.setattr(mapping._Meter, "_EVERY", 0.0)
    path = chains(tmp_path, 500)
    out = tmp_path / "out.csv"
    for begin in (["logp"], ["tpsa"]):
        with pytest.raises(KeyboardInterrupt):
            map_tool(begin, str(path), out, engine="serial", progress=stopped_after(2))
    path.write_text(path.read_text() + "CCCCCCCCCCCC extra\n")
    made = map_tool(["tpsa"], str(path), out, engine="serial")
    assert (made.resumed, made.records) == (0, 501)


def test_a_killed_run_goes_on(tmp_path):
    path = chains(tmp_path, 20_000)
    code = (
        "import sys\nfrom labwright.tools.sets import results\nresults._EVERY = 0.0\n"
        "from labwright.tools.sets.mapping import map_tool\n"
        "def moved(now):\n    print(now.records, flush=True)\n"
        f"map_tool(['sa_score', 'qed'], {str(path)!r}, engine='serial', progress=moved)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = int(process.stdout.readline())
    process.kill()
    process.wait()
    partial = tmp_path / "chains.properties.csv.partial"
    with partial.open("a") as stream:
        stream.write("torn row that was being wri")
    note = json.loads(partial.with_name(partial.name + ".json").read_text())
    assert note["records"] >= first
    assert len(rows(partial)) >= note["records"]
    with pytest.raises(KeyboardInterrupt):  # going on begins behind what was noted
        map_tool(["sa_score", "qed"], str(path), engine="serial",
                 progress=stopped_after(1))  # fmt: skip
    held = rows(partial)
    assert len(held) > note["records"]
    assert [row["name"] for row in held] == [f"n{i}" for i in range(len(held))]
    assert "torn" not in partial.read_text()


def test_two_runs_do_not_write_one_table(tmp_path, monkeypatch):
    from labwright.core.errors import WorkspaceBusy

    path = chains(tmp_path, 200)

    def again(now):
        with pytest.raises(WorkspaceBusy, match="Another process is writing"):
            map_tool(["logp"], str(path), engine="serial")
        raise Stop

    with pytest.raises(Stop):
        map_tool(["logp"], str(path), engine="serial", progress=again)
