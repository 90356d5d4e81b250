"""Isotope patterns, mass percents, electrons, unsaturation, solubility and likeness."""

from itertools import combinations_with_replacement
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labwright.core.errors import BadArgument, TooLarge
from labwright.tools.chemistry.properties.electrons import degree_of_unsaturation, electron_count
from labwright.tools.chemistry.properties.elemental import elemental_composition
from labwright.tools.chemistry.properties.formula_mass import formula_mass
from labwright.tools.chemistry.properties.formulae import read_composition
from labwright.tools.chemistry.properties.isotopes import isotope_pattern, pattern
from labwright.tools.chemistry.properties.likeness import natural_product_likeness, qed_parts
from labwright.tools.chemistry.properties.rdkit_descriptor import rdkit_descriptor
from labwright.tools.chemistry.properties.solubility import esol_solubility


def value(finding, key):
    found = finding.quantity(key)
    assert found is not None, key
    return found.value


# Isotopes


def enumerated(symbol, number, extra=0.0):
    """All isotopologues one by one, with pymatgen's table of isotopes: mass number to share."""
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    kinds = [
        (a, table.GetAbundanceForIsotope(symbol, a) / 100)
        for a in range(1, 300)
        if table.GetAbundanceForIsotope(symbol, a)
    ]
    found = {}
    for chosen in combinations_with_replacement(kinds, number):
        ways, rest = 1, number
        for kind in set(chosen):
            from math import comb

            ways *= comb(rest, chosen.count(kind))
            rest -= chosen.count(kind)
        mass = sum(a for a, _ in chosen)
        found[mass] = found.get(mass, 0.0) + ways * prod(share for _, share in chosen)
    return found


@pytest.mark.parametrize(
    ("formula", "m_plus_2"),
    # By hand, from 35Cl 75.76 %, 37Cl 24.24 % and 79Br 50.69 %, 81Br 49.31 %, with 13C ignored.
    [("CCl4", 100 * 4 * 0.2424 / 0.7576), ("CH2Br2", 100 * 2 * 0.4931 / 0.5069),
     ("CHCl3", 100 * 3 * 0.2424 / 0.7576), ("CH3Br", 100 * 0.4931 / 0.5069)],
)  # fmt: skip
def test_the_peak_at_m_plus_2_is_that_of_the_halogens(formula, m_plus_2):
    assert value(isotope_pattern(formula), "m_plus_2") == pytest.approx(m_plus_2, abs=0.2)


@pytest.mark.parametrize(
    ("symbol", "number"), [("Cl", 4), ("Br", 5), ("Sn", 2), ("Xe", 2), ("B", 6)]
)
def test_patterns_are_those_of_counting_all_isotopologues(symbol, number):
    counted = enumerated(symbol, number)
    ours = {p.shift: p.share for p in pattern(read_composition(f"{symbol}{number}"))}
    whole = sum(counted.values())
    lowest = min(counted) - min(ours)
    for mass, share in counted.items():
        assert ours.get(mass - lowest, 0.0) == pytest.approx(share / whole, abs=1e-9)


@given(st.integers(1, 60), st.integers(0, 80), st.integers(0, 6), st.integers(0, 4))
@settings(max_examples=30)
def test_shares_sum_up_and_the_mean_is_the_average_mass(c, h, cl, br):
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    counts = {"C": c, "H": h, "Cl": cl, "Br": br}
    peaks = pattern(read_composition("".join(f"{s}{n}" for s, n in counts.items() if n) + "Na"))
    mean = sum(p.share * p.mass for p in peaks)
    expected = sum(table.GetAtomicWeight(s) * n for s, n in counts.items())
    expected += table.GetAtomicWeight("Na")
    assert sum(p.share for p in peaks) == pytest.approx(1.0)
    assert mean == pytest.approx(expected, rel=2e-4)


def test_an_ion_is_shown_by_m_over_z():
    finding = isotope_pattern("[PtCl6]2-")
    places = {row[0]: float(row[1]) for row in finding.table[1:]}
    assert places["M+2"] - places["M+1"] == pytest.approx(0.5, abs=0.01)
    assert finding.table[0][1] == "m/z"
    # hydron: 1.00782503 - 0.00054858 (CODATA)
    assert value(isotope_pattern("H+"), "base_peak") == pytest.approx(1.00727646, abs=1e-6)


def test_the_pattern_is_drawn_and_bounded():
    finding = isotope_pattern("CCl4", 3)
    assert finding.figure.startswith("<svg")
    assert len(finding.table) == 4
    with pytest.raises(TooLarge):
        isotope_pattern("C60000")
    with pytest.raises(BadArgument, match="Tc"):
        isotope_pattern("TcO4-")
    with pytest.raises(BadArgument):
        isotope_pattern("CCl4", 0)


def test_a_labelled_atom_has_one_mass():
    assert value(isotope_pattern("[13C]H4"), "m_plus_1") < 0.1
    assert value(isotope_pattern("CH4"), "m_plus_1") == pytest.approx(1.1, abs=0.1)


# Mass percent


@pytest.mark.parametrize(
    ("formula", "percents"),
    # Aspirin: European Pharmacopoeia; copper sulfate: CRC Handbook; caffeine: Merck Index.
    [("aspirin", {"c": 60.00, "h": 4.48, "o": 35.52}), ("CuSO4·5H2O", {"cu": 25.45}),
     ("caffeine", {"c": 49.48, "h": 5.19, "n": 28.85, "o": 16.48}), ("CaSO4·0.5H2O", {"ca": 27.61})],
)  # fmt: skip
def test_mass_percents_are_those_of_handbooks(formula, percents):
    finding = elemental_composition(formula)
    for symbol, expected in percents.items():
        assert value(finding, f"mass_percent_{symbol}") == pytest.approx(expected, abs=0.01)


@given(st.dictionaries(st.sampled_from(["C", "H", "N", "O", "Fe", "Cl", "Pt"]), st.integers(1, 40),
                       min_size=1))  # fmt: skip
@settings(max_examples=40)
def test_mass_percents_agree_with_pymatgen(counts):
    from pymatgen.core import Composition, Element

    written = "".join(f"{s}{n}" for s, n in counts.items())
    finding = elemental_composition("Na" + written)
    reference = Composition("Na" + written)
    percents = [value(finding, f"mass_percent_{s.lower()}") for s in ("Na", *counts)]
    assert sum(percents) == pytest.approx(100)
    for symbol, found in zip(("Na", *counts), percents, strict=True):
        assert found == pytest.approx(100 * reference.get_wt_fraction(Element(symbol)), rel=1e-3)


def test_one_element_can_be_asked_for():
    finding = elemental_composition("urea", "N")
    assert value(finding, "mass_percent") == pytest.approx(46.65, abs=0.01)
    assert value(finding, "empirical_formula") == "CH4N2O"
    assert value(elemental_composition("glucose"), "empirical_formula") == "CH2O"
    with pytest.raises(BadArgument, match="contains no K"):
        elemental_composition("NaCl", "K")
    with pytest.raises(BadArgument, match="Qq"):
        elemental_composition("NaCl", "Qq")


# Mass of a formula


@pytest.mark.parametrize(
    ("formula", "mass"),  # CRC Handbook of Chemistry and Physics
    [("CuSO4·5H2O", 249.69), ("Al2(SO4)3", 342.15), ("K4[Fe(CN)6]", 368.34), ("SO4^2-", 96.06),
     ("CaSO4·0.5H2O", 145.15), ("D2O", 20.028), ("aspirin", 180.16)],
)  # fmt: skip
def test_molar_masses_are_those_of_handbooks(formula, mass):
    assert value(formula_mass(formula), "average_mass") == pytest.approx(mass, abs=0.015)


def test_the_exact_mass_of_an_ion_lacks_its_electrons():
    neutral = value(formula_mass("NH4"), "monoisotopic_mass")
    # Electron: 0.00054858 Da (CODATA 2018).
    assert value(formula_mass("NH4+"), "monoisotopic_mass") == pytest.approx(neutral - 0.00054858)


# Electrons


@pytest.mark.parametrize(
    ("formula", "total", "valence"),
    [("NH4+", 10, 8), ("[Fe(CN)6]4-", 108, 66), ("NO", 15, 11), ("H+", 0, 0), ("SO4^2-", 50, 32),
     ("benzene", 42, 30), ("AgNO3", 78, 34), ("XeF4", 90, 36), ("C60", 360, 240)],
)  # fmt: skip
def test_electrons_are_counted_with_the_charge(formula, total, valence):
    finding = electron_count(formula)
    assert (value(finding, "electrons"), value(finding, "valence_electrons")) == (total, valence)


def test_electrons_have_limits():
    with pytest.raises(BadArgument, match="fewer"):
        electron_count("H^2+")
    assert electron_count("UO2^2+").quantity("valence_electrons") is None
    assert "unpaired" in electron_count("NO").caution


@pytest.mark.parametrize(
    ("formula", "degree"),
    [("C6H6", 4), ("CH4", 0), ("caffeine", 6), ("NH4+", 0), ("C2H2", 2), ("CHCl3", 0),
     ("CH3COO-", 1), ("C60", 61), ("C8H10N4O2", 6), ("H2O", 0), ("cholesterol", 5)],
)  # fmt: skip
def test_degrees_of_unsaturation(formula, degree):
    assert value(degree_of_unsaturation(formula), "degree_of_unsaturation") == degree


@pytest.mark.parametrize("formula", ["NaCl", "SF6", "CH3", "NH4Cl"])
def test_unsaturation_needs_one_closed_shell_molecule(formula):
    with pytest.raises(BadArgument):
        degree_of_unsaturation(formula)


@pytest.mark.parametrize(
    "smiles", ["c1ccc2ccccc2c1", "C1CC1C#N", "CC(=O)OC=C", "C1CC2CCC1C2", "N#N"]
)
def test_unsaturation_is_rings_plus_pi_bonds_of_the_structure(smiles):
    from rdkit import Chem

    mol = Chem.MolFromSmiles(smiles)
    Chem.Kekulize(mol, clearAromaticFlags=True)
    pi = sum(int(bond.GetBondTypeAsDouble()) - 1 for bond in mol.GetBonds())
    rings = mol.GetNumBonds() - mol.GetNumAtoms() + 1
    assert value(degree_of_unsaturation(smiles), "degree_of_unsaturation") == pi + rings


# Solubility


@pytest.mark.parametrize(
    ("smiles", "predicted"),
    # Predictions in the supporting information of Delaney 2004, made with Daylight's logP.
    [("ClCC(Cl)(Cl)Cl", -2.794), ("C1CCc2ccccc2C1", -3.447), ("CCOCCOCC", -0.833),
     ("Cc1cc(C)c2ccccc2c1", -4.147), ("CC12CCC(CC1)C(C)(C)O2", -2.579), ("CCCCO", -0.688),
     ("CC(C)C(=O)C(C)C", -1.752), ("Nc1cccc2ccccc12", -2.721), ("CCC(=O)C", -0.491),
     ("CC(=O)Nc1ccc(cc1)[N+](=O)[O-]", -2.219)],
)  # fmt: skip
def test_esol_comes_near_the_predictions_of_its_author(smiles, predicted):
    assert value(esol_solubility(smiles), "logs") == pytest.approx(predicted, abs=0.8)


def test_esol_is_the_published_equation():
    finding = esol_solubility("toluene")
    logp, mass = value(finding, "logp"), value(finding, "average_mass")
    expected = 0.16 - 0.63 * logp - 0.0062 * mass - 0.74 * 6 / 7
    assert value(finding, "logs") == pytest.approx(expected)
    assert value(finding, "solubility") == pytest.approx(10**expected, rel=0.05)
    assert value(finding, "solubility_class") == "soluble"


@pytest.mark.parametrize("name", ["sodium acetate", "ammonium", "water", "ferrocene", "[CH3]",
                                  "C" * 100])  # fmt: skip
def test_esol_is_silent_where_it_does_not_hold(name):
    with pytest.raises(BadArgument):
        esol_solubility(name)


# Scores and descriptors


def test_qed_is_the_weighted_mean_of_its_parts():
    from math import exp, log

    finding = qed_parts("aspirin")
    rows = [(float(row[2]), float(row[3])) for row in finding.table[1:]]
    mean = exp(sum(w * log(d) for d, w in rows) / sum(w for _, w in rows))
    assert value(finding, "qed") == pytest.approx(mean, abs=0.002)
    assert len(rows) == 8


@pytest.mark.parametrize(
    ("smiles", "expected"),  # values in the documentation of RDKit's QED, from the authors' program
    [("N=C(CCSCc1csc(N=C(N)N)n1)NS(N)(=O)=O", 0.253), ("CNC(=NCCSCc1nc[nH]c1C)NC#N", 0.234),
     ("CCCCCNC(=N)NN=Cc1c[nH]c2ccc(CO)cc12", 0.234)],
)  # fmt: skip
def test_qed_of_known_drugs(smiles, expected):
    assert value(qed_parts(smiles), "qed") == pytest.approx(expected, abs=0.001)


def test_natural_products_score_higher():
    natural = [value(natural_product_likeness(n), "np_score") for n in ("cholesterol", "morphine")]
    made = [value(natural_product_likeness(n), "np_score") for n in ("diazepam", "fluoxetine")]
    assert min(natural) > max(made)
    with pytest.raises(BadArgument):
        natural_product_likeness("water")


@pytest.mark.parametrize("written", ["BalabanJ", "balaban j", "Balaban index", "balabanj"])
def test_descriptors_are_found_by_any_of_their_names(written):
    assert value(rdkit_descriptor("benzene", written), "rdkit_descriptor") == pytest.approx(3.0)


def test_any_descriptor_is_that_of_rdkit():
    from rdkit import Chem
    from rdkit.Chem import Descriptors

    mol = Chem.MolFromSmiles("CC(=O)Oc1ccccc1C(=O)O")
    for name in ("BertzCT", "Kappa2", "PEOE_VSA3", "fr_ester", "SPS"):
        expected = dict(Descriptors.descList)[name](mol)
        assert value(rdkit_descriptor("aspirin", name), "rdkit_descriptor") == pytest.approx(
            expected
        )


def test_an_unknown_descriptor_names_the_nearest():
    with pytest.raises(BadArgument) as caught:
        rdkit_descriptor("benzene", "BalabanX")
    assert "BalabanJ" in caught.value.remedy
    with pytest.raises(TooLarge):
        rdkit_descriptor("C" * 1500, "BertzCT")
