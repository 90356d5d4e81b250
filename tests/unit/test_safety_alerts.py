"""Hazards by structure, oxygen balance, screening lists: what must be found, and what must not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from labwright.core.errors import BadArgument, BadStructure, UnknownName
from labwright.tools.chemistry.alerts import structural_alerts
from labwright.tools.chemistry.safety.controlled import controlled_chemicals
from labwright.tools.chemistry.safety.groups import hazard_groups, peroxide_class
from labwright.tools.chemistry.safety.hazards import hazard_alerts
from labwright.tools.chemistry.safety.oxygen import oxygen_balance


def value(finding, key):
    found = finding.quantity(key)
    return None if found is None else found.value


EXPLOSIVE = {
    "nitroglycerin": "nitrate ester", "PETN": "nitrate ester", "TNT": "polynitroarene",
    "picric acid": "polynitroarene", "RDX": "nitramine", "sodium azide": "inorganic azide",
    "lead azide": "inorganic azide", "[N-]=[N+]=[N-].[N-]=[N+]=[N-].[Pb+2]": "inorganic azide",
    "benzoyl peroxide": "organic peroxide", "HMTD": "organic peroxide",
    "CC1(C)OOC(C)(C)OOC(C)(C)OO1": "organic peroxide", "silver acetylide": "metal acetylide",
    "ammonium nitrate": "ammonium salt", "ammonium perchlorate": "perchlorate",
    "mercury fulminate": "fulminate", "diazomethane": "diazo", "[N-]=[N+]=NCc1ccccc1": "organic azide",
    "N#[N+]c1ccccc1.[Cl-]": "diazonium", "nitromethane": "aliphatic nitro",
    "tert-butyl hydroperoxide": "hydroperoxide", "peracetic acid": "hydroperoxide",
    "NN": "hydrazine", "c1nnn[nH]1": "tetrazole", "smiles:IN(I)I": "N-halogen",
    "O=C1CCC(=O)N1Br": "N-halo", "CN(C)N=O": "N-nitroso",
    "O=[N+]([O-])c1ccc([N+](=O)[O-])cc1": "polynitroarene", "hydrogen peroxide": "peroxide",
}  # fmt: skip
HARMLESS = [
    "water", "glucose", "sodium chloride", "benzene", "ethanol", "aspirin", "caffeine", "sucrose",
    "acetic acid", "toluene", "nitrobenzene", "urea", "glycine", "acetonitrile", "sodium cyanide",
    "paracetamol", "cholesterol", "penicillin G", "sodium nitrate", "potassium chloride", "morphine",
    "diethyl ether", "imidazole", "benzamide", "pyridine", "azobenzene", "ammonium chloride",
    "sodium sulfate", "1,2,4-triazole", "benzonitrile", "sumatriptan", "losartan potassium",
]  # fmt: skip


@pytest.mark.parametrize(("molecule", "group"), EXPLOSIVE.items())
def test_energetic_compounds_alert(molecule, group):
    found = hazard_alerts(molecule)
    assert value(found, "explosive_alert") is True
    assert group in value(found, "explosive_groups")
    assert found.figure.startswith("<svg")


@pytest.mark.parametrize("molecule", [m for m in HARMLESS if "losartan" not in m])
def test_what_is_not_energetic_does_not_alert_as_explosive(molecule):
    assert value(hazard_alerts(molecule), "explosive_alert") is False


@pytest.mark.parametrize("molecule", [*HARMLESS[:12], *list(EXPLOSIVE)[:6]])
def test_no_answer_calls_a_compound_safe(molecule):
    found = hazard_alerts(molecule)
    said = found.sentence() + " " + found.caution
    assert not re.search(r"\bsafe\b|harmless|non-?toxic|no hazard|not dangerous", said, re.I)
    assert "may be dangerous all the same" in found.caution


def test_no_alert_names_the_lists_with_their_versions():
    assert re.search(
        r"no alert in the lists hazard groups \(\d{4}-\d\d\) and peroxide formers \(Clark 2001\)",
        hazard_alerts("water").sentence(),
    )


# Classes: Clark, Chem. Health Saf. 2001, 8 (5), 12
@pytest.mark.parametrize(
    ("molecule", "letter"),
    [("diisopropyl ether", "A"), ("diethyl ether", "B"), ("tetrahydrofuran", "B"),
     ("1,4-dioxane", "B"), ("cumene", "B"), ("cyclohexene", "B"), ("tetralin", "B"),
     ("styrene", "C"), ("vinyl acetate", "C"), ("methyl methacrylate", "C")],
)  # fmt: skip
def test_peroxide_formers_are_known_with_their_class(molecule, letter):
    found = hazard_alerts(molecule)
    assert value(found, "peroxide_former") is True
    assert value(found, "peroxide_class").startswith(letter)


def test_an_ether_outside_the_list_is_found_by_structure():
    found = hazard_alerts("CCCCCOCCCC")
    assert value(found, "peroxide_class").startswith("B or D, by structure")


@pytest.mark.parametrize("molecule", ["water", "benzene", "anisole", "ethyl acetate", "glucose",
                                      "sucrose", "acetic acid", "MTBE", "phenol"])  # fmt: skip
def test_what_forms_no_peroxides_does_not_alert(molecule):
    assert value(hazard_alerts(molecule), "peroxide_former") is False


@pytest.mark.parametrize(
    ("molecule", "group"),
    [("butyllithium", "organometallic"), ("sodium", "metal"), ("lithium aluminium hydride", "hydride"),
     ("acetyl chloride", "acid halide"), ("thionyl chloride", "acid chloride"),
     ("phenylmagnesium bromide", "organometallic"), ("trimethylsilyl chloride", "chlorosilane"),
     ("potassium permanganate", "oxidiser"), ("sodium hydride", "hydride")],
)  # fmt: skip
def test_reactive_compounds_alert(molecule, group):
    assert group in value(hazard_alerts(molecule), "reactive_groups")


@pytest.mark.parametrize(
    ("molecule", "family"),
    [("sodium cyanide", "cyanide"), ("sarin", "organophosphorus"), ("phosgene", "phosgene"),
     ("sulfur mustard", "mustard"), ("N-nitrosodimethylamine", "nitrosamine"),
     ("hydrogen fluoride", "fluoride"), ("ethylene oxide", "epoxide"), ("methyl iodide", "alkylating"),
     ("carbon monoxide", "carbon monoxide"), ("arsenic trichloride", "As")],
)  # fmt: skip
def test_toxic_families_are_named(molecule, family):
    assert family in value(hazard_alerts(molecule), "toxic_families")


@pytest.mark.parametrize("group", hazard_groups(), ids=lambda group: group.name)
def test_every_pattern_of_the_table_can_be_read(group):
    assert Chem.MolFromSmarts(group.smarts) is not None
    assert all(Chem.MolFromSmarts(smarts) is not None for smarts in group.unless)


def test_stereo_does_not_hide_a_listed_compound():
    assert peroxide_class("C[C@H](O)CC") == "B"


# Oxygen balance: figures of Meyer, Köhler and Homburg, Explosives, 6th ed., 2007
@pytest.mark.parametrize(
    ("molecule", "percent"),
    [("TNT", -73.9), ("nitroglycerin", 3.5), ("RDX", -21.6), ("PETN", -10.1),
     ("ammonium nitrate", 20.0), ("picric acid", -45.4), ("ammonium perchlorate", 34.04)],
)  # fmt: skip
def test_the_oxygen_balance_is_that_of_the_handbook(molecule, percent):
    assert value(oxygen_balance(molecule), "oxygen_balance") == pytest.approx(percent, abs=0.1)


@given(st.integers(1, 12), st.integers(0, 6))
def test_the_oxygen_balance_of_polyols_follows_from_the_formula(carbons, oxygens):
    # CnH2n+2Om burns with (3n + 1 − m)/2 O2, each of 31.998 g/mol.
    oxygens = min(oxygens, carbons)
    smiles = "".join("C(O)" if i < oxygens else "C" for i in range(carbons))
    mass = 12.011 * carbons + 1.008 * (2 * carbons + 2) + 15.999 * oxygens
    expected = -100 * (3 * carbons + 1 - oxygens) / 2 * 32 / mass
    found = value(oxygen_balance(f"smiles:{smiles}"), "oxygen_balance")
    assert found == pytest.approx(expected, rel=1e-3)


def test_elements_without_an_oxide_in_the_formula_are_refused():
    with pytest.raises(BadArgument, match="elements"):
        oxygen_balance("ferrocene")


# Screening lists


def test_five_lists_are_looked_through_and_named_with_their_version():
    import rdkit

    found = structural_alerts("ethanol")
    for name in ("PAINS", "Brenk", "NIH", "ZINC", "ChEMBL"):
        assert f"no alert in {name}" in found.sentence()
        assert value(found, f"{name.lower()}_triggered") is False
    assert value(found, "list_version") == rdkit.__version__
    assert found.figure == ""


def test_hits_are_highlighted_and_tabled():
    found = structural_alerts("quercetin")
    assert value(found, "pains") == 1
    assert "catechol" in value(found, "pains_names")
    assert found.figure.startswith("<svg")
    assert {row[0] for row in found.table[1:]} >= {"PAINS", "Brenk", "NIH"}


def test_an_unknown_list_is_refused():
    with pytest.raises(BadArgument, match="no list"):
        structural_alerts("ethanol", "Smith")


# Controlled chemicals


@pytest.mark.parametrize(
    ("molecule", "name"),
    [("sarin", "CWC Schedule 1"), ("CCOP(C)(=O)SCCN(C(C)C)C(C)C", "CWC Schedule 1"),
     ("soman", "CWC Schedule 1"), ("tabun", "CWC Schedule 1"), ("sulfur mustard", "CWC Schedule 1"),
     ("dimethyl methylphosphonate", "CWC Schedule 2"), ("thiodiglycol", "CWC Schedule 2"),
     ("phosgene", "CWC Schedule 3"), ("thionyl chloride", "CWC Schedule 3"),
     ("triethanolamine", "CWC Schedule 3"), ("acetic anhydride", "UN 1988 Convention, Table I"),
     ("ephedrine hydrochloride", "UN 1988 Convention, Table I"),
     ("safrole", "UN 1988 Convention, Table I"), ("acetone", "UN 1988 Convention, Table II"),
     ("potassium permanganate", "UN 1988 Convention, Table I"), ("fentanyl", "UN 1961")],
)  # fmt: skip
def test_listed_chemicals_are_found(molecule, name):
    found = controlled_chemicals(molecule)
    assert value(found, "controlled") is True
    assert value(found, "controlled_lists").startswith(name)


@pytest.mark.parametrize(
    "molecule", ["water", "ethanol", "sodium chloride", "benzene", "aspirin", "caffeine",
                 "glyphosate", "malathion", "2-(dimethylamino)ethanol", "naloxone", "bupropion",
                 "triethyl phosphate", "cyclophosphamide", "lidocaine hydrochloride"],
)  # fmt: skip
def test_others_are_not(molecule):
    found = controlled_chemicals(molecule)
    assert value(found, "controlled") is False
    assert "was not found in the lists CWC Schedule 1 (2020-06-07)" in found.sentence()
    assert "no legal advice" in found.caution


def test_a_list_of_the_user_is_looked_through(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text(
        '[[list]]\nname = "our list"\nsource = "lab manual"\ndate = "2026-01-01"\n'
        '[[list.entry]]\nname = "nitriles"\nsmarts = "[CX2]#[NX1]"\n'
        '[[list.entry]]\nname = "ethanol"\nsmiles = ["OCC"]\n'
    )
    assert value(controlled_chemicals("acetonitrile", str(file)), "controlled_lists") == "our list"
    assert value(controlled_chemicals("ethanol", str(file)), "controlled") is True
    assert value(controlled_chemicals("methanol", str(file)), "lists_searched") == 7


@pytest.mark.parametrize(
    "text", ["", "not toml [", '[[list]]\nname = "x"\n',
             '[[list]]\nname="x"\nsource="y"\ndate="z"\n[[list.entry]]\nname="e"\n',
             '[[list]]\nname="x"\nsource="y"\ndate="z"\n[[list.entry]]\nname="e"\nsmarts="[C"\n'],
)  # fmt: skip
def test_a_list_that_does_not_follow_the_form_is_refused(tmp_path, text):
    file = tmp_path / "ours.toml"
    file.write_text(text)
    with pytest.raises(BadArgument):
        controlled_chemicals("ethanol", str(file))


# Bad input is an error and never a verdict


@pytest.mark.parametrize("tool", [hazard_alerts, oxygen_balance, controlled_chemicals,
                                  structural_alerts])  # fmt: skip
@pytest.mark.parametrize(
    ("text", "error"),
    [("C1CC(", BadStructure), ("", UnknownName), ("notacompoundatall", UnknownName)],
)
def test_bad_input_gives_a_typed_error(tool, text, error):
    with pytest.raises(error):
        tool(text)


def test_a_giant_is_answered():
    assert value(hazard_alerts("smiles:" + "C" * 5000), "explosive_alert") is False
