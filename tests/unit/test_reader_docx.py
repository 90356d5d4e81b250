"""Word documents: what is shown is read, in its order, and nothing else."""

import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.office import package as office
from labwright.knowledge.readers.office.docx import read_docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
  <w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Unter"><w:name w:val="Meine Unterschrift"/>
  <w:basedOn w:val="2"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/>
  <w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Au"><w:name w:val="BB_Author_Name"/></w:style>
<w:style w:type="paragraph" w:styleId="C"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr>
</w:style></w:styles>"""
NUMBERING = f"""<w:numbering xmlns:w="{W}">
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>
  <w:numFmt w:val="bullet"/><w:lvlText w:val="&#61623;"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="2"/>
  <w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>
  <w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/>
  <w:numFmt w:val="decimal"/><w:lvlText w:val="[%1]"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num></w:numbering>"""
FOOTNOTES = f"""<w:footnotes xmlns:w="{W}"><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> Under N</w:t></w:r>
<w:r><w:rPr><w:vertAlign w:val="subscript"/></w:rPr><w:t>2</w:t></w:r></w:p></w:footnote></w:footnotes>"""
CORE = """<cp:coreProperties
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<dc:title>Notebook 7</dc:title><dc:creator>Curie, Marie; Bo Li</dc:creator>
<cp:keywords>radium</cp:keywords><dcterms:created>2023-05-01T08:00:00Z</dcterms:created>
<dcterms:modified>2024-02-29T10:00:00Z</dcterms:modified></cp:coreProperties>"""
PARTS = {"styles": STYLES, "numbering": NUMBERING, "footnotes": FOOTNOTES}


def r(text, props=""):
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs, style="", props=""):
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{named}{props}</w:pPr>{inner}</w:p>"


def sup(text):
    return r(text, '<w:vertAlign w:val="superscript"/>')


def sub(text):
    return r(text, '<w:vertAlign w:val="subscript"/>')


def item(number, level=0):
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def tc(*content, props=""):
    inner = "".join(c if c.startswith("<") else p(c) for c in content)
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{inner or '<w:p/>'}</w:tc>"


def tr(*cells, props=""):
    inner = "".join(c if c.startswith("<") else tc(c) for c in cells)
    return f"<w:tr><w:trPr>{props}</w:trPr>{inner}</w:tr>"


def tbl(*rows):
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def document(*body):
    return (
        f'<w:document xmlns:w="{W}" xmlns:m="{M}" xmlns:r="{R}"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office">'
        f"<w:body>{''.join(body)}<w:sectPr/></w:body></w:document>"
    )


def package(main, parts=PARTS, core=CORE):
    ids = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{kind}.xml"/>'
        for n, kind in enumerate(parts)
    )
    ns = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships {ns}><Relationship Id="a" Type="{R}/officeDocument" Target="word/document.xml"/>'
        '<Relationship Id="b" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"'
        ' Target="docProps/core.xml"/></Relationships>',
        "word/document.xml": main,
        "word/_rels/document.xml.rels": f"<Relationships {ns}>{ids}</Relationships>",
        "docProps/core.xml": core,
        **{f"word/{kind}.xml": text for kind, text in parts.items()},
    }


@pytest.fixture
def read(tmp_path):
    def made(*body, main="", path=tmp_path / "file.docx", **more):
        main = main or document(*body)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in package(main, **more).items():
                archive.writestr(name, text)
        return read_docx(path)

    return made


def test_headings_come_from_outline_levels_whatever_the_styles_are_called(read):
    made = read(
        p("Results", style="1"), p("Yields", style="Unter"), p("Text."),
        p("More", props='<w:outlineLvl w:val="2"/>'), p("End."),
    )  # fmt: skip
    assert [(s.title, s.level) for s in made.sections] == [
        ("Results", 1),
        ("2.a Yields", 2),
        ("More", 3),
    ]
    assert made.pages == ("Results\n\n2.a Yields\n\nText.\n\nMore\n\nEnd.",)


def test_raised_and_lowered_letters_stay_readable(read):
    made = read(
        p("H", sub("2"), "O and SO", sub("4"), sup("2"), sup("−"), " at 10", sup("−3"), " cm", sup("−1"), "."),
        p("The ", sup("13"), "C shift of Ca", sup("2+"), " was reported", sup("3,4"), " by us."),
    )  # fmt: skip
    assert made.pages[0] == (
        "H2O and SO4^2− at 10^−3 cm^−1.\n\nThe 13C shift of Ca2+ was reported[3,4] by us."
    )


def test_tracked_changes_are_taken_as_accepted_and_hidden_text_is_left_out(read):
    made = read(
        p(
            "It melts at ",
            f'<w:del w:id="1"><w:r><w:delText>100</w:delText></w:r></w:del><w:ins w:id="2">{r("101")}</w:ins>',
            " °C",
            r(" secret", "<w:vanish/>"),
            r(" hush", '<w:rStyle w:val="Secret"/>'),
            r(" shown", '<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>'),
            ".",
        )
    )
    assert made.pages[0] == "It melts at 101 °C shown."
    assert "left out: 1 × deletion that is tracked" in made.notes
    assert "left out: 2 × stretch of hidden text" in made.notes


def test_fields_show_their_result_and_not_what_they_were_told(read):
    def mark(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    told = '<w:r><w:instrText> ADDIN ZOTERO_ITEM {"a": 1} </w:instrText></w:r>'
    made = read(
        p("as known", mark("begin"), told, mark("separate"), sup("7"), mark("end"), "."),
        p("lost ", mark("begin"), told, "never shown"),
        p("after."),
    )
    assert made.pages[0] == "as known[7].\n\nlost\n\nafter."


def test_lists_carry_their_marks(read):
    made = read(
        p("one", props=item(1)), p("two", props=item(2)), p("deep", props=item(2, 1)),
        p("deeper", props=item(2, 1)), p("three", props=item(2)), p("again", props=item(2, 1)),
    )  # fmt: skip
    assert made.pages[0].split("\n\n") == [
        "- one",
        "2. two",
        "2.a deep",
        "2.b deeper",
        "3. three",
        "3.a again",
    ]


def test_tables_stand_where_they_are_with_merged_cells_filled_in(read):
    span = '<w:gridSpan w:val="2"/>'
    made = read(
        p("Before."),
        p("Table 1. Capacities", style="C"),
        tbl(
            tr(tc("Cell", props='<w:vMerge w:val="restart"/>'), tc("Capacity", props=span), props="<w:tblHeader/>"),
            tr(tc(props="<w:vMerge/>"), "0.1C", "1C", props="<w:tblHeader/>"),
            tr(tc("A", props='<w:vMerge w:val="restart"/>'), "165", "140"),
            tr(tc(props="<w:vMerge/>"), "163", "138"),
            tr(tc("all at 25 °C", props='<w:gridSpan w:val="3"/>')),
        ),
        p("After."),
    )  # fmt: skip
    table = made.of("table")[0]
    assert (table.label, table.caption) == ("Table 1", "Capacities")
    assert table.cells == ("Cell", "Capacity 0.1C", "Capacity 1C")
    assert [made.text_of(row) for row in made.of("row")] == [
        "| A | 165 | 140 |", "| A | 163 | 138 |", "| all at 25 °C |  |  |",
    ]  # fmt: skip
    assert made.pages[0].startswith("Before.\n\nTable 1 Capacities\n| Cell |")
    assert made.pages[0].endswith("|\n\nAfter.")


def test_captions_behind_their_tables_stay_with_them(read):
    one, two = tbl(tr("a", "b"), tr("1", "2")), tbl(tr("c", "d"), tr("3", "4"))
    made = read(one, p("Table 1: First", style="C"), two, p("Table 2: Second", style="C"))
    assert [(t.label, t.caption, t.cells) for t in made.of("table")] == [
        ("Table 1", "First", ("a", "b")),
        ("Table 2", "Second", ("c", "d")),
    ]


def test_captions_of_figures_are_told_from_sentences_about_them(read):
    made = read(p("Figure 2. XRD of LiFePO4."), p("Figure 2 shows the XRD."))
    figure = made.of("figure")[0]
    assert (figure.label, figure.caption) == ("Figure 2", "XRD of LiFePO4.")
    assert len(made.of("figure")) == 1


def test_footnotes_are_marked_and_stand_at_the_end(read):
    made = read(p("Stirred", '<w:r><w:footnoteReference w:id="2"/></w:r>', " for 2 h."))
    assert made.pages[0] == "Stirred[note 1] for 2 h.\n\nNotes\n\n[note 1] Under N2"


def test_equations_are_readable_and_displayed_ones_are_blocks(read):
    def t(text):
        return f"<m:r><m:t>{text}</m:t></m:r>"

    fraction = f"<m:f><m:num>{t('−')}<m:sSub><m:e>{t('E')}</m:e><m:sub>{t('a')}</m:sub></m:sSub></m:num><m:den>{t('RT')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{t('e')}</m:e><m:sup>{fraction}</m:sup></m:sSup>"
    root = f"<m:rad><m:deg/><m:e>{t('x+1')}</m:e></m:rad>"
    summed = f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{t("i=1")}</m:sub><m:sup>{t("n")}</m:sup><m:e>{root}</m:e></m:nary>'
    made = read(
        p("where ", f"<m:oMath>{power}</m:oMath>", " holds"),
        p(
            f"<m:oMathPara><m:oMath>{t('S=')}{summed}</m:oMath></m:oMathPara>",
            "<w:r><w:tab/></w:r>",
            "(3)",
        ),
    )
    assert made.pages[0] == "where e^((−Ea)/RT) holds\n\nS= ∑_(i=1)^n √(x+1) (3)"
    assert made.of("formula")[0].label == "(3)"


def test_text_boxes_are_read_once_and_symbol_fonts_in_their_meaning(read):
    box = f"<w:drawing><w:txbxContent>{p('Figure 1. In a box')}</w:txbxContent></w:drawing>"
    both = f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict><w:txbxContent>{p('Twice')}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    made = read(
        p(both, r("a", '<w:rFonts w:ascii="Symbol"/>'), "-pinene, 5 ", '<w:r><w:sym w:font="Symbol" w:char="F06D"/></w:r>', "m"),
        p("poly", "<w:r><w:softHyphen/></w:r>", "styrene 1,2", "<w:r><w:noBreakHyphen/></w:r>", "diol"),
    )  # fmt: skip
    assert made.pages[0] == "α-pinene, 5 μm\n\nFigure 1 In a box\n\npolystyrene 1,2-diol"


def test_references_abstract_authors_and_properties_become_metadata(read):
    made = read(
        p("On Radium", style="T"), p("Marie Curie", sup("1"), ", Bo Li", sup("2,*"), style="Au"),
        p("Contents ... 1", style="TOC1"), p("Abstract", style="1"), p("We found it."),
        p("References", style="1"),
        p("Lovelace, A. Mass. 1843, doi:10.1021/JA01.", props=item(3)), p("Other, B. 1900.", props=item(3)),
    )  # fmt: skip
    assert made.title == "On Radium"
    assert made.metadata.authors == ("Marie Curie", "Bo Li")
    assert made.metadata.abstract == "We found it."
    assert (made.metadata.date, made.metadata.details) == ("2024-02-29", {"keywords": "radium"})
    assert [(made.text_of(b)[:12], b.doi) for b in made.of("reference")] == [
        ("[1] Lovelace", "10.1021/ja01"), ("[2] Other, B", ""),
    ]  # fmt: skip
    assert "Contents" not in made.pages[0]


def test_without_printed_ones_the_properties_give_title_and_authors(read):
    made = read(p("Text only."))
    assert (made.title, made.metadata.authors) == ("Notebook 7", ("Marie Curie", "Bo Li"))


def test_bold_lines_are_headings_only_where_no_style_marks_any(read):
    bold = p(r("Methods", "<w:b/>"))
    assert [s.title for s in read(bold, p("Text.")).sections] == ["Methods"]
    assert [s.title for s in read(p("Real", style="1"), bold, p("Text.")).sections] == ["Real"]


def test_documents_in_the_strict_form_are_read(read):
    main = document(p("Strict ", sub("2"))).replace(W, STRICT)
    assert read(main=main).pages[0] == "Strict 2"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), r"Word document \(.doc\) of the format before 2007"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
        (b"%PDF-1.7 ...", "looks like a PDF"),
        (b"{\\rtf1 text}", "looks like RTF"),
        (b"PK\x03\x04 torn", "damaged"),
        (b"plain words", "looks like text"),
    ],
)  # fmt: skip
def test_other_files_are_told_for_what_they_are(tmp_path, data, told):
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument, match=told):
        read_docx(path)


def test_a_presentation_is_told_by_its_content(read):
    with pytest.raises(UnreadableDocument, match="PowerPoint presentation"):
        read(main=document("x").replace("w:document", "w:presentation"))


def test_entities_that_name_other_files_are_not_resolved(read, tmp_path):
    (tmp_path / "secret.txt").write_text("the secret")
    head = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{tmp_path}/secret.txt">]>'
    assert read(main=head + document(p("a &x;"))).pages[0] == "a"


def test_entities_that_grow_are_not_resolved(read):
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    with pytest.raises(UnreadableDocument, match="amplification|damaged"):
        read(main=f'<!DOCTYPE d [<!ENTITY e0 "ha">{grown}]>' + document(p("c &e11; d")))


def test_tables_that_would_fill_the_memory_are_refused(read, monkeypatch):
    monkeypatch.setattr(office, "_MOST", 1000)
    assert read("<w:p/>" * 2000, p("Text.")).pages[0] == "Text."
    with pytest.raises(UnreadableDocument, match="too large"):
        read(f"<w:tbl>{'<w:tr/>' * 1001}</w:tbl>")


VALID = package(
    document(p("Text", style="1"), p("one", props=item(1)), tbl(tr("a", "b"), tr("1", "2")))
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_change_to_a_valid_file_gives_another_error(tmp_path, data):
    name = data.draw(st.sampled_from([n for n in VALID if n.endswith((".xml", ".rels"))]))
    text = VALID[name].encode()
    start = data.draw(st.integers(0, len(text)))
    end = min(len(text), start + data.draw(st.integers(0, 40)))
    changed = (
        text[:start]
        + data.draw(
            st.binary(max_size=20) | st.sampled_from([b"<w:p/>", b"0", b'"', b"999999999999"])
        )
        + text[end:]
    )
    path = tmp_path / "m.docx"
    with zipfile.ZipFile(path, "w") as archive:
        for other, whole in VALID.items():
            archive.writestr(other, changed if other == name else whole)
    whole = path.read_bytes()
    cut = data.draw(st.integers(0, 3 * len(whole)))
    path.write_bytes(whole[:cut] if cut else whole)
    try:
        made = read_docx(path)
    except UnreadableDocument:
        return
    assert all(0 <= b.start <= b.end <= len(made.pages[b.page - 1]) for b in made.blocks)
