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


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("LiNi₀.₈Co₀.₁Mn₀.₁O₂", "LiMn0.1Co0.1Ni0.8O2"),
        ("CsPbI3−xBrx", "CsPbI3-xBrx"),
        ("CuSO4 · 5H2O", "CuSO4·5H2O"),
        ("Li2Fe2P2O8", "LiFePO4"),
        ("Ca(OH)2", "CaH2O2"),
        ("CH3CN", "C2H3N"),
        ("La0.6Sr0.4CoO3−δ", "La0.6Sr0.4CoO3-δ"),
        ("Na$_2$SO$_4$", "Na2SO4"),
    ],
)
def test_one_composition_has_one_key_however_it_is_written(written, key):
    text = f"Samples of {written} were made."
    (mention,) = mentions(Document(title="T", pages=(text,)), known_names(), systematic=None)
    assert (mention.text, mention.formula) == (written, key)


@pytest.mark.parametrize(
    "word",
    "IC50 PC12 HSP90 KIF3B P2Y12 BRCA1 VPS4 UCP2 U2OS NaV1.7 Pna21 P21/c B3LYP C2v H3K27 NaN As In I "
    "He No PO NMR SCF DNA BaF3 CB1 NF1 Fe(III) Co2+ PF6− TmPyPB W8I KHz CO".split(),
)
def test_genes_cells_space_groups_and_ions_are_no_formulae(word):
    assert found(f"We used {word} here; Smith {word}, Jones A.", "formula") == []


def test_systematic_names_of_a_document_are_asked_for_once():
    asked = []

    def systematic(names):
        asked.append(list(names))
        return {"4-bromo-2-ethylanisole": "CCc1cc(Br)ccc1OC"}

    pages = (
        "We made 4-bromo-2-\nethylanisole and",
        "4-bromo-2-ethylanisole (7b); compound 7b melts.",
    )
    made = mentions(Document(title="T", pages=pages), known_names(), systematic)
    assert len(asked) == 1
    assert not any("\n" in name for name in asked[0])
    assert [m.text for m in made if m.smiles == "CCc1cc(Br)ccc1OC"] == [
        "4-bromo-2-ethylanisole", "7b", "7b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Professor Stein, Dr. Barone and Ms. Valentine control the machine online.",
        "The benzene ring, a pyridine derivative and water-soluble parts of pyrazole 39.",
        "Iron oxide and tin oxide may be several compounds; carbonate and phosphate are ions.",
        "The waist circumference (WC) was low. Smith WC, Jones BN and Kern HF wrote it.",
    ],
)
def test_names_are_not_seen_where_no_single_compound_is_meant(text):
    made = mentions(Document(title="T", pages=(text,)), known_names(), systematic=None)
    assert [m.text for m in made if m.confidence >= 0.8] == []


def test_korean_names_stand_before_their_small_words():
    assert found("카페인은 아세톤에 녹는다.") == [
        ("카페인", "Cn1c(=O)c2c(ncn2C)n(C)c1=O"), ("아세톤", "CC(C)=O"),
    ]  # fmt: skip


def test_a_bare_number_in_brackets_is_a_citation_unless_the_document_says_otherwise():
    assert found("Aspirin (5) was bought. See also (5).", "label") == []
    assert [words for words, _ in found("Aspirin (5) was made. Compound 5 melted.", "label")] == [
        "5",
        "5",
    ]
    assert found("Aspirin (3a) was made. See Figure 3a and Table 3a.", "label")[1:] == []


def test_inchi_and_its_key_are_found_without_the_full_stop():
    text = "It is InChI=1S/CH4/h1H4. Its key is RYYVLZVUVIJVGH-UHFFFAOYSA-N."
    assert [words for words, _ in found(text)] == [
        "InChI=1S/CH4/h1H4",
        "RYYVLZVUVIJVGH-UHFFFAOYSA-N",
    ]
