"""Bibliographies: every entry reads as it would be cited, and a broken one harms no other."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.bibliography.bibliographies import read_bibtex, read_ris

PAPERS = os.environ.get("LABWRIGHT_PAPERS", "")
ENTRIES = r"""% made by hand
@string{jacs = "J. Am. Chem. Soc."}
@article{muller2020,
  author = {M{\"u}ller, J{\"u}rgen and van der Waals, J. D. and {Materials Team} and others},
  title = "On {LiFePO}$_4$ at 10$^{-3}$ bar: 50% yield",
  journal = jacs, year = 2020, month = mar, volume = 142, number = {3}, pages = {45--67},
  doi = {https://doi.org/10.1021/JACS.0c1}, abstract = {We made H$_2$O.},
}
@book{knuth, author = "Donald E. Knuth", title = {The Art of Computer Programming}, publisher = {AW}, year = 1968}
"""
RIS = """TY  - JOUR
AU  - Müller, Jürgen
AU  - Smith, John, Jr.
TI  - A title
 that goes on
JO  - J. Chem.
PY  - 2020/05/01/
VL  - 12
IS  - 3
SP  - 45
EP  - 67
DO  - https://doi.org/10.1021/ABC.1
DO  - 10.1021/other
AB  - Some abstract.
KW  - a
KW  - b
ER  -

TY  - BOOK
A1  - Knuth, D.
T1  - TAOCP
Y1  - 1968
"""


@pytest.fixture
def bib(tmp_path):
    def made(text, name="refs.bib"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return (read_ris if name.endswith(".ris") else read_bibtex)(path)

    return made


def test_an_entry_reads_like_a_citation_and_keeps_all_its_fields(bib):
    made = bib(ENTRIES)
    first, second = made.of("record")
    assert made.text_of(first) == (
        "Jürgen Müller, J. D. van der Waals, Materials Team, et al. (2020). "
        "On LiFePO4 at 10^−3 bar: 50% yield. J. Am. Chem. Soc., 142(3), 45–67. "
        "https://doi.org/10.1021/jacs.0c1"
    )
    assert made.text_of(second) == "Donald E. Knuth (1968). The Art of Computer Programming. AW."
    assert (first.label, first.doi) == ("muller2020", "10.1021/jacs.0c1")
    assert first.fields == {
        "key": "muller2020", "type": "article", "month": "March", "year": "2020", "volume": "142", "number": "3",
        "author": "Jürgen Müller and J. D. van der Waals and Materials Team and others",
        "title": "On LiFePO4 at 10^−3 bar: 50% yield", "journal": "J. Am. Chem. Soc.",
        "pages": "45–67", "doi": "10.1021/jacs.0c1", "abstract": "We made H2O.",
    }  # fmt: skip
    assert made.pages[0].split("\n\n")[1] == "We made H2O."
    assert made.notes == ("2 entries",)


def test_a_broken_entry_is_noted_and_harms_no_other(bib):
    made = bib(
        "@article{a, title={One {open}, year=2001\n@article{b, title={Two}, year 2002}\n@article{c, title={Three}}\n"
    )
    assert [block.label for block in made.of("record")][-1] == "c"
    assert "Three." in made.pages[0]
    assert "One {open}, year=2001" in made.pages[0]  # kept as it stands
    assert "line 1" in made.notes[1]
    assert "“b” in line 2" in made.notes[1]


def test_abbreviations_that_nobody_defines_stand_for_themselves(bib):
    assert (
        bib("@article{a, title={T}, journal = prl # { B}}").of("record")[0].fields["journal"]
        == "prl B"
    )


def test_repeated_entries_are_read_once_and_doubtful_ones_noted(bib):
    one, other = "@misc{a, title={T}, doi={10.1000/x}}\n", "@misc{b, title={U}, doi={10.1000/X}}\n"
    made = bib(one + one + other)
    assert [block.label for block in made.of("record")] == ["a", "b"]
    assert made.notes == (
        "2 entries",
        "twice: “a” in line 2 and “a” in 1 have all in common; “b” in line 3 and “a” in 1 have the DOI in common",
    )


def test_ris_is_read_the_same_way(bib):
    made = bib(RIS, "refs.ris")
    first, second = made.of("record")
    assert made.text_of(first) == (
        "Jürgen Müller, John Smith Jr. (2020). A title that goes on. J. Chem., 12(3), 45–67. https://doi.org/10.1021/abc.1"
    )
    assert made.text_of(second) == "D. Knuth (1968). TAOCP."
    assert first.fields["keywords"] == "a; b"
    assert first.fields["type"] == "article"
    assert "Some abstract." in made.pages[0]
    assert made.notes == ("2 entries", "broken: in line 19: its end (ER) is missing")


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        (RIS, "refs.bib", "looks like RIS"),
        (ENTRIES, "refs.ris", "looks like BibTeX"),
        ("just words", "refs.bib", "no entry"),
        ("", "refs.ris", "empty"),
        (b"%PDF-1.5", "refs.bib", "looks like a PDF"),
    ],
)
def test_other_files_are_told_for_what_they_are(bib, text, name, told):
    with pytest.raises(UnreadableDocument, match=told):
        bib(text, name)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, len(ENTRIES)), st.integers(0, 60), st.text('@{}"\\$%,=#~ \nab^_é', max_size=12)
)
def test_no_change_to_a_bibliography_gives_another_error(bib, start, length, new):
    try:
        made = bib(ENTRIES[:start] + new + ENTRIES[start + length :])
    except UnreadableDocument:
        return
    assert all(0 <= b.start < b.end <= len(made.pages[b.page - 1]) for b in made.blocks)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, len(RIS)), st.integers(0, 60), st.text("TYERAUZ9 -\n;/é\x1d\u2028", max_size=12)
)
def test_no_change_to_ris_gives_another_error(bib, start, length, new):
    try:
        made = bib(RIS[:start] + new + RIS[start + length :], "refs.ris")
    except UnreadableDocument:
        return
    assert all(0 <= b.start < b.end <= len(made.pages[b.page - 1]) for b in made.blocks)


@pytest.mark.skipif(not PAPERS, reason="needs the folder of papers in LABWRIGHT_PAPERS")
def test_every_entry_of_a_real_bibliography_is_read():
    path = Path(PAPERS) / "tex" / "livecoms_basic_training.bib"
    keys = [
        line.partition("{")[2].strip(" ,\n")
        for line in path.read_text().splitlines()
        if line.startswith("@")
    ]
    assert [block.label for block in read_bibtex(path).of("record")] == keys
