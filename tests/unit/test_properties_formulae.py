"""Formulae with charges, hydrates, isotopes and printed marks; ours against pymatgen."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labwright.core.errors import BadArgument, LabwrightError, TooLarge
from labwright.tools.chemistry.properties.formula_groups import runs_of
from labwright.tools.chemistry.properties.formulae import hill_order, read_composition


def seen(text, **options):
    read = read_composition(text, **options)
    return read.hill, read.charge


@pytest.mark.parametrize(
    ("written", "hill", "charge"),
    [
        ("NH4+", "H4N", 1),
        ("[Fe(CN)6]4-", "C6FeN6", -4),
        ("[Fe(CN)₆]⁴⁻", "C6FeN6", -4),
        (r"\ce{[Fe(CN)6]^4-}", "C6FeN6", -4),
        (r"\ce{NO2^{1-}}", "NO2", -1),
        ("$SO_4^{2-}$", "O4S", -2),
        ("SO42-", "O4S", -2),
        ("SO4 2-", "O4S", -2),
        ("SO4--", "O4S", -2),
        ("PO4(3-)", "O4P", -3),
        ("Fe+3", "Fe", 3),
        ("Ca2+", "Ca", 2),
        ("Cr2O72-", "Cr2O7", -2),
        ("Hg22+", "Hg2", 2),
        ("I3-", "I3", -1),
        ("S2-", "S", -2),
        ("SiF62-", "F6Si", -2),
        ("C12H25+", "C12H25", 1),
        ("Cu(NH3)42+", "CuH12N4", 2),
        ("C60-", "C60", -1),
        ("CuSO4·5H2O", "CuH10O9S", 0),
        ("CuSO4.5H2O", "CuH10O9S", 0),
        ("CuSO4 . 5 H2O", "CuH10O9S", 0),
        ("KAl(SO4)2*12H2O", "AlH24KO20S2", 0),
        ("Al(H2PO4)3", "AlH6O12P3", 0),
        ("Pb(OAc)2", "C4H6O4Pb", 0),
        ("NaCl(aq)", "ClNa", 0),
        ("CO", "CO", 0),
        ("NO", "NO", 0),
        ("HOCH2CH2OH", "C2H6O2", 0),
    ],
)
def test_formulae_are_read_as_chemists_write_them(written, hill, charge):
    assert seen(written) == (hill, charge)


@pytest.mark.parametrize(
    ("written", "hill"),
    [("aspirin", "C9H8O4"), ("CCO", "C2H6O"), ("C1CCOC1", "C4H8O"), ("CC(C)C", "C4H10"),
     ("THF", "C4H8O"), ("TNT", "C7H5N3O6"), ("Ac2O", "C4H6O3"), ("CCON=O", "C2H5NO2"),
     ("[Na+].[Cl-]", "ClNa"), ("smiles:CO", "CH4O")],
)  # fmt: skip
def test_names_and_smiles_are_molecules(written, hill):
    read = read_composition(written)
    assert read.molecule is not None
    assert read.hill == hill


@pytest.mark.parametrize(
    ("written", "isotope"),
    [("D2O", ("H", 2)), ("[13C]H4", ("C", 13)), ("[13CH4]", ("C", 13)), ("¹³CO₂", ("C", 13)),
     ("^14CH4", ("C", 14)), ("[2H]O[2H]", ("H", 2)), ("CDCl3", ("H", 2))],
)  # fmt: skip
def test_isotopes_are_kept(written, isotope):
    assert isotope in read_composition(written).isotopes


@pytest.mark.parametrize("written", ["O2-", "N3-", "VO2+", "UO2+", "Fe(III)", "CuSO4·xH2O", "PCC",
                                     "Li0.5CoO2", "[99Fe]", "13CO2", "", "PVC", "C(" * 200])  # fmt: skip
def test_what_has_two_readings_or_none_is_refused(written):
    with pytest.raises(BadArgument):
        read_composition(written)


def test_both_readings_are_named():
    with pytest.raises(BadArgument, match=r"O\^2- and O2\^-"):
        read_composition("O2-")


def test_fractions_give_whole_numbers_of_several_formulae():
    read = read_composition("Li0.5CoO2", fractions=True)
    assert (dict(read.counts), read.units) == ({"Li": 1, "Co": 2, "O": 4}, 2)
    assert read_composition("CaSO4·0.5H2O", fractions=True).counts["H"] == 2


def test_a_huge_formula_is_bounded():
    with pytest.raises(TooLarge):
        read_composition("C99999999")


@pytest.mark.parametrize("text", ["(" * 3000, "C" * 5000, "9" * 5000 + "+", "^{" * 900,
                                  "benzene " * 1200])  # fmt: skip
def test_odd_texts_end_soon(text):
    read_composition("H2O")
    started = time.perf_counter()
    with suppress(LabwrightError):
        read_composition(text)
    assert time.perf_counter() - started < 2


symbols = st.sampled_from(["H", "C", "N", "O", "Na", "Cl", "Fe", "Cu", "S", "P", "Al", "K"])
atoms = st.lists(st.tuples(symbols, st.integers(1, 9)), min_size=1, max_size=4)


def text_of(row):
    return "".join(s + (str(n) if n > 1 else "") for s, n in row)


@given(st.lists(st.tuples(atoms, st.integers(1, 5)), min_size=1, max_size=3))
def test_nested_formulae_agree_with_pymatgen(groups):
    from pymatgen.core import Composition

    written = "Mg" + "".join(f"({text_of(row)}){times}" for row, times in groups)
    expected = {str(s): int(n) for s, n in Composition(written).items()}
    assert dict(read_composition(written).counts) == expected


@given(st.lists(st.tuples(atoms, st.integers(1, 5)), min_size=1, max_size=3), st.integers(-4, 4))
def test_rows_of_atoms_sum_up_to_the_formula(groups, charge):
    written = "Mg" + "".join(f"({text_of(row)}){times}" for row, times in groups)
    sign = f"^{{{abs(charge)}{'+' if charge > 0 else '-'}}}" if charge else ""
    read = read_composition(written + sign)
    total = {}
    for run in runs_of(read.formula):
        for symbol, number in run.atoms:
            total[symbol] = total.get(symbol, 0) + number * run.times
    assert total == dict(read.counts)
    assert read.charge == charge


@given(st.dictionaries(symbols, st.integers(1, 30), min_size=1))
def test_the_order_of_hill_reads_back(counts):
    if not {"C", "H"} & set(counts) or len(counts) > 2:
        written = hill_order(counts)
        if any(c.isdigit() for c in written) and "H" in counts:
            assert dict(read_composition(written).counts) == counts
