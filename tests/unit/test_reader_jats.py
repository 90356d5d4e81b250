"""Reading JATS and other XML."""

import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.jats.jats import read_jats
from labwright.knowledge.readers.typography import clean, lowered, raised

PAPERS = os.environ.get("LABWRIGHT_PAPERS", "")
HEAD = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) v1.2//EN" "JATS-publishing1.dtd">
<article xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:xlink="http://www.w3.org/1999/xlink"
 article-type="research-article">"""
FRONT = """<front><journal-meta><journal-title-group><journal-title>J. Salts</journal-title>
</journal-title-group><issn>1234-5678</issn><publisher><publisher-name>Salt Press</publisher-name>
</publisher></journal-meta><article-meta>
<article-id pub-id-type="pmid">99</article-id><article-id pub-id-type="doi">10.1021/ABC.1</article-id>
<title-group><article-title>Melting of Li<sub>2</sub>SO<sub>4</sub></article-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Kim</surname><given-names>Min
 A.</given-names></name></contrib>
<contrib contrib-type="editor"><name><surname>Not</surname><given-names>Me</given-names></name></contrib>
<contrib contrib-type="author"><collab>Salt Team</collab></contrib>
<contrib><name name-style="eastern"><surname>山田</surname><given-names>太郎</given-names></name></contrib>
</contrib-group>
<pub-date pub-type="pmc-release"><year>2021</year></pub-date>
<pub-date pub-type="epub"><day>4</day><month>10</month><year>2019</year></pub-date>
<volume>12</volume><issue>¿ISSUE?</issue><fpage>7</fpage><lpage>9</lpage>
<abstract abstract-type="graphical"><p>A picture.</p></abstract>
<abstract><p>It melts at 10<sup>−3</sup> bar.</p></abstract>
</article-meta></front>"""
BODY = """<body><sec><label>1.</label><title>Results</title>
<p>Ca<sup>2+</sup> and SO<sub>4</sub><sup>2−</sup> in H<sub>2</sub>O, as shown<sup><xref
 ref-type="bibr" rid="r1">1</xref>,<xref ref-type="bibr" rid="r2">2</xref></sup>. The constant
 <inline-formula><alternatives><tex-math><![CDATA[k_{\\mathrm{B}}T]]></tex-math><mml:math><mml:mi>x</mml:mi>
 </mml:math></alternatives></inline-formula> and <inline-formula><mml:math><mml:msup><mml:mi>r</mml:mi>
 <mml:mrow><mml:mo>-</mml:mo><mml:mn>6</mml:mn></mml:mrow></mml:msup></mml:math></inline-formula>
 give <disp-formula><label>(1)</label><tex-math>\\documentclass{minimal}\\begin{document}$$ E = mc^2
 $$\\end{document}</tex-math></disp-formula> for <sup>13</sup>C (see <xref ref-type="fig" rid="f1">Fig.
 1</xref>).<fn><p>A footnote.</p></fn></p>
<sec><title>Deeper</title><list list-type="order"><list-item><p>one</p></list-item>
<list-item><p>two</p></list-item></list></sec>
<table-wrap><label>Table 1</label><caption><title>Rates</title><p>at 300 K.</p></caption><table><thead><tr>
<th rowspan="2">Salt</th><th colspan="2">k</th></tr><tr><th>dry</th><th>wet</th></tr></thead><tbody>
<tr><td rowspan="2">NaCl</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>
<tr><td colspan="3">second group</td></tr><tr><td>KCl</td><td>0</td><td>0</td></tr></tbody></table>
<table-wrap-foot><fn><p>By NMR.</p></fn></table-wrap-foot></table-wrap>
<fig><label>Figure 1</label><caption><p>A furnace.</p></caption><graphic xlink:href="a.tif"/></fig>
</sec></body>"""
BACK = """<back><ack><p>We thank all.</p></ack><ref-list><title>Literature</title>
<ref id="r1"><label>1</label><element-citation><person-group person-group-type="author"><name>
<surname>Lee</surname><given-names>B.</given-names></name></person-group><year>2001</year>
<article-title>On salt</article-title><source>J. Salts</source><volume>3</volume><issue>2</issue>
<fpage>1</fpage><lpage>5</lpage><pub-id pub-id-type="doi">10.1000/XY(1)2</pub-id></element-citation></ref>
<ref id="r2"><label>2</label><mixed-citation>Roe, C. <italic>Salt</italic> <bold>2002</bold>, 7.
 doi:10.1000/roe.7.</mixed-citation></ref></ref-list></back></article>"""
ARTICLE = HEAD + FRONT + BODY + BACK


def read(folder: Path, text: str | bytes, name="a.xml"):
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_jats(path)


@pytest.fixture(scope="module")
def article(tmp_path_factory):
    return read(tmp_path_factory.mktemp("jats"), ARTICLE)


def test_the_front_matter_becomes_metadata(article):
    said = article.metadata
    assert article.title == "Melting of Li2SO4"
    assert said.authors == ("Min A. Kim", "Salt Team", "山田 太郎")
    assert (said.date, said.year, said.doi) == ("2019-10-04", 2019, "10.1021/abc.1")
    assert (said.venue, said.kind, said.abstract) == (
        "J. Salts",
        "article",
        "It melts at 10^−3 bar.",
    )
    assert said.details == {
        "volume": "12",
        "pages": "7–9",
        "issn": "1234-5678",
        "publisher": "Salt Press",
    }


def test_prose_is_what_a_researcher_would_quote(article):
    page = article.pages[0]
    assert (
        "Ca2+ and SO4^2− in H2O, as shown[1,2]. The constant kBT and r^−6 give\n\nE = mc^2" in page
    )
    assert "for 13C (see Fig. 1).\n\nA footnote." in page
    assert "1. one\n2. two" in page
    assert "<" not in page


def test_sections_keep_titles_and_levels(article):
    found = [(s.level, s.title) for s in article.sections]
    assert found == [
        (1, "Abstract"),
        (1, "Abstract"),
        (1, "1. Results"),
        (2, "Deeper"),
        (1, "Acknowledgements"),
        (1, "Literature"),
    ]


def test_a_table_keeps_caption_header_and_what_spans_its_rows(article):
    (table,) = article.of("table")
    assert (table.label, table.caption) == ("Table 1", "Rates at 300 K.")
    assert table.cells == ("Salt", "k dry", "k wet")
    assert [row.cells for row in article.of("row")] == [
        ("NaCl", "1", "2"),
        ("NaCl", "3", "4"),
        ("second group", "", ""),
        ("KCl", "0", "0"),
    ]
    assert "By NMR." in article.pages[0]


def test_formulae_figures_and_references_are_blocks(article):
    (formula,), (figure,) = article.of("formula"), article.of("figure")
    assert (article.text_of(formula), formula.label) == ("E = mc^2", "(1)")
    assert (figure.label, figure.caption) == ("Figure 1", "A furnace.")
    assert [(article.text_of(r), r.doi) for r in article.of("reference")] == [
        (
            "1 B. Lee (2001). On salt. J. Salts 3(2), 1–5. https://doi.org/10.1000/xy(1)2.",
            "10.1000/xy(1)2",
        ),
        ("2 Roe, C. Salt 2002, 7. doi:10.1000/roe.7.", "10.1000/roe.7"),
    ]


@pytest.mark.parametrize(
    ("before", "text", "low", "high"),
    [
        ("H", "2", "H2", "H^2"),
        ("10", "−3", "10_(−3)", "10^−3"),
        ("Li", "1−x", "Li1−x", "Li^(1−x)"),
        ("a", "n+1", "a_(n+1)", "a^(n+1)"),
        ("NH4", "+", "NH4_(+)", "NH4+"),
        ("P2", "1", "P2_1", "P2^1"),
        (" ", "13", " 13", " 13"),
        ("Fe", "III", "FeIII", "Fe^III"),
        ("25 ", "°", "25 °", "25 °"),
        ("x", "i, j", "x_(i, j)", "x^(i, j)"),
    ],
)
def test_subscripts_and_superscripts_read_one_way(before, text, low, high):
    assert (before + lowered(before, text), before + raised(before, text)) == (low, high)


@given(st.text(alphabet="H2Oa−-+0 ().x"), st.text(alphabet="12−+x,", min_size=1))
def test_no_digit_and_no_sign_of_a_script_is_lost(before, text):
    for script in (lowered, raised):
        said = script(before, text)
        assert [c for c in said if c not in "^_()"] == list(text)


def test_what_serves_the_setting_only_is_cleaned_away():
    assert clean("eﬃ\u00adcient poly\u200bmer \U0001d465 cafe\u0301 \u1112\u1161\u11ab") == (
        "efficient polymer x café 한"
    )
    assert clean("日本\n  語は H2O\nです") == "日本語は H2O\nです"


@pytest.mark.parametrize(
    "words", ["リチウムイオン電池の劣化", "리튬 이온 전지의 용량", "Síntesis de ácido fólico"]
)
def test_other_languages_come_out_whole(tmp_path, words):
    page = read(tmp_path, f"{HEAD}<front/><body><p>{words}</p></body></article>").pages[0]
    assert page == words
    declared = (
        f'<?xml version="1.0" encoding="UTF-16"?><article><body><p>{words}</p></body></article>'
    )
    assert read(tmp_path, declared.encode("utf-16")).pages[0] == words


def test_nothing_outside_the_file_is_read_and_nothing_grows(tmp_path):
    (tmp_path / "secret").write_text("SECRET")
    entities = f'<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}"><!ENTITY a "{"lol" * 100}">'
    names = ["a", *(f"a{i}" for i in range(9))]
    grown = (f'<!ENTITY {n} "{f"&{m};" * 10}">' for m, n in pairwise(names))
    entities += "".join(grown)
    text = f"<!DOCTYPE article [{entities}]><article><body><p id='n'>Salt &alpha; &x; &a8;.</p></body></article>"
    page = read(tmp_path, text).pages[0]
    assert "SECRET" not in page
    assert len(page) < 100
    assert page.startswith("Salt")
    assert "α" in page


def test_a_torn_article_is_read_as_far_as_it_goes_and_says_so(tmp_path):
    torn = read(tmp_path, ARTICLE[: ARTICLE.index("<table-wrap>")])
    assert "as shown[1,2]" in torn.pages[0]
    assert any("damaged" in note for note in torn.notes)


def test_other_xml_is_read_for_its_prose_or_refused(tmp_path):
    prose = (
        "<doc><head>On salt</head><par>Salt melts at 801 °C when it is heated for long.</par></doc>"
    )
    found = read(tmp_path, prose)
    assert (found.title, found.sections[0].title) == ("On salt", "On salt")
    assert "read as plain text" in found.notes[0]
    with pytest.raises(UnreadableDocument, match="<mzML>"):
        read(tmp_path, "<mzML><run id='1'><spectrum>1 2 3</spectrum></run></mzML>")
    web = "<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>Salt</h1><p>It melts.</p></body></html>"
    assert read(tmp_path, web).pages[0] == "Salt\n\nIt melts."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 rest", "looks like a PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"just words", "no XML"),
        (b"<article><front/></article>", "no text"),
        (b"\x00\x01\x02\x03binary\x00", "NUL"),
    ],
)
def test_what_is_no_article_is_refused_with_a_reason(tmp_path, data, words):
    with pytest.raises(UnreadableDocument, match=words):
        read(tmp_path, data)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_article_is_read_or_refused(tmp_path, data):
    raw = bytearray(ARTICLE.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=6))
    try:
        found = read(tmp_path, bytes(raw))
    except UnreadableDocument:
        return
    assert all(found.text_of(block).strip() for block in found.blocks)


@pytest.mark.skipif(not PAPERS, reason="needs the folder of papers")
@pytest.mark.parametrize("name", ["bramble", "den2obj", "hyperelastics", "libdlfind", "sesami"])
def test_real_articles_are_read_whole(name):
    found = read_jats(Path(PAPERS) / "jats" / f"{name}.jats.xml")
    assert found.metadata.authors
    assert found.metadata.year > 2020
    assert found.of("reference")
    assert "</" not in found.pages[0]
