"""Sentences, line numbers, queries, ranking, figures and readers."""

import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labwright.core.errors import MissingFile, UnreadableDocument
from labwright.knowledge.figures import figure_for, read_figures
from labwright.knowledge.fusion import fuse
from labwright.knowledge.lexical import content_words, lexical_query
from labwright.knowledge.readers.pdf.line_numbers import strip_line_numbers
from labwright.knowledge.readers.registry import find_files, read_document
from labwright.knowledge.selection import stem
from labwright.knowledge.sentences import sentence_spans

PDFS = sorted((Path(__file__).parents[2] / "examples" / "documents").glob("*.pdf"))
PROSE = st.text(alphabet="abAB ab.。!?\n|-#1 2)(가다“”\"'\t")


def sentences(text):
    return [text[a:b] for a, b in sentence_spans(text)]


# Sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It melts. It boils.", ["It melts.", "It boils."]),
        ("See Fig. 3 for it. Done.", ["See Fig. 3 for it.", "Done."]),
        ("Ref. 12 and Smith et al. Found it.", ["Ref. 12 and Smith et al. Found it."]),
        ("At ca. 25 °C (cf. Table 2) it fell.", ["At ca. 25 °C (cf. Table 2) it fell."]),
        ("G. N. Lewis wrote it. So it is.", ["G. N. Lewis wrote it.", "So it is."]),
        ("A gap of 3.2 eV. Wide.", ["A gap of 3.2 eV.", "Wide."]),
        ("Is it? Yes! Good.", ["Is it?", "Yes!", "Good."]),
        ("녹는점은 135 °C이다. 물에 녹는다.", ["녹는점은 135 °C이다.", "물에 녹는다."]),
        ("它溶于水。它沸腾。", ["它溶于水。", "它沸腾。"]),
        (
            "It was stable.[1, 2] Then it was not.[3–5]",
            ["It was stable.[1, 2]", "Then it was not.[3–5]"],
        ),
        ("As in ref. [4] it holds.", ["As in ref. [4] it holds."]),
        ("“It fell.” He left.", ["“It fell.”", "He left."]),
        ("# Title\n\nBody text.", ["# Title", "Body text."]),
        ("| a | 1 |\n|---|---|\n| b | 2 |", ["| a | 1 |", "|---|---|", "| b | 2 |"]),
        ("List:\n- one\n- two", ["List:", "- one", "- two"]),
        ("one line\nand the next.", ["one line\nand the next."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences_of_scientific_prose(text, expected):
    assert sentences(text) == expected


@given(PROSE)
def test_sentences_are_ordered_apart_stripped_and_lose_nothing(text):
    spans = sentence_spans(text)
    flat = [place for span in spans for place in span]
    assert flat == sorted(flat)
    for start, end in spans:
        assert start < end
        assert text[start:end] == text[start:end].strip()
    assert re.sub(r"\s", "", "".join(sentences(text))) == re.sub(r"\s", "", text)


# Line numbers


@pytest.mark.parametrize("template", ["some words {}", "{} some words"])
def test_line_numbers_at_either_end_are_removed(template):
    page = "\n".join(template.format(n) for n in range(95, 125))
    assert {line.strip() for line in strip_line_numbers(page).split("\n")} == {"some words"}


def test_a_figure_outside_the_run_stays():
    lines = [f"some words {n}" for n in range(10, 30)]
    lines[7] = "heated to 450"
    assert "heated to 450" in strip_line_numbers("\n".join(lines))


@pytest.mark.parametrize(
    "page",
    ["", "heated to 450\nfor 12\nhours", "\n".join(f"value {n}" for n in (9, 3, 7, 1, 8, 2, 6, 4)),
     "\n".join("no number here" for _ in range(20))],
)  # fmt: skip
def test_a_page_without_line_numbers_stays_as_it_is(page):
    assert strip_line_numbers(page) == page


@given(st.text(alphabet="ab .\n"))
def test_a_page_without_digits_stays_as_it_is(page):
    assert strip_line_numbers(page) == page


# Queries


@pytest.fixture(scope="module")
def lexical():
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize='porter unicode61')")
    database.execute("INSERT INTO t VALUES ('aspirin melts near 135 degrees')")
    yield database
    database.close()


@pytest.mark.parametrize(
    "question",
    ['aspirin AND NOT "melts"', "aspirin* OR (text:", "NEAR(aspirin, 2)", '"aspirin', "aspirin -x",
     "{aspirin}^ + :", "text:aspirin", "'; DROP TABLE t; -- aspirin"],
)  # fmt: skip
def test_operators_in_a_question_are_harmless(lexical, question):
    query = lexical_query(question)
    assert lexical.execute("SELECT count(*) FROM t WHERE t MATCH ?", (query,)).fetchone() == (1,)


@given(st.text())
def test_any_question_gives_a_query_that_sqlite_accepts(question):
    query = lexical_query(question)
    if query:
        database = sqlite3.connect(":memory:")
        database.execute("CREATE VIRTUAL TABLE t USING fts5(text, grams)")
        database.execute("SELECT 1 FROM t WHERE t MATCH ?", (query,)).fetchall()
        database.close()


def test_query_leaves_out_empty_words_unless_there_is_nothing_else():
    assert lexical_query("What is the band gap of TiO2?") == '"band" OR "gap" OR "TiO2"'
    assert lexical_query("what is it") == '"what" OR "is" OR "it"'
    assert lexical_query("?!") == ""
    assert content_words("The gap and 2-MeTHF") == ["gap", "2-MeTHF"]


def test_mixed_rank_follows_the_stated_shares():
    ranked = fuse({1: 2.0, 2: 4.0}, {1: 0.5, 2: 0.0, 3: 1.0}, {1: 1.0}, highest=8.0)
    # 0.58 of the lexical score relative to the highest, 0.29 of the cosine, 0.13 of the pairs
    assert [(item.id, pytest.approx(item.score)) for item in ranked] == [
        (1, 0.145 + 0.145 + 0.13), (2, 0.29), (3, 0.29)]  # fmt: skip
    assert fuse({}, {}) == []


def test_words_decide_where_they_fit_and_meaning_where_they_do_not():
    cosine = {1: 0.3, 2: 0.6}
    assert fuse({1: 9.0}, cosine, highest=10.0)[0].id == 1
    assert fuse({1: 1.0}, cosine, highest=10.0)[0].id == 2


@given(st.dictionaries(st.integers(0, 50), st.tuples(st.floats(0, 50), st.floats(-1, 1))))
def test_mixed_scores_lie_between_zero_and_one_best_first(scores):
    lexical = {key: pair[0] for key, pair in scores.items() if pair[0]}
    mixed = fuse(lexical, {key: pair[1] for key, pair in scores.items()})
    values = [item.score for item in mixed]
    assert {item.id for item in mixed} == set(scores)
    assert values == sorted(values, reverse=True)
    assert all(0 <= value <= 1 + 1e-9 for value in values)


@pytest.mark.parametrize(
    ("one", "other"),
    [("melting", "melts"), ("Melted", "melting"), ("catalysts", "catalyst")],
)
def test_endings_do_not_keep_words_apart(one, other):
    assert stem(one) == stem(other)


@given(st.text(alphabet="abcdeginst", max_size=12))
def test_a_stem_begins_the_word_and_is_not_empty(word):
    assert word.startswith(stem(word))
    assert len(stem(word)) >= min(3, len(word))


# Figures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("melts at 135 °C", [(135.0, "degC")]),
        ("melts at −95 °C", [(-95.0, "degC")]),
        ("logP of -0.07", [(-0.07, "")]),
        ("1.2 × 10−3 S/cm", [(1.2e-3, "S/cm")]),
        ("gap of 3.2eV", [(3.2, "eV")]),
        ("a yield of 85%", [(85.0, "percent")]),
        ("2-butanol and C9H8O4 and 1,4-dioxane", []),
        ("63.6 Å² and 180.16 g/mol", [(63.6, "angstrom**2"), (180.16, "g/mol")]),
        ("25 mPa s", [(25.0, "mPa*s")]),
    ],
)
def test_figures_of_a_sentence(text, expected):
    assert [(f.value, f.unit) for f in read_figures(text)] == expected


@given(st.floats(-999, 999).map(lambda x: round(x, 2)))
def test_a_written_figure_is_read_back(value):
    text = f"The value is {value:.2f} eV."
    (figure,) = read_figures(text)
    assert (figure.value, figure.unit) == (value, "eV")
    assert text[figure.start :].startswith(figure.text)


def test_the_figure_behind_its_subject_is_taken():
    text = "Aspirin melts at 135 °C, ibuprofen at 75 °C and weighs 206.28 g/mol."
    assert figure_for(text, ["Aspirin"], "degC").value == 135
    assert figure_for(text, ["ibuprofen"], "degC").value == 75
    assert figure_for(text, ["ibuprofen"], "g/mol").value == 206.28
    assert figure_for(text, ["ibuprofen"], "eV") is None


# Readers


def written(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.pdf"])
@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\x89PNG\r\n\x00\x01\xff\xfe", b"\0" * 9])
def test_empty_and_binary_files_are_refused_with_a_remedy(tmp_path, name, data):
    with pytest.raises(UnreadableDocument) as caught:
        read_document(written(tmp_path, name, data))
    assert caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", b"\x0c\x0c"])
def test_a_file_with_a_mark_but_no_text_is_refused(tmp_path, data):
    with pytest.raises(UnreadableDocument):
        read_document(written(tmp_path, "a.txt", data))


def test_text_in_windows_encoding_is_read_and_told(tmp_path):
    read = read_document(written(tmp_path, "a.txt", "Title\r\n135 °C – 5 µm".encode("cp1252")))
    assert read.pages == ("Title\n135 °C – 5 µm",)
    assert read.title == "Title"
    assert "1252" in read.notes[0]


def test_text_in_unicode_keeps_every_character(tmp_path):
    text = "녹는점 135 °C\n−5 Å² \U0001d465"
    read = read_document(written(tmp_path, "a.txt", b"\xef\xbb\xbf" + text.encode()))
    assert read.pages == (text,)
    assert read.notes == ()


def test_a_form_feed_starts_a_page(tmp_path):
    assert read_document(written(tmp_path, "a.txt", b"one\ftwo")).pages == ("one", "two")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The Title\n\ntext", "The Title"),
        ("text\n\n# Later #\n", "Later"),
        ("---\nauthor: me\ntitle: 'Front'\n---\n# Other\n", "Front"),
        ("no heading", "named"),
    ],
)
def test_title_of_markdown(tmp_path, text, title):
    read = read_document(written(tmp_path, "named.md", text.encode()))
    assert (read.title, read.pages) == (title, (text,))


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_example_pdfs_have_pages_title_and_degrees(path):
    read = read_document(path)
    assert len(read.pages) > 1
    assert all(page.strip() for page in read.pages)
    assert "°C" in "".join(read.pages)
    assert read.title
    assert not any(ord(char) < 32 and char != "\n" for char in "".join(read.pages))


def test_there_are_example_pdfs():
    assert PDFS


@pytest.mark.parametrize("data", [b"%PDF-1.4\nbroken", b"not a pdf at all", PDFS[0].read_bytes()[:300]])  # fmt: skip
def test_a_damaged_pdf_is_refused(tmp_path, data):
    with pytest.raises(UnreadableDocument):
        read_document(written(tmp_path, "a.pdf", data))


def test_a_file_of_unknown_kind_or_none_is_refused(tmp_path):
    with pytest.raises(UnreadableDocument, match=r"\.odt.*\.pdf"):
        read_document(written(tmp_path, "a.odt", b"x"))
    for name in ("none.txt", "none.md", "none.pdf"):
        with pytest.raises(MissingFile):
            read_document(tmp_path / name)


def test_files_are_found_in_order_without_hidden_ones(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b.md", "a.TXT", "sub/c.pdf", ".hidden.md", ".git/d.md", "e.odt"):
        (tmp_path / name).touch()
    found = [p.relative_to(tmp_path).as_posix() for p in find_files(tmp_path)]
    assert found == ["a.TXT", "b.md", "sub/c.pdf"]
    assert find_files(tmp_path / "e.odt") == [tmp_path / "e.odt"]
    with pytest.raises(MissingFile):
        find_files(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("The conductivity is 1.5 × 10^−3 S/cm here.", 1.5e-3, "S/cm"),
        ("The conductivity is 1.5 × 10−3 S cm^−1 here.", 1.5e-3, "S/cm"),
        ("Its barrier is 46 kcal mol^−1 in all.", 46.0, "kcal/mol"),
        ("The surface area is 528 m^2/g in all.", 528.0, "m**2/g"),
        ("The density is 1.37 g/cm^3 in all.", 1.37, "g/cm**3"),
    ],
)
def test_raised_numbers_are_read_with_a_caret_too(text, value, unit):
    assert [(f.value, f.unit) for f in read_figures(text)] == [(pytest.approx(value), unit)]
