"""What stands beside a molecule or a figure decides whether it may be used."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labwright.agents.intake.modifiers import left_out, modified
from labwright.core.quantity import unit_registry
from labwright.core.reading import Entity
from labwright.core.units import WRITTEN, as_pint
from labwright.knowledge.figures import figure_for, read_figures
from labwright.knowledge.subject import gives_figure_of


def at(name: str, text: str) -> Entity:
    start = text.index(name)
    return Entity(kind="molecule", text=name, start=start, end=start + len(name), value=name)


@pytest.mark.parametrize(
    ("question", "name", "modifier"),
    [
        ("mass of the sodium salt of ibuprofen", "ibuprofen", "sodium salt"),
        ("mass of aspirin hydrate", "aspirin", "hydrate"),
        ("mass of aspirin monohydrate", "aspirin", "monohydrate"),
        ("logP of the dimer of acetic acid", "acetic acid", "dimer"),
        ("logP of protonated caffeine", "caffeine", "protonated"),
        ("mass of deuterated benzene", "benzene", "deuterated"),
        ("mass of 5 g of aspirin in mol", "aspirin", "5 g"),
        ("Draw the product of aspirin hydrolysis", "aspirin", "product"),
        ("TPSA of phenol anion", "phenol", "anion"),
        ("logP of aspirin and caffeine", "aspirin", ""),
        ("Does aspirin contain an ester?", "aspirin", ""),
        ("solubility of aspirin in water", "aspirin", ""),
        ("How many rings has aspirin at 25 °C?", "aspirin", ""),
        ("logP of aspirin", "aspirin", ""),
    ],
)
def test_words_that_make_another_compound(question, name, modifier):
    assert modified(at(name, question), question).modifier == modifier


@pytest.mark.parametrize("question", ["logP of ibuprofen, not aspirin", "all except aspirin"])
def test_a_molecule_named_to_leave_it_out(question):
    assert left_out(at("aspirin", question), question)


def test_other_molecules_stay():
    question = "logP of ibuprofen, not aspirin"
    assert not left_out(at("ibuprofen", question), question)


def named(*names: str):
    def mentions(text: str):
        for name in names:
            start = text.lower().find(name)
            if start >= 0:
                yield start, start + len(name)

    return mentions


@pytest.mark.parametrize(
    ("sentence", "subject", "right"),
    [
        ("Aspirin melts at 135 °C.", "aspirin", True),
        ("Theophylline has a pKa of 8.8.", "caffeine", False),
        ("Aspirin melts at 135 °C, ibuprofen at 75 °C.", "ibuprofen", True),
        ("Aspirin melts at 135 °C, ibuprofen at 75 °C.", "aspirin", True),
        ("It was freed with dichloromethane, which boils at 40 °C and dissolves caffeine.",
         "caffeine", False),
        ("The solubility of ibuprofen in water is 21 mg/L.", "ibuprofen", True),
        ("It melts at 135 °C.", "aspirin", True),
        ("| ibuprofen | 75 |", "ibuprofen", True),
        ("| aspirin | 135 |", "ibuprofen", False),
        ("Caffeine is bitter.", "caffeine", False),
    ],
)  # fmt: skip
def test_whose_figure_a_sentence_gives(sentence, subject, right):
    mentions = named("aspirin", "ibuprofen", "theophylline", "caffeine", "dichloromethane", "water")
    assert gives_figure_of(sentence, [subject], mentions) == right


def test_a_synonym_is_matched_as_a_word():
    sentence = "Theobromine melts at 357 °C, far above caffeine."
    names = ["caffeine", "theobromine me"]  # a listed synonym of caffeine
    assert not gives_figure_of(sentence, names, named("theobromine"))


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("The logP of caffeine reported in 1998 is −0.07.", -0.07),
        ("The logP of caffeine at pH 7.4 is −0.07.", -0.07),
        ("The logP of caffeine (Table 2) is −0.07.", -0.07),
        ("The logP of caffeine was measured 3 times and is −0.07.", -0.07),
        ("The logP of caffeine [4] is −0.07.", -0.07),
        ("The logP of caffeine is −0.07 [4].", -0.07),
        ("The logP of caffeine is lower than 0.5.", None),
        ("The logP of caffeine is −0.07 or −0.1.", None),
    ],
)
def test_years_labels_counts_and_bounds_are_no_values(sentence, value):
    found = figure_for(sentence, ["caffeine", "logP"], "")
    assert (found.value if found else None) == value


def test_thousands_and_ranges_are_read_as_written():
    assert [f.value for f in read_figures("It has 1,234 g/mol at 12,500 K.")] == [1234.0, 12500.0]
    assert [f.value for f in read_figures("from 135 –136 °C")] == [135.0, 136.0]
    assert [f.value for f in read_figures("4,5 eV")] == [4.5]


@given(st.integers(1000, 9_999_999))
def test_a_number_with_thousands_separators_is_read_back(number):
    assert [f.value for f in read_figures(f"It is {number:,} Pa.")] == [float(number)]


@pytest.mark.parametrize("unit", WRITTEN)
def test_every_unit_of_the_table_is_one_that_pint_knows(unit):
    assert unit_registry().Unit(as_pint(unit))
    assert [f.unit for f in read_figures(f"It is 5 {unit}.")] == [as_pint(unit)]
