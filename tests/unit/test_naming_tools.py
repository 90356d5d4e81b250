"""Names, CAS numbers, SELFIES, standard forms, stereochemistry, and comparing structures."""

import random

import pytest
import selfies
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.Chem.EnumerateStereoisomers import EnumerateStereoisomers

from labwright.core.errors import BadArgument, TooLarge, UnknownName
from labwright.knowledge.chemistry.opsin_process import java_present, opsin_process
from labwright.tools.chemistry.naming import systematic
from labwright.tools.chemistry.naming.comparison import compare_structures
from labwright.tools.chemistry.naming.registry import cas_number, check_cas_number
from labwright.tools.chemistry.naming.selfies_strings import read_selfies, write_selfies
from labwright.tools.chemistry.naming.standard_form import standardise
from labwright.tools.chemistry.naming.stereo import stereo_report
from labwright.tools.chemistry.naming.systematic import iupac_name, reads_back
from labwright.tools.chemistry.structures import same_structure

needs_java = pytest.mark.skipif(not java_present(), reason="needs a Java runtime")

MOLECULES = [
    "CCO", "CC(=O)Oc1ccccc1C(=O)O", "CN1CCC[C@H]1c1cccnc1", "C/C=C/C(=O)O", "C[C@H](N)C(=O)O",
    "O=C(O)[C@H](O)[C@@H](O)C(=O)O", "c1ccc2[nH]ccc2c1", "Cn1c(=O)c2c(ncn2C)n(C)c1=O",
    "CC(C)Cc1ccc(C(C)C(=O)O)cc1", "O=C1CCCCCN1", "C1CC2CCC1C2", "CS(C)=O", "[Na+].CC(=O)[O-]",
    "CCN.Cl", "C[N+](C)(C)CCO", "OC1CCCCC1Br", "F/C(Cl)=C(Br)/I", "N#Cc1ccccc1",
]  # fmt: skip
molecules = st.sampled_from(MOLECULES)


# Names


@needs_java
@pytest.mark.parametrize(
    ("smiles", "name"),
    [
        ("CCO", "ethanol"), ("CC(C)O", "propan-2-ol"), ("CC(=O)O", "acetic acid"),
        ("C/C=C/C", "(2E)-but-2-ene"), ("C[C@H](N)C(=O)O", "(2S)-2-aminopropanoic acid"),
        ("[Na+].[Cl-]", "sodium chloride"), ("O=C1CCCCC1", "cyclohexanone"),
        ("Clc1ccccc1Cl", "1,2-dichlorobenzene"),
    ],
)  # fmt: skip
def test_a_structure_has_its_iupac_name(smiles, name):
    # Names as in the IUPAC recommendations of 2013.
    found = iupac_name(f"smiles:{smiles}")
    assert found.quantity("iupac_name").value == name
    assert not found.caution


@needs_java
@pytest.mark.parametrize("smiles", MOLECULES)
def test_a_name_leads_back_to_its_structure(smiles):
    name = iupac_name(f"smiles:{smiles}").quantity("iupac_name").value
    back, unsure = opsin_process().ask(name)
    assert Chem.MolToInchiKey(Chem.MolFromSmiles(back)) == Chem.MolToInchiKey(
        Chem.MolFromSmiles(smiles)
    )
    assert not unsure


@needs_java
def test_a_name_that_does_not_lead_back_is_not_given(monkeypatch):
    monkeypatch.setattr(systematic, "written_names", lambda smiles: ["propan-1-ol"])
    monkeypatch.setattr(systematic, "isolated", lambda function, *args, **_: function(*args))
    with pytest.raises(BadArgument, match="does not lead back"):
        iupac_name("smiles:OC1CCC2CC1C2C")
    assert reads_back("propan-1-ol", "CCCO")
    assert not reads_back("propan-1-ol", "CC(C)O")
    assert not reads_back("(2R)-butan-2-ol", "CCC(C)O")


def test_without_java_the_name_is_said_to_be_unchecked(monkeypatch):
    monkeypatch.setattr(systematic, "java_present", lambda: False)
    found = iupac_name("smiles:CC(C)O")
    assert found.quantity("iupac_name").value == "propan-2-ol"
    assert "unchecked" in found.caution
    assert "not read back" in found.quantity("iupac_name").method


@pytest.mark.parametrize("smiles", ["[2H]C", "[CH3]", "C[CH2]", "*CC*", "[13CH4]"])
def test_what_the_rules_do_not_cover_has_no_name(smiles):
    # The library gives methane for the first two.
    with pytest.raises(BadArgument, match="No IUPAC name"):
        iupac_name(f"smiles:{smiles}")


@needs_java
def test_a_metal_in_the_wrong_place_gives_no_wrong_name():
    with pytest.raises(BadArgument, match="does not lead back"):
        iupac_name("smiles:CC(=O)O[Na]")


@needs_java
def test_the_common_name_stands_beside_the_systematic_one():
    for text in ("Cn1c(=O)c2c(ncn2C)n(C)c1=O", "CN1C=NC2=C1C(=O)N(C)C(=O)N2C", "58-08-2"):
        assert iupac_name(text).quantity("common_name").value == "caffeine"
    assert "OC(=O)" not in iupac_name("OC(=O)c1ccccc1O").sentence()
    assert iupac_name("smiles:OC1CCC2CC1C2C").quantity("common_name") is None


# CAS numbers, as on the labels of bottles


@pytest.mark.parametrize(
    ("molecule", "number"),
    [("aspirin", "50-78-2"), ("caffeine", "58-08-2"), ("CCO", "64-17-5"), ("water", "7732-18-5"),
     ("benzene", "71-43-2"), ("THF", "109-99-9"), ("sodium chloride", "7647-14-5"),
     ("L-alanine", "56-41-7"), ("D-alanine", "338-69-2"), ("toluene", "108-88-3"),
     ("InChI=1S/CH4/h1H4", "74-82-8")],
)  # fmt: skip
def test_a_compound_has_its_cas_number(molecule, number):
    assert cas_number(molecule).quantity("cas_number").value == number


def test_a_given_number_is_checked_and_named():
    found = cas_number("50-78-2")
    assert found.quantity("valid_cas").value is True
    assert found.structures[0].smiles == "CC(=O)Oc1ccccc1C(=O)O"
    wrong = check_cas_number("Is 50-78-3 a CAS number?")
    assert wrong.quantity("valid_cas").value is False
    assert wrong.quantity("cas_number") is None
    assert wrong.quantity("check_digit").value == 2
    assert "should be 2 and is 3" in wrong.sentence()


def test_a_right_number_that_the_table_lacks_is_told_so():
    found = cas_number("999999-99-4")
    assert found.quantity("valid_cas").value is True
    assert found.missing


@pytest.mark.parametrize("text", ["", "no number", "2024-11-25", "1-23-4", "12345678-12-1"])
def test_a_text_without_a_cas_number_is_refused(text):
    with pytest.raises(BadArgument, match="no CAS number"):
        check_cas_number(text)


def test_no_number_is_guessed_for_another_salt_or_isotope():
    with pytest.raises(BadArgument, match="no CAS number"):
        cas_number("smiles:[13CH3]C[13CH2]CCCCCCO")
    with pytest.raises(BadArgument, match="no CAS number"):
        cas_number("smiles:CC(=O)Oc1ccccc1C(=O)O.Br.Br.Br")


# SELFIES


@given(molecules)
@settings(max_examples=20, deadline=None)
def test_selfies_are_read_back(smiles):
    text = write_selfies(f"smiles:{smiles}").quantity("selfies").value
    assert same_structure(selfies.decoder(text), smiles)
    assert same_structure(read_selfies(text).quantity("smiles").value, smiles)


def test_a_selfies_that_was_taken_for_a_smiles_is_read():
    assert write_selfies("[C][C][O]").quantity("smiles").value == "CCO"
    assert write_selfies("[CH3][OH]").quantity("selfies").value == "[C][O]"


def test_selfies_stand_among_words():
    assert read_selfies("what is [C][=C][C] please?").quantity("smiles").value == "C=CC"


@pytest.mark.parametrize("text", ["", "no selfies here", "[Foo][Bar]"])
def test_what_is_no_selfies_is_refused(text):
    with pytest.raises(BadArgument):
        read_selfies(text)


def test_a_valence_that_selfies_cannot_hold_is_refused():
    with pytest.raises(BadArgument, match="cannot hold"):
        write_selfies("smiles:F[I](F)(F)(F)F")


# Standard form


@pytest.mark.parametrize(
    ("molecule", "standard"),
    [
        ("smiles:CC(=O)[O-].[Na+]", "CC(=O)O"), ("smiles:CCN.Cl", "CCN"),
        ("smiles:C[NH3+].[Cl-]", "CN"), ("smiles:CN(=O)=O", "C[N+](=O)[O-]"),
        ("smiles:CC(O)=CC", "CCC(C)=O"), ("smiles:C[N+](C)(C)C.[Br-]", "C[N+](C)(C)C"),
        ("L-alanine", "C[C@H](N)C(=O)O"), ("benzene", "c1ccccc1"),
        ("smiles:OC(=O)c1ccccc1.OC(=O)c1ccccc1", "O=C(O)c1ccccc1"),
    ],
)  # fmt: skip
def test_a_structure_has_its_standard_form(molecule, standard):
    assert standardise(molecule).quantity("standard_smiles").value == standard


def test_a_salt_is_never_dropped_silently():
    found = standardise("smiles:CC(=O)[O-].[Na+]")
    assert "[Na+]" in found.caution
    row = next(r for r in found.table if r[0] == "removal of other components")
    assert row[1:] == ("CC(=O)[O-].[Na+]", "CC(=O)[O-]")


@given(molecules)
@settings(max_examples=20, deadline=None)
def test_a_standard_form_is_its_own(smiles):
    once = standardise(f"smiles:{smiles}").quantity("standard_smiles").value
    again = standardise(f"smiles:{once}")
    assert again.quantity("standard_smiles").value == once
    assert again.quantity("steps_that_changed").value == 0


def test_isotopes_stay_in_the_standard_form():
    assert "[2H]" in standardise("smiles:[2H]C(Cl)(Cl)Cl").quantity("standard_smiles").value


# Stereochemistry: descriptors as in the IUPAC names of the compounds


@pytest.mark.parametrize(
    ("molecule", "labels", "chiral"),
    [
        ("L-alanine", "S", True), ("L-cysteine", "R", True), ("(R)-limonene", "R", True),
        ("cis-2-butene", "Z", False), ("fumaric acid", "E", False), ("maleic acid", "Z", False),
        ("smiles:OC(=O)[C@H](O)[C@H](O)C(=O)O", "SR", False),  # meso-tartaric acid
        ("smiles:OC(=O)[C@H](O)[C@@H](O)C(=O)O", "RR", True),  # L-tartaric acid
        ("benzene", "", False),
    ],
)  # fmt: skip
def test_the_configuration_is_told(molecule, labels, chiral):
    found = stereo_report(molecule)
    told = [row[2] for row in found.table[1:]]
    assert sorted(told) == sorted(labels)
    assert found.quantity("chiral").value is chiral


def test_open_centres_are_counted_and_chirality_is_left_open():
    found = stereo_report("tartaric acid")
    assert found.quantity("unspecified_centres").value == 2
    assert found.quantity("specified_centres").value == 0
    assert found.quantity("chiral") is None
    assert "not settled" in found.sentence()
    assert stereo_report("ibuprofen").quantity("chiral").value is True


def test_amines_and_amidines_have_no_open_centres():
    for smiles in ("CCN(C)CC(C)C", "CN(C)C(=N)N=C(N)N"):
        found = stereo_report(f"smiles:{smiles}")
        assert len(found.table) == 0
    assert stereo_report("smiles:CC=NO").quantity("unspecified_bonds").value == 1


@given(st.sampled_from(["CC(O)C(N)C(=O)O", "CC(F)C=CC", "OC1CCCCC1Br"]))
@settings(max_examples=6, deadline=None)
def test_every_stereoisomer_is_fully_assigned(smiles):
    for isomer in EnumerateStereoisomers(Chem.MolFromSmiles(smiles)):
        found = stereo_report(f"smiles:{Chem.MolToSmiles(isomer)}")
        assert found.quantity("unspecified_centres").value == 0
        assert found.quantity("unspecified_bonds").value == 0


# Comparing


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        ("aspirin", "acetylsalicylic acid", "identical"),
        ("L-alanine", "D-alanine", "enantiomers"),
        ("quinine", "quinidine", "diastereomers"),
        ("fumaric acid", "maleic acid", "diastereomers"),
        ("ethanol", "dimethyl ether", "constitutional isomers"),
        ("benzene", "toluene", "different compounds"),
        ("smiles:CC(O)=C", "acetone", "the same but for the tautomer"),
        ("DMSO-d6", "DMSO", "the same but for isotopic labels"),
        ("fluoxetine", "fluoxetine hydrochloride",
         "the same but for other components (salt, solvate)"),
        ("smiles:[NH3+]CC(=O)[O-]", "glycine", "the same but for protonation or charge"),
        ("sodium acetate", "acetic acid",
         "the same but for other components (salt, solvate) and protonation or charge"),
        ("copper(II) sulfate pentahydrate", "copper(II) sulfate", None),
        ("ibuprofen", "smiles:CC(C)Cc1ccc(cc1)[C@H](C)C(=O)O",
         "the same but for stereochemistry"),
    ],
)  # fmt: skip
def test_the_relation_of_two_structures(first, second, relation):
    for pair in ((first, second), (second, first)):
        found = compare_structures(*pair)
        assert relation is None or found.quantity("relation").value == relation
        assert found.quantity("same_compound").value is (relation == "identical")


@given(molecules, st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_another_writing_of_a_structure_is_the_same_compound(smiles, seed):
    random.seed(seed)
    mol = Chem.MolFromSmiles(smiles)
    other = Chem.MolToSmiles(mol, doRandom=True)
    assert compare_structures(f"smiles:{smiles}", f"smiles:{other}").quantity("same_compound").value


# Bad input


TOOLS = [iupac_name, cas_number, write_selfies, standardise, stereo_report]


@pytest.mark.parametrize("function", TOOLS)
@pytest.mark.parametrize("text", ["", "qqqqqzzz", "smiles:C1CC", "x" * 10_000])
def test_bad_input_is_told_as_such(function, text):
    with pytest.raises(BadArgument):
        function(text)
    with pytest.raises(BadArgument):
        compare_structures(text, "water")


@pytest.mark.parametrize("function", [iupac_name, write_selfies, standardise, stereo_report])
def test_a_molecule_of_thousands_of_atoms_is_refused(function):
    with pytest.raises(TooLarge, match="5000"):
        function("smiles:" + "C" * 5000)
    with pytest.raises(TooLarge, match="5000"):
        compare_structures("water", "smiles:" + "C" * 5000)


def test_an_unknown_name_gives_near_ones():
    with pytest.raises(UnknownName) as caught:
        iupac_name("chloroforn")
    assert "chloroform" in caught.value.nearest


@pytest.mark.parametrize(
    ("smiles", "centres"),
    [
        ("NC12CC3CC(CC(C3)C1)C2", 0),  # adamantane: no isomers
        ("C1CC2CCC1C2", 0), ("C1CN2CCC1CC2", 0),
        ("CC1CCC(C)CC1", 2), ("C1CCC2CCCCC2C1", 2),  # cis and trans
        ("CCCCOP(=O)([O-])OCC[N+](C)(C)C", 0), ("CP(=O)(F)OC(C)C", 1),
        ("OC1CC2CCC1C2", 3), ("OC1C(O)C(O)C(O)C(O)C1O", 6),
    ],
)  # fmt: skip
def test_open_centres_are_those_with_two_configurations(smiles, centres):
    assert stereo_report(f"smiles:{smiles}").quantity("unspecified_centres").value == centres
