"""Crystal structures are described as a person would, and only as far as the file goes."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.crystals import xyz, xyz_report
from labwright.knowledge.readers.crystals.crystals import read_cif, read_poscar, read_xyz
from labwright.knowledge.readers.registry import Reader

PAPERS = os.environ.get("LABWRIGHT_PAPERS", "")

PEROVSKITE = """data_STO
_symmetry_space_group_name_H-M 'P m -3 m'
_symmetry_Int_Tables_number 221
_cell_length_a 3.905(1)
_cell_length_b 3.905(1)
_cell_length_c 3.905(1)
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_chemical_formula_sum 'O3 Sr Ti'
_cell_formula_units_Z 1
_diffrn_ambient_temperature 293(2)
loop_
_atom_type_symbol
_atom_type_oxidation_number
Sr2+ 2
Ti4+ 4
O2- -2
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Sr1 Sr2+ 0 0 0
Ti1 Ti4+ 0.5 0.5 0.5
O1 O2- 0.5 0.5 0
"""
OLIVINE = """data_triphylite
_chemical_name_mineral Triphylite
loop_
_publ_author_name
'Garc\\'ia, M. E.'
'Victor Riera'
_publ_section_title
;
 Lithium in olivine, LiFePO~4~, at 10^-3^ Pa
;
_journal_name_full 'Z. Kristallogr.'
_journal_volume 21
_journal_year 1993
_journal_page_first 7
_journal_page_last 11
_journal_paper_doi 10.1234/ABC.5
_symmetry_space_group_name_H-M 'P n m a'
_cell_length_a 10.338
_cell_length_b 6.011
_cell_length_c 4.695
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
loop_
_atom_site_label
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Li1 0 0 0
Fe1 0.2822 0.25 0.9747
P1 0.0948 0.25 0.4182
O1 0.0968 0.25 0.7428
O2 0.4571 0.25 0.2060
O3 0.1656 0.0465 0.2848
"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def fields(folder: Path, text: str | bytes) -> dict[str, str]:
    (record,) = read_cif(write(folder, "a.cif", text)).of("record")
    return record.fields


def test_a_perovskite_is_described_as_a_person_would(tmp_path: Path) -> None:
    document = read_cif(write(tmp_path, "a.cif", PEROVSKITE))
    for sentence in (
        "Formula: SrTiO3. The unit cell holds Sr1 Ti1 O3.",
        "Unit cell: a = 3.905(1) Å, b = 3.905(1) Å, c = 3.905(1) Å; α = 90°, β = 90°, γ = 90°.",
        "Volume of the cell: 59.547 Å³.",
        "All sites are fully occupied.",
        "Space group as declared: P m -3 m (No. 221).",
        "Space group found from the atoms by spglib: Pm-3m (No. 221) within 0.01 Å.",
        "Temperature: 293(2) K.",
        "Oxidation states as declared: Sr2+, Ti4+, O2-.",
        "| O1 | O2- | 0.5 | 0.5 | 0 | 1 |",
    ):
        assert sentence in document.pages[0]
    (record,) = document.of("record")
    assert record.label == "SrTiO3"
    known = {"formula": "Sr1 Ti1 O3", "reduced_formula": "SrTiO3", "elements": "O-Sr-Ti"}
    cell = {"a": "3.905", "gamma": "90", "volume": "59.547", "sites": "5", "disordered": "no"}
    assert known.items() | cell.items() <= record.fields.items()
    # 183.49 g/mol in (3.905 Å)³; the handbook has 5.11 to 5.12
    assert float(record.fields["density"]) == pytest.approx(183.49 / 0.602214 / 59.547, abs=0.002)
    assert not document.notes
    assert document.metadata.kind == "structure"


def test_symmetry_and_publication_of_an_olivine(tmp_path: Path) -> None:
    document = read_cif(write(tmp_path, "a.cif", OLIVINE))
    (record,) = document.of("record")
    assert record.fields["formula"] == "Li4 Fe4 P4 O16"
    assert record.fields["reduced_formula"] == "LiFePO4"
    assert record.fields["space_group_number_found"] == "62"
    assert float(record.fields["density"]) == pytest.approx(3.59, abs=0.01)
    assert document.title == "Lithium in olivine, LiFePO4, at 10^-3 Pa"
    metadata = document.metadata
    assert metadata.authors == ("M. E. García", "Victor Riera")
    assert (metadata.year, metadata.doi) == (1993, "10.1234/abc.5")
    assert (metadata.venue, metadata.details["pages"]) == ("Z. Kristallogr.", "7–11")
    assert "Z. Kristallogr., 21, 7–11, 1993. DOI 10.1234/abc.5." in document.pages[0]
    assert "Mineral: Triphylite." in document.pages[0]


def test_partial_occupancies_are_said_plainly(tmp_path: Path) -> None:
    mixed = PEROVSKITE.replace("_fract_z\n", "_fract_z\n_atom_site_occupancy\n").replace(
        "_chemical_formula_sum 'O3 Sr Ti'\n", ""
    )
    mixed = mixed.replace("Sr2+ 0 0 0", "Sr2+ 0 0 0 0.7(1)\nLa1 La3+ 0 0 0 0.3")
    mixed = mixed.replace("0.5 0.5 0.5", "0.5 0.5 0.5 1").replace("0.5 0.5 0\n", "0.5 0.5 0 0.9\n")
    document = read_cif(write(tmp_path, "a.cif", mixed))
    assert (
        "The structure is disordered. Sites that are shared or filled in part, with occupancies: "
        "Sr1, La1: Sr2+ 0.7(1), La3+ 0.3; O1: O2- 0.9."
    ) in document.pages[0]
    record = document.of("record")[0].fields
    assert (record["reduced_formula"], record["disordered"]) == ("Sr0.7La0.3TiO2.7", "yes")


def test_atoms_that_a_file_declares_but_does_not_list_count(tmp_path: Path) -> None:
    salt = PEROVSKITE.replace("'O3 Sr Ti'", "'H2 O3 Sr Ti'")
    document = read_cif(write(tmp_path, "a.cif", salt))
    assert document.of("record")[0].fields["formula"] == "Sr1 Ti1 H2 O3"
    assert "the atoms listed give SrTiO3 (Z = 1), declared is H2 O3 Sr Ti" in document.notes[0]
    wrong = read_cif(write(tmp_path, "a.cif", PEROVSKITE.replace("'O3 Sr Ti'", "'O3 Ba Ti'")))
    assert wrong.of("record")[0].fields["formula"] == "Sr1 Ti1 O3"
    assert "declared is O3 Ba Ti" in wrong.notes[0]


def test_what_the_atoms_have_is_told_beside_what_is_declared(tmp_path: Path) -> None:
    lines = PEROVSKITE.replace("'P m -3 m'", "'P 1'").replace(
        "Tables_number 221", "Tables_number 1"
    )
    lines = lines.replace(
        "O1 O2- 0.5 0.5 0\n", "O1 O2- 0.5 0.5 0.01\nO2 O2- .5 0 .5\nO3 O2- 0 .5 .5\n"
    )
    text = read_cif(write(tmp_path, "a.cif", lines)).pages[0]
    assert "Space group as declared: P 1 (No. 1)." in text
    assert "P4mm (No. 99) within 0.01 Å, Pm-3m (No. 221) within 0.1 Å." in text
    bare = "\n".join(line for line in lines.split("\n") if "symmetry" not in line)
    assert "No symmetry is declared" in read_cif(write(tmp_path, "a.cif", bare)).pages[0]


def test_magnetic_symmetry_fills_the_cell(tmp_path: Path) -> None:
    magnetic = """data_x
_chemical_formula_sum 'Cr'
_space_group_magn.name_BNS "P_I 4/n n c"
loop_
_space_group_symop_magn_operation.id
_space_group_symop_magn_operation.xyz
1 x,y,z,+1
loop_
_space_group_symop_magn_centering.id
_space_group_symop_magn_centering.xyz
1 x,y,z,+1
2 x+1/2,y+1/2,z+1/2,-1
loop_
_atom_site_moment.label
_atom_site_moment.crystalaxis_z
Cr1 0.6
loop_
_atom_site_label
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Cr1 0 0 0
"""
    cell = "".join(f"_cell_length_{e} 2.884\n" for e in "abc")
    cell += "".join(f"_cell_angle_{e} 90\n" for e in ("alpha", "beta", "gamma"))
    document = read_cif(write(tmp_path, "a.mcif", magnetic + cell))
    record = document.of("record")[0].fields
    assert (record["formula"], record["space_group_number_found"]) == ("Cr2", "229")
    assert float(record["density"]) == pytest.approx(7.19, abs=0.02)  # handbook: 7.19
    assert "Magnetic space group (BNS): P_I 4/n n c." in document.pages[0]
    assert "Magnetic moments are given for Cr1." in document.pages[0]


def test_each_block_is_a_structure_and_a_bad_one_costs_only_itself(tmp_path: Path) -> None:
    bad = PEROVSKITE.replace("data_STO", "data_bad").replace("3.905(1)", "3.905,1")
    text = f"data_global\n_journal_year 2001\n{PEROVSKITE}{bad}{OLIVINE}"
    document = read_cif(write(tmp_path, "a.cif", text))
    assert [b.fields["data_block"] for b in document.of("record")] == ["STO", "triphylite"]
    assert "Data block “bad” (line 30) is incomplete: _cell_length_a is “3.905,1”" in str(
        document.notes
    )
    with pytest.raises(UnreadableDocument, match="_cell_length_a is “3.905,1”"):
        read_cif(write(tmp_path, "b.cif", bad))
    half = PEROVSKITE + "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\nx,y\n"
    with pytest.raises(UnreadableDocument, match="the symmetry operation “x,y” cannot be read"):
        read_cif(write(tmp_path, "c.cif", half))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PEROVSKITE[:-12], r"table that begins in line 19 .*has \d+ values for 5 columns"),
        ("data_x\n_a\n;\nnever closed\n", "begins in line 3 has no end"),
        ("data_x\n_publ_section_title 'only words'\n", "no crystal structure: data block “x”"),
        ("some text about crystals\n", "no line begins with data_"),
        ("_cell_length_a 5\ndata_x\n", "line 1 stands before any data_"),
        ("", "empty"),
        (b"%PDF-1.4", "PDF"),
    ],
)
def test_a_damaged_cif_is_told_with_its_place(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(UnreadableDocument, match=said):
        read_cif(write(tmp_path, "a.cif", text))


def test_stray_bytes_and_open_quotations_are_read(tmp_path: Path) -> None:
    head = "data_first\n_citation_journal_volume 385@386\n_cgraph_comments 'a cell of\n\n two lines\n'\n"
    data = (head + PEROVSKITE.replace("data_STO\n", "")).encode().replace(b"@", b"\xd0")
    document = read_cif(write(tmp_path, "a.cif", data))
    assert document.metadata.details["volume"] == "385–386"
    assert "line 3: a quotation is not closed on its line" in document.notes
    assert document.of("record")[0].fields["reduced_formula"] == "SrTiO3"


def test_more_atoms_than_can_be_built_are_described_as_declared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from labwright.knowledge.readers.crystals import cif_report

    monkeypatch.setattr(cif_report, "MOST_IMAGES", 2)
    document = read_cif(write(tmp_path, "a.cif", PEROVSKITE))
    record = document.of("record")[0].fields
    assert "sites" not in record
    assert record["density"] == "5.117"
    assert "lists more atoms than are built here" in document.notes[0]


def test_of_a_macromolecule_only_the_header_is_read(tmp_path: Path) -> None:
    text = """data_1ABC
_entry.id 1ABC
_struct.title 'Lysozyme at 1.5 \\%A'
_exptl.method 'X-RAY DIFFRACTION'
_refine.ls_d_res_high 1.50
_cell.length_a 78.1
_cell.length_b 78.1
_cell.length_c 37.0
_entity.id 1
_entity.pdbx_description Lysozyme
_entity_src_gen.pdbx_gene_src_scientific_name 'Gallus gallus'
loop_
_atom_site.id
_atom_site.type_symbol
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
_atom_site.auth_asym_id
1 N 1.0 2.0 3.0 A
2 C 1.0 2.0 4.0 A
"""
    document = read_cif(write(tmp_path, "a.cif", text))
    (record,) = document.of("record")
    assert document.title == "Lysozyme at 1.5 Å"
    assert record.fields["organism"] == "Gallus gallus"
    assert record.fields["resolution"] == "1.50 Å"
    assert not {"formula", "density", "sites"} & record.fields.keys()
    assert "Coordinates of 2 atoms in chain A." in document.pages[0]


SILICON = """diamond
5.4309
0.0 0.5 0.5
0.5 0.0 0.5
0.5 0.5 0.0
Si
2
Direct
0 0 0
0.25 0.25 0.25
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("5.4309\n", "-40.046\n"),
        ("Si\n2\nDirect", "Si_pv/a1b2\n2 ! atoms\nSelective dynamics\nDirect"),
        ("0.25 0.25 0.25", "0.25 0.25 0.25 T T F"),
        ("Si\n2\nDirect\n0 0 0\n0.25 0.25 0.25", "Si Si\n1 1\nCart\n0 0 0\n.25 .25 .25"),
        ("diamond\n5.4309", "Si\n5.4309 5.4309 5.4309"),
        ("Si\n2\nDirect\n0 0 0\n0.25 0.25 0.25", "2\nDirect\n0 0 0 Si\n.25 .25 .25 Si"),
    ],
)
def test_a_poscar_in_every_dialect_is_silicon(tmp_path: Path, old: str, new: str) -> None:
    document = read_poscar(write(tmp_path, "POSCAR", SILICON.replace(old, new, 1)))
    (record,) = document.of("record")
    assert record.fields["formula"] == "Si2"
    assert record.fields["space_group_found"] == "Fd-3m"
    assert float(record.fields["volume"]) == pytest.approx(5.4309**3 / 4, abs=0.01)
    assert float(record.fields["density"]) == pytest.approx(2.329, abs=0.002)  # handbook


def test_a_poscar_without_elements_gets_no_formula(tmp_path: Path) -> None:
    document = read_poscar(write(tmp_path, "POSCAR", SILICON.replace("Si\n", "")))
    record = document.of("record")[0].fields
    assert not {"formula", "density", "elements"} & record.keys()
    assert "names no elements" in document.notes[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0.25 0.25 0.25\n", "", "line 10: an atom needs 3 numbers"),
        ("\n2\n", "\n999999999\n", "999,999,999 atoms are counted, and"),
        ("Si\n2\n", "Si Si\n2\n", "line 7: 2 symbols stand over 1 counts"),
        ("Si", "Qq", "line 6: “Qq” is no element"),
        ("0.5 0.5 0.0", "0.5 0.0 0.5", "span no cell"),
        ("Direct", "Sideways", "line 9"),
    ],
)
def test_a_damaged_poscar_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(UnreadableDocument, match=said):
        read_poscar(write(tmp_path, "POSCAR", SILICON.replace(old, new, 1)))


def test_atoms_too_close_are_noted(tmp_path: Path) -> None:
    document = read_poscar(write(tmp_path, "POSCAR", SILICON.replace("0.25 0.25 0.25", "0 0 0.01")))
    assert "two sites (Si, Si) are only 0.038 Å apart" in document.notes


WATER = "3\n{0}\nO 0.0 0.0 0.1173\nH 0.0 0.7572 -0.4692\nH 0.0 -0.7572 -0.4692\n"


def test_a_trajectory_shows_its_first_and_last_frame(tmp_path: Path) -> None:
    text = "".join(WATER.format(f"step {i} E = -{i}.5") for i in range(1, 8))
    document = read_xyz(write(tmp_path, "a.xyz", text.replace("H 0", "1 0")))
    assert "7 frames of 3 atoms, H2O." in document.pages[0]
    assert [s.title for s in document.sections] == ["H2O", "Frame 1", "Frame 7, the last"]
    (record,) = document.of("record")
    assert record.fields == {
        "formula": "H2O", "atoms": "3", "frames": "7",
        "comment": "step 1 E = -1.5", "last_comment": "step 7 E = -7.5",
    }  # fmt: skip
    assert "| 5 | step 5 E = -5.5 |" in document.pages[0]
    assert document.pages[0].count("| H | 0.0 | 0.7572 | -0.4692 |") == 2


def test_a_long_geometry_and_a_long_trajectory_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xyz_report, "MOST_FRAMES", 3)
    document = read_xyz(write(tmp_path, "a.xyz", WATER.format("w") * 9))
    assert document.notes == ("only the first 3 frames are read",)
    atoms = "".join(f"C {i}.0 0.0 0.0\n" for i in range(500))
    document = read_xyz(write(tmp_path, "b.xyz", f"500\n\n{atoms}"))
    assert len(document.of("row")) == xyz.SHOWN
    assert "Coordinates in Å (first 100 of 500 atoms)" in document.pages[0]


def test_the_cell_of_an_extended_comment_is_read(tmp_path: Path) -> None:
    comment = 'Lattice="4.0 0.0 0.0 0.0 3.0 0.0 0.0 0.0 2.0" Properties=species:S:1:pos:R:3'
    fields = read_xyz(write(tmp_path, "a.xyz", WATER.format(comment))).of("record")[0].fields
    assert (fields["a"], fields["b"], fields["gamma"], fields["volume"]) == (
        "4", "3", "90", "24.000",
    )  # fmt: skip


def test_a_torn_trajectory_keeps_its_whole_frames(tmp_path: Path) -> None:
    text = WATER.format("a") * 2 + WATER.format("b")[:9]
    document = read_xyz(write(tmp_path, "a.xyz", text))
    assert document.of("record")[0].fields["frames"] == "2"
    assert document.notes[0].startswith("only the first 2 frames are read. Line 13: atom 1 of 3 of")
    for bad, line in (("x\n", 1), ("2\n\nO 0 0 0\n", 4), ("1\n\nQq 0 0 0\n", 3)):
        with pytest.raises(UnreadableDocument, match=f"Line {line}: |Line {line - 1}: "):
            read_xyz(write(tmp_path, "b.xyz", bad))


READERS: list[tuple[Reader, str]] = [
    (read_cif, PEROVSKITE), (read_cif, OLIVINE), (read_poscar, SILICON),
    (read_xyz, WATER.format("w") * 2),
]  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chosen=st.sampled_from(READERS),
    cut=st.tuples(st.integers(0, 1200), st.integers(0, 30)),
    put=st.binary(max_size=8)
    | st.sampled_from([b"\n", b"'", b"\n;", b"1e99", b"-1", b"0", b"nan", b" loop_ ", b"9999999"]),
)
def test_whatever_a_file_holds_it_is_read_or_told(
    tmp_path: Path, chosen: tuple[Reader, str], cut: tuple[int, int], put: bytes
) -> None:
    read, text = chosen
    data = text.encode()
    start = min(cut[0], len(data))
    path = write(tmp_path, "a.x", data[:start] + put + data[start + cut[1] :])
    try:
        document = read(path)
    except UnreadableDocument:
        return
    assert all(document.text_of(block).strip() for block in document.blocks)


@pytest.mark.skipif(not PAPERS, reason="needs a folder of real files")
def test_real_structures_have_the_groups_that_their_files_declare() -> None:
    folder = Path(PAPERS) / "structures"
    for name, number in (
        ("pmg_CsI3Pb.cif", "62"), ("pmg_C26H16BeN2O2S2.cif", "15"), ("obelix_uox.cif", "19"),
        ("mattext_SrTiO3_symmetrized.cif", "221"),
    ):  # fmt: skip
        record = read_cif(folder / name).of("record")[0].fields
        assert record["space_group_number"] == record["space_group_number_found"] == number
    read_cif(folder / "pmg_bad-unicode-gh-2947.mcif")
    with pytest.raises(UnreadableDocument, match="line 24"):
        read_cif(folder / "derived_truncated_LiFePO4.cif")
