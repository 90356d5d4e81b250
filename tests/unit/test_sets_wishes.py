"""What molecules are filtered by, read from words: to the last word, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.Chem.Descriptors import MolWt
from rdkit.Chem.rdMolDescriptors import CalcNumRings

from labwright.core.errors import BadArgument
from labwright.tools.sets.columns import chosen_keys, named_properties
from labwright.tools.sets.wishes import read_wish


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("MW < 500", "average molecular mass < 500"),
        ("molecular weight of at most 350 g/mol", "average molecular mass ≤ 350"),
        ("MW over 0.4 kg/mol", "400 < average molecular mass"),
        ("containing F/C=C/F", "contains F/C=C/F"),
        ("mass between 0.2 and 0.5 kDa", "200 ≤ average molecular mass ≤ 500"),
        ("250 < MW <= 500", "250 < average molecular mass ≤ 500"),
        ("MW above 200 and below 500", "200 < average molecular mass < 500"),
        ("logP 1-3", "1 ≤ logP (Crippen) ≤ 3"),
        ("logP from -1.5 to 2", "-1.5 ≤ logP (Crippen) ≤ 2"),
        ("logP ≤ −0.5", "logP (Crippen) ≤ -0.5"),
        ("fsp3 over 40%", "0.4 < fraction of sp3 carbons"),
        ("TPSA up to 140 Å2", "TPSA ≤ 140"),
        ("at most 5 donors", "hydrogen-bond donors ≤ 5"),
        ("5 or fewer H-bond donors", "hydrogen-bond donors ≤ 5"),
        ("TPSA 90 or less", "TPSA ≤ 90"),
        ("fewer than 3 rings", "rings < 3"),
        ("exactly 2 aromatic rings", "aromatic rings = 2"),
        ("2 rings", "rings = 2"),
        ("1 to 3 rings", "1 ≤ rings ≤ 3"),
        ("no rings", "rings < 1"),
        ("with a nitro group", "contains nitro"),
        ("no nitro groups", "not (contains nitro)"),
        ("without esters, amides or nitriles",
         "not (contains ester) and not (contains amide) and not (contains nitrile)"),
        ("esters or amides", "contains ester or contains amide"),
        ("containing pyridine", "contains pyridine"),
        ("SMARTS c1ccncc1", "contains c1ccncc1"),
        ("matching [#6]-C(=O)[OX2H1], TPSA 40-90", "contains [#6]-C(=O)[OX2H1] and 40 ≤ TPSA ≤ 90"),
        ("pass Lipinski and Veber", "passes Lipinski's rule of five and passes Veber's rules"),
        ("obey the rule of 5", "passes Lipinski's rule of five"),
        ("fail Lipinski", "not (passes Lipinski's rule of five)"),
        ("do not violate Lipinski", "passes Lipinski's rule of five"),
        ("exclude PAINS", "PAINS alerts < 1"),
        ("remove molecules with MW > 500", "average molecular mass ≤ 500"),
        ("remove those with nitro groups or MW > 500",
         "not (contains nitro) and average molecular mass ≤ 500"),
        ("remove those without an ester", "contains ester"),
        ("keep MW < 500 and exclude nitro compounds",
         "average molecular mass < 500 and not (contains nitro)"),
        ("no esters and at least 1 ring", "not (contains ester) and 1 ≤ rings"),
        ("Filter big_logp.csv to keep molecules with MW < 500, 5 or fewer donors and no ketone",
         "average molecular mass < 500 and hydrogen-bond donors ≤ 5 and not (contains ketone)"),
    ],
)  # fmt: skip
def test_wishes_are_read_as_people_mean_them(text, read):
    assert read_wish(text).text == read


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nothing"),
        ("all molecules in the file", "nothing"),
        ("MW 500", "not complete"),  # above or below?
        ("MW below", "not complete"),
        ("below 500", "not complete"),
        ("containing blorbium", "blorbium"),
        ("MW < 500 and pretty", "pretty"),
        ("logP < 3 and 7", "not complete"),
        ("logP < 3 and > 5 and > 6", "Two lower"),
        ("logP between 5 and 1", "no range"),
        ("esters and MW < 300 or amides", "mixed"),
        ("remove molecules with MW over 500 and logP above 5", "not clear"),
        ("Exclude PAINS, MW below 500", "not clear"),
        ("InChIKey < 3", "no number"),
        ("QED over 50%", "without %"),
        ("MW < 5 nonsense", "nonsense"),
    ],
)
def test_what_is_not_understood_is_refused_and_named(text, says):
    with pytest.raises(BadArgument, match=says):
        read_wish(text)


def test_a_pattern_beside_the_words_counts_once():
    assert read_wish("compounds with an ester", "ester").text == "contains ester"
    assert read_wish("no pyridine", "pyridine").text == "not (contains pyridine)"
    both = "average molecular mass < 300 and contains pyridine"
    assert read_wish("MW < 300", "pyridine").text == both
    with pytest.raises(BadArgument, match="blorb"):
        read_wish("MW < 300", "blorb")


MOLECULES = ["CCO", "c1ccccc1", "CC(=O)Oc1ccccc1C(=O)O", "C1CC1", "CCCCCCCCCC", "c1ccc2ccccc2c1"]
LIMITS = st.floats(0, 400, allow_nan=False).map(lambda v: round(v, 2))


@given(low=LIMITS, high=LIMITS, rings=st.integers(0, 4))
def test_conditions_hold_exactly_where_the_numbers_do(low, high, rings):
    low, high = sorted((low, high))
    sieve = read_wish(f"mass over {low} and at most {high}, and no more than {rings} rings")
    for smiles in MOLECULES:
        mol = Chem.MolFromSmiles(smiles)
        wanted = low < MolWt(mol) <= high and CalcNumRings(mol) <= rings
        assert all(c.holds(mol)[0] for c in sieve.conditions) == wanted


@given(value=LIMITS)
def test_a_removal_keeps_what_keeping_would_lose(value):
    keep, remove = read_wish(f"keep MW > {value}"), read_wish(f"remove MW > {value}")
    for smiles in MOLECULES:
        mol = Chem.MolFromSmiles(smiles)
        assert keep.conditions[0].holds(mol)[0] != remove.conditions[0].holds(mol)[0]


# Which properties a question names


@pytest.mark.parametrize(
    ("text", "keys"),
    [("logP and TPSA", ("logp", "tpsa")), ("molecular weight, H-bond donors", ("average_mass", "hbd")),
     ("logp,qed", ("logp", "qed")), ("exact mass", ("monoisotopic_mass",)),
     ("number of rotatable bonds", ("rotatable_bonds",)), ("InChIKeys", ("inchikey",)),
     ("compute QED for my_logp.csv", ("qed",)), ("logP of data/tpsa/set.smi", ("logp",))],
)  # fmt: skip
def test_properties_are_found_in_words_and_not_in_names_of_files(text, keys):
    assert chosen_keys(text) == keys


def test_nothing_said_means_the_usual_and_nonsense_is_refused():
    assert "average_mass" in chosen_keys("")
    assert chosen_keys("descriptors please") == chosen_keys("")
    with pytest.raises(BadArgument, match="boiling"):
        chosen_keys("boiling points")


def test_words_are_whole_words():
    assert named_properties("grings and logPx and masses of it") == []
