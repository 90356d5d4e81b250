"""Tables of data: nothing is shifted, nothing is rewritten, nothing is lost without a word."""

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.tables import data_table
from labwright.knowledge.readers.tables.cell_values import shown
from labwright.knowledge.readers.tables.columns import is_number, is_smiles
from labwright.knowledge.readers.tables.sheets import read_csv, read_xlsx

PAPERS = os.environ.get("LABWRIGHT_PAPERS", "")
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture
def read(tmp_path):
    def made(text, encoding="utf-8", name="data.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_csv(path)

    return made


def fields(document):
    return [block.fields for block in document.of("record")]


# CSV


def test_rows_become_records_with_their_header(read):
    made = read('name,SMILES,logS\n"1,2-dichlorobenzene",Clc1ccccc1Cl,-3.10\nwater,O,\n')
    assert made.pages == (
        "name: 1,2-dichlorobenzene; SMILES: Clc1ccccc1Cl; logS: -3.10\nname: water; SMILES: O",
    )
    assert [(b.smiles, b.label) for b in made.of("record")] == [
        ("Clc1ccccc1Cl", "1,2-dichlorobenzene"),
        ("O", "water"),
    ]
    assert made.labels == ("rows 1–2",)
    assert made.notes == (
        "2 rows, 3 columns: name, SMILES, logS",
        "molecules in the column “SMILES”",
    )
    assert (made.title, made.metadata.kind) == ("data", "dataset")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T;k\n300;1,5\n310;2,5\n", [{"T": "300", "k": "1,5"}, {"T": "310", "k": "2,5"}]),
        ("sep=|\na|b\n1|2\n", [{"a": "1", "b": "2"}]),
        ("a\tb\n1,0\t2;0\n3,0\t4;0\n", [{"a": "1,0", "b": "2;0"}, {"a": "3,0", "b": "4;0"}]),
        ("a|b\nx|1\ny|2\n", [{"a": "x", "b": "1"}, {"a": "y", "b": "2"}]),
        ('n,v\n"one\nand ""two""",1\nb,2\n', [{"n": 'one and "two"', "v": "1"}, {"n": "b", "v": "2"}]),
        ("a,b,\n1,2,\n3,4,,,\n", [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]),
        ("name,v\nphenol; cresol,1\nxylene,2\n", [{"name": "phenol; cresol", "v": "1"}, {"name": "xylene", "v": "2"}]),
    ],
)  # fmt: skip
def test_dialects(read, text, expected):
    assert fields(read(text)) == expected


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("\ufeffT,n\n1,µ\n".encode(), "µ"),
        ("T,n\n1,µ\n".encode("utf-16"), "µ"),
        ("T,n\n1,25 °C\n".encode("cp1252"), "25 °C"),
        ("T,n\n1,Größe\n2,Öl\n".encode("cp1252"), "Größe"),
        ("T,n\n1,녹는점\n2,끓는점\n".encode("euc-kr"), "녹는점"),
        (b"T,n\r1,a\r2,b\r", "a"),
    ],
)
def test_encodings_and_line_ends(read, data, value):
    assert fields(read(data))[0] == {"T": "1", "n": value}


def test_a_table_without_header_has_numbered_columns(read):
    made = read(
        "CCO,ethanol,-0.77\nCCN,ethylamine,1.2\nc1ccccc1,benzene,-2\nCC(=O)O,acetic acid,3\n"
    )
    assert fields(made)[0] == {"column 1": "CCO", "column 2": "ethanol", "column 3": "-0.77"}
    assert made.of("record")[2].smiles == "c1ccccc1"
    assert "no header was found" in made.notes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("smiles,400,402\nCCO,0.1,0.2\nCCN,0.3,0.4\n", ("smiles", "400", "402")),
        ("# made by hand\n# T, k\n300,1\n310,2\n", ("T", "k")),
        ("mass charge\n\nx,y\n1,2\n3,4\n", ("x", "y")),
        ("mpg,cyl\nMazda,21,6\nFiat,32,4\n", ("column 1", "mpg", "cyl")),
        ("x,x,\n1,2,3\n4,5,6\n", ("x", "x (column 2)", "column 3")),
        ("C,N,O\n0.1,0.2,0.7\n0.5,0.4,0.1\n", ("C", "N", "O")),
    ],
)
def test_headers_of_many_kinds_are_found(read, text, names):
    assert tuple(fields(read(text))[0]) == names


def test_what_stands_above_a_table_is_kept_as_paragraphs(read):
    made = read("# Instrument: XRD 7\nrun by,Kim\nangle,counts,error\n10,5,1\n11,6,1\n12,7,1\n")
    assert made.pages[0].startswith(
        "# Instrument: XRD 7\n\nrun by,Kim\n\nangle: 10; counts: 5; error: 1\n"
    )


def test_broken_rows_are_kept_as_they_stand_and_never_shifted(read):
    made = read("ID,name,logS\n1,a,-1\n2,b,-3,41\n3,-2\n4,d,-4\n")
    assert fields(made) == [
        {"ID": "1", "name": "a", "logS": "-1"},
        {"row in line 3 (4 cells instead of 3)": "2,b,-3,41"},
        {"row in line 4 (2 cells instead of 3)": "3,-2"},
        {"ID": "4", "name": "d", "logS": "-4"},
    ]
    assert "kept as they stand, with too many or too few cells: lines 3, 4" in made.notes


def test_an_open_quotation_mark_does_not_swallow_the_rows_behind_it(read):
    made = read('ID,name,v\n1,"open,5\n2,"2,3-diol",6\n3,"b",7\n')
    assert [f["ID"] for f in fields(made)] == ["1", "2", "3"]
    assert fields(made)[1] == {"ID": "2", "name": "2,3-diol", "v": "6"}
    assert "a quotation mark is not closed: line 2" in made.notes


def test_values_that_are_no_molecules_are_counted(read):
    made = read("ID,smiles\n1,CCO\n2,C1CC\n3,n/a\n4,c1ccccc1\n")
    assert [b.smiles for b in made.of("record")] == ["CCO", "", "", "c1ccccc1"]
    assert "2 of its values are no SMILES of a molecule" in made.notes


def test_a_page_holds_two_hundred_rows_and_a_file_no_more_than_is_safe(read, monkeypatch):
    monkeypatch.setattr(data_table.Budget.__init__, "__defaults__", (450, 10**6, 10**6))
    made = read("i,j\n" + "".join(f"{n},{n}\n" for n in range(1000)))
    assert made.labels == ("rows 1–200", "rows 201–400", "rows 401–450")
    assert len(made.of("record")) == 450
    assert "only the first 450 rows were read; split the file for the rest" in made.notes


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"PK\x03\x04" + b"\0" * 30, "ZIP archive or an Office file"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 30, "format before 2007"),
        (b"<!DOCTYPE html><table>", "HTML"),
        (b"a,b\n\0\0\0\x01", "NUL"),
        (b",,,\n,,,\n", "no rows"),
    ],
)
def test_files_that_are_no_csv_are_told_for_what_they_are(read, data, told):
    with pytest.raises(UnreadableDocument, match=told):
        read(data)


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"),
    max_size=8,
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELL, CELL, st.integers()), min_size=3, max_size=12))
def test_what_the_csv_module_writes_is_read_back_cell_for_cell(read, rows):
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [("name", "note", "value"), *rows]
    )
    made = read(out.getvalue())
    expected = [
        {
            k: t
            for k, v in zip(("name", "note", "value"), row, strict=True)
            if (t := " ".join(str(v).split()))
        }
        for row in rows
    ]
    assert fields(made) == expected


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400) | st.text('ab,;"\n\t|#1.\ufeff°', max_size=200).map(str.encode))
def test_any_bytes_give_rows_or_a_reason(read, data):
    try:
        made = read(data)
    except UnreadableDocument:
        return
    assert all(0 <= b.start < b.end <= len(made.pages[b.page - 1]) for b in made.blocks)


def test_numbers_and_smiles_are_told_by_their_writing():
    assert all(map(is_number, ("1", "-3,41", "1e-5", "<0.1", "1 000,5", "12%", ".5")))
    assert not any(map(is_number, ("", "-", "e5", "1-2", "3a", "n/a")))
    assert all(
        map(
            is_smiles,
            ("O", "[Br-].CC[N+](C)(C)C", "C/C=C\\C", "C%12CC%12", "[13CH4]", "c1cc[nH]c1"),
        )
    )
    assert not any(
        map(is_smiles, ("", "C(", "C1CC", "[C", "LiFePO4", "A>>B", "-C", "CC-", "C6H6", "Pnma"))
    )


@pytest.mark.skipif(not PAPERS, reason="needs the folder of papers in LABWRIGHT_PAPERS")
def test_real_tables_of_molecules():
    made = read_csv(Path(PAPERS) / "molecules" / "aqsoldb_curated.csv")
    records = made.of("record")
    with (Path(PAPERS) / "molecules" / "aqsoldb_curated.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.DictReader(file))
    assert [r.fields["Solubility"] for r in records] == [row["Solubility"] for row in rows]
    assert [r.smiles for r in records] == [row["SMILES"].strip() for row in rows]


# XLSX


def cell(ref, value, kind="n", style=0):
    return f'<c r="{ref}" t="{kind}" s="{style}"><v>{value}</v></c>'


def workbook(*sheets, strings="", dates="0"):
    """Sheets are pairs of attributes and rows."""
    names = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}" {props}/>'
        for n, (props, _) in enumerate(sheets)
    )
    ids = "".join(
        f'<Relationship Id="r{n}" Type="{R}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(len(sheets))
    )
    codes = ("General", "0.00", "0.0%", "yyyy\\-mm\\-dd", "h:mm", '0.0" mL"')
    own = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for n, code in enumerate(codes)
    )
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(codes)))
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="w" Type="{R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{R}"><workbookPr date1904="{dates}"/><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{ids}<Relationship Id="y" Type="{R}/styles" Target="styles.xml"/>'
        f'<Relationship Id="z" Type="{R}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
    }
    for n, (_, rows) in enumerate(sheets):
        made = "".join(f'<row r="{number}">{cells}</row>' for number, cells in rows)
        parts[f"xl/worksheets/s{n}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData>{made}</sheetData></worksheet>'
        )
    return parts


@pytest.fixture
def open_sheets(tmp_path):
    def made(*sheets, **more):
        path = tmp_path / "book.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in workbook(*sheets, **more).items():
                archive.writestr(name, text)
        return read_xlsx(path)

    return made


STRINGS = (
    "<si><t>Sample</t></si><si><r><t>Area / m</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r>"
    "<r><t> g</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>−1</t></r></si>"
    "<si><t>UiO-66</t><rPh><t>reading</t></rPh></si><si><t>Surface areas</t></si>"
)


def test_sheets_become_sections_whose_pages_name_their_rows(open_sheets):
    rows = [
        (1, cell("A1", 3, "s")), (3, cell("B3", 0, "s") + cell("C3", 1, "s")),
        (4, cell("B4", 2, "s") + cell("C4", "1187")), (5, '<c r="B5" t="inlineStr"><is><t>ZIF-8</t></is></c>' + cell("C5", "1630.0")),
    ]  # fmt: skip
    made = open_sheets(
        ("", rows),
        ('state="hidden"', [(1, cell("A1", "x", "str")), (2, cell("A2", "9"))]),
        strings=STRINGS,
    )
    assert made.labels == ('sheet "S0" rows 4–5', 'sheet "S1" rows 2–2')
    assert [s.title for s in made.sections] == ["S0", "S1"]
    assert (
        made.pages[0]
        == "S0\n\nSurface areas\n\nSample: UiO-66; Area / m^2 g^−1: 1187\nSample: ZIF-8; Area / m^2 g^−1: 1630"
    )
    assert 'sheet "S1": hidden' in made.notes


def test_numbers_stand_as_people_see_them(open_sheets):
    values = [
        ("A", "5.0", 0),
        ("B", "1.2", 1),
        ("C", "0.125", 2),
        ("D", "45292", 3),
        ("E", "0.75", 4),
        ("F", "7", 5),
    ]
    head = "".join(cell(f"{c}1", f"h{c}", "str") for c, _, _ in values)
    row = "".join(cell(f"{c}2", v, style=s) for c, v, s in values)
    assert list(fields(open_sheets(("", [(1, head), (2, row)])))[0].values()) == [
        "5", "1.20", "12.5%", "2024-01-01", "18:00:00", "7.0 mL",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "code", "seen"),
    [
        ("0.30000000000000004", "General", "0.3"),
        ("-3.6161271205", "0.00", "-3.6161271205"),
        ("12345678901234567890", "0", "12345678901234567890"),
        ("1.5E-7", "0.0E+00", "1.5E-07"),
        ("2E-3", "General", "0.002"),
        ("7", "00000", "00007"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("1.5", "[h]:mm", "36:00:00"),
        ("45292.5", "m/d/yy h:mm", "2024-01-01 12:00:00"),
        ("3", "[Red]0.0;[Blue]-0.0", "3.0"),
        ("1234.5", '#,##0.00 "m²/g"', "1234.50 m²/g"),
        ("2.5", '"ca. "0.0', "ca. 2.5"),
        ("n/a", "0.00", "n/a"),
    ],
)
def test_number_formats(raw, code, seen):
    assert shown(raw, code) == seen


def test_days_can_be_counted_from_1904():
    assert shown("43830", "yyyy-mm-dd", since_1904=True) == "2024-01-01"


def test_formulae_without_stored_results_are_told(open_sheets):
    rows = [
        (1, cell("A1", "a", "str") + cell("B1", "b", "str")),
        (2, cell("A2", "1") + '<c r="B2"><f>A2*2</f></c>'),
    ]
    made = open_sheets(("", rows))
    assert fields(made) == [{"a": "1"}]
    assert any("formulae without a stored result: 1" in note for note in made.notes)


def test_a_sheet_of_notes_is_read_as_paragraphs(open_sheets):
    made = open_sheets(
        ("", [(1, cell("A1", "Measured by hand.", "str")), (2, cell("A2", "In two runs.", "str"))])
    )
    assert made.pages[0] == "S0\n\nMeasured by hand.\n\nIn two runs."


def test_old_and_empty_workbooks_are_refused(open_sheets, tmp_path):
    with pytest.raises(UnreadableDocument, match="empty"):
        open_sheets(("", []))
    old = tmp_path / "old.xlsx"
    old.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le")
    )
    with pytest.raises(UnreadableDocument, match=r"\(\.xls\) of the format before 2007"):
        read_xlsx(old)


VALID = workbook(
    (
        "",
        [
            (1, cell("A1", 0, "s") + cell("B1", "b", "str")),
            (2, cell("A2", "1") + cell("B2", "45292", style=3)),
        ],
    ),
    strings=STRINGS,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_change_to_a_valid_workbook_gives_another_error(tmp_path, data):
    name = data.draw(st.sampled_from(sorted(VALID)))
    text = VALID[name].encode()
    start = data.draw(st.integers(0, len(text)))
    end = min(len(text), start + data.draw(st.integers(0, 40)))
    new = data.draw(
        st.binary(max_size=20)
        | st.sampled_from([b"<c/>", b"0", b'"', b"99999999999999", b"1e999", b"-1", b"ZZZ9"])
    )
    path = tmp_path / "m.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for other, whole in VALID.items():
            archive.writestr(other, text[:start] + new + text[end:] if other == name else whole)
    try:
        made = read_xlsx(path)
    except UnreadableDocument:
        return
    assert all(0 <= b.start < b.end <= len(made.pages[b.page - 1]) for b in made.blocks)
