"""Records of properties: what they hold, how well they are found, and what never becomes one."""

import json
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labwright.knowledge.chemistry.finding import mentions
from labwright.knowledge.chemistry.heads import read_head
from labwright.knowledge.chemistry.mention import Mention
from labwright.knowledge.chemistry.records import records
from labwright.knowledge.chemistry.signs import phrases
from labwright.knowledge.chemistry.systematic import read_systematic
from labwright.knowledge.chemistry.units import dimension, read_unit
from labwright.knowledge.chemistry.values import values
from labwright.knowledge.chemistry.view import read_view
from labwright.knowledge.chemistry.vocabulary import named, properties
from labwright.knowledge.document import Document
from labwright.knowledge.readers.pages import Pages
from labwright.tools.chemistry.known_names import known_names
from labwright.tools.chemistry.opsin import java_present

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "properties.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
EXAMPLES = [
    rule["example"] for part in phrases().values() if isinstance(part, list) for rule in part
]
OPTIONAL = {"high": "value_high", "error": "uncertainty", "comparator": "comparator",
            "conditions": "conditions", "key": "subject_key"}  # fmt: skip
FREE = {"conditions", "key"}


def of(document):
    return records(document, mentions(document, known_names(), systematic=None))


def stated(text):
    return of(Document(title="t", pages=(text,)))


def document_of(case):
    if "text" in case:
        return Document(title="t", pages=(case["text"],))
    pages = Pages()
    pages.table(case["header"], case["rows"], "Table 1", case["caption"])
    return pages.document("t")


def agrees(record, wanted):
    same = all(
        getattr(record, name) == wanted[name] for name in ("subject", "property", "value", "unit")
    )
    absent = {"comparator": "="}
    return same and all(
        getattr(record, field) == wanted.get(name, absent.get(name))
        for name, field in OPTIONAL.items()
        if name in wanted or name not in FREE
    )


def test_precision_and_recall_on_the_written_cases():
    right = Counter()
    for case in CASES:
        left = list(case["records"])
        for record in of(document_of(case)):
            match = next((wanted for wanted in left if agrees(record, wanted)), None)
            right["true" if match else "false"] += 1
            left = [wanted for wanted in left if wanted is not match]
        right["missed"] += len(left)
    assert right["true"] / (right["true"] + right["false"]) >= 0.98, right
    assert right["true"] / (right["true"] + right["missed"]) >= 0.95, right


def test_half_of_the_cases_are_traps_and_some_are_korean():
    sentences = [case for case in CASES if "text" in case]
    traps = [case for case in sentences if not case["records"]]
    korean = [case for case in sentences if any("가" <= sign <= "힣" for sign in case["text"])]
    assert len(sentences) >= 120
    assert len(traps) >= 80
    assert len(korean) >= 15


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_phrase_finds_its_own_example(example):
    assert stated(example), example


def test_a_record_tells_everything_about_its_value():
    text = "At 25 °C, Li7La3Zr2O12 shows an ionic conductivity of (3.0 ± 0.2) × 10−4 S cm−1."
    (record,) = stated(text)
    assert record.subject_key == "Li7La3Zr2O12"
    assert (record.value, record.uncertainty, record.unit) == (3.0e-4, 2e-5, "S/cm")
    assert record.conditions == "At 25 °C"
    assert text[record.start : record.end] == "(3.0 ± 0.2) × 10−4 S cm−1"
    assert text[slice(*record.quote)] == text
    assert 0.5 < record.confidence <= 1


def test_the_key_of_a_name_and_of_its_formula_is_the_same():
    first, second = stated(
        "The density of titanium dioxide is 4.23 g/cm3. TiO2 has a band gap of 3.2 eV."
    )
    assert first.subject_key == second.subject_key == "TiO2"
    (organic,) = stated("The melting point of aspirin is 135 °C.")
    assert organic.subject_key == "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"


def test_doped_and_mixed_materials_have_no_key_of_a_pure_one():
    (doped,) = stated("N-doped TiO2 has a band gap of 2.9 eV.")
    assert (doped.subject, doped.subject_key) == ("N-doped TiO2", "")
    assert not stated("A composite of TiO2 and graphene has a band gap of 2.9 eV.")


def test_latex_is_read_and_quoted_as_it_stands():
    text = r"The band gap of TiO$_2$ is 3.2 eV and LiPF\(_6\) is a salt."
    (record,) = stated(text)
    assert record.subject == "TiO$_2$"
    assert record.subject_key == "TiO2"
    assert text[record.start : record.end] == "3.2 eV"


def test_a_formula_in_a_command_is_quoted_whole():
    text = r"A \( \text{CO}_2 \) conversion of 99% was found."
    (record,) = stated(text)
    assert (record.subject, record.subject_key) == (r"\text{CO}_2", "CO2")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("about 165 mAh g−1", (165.0, None, None, "~", "mA*hour/g")),
        ("101–103 °C", (101.0, 103.0, None, "=", "degC")),
        ("3.905(2) Å", (3.905, None, 0.002, "=", "angstrom")),
        ("> 1,500 m² g⁻¹", (1500.0, None, None, ">", "m**2/g")),
        ("1.2–1.5 × 10−4 S/cm", (1.2e-4, 1.5e-4, None, "=", "S/cm")),
        ("−38 mV", (-38.0, None, None, "=", "mV")),
    ],
)
def test_values_are_read_with_range_error_and_bound(written, wanted):
    (value,) = values(read_view(written).text)
    assert (value.value, value.high, value.error, value.comparator, value.unit) == wanted


def test_a_lost_exponent_is_no_value():
    assert values("5 × 103 m2/g") == []


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("mAh/g", "mA h g−1"), ("W/(m K)", "W m−1 K−1"), ("W/mK", "W/m·K"), ("cm2/Vs", "cm² V⁻¹ s⁻¹"),
        ("M−1 cm−1", "L/(mol cm)"), ("mPa s", "cP"), ("J/(mol K)", "J mol−1 K−1"),
    ],
)  # fmt: skip
def test_units_written_in_two_ways_are_one(written, other):
    first, second = (read_unit(read_view(unit).text) for unit in (written, other))
    assert first is not None
    assert second is not None
    assert dimension(first.name) == dimension(second.name) != ""


def test_units_per_atom_and_per_decade_are_their_own():
    assert dimension("eV/atom") != dimension("eV")
    assert dimension("mV/dec") != dimension("mV")


def test_every_property_has_units_that_are_read_and_a_range():
    for prop in properties():
        assert all(dimension(unit) for unit in prop.units if unit), prop.name
        assert prop.text or prop.lowest < prop.highest, prop.name
    assert len({prop.name for prop in properties()}) == len(properties()) >= 60


@pytest.mark.parametrize(
    "text", ["current density", "conversion factor", "retention time", "densities of states"]
)
def test_words_that_hold_a_property_are_none(text):
    assert not list(named(f"The {text} was 3."))


@pytest.mark.parametrize(
    ("cell", "name", "unit", "factor"),
    [
        ("σ / 10−3 S cm−1", "ionic conductivity", "S/cm", 1e-3),
        ("Capacity at 0.1C (mAh g−1)", "capacity", "mA*hour/g", 1),
        ("mp/°C", "melting point", "degC", 1),
        ("Eg, eV", "band gap", "eV", 1),
        ("BET surface area [m²/g]", "BET surface area", "m**2/g", 1),
    ],
)
def test_heads_of_columns_name_property_and_unit(cell, name, unit, factor):
    head = read_head(cell)
    assert (head.properties[0].name, head.unit, head.factor) == (name, unit, factor)


@pytest.mark.parametrize(
    "cell", ["ΔEg (eV)", "Error (eV)", "log σ", "n", "Year", "σ × 10^3 (S/cm)"]
)
def test_heads_that_mean_something_else_name_no_property(cell):
    assert read_head(cell).properties == ()


def test_a_yield_in_a_table_is_not_that_of_the_catalyst():
    pages = Pages()
    pages.table(("Catalyst", "Yield (%)"), [("FeCl3", "85")])
    pages.table(("Product", "Yield (%)"), [("aspirin", "85")])
    assert [r.subject for r in of(pages.document("t"))] == ["aspirin"]


def test_rows_of_data_are_records_of_their_molecule():
    pages = Pages()
    pages.record({"Name": "ethanol", "Density (g/cm3)": "0.789"}, smiles="CCO")
    (record,) = of(pages.document("t"))
    assert (record.subject, record.subject_key) == ("ethanol", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N")
    assert (record.property, record.value) == ("density", 0.789)


def test_references_and_code_state_nothing():
    pages = Pages()
    pages.reference("Smith, J. The band gap of TiO2 is 3.2 eV. J. Chem. 2019.")
    pages.block("code", "TiO2 has a band gap of 3.2 eV.")
    assert of(pages.document("t")) == ()


def test_records_are_in_the_order_of_the_pages():
    text = "TiO2 has a band gap of 3.2 eV and a density of 4.2 g/cm3."
    made = of(Document(title="t", pages=(text, "Nothing.", text)))
    assert [record.page for record in made] == [1, 1, 3, 3]
    assert [(r.page, r.start) for r in made] == sorted((r.page, r.start) for r in made)


WORDS = st.sampled_from(
    ["TiO2", "ZnO", "aspirin", "band gap", "melting point", "3.2 eV", "135 °C", "101–103 °C", "is", "has a", "of",
     "and", ",", ".", "(", ")", "respectively", "at 25 °C", "in ethanol", "$_2$", "not", "yield", "85%", "**3a**",
     "의", "은", "| ", "\n\n", "10−4", "compound 3a", "×", "±", "[12]", "InChI=1S/", "µ", "\u0130"]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(WORDS, max_size=40), st.text(max_size=30))
def test_no_text_breaks_it_and_every_place_is_right(words, more):
    page = " ".join(words) + more
    document = Document(title="t", pages=(page,))
    page = document.pages[0]
    found = mentions(document, known_names(), systematic=None)
    for mention in found:
        assert page[mention.start : mention.end] == mention.text
    assert all(a.end <= b.start for a, b in pairwise(found))
    for record in records(document, found):
        assert 0 <= record.quote[0] <= record.start < record.end <= record.quote[1] <= len(page)


def test_mentions_of_another_source_will_do():
    text = "Sample 7 has a band gap of 3.2 eV."
    mention = Mention(kind="material", text="Sample 7", page=1, start=0, end=8)
    (record,) = records(Document(title="t", pages=(text,)), [mention])
    assert (record.subject, record.value) == ("Sample 7", 3.2)


def test_without_java_systematic_names_are_left_out(monkeypatch):
    monkeypatch.setattr("labwright.knowledge.chemistry.systematic.java_present", lambda: False)
    assert read_systematic(["4-bromoanisole"]) == {}


def test_systematic_names_keep_to_their_lines():
    names = ["4-bromoanisole", "no such compound", "bad\nname", "trimethylbenzene", "butan-2-ol"]
    read = read_systematic(names)
    if not java_present():
        assert read == {}
        return
    assert read == {"4-bromoanisole": "COc1ccc(Br)cc1", "butan-2-ol": "CCC(C)O"}


@pytest.mark.parametrize(
    "text", ["C=C" * 8_000 + "é", "(" * 20_000, "(SO4)2" * 4_000, "5 " + "m·" * 10_000, "TiO2, ZnO, " * 2_000,
             "poly(" * 5_000, "3.2 eV and " * 100 + "band gap of TiO2", "1," * 10_000],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_hostile_texts_take_no_time(text):
    began = time.process_time()
    stated(text)
    assert time.process_time() - began < 3
