"""Presentations: a page a slide, with all that is said on and to it."""

import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.office.pptx import read_pptx

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACES = f'xmlns:a="{A}" xmlns:p="{P}" xmlns:r="{R}" xmlns:c="{C}"'
CHART = f"""<c:chartSpace {SPACES}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Rates</a:t></a:r></a:p>
</c:rich></c:tx></c:title><c:plotArea><c:barChart>
<c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>cat. 1</c:v></c:pt></c:strCache></c:strRef></c:tx>
<c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>300 K</c:v></c:pt><c:pt idx="1"><c:v>310 K</c:v></c:pt></c:strCache></c:strRef></c:cat>
<c:val><c:numRef><c:numCache><c:formatCode>0.00</c:formatCode><c:pt idx="0"><c:v>4.4000000000000004</c:v></c:pt><c:pt idx="1"><c:v>5</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>
<c:ser><c:tx><c:v>cat. 2</c:v></c:tx>
<c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>300 K</c:v></c:pt><c:pt idx="1"><c:v>310 K</c:v></c:pt></c:strCache></c:strRef></c:cat>
<c:val><c:numRef><c:numCache><c:pt idx="1"><c:v>7</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>
</c:barChart></c:plotArea></c:chart></c:chartSpace>"""


def run(text, baseline=0):
    return f'<a:r><a:rPr baseline="{baseline}"/><a:t>{text}</a:t></a:r>'


def lines(*paragraphs):
    made = "".join(f"<a:p>{p if p.startswith('<') else run(p)}</a:p>" for p in paragraphs)
    return f"<p:txBody>{made}</p:txBody>"


def shape(*paragraphs, place=None):
    holder = "" if place is None else f'<p:ph type="{place}"/>'
    return f"<p:sp><p:nvSpPr><p:cNvPr/><p:cNvSpPr/><p:nvPr>{holder}</p:nvPr></p:nvSpPr>{lines(*paragraphs)}</p:sp>"


def frame(graphic):
    return f"<p:graphicFrame><p:nvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr><a:graphic>{graphic}</a:graphic></p:graphicFrame>"


def cell(text, props=""):
    return f"<a:tc {props}>{lines(text).replace('p:txBody', 'a:txBody')}</a:tc>"


def table(*rows, headed="1"):
    made = "".join(f"<a:tr>{''.join(row)}</a:tr>" for row in rows)
    return frame(f'<a:tbl><a:tblPr firstRow="{headed}"/>{made}</a:tbl>')


def slide(*shapes, props=""):
    return (
        f"<p:sld {SPACES} {props}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:sld>"
    )


def relations(**targets):
    made = "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{to}"/>'
        for key, (kind, to) in targets.items()
    )
    return f'<Relationships xmlns="{RELATIONS}">{made}</Relationships>'


def package(slides, notes):
    listed = "".join(f'<p:sldId id="{n}" r:id="s{n}"/>' for n in range(len(slides)))
    parts = {
        "_rels/.rels": relations(m=("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {SPACES}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(**{f"s{n}": ("slide", f"slides/slide{9 - n}.xml") for n in range(len(slides))}),
        "ppt/charts/chart1.xml": CHART,
    }  # fmt: skip
    for n, text in enumerate(slides):
        parts[f"ppt/slides/slide{9 - n}.xml"] = text
        spoken = {"n": ("notesSlide", f"../notesSlides/n{n}.xml")} if n in notes else {}
        parts[f"ppt/slides/_rels/slide{9 - n}.xml.rels"] = relations(
            c=("chart", "../charts/chart1.xml"), **spoken
        )
    for n, text in notes.items():
        inner = shape("7", place="sldNum") + shape(text, place="body")
        parts[f"ppt/notesSlides/n{n}.xml"] = (
            f"<p:notes {SPACES}><p:cSld><p:spTree>{inner}</p:spTree></p:cSld></p:notes>"
        )
    return parts


@pytest.fixture
def read(tmp_path):
    def made(*slides, notes=None):
        path = tmp_path / "talk.pptx"
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in package(slides, notes or {}).items():
                archive.writestr(name, text)
        return read_pptx(path)

    return made


def test_each_slide_is_a_page_in_the_order_of_the_talk_with_its_title_as_section(read):
    made = read(
        slide(shape("Batteries", place="ctrTitle"), shape("A talk", place="subTitle")),
        slide(
            shape("LiFePO", place="body"), shape("Why", place="title"), shape("3", place="sldNum")
        ),
    )
    assert made.labels == ("slide 1", "slide 2")
    assert made.pages == ("Batteries\n\nA talk", "Why\n\nLiFePO")
    assert [(s.title, s.page) for s in made.sections] == [("Batteries", 1), ("Why", 2)]
    assert (made.title, made.metadata.kind) == ("Batteries", "slides")


def test_notes_of_the_speaker_stand_under_a_heading_of_their_own(read):
    made = read(slide(shape("Why", place="title")), notes={0: "Say it slowly."})
    assert made.pages[0] == "Why\n\nNotes\n\nSay it slowly."
    assert [(s.title, s.level) for s in made.sections] == [("Why", 1), ("Notes", 2)]


def test_slides_without_text_keep_the_count_of_the_others(read):
    made = read(
        slide(shape("One", place="title")), slide(), slide(shape("No title here"), props='show="0"')
    )
    assert made.labels == ("slide 1", "slide 3")
    assert made.sections[1].title == "Slide 3"
    assert made.notes == ("no text on slide 2", "slide 3 is hidden")


def test_raised_and_lowered_letters_and_groups_are_read(read):
    inner = shape(
        run("H") + run("2", -25000) + run("O at 10") + run("−3", 30000) + "<a:br/>" + run("M")
    )
    made = read(slide(shape("T", place="title"), f"<p:grpSp>{inner}</p:grpSp>"))
    assert made.pages[0] == "T\n\nH2O at 10^−3 M"


def test_tables_keep_their_header_and_spread_merged_cells(read):
    made = read(
        slide(
            shape("T", place="title"),
            table(
                [cell("Cell"), cell("mAh/g", 'gridSpan="2"'), cell("", 'hMerge="1"')],
                [cell("A", 'rowSpan="2"'), cell("165"), cell("140")],
                [cell("", 'vMerge="1"'), cell("163"), cell("138")],
            ),
        )
    )
    assert made.of("table")[0].cells == ("Cell", "mAh/g", "mAh/g")
    assert [row.cells for row in made.of("row")] == [("A", "165", "140"), ("A", "163", "138")]


def test_charts_give_the_numbers_behind_them(read):
    made = read(slide(shape("T", place="title"), frame('<c:chart r:id="c"/>')))
    chart = made.of("table")[0]
    assert (chart.caption, chart.cells) == ("Rates", ("", "cat. 1", "cat. 2"))
    assert [row.cells for row in made.of("row")] == [("300 K", "4.40", ""), ("310 K", "5.00", "7")]


def test_a_presentation_of_pictures_is_refused(read):
    with pytest.raises(UnreadableDocument, match="no text"):
        read(slide(), slide())


VALID = package(
    [
        slide(
            shape("T", place="title"),
            table([cell("a"), cell("b", 'gridSpan="2"')], [cell("1")]),
            frame('<c:chart r:id="c"/>'),
        )
    ],
    {0: "spoken"},
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_change_to_a_valid_file_gives_another_error(tmp_path, data):
    name = data.draw(st.sampled_from(sorted(VALID)))
    text = VALID[name].encode()
    start = data.draw(st.integers(0, len(text)))
    end = min(len(text), start + data.draw(st.integers(0, 40)))
    new = data.draw(
        st.binary(max_size=20) | st.sampled_from([b"<a:p/>", b"0", b'"', b"999999999999"])
    )
    path = tmp_path / "m.pptx"
    with zipfile.ZipFile(path, "w") as archive:
        for other, whole in VALID.items():
            archive.writestr(other, text[:start] + new + text[end:] if other == name else whole)
    try:
        made = read_pptx(path)
    except UnreadableDocument:
        return
    assert all(0 <= b.start <= b.end <= len(made.pages[b.page - 1]) for b in made.blocks)
