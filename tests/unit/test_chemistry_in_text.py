"""Compounds that a text names, and what it states of them."""

import json
from pathlib import Path

import pytest
from rdkit import Chem

from labwright.knowledge.chemistry.finding import mentions
from labwright.knowledge.chemistry.records import records
from labwright.knowledge.document import Document
from labwright.knowledge.readers.pages import Pages
from labwright.tools.chemistry.known_names import known_names
from labwright.tools.chemistry.opsin import java_present

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "properties.jsonl")
    .read_text()
    .splitlines()
    if line.strip()
]
SENTENCES = [row for row in ROWS if "text" in row]


def found(text: str, kind: str = "") -> list[tuple[str, str]]:
    document = Document(title="T", pages=(text,))
    return [
        (m.text, m.smiles or m.formula)
        for m in mentions(document, known_names())
        if not kind or m.kind == kind
    ]


def same(smiles: str, other: str) -> bool:
    return Chem.CanonSmiles(smiles) == Chem.CanonSmiles(other)


def test_names_stand_where_they_are_said_to_stand():
    text = "Aspirin and ibuprofen were dissolved in ethanol."
    document = Document(title="T", pages=(text,))
    made = mentions(document, known_names())
    assert [m.text for m in made] == ["Aspirin", "ibuprofen", "ethanol"]
    assert all(text[m.start : m.end] == m.text for m in made)
    assert same(made[2].smiles, "CCO")
    assert made[0].inchikey == "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("The cathode LiFePO₄ is stable.", "LiFePO4"),
        ("We made Al2O3 films.", "Al2O3"),
        ("Particles of TiO2 in water.", "TiO2"),
    ],
)
def test_formulae_are_found_and_reduced(text, formula):
    document = Document(title="T", pages=(text,))
    made = [m for m in mentions(document, known_names()) if m.formula == formula]
    assert made


@pytest.mark.parametrize(
    "text",
    [
        "In this work I used an NMR and an SCF method. He said so.",
        "As shown in Fig. 3, PO and SI are given. No, we did not.",
        "The DFT, MD and QM results of the HF and CI type agree.",
    ],
)
def test_words_are_no_formulae(text):
    assert found(text, "formula") == []


def test_cas_numbers_need_their_check_digit():
    assert found("Caffeine (58-08-2) was bought.", "cas") == [
        ("58-08-2", "Cn1c(=O)c2c(ncn2C)n(C)c1=O")
    ]
    assert found("Lot 58-08-3 was bought.", "cas") == []


def test_structures_in_prose_are_found_and_words_are_not():
    assert found("Its SMILES is CC(=O)Oc1ccccc1C(=O)O.", "smiles")
    assert found("COCO said no. CO is toxic.", "smiles") == []


def test_a_numbered_compound_is_what_the_document_says_it_is():
    text = "We prepared 4-bromoanisole (3a) in one step. Then 3a was heated. Compound 3a melted."
    if not java_present() and not found("4-bromoanisole"):
        pytest.skip("needs a Java runtime for this name")
    labels = [smiles for words, smiles in found(text) if "3a" in words]
    assert labels
    assert all(same(smiles, "COc1ccc(Br)cc1") for smiles in labels)


def test_an_abbreviation_is_what_the_document_says_it_is():
    text = "Ethylene carbonate (EC) was used. The salt dissolved in EC at once."
    meant = [smiles for words, smiles in found(text) if words == "EC"]
    assert meant
    assert all(same(smiles, "O=C1OCCO1") for smiles in meant)


def stated(text: str) -> set[tuple[str, str, object]]:
    document = Document(title="T", pages=(text,))
    made = records(document, mentions(document, known_names()))
    for record in made:
        assert text[record.start : record.end].strip()
        assert record.quote[0] <= record.start < record.end <= record.quote[1]
    return {(r.subject.lower(), r.property, r.value) for r in made}


@pytest.mark.parametrize("row", SENTENCES, ids=lambda row: row["text"][:50])
def test_what_a_sentence_states_and_nothing_else(row):
    wanted = {(r["subject"].lower(), r["property"], r["value"]) for r in row["records"]}
    assert stated(row["text"]) == wanted


def test_the_sentences_hold_traps():
    assert len(SENTENCES) >= 120
    assert sum(not row["records"] for row in SENTENCES) >= 40


def test_rows_of_tables_state_what_their_heads_say():
    pages = Pages()
    pages.table(
        ("Material", "Band gap / eV"), [("TiO2", "3.2"), ("ZnO", "3.37")], "Table 1", "Gaps"
    )
    document = pages.document("T")
    made = records(document, mentions(document, known_names()))
    assert {(r.subject, r.property, r.value, r.unit) for r in made} >= {
        ("TiO2", "band gap", 3.2, made[0].unit), ("ZnO", "band gap", 3.37, made[0].unit),
    }  # fmt: skip
