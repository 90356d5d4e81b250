"""Files of molecules: what they are, which column holds structures, which records are bad."""

import gzip
from pathlib import Path

import pytest
from rdkit import Chem

from labwright.core.errors import BadArgument, MissingFile, UnreadableDocument
from labwright.tools.sets.calculations import Properties
from labwright.tools.sets.layouts import open_molecules
from labwright.tools.sets.work import Work, work_off

ETHANOL, BENZENE, ACID = "CCO", "c1ccccc1", "CC(=O)O"


def read(path: Path, column: str = ""):
    """Everything of a file, in this process: SMILES by record number, and faults."""
    file = open_molecules(str(path), column)
    done = work_off(Work(file, Properties(("canonical_smiles",))), list(file.records()))
    found = {o.number: o.values[0] for o in done.outcomes if o.values}
    return file, found, {fault.number: fault for fault in done.faults}


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def sdf(*molecules: str, tags: str = "") -> str:
    blocks = [Chem.MolToMolBlock(Chem.MolFromSmiles(m)) + tags for m in molecules]
    return "".join(f"{block}$$$$\n" for block in blocks)


# Which column holds the structures


@pytest.mark.parametrize(
    ("header", "at"),
    [("id,SMILES,value", 1), ("canonical_smiles,id,value", 0), ("id,name,structure", 2),
     ("Mol,id,value", 0), ("id,value,Smiles", 2)],
)  # fmt: skip
def test_a_column_of_structures_is_found_by_its_heading(tmp_path, header, at):
    cells = ["1", "2.5", "x"]
    rows = []
    for smiles in (ETHANOL, BENZENE, ACID):
        row = list(cells)
        row[at] = smiles
        rows.append(",".join(row))
    file, found, faults = read(written(tmp_path, "a.csv", "\n".join([header, *rows])))
    assert file.structure == at
    assert list(found.values()) == ["CCO", "c1ccccc1", "CC(=O)O"]
    assert not faults


def test_a_column_of_structures_is_found_by_what_it_holds(tmp_path):
    rows = [f"{i},{s},{i / 7:.3f}" for i, s in enumerate(["CC(=O)OC", "c1ccncc1", "OCC(N)=O"])]
    for text in ("\n".join(["a,b,c", *rows]), "\n".join(rows)):
        file, found, _ = read(written(tmp_path, "a.csv", text))
        assert file.structure == 1
        assert list(found.values()) == ["COC(C)=O", "c1ccncc1", "NC(=O)CO"]


def test_a_column_can_be_named_and_one_that_is_missing_is_told(tmp_path):
    path = written(tmp_path, "a.csv", "smiles,product\nCCO,CC=O\nCO,C=O\n")
    assert list(read(path)[1].values()) == ["CCO", "CO"]
    assert list(read(path, "Product")[1].values()) == ["CC=O", "C=O"]
    with pytest.raises(BadArgument, match="no column “yield”") as caught:
        open_molecules(str(path), "yield")
    assert "smiles, product" in caught.value.remedy


def test_inchi_and_names_are_read_where_there_are_no_smiles(tmp_path):
    inchi = "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3"
    path = written(tmp_path, "a.csv", f'id,identifier\n1,"{inchi}"\n2,"{inchi}"\n')
    assert read(path)[1] == {1: "CCO", 2: "CCO"}
    file, found, faults = read(written(tmp_path, "b.csv", "name,bp\nethanol,78\nblorbol,1\n"))
    assert found == {1: "CCO"}
    assert "blorbol" in faults[2].reason
    assert "names" in file.notes[0]


def test_a_table_without_molecules_is_refused_with_its_columns(tmp_path):
    path = written(tmp_path, "a.csv", "T,k\n300,1.5\n310,2.5\n")
    with pytest.raises(BadArgument, match="T, k"):
        open_molecules(str(path))


# Kinds of files


@pytest.mark.parametrize("name", ["a.smi", "a.smiles", "a.txt", "a.SMI"])
def test_files_of_smiles_have_names_comments_and_empty_lines(tmp_path, name):
    text = f"# from the store\n{ETHANOL} ethyl alcohol\n\n{BENZENE}\n{ACID}\tacetic acid\n"
    file, found, _ = read(written(tmp_path, name, text))
    assert list(found.values()) == ["CCO", "c1ccccc1", "CC(=O)O"]
    assert file.columns[:2] == ("smiles", "name")


def test_tabs_semicolons_and_gzip_are_read(tmp_path):
    for name, sign in (("a.tsv", "\t"), ("b.csv", ";"), ("c.csv.gz", ",")):
        text = f"id{sign}smiles\n1{sign}{ETHANOL}\n2{sign}{BENZENE}\n".encode()
        path = written(tmp_path, name, gzip.compress(text) if name.endswith("gz") else text)
        assert read(path)[1] == {1: "CCO", 2: "c1ccccc1"}, name


def test_a_cell_may_hold_the_sign_a_quotation_mark_and_a_line_end(tmp_path):
    text = 'name,smiles\n"1,2-diol, ""pure""\nsecond line",OCCO\nplain,CO\n'
    file, found, faults = read(written(tmp_path, "a.csv", text))
    assert found == {1: "OCCO", 2: "CO"}
    assert not faults
    raw = list(file.records())
    assert raw[0].cells[0] == '1,2-diol, "pure"\nsecond line'
    assert [one.line for one in raw] == [2, 4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_told_apart(tmp_path, encoding):
    text = f"name,smiles\nα-methyl,{ETHANOL}\n" if encoding != "cp1252" else (
        f"name,smiles\nnaïve,{ETHANOL}\n")  # fmt: skip
    file = open_molecules(str(written(tmp_path, "a.csv", text.encode(encoding))))
    done = work_off(Work(file, Properties(("formula",))), list(file.records()))
    assert done.outcomes[0].cells[0] == ("naïve" if encoding == "cp1252" else "α-methyl")
    assert ("1252" in " ".join(file.notes)) == (encoding == "cp1252")


def test_an_sd_file_keeps_its_tags_and_gets_smiles(tmp_path):
    text = sdf(ETHANOL, tags="> <bp>\n78\n\n") + sdf(BENZENE, tags="> <mp>\n5.5\n\n")
    file, found, _ = read(written(tmp_path, "a.sdf", text))
    assert file.columns == ("title", "smiles", "bp", "mp")
    assert found == {1: "CCO", 2: "c1ccccc1"}
    done = work_off(Work(file, Properties(("formula",))), list(file.records()))
    assert [o.cells for o in done.outcomes] == [["", "CCO", "78", ""], ["", "c1ccccc1", "", "5.5"]]


# Bad records


def test_a_broken_record_in_the_middle_of_an_sd_file_costs_only_itself(tmp_path):
    first, second, third = (sdf(m) for m in (ETHANOL, BENZENE, ACID))
    torn = "\n".join(second.splitlines()[:7]) + "\n$$$$\n"
    path = written(tmp_path, "a.sdf", first + torn + third)
    _, found, faults = read(path)
    assert found == {1: "CCO", 3: "CC(=O)O"}
    assert list(faults) == [2]
    assert faults[2].line == len(first.splitlines()) + 1


def test_bad_rows_are_told_with_line_and_reason(tmp_path):
    rows = ["id,smiles,x", "1,CCO,1", "2,C1CC,1", "3,,1", "4,CC,O,1", "5,CO", "6,C(C)(C)(C)(C)C,1",
            "7,c1ccccc1,1"]  # fmt: skip
    _, found, faults = read(written(tmp_path, "a.csv", "\n".join(rows)))
    assert set(found) == {1, 5, 7}
    assert {n: f.line for n, f in faults.items()} == {2: 3, 3: 4, 4: 5, 6: 7}
    assert "ring bond 1 is never closed" in faults[2].reason
    assert "no structure" in faults[3].reason
    assert "4 columns instead of 3" in faults[4].reason
    assert "more bonds than it can have" in faults[6].reason


def test_one_open_quotation_mark_does_not_swallow_the_file(tmp_path):
    rows = [f"m{i},CCO,1" for i in range(50)]
    rows[10] = 'm10 "open,CCO,1'
    rows[20] = '"m20,CCO,1'
    _, found, faults = read(written(tmp_path, "a.csv", "\n".join(["name,smiles,x", *rows])))
    assert len(found) + len(faults) == 50
    assert list(faults) == [21]
    assert "quotation mark" in faults[21].reason


def test_what_is_no_file_of_molecules_is_told(tmp_path):
    with pytest.raises(MissingFile, match=r"nowhere\.csv"):
        open_molecules("nowhere.csv")
    with pytest.raises(MissingFile):
        open_molecules("a" * 10_000)
    with pytest.raises(BadArgument, match="ending"):
        open_molecules(str(written(tmp_path, "a.docx", "x")))
    with pytest.raises(UnreadableDocument, match="empty"):
        open_molecules(str(written(tmp_path, "a.csv", "\n\n")))
    with pytest.raises(UnreadableDocument, match="empty"):
        open_molecules(str(written(tmp_path, "a.sdf", "")))
    with pytest.raises(BadArgument, match="workbook"):
        open_molecules(str(written(tmp_path, "b.csv", b"PK\x03\x04 and so on")))
    with pytest.raises(UnreadableDocument):
        open_molecules(str(written(tmp_path, "c.csv.gz", b"\x1f\x8b torn")))
    with pytest.raises(MissingFile):
        open_molecules(str(tmp_path))
