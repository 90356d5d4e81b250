"""Rule sets, BOILED-Egg and protonation; rule sets and egg against adme-py."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labwright.core.errors import BadArgument, TooLarge
from labwright.tools.chemistry.druglikeness import drug_likeness
from labwright.tools.chemistry.properties.boiled_egg import WHITE, YOLK, boiled_egg
from labwright.tools.chemistry.properties.protonation import protonation
from labwright.tools.chemistry.properties.rule_sets import measured_values, rule_sets, rule_words
from labwright.tools.chemistry.structures import read_smiles


def value(finding, key):
    found = finding.quantity(key)
    assert found is not None, key
    return found.value


@pytest.fixture(scope="module")
def compounds():
    """Four hundred compounds of trade, from the table of names."""
    from rdkit import Chem, rdBase

    from labwright.tools.chemistry.name_table import name_table

    entries = sorted(name_table().CAS_index.items())
    chosen = random.Random(7).sample(entries, 400)
    with rdBase.BlockLogs():
        mols = [Chem.MolFromSmiles(entry.smiles) for _, entry in chosen]
    return [mol for mol in mols if mol is not None and mol.GetNumAtoms()]


# BOILED-Egg


def test_the_egg_agrees_with_adme_py(compounds):
    pharmacokinetics = pytest.importorskip("adme_py.pharmacokinetics")
    from rdkit.Chem.Crippen import MolLogP
    from rdkit.Chem.rdMolDescriptors import CalcTPSA

    other = 0
    for mol in compounds:
        point = CalcTPSA(mol), MolLogP(mol)
        theirs = tuple(bool(inside) for inside in pharmacokinetics.predict_bbb_hia(mol))
        other += (WHITE.holds(*point), YOLK.holds(*point)) != theirs
    assert other <= len(compounds) // 100  # its polygons are a trifle smaller than the ellipses


@pytest.mark.parametrize(
    ("name", "absorption", "brain"),
    [("caffeine", "high", False), ("ibuprofen", "high", True), ("diazepam", "high", True),
     ("sucrose", "low", False), ("atenolol", "high", False), ("morphine", "high", True)],
)  # fmt: skip
def test_the_egg_for_known_drugs(name, absorption, brain):
    finding = boiled_egg(name)
    assert (value(finding, "gi_absorption"), value(finding, "bbb_permeant")) == (absorption, brain)
    assert finding.figure.startswith("<svg")


@given(st.floats(0, 360), st.floats(0, 0.99))
def test_the_ellipses_hold_what_lies_inside(direction, share):
    from math import cos, radians, sin

    for egg in (WHITE, YOLK):
        turn, at = radians(egg.angle), radians(direction)
        along, across = egg.width / 2 * cos(at), egg.height / 2 * sin(at)
        x = along * cos(turn) - across * sin(turn)
        y = along * sin(turn) + across * cos(turn)
        assert egg.holds(egg.tpsa + share * x, egg.logp + share * y)
        assert not egg.holds(egg.tpsa + 1.01 * x, egg.logp + 1.01 * y)


def test_sulfur_that_would_change_the_prediction_is_said():
    assert "S and P" in boiled_egg("smiles:CSSC").caution
    assert "S and P" not in boiled_egg("ibuprofen").caution


@pytest.mark.parametrize("text", ["water", "[Fe]", "[CH3]", "smiles:C[Hg]C"])
def test_the_egg_is_for_organic_molecules(text):
    with pytest.raises(BadArgument):
        boiled_egg(text)


# Rule sets


def test_rule_sets_agree_with_adme_py(compounds):
    filters = pytest.importorskip("adme_py.druglikeness")
    sets = rule_sets()
    for mol in compounds:
        measured = measured_values(mol)
        veber = filters.calculate_veber(mol)
        polar = "tpsa" in {limit.key for limit in sets["veber"].broken(measured)}
        assert polar == (veber != "Pass" and "TPSA" in veber)
        theirs = filters.calculate_ghose(mol)
        ours = {limit.key for limit in sets["ghose"].broken(measured)}
        assert ("logp" in ours) == (theirs != "Pass" and "LogP" in theirs)
        assert ("all_atoms" in ours) == (theirs != "Pass" and "num_atoms" in theirs)


@pytest.mark.parametrize(
    ("name", "rules", "passes"),
    [("aspirin", "ghose", True), ("atorvastatin", "ghose", False), ("aspirin", "egan", True),
     ("aspirin", "lead_likeness", False), ("diazepam", "lead_likeness", True),
     ("aspirin", "muegge", False), ("diazepam", "muegge", True), ("indole", "rule_of_three", True),
     ("atorvastatin", "rule_of_three", False), ("atorvastatin", "veber", False)],
)  # fmt: skip
def test_known_drugs_by_each_rule_set(name, rules, passes):
    finding = drug_likeness(name, rules)
    assert value(finding, rules) is passes
    assert ("fails" in finding.sentence()) is not passes or rules == "veber"


def test_the_limit_that_is_broken_is_named():
    said = drug_likeness("atorvastatin", "muegge").sentence()
    assert "logP (Crippen) 6.31, limit -2 to 5" in said
    assert "rings" not in said
    broken = [row for row in drug_likeness("atorvastatin").table if row[-1] == "broken"]
    assert ("egan", "logP (Crippen)", "at most 5.88", "6.31", "broken") in broken


def test_an_unknown_rule_set_is_refused():
    with pytest.raises(BadArgument, match="Known: lipinski"):
        drug_likeness("aspirin", "brunswick")
    said = [word.lower() for words in rule_words().values() for word in words]
    assert len(said) == len(set(said))


# Protonation


@pytest.mark.parametrize(
    ("name", "ph", "species", "charge"),
    [("acetic acid", "7", "CC(=O)[O-]", -1), ("acetic acid", "pH 1", "CC(=O)O", 0),
     ("methylamine", "7.4", "C[NH3+]", 1), ("methylamine", "13", "CN", 0),
     ("benzene", "7", "c1ccccc1", 0), ("phenol", "7.4", "Oc1ccccc1", 0),
     ("phenol", "12", "[O-]c1ccccc1", -1), ("citric acid", "8",
      "O=C([O-])CC(O)(CC(=O)[O-])C(=O)[O-]", -3), ("glycine", "6", "[NH3+]CC(=O)[O-]", 0)],
)  # fmt: skip
def test_species_of_simple_acids_and_bases(name, ph, species, charge):
    finding = protonation(name, ph)
    assert (value(finding, "species"), value(finding, "charge")) == (species, charge)


@given(st.sampled_from(["citric acid", "glycine", "L-lysine", "salicylic acid"]))
def test_the_charge_falls_as_the_ph_rises(name):
    charges = [value(protonation(name, str(ph)), "charge") for ph in (0, 3, 6, 9, 12, 14)]
    assert charges == sorted(charges, reverse=True)


def test_sites_are_listed_with_the_spread_of_their_kind():
    finding = protonation("acetic acid")
    # Mean of carboxylic acids in Ropp et al. 2019; acetic acid itself has 4.76 (CRC Handbook).
    assert abs(value(finding, "pka_1") - 4.76) < 1.5 * value(finding, "spread_1")
    assert finding.table[1][0] == "carboxyl"


def test_what_the_rules_leave_open_is_said():
    assert "leaves open" in protonation("morphine").sentence()
    assert "leaves open" not in protonation("acetic acid", "9").sentence()


@pytest.mark.parametrize(("text", "ph"), [("aspirin", "15"), ("aspirin", "acidic"), ("water", "7"),
                                          ("smiles:C[Hg]C", "7")])  # fmt: skip
def test_protonation_is_silent_where_it_does_not_hold(text, ph):
    with pytest.raises(BadArgument):
        protonation(text, ph)


def test_protonation_is_bounded():
    with pytest.raises(TooLarge):
        protonation("C" * 300)
    assert read_smiles(value(protonation("vancomycin"), "species")).GetNumHeavyAtoms() > 90
