"""Chemistry tools against values from literature and independent sources."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from labwright.core.errors import BadArgument, BadStructure
from labwright.tools.chemistry.alerts import structural_alerts
from labwright.tools.chemistry.counting import count_atoms
from labwright.tools.chemistry.descriptors import DESCRIPTORS, descriptors
from labwright.tools.chemistry.drawing import depict
from labwright.tools.chemistry.druglikeness import drug_likeness
from labwright.tools.chemistry.groups import functional_groups, group_by_name, substructure
from labwright.tools.chemistry.identity import identifiers, molecular_formula, resolve_name
from labwright.tools.chemistry.mass import molecular_mass
from labwright.tools.chemistry.scaffolds import scaffold
from labwright.tools.chemistry.similarity import similarity
from labwright.tools.chemistry.structures import same_structure

SMILES = ["CCO", "c1ccccc1", "CC(=O)Oc1ccccc1C(=O)O", "CN1CCC[C@H]1c1cccnc1", "[Na+].[Cl-]",
          "smiles:O", "Cn1c(=O)c2c(ncn2C)n(C)c1=O", "BrCCBr", "CCCCCCCCCC"]  # fmt: skip
# hexadecapeptide-sized: a 20-mer of alanine breaks every limit but logP
PEPTIDE = "C[C@H](N)C(=O)" + "N[C@@H](C)C(=O)" * 19 + "O"


def value(finding, key):
    return finding.quantity(key).value


def groups(molecule):
    return {q.name: q.value for q in functional_groups(molecule).quantities}


# Masses and formulae


@pytest.mark.parametrize(
    ("molecule", "average", "monoisotopic"),
    [
        ("1,2-dibromoethane", 187.862, 185.868),  # two 79Br: 2·78.918338 + 24 + 4·1.007825
        ("water", 18.015, 18.0106),
        ("caffeine", 194.19, 194.0804),  # NIST WebBook
        ("aspirin", 180.159, 180.0423),
        ("[2H]O[2H]", 20.028, 20.0231),  # heavy water
    ],
)
def test_masses_are_those_of_the_literature(molecule, average, monoisotopic):
    found = molecular_mass(molecule)
    assert value(found, "average_mass") == pytest.approx(average, abs=0.005)
    assert value(found, "monoisotopic_mass") == pytest.approx(monoisotopic, abs=0.0005)


def test_the_mass_sentence_names_both_masses_with_units():
    assert molecular_mass("1,2-dibromoethane").sentence() == (
        "The average molecular mass (molecular weight) of 1,2-dibromoethane is 187.862 g/mol; "
        "its monoisotopic mass is 185.8680 Da."
    )


@pytest.mark.parametrize(
    ("molecule", "formula"),
    [("aspirin", "C9H8O4"), ("NaCl", "ClNa"), ("[NH4+]", "H4N+"), ("CC(=O)[O-]", "C2H3O2-"),
     ("1,2-dibromoethane", "C2H4Br2")],
)  # fmt: skip
def test_formulae_are_in_hill_order_with_charge(molecule, formula):
    assert value(molecular_formula(molecule), "formula") == formula


@pytest.mark.parametrize(
    ("molecule", "element", "number"),
    [("aspirin", "C", 9), ("aspirin", "H", 8), ("aspirin", "N", 0), ("chloroform", "Cl", 3),
     ("methane", "H", 4), ("water", "O", 1)],
)  # fmt: skip
def test_atoms_are_counted_with_hydrogens(molecule, element, number):
    found = count_atoms(molecule, element)
    assert value(found, "atoms") == number
    assert ("atoms." in found.sentence()) == (number != 1)


@pytest.mark.parametrize("element", ["c", "Xx", "", "carbon"])
def test_what_is_no_element_is_refused(element):
    with pytest.raises(BadArgument, match="not a chemical symbol"):
        count_atoms("water", element)


@given(st.sampled_from(SMILES))
def test_formula_and_atom_count_agree(smiles):
    formula = value(molecular_formula(smiles), "formula")
    counts = {symbol: int(n or 1) for symbol, n in re.findall(r"([A-Z][a-z]?)(\d*)", formula)}
    assert {s: value(count_atoms(smiles, s), "atoms") for s in counts} == counts


# Identifiers


@pytest.mark.parametrize(
    ("molecule", "key"),
    [("aspirin", "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"), ("caffeine", "RYYVLZVUVIJVGH-UHFFFAOYSA-N"),
     ("water", "XLYOFNOQVPJJNP-UHFFFAOYSA-N")],
)  # fmt: skip
def test_identifiers_are_those_of_pubchem(molecule, key):
    found = identifiers(molecule)
    assert value(found, "inchikey") == key
    assert value(found, "inchi").startswith("InChI=1S/")
    assert same_structure(value(found, "smiles"), found.structures[0].smiles)


@given(st.sampled_from(SMILES))
def test_an_inchi_leads_back_to_its_own_key(smiles):
    first = identifiers(smiles)
    assert value(identifiers(value(first, "inchi")), "inchikey") == value(first, "inchikey")


def test_a_resolved_name_tells_its_source():
    found = resolve_name("imatinib")
    assert "labwright name table" in found.sentence()
    assert value(found, "smiles") in found.sentence()


# Descriptors


@pytest.mark.parametrize(
    ("molecule", "key", "expected", "within"),
    [
        ("aspirin", "tpsa", 63.60, 0.005),  # Ertl 2000; PubChem 63.6
        ("caffeine", "tpsa", 58.44, 4),  # PubChem 58.4; RDKit counts [n] as aromatic
        ("ethanol", "tpsa", 20.23, 0.005),  # one hydroxyl in Ertl's table
        ("benzene", "logp", 1.69, 0.01),  # six aromatic CH, 0.2810 each (Wildman, Crippen)
        ("benzene", "molar_refractivity", 26.44, 0.5),  # 26.1 from density and refractive index
        ("aspirin", "hbd", 1, 0),
        ("aspirin", "rings", 1, 0),
        ("naphthalene", "aromatic_rings", 2, 0),
        ("cyclohexane", "aromatic_rings", 0, 0),
        ("ethane", "rotatable_bonds", 0, 0),
        ("butane", "rotatable_bonds", 1, 0),
        ("aspirin", "heavy_atoms", 13, 0),
        ("toluene", "fraction_csp3", 1 / 7, 1e-6),
        ("aspirin", "qed", 0.550, 0.001),  # RDKit documentation and ChEMBL: 0.55
        ("aspirin", "sa_score", 1.58, 0.01),
    ],
)
def test_descriptors_have_known_values(molecule, key, expected, within):
    assert value(descriptors(molecule, [key]), key) == pytest.approx(expected, abs=within or 1e-9)


def test_descriptors_asked_for_come_once_in_the_order_asked():
    found = descriptors("aspirin", ["qed", "tpsa", "qed"])
    assert [q.key for q in found.quantities] == ["qed", "tpsa"]
    assert all(q.method for q in found.quantities)


@pytest.mark.parametrize("properties", [None, [], ["all"]])
def test_none_named_gives_the_usual_descriptors(properties):
    assert len(descriptors("aspirin", properties).quantities) == 7


def test_an_unknown_descriptor_lists_the_known():
    with pytest.raises(BadArgument, match="not a descriptor") as caught:
        descriptors("aspirin", ["boiling"])
    assert all(key in caught.value.remedy for key in DESCRIPTORS)


@given(st.sampled_from(SMILES))
def test_fractions_stay_between_zero_and_one(smiles):
    found = descriptors(smiles, ["qed", "fraction_csp3"])
    assert all(0 <= q.value <= 1 for q in found.quantities)


# Drug-likeness


def test_aspirin_passes_both_rule_sets():
    found = drug_likeness("aspirin")
    assert (value(found, "lipinski"), value(found, "veber")) == (True, True)
    assert value(found, "violations") == 0
    assert "safety" in found.caution


def test_one_broken_limit_still_passes_and_is_shown():
    found = drug_likeness("cholesterol")  # logP over 5, the rest within
    assert (value(found, "violations"), value(found, "lipinski")) == (1, True)
    assert "logP (Crippen) 7.39" in found.sentence()


def test_failing_rules_are_shown_with_their_values():
    found = drug_likeness(PEPTIDE)
    assert (value(found, "lipinski"), value(found, "veber")) == (False, False)
    sentence = found.sentence()
    for broken in ("average molecular mass 1439.", "N-H and O-H bonds 22", "N and O atoms 41",
                   "rotatable bonds", "TPSA", "not drug-like", "3 limits broken"):  # fmt: skip
        assert broken in sentence


# Similarity


@given(st.sampled_from(SMILES), st.sampled_from(SMILES))
def test_similarity_is_symmetric_and_one_with_itself(first, second):
    there = value(similarity(first, second), "tanimoto")
    assert there == value(similarity(second, first), "tanimoto")
    assert 0 <= there <= 1
    assert value(similarity(first, first), "tanimoto") == 1.0


def test_similar_molecules_are_nearer_than_unlike_ones():
    assert value(similarity("caffeine", "theobromine"), "tanimoto") > 0.4
    assert value(similarity("caffeine", "hexane"), "tanimoto") < 0.1


# Groups and substructures


@pytest.mark.parametrize(
    ("molecule", "expected"),
    [
        ("aspirin", {"carboxylic acid": 1, "ester": 1, "benzene ring": 1}),
        ("paracetamol", {"amide": 1, "phenol": 1, "benzene ring": 1}),
        ("ethanol", {"alcohol": 1}),
        ("acetone", {"ketone": 1}),
        ("acetaldehyde", {"aldehyde": 1}),
        ("diethyl ether", {"ether": 1}),
        ("acetonitrile", {"nitrile": 1}),
        ("nitromethane", {"nitro": 1}),
        ("acetic anhydride", {"acid anhydride": 1}),
        ("urea", {"urea": 1}),
        ("caprolactam", {"lactam": 1}),
        ("ethylene carbonate", {"carbonate": 1}),
        ("ethane", {}),
    ],
)
def test_functional_groups_are_named_once(molecule, expected):
    assert groups(molecule) == expected


@pytest.mark.parametrize(
    ("name", "group"),
    [("carboxyl group", "carboxylic acid"), ("Esters", "ester"), ("COOH", "carboxylic acid"),
     ("urethane", "carbamate"), ("에스터", "ester")],
)  # fmt: skip
def test_groups_go_by_several_names(name, group):
    assert group_by_name(name).name == group


@pytest.mark.parametrize(
    ("molecule", "pattern", "matches"),
    [
        ("aspirin", "carboxylic acid", 1),  # a group
        ("aspirin", "[CX3](=O)[OX2H1]", 1),  # a SMARTS
        ("naproxen", "naphthalene", 1),  # a molecule
        ("2,4,6-trinitrotoluene", "nitro", 3),
        ("aspirin", "[#7]", 0),
        ("aspirin", "nitrile", 0),
    ],
)
def test_substructures_are_counted_and_highlighted(molecule, pattern, matches):
    found = substructure(molecule, pattern)
    assert value(found, "matches") == matches
    assert value(found, "present") == bool(matches)
    assert bool(found.figure) == bool(matches)
    if matches:
        assert found.figure.startswith("<svg")
        assert "#FCD875" in found.figure  # (0.99, 0.85, 0.46)
        assert "#FCD875" not in depict(molecule).figure


def test_a_pattern_that_means_nothing_is_refused_with_a_remedy():
    with pytest.raises(BadArgument, match="zzz") as caught:
        substructure("aspirin", "zzz")
    assert "SMARTS" in caught.value.remedy


# Alerts


@pytest.mark.parametrize(
    ("molecule", "pains", "brenk"),
    [
        ("ethanol", 0, 0),
        ("O=C1C=CC(=O)C=C1", 1, 1),  # quinone_A of Baell and Holloway 2010
        ("quercetin", 1, 1),  # catechol_A
        ("2,4,6-trinitrotoluene", 0, 2),
        ("sodium cyanide", 0, 1),
    ],
)
def test_alerts_are_counted_by_list_and_never_call_a_molecule_safe(molecule, pains, brenk):
    found = structural_alerts(molecule)
    assert (value(found, "pains"), value(found, "brenk")) == (pains, brenk)
    assert value(found, "pains_triggered") == bool(pains)
    assert not re.search(r"\bsafe|harmless|non-?toxic", found.sentence(), re.I)
    assert "not thereby safe" in found.caution


# Scaffolds


@pytest.mark.parametrize(
    ("molecule", "smiles"),
    [("aspirin", "c1ccccc1"), ("ibuprofen", "c1ccccc1"), ("nicotine", "c1cncc(C2CCCN2)c1"),
     ("biphenyl", "c1ccc(-c2ccccc2)cc1"), ("cyclohexanol", "C1CCCCC1")],
)  # fmt: skip
def test_scaffolds_are_rings_and_their_links(molecule, smiles):
    found = Chem.MolFromSmiles(value(scaffold(molecule), "scaffold"))
    Chem.RemoveStereochemistry(found)
    assert same_structure(Chem.MolToSmiles(found), smiles)


def test_an_acyclic_molecule_has_no_scaffold():
    found = scaffold("hexane")
    assert found.quantities == ()
    assert "no ring" in found.sentence()


@given(st.sampled_from([s for s in SMILES if "1" in s]))
def test_the_scaffold_of_a_scaffold_is_itself(smiles):
    core = value(scaffold(smiles), "scaffold")
    assert same_structure(value(scaffold(f"smiles:{core}"), "scaffold"), core)


# Drawings


def test_a_molecule_is_drawn_as_svg_without_xml_header():
    figure = depict("benzene").figure
    assert figure.startswith("<svg")
    assert figure.rstrip().endswith("</svg>")


def test_highlighting_is_told_only_where_something_matches():
    assert "ester highlighted" in depict("aspirin", "ester").sentence()
    assert "holds no ester" in depict("benzene", "ester").sentence()


@pytest.mark.parametrize("name", ["molecular_mass", "scaffold", "depict", "structural_alerts"])
def test_a_broken_structure_is_refused_by_every_tool(name):
    function = {f.__name__: f for f in (molecular_mass, scaffold, depict, structural_alerts)}[name]
    with pytest.raises(BadStructure) as caught:
        function("C1CC(")
    assert caught.value.position == 4
