"""The verifier finds planted faults and lets sound claims pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labwright.agents.verifier import faults
from labwright.core.answer import Claim
from labwright.core.evidence import Call, Evidence
from labwright.core.finding import Finding, Quote, Structure
from labwright.core.quantity import Quantity

ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"
MASS = Evidence(
    id="C1",
    kind="computation",
    finding=Finding(
        statement="The average molecular mass of aspirin is {average_mass}.",
        quantities=(
            # 180.159 g/mol: CRC Handbook of Chemistry and Physics, acetylsalicylic acid
            Quantity(key="average_mass", name="average molecular mass", value=180.159,
                     unit="g/mol", decimals=3),
            Quantity(key="tpsa", name="TPSA", value=63.6, unit="angstrom**2", decimals=2),
            Quantity(key="rings", name="rings", value=1),
        ),
        structures=(Structure(name="aspirin", smiles=ASPIRIN),),
    ),
    call=Call(tool="molecular_mass"),
)  # fmt: skip
QUOTE = Quote(
    text="Aspirin melts at 135 °C and\nshows a logP of −1.19.",
    document="d", source="a.md", page=1, start=0, end=50,
)  # fmt: skip
PASSAGE = Evidence(
    id="P1",
    kind="passage",
    finding=Finding(statement="x", quotes=(QUOTE,)),
    call=Call(tool="search_documents"),
)
WATER = Evidence(
    id="C2",
    kind="computation",
    finding=Finding(
        statement="-",
        quantities=(
            Quantity(key="logp", name="logP", value=-0.82, decimals=2),
            Quantity(key="melting", name="melting point", value=0.0, unit="degC"),
            Quantity(key="tiny", name="conductivity", value=1.2e-4, unit="S/cm"),
        ),
        structures=(Structure(name="2-methylpropan-2-ol", smiles="CC(C)(C)O"),),
    ),
    call=Call(tool="t"),
)


def found(text, *evidence, origin="finding", stands=True):
    claim = Claim(text=text, evidence=tuple(e.id for e in evidence), origin=origin)
    return faults(claim, evidence, lambda quote: stands)


@pytest.mark.parametrize(
    "text",
    [
        "The average molecular mass of aspirin is 180.159 g/mol.",
        "Aspirin weighs 180.16 g/mol.",
        "Aspirin weighs 180.2 g/mol.",
        "Aspirin weighs 180 g/mol.",
        "Aspirin weighs 0.180159 kg/mol.",
        "Aspirin weighs 180.159.",
        "The TPSA of aspirin is 63.60 Å².",
        "aspirin has 1 rings.",
        f"Aspirin is {ASPIRIN}.",
        f"Aspirin ({ASPIRIN}) weighs 180.16 g/mol.",
        "Aspirin is OC(=O)c1ccccc1OC(C)=O.",  # the same molecule, written otherwise
    ],
)
def test_a_sound_claim_passes(text):
    assert found(text, MASS) == []


@pytest.mark.parametrize(
    "text",
    ["The logP is -0.82.", "The logP is −0.8.", "It melts at 0 °C.", "It melts at 273.15 K.",
     "2-methylpropan-2-ol has logP -0.82."],
)  # fmt: skip
def test_signs_units_and_names_with_locants_pass(text):
    assert found(text, WATER) == []


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("wrong number", "Aspirin weighs 181.159 g/mol."),
        ("swapped digits", "Aspirin weighs 180.195 g/mol."),
        ("rounded the wrong way", "Aspirin weighs 180.15 g/mol."),
        ("wrong unit", "Aspirin weighs 180.159 kg/mol."),
        ("unit of another dimension", "Aspirin weighs 180.159 °C."),
        ("unit of another quantity", "The TPSA of aspirin is 180.159 Å²."),
        ("order of magnitude down", "Aspirin weighs 18.0159 g/mol."),
        ("order of magnitude up", "Aspirin weighs 1801.59 g/mol."),
        ("power of ten", "Aspirin weighs 1.80159e3 g/mol."),
        ("wrong sign", "Aspirin weighs -180.159 g/mol."),
        ("wrong sign, typographic", "Aspirin weighs −180.159 g/mol."),
        ("a figure beside a right one", "Aspirin weighs 180.159 g/mol and melts at 135 °C."),
        ("wrong number before a comma", "Aspirin weighs 190, not less."),
        ("wrong number in parentheses", "Aspirin (190 g/mol) is heavy."),
    ],
)
def test_a_planted_wrong_figure_is_found(fault, text):
    assert any("figure" in sentence for sentence in found(text, MASS)), fault


@pytest.mark.parametrize("text", ["The logP is 0.82.", "The logP is -0.84.", "logP -8.2"])
def test_a_lost_sign_is_found(text):
    assert found(text, WATER)


@pytest.mark.parametrize("number", ["1,801.59", "18,015.9"])
def test_a_wrong_figure_with_thousands_separator_is_found(number):
    assert found(f"Aspirin weighs {number} g/mol.", MASS)


@given(st.decimals(min_value=0, max_value=10_000, places=3, allow_nan=False))
def test_only_what_rounds_to_the_value_passes(number):
    passes = found(f"Aspirin weighs {number} g/mol.", MASS) == []
    assert passes == (abs(float(number) - 180.159) <= 0.0005)


@pytest.mark.parametrize("smiles", ["c1ccccc1", "CC(=O)Oc1ccccc1C(=O)N", "CC(=O)C"])
def test_an_unknown_structure_is_found(smiles):
    assert any("structure" in s for s in found(f"Aspirin is {smiles}.", MASS))


def test_no_evidence_is_a_fault():
    assert found("Water is wet.") == ["It cites no evidence."]


def test_a_quote_that_is_not_in_the_source_is_found():
    text = "“Aspirin melts at 135 °C and shows a logP of −1.19.” (a.md, p. 1)"
    assert found(text, PASSAGE, origin="quote") == []
    assert any("a.md" in s for s in found(text, PASSAGE, origin="quote", stands=False))


@pytest.mark.parametrize(
    "text",
    [
        "“Aspirin melts at 136 °C and shows a logP of −1.19.” (a.md, p. 1)",
        "Aspirin melts at 135 °C and shows a logP of −1.19. (a.md, p. 1)",
        "“Aspirin melts.” (a.md, p. 1)",
    ],
)
def test_words_that_are_not_those_of_the_passage_are_found(text):
    assert found(text, PASSAGE, origin="quote")


@pytest.mark.parametrize("text", ["Aspirin melts at 135 °C.", "The logP is −1.19."])
def test_figures_may_rest_on_a_passage(text):
    assert found(text, PASSAGE) == []


@pytest.mark.parametrize("text", ["Aspirin melts at 35 °C.", "Aspirin melts at 135 K.",
                                  "Aspirin melts at 135.5 °C.", "Aspirin melts at 1350 °C."])  # fmt: skip
def test_figures_that_no_passage_holds_are_found(text):
    assert any("figure" in s for s in found(text, PASSAGE))


def test_strange_words_of_a_model_are_found():
    assert found("Aspirin has an average molecular mass of 180.16 g/mol.", MASS,
                 origin="model") == []  # fmt: skip
    assert any("harmless" in s for s in found("Aspirin is harmless.", MASS, origin="model"))


IBUPROFEN = MASS.model_copy(
    update={
        "id": "C9",
        "finding": Finding(
            statement="-",
            quantities=(Quantity(key="average_mass", name="average molecular mass", value=206.285,
                                 unit="g/mol", decimals=3),),
            structures=(Structure(name="ibuprofen", smiles="CC(C)Cc1ccc(cc1)C(C)C(O)=O"),),
        ),
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("The average molecular mass of aspirin is 180.159 g/mol.", True),
        ("The mass of aspirin is 180.159 g/mol and that of ibuprofen 206.285 g/mol.", True),
        ("The average molecular mass of aspirin is 206.285 g/mol.", False),
        ("The mass of ibuprofen is 180.159 g/mol and that of aspirin 206.285 g/mol.", False),
        ("The rings of aspirin are 63.6.", False),
        ("The TPSA of aspirin is 63.6.", True),
    ],
)
def test_a_model_may_not_swap_molecules_or_properties(text, sound):
    claim = Claim(text=text, evidence=("C1", "C9"), origin="model")
    assert (not faults(claim, [MASS, IBUPROFEN], lambda q: True)) == sound
